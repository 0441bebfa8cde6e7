//! Report of the daemon about itself: the content of `status.json`, shared by its threads.

use crate::place::{Place, write};
use anyhow::Result;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Live figures of one daemon.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Report {
    /// Rules with a Kinesis action, by name.
    pub(crate) rules: BTreeMap<String, RuleReport>,
    /// Devices at the broker.
    pub(crate) devices: DeviceReport,
    /// Event source mappings on Kinesis, by id.
    pub(crate) mappings: BTreeMap<String, MappingReport>,
    /// Delivery streams that the daemon delivers, by name.
    pub(crate) deliveries: BTreeMap<String, DeliveryReport>,
    /// Settings that the daemon made because CloudFormation of the emulator leaves it out, by stack.
    pub(crate) completed: BTreeMap<String, Vec<String>>,
    /// Settings that the emulator leaves out and nothing here makes, by stack.
    pub(crate) dropped: BTreeMap<String, Vec<String>>,
    /// Settings that are made only later, with the reason, by stack.
    pub(crate) waiting: BTreeMap<String, Vec<String>>,
    /// By the stack's id: the time of the deployment after which everything was set that can be.
    pub(crate) settled: BTreeMap<String, String>,
    /// Messages beyond the size that AWS IoT takes, which the broker acknowledged all the same and no rule received.
    #[serde(default)]
    pub(crate) oversized: u64,
    /// Problems right now, beside rules and mappings.
    pub(crate) problems: BTreeMap<String, String>,
    /// Why the daemon ended, once it did.
    pub(crate) ended: Option<String>,
}

/// One rule.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct RuleReport {
    pub(crate) filter: String,
    pub(crate) streams: Vec<String>,
    pub(crate) enabled: bool,
    /// Messages whose topic matched.
    pub(crate) matched: u64,
    /// Messages that WHERE left out.
    pub(crate) skipped: u64,
    /// Records put.
    pub(crate) put: u64,
    /// Messages that could not be put: handed to the error action, or lost.
    pub(crate) failed: u64,
    /// Of these, those that no error action took.
    #[serde(default)]
    pub(crate) lost: u64,
    /// URL of the queue of its error action, if it is one.
    #[serde(default)]
    pub(crate) error_queue: Option<String>,
    /// Why the rule cannot run, or its last failure.
    pub(crate) problem: Option<String>,
}

/// Connections of devices.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct DeviceReport {
    /// Connections that live.
    pub(crate) connected: u64,
    /// Connections and packets that were refused.
    pub(crate) refused: u64,
    /// Who was refused last, and why.
    pub(crate) last: Option<String>,
}

/// One delivery stream of Firehose.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct DeliveryReport {
    pub(crate) stream: String,
    pub(crate) bucket: String,
    /// Objects written, the records in them, and their bytes before compression.
    pub(crate) objects: u64,
    pub(crate) records: u64,
    pub(crate) bytes: u64,
    /// Records that were read and wait to be written.
    pub(crate) pending: u64,
    /// Attempts to write that failed; each is made again.
    pub(crate) failures: u64,
    /// The last failure.
    pub(crate) problem: Option<String>,
}

/// One event source mapping.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct MappingReport {
    pub(crate) function: String,
    pub(crate) stream: String,
    /// `serving`, or why not.
    pub(crate) state: String,
    /// Invocations that processed their batch.
    pub(crate) batches: u64,
    /// Invocations that returned some records as failed.
    pub(crate) partial: u64,
    /// Invocations that failed as a whole.
    pub(crate) failures: u64,
    /// Records processed.
    pub(crate) records: u64,
    /// Records that the filter left out.
    pub(crate) filtered: u64,
    /// Records given up and reported to the destination.
    pub(crate) to_destination: u64,
    /// Records given up with no destination to report them to.
    pub(crate) discarded: u64,
    /// ARN of the destination for records that are given up.
    #[serde(default)]
    pub(crate) destination: Option<String>,
    pub(crate) shards: BTreeMap<String, ShardReport>,
    /// The last failure.
    pub(crate) problem: Option<String>,
}

/// One shard of a mapping's stream.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct ShardReport {
    /// Everything up to this sequence number is done.
    pub(crate) checkpoint: Option<String>,
    /// Records read and not done yet.
    pub(crate) pending: usize,
    /// How far the reader is behind the newest record, in milliseconds.
    pub(crate) behind_ms: u64,
}

impl Report {
    /// Messages and records that are nowhere any more, as far as the daemon knows.
    pub(crate) fn lost(&self) -> u64 {
        let rules: u64 = self.rules.values().map(|rule| rule.lost).sum();
        let mappings: u64 = self.mappings.values().map(|mapping| mapping.discarded).sum();
        rules + mappings + self.oversized
    }
}

/// How often the file is written although nothing changed, so that its age tells whether it can be written.
pub(crate) const HEARTBEAT: Duration = Duration::from_secs(10);

/// The report as the threads share it.
#[derive(Clone, Default)]
pub(crate) struct Board(Arc<Mutex<Report>>, Arc<Mutex<Option<(Report, Instant)>>>);

impl Board {
    pub(crate) fn lock(&self) -> MutexGuard<'_, Report> {
        // A thread that panicked while counting leaves figures behind, no broken invariant.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn rule(&self, name: &str, change: impl FnOnce(&mut RuleReport)) {
        change(self.lock().rules.entry(name.to_owned()).or_default());
    }

    /// Changes the figures of a mapping that is still listed.
    pub(crate) fn mapping(&self, id: &str, change: impl FnOnce(&mut MappingReport)) {
        if let Some(mapping) = self.lock().mappings.get_mut(id) {
            change(mapping);
        }
    }

    /// Sets or clears a problem, and logs one that is news.
    pub(crate) fn tell(&self, what: &str, problem: Option<String>) {
        let mut report = self.lock();
        match problem {
            None => drop(report.problems.remove(what)),
            Some(text) => {
                if report.problems.insert(what.to_owned(), text.clone()).as_ref() != Some(&text) {
                    tracing::warn!("{what}: {text}");
                }
            }
        }
    }

    /// Removes what was told about a stack.
    pub(crate) fn forget_stack(&self, name: &str, id: &str) {
        let mut report = self.lock();
        report.completed.remove(name);
        report.dropped.remove(name);
        report.waiting.remove(name);
        report.settled.remove(id);
        let prefix = format!("{name}/");
        report.problems.retain(|what, _| !what.starts_with(&prefix));
    }

    /// Writes the file when something changed, or when it is due.
    pub(crate) fn save(&self, place: &Place) -> Result<()> {
        let now = self.lock().clone();
        let mut last = self.1.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = |(saved, at): &(Report, Instant)| *saved == now && at.elapsed() < HEARTBEAT;
        if !last.as_ref().is_some_and(fresh) {
            write(&place.report(), &serde_json::to_vec_pretty(&now)?)?;
            *last = Some((now, Instant::now()));
        }
        Ok(())
    }
}
