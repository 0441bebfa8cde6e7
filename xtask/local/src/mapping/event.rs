//! The JSON that passes between the mapping, the function and the destination. No input or output here.

use super::batch::{Condition, Outcome};
use serde_json::{Value, json};
use std::time::{Duration, UNIX_EPOCH};

/// One record as it was read from a shard.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Record {
    pub(super) sequence: String,
    pub(super) key: String,
    /// Base64, as it came and as it goes on.
    pub(super) data: String,
    /// Seconds since 1970.
    pub(super) arrival: f64,
    /// Its place among the records that this reader took from the shard.
    pub(super) ordinal: u64,
}

impl Record {
    /// How much it adds to the payload of an invocation, about: the data, the key and 450 bytes of envelope.
    pub(super) fn weight(&self) -> usize {
        self.data.len() + self.key.len() + 450
    }
}

/// Where the records of an event come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) arn: String,
    pub(super) stream_arn: String,
    pub(super) shard: String,
    pub(super) region: String,
    pub(super) role: String,
    pub(super) function_arn: String,
}

/// The event of one invocation.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html>
pub(super) fn event(source: &Source, records: &[Record]) -> Value {
    let records: Vec<Value> = records.iter().map(|record| event_record(source, record)).collect();
    json!({ "Records": records })
}

pub(super) fn event_record(source: &Source, record: &Record) -> Value {
    json!({
        "kinesis": {
            "kinesisSchemaVersion": "1.0",
            "partitionKey": record.key,
            "sequenceNumber": record.sequence,
            "data": record.data,
            "approximateArrivalTimestamp": record.arrival,
        },
        "eventSource": "aws:kinesis",
        "eventVersion": "1.0",
        "eventID": format!("{}:{}", source.shard, record.sequence),
        "eventName": "aws:kinesis:record",
        "invokeIdentityArn": source.role,
        "awsRegion": source.region,
        "eventSourceARN": source.arn,
    })
}

/// Reads the response of a function that reports failed records.
///
/// Success: null, an empty object, or no failures. Failure of the whole batch: anything that is not of that form, and an
/// identifier that is empty or not in the batch.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html>
pub(super) fn judge(response: &Value, records: &[Record]) -> Outcome {
    let failures = match response {
        Value::Null => return Outcome::Succeeded,
        Value::String(text) if text.is_empty() => return Outcome::Succeeded,
        Value::Object(fields) => match fields.get("batchItemFailures") {
            None | Some(Value::Null) => return Outcome::Succeeded,
            Some(Value::Array(failures)) => failures,
            Some(_) => return Outcome::Failed,
        },
        _ => return Outcome::Failed,
    };
    let mut lowest = None;
    for failure in failures {
        let place = failure["itemIdentifier"]
            .as_str()
            .and_then(|wanted| records.iter().position(|record| record.sequence == wanted));
        match place {
            None => return Outcome::Failed,
            Some(place) => lowest = Some(lowest.map_or(place, |lowest: usize| lowest.min(place))),
        }
    }
    lowest.map_or(Outcome::Succeeded, Outcome::FailedFrom)
}

/// Records that were given up.
pub(super) struct GivenUp<'a> {
    pub(super) source: &'a Source,
    pub(super) records: &'a [Record],
    pub(super) condition: Condition,
    pub(super) attempts: u32,
    /// The last answer of the function: its version, and the error when it raised one. Nothing when it never ran.
    pub(super) response: Option<(&'a str, Option<&'a str>)>,
    pub(super) request_id: &'a str,
    /// Seconds since 1970.
    pub(super) now: f64,
}

impl GivenUp<'_> {
    /// The message for an SQS or SNS destination.
    ///
    /// Source: <https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html>
    pub(super) fn document(&self) -> Value {
        let condition = match self.condition {
            Condition::RetryAttemptsExhausted => "RetryAttemptsExhausted",
            Condition::RecordAgeExceeded => "RecordAgeExceeded",
        };
        let mut document = json!({
            "requestContext": {
                "requestId": self.request_id,
                "functionArn": self.source.function_arn,
                "condition": condition,
                "approximateInvokeCount": self.attempts,
            },
        });
        if let Some((version, error)) = self.response {
            let mut response = json!({"statusCode": 200, "executedVersion": version});
            if let Some(error) = error {
                response["functionError"] = Value::from(error);
            }
            document["responseContext"] = response;
        }
        document["version"] = Value::from("1.0");
        document["timestamp"] = Value::from(iso(self.now));
        if let (Some(first), Some(last)) = (self.records.first(), self.records.last()) {
            document["KinesisBatchInfo"] = json!({
                "shardId": self.source.shard,
                "startSequenceNumber": first.sequence,
                "endSequenceNumber": last.sequence,
                "approximateArrivalOfFirstRecord": iso(first.arrival),
                "approximateArrivalOfLastRecord": iso(last.arrival),
                "batchSize": self.records.len(),
                "streamArn": self.source.stream_arn,
            });
        }
        document
    }

    /// The object for an S3 destination: the same message with the whole event, so that nothing has to be fetched from
    /// the stream before it expires.
    pub(super) fn object(&self, mapping: &str) -> (String, Value) {
        let mut document = self.document();
        document["payload"] = Value::from(event(self.source, self.records).to_string());
        let time = iso(self.now);
        let day = &time[..10];
        let key = format!(
            "aws/lambda/{mapping}/{}/{}/{day}T{}-{}",
            self.source.shard,
            day.replace('-', "/"),
            time[11..19].replace(':', "."),
            self.request_id
        );
        (key, document)
    }
}

/// Seconds since 1970 as AWS writes a time in these messages.
fn iso(seconds: f64) -> String {
    // Rounded: a double just below a millisecond must not lose it.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to years that print"
    )]
    let millis = (seconds * 1000.0).round().clamp(0.0, 253_000_000_000_000.0) as u64;
    humantime::format_rfc3339_millis(UNIX_EPOCH + Duration::from_millis(millis)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(sequence: &str, arrival: f64) -> Record {
        Record {
            sequence: sequence.to_owned(),
            key: "press-1".to_owned(),
            data: "e30=".to_owned(),
            arrival,
            ordinal: 0,
        }
    }

    fn source() -> Source {
        let stream = "arn:aws:kinesis:sa-east-1:000000000000:stream/readings".to_owned();
        Source {
            arn: stream.clone(),
            stream_arn: stream,
            shard: "shardId-000000000001".to_owned(),
            region: "sa-east-1".to_owned(),
            role: "arn:aws:iam::000000000000:role/processor".to_owned(),
            function_arn: "arn:aws:lambda:sa-east-1:000000000000:function:processor".to_owned(),
        }
    }

    #[test]
    fn the_event_has_the_form_of_aws() {
        let event = event(&source(), &[record("49", 1_763_700_000.25)]);
        assert_eq!(
            event,
            json!({"Records": [{
                "kinesis": {
                    "kinesisSchemaVersion": "1.0",
                    "partitionKey": "press-1",
                    "sequenceNumber": "49",
                    "data": "e30=",
                    "approximateArrivalTimestamp": 1_763_700_000.25,
                },
                "eventSource": "aws:kinesis",
                "eventVersion": "1.0",
                "eventID": "shardId-000000000001:49",
                "eventName": "aws:kinesis:record",
                "invokeIdentityArn": "arn:aws:iam::000000000000:role/processor",
                "awsRegion": "sa-east-1",
                "eventSourceARN": "arn:aws:kinesis:sa-east-1:000000000000:stream/readings",
            }]})
        );
    }

    #[test]
    fn responses_are_judged_as_aws_documents() {
        let records = ["1", "2", "3"].map(|sequence| record(sequence, 0.0));
        for (response, expected) in [
            (json!(null), Outcome::Succeeded),
            (json!(""), Outcome::Succeeded),
            (json!({}), Outcome::Succeeded),
            (json!({"batchItemFailures": null}), Outcome::Succeeded),
            (json!({"batchItemFailures": []}), Outcome::Succeeded),
            (
                json!({"batchItemFailures": [{"itemIdentifier": "3"}, {"itemIdentifier": "2"}]}),
                Outcome::FailedFrom(1),
            ),
            (
                json!({"batchItemFailures": [{"itemIdentifier": "1"}]}),
                Outcome::FailedFrom(0),
            ),
            (json!({"batchItemFailures": [{"itemIdentifier": ""}]}), Outcome::Failed),
            (
                json!({"batchItemFailures": [{"itemIdentifier": null}]}),
                Outcome::Failed,
            ),
            (
                json!({"batchItemFailures": [{"itemIdentifier": "2"}, {"itemIdentifier": "9"}]}),
                Outcome::Failed,
            ),
            (json!({"batchItemFailures": [{"other": "2"}]}), Outcome::Failed),
            (json!({"batchItemFailures": "2"}), Outcome::Failed),
            (json!("done"), Outcome::Failed),
            (json!([]), Outcome::Failed),
        ] {
            assert_eq!(judge(&response, &records), expected, "{response}");
        }
    }

    #[test]
    fn the_destination_message_has_the_form_of_aws() {
        let (source, records) = (
            source(),
            [record("1", 1_573_691_284.835), record("2", 1_573_691_285.58)],
        );
        let mut given_up = GivenUp {
            source: &source,
            records: &records,
            condition: Condition::RetryAttemptsExhausted,
            attempts: 3,
            response: Some(("$LATEST", Some("Unhandled"))),
            request_id: "id-1",
            now: 1_573_691_286.021,
        };
        let expected = json!({
            "requestContext": {
                "requestId": "id-1",
                "functionArn": "arn:aws:lambda:sa-east-1:000000000000:function:processor",
                "condition": "RetryAttemptsExhausted",
                "approximateInvokeCount": 3,
            },
            "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
            "version": "1.0",
            "timestamp": "2019-11-14T00:28:06.021Z",
            "KinesisBatchInfo": {
                "shardId": "shardId-000000000001",
                "startSequenceNumber": "1",
                "endSequenceNumber": "2",
                "approximateArrivalOfFirstRecord": "2019-11-14T00:28:04.835Z",
                "approximateArrivalOfLastRecord": "2019-11-14T00:28:05.580Z",
                "batchSize": 2,
                "streamArn": "arn:aws:kinesis:sa-east-1:000000000000:stream/readings",
            },
        });
        assert_eq!(given_up.document(), expected);
        let (key, object) = given_up.object("map-1");
        assert_eq!(
            key,
            "aws/lambda/map-1/shardId-000000000001/2019/11/14/2019-11-14T00.28.06-id-1"
        );
        assert!(
            object["payload"]
                .as_str()
                .unwrap()
                .starts_with(r#"{"Records":[{"kinesis":"#)
        );

        given_up.response = None;
        given_up.condition = Condition::RecordAgeExceeded;
        let document = given_up.document();
        assert_eq!(document["requestContext"]["condition"], "RecordAgeExceeded");
        assert!(document.get("responseContext").is_none(), "the function never ran");
    }
}
