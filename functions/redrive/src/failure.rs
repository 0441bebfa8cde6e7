//! Messages that wait in the failure queue.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ferrocdk_contracts::{Facts, Message};
use serde::Deserialize;

/// One message of the queue.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Failure {
    /// A batch that the event source mapping gave up.
    Batch(Batch),
    /// A message that the topic rule could not deliver.
    Message(Undelivered),
}

/// Place of a batch in its stream, first and last record included.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Batch {
    pub(crate) stream_arn: String,
    pub(crate) shard_id: String,
    pub(crate) start_sequence_number: String,
    pub(crate) end_sequence_number: String,
}

/// Message that a device published and nobody took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Undelivered {
    pub(crate) payload: Vec<u8>,
    pub(crate) topic: String,
    pub(crate) client: Option<String>,
}

/// Why a message is none of them.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FailureError {
    #[error("neither a batch of a stream nor an error of a topic rule: {0}")]
    Unknown(String),
    #[error("the payload is not in base64")]
    Payload,
}

/// Forms that Lambda's destination and the rule's error action write.
#[derive(Deserialize)]
struct Body {
    #[serde(rename = "KinesisBatchInfo")]
    batch: Option<Batch>,
    #[serde(rename = "base64OriginalPayload")]
    payload: Option<String>,
    topic: Option<String>,
    #[serde(rename = "clientId")]
    client: Option<String>,
}

impl Failure {
    /// Reads a message's body.
    pub(crate) fn read(body: &str) -> Result<Self, FailureError> {
        let unknown = |reason: &dyn std::fmt::Display| FailureError::Unknown(reason.to_string());
        let read: Body = serde_json::from_str(body).map_err(|error| unknown(&error))?;
        match (read.batch, read.payload, read.topic) {
            (Some(batch), ..) => Ok(Self::Batch(batch)),
            (None, Some(payload), Some(topic)) => Ok(Self::Message(Undelivered {
                payload: BASE64.decode(payload).map_err(|_| FailureError::Payload)?,
                topic,
                client: read.client.filter(|client| client != "N/A"),
            })),
            _ => Err(unknown(&"it has no KinesisBatchInfo and no base64OriginalPayload")),
        }
    }
}

impl Batch {
    /// The stream's name.
    pub(crate) fn stream(&self) -> &str {
        self.stream_arn.rsplit('/').next().unwrap_or_default()
    }

    /// Whether a record of the shard belongs to the batch, by its sequence number: a number of any length.
    pub(crate) fn is_behind(&self, sequence_number: &str) -> bool {
        let order = |number: &str| (number.len(), number.to_owned());
        order(sequence_number) > order(&self.end_sequence_number)
    }
}

impl Undelivered {
    /// The record as the rule would have put it, received at a time in milliseconds since 1970; its partition key is the
    /// device.
    ///
    /// The device is the level of the topic that its policy binds to its certificate. An error action is not told which
    /// that is, but a client's id is bound to the same name: the level that says it is the device.
    pub(crate) fn record(&self, received: u64) -> (String, Vec<u8>) {
        let levels = || self.topic.split('/');
        let thing = self
            .client
            .as_deref()
            .filter(|client| levels().any(|level| level == *client));
        let message = Message {
            payload: self.payload.clone(),
            facts: Some(Facts {
                thing: thing.map(str::to_owned),
                client: self.client.clone(),
                ingested_at: received,
            }),
        };
        let key = thing.or(levels().next_back()).unwrap_or("redrive");
        (key.to_owned(), message.to_record())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_are_told_apart() {
        let batch = r#"{"requestContext":{"condition":"RetryAttemptsExhausted"},"version":"1.0","KinesisBatchInfo":{
            "shardId":"shardId-000000000001","startSequenceNumber":"9","endSequenceNumber":"12","batchSize":3,
            "streamArn":"arn:aws:kinesis:sa-east-1:000000000000:stream/readings"}}"#;
        let Failure::Batch(batch) = Failure::read(batch).unwrap() else {
            panic!("a batch")
        };
        assert_eq!(batch.stream(), "readings");
        assert_eq!(
            ["9", "12", "13", "100"].map(|number| batch.is_behind(number)),
            [false, false, true, true]
        );

        let rule = r#"{"ruleName":"r","topic":"sensor/data/press-7","clientId":"press-7",
            "base64OriginalPayload":"eyJ2YWx1ZSI6MX0=","failures":[{"failedAction":"KinesisAction"}]}"#;
        let Failure::Message(message) = Failure::read(rule).unwrap() else {
            panic!("a message")
        };
        let (key, record) = message.record(7);
        assert_eq!(key, "press-7");
        let message = Message::of_record(record);
        assert_eq!(message.payload, br#"{"value":1}"#);
        assert_eq!(message.facts.unwrap().thing.as_deref(), Some("press-7"));
    }

    #[test]
    fn a_device_whose_client_is_not_in_the_topic_is_not_named() {
        let message = Undelivered {
            payload: Vec::new(),
            topic: "sensor/data/press-7".to_owned(),
            client: Some("gateway".to_owned()),
        };
        let (key, record) = message.record(7);
        assert_eq!(
            (key.as_str(), Message::of_record(record).facts.unwrap().thing),
            ("press-7", None)
        );
    }

    #[test]
    fn what_is_neither_says_so() {
        for (body, reason) in [
            ("", "neither a batch of a stream nor an error of a topic rule: EOF"),
            ("{}", "no KinesisBatchInfo and no base64OriginalPayload"),
            (r#"{"base64OriginalPayload":"*","topic":"t"}"#, "not in base64"),
        ] {
            let error = Failure::read(body).unwrap_err().to_string();
            assert!(error.contains(reason), "{body}: {error}");
        }
    }
}
