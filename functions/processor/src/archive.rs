//! The objects that the processor writes to the archive bucket.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ferrocdk_contracts::archive_line::one_line_json;
use ferrocdk_contracts::message::{CLIENT, INGESTED_AT, THING};
use serde_json::{Value, json};

use crate::attributes::json_string;
use crate::error::Permanent;
use crate::record::Record;

/// Record that can never be processed, and why.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reject<'a> {
    pub(crate) error: Permanent,
    /// The bytes, as they were sent.
    pub(crate) text: &'a [u8],
    /// Place in a message of several readings.
    pub(crate) index: Option<usize>,
}

/// Media type of [`batch_lines`].
pub(crate) const NDJSON: &str = "application/x-ndjson";

/// Media type of [`quarantine_document`].
pub(crate) const JSON: &str = "application/json";

/// A batch as it came, one object per line: `sequenceNumber`, `partitionKey`, `arrivedAt` (milliseconds since 1970), what
/// the topic rule said ([`Facts`](ferrocdk_contracts::Facts)), and `data` with the JSON that was sent to the letter, or
/// `dataBase64` for bytes that are no JSON on one line.
pub(crate) fn batch_lines(records: &[Record]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(
        records
            .iter()
            .map(|record| record.message.payload.len() + LINE_BYTES)
            .sum(),
    );
    records.iter().for_each(|record| line(&mut lines, record));
    lines
}

/// Bytes of a line beside the payload, about: so that the text grows once.
const LINE_BYTES: usize = 256;

fn line(out: &mut Vec<u8>, record: &Record) {
    let text = |out: &mut Vec<u8>, name: &str, text: &str| {
        out.extend_from_slice(name.as_bytes());
        json_string(out, text);
    };
    let number = |out: &mut Vec<u8>, name: &str, number: u64| {
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
    };
    text(out, "{\"sequenceNumber\":", &record.sequence_number);
    text(out, ",\"partitionKey\":", &record.partition_key);
    number(out, ",\"arrivedAt\":", record.arrived_at);
    if let Some(facts) = &record.message.facts {
        if let Some(thing) = &facts.thing {
            text(out, ",\"thing\":", thing);
        }
        if let Some(client) = &facts.client {
            text(out, ",\"client\":", client);
        }
        number(out, ",\"ingestedAt\":", facts.ingested_at);
    }
    let payload = &record.message.payload;
    match one_line_json(payload) {
        // Spliced, not parsed and printed: a parsed number may lose digits.
        Some(json) => text_as_it_is(out, ",\"data\":", json),
        None => text(out, ",\"dataBase64\":", &BASE64.encode(payload)),
    }
    out.extend_from_slice(b"}\n");
}

fn text_as_it_is(out: &mut Vec<u8>, name: &str, text: &str) {
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(text.as_bytes());
}

fn add_facts(document: &mut Value, record: &Record) {
    let Some(facts) = &record.message.facts else { return };
    for (name, text) in [(THING, &facts.thing), (CLIENT, &facts.client)] {
        if let Some(text) = text {
            document[name] = text.as_str().into();
        }
    }
    document[INGESTED_AT] = facts.ingested_at.into();
}

/// A quarantined record, or one reading of it with its place in it: where it came from, what is wrong, and the bytes that
/// were sent, for whoever mends and replays it.
pub(crate) fn quarantine_document(record: &Record, reject: &Reject<'_>) -> Vec<u8> {
    let Reject { error, text, index } = reject;
    let mut document = json!({
        "code": error.code,
        "message": error.message,
        "shardId": record.shard,
        "sequenceNumber": record.sequence_number,
        "partitionKey": record.partition_key,
        "arrivedAt": record.arrived_at,
        "dataBase64": BASE64.encode(text),
    });
    if let Some(index) = index {
        document["index"] = (*index).into();
    }
    add_facts(&mut document, record);
    document.to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::{ARRIVED, enveloped, record};

    #[test]
    fn a_line_holds_the_record_to_the_letter() {
        let mut binary = record(3, "k\"3", "");
        binary.message.payload = vec![0xff, b'\n'];
        let records = [
            record(1, "k1", r#"{"value": 25.50}"#),
            record(2, "k2", "{\n\"value\":1}"),
            binary,
        ];
        let lines = String::from_utf8(batch_lines(&records)).unwrap();
        let expected = [
            format!(r#"{{"sequenceNumber":"1","partitionKey":"k1","arrivedAt":{ARRIVED},"data":{{"value": 25.50}}}}"#),
            format!(
                r#"{{"sequenceNumber":"2","partitionKey":"k2","arrivedAt":{ARRIVED},"dataBase64":"ewoidmFsdWUiOjF9"}}"#
            ),
            format!(r#"{{"sequenceNumber":"3","partitionKey":"k\"3","arrivedAt":{ARRIVED},"dataBase64":"/wo="}}"#),
        ];
        assert_eq!(lines.lines().collect::<Vec<_>>(), expected);
        assert!(lines.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
    }

    #[test]
    fn what_the_rule_carried_is_archived_as_the_device_sent_it() {
        let sent = r#"{"value":0.10000000000000000555111512312578270211,"value":1e400, "f": 1.0}"#;
        let lines = String::from_utf8(batch_lines(&[enveloped(1, "d-1", sent), enveloped(2, "d-1", " {}")])).unwrap();
        let facts = r#""thing":"d-1","client":"d-1","ingestedAt":1795247999990"#;
        let expected = [
            format!(r#"{{"sequenceNumber":"1","partitionKey":"d-1","arrivedAt":{ARRIVED},{facts},"data":{sent}}}"#),
            format!(
                r#"{{"sequenceNumber":"2","partitionKey":"d-1","arrivedAt":{ARRIVED},{facts},"dataBase64":"IHt9"}}"#
            ),
        ];
        assert_eq!(lines.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_quarantined_record_can_be_restored() {
        let record = enveloped(7, "d-1", "not json");
        let error = Permanent {
            code: "not_json",
            message: "the record is not JSON: line 1, column 2".to_owned(),
        };
        let reject = Reject {
            error,
            text: &record.message.payload,
            index: Some(3),
        };
        let document: Value = serde_json::from_slice(&quarantine_document(&record, &reject)).unwrap();
        assert_eq!(document["index"], 3);
        assert_eq!(document["code"], "not_json");
        assert_eq!(document["sequenceNumber"], "7");
        assert_eq!(document["thing"], "d-1");
        assert_eq!(
            BASE64.decode(document["dataBase64"].as_str().unwrap()).unwrap(),
            b"not json"
        );
    }
}
