//! Records that wait to be looked at, asked from the services at the moment: quarantined records and parked messages.

use crate::aws::{Aws, AwsError, escape};
use crate::report::Report;
use ferrocdk_contracts::archive::QUARANTINE_PREFIX;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use ureq::http::Method;

/// Counts of what waits. Zeros are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Held {
    /// Records that can never be processed, by bucket.
    pub(crate) quarantined: BTreeMap<String, u64>,
    /// Messages in the queues that rules and mappings park failures in, and in the dead-letter queues behind them.
    pub(crate) parked: BTreeMap<String, u64>,
}

/// Looks at every bucket, and at the queues that the report names.
pub(crate) fn look(aws: &Aws, report: &Report) -> Result<Held, AwsError> {
    let mut held = Held::default();
    for bucket in buckets(aws)? {
        let count = quarantined(aws, &bucket)?;
        if count > 0 {
            held.quarantined.insert(bucket, count);
        }
    }
    let named = report.rules.values().filter_map(|rule| rule.error_queue.as_deref());
    let destinations = report
        .mappings
        .values()
        .filter_map(|mapping| mapping.destination.as_deref());
    let destinations = destinations.filter(|arn| arn.split(':').nth(2) == Some("sqs"));
    let mut open: Vec<String> = named.chain(destinations).map(queue_name).collect();
    let mut seen = BTreeSet::new();
    while let Some(queue) = open.pop() {
        if !seen.insert(queue.clone()) {
            continue;
        }
        // A queue that is gone holds nothing.
        let Some((count, behind)) = messages(aws, &queue)? else {
            continue;
        };
        open.extend(behind);
        if count > 0 {
            held.parked.insert(queue, count);
        }
    }
    Ok(held)
}

/// The last part of a queue's URL or ARN.
fn queue_name(place: &str) -> String {
    place.rsplit(['/', ':']).next().unwrap_or_default().to_owned()
}

/// The messages of a queue, also those that somebody holds, and the name of its dead-letter queue.
fn messages(aws: &Aws, queue: &str) -> Result<Option<(u64, Option<String>)>, AwsError> {
    let call = |operation: &str, body: &Value| aws.json("sqs", &format!("AmazonSQS.{operation}"), body);
    let found = match call("GetQueueUrl", &json!({"QueueName": queue})) {
        Err(error) if error.missing() => return Ok(None),
        other => other?,
    };
    let request = json!({"QueueUrl": found["QueueUrl"], "AttributeNames": ["All"]});
    let attributes = call("GetQueueAttributes", &request)?["Attributes"].take();
    let count = |name: &str| {
        attributes[name]
            .as_str()
            .and_then(|text| text.parse::<u64>().ok())
            .unwrap_or(0)
    };
    let redrive = attributes["RedrivePolicy"].as_str();
    let redrive = redrive.and_then(|text| serde_json::from_str::<Value>(text).ok());
    let behind = redrive.and_then(|policy| policy["deadLetterTargetArn"].as_str().map(queue_name));
    let names = [
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
    ];
    Ok(Some((names.into_iter().map(count).sum(), behind)))
}

fn buckets(aws: &Aws) -> Result<Vec<String>, AwsError> {
    Ok(texts(&get(aws, "/")?, "Name"))
}

fn quarantined(aws: &Aws, bucket: &str) -> Result<u64, AwsError> {
    let (prefix, mut token, mut count) = (escape(QUARANTINE_PREFIX), String::new(), 0);
    loop {
        let path = format!("/{}?list-type=2&prefix={prefix}{token}", escape(bucket));
        let page = match get(aws, &path) {
            Err(error) if error.missing() => return Ok(count),
            other => other?,
        };
        count += texts(&page, "Key").len() as u64;
        match texts(&page, "NextContinuationToken").first() {
            Some(next) => token = format!("&continuation-token={}", escape(next)),
            None => return Ok(count),
        }
    }
}

fn get(aws: &Aws, path: &str) -> Result<String, AwsError> {
    let answer = aws.rest("s3", Method::GET, path, &[], Vec::new())?;
    Ok(String::from_utf8_lossy(&answer.body).into_owned())
}

/// The texts of all XML elements of a name.
pub(crate) fn texts(xml: &str, name: &str) -> Vec<String> {
    let Ok(document) = roxmltree::Document::parse(xml) else {
        return Vec::new();
    };
    let elements = document.descendants().filter(|node| node.tag_name().name() == name);
    elements.filter_map(|node| node.text().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_from_urls_arns_and_pages() {
        assert_eq!(queue_name("http://127.0.0.1:4566/000000000000/failures"), "failures");
        assert_eq!(queue_name("arn:aws:sqs:sa-east-1:000000000000:failures"), "failures");
        let page = r#"<R xmlns="http://s3"><Name>n</Name><Contents><Key>a</Key></Contents><Contents><Key>b</Key></Contents></R>"#;
        assert_eq!(texts(page, "Key"), ["a", "b"]);
        assert!(texts("no xml", "Key").is_empty());
    }
}
