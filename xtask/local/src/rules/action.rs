//! Puts records, and runs error actions.

use super::rule::Record;
use super::tap::Tapped;
use crate::aws::{ACCOUNT, Aws, AwsError, escape};
use crate::sql::{Message, Template};
use crate::stop::Stop;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use std::cell::OnceCell;
use std::time::Duration;
use ureq::http::Method;

/// How often a put is tried while the failure is of the passing kind.
const TRIES: u32 = 5;

/// The most bytes that one `PutRecords` takes, and records.
const PUT_BYTES: usize = 5 * 1024 * 1024;
const PUT_RECORDS: usize = 500;

/// Puts records to one stream, in order. One result per record. While the emulator does not answer at all this tries on, as the error
/// action would not reach it either; told to stop, it gives up.
pub(super) fn put(aws: &Aws, stream: &str, records: &[&Record], stop: &Stop) -> Vec<Result<(), String>> {
    let mut results: Vec<Result<(), String>> = vec![Err(String::new()); records.len()];
    let mut open: Vec<usize> = (0..records.len()).collect();
    let mut attempt = 0;
    while attempt < TRIES && !stop.is_set() {
        let mut again = Vec::new();
        let mut silent = false;
        for part in parts(&open, |at| records[at].data.len() + records[at].key.len()) {
            silent |= put_part(aws, stream, records, &part, &mut results, &mut again);
        }
        if again.is_empty() {
            break;
        }
        open = again;
        attempt += u32::from(!silent);
        stop.wait(Duration::from_millis(50 << attempt.min(TRIES)));
    }
    results
}

/// Splits a list so that each part is within the limits of one request; what is larger alone stands alone.
fn parts(open: &[usize], size: impl Fn(usize) -> usize) -> Vec<Vec<usize>> {
    let mut parts: Vec<Vec<usize>> = Vec::new();
    let mut bytes = 0;
    for &at in open {
        match parts.last_mut() {
            Some(part) if part.len() < PUT_RECORDS && bytes + size(at) <= PUT_BYTES => {
                part.push(at);
                bytes += size(at);
            }
            _ => {
                parts.push(vec![at]);
                bytes = size(at);
            }
        }
    }
    parts
}

/// Puts one request. Whether there was no answer.
fn put_part(
    aws: &Aws,
    stream: &str,
    records: &[&Record],
    part: &[usize],
    results: &mut [Result<(), String>],
    again: &mut Vec<usize>,
) -> bool {
    let entries: Vec<Value> = part
        .iter()
        .map(|at| json!({"Data": BASE64_STANDARD.encode(&records[*at].data), "PartitionKey": records[*at].key}))
        .collect();
    let request = json!({"StreamName": stream, "Records": entries});
    match aws.json("kinesis", "Kinesis_20131202.PutRecords", &request) {
        Ok(answer) => {
            for (at, entry) in part.iter().zip(answer["Records"].as_array().into_iter().flatten()) {
                results[*at] = match entry["ErrorCode"].as_str() {
                    None => Ok(()),
                    Some(code) => {
                        again.push(*at);
                        let message = entry["ErrorMessage"].as_str().unwrap_or_default();
                        Err(format!("{code}: {message}"))
                    }
                };
            }
            false
        }
        // AWS puts each message by itself: one that is refused must not take its neighbours along.
        Err(error) if part.len() > 1 && !error.transient() => {
            let mut silent = false;
            for at in part {
                silent |= put_part(aws, stream, records, std::slice::from_ref(at), results, again);
            }
            silent
        }
        Err(error) => {
            for at in part {
                results[*at] = Err(error.to_string());
            }
            if error.transient() {
                again.extend(part);
            }
            matches!(error, AwsError::Unreachable(_))
        }
    }
}

/// One message that a rule could not put.
pub(super) struct Failure<'a> {
    pub(super) rule: &'a str,
    pub(super) tapped: &'a Tapped,
    pub(super) stream: &'a str,
    pub(super) reason: &'a str,
}

impl Failure<'_> {
    /// The message of AWS's error action.
    ///
    /// Source: <https://docs.aws.amazon.com/iot/latest/developerguide/rule-error-handling.html>
    fn document(&self) -> Value {
        json!({
            "ruleName": self.rule,
            "topic": self.tapped.topic,
            "cloudwatchTraceId": self.tapped.trace,
            "clientId": self.tapped.client.as_deref().unwrap_or("N/A"),
            "base64OriginalPayload": BASE64_STANDARD.encode(&self.tapped.payload),
            "failures": [{
                "failedAction": "KinesisAction",
                "failedResource": self.stream,
                "errorMessage": self.reason,
            }],
        })
    }
}

/// Sends the failure where the rule's error action says; again while that fails in passing.
pub(super) fn run_error_action(aws: &Aws, action: &Value, failure: &Failure<'_>, stop: &Stop) -> Result<(), String> {
    let mut attempt = 0;
    loop {
        match try_error_action(aws, action, failure, stop) {
            Err(Sent::Passing(silent)) if attempt < TRIES && !stop.is_set() => {
                attempt += u32::from(!silent);
                stop.wait(Duration::from_millis(50 << attempt.min(TRIES)));
            }
            Err(Sent::Passing(_)) => return Err("the service does not take it".to_owned()),
            Err(Sent::Final(error)) => return Err(error),
            Ok(()) => return Ok(()),
        }
    }
}

/// Why an error action did not run.
enum Sent {
    /// It may run when tried again; whether there was no answer at all.
    Passing(bool),
    Final(String),
}

impl From<String> for Sent {
    fn from(error: String) -> Self {
        Self::Final(error)
    }
}

fn try_error_action(aws: &Aws, action: &Value, failure: &Failure<'_>, stop: &Stop) -> Result<(), Sent> {
    let document = failure.document().to_string();
    let text = |spec: &Value, name: &str| spec[name].as_str().unwrap_or_default().to_owned();
    let message = Message {
        topic: &failure.tapped.topic,
        payload: document.as_bytes(),
        client: failure.tapped.client.as_deref(),
        principal: failure.tapped.principal.as_deref(),
        trace: failure.tapped.trace.as_deref(),
        time: failure.tapped.time,
        account: ACCOUNT,
        uuid: || uuid::Uuid::new_v4().to_string(),
        json: OnceCell::new(),
    };
    let fill = |template: &str| {
        let parsed = Template::parse(template).map_err(|error| format!("`{template}`: {error}"))?;
        parsed
            .fill(&message)
            .ok_or_else(|| format!("`{template}` is undefined for this message"))
    };
    let Some((kind, spec)) = action.as_object().and_then(|action| action.iter().next()) else {
        return Err(Sent::Final("the error action is empty".to_owned()));
    };
    let sent: Result<(), AwsError> = match kind.as_str() {
        "sqs" => {
            let encode = spec["useBase64"] == Value::Bool(true);
            let body = if encode {
                BASE64_STANDARD.encode(&document)
            } else {
                document.clone()
            };
            let request = json!({"QueueUrl": text(spec, "queueUrl"), "MessageBody": body});
            aws.json("sqs", "AmazonSQS.SendMessage", &request).map(drop)
        }
        "sns" => {
            let target = text(spec, "targetArn");
            let fields = [
                ("Action", "Publish"),
                ("Version", "2010-03-31"),
                ("TopicArn", &*target),
                ("Message", &*document),
            ];
            aws.query("sns", &fields).map(drop)
        }
        "kinesis" => {
            let key = fill(spec["partitionKey"].as_str().unwrap_or("${newuuid()}"))?;
            let record = Record {
                key,
                data: document.clone().into_bytes(),
            };
            let put = put(aws, &text(spec, "streamName"), &[&record], stop);
            return put.into_iter().collect::<Result<(), String>>().map_err(Sent::Final);
        }
        "lambda" => {
            let path = format!(
                "/2015-03-31/functions/{}/invocations",
                escape(&text(spec, "functionArn"))
            );
            let headers = [("x-amz-invocation-type", "Event")];
            aws.rest("lambda", Method::POST, &path, &headers, document.clone().into_bytes())
                .map(drop)
        }
        "s3" => {
            let key = fill(spec["key"].as_str().unwrap_or_default())?;
            let key: Vec<String> = key.split('/').map(escape).collect();
            let path = format!("/{}/{}", escape(&text(spec, "bucketName")), key.join("/"));
            aws.rest("s3", Method::PUT, &path, &[], document.clone().into_bytes())
                .map(drop)
        }
        "republish" => {
            let topic = fill(spec["topic"].as_str().unwrap_or_default())?;
            // `$$` is how a template writes a topic that starts with `$`.
            let topic = topic
                .strip_prefix('$')
                .filter(|rest| rest.starts_with('$'))
                .unwrap_or(&topic);
            let path = format!(
                "/topics/{}?qos={}",
                escape(topic),
                spec["qos"].as_i64().unwrap_or(0).clamp(0, 1)
            );
            aws.rest("iotdata", Method::POST, &path, &[], document.clone().into_bytes())
                .map(drop)
        }
        other => {
            return Err(Sent::Final(format!(
                "the action `{other}` does not run here; use sqs, sns, kinesis, lambda, s3 or republish"
            )));
        }
    };
    sent.map_err(|error| match error {
        AwsError::Unreachable(_) => Sent::Passing(true),
        error if error.transient() => Sent::Passing(false),
        error => Sent::Final(error.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_message_is_the_one_aws_documents() {
        let tapped = Tapped::sample("sensor/data/press-1", b"{}", None);
        let failure = Failure {
            rule: "ingest",
            tapped: &tapped,
            stream: "readings",
            reason: "ResourceNotFoundException: x",
        };
        assert_eq!(
            failure.document(),
            json!({
                "ruleName": "ingest",
                "topic": "sensor/data/press-1",
                "cloudwatchTraceId": "trace-1",
                "clientId": "N/A",
                "base64OriginalPayload": "e30=",
                "failures": [{
                    "failedAction": "KinesisAction",
                    "failedResource": "readings",
                    "errorMessage": "ResourceNotFoundException: x",
                }],
            })
        );
    }

    #[test]
    fn requests_stay_within_the_limits() {
        let open: Vec<usize> = (0..1200).collect();
        let lengths = |size: usize| parts(&open, |_| size).iter().map(Vec::len).collect::<Vec<_>>();
        assert_eq!(lengths(10), [500, 500, 200]);
        assert_eq!(lengths(PUT_BYTES / 400)[..3], [400, 400, 400]);
        assert_eq!(lengths(PUT_BYTES + 1).len(), 1200);
        assert!(parts(&[], |_| 1).is_empty());
    }

    #[test]
    fn an_action_that_does_not_run_here_is_named() {
        let aws = Aws::new("http://127.0.0.1:9", "sa-east-1");
        let tapped = Tapped::sample("a", b"{}", None);
        let failure = Failure {
            rule: "r",
            tapped: &tapped,
            stream: "s",
            reason: "x",
        };
        let error = run_error_action(&aws, &json!({"salesforce": {}}), &failure, &Stop::default()).unwrap_err();
        assert!(
            error.starts_with("the action `salesforce` does not run here"),
            "{error}"
        );
        assert_eq!(
            run_error_action(&aws, &json!({}), &failure, &Stop::default()).unwrap_err(),
            "the error action is empty"
        );
    }
}
