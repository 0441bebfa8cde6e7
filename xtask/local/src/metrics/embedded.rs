//! Log lines in the embedded metric format.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>

use super::{Data, put};
use crate::aws::{Aws, AwsError};
use crate::place::{Place, write};
use anyhow::Result;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

/// How far back a look goes, in milliseconds: events of different streams are not listed in the order they were written.
const OVERLAP: i64 = 5_000;

/// Identity of an event: stream, time and text.
type Event = (String, i64, String);

/// The logs, and up to where they were read.
pub(super) struct Logs {
    file: PathBuf,
    /// For each log group, the time of the newest event that was read, in milliseconds since 1970.
    read: BTreeMap<String, i64>,
    /// Events within the overlap that were counted.
    counted: BTreeMap<String, BTreeSet<Event>>,
}

impl Logs {
    /// Goes on where an earlier daemon of the same emulator stopped.
    pub(super) fn open(place: &Place) -> Self {
        let file = place.metrics();
        let read = fs::read(&file)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Self {
            file,
            read: read.unwrap_or_default(),
            counted: BTreeMap::new(),
        }
    }

    /// Reads what is new; whether there was something.
    pub(super) fn round(&mut self, aws: &Aws) -> Result<bool> {
        let groups = groups(aws)?;
        let before = self.read.clone();
        self.read.retain(|group, _| groups.contains(group));
        self.counted.retain(|group, _| groups.contains(group));
        for group in groups {
            self.read_group(aws, &group)?;
        }
        let fresh = self.read != before;
        if fresh {
            write(&self.file, &serde_json::to_vec(&self.read)?)?;
        }
        Ok(fresh)
    }

    fn read_group(&mut self, aws: &Aws, group: &str) -> Result<(), AwsError> {
        let newest = self.read.get(group).copied();
        let from = newest.map_or(0, |newest| {
            if self.counted.contains_key(group) {
                newest - OVERLAP
            } else {
                newest + 1
            }
        });
        let request = json!({"logGroupName": group, "startTime": from, "filterPattern": "\"CloudWatchMetrics\""});
        let answer = match aws.json("logs", "Logs_20140328.FilterLogEvents", &request) {
            // Deleted since it was listed.
            Err(error) if error.missing() => return Ok(()),
            other => other?,
        };
        let counted = self.counted.entry(group.to_owned()).or_default();
        let (mut data, mut fresh) = (Data::new(), Vec::new());
        for found in answer["events"].as_array().into_iter().flatten() {
            let text = |name: &str| found[name].as_str().unwrap_or_default().to_owned();
            let event = (
                text("logStreamName"),
                found["timestamp"].as_i64().unwrap_or_default(),
                text("message"),
            );
            if !counted.contains(&event) {
                collect(&event.2, event.1, &mut data);
                fresh.push(event);
            }
        }
        put(aws, &data)?;
        counted.extend(fresh);
        let newest = counted.iter().map(|event| event.1).max().max(newest).unwrap_or(0);
        counted.retain(|event| event.1 >= newest - OVERLAP);
        self.read.insert(group.to_owned(), newest);
        Ok(())
    }
}

fn groups(aws: &Aws) -> Result<Vec<String>, AwsError> {
    let (mut groups, mut request) = (Vec::new(), json!({}));
    loop {
        let page = aws.json("logs", "Logs_20140328.DescribeLogGroups", &request)?;
        let names = page["logGroups"].as_array().into_iter().flatten();
        groups.extend(names.filter_map(|group| group["logGroupName"].as_str().map(str::to_owned)));
        match page["nextToken"].as_str() {
            Some(next) => request = json!({"nextToken": next}),
            None => return Ok(groups),
        }
    }
}

/// Adds the metrics of one line. What does not follow the format is a log line and nothing else.
fn collect(line: &str, logged: i64, data: &mut Data) {
    let Ok(root) = serde_json::from_str::<Value>(line) else {
        return;
    };
    let time = root["_aws"]["Timestamp"].as_i64().unwrap_or(logged);
    for directive in root["_aws"]["CloudWatchMetrics"].as_array().into_iter().flatten() {
        let Some(namespace) = directive["Namespace"].as_str() else {
            continue;
        };
        for metric in directive["Metrics"].as_array().into_iter().flatten() {
            let Some(name) = metric["Name"].as_str() else { continue };
            let values: Vec<f64> = match &root[name] {
                Value::Array(values) => values.iter().filter_map(Value::as_f64).collect(),
                value => value.as_f64().into_iter().collect(),
            };
            for set in directive["Dimensions"].as_array().into_iter().flatten() {
                let Some(dimensions) = dimensions(&root, set).filter(|_| !values.is_empty()) else {
                    continue;
                };
                #[expect(clippy::cast_precision_loss, reason = "milliseconds of this century")]
                let seconds = time as f64 / 1000.0;
                data.entry(namespace.to_owned()).or_default().push(json!({
                    "MetricName": name,
                    "Dimensions": dimensions,
                    "Timestamp": seconds,
                    "Unit": metric["Unit"].as_str().unwrap_or("None"),
                    "Values": values,
                }));
            }
        }
    }
}

/// The dimensions of one set; nothing when the line lacks one of them.
fn dimensions(root: &Value, set: &Value) -> Option<Vec<Value>> {
    let names = set.as_array()?.iter();
    names
        .map(|name| {
            let name = name.as_str()?;
            Some(json!({"Name": name, "Value": root[name].as_str()?}))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_becomes_values() {
        let line = json!({
            "_aws": {"Timestamp": 1_795_248_000_500_i64, "CloudWatchMetrics": [{
                "Namespace": "IoT/Manufacturing",
                "Dimensions": [["Plant", "Environment"], ["Plant"], ["Absent"]],
                "Metrics": [{"Name": "Processed", "Unit": "Count"}, {"Name": "Times"}, {"Name": "Text"}],
            }]},
            "Plant": "sao-paulo", "Environment": "dev", "Processed": 7, "Times": [1, 2.5], "Text": "x",
        });
        let mut data = Data::new();
        collect(&line.to_string(), 1, &mut data);
        let values = &data["IoT/Manufacturing"];
        assert_eq!(values.len(), 4, "two metrics with two complete sets: {values:?}");
        assert_eq!(
            values[0],
            json!({
                "MetricName": "Processed",
                "Dimensions": [{"Name": "Plant", "Value": "sao-paulo"}, {"Name": "Environment", "Value": "dev"}],
                "Timestamp": 1_795_248_000.5, "Unit": "Count", "Values": [7.0],
            })
        );
        assert_eq!(values[2]["Values"], json!([1.0, 2.5]));
    }

    #[test]
    fn other_lines_are_log_lines_and_nothing_else() {
        let mut data = Data::new();
        for line in [
            "START RequestId: x",
            "[]",
            "{}",
            r#"{"_aws":{"CloudWatchMetrics":[{"Metrics":[{"Name":"a"}]}]},"a":1}"#,
        ] {
            collect(line, 1, &mut data);
        }
        assert!(data.is_empty());
    }
}
