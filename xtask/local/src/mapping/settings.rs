//! The configuration of one event source mapping. No input or output here.

use super::batch::Policy;
use super::filter::Filter;
use serde_json::Value;
use std::time::Duration;

/// Lambda accepts 6 MB per synchronous invocation; what is left is for the envelope.
const PAYLOAD: usize = 6_000_000;

/// A mapping as `ListEventSourceMappings` tells it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Settings {
    pub(super) id: String,
    /// The stream, or its consumer with enhanced fan-out.
    pub(super) source_arn: String,
    pub(super) function_arn: String,
    pub(super) start: Start,
    pub(super) batch: usize,
    pub(super) window: Duration,
    pub(super) lanes: usize,
    pub(super) policy: Policy,
    /// Whether the function reports failed records.
    pub(super) reports_failures: bool,
    /// ARN of the queue, topic or bucket for records that were given up.
    pub(super) destination: Option<String>,
    pub(super) filter: Filter,
}

/// Where reading starts on a shard without checkpoint.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Start {
    Oldest,
    /// From the moment when the mapping was first seen.
    Newest,
    /// From that time, in seconds since 1970.
    At(f64),
}

impl Settings {
    /// Reads one entry of the list. Nothing when its source is no Kinesis stream.
    ///
    /// # Errors
    /// When it asks for something that does not run here.
    pub(super) fn read(entry: &Value) -> Option<Result<Self, String>> {
        let source_arn = entry["EventSourceArn"].as_str()?;
        if source_arn.split(':').nth(2) != Some("kinesis") {
            return None;
        }
        let filter = match Filter::read(&entry["FilterCriteria"]) {
            Ok(filter) => filter,
            Err(problem) => return Some(Err(problem)),
        };
        let window = number(&entry["MaximumBatchingWindowInSeconds"])
            .unwrap_or(0.0)
            .clamp(0.0, 300.0);
        Some(Ok(Self {
            id: entry["UUID"].as_str()?.to_owned(),
            source_arn: source_arn.to_owned(),
            function_arn: entry["FunctionArn"].as_str()?.to_owned(),
            start: match entry["StartingPosition"].as_str() {
                Some("TRIM_HORIZON") => Start::Oldest,
                // The emulator forgets the time; the oldest record loses nothing.
                Some("AT_TIMESTAMP") => number(&entry["StartingPositionTimestamp"]).map_or(Start::Oldest, Start::At),
                _ => Start::Newest,
            },
            batch: whole(&entry["BatchSize"]).unwrap_or(100).clamp(1, 10_000),
            window: Duration::from_secs_f64(window),
            lanes: whole(&entry["ParallelizationFactor"]).unwrap_or(1).clamp(1, 10),
            policy: Policy {
                bisect: truth(&entry["BisectBatchOnFunctionError"]),
                // -1 means without end, which is also AWS's default.
                retries: whole(&entry["MaximumRetryAttempts"]).and_then(|retries| u32::try_from(retries).ok()),
                age: number(&entry["MaximumRecordAgeInSeconds"]).filter(|age| *age >= 0.0),
            },
            reports_failures: entry["FunctionResponseTypes"]
                .as_array()
                .is_some_and(|types| types.iter().any(|one| one == "ReportBatchItemFailures")),
            destination: entry["DestinationConfig"]["OnFailure"]["Destination"]
                .as_str()
                .map(str::to_owned),
            filter,
        }))
    }

    pub(super) fn size(&self) -> super::queue::Size {
        super::queue::Size {
            records: self.batch,
            window: self.window,
            bytes: PAYLOAD,
        }
    }

    /// The stream, also when the source is one of its consumers.
    pub(super) fn stream_arn(&self) -> &str {
        self.source_arn
            .split_once("/consumer/")
            .map_or(&self.source_arn, |(stream, _)| stream)
    }

    pub(super) fn stream_name(&self) -> &str {
        self.stream_arn().rsplit('/').next().unwrap_or_default()
    }

    pub(super) fn function_name(&self) -> &str {
        self.function_arn.split(':').nth(6).unwrap_or(&self.function_arn)
    }
}

/// CloudFormation hands numbers on as it found them, so `"100"` stands for 100.
fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())
}

fn whole(value: &Value) -> Option<usize> {
    value
        .as_u64()
        .or_else(|| value.as_str()?.trim().parse().ok())
        .and_then(|whole| usize::try_from(whole).ok())
}

fn truth(value: &Value) -> bool {
    value
        .as_bool()
        .unwrap_or_else(|| value.as_str().is_some_and(|text| text.eq_ignore_ascii_case("true")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_full_mapping_is_read() {
        let settings = Settings::read(&json!({
            "UUID": "u",
            "EventSourceArn": "arn:aws:kinesis:sa-east-1:000000000000:stream/readings/consumer/c:17",
            "FunctionArn": "arn:aws:lambda:sa-east-1:000000000000:function:processor:live",
            "StartingPosition": "TRIM_HORIZON",
            "BatchSize": "500",
            "MaximumBatchingWindowInSeconds": 5,
            "ParallelizationFactor": 2,
            "MaximumRetryAttempts": 3,
            "MaximumRecordAgeInSeconds": 3600,
            "BisectBatchOnFunctionError": "true",
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
            "DestinationConfig": {"OnFailure": {"Destination": "arn:aws:sqs:sa-east-1:000000000000:failed"}},
        }))
        .unwrap()
        .unwrap();
        assert_eq!(
            settings.stream_arn(),
            "arn:aws:kinesis:sa-east-1:000000000000:stream/readings"
        );
        assert_eq!(
            (settings.stream_name(), settings.function_name()),
            ("readings", "processor")
        );
        assert_eq!((settings.batch, settings.lanes, settings.window.as_secs()), (500, 2, 5));
        assert_eq!(
            settings.policy,
            Policy {
                bisect: true,
                retries: Some(3),
                age: Some(3600.0)
            }
        );
        assert!(settings.reports_failures);
        assert_eq!(settings.start, Start::Oldest);
    }

    #[test]
    fn defaults_are_those_of_aws() {
        let settings = Settings::read(&json!({
            "UUID": "u",
            "EventSourceArn": "arn:aws:kinesis:r:0:stream/s",
            "FunctionArn": "arn:aws:lambda:r:0:function:f",
            "StartingPosition": "LATEST",
            "MaximumRetryAttempts": -1,
            "MaximumRecordAgeInSeconds": -1,
        }))
        .unwrap()
        .unwrap();
        assert_eq!(
            settings.policy,
            Policy {
                bisect: false,
                retries: None,
                age: None
            }
        );
        assert_eq!(
            (settings.batch, settings.lanes, settings.start),
            (100, 1, Start::Newest)
        );
        assert!(!settings.reports_failures);
    }

    #[test]
    fn other_sources_are_not_ours() {
        assert!(Settings::read(&json!({"EventSourceArn": "arn:aws:sqs:r:0:q", "UUID": "u"})).is_none());
        assert!(Settings::read(&json!({"UUID": "u"})).is_none());
    }
}
