//! Readings, as devices send them.

use serde_json::value::RawValue;

use crate::fields::{Fields, invalid, kind, shown};
use crate::message::{CLIENT, Facts, INGESTED_AT, Message, THING};
use crate::{Decimal, Time, Unit};

/// The largest reading: IoT Core delivers 128 KiB, the rule's facts add some hundred bytes, and whatever is below this
/// size fits an item of DynamoDB (400 KB) in any form.
pub const MAX_READING_BYTES: usize = 256 * 1024;

/// The largest message of several readings: as much as a record of a stream holds by default.
pub const MAX_MESSAGE_BYTES: usize = 1024 * 1024;

/// How records begin that the Kinesis Producer Library packed together.
const KPL_MAGIC: [u8; 4] = [0xf3, 0x89, 0x9a, 0xc2];

const THING_NAME: &str = "1 to 128 letters, digits, ':', '_' or '-'";
const SENSOR_NAME: &str = "1 to 128 letters, digits, ':', '_', '-' or '.'";
pub(crate) const SENSOR_TYPE: &str = "1 to 64 letters, digits, ':', '_', '-' or '.'";
const UNIT: &str = "1 to 16 visible ASCII characters";

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
/// | `timestamp` | optional | when it was measured: milliseconds since 1970 as a number, or [ISO 8601](Time::parse_iso) as a string; what is finer than a picosecond is cut |
/// | `sensorId` | optional | which sensor of the device |
/// | `unit` | optional | what the value is measured in |
/// | `metadata` | optional | a JSON object |
/// | anything else | optional | kept in [`Self::extra`] |
///
/// A message is one such object or an array of them ([`Reading::of_message`]).
///
/// The topic rule says beside it what the device cannot forge ([`Facts`]). Another producer on the stream writes these
/// facts as fields of the reading: `thing`, `client` and `ingestedAt` (milliseconds); what a device says under these
/// names is kept in [`Self::extra`] and believed by nobody.
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
    /// Quantity that is measured, in lower case.
    pub sensor_type: String,
    /// Which sensor of the device, where it has several.
    pub sensor_id: Option<String>,
    /// The measured value.
    pub value: Decimal,
    /// Unit of the value, if the device says so.
    pub unit: Option<Unit>,
    /// When it was measured, by the device's clock.
    pub timestamp: Option<Time>,
    /// The text of the `metadata` object.
    pub metadata: Option<String>,
    /// The text of a JSON object with the fields that have no meaning here, in the order they were sent.
    pub extra: Option<String>,
    /// When the rule took the message, in milliseconds since 1970; `None` for a record that came another way.
    pub ingested_at: Option<u64>,
}

/// One part of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Part<'a> {
    /// The bytes, as they were sent.
    pub text: &'a [u8],
    /// Place in the array, from 0; `None` where the message is no array.
    pub index: Option<usize>,
    /// The reading, or why it is none.
    pub reading: Result<Reading, ReadingError>,
}

/// Why bytes are no [`Reading`]. None of these mends itself: the same bytes fail again.
///
/// Messages say what is wrong, but repeat only names, never values, since they go to the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadingError {
    /// Longer than [`MAX_READING_BYTES`], or than [`MAX_MESSAGE_BYTES`] where it is an array.
    #[error("the record has {found} bytes, at most {allowed} are allowed")]
    TooLarge {
        /// Bytes that it has.
        found: usize,
        /// Bytes that it may have.
        allowed: usize,
    },
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
        /// Mistake in it.
        found: String,
        /// Values that are allowed.
        expected: &'static str,
    },
    /// The device speaks for another one.
    #[error("the reading names device {device_id}, but was sent by thing {thing}")]
    Impersonation {
        /// Device that the reading claims to be of.
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
            Self::TooLarge { .. } => "too_large",
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
    /// Reads what a record of the stream carries: one reading, or an array of them, in its order.
    ///
    /// Each reading of an array stands for itself: one that is none does not take the others along.
    ///
    /// ```
    /// # use ferrocdk_contracts::{Message, Reading};
    /// let sent = br#"[{"deviceId":"press-7","sensorType":"pressure","value":80}, {"deviceId":"press-7"}]"#;
    /// let message = Message { payload: sent.to_vec(), facts: None };
    /// let parts = Reading::of_message(&message);
    /// assert!(parts[0].reading.is_ok() && parts[1].reading.is_err());
    /// assert_eq!((parts[1].index, parts[1].text), (Some(1), br#"{"deviceId":"press-7"}"#.as_slice()));
    /// ```
    #[must_use]
    pub fn of_message(message: &Message) -> Vec<Part<'_>> {
        let facts = message.facts.as_ref();
        let bytes = message.payload.as_slice();
        let alone = |reading| {
            vec![Part {
                text: bytes,
                index: None,
                reading,
            }]
        };
        if bytes.trim_ascii_start().first() != Some(&b'[') {
            return alone(Self::read(bytes, facts));
        }
        if bytes.len() > MAX_MESSAGE_BYTES {
            return alone(Err(ReadingError::TooLarge {
                found: bytes.len(),
                allowed: MAX_MESSAGE_BYTES,
            }));
        }
        match serde_json::from_slice::<Vec<&RawValue>>(bytes) {
            Ok(texts) if texts.is_empty() => alone(Err(ReadingError::NotAnObject)),
            Ok(texts) => {
                let parts = texts.into_iter().enumerate().map(|(index, text)| Part {
                    text: text.get().as_bytes(),
                    index: Some(index),
                    reading: Self::read(text.get().as_bytes(), facts),
                });
                parts.collect()
            }
            Err(error) => alone(Err(ReadingError::NotJson {
                line: error.line(),
                column: error.column(),
            })),
        }
    }

    /// Reads a reading that stands on the stream without an envelope.
    ///
    /// # Errors
    /// The first thing that makes the bytes no reading.
    pub fn from_json(bytes: &[u8]) -> Result<Self, ReadingError> {
        Self::read(bytes, None)
    }

    fn read(bytes: &[u8], facts: Option<&Facts>) -> Result<Self, ReadingError> {
        if bytes.len() > MAX_READING_BYTES {
            return Err(ReadingError::TooLarge {
                found: bytes.len(),
                allowed: MAX_READING_BYTES,
            });
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
                is_sensor_name(name) && name.len() <= 64
            })?
            .map(|mut name| {
                name.make_ascii_lowercase();
                name
            })
            .ok_or(ReadingError::Missing("sensorType"))?;
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
        let (thing, ingested_at) = match facts {
            Some(facts) => (facts.thing.clone(), Some(facts.ingested_at)),
            None => {
                // Known, so that it does not count among the fields without a meaning; the thing's name says the same.
                fields.take(CLIENT);
                (fields.string(THING)?, fields.time(INGESTED_AT)?.map(Time::ms))
            }
        };
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
pub(crate) fn is_thing_name(name: &str) -> bool {
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
/// Form of a sensor type.
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

#[cfg(test)]
mod tests;
