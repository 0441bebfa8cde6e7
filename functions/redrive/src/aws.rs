//! The plant as AWS provides it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use ferrocdk_calls::{Caller, Json, Request, Service, SetupError};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::config::Config;
use crate::failure::Batch;
use crate::ports::{Held, Object, Plant};
use crate::records::Record;

/// Characters of an address that a signature wants escaped.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// As [`ESCAPED`], but for the slashes of a key.
const KEY: &AsciiSet = &ESCAPED.remove(b'/');

/// Seconds for which a message is held: as long as the function may run.
const HELD: u32 = 900;

/// Answers of a shard that may hold nothing before its end counts as reached.
const EMPTY_ANSWERS: u32 = 20;

/// A plant.
#[derive(Debug)]
pub(crate) struct AwsPlant {
    config: Config,
    caller: Caller,
    sqs: Service,
    kinesis: Service,
    lambda: Service,
    s3: Service,
}

/// The plant of the configuration. Nothing is sent yet.
pub(crate) fn connect(
    config: Config,
    variable: impl Fn(&str) -> Option<String> + Copy,
) -> Result<AwsPlant, SetupError> {
    let caller = Caller::new(variable)?;
    let service = |name| caller.service(name, variable);
    Ok(AwsPlant {
        sqs: service("sqs"),
        kinesis: service("kinesis"),
        lambda: service("lambda"),
        s3: service("s3"),
        config,
        caller,
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Received {
    #[serde(default)]
    messages: Vec<ReceivedMessage>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ReceivedMessage {
    body: String,
    receipt_handle: String,
    #[serde(default)]
    attributes: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Iterator {
    shard_iterator: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Got {
    records: Vec<GotRecord>,
    next_shard_iterator: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GotRecord {
    sequence_number: String,
    partition_key: String,
    #[serde(default)]
    approximate_arrival_timestamp: f64,
    data: String,
}

impl AwsPlant {
    async fn json(&self, service: &Service, target: &str, version: Json, body: Value) -> Result<Bytes, String> {
        let answer = self.caller.json(service, target, version, body.to_string()).await;
        answer.map_err(|error| format!("{target}: {error}"))
    }

    async fn send(&self, service: &Service, method: &'static str, url: &str, body: Bytes) -> Result<Bytes, String> {
        let request = Request {
            method,
            url,
            headers: &[],
            body,
        };
        let answer = self.caller.send(service, &request).await;
        answer.map_err(|error| format!("{method} {url}: {error}"))
    }

    fn object_url(&self, object: &Object) -> String {
        let bucket = self.s3.bucket_url(&self.config.bucket);
        let key = utf8_percent_encode(&object.key, KEY);
        let version = utf8_percent_encode(&object.version, ESCAPED);
        format!("{bucket}/{key}?versionId={version}")
    }
}

fn read<'a, T: Deserialize<'a>>(answer: &'a Bytes) -> Result<T, String> {
    serde_json::from_slice(answer).map_err(|error| format!("an unknown answer: {error}"))
}

impl Plant for AwsPlant {
    async fn failures(&self) -> Result<Vec<Held>, String> {
        let body = json!({
            "QueueUrl": self.config.queue, "MaxNumberOfMessages": 10, "VisibilityTimeout": HELD, "WaitTimeSeconds": 1,
            "AttributeNames": ["SentTimestamp"],
        });
        let answer = self
            .json(&self.sqs, "AmazonSQS.ReceiveMessage", Json::V1_0, body)
            .await?;
        let received: Received = read(&answer)?;
        let held = received.messages.into_iter().map(|message| Held {
            sent_at: message.attributes["SentTimestamp"]
                .as_str()
                .and_then(|text| text.parse().ok())
                .unwrap_or_default(),
            body: message.body,
            receipt: message.receipt_handle,
        });
        Ok(held.collect())
    }

    async fn done(&self, held: &Held) -> Result<(), String> {
        let body = json!({ "QueueUrl": self.config.queue, "ReceiptHandle": held.receipt });
        self.json(&self.sqs, "AmazonSQS.DeleteMessage", Json::V1_0, body)
            .await
            .map(drop)
    }

    async fn records(&self, batch: &Batch) -> Result<Vec<Record>, String> {
        let body = json!({
            "StreamName": batch.stream(), "ShardId": batch.shard_id,
            "ShardIteratorType": "AT_SEQUENCE_NUMBER", "StartingSequenceNumber": batch.start_sequence_number,
        });
        let answer = self
            .json(&self.kinesis, "Kinesis_20131202.GetShardIterator", Json::V1_1, body)
            .await?;
        let mut next = Some(read::<Iterator>(&answer)?.shard_iterator);
        let (mut records, mut empty) = (Vec::new(), 0);
        while let Some(iterator) = next.take() {
            let body = json!({ "ShardIterator": iterator });
            let answer = self
                .json(&self.kinesis, "Kinesis_20131202.GetRecords", Json::V1_1, body)
                .await?;
            let got: Got = read(&answer)?;
            empty = if got.records.is_empty() { empty + 1 } else { 0 };
            for record in got.records {
                if batch.is_behind(&record.sequence_number) {
                    return Ok(records);
                }
                let is_last = record.sequence_number == batch.end_sequence_number;
                records.push(Record {
                    shard: batch.shard_id.clone(),
                    sequence_number: record.sequence_number,
                    partition_key: record.partition_key,
                    arrived_at: record.approximate_arrival_timestamp,
                    data: record.data,
                });
                if is_last {
                    return Ok(records);
                }
            }
            if empty < EMPTY_ANSWERS {
                next = got.next_shard_iterator;
            }
        }
        Ok(records)
    }

    async fn put(&self, partition_key: &str, data: &[u8]) -> Result<(), String> {
        let body = json!({
            "StreamName": self.config.stream, "PartitionKey": partition_key, "Data": BASE64.encode(data),
        });
        self.json(&self.kinesis, "Kinesis_20131202.PutRecord", Json::V1_1, body)
            .await
            .map(drop)
    }

    async fn process(&self, event: &Value) -> Result<usize, String> {
        let name = utf8_percent_encode(&self.config.processor, ESCAPED);
        let url = format!("{}/2015-03-31/functions/{name}/invocations", self.lambda.url());
        let answer = self.send(&self.lambda, "POST", &url, event.to_string().into()).await?;
        let answer: Value = read(&answer)?;
        match answer["batchItemFailures"].as_array() {
            Some(given_back) => Ok(given_back.len()),
            // A function that fails answers with its error.
            None => Err(format!(
                "the processor failed: {}",
                answer["errorMessage"].as_str().unwrap_or("without a message")
            )),
        }
    }

    async fn objects(&self, prefix: &str, after: Option<&str>) -> Result<Vec<Object>, String> {
        let bucket = self.s3.bucket_url(&self.config.bucket);
        let prefix = utf8_percent_encode(prefix, ESCAPED);
        let marker = after.map(|after| format!("key-marker={}&", utf8_percent_encode(after, ESCAPED)));
        // In the order of their names, which a signature wants.
        let url = format!("{bucket}/?{}prefix={prefix}&versions=", marker.unwrap_or_default());
        let answer = self.send(&self.s3, "GET", &url, Bytes::new()).await?;
        latest(&String::from_utf8_lossy(&answer))
    }

    async fn read(&self, object: &Object) -> Result<Vec<u8>, String> {
        let answer = self
            .send(&self.s3, "GET", &self.object_url(object), Bytes::new())
            .await?;
        Ok(answer.to_vec())
    }

    async fn delete(&self, object: &Object) -> Result<(), String> {
        self.send(&self.s3, "DELETE", &self.object_url(object), Bytes::new())
            .await
            .map(drop)
    }
}

/// The latest versions of a `ListObjectVersions`.
fn latest(xml: &str) -> Result<Vec<Object>, String> {
    let document = roxmltree::Document::parse(xml).map_err(|error| format!("an unknown answer: {error}"))?;
    let versions = document.descendants().filter(|node| node.has_tag_name_local("Version"));
    let objects = versions.filter_map(|version| {
        let text = |name: &str| {
            let child = version.children().find(|child| child.has_tag_name_local(name))?;
            child.text().map(str::to_owned)
        };
        (text("IsLatest")? == "true").then_some(())?;
        Some(Object {
            key: text("Key")?,
            version: text("VersionId")?,
            modified: text("LastModified")?,
        })
    });
    Ok(objects.collect())
}

/// Names without their namespace, which S3 writes and emulators may not.
trait Local {
    fn has_tag_name_local(&self, name: &str) -> bool;
}

impl Local for roxmltree::Node<'_, '_> {
    fn has_tag_name_local(&self, name: &str) -> bool {
        self.tag_name().name() == name
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use super::*;

    #[test]
    fn the_latest_versions_are_read() {
        let xml = r#"<?xml version="1.0" encoding="UTF-8"?>
            <ListVersionsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><IsTruncated>false</IsTruncated>
            <Version><Key>quarantine/a</Key><VersionId>2</VersionId><IsLatest>true</IsLatest><LastModified>t2</LastModified></Version>
            <Version><Key>quarantine/a</Key><VersionId>1</VersionId><IsLatest>false</IsLatest><LastModified>t1</LastModified></Version>
            <DeleteMarker><Key>quarantine/b</Key><VersionId>3</VersionId><IsLatest>true</IsLatest></DeleteMarker>
            <Version><Key>quarantine/c</Key><VersionId>null</VersionId><IsLatest>true</IsLatest><LastModified>t3</LastModified></Version>
            </ListVersionsResult>"#;
        let objects = latest(xml).unwrap();
        let found: Vec<_> = objects
            .iter()
            .map(|object| (object.key.as_str(), object.version.as_str()))
            .collect();
        assert_eq!(found, [("quarantine/a", "2"), ("quarantine/c", "null")]);
        assert!(latest("<").is_err());
    }
}
