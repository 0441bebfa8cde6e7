//! What a device sends.

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::{Decimal, Unit};

/// The largest reading: IoT Core delivers 128 KiB, the rule's facts add some hundred bytes, and whatever is below this
/// size fits an item of DynamoDB (400 KB) in any form.
pub const MAX_READING_BYTES: usize = 256 * 1024;

/// The last millisecond of the year 9999.
pub(crate) const MAX_TIME_MS: u64 = 253_402_300_799_999;

/// How records begin that the Kinesis Producer Library packed together.
const KPL_MAGIC: [u8; 4] = [0xf3, 0x89, 0x9a, 0xc2];

const THING_NAME: &str = "1 to 128 letters, digits, ':', '_' or '-'";
const SENSOR_NAME: &str = "1 to 128 letters, digits, ':', '_', '-' or '.'";
pub(crate) const SENSOR_TYPE: &str = "1 to 64 letters, digits, ':', '_', '-' or '.'";
const UNIT: &str = "1 to 16 visible ASCII characters";
const TIME: &str = "a whole number of milliseconds since 1970, up to the year 9999";

/// One measurement of one sensor.
///
/// The JSON document that carries it has these fields; the names with an underscore (`device_id`, `sensor_type`,
/// `sensor_id`) mean the same.
///
/// | field | | |
/// |---|---|---|
/// | `deviceId` | required | the device; where it is missing, `sensorId` names the device instead |
/// | `sensorType` | required | what is measured; case does not matter |
/// | `value` | required | a JSON number within DynamoDB's range ([`Decimal`]) |
/// | `timestamp` | optional | when it was measured, in milliseconds since 1970 |
/// | `sensorId` | optional | which sensor of the device |
/// | `unit` | optional | what the value is measured in |
/// | `metadata` | optional | a JSON object |
/// | anything else | optional | kept in [`Self::extra`] |
///
/// The IoT rule adds what the device cannot forge: `thing` (the topic's part that the device's policy binds to its
/// certificate), `client` (the MQTT client id) and `ingestedAt` (milliseconds).
///
/// ```
/// # use ferrocdk_contracts::Reading;
/// let reading = Reading::from_json(br#"{"deviceId":"press-7","sensorType":"temperature","value":25.50,"thing":"press-7"}"#)?;
/// assert_eq!(reading.device_id, "press-7");
/// assert_eq!(reading.value.as_str(), "25.5");
/// # Ok::<(), ferrocdk_contracts::ReadingError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The device: the name of its thing.
    pub device_id: String,
    /// What is measured, in lower case.
    pub sensor_type: String,
    /// Which sensor of the device, where it has several.
    pub sensor_id: Option<String>,
    /// The measured value.
    pub value: Decimal,
    /// What the value is measured in, if the device says so.
    pub unit: Option<Unit>,
    /// When it was measured, by the device's clock, in milliseconds since 1970.
    pub timestamp: Option<u64>,
    /// The text of the `metadata` object.
    pub metadata: Option<String>,
    /// The text of a JSON object with the fields that have no meaning here, in the order they were sent.
    pub extra: Option<String>,
    /// When the rule took the message, in milliseconds since 1970; `None` for a record that came another way.
    pub ingested_at: Option<u64>,
}

/// Why bytes are no [`Reading`]. None of these mends itself: the same bytes fail again.
///
/// Messages say what is wrong, but repeat only names, never values, since they go to the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadingError {
    /// Longer than [`MAX_READING_BYTES`].
    #[error("the record has {0} bytes, at most {MAX_READING_BYTES} are allowed")]
    TooLarge(usize),
    /// Packed by the Kinesis Producer Library.
    #[error("the record is aggregated by the Kinesis Producer Library; switch aggregation off in the producer")]
    Aggregated,
    /// Not JSON at all.
    #[error("the record is not JSON: line {line}, column {column}")]
    NotJson {
        /// Line of the first error, from 1.
        line: usize,
        /// Column of the first error, from 1.
        column: usize,
    },
    /// JSON, but not an object.
    #[error("the record is JSON, but not an object")]
    NotAnObject,
    /// A field stands twice, or once in each spelling with different values.
    #[error("field {0} is given twice")]
    Ambiguous(String),
    /// A required field is missing or null.
    #[error("field {0} is missing")]
    Missing(&'static str),
    /// A field holds what it must not.
    #[error("field {field} {found}; expected {expected}")]
    Invalid {
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        found: String,
        /// What is allowed.
        expected: &'static str,
    },
    /// The device speaks for another one.
    #[error("the reading names device {device_id}, but was sent by thing {thing}")]
    Impersonation {
        /// What the reading claims.
        device_id: String,
        /// Who sent it.
        thing: String,
    },
}

impl ReadingError {
    /// A stable word for the kind of error, for counting and searching.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge(_) => "too_large",
            Self::Aggregated => "aggregated",
            Self::NotJson { .. } => "not_json",
            Self::NotAnObject => "not_an_object",
            Self::Ambiguous(_) => "ambiguous_field",
            Self::Missing(_) => "missing_field",
            Self::Invalid { .. } => "invalid_field",
            Self::Impersonation { .. } => "impersonation",
        }
    }
}

impl Reading {
    /// Reads the bytes of a record.
    ///
    /// # Errors
    /// The first thing that makes the bytes no reading.
    pub fn from_json(bytes: &[u8]) -> Result<Self, ReadingError> {
        if bytes.len() > MAX_READING_BYTES {
            return Err(ReadingError::TooLarge(bytes.len()));
        }
        if bytes.starts_with(&KPL_MAGIC) {
            return Err(ReadingError::Aggregated);
        }
        let mut fields = Fields::parse(bytes)?;

        let named_device = fields.name(&["deviceId", "device_id"], THING_NAME, is_thing_name)?;
        let named_sensor = fields.name(&["sensorId", "sensor_id"], SENSOR_NAME, is_sensor_name)?;
        let (device_id, sensor_id) = match (named_device, named_sensor) {
            (Some(device_id), sensor_id) => (device_id, sensor_id),
            (None, Some(device_id)) if is_thing_name(&device_id) => (device_id, None),
            (None, Some(_)) => return Err(invalid("sensorId", "has other characters", THING_NAME)),
            (None, None) => return Err(ReadingError::Missing("deviceId")),
        };
        let sensor_type = fields
            .name(&["sensorType", "sensor_type"], SENSOR_TYPE, |name| {
                normalise_sensor_type(name).is_ok()
            })?
            .ok_or(ReadingError::Missing("sensorType"))?
            .to_ascii_lowercase();
        let value = number(fields.take("value").ok_or(ReadingError::Missing("value"))?)?;
        let unit = fields
            .name(&["unit"], UNIT, |name| Unit::new(name).is_ok())?
            .and_then(|name| Unit::new(&name).ok());
        let timestamp = fields.time("timestamp")?;
        let metadata = match fields.take("metadata") {
            Some(raw) if raw.get().starts_with('{') => Some(raw.get().to_owned()),
            Some(raw) => return Err(invalid("metadata", kind(raw), "a JSON object")),
            None => None,
        };
        let ingested_at = fields.time("ingestedAt")?;
        let thing = fields.string("thing")?;
        // Known, so that it does not count among the fields without a meaning; the thing's name says the same.
        fields.take("client");

        if let Some(thing) = thing
            && thing != device_id
        {
            return Err(ReadingError::Impersonation {
                device_id,
                thing: shown(&thing),
            });
        }
        let extra = fields.into_object();
        Ok(Self {
            device_id,
            sensor_type,
            sensor_id,
            value,
            unit,
            timestamp,
            metadata,
            extra,
            ingested_at,
        })
    }
}

/// Whether a text may be the name of a thing, and so of a device.
fn is_thing_name(name: &str) -> bool {
    (1..=128).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'-'))
}

fn is_sensor_name(name: &str) -> bool {
    (1..=128).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'-' | b'.'))
}

/// The name under which thresholds and keys know a type of sensor.
///
/// # Errors
/// What a sensor type must look like.
pub(crate) fn normalise_sensor_type(name: &str) -> Result<String, &'static str> {
    if is_sensor_name(name) && name.len() <= 64 {
        Ok(name.to_ascii_lowercase())
    } else {
        Err(SENSOR_TYPE)
    }
}

fn number(raw: &RawValue) -> Result<Decimal, ReadingError> {
    let expected = "a JSON number";
    match kind(raw) {
        "is a number" => Decimal::parse(raw.get()).map_err(|error| invalid("value", &error.to_string(), expected)),
        other => Err(invalid("value", other, expected)),
    }
}

fn invalid(field: &'static str, found: &str, expected: &'static str) -> ReadingError {
    ReadingError::Invalid {
        field,
        found: found.to_owned(),
        expected,
    }
}

/// What a JSON value is, told from its first character.
fn kind(raw: &RawValue) -> &'static str {
    match raw.get().as_bytes().first() {
        Some(b'"') => "is a string",
        Some(b'{') => "is an object",
        Some(b'[') => "is an array",
        Some(b't' | b'f') => "is a boolean",
        Some(b'n') => "is null",
        _ => "is a number",
    }
}

/// A name for a message: what is too long to be one is cut.
fn shown(name: &str) -> String {
    match name.char_indices().nth(128) {
        Some((end, _)) => format!("{}...", &name[..end]),
        None => name.to_owned(),
    }
}

/// The fields of an object, in the order they were sent, each with its text.
struct Fields<'a>(Vec<(String, &'a RawValue)>);

impl<'a> Fields<'a> {
    fn parse(bytes: &'a [u8]) -> Result<Self, ReadingError> {
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
    fn take(&mut self, name: &str) -> Option<&'a RawValue> {
        let index = self.0.iter().position(|(field, _)| field == name)?;
        let (_, raw) = self.0.remove(index);
        (raw.get() != "null").then_some(raw)
    }

    fn string(&mut self, name: &'static str) -> Result<Option<String>, ReadingError> {
        let Some(raw) = self.take(name) else { return Ok(None) };
        // A lone surrogate is a string to the parser's first pass, but no text.
        let text = serde_json::from_str(raw.get());
        text.map(Some).map_err(|_| match kind(raw) {
            "is a string" => invalid(name, "is no valid Unicode", "text"),
            other => invalid(name, other, "a string"),
        })
    }

    /// Takes a name that may be spelled in several ways.
    fn name(
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

    fn time(&mut self, name: &'static str) -> Result<Option<u64>, ReadingError> {
        let Some(raw) = self.take(name) else { return Ok(None) };
        if kind(raw) != "is a number" {
            return Err(invalid(name, kind(raw), TIME));
        }
        // As a decimal first, since some encoders write whole numbers as 1.7e12 or with a trailing ".0".
        let whole = Decimal::parse(raw.get())
            .ok()
            .and_then(|decimal| decimal.as_str().parse::<u64>().ok());
        match whole.filter(|ms| *ms <= MAX_TIME_MS) {
            Some(ms) => Ok(Some(ms)),
            None => Err(invalid(name, "is no such number", TIME)),
        }
    }

    /// What is left, as the text of an object.
    fn into_object(self) -> Option<String> {
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

#[cfg(test)]
mod tests;
