//! The fields of a JSON object with their texts, so that no number is rounded and no repetition goes unseen.

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::reading::ReadingError;
use crate::{Decimal, Time};

const TIME: &str = "a whole number of milliseconds since 1970, up to the year 9999";

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

/// A whole number of milliseconds, up to the year 9999.
pub(crate) fn time(raw: &RawValue) -> Option<u64> {
    // As a decimal first, since some encoders write whole numbers as 1.7e12 or with a trailing ".0".
    let decimal = Decimal::parse(raw.get()).ok()?;
    Time::parse_ms(decimal.as_str())
        .filter(|time| time.is_whole())
        .map(Time::ms)
}

/// A name for a message: what is too long to be one is cut.
pub(crate) fn shown(name: &str) -> String {
    match name.char_indices().nth(128) {
        Some((end, _)) => format!("{}...", &name[..end]),
        None => name.to_owned(),
    }
}

/// The fields of an object, in the order they were sent, each with its text.
pub(crate) struct Fields<'a>(Vec<(String, &'a RawValue)>);

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
        let mut names: Vec<&str> = fields.0.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        match names.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(ReadingError::Ambiguous(shown(pair[0]))),
            None => Ok(fields),
        }
    }

    /// Takes a field out; a null counts as absent.
    pub(crate) fn take(&mut self, name: &str) -> Option<&'a RawValue> {
        let index = self.0.iter().position(|(field, _)| field == name)?;
        let (_, raw) = self.0.remove(index);
        (raw.get() != "null").then_some(raw)
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

    pub(crate) fn time(&mut self, name: &'static str) -> Result<Option<u64>, ReadingError> {
        let Some(raw) = self.take(name) else { return Ok(None) };
        if kind(raw) != "is a number" {
            return Err(invalid(name, kind(raw), TIME));
        }
        match time(raw) {
            Some(ms) => Ok(Some(ms)),
            None => Err(invalid(name, "is no such number", TIME)),
        }
    }

    /// Fields that are left, as the text of an object.
    pub(crate) fn into_object(self) -> Option<String> {
        let mut text = String::new();
        for (name, raw) in &self.0 {
            text.push(if text.is_empty() { '{' } else { ',' });
            text.push_str(&serde_json::Value::from(name.as_str()).to_string());
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
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(fields)
            }
        }

        deserializer.deserialize_map(Object).map(Fields)
    }
}
