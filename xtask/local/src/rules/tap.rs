//! Where the rule engine gets messages from: a rule and a queue of its own in the emulator.
//!
//! The rule selects every topic and hands each message, with what only the broker knows, to the queue. A client without a principal is
//! one of our own broker, which hands its messages to the engine itself.

use crate::aws::{Aws, AwsError};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use ureq::http::Method;

/// The rule's name. `status` and the engine leave it out.
pub(super) const RULE: &str = "ferrocdk_local_tap";
const QUEUE: &str = "ferrocdk-local-tap";

/// The role that actions of ours name; the emulator assumes none.
pub(super) const ROLE: &str = "arn:aws:iam::000000000000:role/ferrocdk-local";

/// Seconds a message stays hidden while it is handled; it comes back when this process ends before that.
const HIDDEN: u32 = 10;

/// Messages that are handled at once.
const ROUND: usize = 500;

const SQL: &str = "SELECT topic() AS topic, encode(*, 'base64') AS payload, clientid() AS client, \
                   principal() AS principal, traceid() AS trace, timestamp() AS time FROM '#' \
                   WHERE isUndefined(principal()) = false OR clientid() = 'n/a'";

pub(super) struct Tap {
    url: String,
}

/// One message, as the broker received it.
pub(crate) struct Tapped {
    pub(crate) topic: String,
    pub(crate) payload: Vec<u8>,
    pub(crate) client: Option<String>,
    pub(crate) principal: Option<String>,
    pub(crate) trace: Option<String>,
    pub(crate) time: i64,
    /// The rule that handed it over; none when it came from the tap on all topics.
    pub(crate) rule: Option<String>,
    /// Handle of the queue's message; empty when it came through our own broker.
    pub(crate) receipt: String,
}

impl Tap {
    /// Makes the queue and the rule where they are absent.
    pub(super) fn open(aws: &Aws) -> Result<Self, AwsError> {
        let attributes = json!({"VisibilityTimeout": HIDDEN.to_string(), "MessageRetentionPeriod": "1209600"});
        let made = aws.json(
            "sqs",
            "AmazonSQS.CreateQueue",
            &json!({"QueueName": QUEUE, "Attributes": attributes}),
        )?;
        let url = made["QueueUrl"]
            .as_str()
            .ok_or_else(|| AwsError::Unexpected(made.to_string()))?
            .to_owned();
        let tap = Self { url };
        if !tap.still_there(aws)? {
            let action = json!({"sqs": {
                "queueUrl": tap.url,
                "roleArn": ROLE,
                "useBase64": false,
            }});
            let rule = json!({
                "sql": SQL,
                "awsIotSqlVersion": "2016-03-23",
                "description": "Feeds the rule engine of the local AWS",
                "actions": [action],
                "ruleDisabled": false,
            });
            let path = format!("/rules/{RULE}");
            match aws.rest_json("iot", Method::POST, &path, Some(&rule)) {
                // Somebody disabled it.
                Err(AwsError::Refused { status: 409, .. }) => {
                    aws.rest_json("iot", Method::PATCH, &path, Some(&rule))?
                }
                other => other?,
            };
            tracing::info!("rule engine: listening to every topic");
        }
        Ok(tap)
    }

    /// Where rules hand messages over.
    pub(super) fn queue(&self) -> &str {
        &self.url
    }

    pub(super) fn still_there(&self, aws: &Aws) -> Result<bool, AwsError> {
        match aws.rest_json("iot", Method::GET, &format!("/rules/{RULE}"), None) {
            Ok(found) => Ok(found["rule"]["ruleDisabled"] == Value::Bool(false)),
            Err(AwsError::Refused { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The next messages; waits up to two seconds for the first. Those that came through our own broker stand apart.
    pub(super) fn receive(&self, aws: &Aws) -> Result<(Vec<Tapped>, Vec<Tapped>), AwsError> {
        let (mut out, mut wait) = (Vec::new(), 2);
        while out.len() < ROUND {
            let request = json!({"QueueUrl": self.url, "MaxNumberOfMessages": 10, "WaitTimeSeconds": wait});
            let answer = aws.json("sqs", "AmazonSQS.ReceiveMessage", &request)?;
            let messages = answer["Messages"].as_array().map(Vec::as_slice).unwrap_or_default();
            for message in messages {
                let receipt = message["ReceiptHandle"].as_str().unwrap_or_default();
                match message["Body"].as_str().and_then(|body| Tapped::read(body, receipt)) {
                    Some(tapped) => out.push(tapped),
                    None => {
                        tracing::error!(
                            "rule engine: a message in {QUEUE} is not from the tap and is removed: {message}"
                        );
                        self.delete(aws, &[receipt])?;
                    }
                }
            }
            if messages.len() < 10 {
                break;
            }
            wait = 0;
        }
        Ok(out
            .into_iter()
            .partition(|message| message.client.is_none() || message.principal.is_some()))
    }

    /// Removes messages that were handled.
    pub(super) fn done(&self, aws: &Aws, messages: &[&Tapped]) -> Result<(), AwsError> {
        let receipts: Vec<&str> = messages.iter().map(|message| message.receipt.as_str()).collect();
        receipts.chunks(10).try_for_each(|part| self.delete(aws, part))
    }

    fn delete(&self, aws: &Aws, receipts: &[&str]) -> Result<(), AwsError> {
        let entries: Vec<Value> = receipts
            .iter()
            .enumerate()
            .map(|(at, receipt)| json!({"Id": at.to_string(), "ReceiptHandle": receipt}))
            .collect();
        aws.json(
            "sqs",
            "AmazonSQS.DeleteMessageBatch",
            &json!({"QueueUrl": self.url, "Entries": entries}),
        )?;
        Ok(())
    }
}

impl Tapped {
    fn read(body: &str, receipt: &str) -> Option<Self> {
        let body: Value = serde_json::from_str(body).ok()?;
        let rule = body["ferrocdk_rule"].as_str().map(str::to_owned);
        let of = |name: &str| match rule {
            Some(_) => &body[format!("ferrocdk_{name}")],
            None => &body[name],
        };
        let text = |name: &str| of(name).as_str().map(str::to_owned);
        Some(Self {
            topic: text("topic")?,
            payload: BASE64_STANDARD.decode(of("payload").as_str()?).ok()?,
            // What clientid() answers for a message that came over HTTP.
            client: text("client").filter(|client| client != "n/a"),
            principal: text("principal"),
            trace: text("trace"),
            time: of("time").as_i64()?,
            rule: rule.clone(),
            receipt: receipt.to_owned(),
        })
    }
}

#[cfg(test)]
impl Tapped {
    pub(super) fn sample(topic: &str, payload: &[u8], client: Option<&str>) -> Self {
        Self {
            topic: topic.to_owned(),
            payload: payload.to_vec(),
            client: client.map(str::to_owned),
            principal: None,
            trace: Some("trace-1".to_owned()),
            time: 1,
            rule: None,
            receipt: "receipt".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_tap_selects_is_read_back() {
        let body = json!({
            "client": "press-1", "principal": "cafe", "trace": "t", "time": 17, "topic": "sensor/data/press-1",
            "payload": "/wA=",
        });
        let found = Tapped::read(&body.to_string(), "r").unwrap();
        assert_eq!(
            (found.topic.as_str(), found.payload.as_slice()),
            ("sensor/data/press-1", &[0xff, 0][..])
        );
        assert_eq!((found.client.as_deref(), found.time), (Some("press-1"), 17));

        let http = json!({"client": "n/a", "time": 17, "topic": "a", "payload": ""});
        assert_eq!(Tapped::read(&http.to_string(), "r").unwrap().client, None);
        assert!(Tapped::read("{}", "r").is_none());
        assert!(Tapped::read("nonsense", "r").is_none());
    }
}
