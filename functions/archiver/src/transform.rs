//! Records on their way into the archive: out of the topic rule's envelope, into lines or columns.
//!
//! The types of the event are our own: those of the crate `aws_lambda_events` leave out what the stream knows of a record.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ferrocdk_contracts::archive_line::{ArchiveLine, Origin};
use ferrocdk_contracts::{Message, archive_columns};
use serde::{Deserialize, Serialize};

/// In which form records are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// A line for each.
    Lines,
    /// Columns, of which Firehose makes Parquet.
    Columns,
}

/// Records that Firehose has collected.
#[derive(Debug, Deserialize)]
pub(crate) struct Event {
    records: Vec<Record>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    record_id: String,
    data: String,
    /// When Firehose, or the stream before it, took the record: milliseconds since 1970.
    #[serde(default)]
    approximate_arrival_timestamp: Option<u64>,
    #[serde(default)]
    kinesis_record_metadata: Option<Kinesis>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kinesis {
    sequence_number: Option<String>,
    partition_key: Option<String>,
    approximate_arrival_timestamp: Option<u64>,
}

/// The records again, by their ids.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Answer {
    records: Vec<Transformed>,
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Transformed {
    record_id: String,
    result: &'static str,
    data: String,
}

/// Transforms every record. None is ever dropped: one whose base64 cannot be read goes back as it is, to the archive's prefix of failures.
pub(crate) fn transform(event: Event, form: Form) -> Answer {
    let records = event.records.into_iter().map(|record| one(record, form)).collect();
    Answer { records }
}

fn one(record: Record, form: Form) -> Transformed {
    let Ok(bytes) = BASE64.decode(&record.data) else {
        return Transformed {
            record_id: record.record_id,
            result: "ProcessingFailed",
            data: record.data,
        };
    };
    let kinesis = record.kinesis_record_metadata;
    let arrived = kinesis
        .as_ref()
        .and_then(|kinesis| kinesis.approximate_arrival_timestamp);
    let origin = Origin {
        arrived_at: arrived.or(record.approximate_arrival_timestamp),
        sequence_number: kinesis.as_ref().and_then(|kinesis| kinesis.sequence_number.clone()),
        partition_key: kinesis.and_then(|kinesis| kinesis.partition_key),
    };
    let line = ArchiveLine {
        message: Message::of_record(bytes),
        origin,
    };
    let text = match form {
        Form::Lines => line.to_text(),
        Form::Columns => archive_columns::rows(&line),
    };
    Transformed {
        record_id: record.record_id,
        result: "Ok",
        data: BASE64.encode(text),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by it")]

    use serde_json::{Value, json};

    use super::*;

    /// An event as Firehose sends it for a Kinesis source. Source: "Transform source data in Amazon Data Firehose".
    fn event(records: &[&str]) -> Event {
        let records = records.iter().enumerate().map(|(index, data)| {
            json!({
                "recordId": format!("4954{index}"),
                "approximateArrivalTimestamp": 1_510_772_160_000_u64,
                "data": BASE64.encode(data),
                "kinesisRecordMetadata": {
                    "shardId": "shardId-000000000000",
                    "partitionKey": "press-7",
                    "approximateArrivalTimestamp": 1_510_772_160_001_u64,
                    "sequenceNumber": "49546986683135544286507457936321625675700192471156785154",
                    "subsequenceNumber": 0,
                },
            })
        });
        let event = json!({
            "invocationId": "invocationIdExample",
            "deliveryStreamArn": "arn:aws:firehose:eu-central-1:111122223333:deliverystream/archive",
            "sourceKinesisStreamArn": "arn:aws:kinesis:eu-central-1:111122223333:stream/readings",
            "region": "eu-central-1",
            "records": records.collect::<Vec<Value>>(),
        });
        serde_json::from_value(event).unwrap()
    }

    fn texts(answer: &Answer) -> Vec<String> {
        let records = answer.records.iter();
        let data = records.map(|record| BASE64.decode(&record.data).unwrap());
        data.map(|bytes| String::from_utf8(bytes).unwrap()).collect()
    }

    #[test]
    fn records_leave_the_envelope_and_become_lines() {
        let enveloped = r#"{"payload":"eyJ2IjoxLjUwfQ==","thing":"press-7","client":"c-1","ingestedAt":7}"#;
        let answer = transform(event(&[enveloped, r#"{"v": 2.0}"#]), Form::Lines);
        let lines = texts(&answer);
        assert!(
            lines[0].ends_with("\"thing\":\"press-7\",\"client\":\"c-1\",\"ingestedAt\":7,\"data\":{\"v\":1.50}}\n"),
            "{}",
            lines[0]
        );
        assert!(
            lines[0].contains(r#""partitionKey":"press-7","arrivedAt":1510772160001"#),
            "{}",
            lines[0]
        );
        assert!(lines[1].ends_with("\"data\":{\"v\": 2.0}}\n"), "{}", lines[1]);
        let ids = answer
            .records
            .iter()
            .map(|record| (record.record_id.as_str(), record.result));
        assert_eq!(ids.collect::<Vec<_>>(), [("49540", "Ok"), ("49541", "Ok")]);
    }

    #[test]
    fn columns_name_the_reading() {
        let reading = r#"{"sensor_id":"press-7","sensor_type":"pressure","value":150.5}"#;
        let rows = texts(&transform(event(&[reading, "no reading"]), Form::Columns));
        let row: Value = serde_json::from_str(&rows[0]).unwrap();
        assert_eq!((&row["sensorType"], &row["value"]), (&"pressure".into(), &150.5.into()));
        let row: Value = serde_json::from_str(&rows[1]).unwrap();
        assert_eq!(
            (&row["payload"], row.get("value")),
            (&BASE64.encode("no reading").into(), None)
        );
    }

    #[test]
    fn what_was_put_directly_has_no_place_in_a_stream() {
        let event = json!({ "records": [{ "recordId": "1", "approximateArrivalTimestamp": 5, "data": "Mg==" }] });
        let answer = transform(serde_json::from_value(event).unwrap(), Form::Lines);
        assert_eq!(texts(&answer), ["{\"arrivedAt\":5,\"data\":2}\n"]);
    }

    #[test]
    fn what_cannot_be_read_goes_back_as_it_is() {
        let event = json!({ "records": [{ "recordId": "1", "data": "%" }] });
        let answer = transform(serde_json::from_value(event).unwrap(), Form::Lines);
        let answer = serde_json::to_value(answer).unwrap();
        let expected = json!({ "records": [{ "recordId": "1", "result": "ProcessingFailed", "data": "%" }] });
        assert_eq!(answer, expected);
    }
}
