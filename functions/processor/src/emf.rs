//! Metrics as a log line, which CloudWatch turns into metrics without a request of ours.
//!
//! Format: "Specification: Embedded metric format" in the CloudWatch user guide.

use ferrocdk_contracts::metrics::{
    ALERTS_SENT, ANOMALIES_DETECTED, CLOCK_ERRORS, DIMENSIONS, ENVIRONMENT_DIMENSION, LATENCY_MS, NAMESPACE,
    PROCESSED_RECORDS, PROCESSING_ERRORS, RETRIED_RECORDS, SENSOR_READINGS_PROCESSED,
};
use serde_json::{Map, Value, json};

use crate::config::Config;

/// Result of one batch.
///
/// Records that Lambda will deliver again count as retried, even those that are written already: otherwise each delivery
/// would count them again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Report {
    pub(crate) processed: usize,
    pub(crate) quarantined: usize,
    pub(crate) anomalies: usize,
    pub(crate) clock_errors: usize,
    pub(crate) retried: usize,
    /// `None` where no state of sensors is kept.
    pub(crate) alerts: Option<usize>,
    /// `None` when nothing was processed.
    pub(crate) latency_ms: Option<u64>,
}

impl Report {
    /// The log line, without the line feed.
    pub(crate) fn line(&self, config: &Config, now_ms: u64) -> String {
        let counts = [
            (PROCESSED_RECORDS, self.processed),
            (PROCESSING_ERRORS, self.quarantined),
            (ANOMALIES_DETECTED, self.anomalies),
            (CLOCK_ERRORS, self.clock_errors),
            (RETRIED_RECORDS, self.retried),
        ];
        let counts = counts.map(|(name, count)| (name, "Count", Some(json!(count))));
        let alerts = (ALERTS_SENT, "Count", self.alerts.map(|count| json!(count)));
        let latency = (LATENCY_MS, "Milliseconds", self.latency_ms.map(|ms| json!(ms)));
        let (mut definitions, mut values) = (Vec::new(), Map::new());
        for (name, unit, value) in counts.into_iter().chain([alerts, latency]) {
            if let Some(value) = value {
                definitions.push(json!({ "Name": name, "Unit": unit }));
                values.insert(name.to_owned(), value);
            }
        }
        let mut directives =
            vec![json!({ "Namespace": NAMESPACE, "Dimensions": [DIMENSIONS], "Metrics": definitions })];
        if config.layout.environment_metrics {
            let count = |name| json!({ "Name": name, "Unit": "Count" });
            directives.push(json!({
                "Namespace": NAMESPACE,
                "Dimensions": [[ENVIRONMENT_DIMENSION]],
                "Metrics": [count(SENSOR_READINGS_PROCESSED), count(ANOMALIES_DETECTED)],
            }));
            values.insert(SENSOR_READINGS_PROCESSED.to_owned(), json!(self.processed));
        }
        let mut line = Map::new();
        line.insert(
            "_aws".to_owned(),
            json!({ "Timestamp": now_ms, "CloudWatchMetrics": directives }),
        );
        for (dimension, value) in DIMENSIONS.into_iter().zip([&config.plant, &config.environment]) {
            line.insert(dimension.to_owned(), json!(value));
        }
        line.extend(values);
        Value::Object(line).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::config;

    #[test]
    fn the_line_follows_the_specification() {
        let report = Report {
            processed: 7,
            anomalies: 2,
            latency_ms: Some(180),
            ..Report::default()
        };
        let line = report.line(&config(), 1_795_248_000_000);
        assert!(!line.contains('\n'));
        let line: Value = serde_json::from_str(&line).unwrap();
        let directive = &line["_aws"]["CloudWatchMetrics"][0];
        assert_eq!(line["_aws"]["Timestamp"], 1_795_248_000_000_u64);
        assert_eq!(directive["Namespace"], "IoT/Manufacturing");
        assert_eq!(directive["Dimensions"], json!([["Plant", "Environment"]]));
        assert_eq!(
            (&line["Plant"], &line["Environment"]),
            (&json!("sao-paulo"), &json!("dev"))
        );
        assert_eq!(
            (&line["ProcessedRecords"], &line["LatencyMs"]),
            (&json!(7), &json!(180))
        );
        let metrics = directive["Metrics"].as_array().unwrap();
        assert_eq!(metrics.len(), 6);
        for metric in metrics {
            assert!(
                line[metric["Name"].as_str().unwrap()].is_number(),
                "{metric} has a value at the root"
            );
        }
    }

    #[test]
    fn a_layout_may_ask_for_counts_under_the_environment_alone() {
        let mut config = config();
        config.layout.environment_metrics = true;
        let report = Report {
            processed: 7,
            anomalies: 2,
            ..Report::default()
        };
        let line: Value = serde_json::from_str(&report.line(&config, 0)).unwrap();
        let directives = line["_aws"]["CloudWatchMetrics"].as_array().unwrap();
        assert_eq!(directives[1]["Dimensions"], json!([["Environment"]]));
        let names: Vec<&str> = directives[1]["Metrics"]
            .as_array()
            .unwrap()
            .iter()
            .map(|metric| metric["Name"].as_str().unwrap())
            .collect();
        assert_eq!(names, ["SensorReadingsProcessed", "AnomaliesDetected"]);
        assert_eq!(
            (&line["SensorReadingsProcessed"], &line["AnomaliesDetected"]),
            (&json!(7), &json!(2))
        );
    }

    #[test]
    fn a_latency_of_nothing_is_not_reported() {
        let line = Report {
            retried: 5,
            ..Report::default()
        }
        .line(&config(), 0);
        assert!(
            !line.contains("LatencyMs") && line.contains("\"RetriedRecords\":5"),
            "{line}"
        );
    }
}
