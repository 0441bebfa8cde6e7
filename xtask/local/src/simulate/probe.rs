//! Latency from a device to the table, seen by whoever reads the table: a few devices are watched for their newest item.

use super::message::number;
use super::plant::Plant;
use crate::aws::Aws;
use crate::stop::Stop;
use serde_json::json;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often each watched device is asked for: an answer is as exact as this.
const LOOK: Duration = Duration::from_millis(100);
/// Devices that are watched. Each question costs the emulator as much as twenty records.
pub(super) const WATCHED: usize = 3;

/// When each message of the watched devices was due, and how long those took that were seen.
#[derive(Clone, Default)]
pub(super) struct Probe {
    seen: Arc<Mutex<Vec<u32>>>,
}

impl Probe {
    pub(super) fn latencies(&self) -> Vec<u32> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Watches until told to stop. `due` says when a message of a device was published.
    pub(super) fn watch(
        &self,
        aws: &Aws,
        plant: &Plant,
        devices: &[String],
        due: impl Fn(usize, u64) -> Instant,
        stop: &Stop,
    ) {
        let mut last: HashMap<usize, u64> = HashMap::new();
        while !stop.is_set() {
            for (at, device) in devices.iter().enumerate() {
                let request = json!({
                    "TableName": plant.table,
                    "ConsistentRead": true,
                    "ScanIndexForward": false,
                    "Limit": 4,
                    "KeyConditionExpression": "#k = :d",
                    "ProjectionExpression": "#v",
                    "ExpressionAttributeNames": {"#k": plant.device, "#v": "value"},
                    "ExpressionAttributeValues": {":d": {"S": device}},
                });
                let Ok(answer) = aws.json("dynamodb", "DynamoDB_20120810.Query", &request) else {
                    continue;
                };
                let items = answer["Items"].as_array().into_iter().flatten();
                let newest = items
                    .filter_map(|item| item["value"]["N"].as_str().and_then(number))
                    .max();
                let Some(newest) = newest else { continue };
                let before = last.insert(at, newest).unwrap_or(0);
                // Of several that came at once the oldest has waited longest, and is the first that this look could see.
                for number in (before + 1)..=newest {
                    let took = due(at, number).elapsed();
                    let took = u32::try_from(took.as_millis()).unwrap_or(u32::MAX);
                    self.seen.lock().unwrap_or_else(PoisonError::into_inner).push(took);
                }
            }
            stop.wait(LOOK);
        }
    }
}
