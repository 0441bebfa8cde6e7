//! Lines of the archive: a record of the stream with its payload to the byte.
//!
//! A line is one JSON object. What the stream knows of the record stands in it, what the topic rule said ([`Facts`]), and the payload: as
//! `data` where it is JSON on one line, so that people and `jq` can read it, else as `dataBase64`. `data` is the text that was sent, spliced
//! in and not written anew, so that no digit and no blank is another one.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::fields::{Fields, kind, time};
use crate::message::{CLIENT, Facts, INGESTED_AT, Message, THING};

/// Place in the shard, a text of digits.
pub const SEQUENCE_NUMBER: &str = "sequenceNumber";
/// Key by which the stream orders records.
pub const PARTITION_KEY: &str = "partitionKey";
/// When the stream took the record, in milliseconds since 1970.
pub const ARRIVED_AT: &str = "arrivedAt";
/// Payload, where it is JSON on one line.
pub const DATA: &str = "data";
/// Payload in base64, where it is not.
pub const DATA_BASE64: &str = "dataBase64";

/// The stream's facts about a record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// [`SEQUENCE_NUMBER`].
    pub sequence_number: Option<String>,
    /// [`PARTITION_KEY`].
    pub partition_key: Option<String>,
    /// [`ARRIVED_AT`].
    pub arrived_at: Option<u64>,
}

/// A record in the archive.
///
/// ```
/// # use ferrocdk_contracts::archive_line::{ArchiveLine, Origin};
/// # use ferrocdk_contracts::Message;
/// let message = Message { payload: br#"{"deviceId":"press-7","value":1.50}"#.to_vec(), facts: None };
/// let origin = Origin { arrived_at: Some(7), ..Origin::default() };
/// let line = ArchiveLine { message, origin };
/// assert_eq!(line.to_text(), "{\"arrivedAt\":7,\"data\":{\"deviceId\":\"press-7\",\"value\":1.50}}\n");
/// assert_eq!(ArchiveLine::read(line.to_text().as_bytes()), Some(line));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveLine {
    /// Payload, and the facts of the topic rule.
    pub message: Message,
    /// The stream's facts.
    pub origin: Origin,
}

impl ArchiveLine {
    /// The line, with the line feed that ends it.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut start = Value::Object(serde_json::Map::new());
        let Origin {
            sequence_number,
            partition_key,
            arrived_at,
        } = &self.origin;
        for (name, text) in [(SEQUENCE_NUMBER, sequence_number), (PARTITION_KEY, partition_key)] {
            add(&mut start, name, text.as_deref());
        }
        add(&mut start, ARRIVED_AT, *arrived_at);
        if let Some(facts) = &self.message.facts {
            add(&mut start, THING, facts.thing.as_deref());
            add(&mut start, CLIENT, facts.client.as_deref());
            add(&mut start, INGESTED_AT, Some(facts.ingested_at));
        }
        let start = start.to_string();
        let start = start.trim_end_matches('}');
        let comma = if start.len() > 1 { "," } else { "" };
        let payload = &self.message.payload;
        match one_line_json(payload) {
            Some(text) => format!("{start}{comma}\"{DATA}\":{text}}}\n"),
            None => format!("{start}{comma}\"{DATA_BASE64}\":\"{}\"}}\n", BASE64.encode(payload)),
        }
    }

    /// Reads a line; `None` where it is none.
    #[must_use]
    pub fn read(line: &[u8]) -> Option<Self> {
        let mut fields = Fields::parse(line).ok()?;
        let payload = match (fields.take_any(DATA), fields.take(DATA_BASE64)) {
            (Some(data), None) => data.get().as_bytes().to_vec(),
            (None, Some(data)) => BASE64.decode(text(data)?).ok()?,
            _ => return None,
        };
        let mut string = |name| match fields.take(name) {
            None => Some(None),
            Some(raw) => text(raw).map(Some),
        };
        let (sequence_number, partition_key) = (string(SEQUENCE_NUMBER)?, string(PARTITION_KEY)?);
        let (thing, client) = (string(THING)?, string(CLIENT)?);
        let facts = |ingested_at| Facts {
            thing,
            client,
            ingested_at,
        };
        let moment = |raw: Option<&RawValue>| match raw {
            None => Some(None),
            Some(raw) if kind(raw) == "is a number" => time(raw).map(|time| Some(time.ms())),
            Some(_) => None,
        };
        Some(Self {
            message: Message {
                payload,
                facts: moment(fields.take(INGESTED_AT))?.map(facts),
            },
            origin: Origin {
                sequence_number,
                partition_key,
                arrived_at: moment(fields.take(ARRIVED_AT))?,
            },
        })
    }
}

fn text(raw: &RawValue) -> Option<String> {
    (kind(raw) == "is a string").then(|| serde_json::from_str(raw.get()).ok())?
}

fn add(object: &mut Value, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        object[name] = json!(value.into());
    }
}

/// The text, where the bytes are JSON without anything around it, and no line feed that a reader of lines would stop at.
#[must_use]
pub fn one_line_json(data: &[u8]) -> Option<&str> {
    let one_line = !data.iter().any(|byte| matches!(byte, b'\n' | b'\r'));
    let json = one_line.then(|| serde_json::from_slice::<&RawValue>(data))?;
    json.ok().map(RawValue::get).filter(|json| json.len() == data.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(payload: &[u8]) -> String {
        let message = Message {
            payload: payload.to_vec(),
            facts: None,
        };
        let line = ArchiveLine {
            message,
            origin: Origin::default(),
        };
        assert_eq!(ArchiveLine::read(line.to_text().as_bytes()), Some(line.clone()));
        line.to_text()
    }

    #[test]
    fn only_what_is_json_on_one_line_stands_as_it_is() {
        assert_eq!(line(br#"{"v": 1.50 }"#), "{\"data\":{\"v\": 1.50 }}\n");
        assert_eq!(line(b"null"), "{\"data\":null}\n");
        for other in [&b"{\"v\":1}\n"[..], b"{\n}", b" 1", b"", b"\xff", b"{\"v\":"] {
            assert!(line(other).starts_with("{\"dataBase64\":\""), "{other:?}");
        }
    }

    #[test]
    fn what_is_no_line_is_not_read() {
        for other in [
            "",
            "[]",
            "{}",
            r#"{"data":1,"dataBase64":""}"#,
            r#"{"dataBase64":7}"#,
            r#"{"dataBase64":"%"}"#,
            r#"{"data":1,"arrivedAt":"then"}"#,
            r#"{"data":1,"thing":7}"#,
        ] {
            assert_eq!(ArchiveLine::read(other.as_bytes()), None, "{other}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_record_survives_the_archive(
            payload in proptest::collection::vec(proptest::num::u8::ANY, 0..200),
            sequence_number in proptest::option::of("[0-9]{1,56}"),
            partition_key in proptest::option::of("\\PC{1,40}"),
            arrived_at in proptest::option::of(0..crate::time::MAX_TIME_MS),
            facts in proptest::option::of((proptest::option::of("\\PC{1,40}"), 0..crate::time::MAX_TIME_MS)),
        ) {
            let facts = facts.map(|(thing, ingested_at)| Facts { thing, client: None, ingested_at });
            let line = ArchiveLine {
                message: Message { payload, facts },
                origin: Origin { sequence_number, partition_key, arrived_at },
            };
            let text = line.to_text();
            proptest::prop_assert_eq!(text.matches('\n').count(), 1);
            proptest::prop_assert_eq!(ArchiveLine::read(text.as_bytes()), Some(line));
        }
    }
}
