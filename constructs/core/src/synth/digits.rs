//! Numbers that `serde_json` would round, on their way through its values into a file.
//!
//! Documents that are put together from parts are a `serde_json::Value` in between, which holds 64 bits of a number. Such a number is a string with a mark in
//! there, and the writer of files takes mark and quotes away. The feature `arbitrary_precision` would do without, but it changes how every crate of a
//! user's build reads numbers.

use std::io::{self, Write};

use serde_json::Value as Json;
use serde_json::ser::{CharEscape, Formatter, PrettyFormatter};

use ferrocdk_template::Number;

/// Begins with a character for private use, so no text of a template does.
const MARK: &str = "\u{f8ff}digits:";

/// The text that stands for a number; `None` for one that `serde_json` holds.
pub(super) fn marked(number: &Number) -> Option<String> {
    (!number.fits_serde_json()).then(|| format!("{MARK}{number}"))
}

/// The digits, when a text stands for a number.
pub(super) fn unmarked(text: &str) -> Option<&str> {
    text.strip_prefix(MARK).filter(|digits| Number::parse(digits).is_some())
}

/// Whether a value is text and stands for nothing else.
pub(super) fn is_text(json: &Json) -> bool {
    json.as_str().is_some_and(|text| unmarked(text).is_none())
}

/// JSON with an indent of one, as AWS CDK writes it.
pub(super) struct Pretty<'a> {
    inner: PrettyFormatter<'a>,
    string: State,
}

/// Where the writer is in a string.
#[derive(PartialEq)]
enum State {
    Outside,
    /// Nothing of it is written yet, nor its quote.
    Begun,
    Text,
    Digits,
}

impl Pretty<'_> {
    pub(super) fn new() -> Self {
        Self {
            inner: PrettyFormatter::with_indent(b" "),
            string: State::Outside,
        }
    }

    /// Writes the quote that was held back.
    fn open<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if self.string == State::Begun {
            self.string = State::Text;
            return self.inner.begin_string(writer);
        }
        Ok(())
    }
}

impl Formatter for Pretty<'_> {
    fn begin_string<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.string = State::Begun;
        Ok(())
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if self.string == State::Begun
            && let Some(digits) = unmarked(fragment)
        {
            self.string = State::Digits;
            return writer.write_all(digits.as_bytes());
        }
        self.open(writer)?;
        self.inner.write_string_fragment(writer, fragment)
    }

    fn write_char_escape<W: ?Sized + Write>(&mut self, writer: &mut W, escape: CharEscape) -> io::Result<()> {
        self.open(writer)?;
        self.inner.write_char_escape(writer, escape)
    }

    fn end_string<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer)?;
        match std::mem::replace(&mut self.string, State::Outside) {
            State::Digits => Ok(()),
            _ => self.inner.end_string(writer),
        }
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.inner.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.inner.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.inner.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.inner.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.inner.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.inner.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.inner.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.inner.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.inner.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize as _;
    use serde_json::json;

    use super::*;

    fn written(json: &Json) -> String {
        let mut out = Vec::new();
        let mut serializer = serde_json::Serializer::with_formatter(&mut out, Pretty::new());
        json.serialize(&mut serializer).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn digits_stand_without_quotes_and_all_else_is_as_before() {
        let long = "123456789012345678901234567890";
        let number = marked(&Number::parse(long).unwrap()).unwrap();
        assert_eq!(
            written(&json!({ "a": [number, 1, "x"] })),
            format!("{{\n \"a\": [\n  {long},\n  1,\n  \"x\"\n ]\n}}")
        );
        for plain in [
            json!({}),
            json!([]),
            json!({ "": "", "\"": ["\n", "a\u{1}b", "\u{f8ff}", MARK, format!("{MARK}x")], "é": null }),
        ] {
            let mut expected = Vec::new();
            let pretty = PrettyFormatter::with_indent(b" ");
            plain
                .serialize(&mut serde_json::Serializer::with_formatter(&mut expected, pretty))
                .unwrap();
            assert_eq!(written(&plain), String::from_utf8(expected).unwrap());
        }
        assert_eq!(marked(&Number::from(7)), None);
        assert_eq!(marked(&Number::parse("1.0").unwrap()), None);
    }
}
