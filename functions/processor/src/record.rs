//! Records of the stream, as Lambda delivers them and takes them back.
//!
//! The event has its own types, since those of the crate `aws_lambda_events` (1.2.1) read the fraction of
//! `approximateArrivalTimestamp` as a whole number of milliseconds: 0.98 s becomes 98 ms, and a timestamp with more than
//! three decimals makes the whole batch unreadable, each time it is delivered.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ferrocdk_contracts::Message;
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize};

/// Event that Lambda invokes the function with: records of one shard, in the shard's order.
#[derive(Debug, Deserialize)]
pub(crate) struct Event {
    #[serde(rename = "Records")]
    pub(crate) records: Vec<Record>,
}

/// Answer of the function: the records to deliver again. Lambda goes back to the lowest.
#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Response {
    pub(crate) batch_item_failures: Vec<Failure>,
}

/// One record to deliver again.
#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Failure {
    /// The record's sequence number.
    pub(crate) item_identifier: String,
}

/// A record as it came, with what the stream knows about it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(from = "Delivered")]
pub(crate) struct Record {
    /// Such as `shardId-000000000003`.
    pub(crate) shard: String,
    /// Its position in the shard.
    pub(crate) sequence_number: String,
    /// Records with the same one keep their order.
    pub(crate) partition_key: String,
    /// When the stream took it, in milliseconds since 1970.
    pub(crate) arrived_at: u64,
    /// Payload, out of the rule's envelope.
    pub(crate) message: Message,
}

#[derive(Deserialize)]
struct Delivered {
    #[serde(rename = "eventID")]
    event_id: String,
    kinesis: Kinesis,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kinesis {
    sequence_number: String,
    partition_key: String,
    /// Seconds since 1970, with decimals.
    approximate_arrival_timestamp: f64,
    data: Data,
}

/// Bytes out of base64, without a copy of its text.
struct Data(Vec<u8>);

impl<'de> Deserialize<'de> for Data {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Base64;

        impl Visitor<'_> for Base64 {
            type Value = Data;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes in base64")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Data, E> {
                BASE64.decode(text).map(Data).map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Base64)
    }
}

impl From<Delivered> for Record {
    fn from(Delivered { event_id, kinesis }: Delivered) -> Self {
        // "shardId-000000000003:4959...": the event names the shard nowhere else.
        let mut shard = event_id;
        shard.truncate(shard.find(':').unwrap_or(shard.len()));
        Self {
            shard,
            message: Message::of_record(kinesis.data.0),
            sequence_number: kinesis.sequence_number,
            partition_key: kinesis.partition_key,
            arrived_at: (kinesis.approximate_arrival_timestamp * 1000.0).round() as u64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(arrival: &str) -> Result<Event, serde_json::Error> {
        serde_json::from_str(&format!(
            r#"{{"Records":[{{
            "kinesis":{{"kinesisSchemaVersion":"1.0","partitionKey":"press-7","sequenceNumber":"4959",
                "data":"eyJ2YWx1ZSI6MX0=","approximateArrivalTimestamp":{arrival}}},
            "eventSource":"aws:kinesis","eventVersion":"1.0","eventID":"shardId-000000000006:4959",
            "eventName":"aws:kinesis:record","awsRegion":"sa-east-1"}}]}}"#
        ))
    }

    #[test]
    fn lambdas_event_is_read() {
        let expected = Record {
            shard: "shardId-000000000006".to_owned(),
            sequence_number: "4959".to_owned(),
            partition_key: "press-7".to_owned(),
            arrived_at: 1_795_248_000_987,
            message: Message {
                payload: br#"{"value":1}"#.to_vec(),
                facts: None,
            },
        };
        assert_eq!(event("1795248000.987").unwrap().records, [expected]);
    }

    #[test]
    fn arrivals_are_read_with_any_number_of_decimals() {
        for (arrival, ms) in [
            ("1795248000", 1_795_248_000_000),
            ("1795248000.9", 1_795_248_000_900),
            ("1795248000.98", 1_795_248_000_980),
            ("1795248000.001", 1_795_248_000_001),
            ("1795248000.9874449", 1_795_248_000_987),
            ("1.795248000987E9", 1_795_248_000_987),
        ] {
            assert_eq!(event(arrival).unwrap().records[0].arrived_at, ms, "{arrival}");
        }
    }

    #[test]
    fn what_is_no_event_of_a_stream_is_refused() {
        for other in ["{}", r#"{"Records":[{"s3":{}}]}"#, "[1]", "null"] {
            assert!(serde_json::from_str::<Event>(other).is_err(), "{other}");
        }
    }

    #[test]
    fn the_answer_has_lambdas_form() {
        let failure = Failure {
            item_identifier: "4959".to_owned(),
        };
        let response = serde_json::to_string(&Response {
            batch_item_failures: vec![failure],
        })
        .unwrap();
        assert_eq!(response, r#"{"batchItemFailures":[{"itemIdentifier":"4959"}]}"#);
    }
}
