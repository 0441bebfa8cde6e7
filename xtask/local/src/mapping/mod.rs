//! Event source mappings on Kinesis, run as AWS documents it.
//!
//! The emulator's own poller takes a partial batch response for success and knows no bisecting, no limits and no
//! destination. This one reads the deployed mappings, switches the emulator's off and serves them itself.

mod batch;
mod claim;
mod event;
mod filter;
mod invoke;
mod owner;
mod progress;
mod queue;
mod settings;
mod shard;

use crate::aws::{Aws, AwsError, escape};
use crate::faults::Faults;
use crate::place::Place;
use crate::report::{Board, MappingReport};
use crate::stop::Stop;
use anyhow::Result;
use claim::{Decision, Ledger};
use event::Source;
use owner::Change;
use serde_json::{Value, json};
use settings::Settings;
use shard::Shard;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use ureq::http::Method;

/// How often the deployed mappings are looked at. Short: until a new mapping is taken over, the emulator's own poller may
/// process records as well, which is a duplicate then.
const LOOK: Duration = Duration::from_millis(400);
/// How often the shards of a stream are looked at.
const SHARDS: Duration = Duration::from_secs(1);

/// Seconds since 1970.
fn now() -> f64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs_f64()
}

struct Mappings {
    aws: Aws,
    board: Board,
    place: Place,
    faults: Faults,
    stop: Stop,
    ledgers: BTreeMap<String, Arc<Ledger>>,
    runners: BTreeMap<String, Runner>,
}

/// One mapping being served.
struct Runner {
    settings: Arc<Settings>,
    stop: Stop,
    thread: JoinHandle<()>,
}

/// Serves until told to stop.
pub(crate) fn serve(aws: &Aws, board: &Board, place: &Place, faults: &Faults, stop: &Stop) {
    let mut mappings = Mappings {
        aws: aws.clone(),
        board: board.clone(),
        place: place.clone(),
        faults: faults.clone(),
        stop: stop.clone(),
        ledgers: BTreeMap::new(),
        runners: BTreeMap::new(),
    };
    while !stop.is_set() {
        let problem = mappings.round().err().map(|error| error.to_string());
        mappings.board.tell("event source mappings", problem);
        stop.wait(LOOK);
    }
    for (_, runner) in mappings.runners {
        let _ = runner.thread.join();
    }
}

impl Mappings {
    fn round(&mut self) -> Result<()> {
        let entries = self.list()?;
        let gone: Vec<String> = self
            .ledgers
            .keys()
            .filter(|id| !entries.contains_key(*id))
            .cloned()
            .collect();
        for id in gone {
            self.end(&id);
            if let Some(ledger) = self.ledgers.remove(&id) {
                ledger.discard()?;
            }
            self.board.lock().mappings.remove(&id);
            tracing::info!("mapping {id} is gone");
        }
        for (id, entry) in &entries {
            let Some(settings) = Settings::read(entry) else {
                continue;
            };
            let state = match settings {
                Err(problem) => {
                    self.end(id);
                    format!("left to the emulator: {problem}")
                }
                Ok(settings) => self.one(settings, entry)?,
            };
            self.board.mapping(id, |mapping| mapping.state = state);
        }
        Ok(())
    }

    fn list(&self) -> Result<BTreeMap<String, Value>, AwsError> {
        let mut out = BTreeMap::new();
        let mut marker = String::new();
        loop {
            let path = format!("/2015-03-31/event-source-mappings/?MaxItems=100{marker}");
            let page = self.aws.rest_json("lambda", Method::GET, &path, None)?;
            for entry in page["EventSourceMappings"].as_array().into_iter().flatten() {
                if let (Some(id), Some(arn)) = (entry["UUID"].as_str(), entry["EventSourceArn"].as_str())
                    && arn.split(':').nth(2) == Some("kinesis")
                {
                    out.insert(id.to_owned(), entry.clone());
                    self.board
                        .lock()
                        .mappings
                        .entry(id.to_owned())
                        .or_insert_with(|| MappingReport {
                            function: entry["FunctionArn"].as_str().unwrap_or_default().to_owned(),
                            stream: arn.to_owned(),
                            ..MappingReport::default()
                        });
                }
            }
            match page["NextMarker"].as_str() {
                Some(next) if !next.is_empty() => marker = format!("&Marker={}", escape(next)),
                _ => return Ok(out),
            }
        }
    }

    /// Looks after one mapping. Returns its state for the report.
    fn one(&mut self, settings: Settings, entry: &Value) -> Result<String> {
        let id = settings.id.clone();
        let destination = settings.destination.clone();
        self.board.mapping(&id, |mapping| mapping.destination = destination);
        let ledger = match self.ledgers.get(&id) {
            Some(ledger) => ledger.clone(),
            None => {
                let ledger = Arc::new(Ledger::open(&self.place.mappings(), &id, now())?);
                self.ledgers.insert(id.clone(), ledger.clone());
                ledger
            }
        };
        match ledger.decide(entry) {
            Decision::Leave => {
                self.end(&id);
                return Ok("switched off by its owner".to_owned());
            }
            Decision::TakeOver => {
                let path = format!("/2015-03-31/event-source-mappings/{id}");
                let off = json!({"Enabled": false});
                let answer = self.aws.rest_json("lambda", Method::PUT, &path, Some(&off))?;
                ledger.accept(&answer, true)?;
                tracing::info!(
                    "mapping {id}: serving {} from {}",
                    settings.function_name(),
                    settings.stream_name()
                );
            }
            Decision::Serve => ledger.keep()?,
            Decision::Changed { settings } => {
                let modified = entry["LastModified"].as_f64().unwrap_or_default();
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a time of this century"
                )]
                let on = match owner::changed_by(&self.aws, &id, modified as u64)? {
                    Change::Unsettled => None,
                    Change::Deployment { on } => Some(on),
                    // Who changes a setting by hand wants it to run; who changes nothing switched it off.
                    Change::ByHand => Some(settings),
                };
                if let Some(on) = on {
                    ledger.accept(entry, on)?;
                }
                if on == Some(false) {
                    self.end(&id);
                    return Ok("switched off by its owner".to_owned());
                }
            }
        }
        if let Some(runner) = self.runners.get(&id) {
            if *runner.settings == settings {
                return Ok("serving".to_owned());
            }
            runner.stop.set();
            if !runner.thread.is_finished() {
                return Ok("taking over new settings".to_owned());
            }
            self.end(&id);
        }
        let role = match invoke::role(&self.aws, &settings) {
            Ok(role) => role,
            Err(error) if error.missing() => {
                return Ok(format!(
                    "waiting: the function {} does not exist",
                    settings.function_name()
                ));
            }
            Err(error) => return Err(error.into()),
        };
        let stop = self.stop.child();
        let settings = Arc::new(settings);
        let streams = Streams {
            aws: self.aws.clone(),
            board: self.board.clone(),
            settings: settings.clone(),
            ledger,
            role,
            faults: self.faults.clone(),
            stop: stop.clone(),
        };
        let thread = std::thread::Builder::new()
            .name(format!("mapping-{id}"))
            .spawn(move || streams.serve())?;
        self.runners.insert(id, Runner { settings, stop, thread });
        Ok("serving".to_owned())
    }

    /// Ends a runner. An invocation on its way finishes by itself; its records are read again by whoever comes next.
    fn end(&mut self, id: &str) {
        if let Some(runner) = self.runners.remove(id) {
            runner.stop.set();
        }
    }
}

/// The shards of one mapping.
struct Streams {
    aws: Aws,
    board: Board,
    settings: Arc<Settings>,
    ledger: Arc<Ledger>,
    role: String,
    faults: Faults,
    stop: Stop,
}

/// One shard being served.
struct Reader {
    /// The shard's first sequence number: a stream that is resharded reuses ids in the emulator.
    birth: String,
    gone: Stop,
    thread: JoinHandle<()>,
}

impl Streams {
    fn serve(&self) {
        let mut readers: BTreeMap<String, Reader> = BTreeMap::new();
        while !self.stop.is_set() {
            let result = self.round(&mut readers);
            if let Err(error) = result {
                let problem = format!("cannot list the shards of {}: {error}", self.settings.stream_name());
                self.board
                    .mapping(&self.settings.id, |mapping| mapping.problem = Some(problem));
            }
            self.stop.wait(SHARDS);
        }
        for (_, reader) in readers {
            let _ = reader.thread.join();
        }
    }

    fn round(&self, readers: &mut BTreeMap<String, Reader>) -> Result<(), AwsError> {
        let request = json!({"StreamName": self.settings.stream_name()});
        let answer = self.aws.json("kinesis", "Kinesis_20131202.ListShards", &request)?;
        let listed: BTreeMap<&str, &Value> = answer["Shards"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|shard| shard["ShardId"].as_str().map(|id| (id, shard)))
            .collect();
        let birth = |shard: &Value| {
            shard["SequenceNumberRange"]["StartingSequenceNumber"]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        };
        for (id, reader) in readers.iter() {
            if listed.get(id.as_str()).is_none_or(|shard| birth(shard) != reader.birth) {
                reader.gone.set();
            }
        }
        readers.retain(|id, reader| {
            let finished = reader.thread.is_finished();
            if finished {
                self.board
                    .mapping(&self.settings.id, |mapping| drop(mapping.shards.remove(id)));
            }
            !finished
        });
        for (id, shard) in listed {
            // A child follows when its parents are worked off, so that the records of a device stay in order.
            let waits = ["ParentShardId", "AdjacentParentShardId"]
                .iter()
                .any(|name| shard[*name].as_str().is_some_and(|parent| readers.contains_key(parent)));
            if !waits && !readers.contains_key(id) {
                readers.insert(id.to_owned(), self.start(id, birth(shard)));
            }
        }
        Ok(())
    }

    fn start(&self, id: &str, birth: String) -> Reader {
        let gone = self.stop.child();
        let shard = Shard {
            aws: self.aws.clone(),
            board: self.board.clone(),
            settings: self.settings.clone(),
            source: Source {
                arn: self.settings.source_arn.clone(),
                stream_arn: self.settings.stream_arn().to_owned(),
                shard: id.to_owned(),
                region: self.aws.region().to_owned(),
                role: self.role.clone(),
                function_arn: self.settings.function_arn.clone(),
            },
            ledger: self.ledger.clone(),
            faults: self.faults.clone(),
            stop: self.stop.clone(),
            gone: gone.clone(),
        };
        Reader {
            birth,
            gone,
            thread: std::thread::spawn(move || shard.serve()),
        }
    }
}
