//! Calls the function, and sends what was given up to the destination.

use super::event::GivenUp;
use super::settings::Settings;
use crate::aws::{Aws, AwsError, escape};
use crate::stop::Stop;
use serde_json::{Value, json};
use std::time::Duration;
use ureq::http::Method;

/// How often a destination is tried. AWS gives up on it as well, and counts a failed delivery.
const TRIES: u32 = 5;

/// Answer of a function.
pub(super) struct Reply {
    /// The version that ran.
    pub(super) version: String,
    /// `Unhandled` or `Handled` when it raised an error.
    pub(super) error: Option<String>,
    pub(super) payload: Value,
}

impl Reply {
    /// One line about the error, for the log.
    pub(super) fn message(&self) -> String {
        let field = |name: &str| self.payload[name].as_str().unwrap_or_default();
        format!("{}: {}", field("errorType"), field("errorMessage"))
    }
}

pub(super) fn invoke(aws: &Aws, function_arn: &str, event: &Value) -> Result<Reply, AwsError> {
    let path = format!("/2015-03-31/functions/{}/invocations", escape(function_arn));
    let answer = aws.rest("lambda", Method::POST, &path, &[], event.to_string().into_bytes())?;
    let header = |name: &str| {
        answer
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned)
    };
    Ok(Reply {
        version: header("x-amz-executed-version").unwrap_or_else(|| "$LATEST".to_owned()),
        error: header("x-amz-function-error"),
        // A response that is no JSON is kept as text: unusable for reporting failures, and judged so.
        payload: serde_json::from_slice(&answer.body)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&answer.body).into_owned())),
    })
}

/// The role of a function, which is the invoking identity in its events.
pub(super) fn role(aws: &Aws, settings: &Settings) -> Result<String, AwsError> {
    let path = format!(
        "/2015-03-31/functions/{}/configuration",
        escape(settings.function_name())
    );
    let answer = aws.rest_json("lambda", Method::GET, &path, None)?;
    Ok(answer["Role"].as_str().unwrap_or_default().to_owned())
}

/// Sends the message to an SQS queue, SNS topic or S3 bucket.
pub(super) fn deliver(aws: &Aws, settings: &Settings, given_up: &GivenUp<'_>, stop: &Stop) -> Result<(), String> {
    let Some(destination) = &settings.destination else {
        return Ok(());
    };
    let mut last = String::new();
    for attempt in 0..TRIES {
        if attempt > 0 {
            stop.wait(Duration::from_millis(200 << attempt));
        }
        match send(aws, &settings.id, destination, given_up) {
            Ok(()) => return Ok(()),
            Err(error) => {
                last = error.to_string();
                if !error.transient() && !error.missing() {
                    break;
                }
            }
        }
    }
    Err(format!("{destination}: {last}"))
}

fn send(aws: &Aws, mapping: &str, destination: &str, given_up: &GivenUp<'_>) -> Result<(), AwsError> {
    let parts: Vec<&str> = destination.splitn(6, ':').collect();
    let [_, _, service, _, account, name] = parts.as_slice() else {
        return Err(AwsError::Unexpected("the destination is no ARN".to_owned()));
    };
    match *service {
        "sqs" => {
            let found = json!({"QueueName": name, "QueueOwnerAWSAccountId": account});
            let found = aws.json("sqs", "AmazonSQS.GetQueueUrl", &found)?;
            let message = json!({"QueueUrl": found["QueueUrl"], "MessageBody": given_up.document().to_string()});
            aws.json("sqs", "AmazonSQS.SendMessage", &message).map(drop)
        }
        "sns" => {
            let document = given_up.document().to_string();
            let fields = [
                ("Action", "Publish"),
                ("Version", "2010-03-31"),
                ("TopicArn", destination),
                ("Message", document.as_str()),
            ];
            aws.query("sns", &fields).map(drop)
        }
        "s3" => {
            let (key, document) = given_up.object(mapping);
            let key: Vec<String> = key.split('/').map(escape).collect();
            let path = format!("/{}/{}", escape(name), key.join("/"));
            aws.rest("s3", Method::PUT, &path, &[], document.to_string().into_bytes())
                .map(drop)
        }
        other => Err(AwsError::Unexpected(format!(
            "a destination in {other} does not run here; use SQS, SNS or S3"
        ))),
    }
}
