//! Records of the stream: a reading alone, or in the envelope of the topic rule.
//!
//! The rules engine reads a JSON payload and writes it anew: numbers are rounded to what it calculates with, of two fields
//! of one name the last remains, and a payload that is no JSON reaches no action. The rule of a plant therefore does not
//! select fields. It carries the bytes in base64, which it does with any payload, beside what only the broker knows.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::value::RawValue;

use crate::fields::{Fields, kind, time};

/// The envelope's field with the bytes that the device published, in base64.
pub const PAYLOAD: &str = "payload";
/// The field with the name of the thing, from the topic's level that the device's policy binds to its certificate.
pub const THING: &str = "thing";
/// The field with the MQTT client id.
pub const CLIENT: &str = "client";
/// The field with the time at which the rule took the message, in milliseconds since 1970.
pub const INGESTED_AT: &str = "ingestedAt";

/// Bytes of an envelope beside the payload, at most: its JSON, and names of 128 bytes for thing and client.
const ENVELOPE_BYTES: u32 = 320;

/// Bytes of one record of the stream for a payload of so many bytes: base64 takes four for three, and the envelope and
/// the partition key (the thing's name again) stand beside it.
///
/// ```
/// assert_eq!(ferrocdk_contracts::message::record_bytes(250), 336 + 320 + 128);
/// ```
#[must_use]
pub fn record_bytes(payload: u32) -> u32 {
    let base64 = payload.div_ceil(3).saturating_mul(4);
    base64.saturating_add(ENVELOPE_BYTES).saturating_add(128)
}

/// Payload that a sender put, and the broker's facts about it.
///
/// ```
/// # use ferrocdk_contracts::Message;
/// let enveloped = Message::of_record(br#"{"payload":"eyJ2IjoxLjUwfQ==","thing":"press-7","client":"c-1","ingestedAt":7}"#.to_vec());
/// assert_eq!(enveloped.payload, br#"{"v":1.50}"#);
/// assert_eq!(enveloped.facts.unwrap().thing.as_deref(), Some("press-7"));
///
/// let plain = Message::of_record(b"what another producer put".to_vec());
/// assert!(plain.facts.is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The bytes as they were sent.
    pub payload: Vec<u8>,
    /// Facts of the topic rule; `None` for a record that came another way.
    pub facts: Option<Facts>,
}

/// Facts that the device cannot forge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// [`THING`]; `None` where the topic has no such level.
    pub thing: Option<String>,
    /// [`CLIENT`].
    pub client: Option<String>,
    /// [`INGESTED_AT`].
    pub ingested_at: u64,
}

impl Message {
    /// Takes the bytes of a record apart.
    ///
    /// An envelope is an object with [`PAYLOAD`] and [`INGESTED_AT`], and with no field that a rule does not write; no
    /// reading looks like that, since it has a value. Everything else is taken for what another producer put. Only one
    /// envelope is opened: what a device publishes is no envelope, whatever it looks like.
    #[must_use]
    pub fn of_record(record: Vec<u8>) -> Self {
        match open(&record) {
            Some((payload, facts)) => Self {
                payload,
                facts: Some(facts),
            },
            None => Self {
                payload: record,
                facts: None,
            },
        }
    }

    /// The envelope's record, as the rule writes it.
    #[must_use]
    pub fn to_record(&self) -> Vec<u8> {
        let Some(facts) = &self.facts else {
            return self.payload.clone();
        };
        let mut record = serde_json::json!({ PAYLOAD: BASE64.encode(&self.payload) });
        for (name, text) in [(THING, &facts.thing), (CLIENT, &facts.client)] {
            if let Some(text) = text {
                record[name] = text.as_str().into();
            }
        }
        record[INGESTED_AT] = facts.ingested_at.into();
        record.to_string().into_bytes()
    }
}

fn open(record: &[u8]) -> Option<(Vec<u8>, Facts)> {
    let mut fields = Fields::parse(record).ok()?;
    let text = |raw: Option<&RawValue>| match raw {
        None => Some(None),
        Some(raw) if kind(raw) == "is a string" => serde_json::from_str::<String>(raw.get()).ok().map(Some),
        Some(_) => None,
    };
    let payload = text(fields.take(PAYLOAD))??;
    let facts = Facts {
        thing: text(fields.take(THING))?,
        client: text(fields.take(CLIENT))?,
        ingested_at: fields
            .take(INGESTED_AT)
            .filter(|raw| kind(raw) == "is a number")
            .and_then(time)?
            .ms(),
    };
    fields.into_object().is_none().then_some(())?;
    Some((BASE64.decode(payload).ok()?, facts))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(record: &str) -> Option<Vec<u8>> {
        let message = Message::of_record(record.as_bytes().to_vec());
        message.facts.map(|_| message.payload)
    }

    #[test]
    fn an_envelope_is_told_from_a_reading() {
        assert_eq!(opened(r#"{"payload":"/w==","ingestedAt":1}"#), Some(vec![0xff]));
        assert_eq!(opened(r#"{"payload":"","thing":null,"ingestedAt":1.0}"#), Some(vec![]));
        for plain in [
            "",
            "[]",
            r#"{"payload":"/w=="}"#,
            r#"{"payload":"/w","ingestedAt":1}"#,
            r#"{"payload":[255],"ingestedAt":1}"#,
            r#"{"payload":"/w==","ingestedAt":"1"}"#,
            r#"{"payload":"/w==","ingestedAt":1,"thing":7}"#,
            r#"{"payload":"/w==","payload":"","ingestedAt":1}"#,
            r#"{"payload":"/w==","ingestedAt":1,"value":2}"#,
            r#"{"deviceId":"d","sensorType":"t","value":1,"ingestedAt":1}"#,
        ] {
            assert_eq!(opened(plain), None, "{plain}");
            assert_eq!(Message::of_record(plain.into()).payload, plain.as_bytes());
        }
    }

    #[test]
    fn only_the_rules_envelope_is_opened() {
        let forged = br#"{"payload":"e30=","thing":"press-8","ingestedAt":1}"#.to_vec();
        let facts = Facts {
            thing: Some("press-7".to_owned()),
            client: None,
            ingested_at: 2,
        };
        let message = Message {
            payload: forged,
            facts: Some(facts),
        };
        assert_eq!(Message::of_record(message.to_record()), message);
    }

    proptest::proptest! {
        #[test]
        fn every_payload_survives_the_envelope(
            payload in proptest::collection::vec(proptest::num::u8::ANY, 0..300),
            thing in proptest::option::of("[a-zA-Z0-9:_-]{1,128}"),
            client in proptest::option::of("\\PC{1,40}"),
            ingested_at in 0..=crate::time::MAX_TIME_MS,
        ) {
            let size = u32::try_from(payload.len()).unwrap();
            let message = Message { payload, facts: Some(Facts { thing, client, ingested_at }) };
            let record = message.to_record();
            proptest::prop_assert!(record.len() <= record_bytes(size) as usize);
            proptest::prop_assert_eq!(Message::of_record(record), message);
        }
    }
}
