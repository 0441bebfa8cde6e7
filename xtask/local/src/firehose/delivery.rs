//! The work of one delivery stream: reads the shards, buffers, writes objects, notes how far it got.

use super::prefix::{self, Moment};
use super::settings::Settings;
use crate::aws::{Aws, AwsError, escape};
use crate::place::{Place, write};
use crate::report::{Board, DeliveryReport};
use crate::stop::Stop;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use ureq::http::Method;

/// How often a stream is looked at, and one that nobody has written to for a while.
const POLL: Duration = Duration::from_millis(500);
const QUIET: Duration = Duration::from_millis(2000);
/// Looks without a record after which a stream counts as quiet.
const LOOKS: u32 = 20;
/// How often the shards are listed.
const SHARDS: Duration = Duration::from_secs(2);
/// The longest that records wait here. AWS waits as long as the buffering hints say, which is at least a minute for most; nobody
/// who looks for an object on this machine wants to.
const LONGEST: f64 = 5.0;
/// Records per read.
const LIMIT: usize = 2_000;

pub(super) struct Delivery {
    aws: Aws,
    board: Board,
    file: PathBuf,
    settings: Settings,
    stop: Stop,
}

/// Records that wait to be written.
#[derive(Default)]
struct Buffer {
    data: Vec<u8>,
    records: u64,
    /// Arrival of the first, in seconds since 1970, and when it was read.
    first: Option<(f64, Instant)>,
    /// By shard the last sequence number in it.
    last: BTreeMap<String, String>,
}

/// Position in a shard.
struct Cursor {
    iterator: Option<String>,
    /// Last sequence number that was read.
    after: Option<String>,
}

fn file(place: &Place, name: &str) -> PathBuf {
    place.deliveries().join(format!("{name}.json"))
}

/// Removes what was noted of a delivery stream that is gone.
pub(super) fn forget(place: &Place, name: &str) {
    // One that was never noted is fine too.
    let _ = std::fs::remove_file(file(place, name));
}

impl Delivery {
    pub(super) fn new(aws: &Aws, board: &Board, place: &Place, settings: Settings, stop: Stop) -> Self {
        Self {
            aws: aws.clone(),
            board: board.clone(),
            file: file(place, &settings.name),
            settings,
            stop,
        }
    }

    pub(super) fn serve(&self) {
        let noted: BTreeMap<String, String> = std::fs::read(&self.file)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        let mut done = noted.clone();
        let mut cursors: BTreeMap<String, Cursor> = BTreeMap::new();
        let (mut buffer, mut listed, mut looks) = (Buffer::default(), None::<Instant>, 0);
        while !self.stop.is_set() {
            if listed.is_none_or(|at| at.elapsed() >= SHARDS) {
                match self.shards() {
                    Ok(shards) => {
                        cursors.retain(|shard, _| shards.contains(shard));
                        for shard in shards {
                            let after = done.get(&shard).cloned();
                            cursors.entry(shard).or_insert(Cursor { iterator: None, after });
                        }
                        listed = Some(Instant::now());
                    }
                    Err(error) if error.missing() => {}
                    Err(error) => self.problem(&format!("cannot list the shards of {}: {error}", self.settings.stream)),
                }
            }
            let mut idle = true;
            for (shard, cursor) in &mut cursors {
                match self.read(shard, cursor, &mut buffer) {
                    Ok(read) => idle &= !read,
                    // The stream is gone, or an iterator is too old; the next one starts behind what was read.
                    Err(error) if error.missing() || error.to_string().contains("Iterator") => {}
                    Err(error) => self.problem(&format!("cannot read {shard} of {}: {error}", self.settings.stream)),
                }
                if buffer.data.len() >= self.settings.bytes {
                    self.write(&mut buffer, &mut done, true);
                }
            }
            let patience = self.settings.seconds.min(LONGEST);
            if buffer
                .first
                .is_some_and(|(_, at)| at.elapsed().as_secs_f64() >= patience)
            {
                self.write(&mut buffer, &mut done, true);
            }
            looks = if idle { looks + 1 } else { 0 };
            if idle {
                self.stop.wait(if looks > LOOKS { QUIET } else { POLL });
            }
        }
        // Records that are not written now are read again by whoever comes next.
        self.write(&mut buffer, &mut done, false);
    }

    fn shards(&self) -> Result<Vec<String>, AwsError> {
        let request = json!({"StreamName": self.settings.stream});
        let answer = self.aws.json("kinesis", "Kinesis_20131202.ListShards", &request)?;
        let shards = answer["Shards"].as_array().into_iter().flatten();
        Ok(shards
            .filter_map(|shard| shard["ShardId"].as_str().map(str::to_owned))
            .collect())
    }

    /// Reads what is new in a shard; whether there was something.
    fn read(&self, shard: &str, cursor: &mut Cursor, buffer: &mut Buffer) -> Result<bool, AwsError> {
        let iterator = match cursor.iterator.take() {
            Some(iterator) => iterator,
            None => self.iterator(shard, cursor.after.as_deref())?,
        };
        let request = json!({"ShardIterator": iterator, "Limit": LIMIT});
        let answer = self.aws.json("kinesis", "Kinesis_20131202.GetRecords", &request)?;
        let records = answer["Records"].as_array().map(Vec::as_slice).unwrap_or_default();
        for record in records {
            let (Some(sequence), Some(data)) = (record["SequenceNumber"].as_str(), record["Data"].as_str()) else {
                return Err(AwsError::Unexpected(record.to_string()));
            };
            let data = BASE64_STANDARD
                .decode(data)
                .map_err(|error| AwsError::Unexpected(format!("record {sequence}: {error}")))?;
            buffer.data.extend_from_slice(&data);
            if self.settings.newline {
                buffer.data.push(b'\n');
            }
            buffer.records += 1;
            let arrival = record["ApproximateArrivalTimestamp"].as_f64().unwrap_or_default();
            buffer.first.get_or_insert((arrival, Instant::now()));
            buffer.last.insert(shard.to_owned(), sequence.to_owned());
            cursor.after = Some(sequence.to_owned());
        }
        cursor.iterator = answer["NextShardIterator"].as_str().map(str::to_owned);
        if !records.is_empty() {
            self.count(|report| report.pending = buffer.records);
        }
        Ok(!records.is_empty())
    }

    fn iterator(&self, shard: &str, after: Option<&str>) -> Result<String, AwsError> {
        let mut request = json!({"StreamName": self.settings.stream, "ShardId": shard});
        match after {
            Some(sequence) => {
                request["ShardIteratorType"] = "AFTER_SEQUENCE_NUMBER".into();
                request["StartingSequenceNumber"] = sequence.into();
            }
            None => {
                request["ShardIteratorType"] = "AT_TIMESTAMP".into();
                request["Timestamp"] = self.settings.since.into();
            }
        }
        let answer = self
            .aws
            .json("kinesis", "Kinesis_20131202.GetShardIterator", &request)?;
        let iterator = answer["ShardIterator"].as_str().map(str::to_owned);
        iterator.ok_or_else(|| AwsError::Unexpected(answer.to_string()))
    }

    /// Writes the buffer as one object and notes how far that is; tries until it succeeds, or once.
    fn write(&self, buffer: &mut Buffer, done: &mut BTreeMap<String, String>, stubborn: bool) {
        let Some((arrival, _)) = buffer.first else { return };
        let mut pause = POLL;
        loop {
            match self.put(buffer, arrival) {
                Ok(key) => {
                    tracing::debug!("delivery stream {}: wrote {key}", self.settings.name);
                    break;
                }
                Err(problem) => {
                    self.problem(&format!("cannot write to {}: {problem}", self.settings.bucket));
                    self.count(|report| report.failures += 1);
                }
            }
            if !stubborn || self.stop.is_set() {
                return;
            }
            self.stop.wait(pause);
            pause = (pause * 2).min(Duration::from_secs(5));
        }
        done.append(&mut buffer.last);
        let noted = serde_json::to_vec(&*done).unwrap_or_default();
        if let Err(error) = write(&self.file, &noted) {
            self.problem(&format!("cannot note how far it got: {error:#}"));
        }
        let (records, bytes) = (buffer.records, buffer.data.len() as u64);
        self.count(|report| {
            report.objects += 1;
            report.records += records;
            report.bytes += bytes;
            report.pending = 0;
        });
        *buffer = Buffer::default();
    }

    fn put(&self, buffer: &Buffer, arrival: f64) -> Result<String, String> {
        let settings = &self.settings;
        let moment = Moment::at(arrival);
        let id = uuid::Uuid::new_v4().to_string();
        let prefix = prefix::evaluate(&settings.prefix, &moment, None, &id[..11])?;
        let key = prefix + &prefix::name(&settings.name, &settings.version, &moment, &id, &settings.extension);
        let body = if settings.gzip {
            gzip(&buffer.data).map_err(|error| error.to_string())?
        } else {
            buffer.data.clone()
        };
        let path: Vec<String> = key.split('/').map(escape).collect();
        let path = format!("/{}/{}", escape(&settings.bucket), path.join("/"));
        let mut headers = vec![("content-type", "application/octet-stream")];
        if let Some(key) = &settings.key {
            headers.push(("x-amz-server-side-encryption", "aws:kms"));
            headers.push(("x-amz-server-side-encryption-aws-kms-key-id", key));
        }
        let sent = self.aws.rest("s3", Method::PUT, &path, &headers, body);
        sent.map(|_| key).map_err(|error| error.to_string())
    }

    fn count(&self, change: impl FnOnce(&mut DeliveryReport)) {
        let mut report = self.board.lock();
        let entry = report.deliveries.entry(self.settings.name.clone()).or_default();
        entry.stream.clone_from(&self.settings.stream);
        entry.bucket.clone_from(&self.settings.bucket);
        change(entry);
    }

    fn problem(&self, problem: &str) {
        self.count(|report| {
            if report.problem.as_deref() != Some(problem) {
                tracing::warn!("delivery stream {}: {problem}", self.settings.name);
                report.problem = Some(problem.to_owned());
            }
        });
    }
}

fn gzip(data: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(data)?;
    encoder.finish()
}
