//! Metrics that services report of themselves, for the alarms that are deployed.
//!
//! Only what an alarm watches is put. Some of it the daemon counts, some the services tell when asked, and some never
//! happens here, such as a throttled table, which is a zero. Metrics that the emulator reports by itself, and those that
//! are unknown here, are left alone.

use super::Data;
use crate::aws::{Aws, AwsError};
use crate::report::{Board, Report};
use serde_json::{Value, json};

/// The values of this moment for every metric of a service that an alarm watches.
pub(super) fn values(aws: &Aws, board: &Board) -> Result<Data, AwsError> {
    let mut data = Data::new();
    let report = board.lock().clone();
    for alarm in alarms(aws)? {
        let (Some(namespace), Some(metric)) = (alarm["Namespace"].as_str(), alarm["MetricName"].as_str()) else {
            continue;
        };
        let name = alarm["Dimensions"][0]["Value"].as_str().unwrap_or_default();
        let value = match (namespace, metric) {
            ("AWS/SQS", "ApproximateNumberOfMessagesVisible") => visible(aws, name)?,
            // The emulator does not tell how old a message is, so only that none waits is known.
            ("AWS/SQS", "ApproximateAgeOfOldestMessage") => visible(aws, name)?.filter(|waiting| *waiting == 0),
            _ => counted(&report, namespace, metric, name),
        };
        if let Some(value) = value {
            let values = data.entry(namespace.to_owned()).or_default();
            let unit = match metric {
                "IteratorAge" => "Milliseconds",
                "ApproximateAgeOfOldestMessage" => "Seconds",
                _ => "Count",
            };
            let one = json!({"MetricName": metric, "Dimensions": alarm["Dimensions"], "Unit": unit, "Value": value});
            // Several alarms may watch one metric.
            if !values.contains(&one) {
                values.push(one);
            }
        }
    }
    Ok(data)
}

/// Facts that the daemon knows.
fn counted(report: &Report, namespace: &str, metric: &str, name: &str) -> Option<u64> {
    let function = |arn: &str| arn.split(':').nth(6) == Some(name);
    match (namespace, metric) {
        ("AWS/Lambda", "IteratorAge") => {
            let mut mappings = report.mappings.values().filter(|mapping| function(&mapping.function)).peekable();
            mappings.peek()?;
            let shards = mappings.flat_map(|mapping| mapping.shards.values());
            Some(shards.map(|shard| shard.behind_ms).max().unwrap_or(0))
        }
        ("AWS/Firehose", "DeliveryToS3.Success") => report.deliveries.contains_key(name).then_some(1),
        ("AWS/Firehose", "DeliveryToS3.Records") => report.deliveries.get(name).map(|delivery| delivery.records),
        ("AWS/Firehose", "DeliveryToS3.DataFreshness" | "ThrottledRecords") => Some(0),
        // The emulator counts those that happen; without a zero an alarm had no data before the first invocation.
        ("AWS/Lambda", "Errors" | "Throttles")
        // None of these is imitated, so none happens.
        | ("AWS/IoT", "ParseError" | "RuleMessageThrottled")
        | ("AWS/SNS", "NumberOfNotificationsFailed")
        | ("AWS/Kinesis", "WriteProvisionedThroughputExceeded" | "ReadProvisionedThroughputExceeded")
        | ("AWS/DynamoDB", "WriteThrottleEvents" | "ReadThrottleEvents" | "ThrottledRequests" | "SystemErrors") => Some(0),
        _ => None,
    }
}

/// The messages that wait in a queue; nothing when it is gone.
fn visible(aws: &Aws, queue: &str) -> Result<Option<u64>, AwsError> {
    let found = match aws.json("sqs", "AmazonSQS.GetQueueUrl", &json!({"QueueName": queue})) {
        Err(error) if error.missing() => return Ok(None),
        other => other?,
    };
    let name = "ApproximateNumberOfMessages";
    let request = json!({"QueueUrl": found["QueueUrl"], "AttributeNames": [name]});
    let answer = aws.json("sqs", "AmazonSQS.GetQueueAttributes", &request)?;
    Ok(answer["Attributes"][name].as_str().and_then(|text| text.parse().ok()))
}

fn alarms(aws: &Aws) -> Result<Vec<Value>, AwsError> {
    let (mut alarms, mut request) = (Vec::new(), json!({}));
    loop {
        let mut page = aws.json("monitoring", "GraniteServiceVersion20100801.DescribeAlarms", &request)?;
        if let Value::Array(found) = page["MetricAlarms"].take() {
            alarms.extend(found);
        }
        match page["NextToken"].as_str() {
            Some(next) if !next.is_empty() => request = json!({"NextToken": next}),
            _ => return Ok(alarms),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{MappingReport, ShardReport};

    #[test]
    fn what_is_known_is_told_and_what_is_not_is_left_alone() {
        let shard = |behind_ms| ShardReport {
            behind_ms,
            ..ShardReport::default()
        };
        let mapping = MappingReport {
            function: "arn:aws:lambda:sa-east-1:0:function:processor".to_owned(),
            shards: [("a".to_owned(), shard(7)), ("b".to_owned(), shard(90))].into(),
            ..MappingReport::default()
        };
        let report = Report {
            mappings: [("m".to_owned(), mapping)].into(),
            ..Report::default()
        };
        let told = |namespace, metric, name| counted(&report, namespace, metric, name);
        assert_eq!(told("AWS/Lambda", "IteratorAge", "processor"), Some(90));
        assert_eq!(told("AWS/Lambda", "IteratorAge", "another"), None);
        assert_eq!(told("AWS/IoT", "ParseError", "rule"), Some(0));
        assert_eq!(told("AWS/Lambda", "ConcurrentExecutions", "processor"), None);
    }
}
