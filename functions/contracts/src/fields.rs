//! The fields of a JSON object with their texts, so that no number is rounded and no repetition goes unseen.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::reading::ReadingError;
use crate::{Decimal, Time};

const TIME: &str = "milliseconds since 1970 as a number, or an ISO 8601 date and time, from 1970 to the year 9999";

pub(crate) fn invalid(field: &'static str, found: &str, expected: &'static str) -> ReadingError {
    ReadingError::Invalid {
        field,
        found: found.to_owned(),
        expected,
    }
}

/// Kind of a JSON value, told from its first character.
pub(crate) fn kind(raw: &RawValue) -> &'static str {
    match raw.get().as_bytes().first() {
        Some(b'"') => "is a string",
        Some(b'{') => "is an object",
        Some(b'[') => "is an array",
        Some(b't' | b'f') => "is a boolean",
        Some(b'n') => "is null",
        _ => "is a number",
    }
}

/// Milliseconds as a number, or ISO 8601 as a string.
pub(crate) fn time(raw: &RawValue) -> Option<Time> {
    let text = raw.get();
    if let Some(inner) = text.strip_prefix('"') {
        return Time::parse_iso(inner.strip_suffix('"')?);
    }
    Time::parse_digits(text).or_else(|| {
        // Some encoders write whole numbers as 1.7e12.
        Time::parse_digits(Decimal::parse(text).ok()?.as_str())
    })
}

/// A name for a message: what is too long to be one is cut.
pub(crate) fn shown(name: &str) -> String {
    match name.char_indices().nth(128) {
        Some((end, _)) => format!("{}...", &name[..end]),
        None => name.to_owned(),
    }
}

/// The fields of an object, in the order they were sent, each with its text.
pub(crate) struct Fields<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Fields<'a> {
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, ReadingError> {
        let fields: Self = serde_json::from_slice(bytes).map_err(|error| {
            if error.is_data() {
                ReadingError::NotAnObject
            } else {
                ReadingError::NotJson {
                    line: error.line(),
                    column: error.column(),
                }
            }
        })?;
        // Readers differ in which of two equal names they believe; one of them may be the rule's word against the device's.
        match fields.repeated() {
            Some(name) => Err(ReadingError::Ambiguous(shown(name))),
            None => Ok(fields),
        }
    }

    /// A name that stands twice.
    fn repeated(&self) -> Option<&str> {
        let names = || self.0.iter().map(|(name, _)| name.as_ref());
        if self.0.len() <= 16 {
            return names()
                .enumerate()
                .find(|(at, name)| names().take(*at).any(|before| before == *name))
                .map(|(_, name)| name);
        }
        let mut sorted: Vec<&str> = names().collect();
        sorted.sort_unstable();
        sorted.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
    }

    /// Takes a field out; a null counts as absent.
    pub(crate) fn take(&mut self, name: &str) -> Option<&'a RawValue> {
        self.take_any(name).filter(|raw| raw.get() != "null")
    }

    /// Takes a field out, also a null.
    pub(crate) fn take_any(&mut self, name: &str) -> Option<&'a RawValue> {
        let index = self.0.iter().position(|(field, _)| field == name)?;
        Some(self.0.remove(index).1)
    }

    pub(crate) fn string(&mut self, name: &'static str) -> Result<Option<String>, ReadingError> {
        let Some(raw) = self.take(name) else { return Ok(None) };
        // A lone surrogate is a string to the parser's first pass, but no text.
        let text = serde_json::from_str(raw.get());
        text.map(Some).map_err(|_| match kind(raw) {
            "is a string" => invalid(name, "is no valid Unicode", "text"),
            other => invalid(name, other, "a string"),
        })
    }

    /// Takes a name that may be spelled in several ways.
    pub(crate) fn name(
        &mut self,
        spellings: &[&'static str],
        expected: &'static str,
        accepts: impl Fn(&str) -> bool,
    ) -> Result<Option<String>, ReadingError> {
        let mut found: Option<String> = None;
        for spelling in spellings {
            let Some(text) = self.string(spelling)? else { continue };
            if !accepts(&text) {
                let what = format!("has {} characters, or others than allowed", text.chars().count());
                return Err(invalid(spelling, &what, expected));
            }
            match &found {
                Some(first) if *first != text => return Err(ReadingError::Ambiguous((*spelling).to_owned())),
                _ => found = Some(text),
            }
        }
        Ok(found)
    }

    pub(crate) fn time(&mut self, name: &'static str) -> Result<Option<Time>, ReadingError> {
        let Some(raw) = self.take(name) else { return Ok(None) };
        match (time(raw), kind(raw)) {
            (Some(time), _) => Ok(Some(time)),
            (None, "is a number") => Err(invalid(name, "is no such number", TIME)),
            (None, "is a string") => Err(invalid(name, "is no such text", TIME)),
            (None, other) => Err(invalid(name, other, TIME)),
        }
    }

    /// Fields that are left, as the text of an object.
    pub(crate) fn into_object(self) -> Option<String> {
        let mut text = String::new();
        for (name, raw) in &self.0 {
            text.push(if text.is_empty() { '{' } else { ',' });
            text.push_str(&serde_json::Value::from(name.as_ref()).to_string());
            text.push(':');
            text.push_str(raw.get());
        }
        (!text.is_empty()).then(|| text + "}")
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Vec<(Cow<'de, str>, &'de RawValue)>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::with_capacity(8);
                while let Some((Name(name), value)) = map.next_entry()? {
                    fields.push((name, value));
                }
                Ok(fields)
            }
        }

        deserializer.deserialize_map(Object).map(Fields)
    }
}

/// A field's name, borrowed unless it has escapes.
struct Name<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Name<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl<'de> Visitor<'de> for Text {
            type Value = Cow<'de, str>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Cow::Borrowed(text))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Cow::Owned(text.to_owned()))
            }
        }

        deserializer.deserialize_str(Text).map(Name)
    }
}
