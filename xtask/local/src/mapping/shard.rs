//! Serves one shard of a mapping: one reader, and as many lanes as the parallelization factor says.

use super::batch::{Batch, Outcome, Step};
use super::claim::Ledger;
use super::event::{GivenUp, Record, Source, event, judge};
use super::invoke::{Reply, deliver, invoke};
use super::now;
use super::progress::Progress;
use super::queue::Queue;
use super::settings::{Settings, Start};
use crate::aws::{Aws, AwsError};
use crate::faults::Faults;
use crate::report::Board;
use crate::stop::Stop;
use serde_json::{Value, json};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often a shard is looked at, by the time since its last record. AWS polls once a second; a person waiting at a terminal likes it
/// sooner, and a shard that nobody writes to need not cost the emulator anything.
fn poll(quiet: Duration) -> Duration {
    Duration::from_millis(match quiet.as_secs() {
        0..2 => 100,
        2..30 => 200,
        _ => 700,
    })
}
/// Records per read.
const LIMIT: usize = 1000;
/// After a read with fewer records than this a shard is left alone for a moment. AWS allows five reads a second; without a pace each
/// read finds one or two records, and every invocation costs the emulator as much as fifty.
const FEW: usize = 500;
const PACE: Duration = Duration::from_millis(100);
/// The emulator counts iterators by position, which shifts once records expire, after 24 hours at the earliest. Before
/// that each read follows the last one; later each read looks its position up by sequence number.
const TRUST_ITERATORS: Duration = Duration::from_secs(12 * 3600);
/// Waiting time after a failed attempt: doubles up to the longest.
const BACK_OFF: Duration = Duration::from_millis(200);
const LONGEST_BACK_OFF: Duration = Duration::from_secs(5);

/// Everything that serving a shard needs.
pub(super) struct Shard {
    pub(super) aws: Aws,
    pub(super) board: Board,
    pub(super) settings: Arc<Settings>,
    pub(super) source: Source,
    pub(super) ledger: Arc<Ledger>,
    pub(super) faults: Faults,
    /// The mapping is to end: leave everything where it is.
    pub(super) stop: Stop,
    /// The shard is gone: finish what was read.
    pub(super) gone: Stop,
}

/// Where the next read starts.
enum Position {
    Start(Start),
    After(String),
}

impl Shard {
    /// Serves until stopped, or until the shard is gone and worked off.
    pub(super) fn serve(&self) {
        let checkpoint = self.ledger.read().checkpoints.get(&self.source.shard).cloned();
        let position = match &checkpoint {
            Some(sequence) => Position::After(sequence.clone()),
            None => Position::Start(self.settings.start),
        };
        let progress = Mutex::new(Progress::starting_after(checkpoint));
        let lanes = self.settings.lanes;
        let bound = (2 * self.settings.batch).max(LIMIT).div_ceil(lanes);
        let queues: Vec<Queue> = (0..lanes).map(|_| Queue::new(bound)).collect();
        std::thread::scope(|scope| {
            for queue in &queues {
                scope.spawn(|| self.work(queue, &progress));
            }
            self.read(position, &queues, &progress);
            queues.iter().for_each(Queue::close);
        });
    }

    fn read(&self, mut position: Position, queues: &[Queue], progress: &Mutex<Progress>) {
        let started = Instant::now();
        let mut iterator: Option<String> = None;
        let mut filled = Instant::now();
        while !self.stop.is_set() && !self.gone.is_set() {
            let answer = match iterator.take() {
                Some(iterator) => Ok(iterator),
                None => self.iterator(&position),
            }
            .and_then(|iterator| {
                let request = json!({"ShardIterator": iterator, "Limit": LIMIT});
                self.aws.json("kinesis", "Kinesis_20131202.GetRecords", &request)
            });
            let answer = match answer {
                Ok(answer) => answer,
                Err(error) => {
                    if !error.missing()
                        && !matches!(&error, AwsError::Refused { code, .. } if code.contains("Iterator"))
                    {
                        self.problem(format!("cannot read {}: {error}", self.source.shard));
                    }
                    self.stop.wait(BACK_OFF);
                    continue;
                }
            };
            let records = answer["Records"].as_array().map(Vec::as_slice).unwrap_or_default();
            for found in records {
                let Some(record) = self.take(found, progress) else {
                    continue;
                };
                position = Position::After(record.sequence.clone());
                if !self.settings.filter.passes(&record) {
                    self.settle(std::slice::from_ref(&record), progress);
                    self.count(|mapping| mapping.filtered += 1);
                } else if !queues[lane(&record.key, queues.len())].push(record, &self.stop) {
                    return;
                }
            }
            if started.elapsed() < TRUST_ITERATORS {
                iterator = answer["NextShardIterator"].as_str().map(str::to_owned);
            }
            self.show(progress, answer["MillisBehindLatest"].as_u64().unwrap_or_default());
            if records.is_empty() {
                self.stop.wait(poll(filled.elapsed()));
            } else {
                filled = Instant::now();
                if records.len() < FEW {
                    self.stop.wait(PACE);
                }
            }
        }
    }

    fn take(&self, found: &Value, progress: &Mutex<Progress>) -> Option<Record> {
        let text = |name: &str| found[name].as_str().map(str::to_owned);
        let (Some(sequence), Some(key), Some(data)) = (text("SequenceNumber"), text("PartitionKey"), text("Data"))
        else {
            self.problem(format!("{} has a record of unknown form: {found}", self.source.shard));
            return None;
        };
        let ordinal = progress.lock().unwrap_or_else(PoisonError::into_inner).read(&sequence);
        let arrival = found["ApproximateArrivalTimestamp"].as_f64().unwrap_or_default();
        Some(Record {
            sequence,
            key,
            data,
            arrival,
            ordinal,
        })
    }

    fn iterator(&self, position: &Position) -> Result<String, AwsError> {
        let mut request = json!({"StreamName": self.settings.stream_name(), "ShardId": self.source.shard});
        match position {
            Position::After(sequence) => {
                request["ShardIteratorType"] = Value::from("AFTER_SEQUENCE_NUMBER");
                request["StartingSequenceNumber"] = Value::from(sequence.as_str());
            }
            Position::Start(Start::Oldest) => request["ShardIteratorType"] = Value::from("TRIM_HORIZON"),
            Position::Start(start) => {
                // Newest is anchored in time, or a record that arrives before the first read would be skipped.
                let from = match start {
                    Start::At(time) => *time,
                    _ => self.ledger.read().since,
                };
                request["ShardIteratorType"] = Value::from("AT_TIMESTAMP");
                request["Timestamp"] = Value::from(from);
            }
        }
        let answer = self
            .aws
            .json("kinesis", "Kinesis_20131202.GetShardIterator", &request)?;
        let iterator = answer["ShardIterator"].as_str();
        iterator
            .map(str::to_owned)
            .ok_or_else(|| AwsError::Unexpected(answer.to_string()))
    }

    /// One lane: takes batches and sees each of them through.
    fn work(&self, queue: &Queue, progress: &Mutex<Progress>) {
        let mut earlier: Option<Vec<Record>> = None;
        loop {
            let records = queue.take(self.settings.size(), &self.stop);
            if records.is_empty() {
                return;
            }
            self.process(&records, progress);
            // As AWS may: a batch comes once more, after later ones. What the function answers to that changes nothing.
            if self.faults.again()
                && let Some(earlier) = earlier.replace(records)
            {
                drop(invoke(
                    &self.aws,
                    &self.settings.function_arn,
                    &event(&self.source, &earlier),
                ));
            }
        }
    }

    fn process(&self, records: &[Record], progress: &Mutex<Progress>) {
        let arrivals = records.iter().map(|record| record.arrival).collect();
        let mut batch = Batch::new(self.settings.policy, arrivals);
        let mut back_off = BACK_OFF;
        let mut last: Option<Reply> = None;
        while !self.stop.is_set() {
            match batch.step(now()) {
                Step::Finished => return,
                Step::Invoke(range) => {
                    let outcome = self.attempt(&records[range.clone()], &mut last);
                    let settled = batch.settle(outcome);
                    self.count(|mapping| mapping.records += settled.done.len() as u64);
                    self.settle(&records[settled.done], progress);
                    if settled.again {
                        self.stop.wait(back_off);
                        back_off = (back_off * 2).min(LONGEST_BACK_OFF);
                    } else {
                        back_off = BACK_OFF;
                    }
                }
                Step::GiveUp {
                    range,
                    condition,
                    attempts,
                } => {
                    let response = last.as_ref().filter(|_| attempts > 0);
                    let given_up = GivenUp {
                        source: &self.source,
                        records: &records[range.clone()],
                        condition,
                        attempts,
                        response: response.map(|reply| (reply.version.as_str(), reply.error.as_deref())),
                        request_id: &uuid::Uuid::new_v4().to_string(),
                        now: now(),
                    };
                    self.give_up(&given_up, range);
                    self.settle(given_up.records, progress);
                }
            }
        }
    }

    fn attempt(&self, records: &[Record], last: &mut Option<Reply>) -> Outcome {
        let reply = match invoke(&self.aws, &self.settings.function_arn, &event(&self.source, records)) {
            Ok(reply) => reply,
            Err(error) => {
                self.problem(format!("cannot invoke {}: {error}", self.settings.function_name()));
                return Outcome::NotReached;
            }
        };
        let outcome = if reply.error.is_some() {
            Outcome::Failed
        } else if self.settings.reports_failures {
            judge(&reply.payload, records)
        } else {
            Outcome::Succeeded
        };
        match outcome {
            Outcome::Succeeded => self.count(|mapping| {
                mapping.batches += 1;
                // What was wrong is not any more.
                mapping.problem = None;
            }),
            Outcome::FailedFrom(at) => {
                self.count(|mapping| mapping.partial += 1);
                self.problem(format!(
                    "the function returned record {} as failed",
                    records[at].sequence
                ));
            }
            _ => {
                self.count(|mapping| mapping.failures += 1);
                let why = match &reply.error {
                    Some(_) => reply.message(),
                    None => "its response names records that are not in the batch, or has another form".to_owned(),
                };
                self.problem(format!("the function failed on {} records: {why}", records.len()));
            }
        }
        *last = Some(reply);
        outcome
    }

    fn give_up(&self, given_up: &GivenUp<'_>, range: Range<usize>) {
        let count = range.len() as u64;
        let delivered = deliver(&self.aws, &self.settings, given_up, &self.stop);
        match (&self.settings.destination, delivered) {
            (Some(_), Ok(())) => self.count(|mapping| mapping.to_destination += count),
            (None, _) => {
                self.count(|mapping| mapping.discarded += count);
                self.problem(format!(
                    "{count} records were given up, and the mapping has no destination for them"
                ));
            }
            (Some(_), Err(error)) => {
                self.count(|mapping| mapping.discarded += count);
                self.problem(format!(
                    "{count} records were given up, and the destination refused them: {error}"
                ));
            }
        }
    }

    /// Marks records as done and saves the checkpoint when it moved.
    fn settle(&self, records: &[Record], progress: &Mutex<Progress>) {
        let mut progress = progress.lock().unwrap_or_else(PoisonError::into_inner);
        let mut moved = false;
        for record in records {
            moved |= progress.done(record.ordinal);
        }
        let (checkpoint, pending) = (progress.checkpoint().map(str::to_owned), progress.pending());
        if let Some(sequence) = checkpoint.as_deref().filter(|_| moved)
            && let Err(error) = self.ledger.checkpoint(&self.source.shard, sequence)
        {
            self.problem(format!("cannot save the checkpoint: {error}"));
        }
        drop(progress);
        self.count(|mapping| {
            let shard = mapping.shards.entry(self.source.shard.clone()).or_default();
            shard.checkpoint = checkpoint;
            shard.pending = pending;
        });
    }

    fn show(&self, progress: &Mutex<Progress>, behind_ms: u64) {
        let progress = progress.lock().unwrap_or_else(PoisonError::into_inner);
        let (checkpoint, pending) = (progress.checkpoint().map(str::to_owned), progress.pending());
        drop(progress);
        self.count(|mapping| {
            let shard = mapping.shards.entry(self.source.shard.clone()).or_default();
            *shard = crate::report::ShardReport {
                checkpoint,
                pending,
                behind_ms,
            };
        });
    }

    fn count(&self, change: impl FnOnce(&mut crate::report::MappingReport)) {
        self.board.mapping(&self.settings.id, change);
    }

    fn problem(&self, problem: String) {
        let name = self.settings.function_name();
        self.count(|mapping| {
            if mapping.problem.as_ref() != Some(&problem) {
                tracing::warn!("mapping of {name}: {problem}");
                mapping.problem = Some(problem);
            }
        });
    }
}

/// The lane of a partition key: always the same one, so that records of one device stay in order.
fn lane(key: &str, lanes: usize) -> usize {
    // FNV-1a: short keys, no secret, the same in every process.
    let hash = key.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the remainder is below the number of lanes"
    )]
    let lane = (hash % lanes.max(1) as u64) as usize;
    lane
}

#[cfg(test)]
mod tests {
    use super::lane;

    #[test]
    fn keys_spread_over_the_lanes_and_stay_there() {
        let mut counts = [0_u32; 4];
        for device in 0..400 {
            let key = format!("press-{device}");
            assert_eq!(lane(&key, 4), lane(&key, 4));
            counts[lane(&key, 4)] += 1;
        }
        assert!(counts.iter().all(|count| *count > 60), "{counts:?}");
        assert_eq!(lane("x", 1), 0);
    }
}
