//! Documents that wait in quarantine, as the processor writes them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ferrocdk_contracts::{Facts, Message};
use serde::Deserialize;

use crate::records::Record;

/// A document of the quarantine.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    shard_id: String,
    sequence_number: String,
    partition_key: String,
    arrived_at: u64,
    data_base64: String,
    thing: Option<String>,
    client: Option<String>,
    ingested_at: Option<u64>,
    index: Option<usize>,
}

/// The record that a document holds, with the place in the stream that it had; the reason where it holds none.
///
/// One reading of a message keeps its place in it by an array that has others before it.
pub(crate) fn record(document: &[u8]) -> Result<Record, String> {
    let document: Document =
        serde_json::from_slice(document).map_err(|error| format!("no document of a record: {error}"))?;
    let payload = BASE64
        .decode(&document.data_base64)
        .map_err(|_| "its data is not in base64".to_owned())?;
    let Document {
        thing,
        client,
        ingested_at,
        ..
    } = document;
    let message = Message {
        payload,
        facts: ingested_at.map(|ingested_at| Facts {
            thing,
            client,
            ingested_at,
        }),
    };
    // A reading that names no time is told from others of its message by its place, which the sequence number then has.
    let sequence_number = match document.index {
        Some(index) => format!("{}{index:06}", document.sequence_number),
        None => document.sequence_number,
    };
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of this millennium")]
    let arrived_at = document.arrived_at as f64 / 1000.0;
    Ok(Record {
        shard: document.shard_id,
        sequence_number,
        partition_key: document.partition_key,
        arrived_at,
        data: BASE64.encode(message.to_record()),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use super::*;

    #[test]
    fn a_document_becomes_the_record_it_was() {
        let document = r#"{"code":"unit_mismatch","message":"m","shardId":"shardId-000000000000","sequenceNumber":"7",
            "partitionKey":"d","arrivedAt":1795248000123,"dataBase64":"e30=","thing":"d","client":"d","ingestedAt":5}"#;
        let found = record(document.as_bytes()).unwrap();
        assert_eq!(
            (found.sequence_number.as_str(), found.arrived_at),
            ("7", 1_795_248_000.123)
        );
        let message = Message::of_record(BASE64.decode(found.data).unwrap());
        assert_eq!(
            (message.payload.as_slice(), message.facts.unwrap().ingested_at),
            (b"{}".as_slice(), 5)
        );

        let part = document.replace("\"code\"", "\"index\":3,\"code\"");
        assert_eq!(record(part.as_bytes()).unwrap().sequence_number, "7000003");
        let bare = r#"{"shardId":"s","sequenceNumber":"7","partitionKey":"d","arrivedAt":1,"dataBase64":"e30="}"#;
        assert_eq!(BASE64.decode(record(bare.as_bytes()).unwrap().data).unwrap(), b"{}");
        assert!(record(b"{}").is_err());
    }
}
