//! Where the messages of a run are afterwards: each has to be in exactly one place.

use super::message::{identify, number};
use super::plant::Plant;
use crate::aws::{Aws, AwsError, escape};
use crate::report::Report;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ferrocdk_contracts::archive::QUARANTINE_PREFIX;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use ureq::http::Method;

/// Places of the messages of all devices: how often each was found in the table, in quarantine, and parked.
#[derive(Default)]
pub(super) struct Tally {
    found: BTreeMap<(String, u64), [u32; 3]>,
}

const TABLE: usize = 0;
const QUARANTINE: usize = 1;
const PARKED: usize = 2;

/// Sums of a tally.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) stored: u64,
    pub(super) quarantined: u64,
    pub(super) parked: u64,
    /// Acknowledged messages that are nowhere.
    pub(super) lost: u64,
    /// Messages that are in several places, or twice in the table.
    pub(super) duplicated: u64,
}

impl Tally {
    fn count(&mut self, device: String, number: u64, place: usize) {
        self.found.entry((device, number)).or_default()[place] += 1;
    }

    /// Reads the items of a device.
    pub(super) fn table(&mut self, aws: &Aws, plant: &Plant, device: &str) -> Result<(), AwsError> {
        let mut request = json!({
            "TableName": plant.table,
            "ConsistentRead": true,
            "KeyConditionExpression": "#k = :d",
            "ProjectionExpression": "#v",
            "ExpressionAttributeNames": {"#k": plant.device, "#v": "value"},
            "ExpressionAttributeValues": {":d": {"S": device}},
        });
        loop {
            let mut answer = aws.json("dynamodb", "DynamoDB_20120810.Query", &request)?;
            for item in answer["Items"].as_array().into_iter().flatten() {
                // Items of another kind, such as the state of a sensor, have no value.
                if let Some(number) = item["value"]["N"].as_str().and_then(number) {
                    self.count(device.to_owned(), number, TABLE);
                }
            }
            match answer["LastEvaluatedKey"].take() {
                Value::Null => return Ok(()),
                key => request["ExclusiveStartKey"] = key,
            }
        }
    }

    /// Reads what devices whose names begin with `prefix` have in quarantine, in any bucket.
    pub(super) fn quarantine(&mut self, aws: &Aws, prefix: &str) -> Result<(), AwsError> {
        for bucket in texts(&get(aws, "/")?, "Name") {
            let mut token = String::new();
            loop {
                let path = format!(
                    "/{}?list-type=2&prefix={}{token}",
                    escape(&bucket),
                    escape(QUARANTINE_PREFIX)
                );
                let page = get(aws, &path)?;
                for key in texts(&page, "Key") {
                    let path: Vec<String> = key.split('/').map(escape).collect();
                    let document = get(aws, &format!("/{}/{}", escape(&bucket), path.join("/")))?;
                    for line in document.lines() {
                        self.note(line, prefix, QUARANTINE);
                    }
                }
                match texts(&page, "NextContinuationToken").first() {
                    Some(next) => token = format!("&continuation-token={}", escape(next)),
                    None => break,
                }
            }
        }
        Ok(())
    }

    /// Counts a document that holds the bytes of a message in base64, or none.
    fn note(&mut self, document: &str, prefix: &str, place: usize) {
        let Ok(document) = serde_json::from_str::<Value>(document) else {
            return;
        };
        let bytes = ["dataBase64", "base64OriginalPayload"]
            .iter()
            .find_map(|name| BASE64_STANDARD.decode(document[*name].as_str()?).ok());
        if let Some((device, number)) = bytes.as_deref().and_then(identify)
            && device.starts_with(prefix)
        {
            self.count(device, number, place);
        }
    }

    /// Reads the queues that rules and mappings park messages in, and those behind them.
    pub(super) fn parked(&mut self, aws: &Aws, report: &Report, prefix: &str) -> Result<(), AwsError> {
        let rules = report.rules.values().filter_map(|rule| rule.error_queue.clone());
        let mappings = report
            .mappings
            .values()
            .filter_map(|mapping| mapping.destination.clone());
        let mut open: Vec<String> = rules.chain(mappings.filter(|arn| arn.contains(":sqs:"))).collect();
        let mut seen = BTreeSet::new();
        while let Some(place) = open.pop() {
            let name = place.rsplit(['/', ':']).next().unwrap_or_default().to_owned();
            if !seen.insert(name.clone()) {
                continue;
            }
            let url = match sqs(aws, "GetQueueUrl", &json!({"QueueName": name})) {
                Err(error) if error.missing() => continue,
                other => other?["QueueUrl"].clone(),
            };
            let attributes = sqs(
                aws,
                "GetQueueAttributes",
                &json!({"QueueUrl": url, "AttributeNames": ["RedrivePolicy"]}),
            )?;
            let policy = attributes["Attributes"]["RedrivePolicy"].as_str();
            let policy: Option<Value> = policy.and_then(|text| serde_json::from_str(text).ok());
            open.extend(policy.and_then(|policy| policy["deadLetterTargetArn"].as_str().map(str::to_owned)));
            loop {
                // They come back by themselves.
                let request = json!({"QueueUrl": url, "MaxNumberOfMessages": 10, "VisibilityTimeout": 60});
                let answer = sqs(aws, "ReceiveMessage", &request)?;
                let messages = answer["Messages"].as_array().map(Vec::as_slice).unwrap_or_default();
                if messages.is_empty() {
                    break;
                }
                for message in messages {
                    let body = message["Body"].as_str().unwrap_or_default();
                    self.note(body, prefix, PARKED);
                    let batch = serde_json::from_str::<Value>(body).unwrap_or_default()["KinesisBatchInfo"].take();
                    if batch.is_object() {
                        self.batch(aws, &batch, prefix)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Reads the records of a batch that was given up.
    fn batch(&mut self, aws: &Aws, batch: &Value, prefix: &str) -> Result<(), AwsError> {
        let stream = batch["streamArn"]
            .as_str()
            .and_then(|arn| arn.rsplit('/').next())
            .unwrap_or_default();
        let request = json!({
            "StreamName": stream,
            "ShardId": batch["shardId"],
            "ShardIteratorType": "AT_SEQUENCE_NUMBER",
            "StartingSequenceNumber": batch["startSequenceNumber"],
        });
        let mut iterator = aws.json("kinesis", "Kinesis_20131202.GetShardIterator", &request)?["ShardIterator"].take();
        loop {
            let request = json!({"ShardIterator": iterator, "Limit": 1000});
            let mut answer = aws.json("kinesis", "Kinesis_20131202.GetRecords", &request)?;
            let records = answer["Records"].as_array().map(Vec::as_slice).unwrap_or_default();
            for record in records {
                let data = record["Data"]
                    .as_str()
                    .and_then(|data| BASE64_STANDARD.decode(data).ok());
                let data = data.unwrap_or_default();
                let inner: Value = serde_json::from_slice(&data).unwrap_or_default();
                let payload = inner["payload"]
                    .as_str()
                    .and_then(|data| BASE64_STANDARD.decode(data).ok());
                if let Some((device, number)) = identify(payload.as_deref().unwrap_or(&data))
                    && device.starts_with(prefix)
                {
                    self.count(device, number, PARKED);
                }
                if record["SequenceNumber"] == batch["endSequenceNumber"] {
                    return Ok(());
                }
            }
            if records.is_empty() {
                return Ok(());
            }
            iterator = answer["NextShardIterator"].take();
        }
    }

    /// Sums up, given for each device which of its messages were acknowledged.
    pub(super) fn sums(&self, devices: &[(String, Vec<bool>)]) -> Sums {
        let mut sums = Sums::default();
        for (device, acknowledged) in devices {
            for (number, acknowledged) in (1..).zip(acknowledged) {
                let places = self.found.get(&(device.clone(), number)).copied().unwrap_or_default();
                sums.stored += u64::from(places[TABLE] > 0);
                sums.quarantined += u64::from(places[QUARANTINE] > 0);
                sums.parked += u64::from(places[PARKED] > 0);
                let several = places.iter().filter(|count| **count > 0).count();
                sums.duplicated += u64::from(several > 1 || places[TABLE] > 1);
                sums.lost += u64::from(several == 0 && *acknowledged);
            }
        }
        sums
    }
}

fn sqs(aws: &Aws, operation: &str, body: &Value) -> Result<Value, AwsError> {
    aws.json("sqs", &format!("AmazonSQS.{operation}"), body)
}

fn get(aws: &Aws, path: &str) -> Result<String, AwsError> {
    let answer = aws.rest("s3", Method::GET, path, &[], Vec::new())?;
    Ok(String::from_utf8_lossy(&answer.body).into_owned())
}

/// The texts of all XML elements of a name.
fn texts(xml: &str, name: &str) -> Vec<String> {
    crate::held::texts(xml, name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_counts_once() {
        let mut tally = Tally::default();
        let device = || "d".to_owned();
        tally.count(device(), 1, TABLE);
        tally.count(device(), 2, TABLE);
        tally.count(device(), 2, TABLE);
        tally.count(device(), 3, QUARANTINE);
        tally.count(device(), 4, PARKED);
        tally.count(device(), 4, PARKED);
        tally.count(device(), 5, TABLE);
        tally.count(device(), 5, PARKED);
        let data = BASE64_STANDARD.encode(r#"{"deviceId":"d","value":21.0000006,"cut"#);
        tally.note(
            &json!({"code": "json", "dataBase64": data}).to_string(),
            "d",
            QUARANTINE,
        );
        tally.note("no json", "d", QUARANTINE);
        // Messages 7 and 8 are nowhere; only the first of them was acknowledged.
        let acknowledged = vec![true, true, true, true, true, true, true, false];
        let sums = tally.sums(&[(device(), acknowledged)]);
        assert_eq!(
            sums,
            Sums {
                stored: 3,
                quarantined: 2,
                parked: 2,
                lost: 1,
                duplicated: 2
            }
        );
    }
}
