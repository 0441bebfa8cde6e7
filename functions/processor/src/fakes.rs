//! A table, an archive and a clock for tests: they behave like the real ones, fail on demand, and keep what they took.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use aws_sdk_dynamodb::types::AttributeValue;
use ferrocdk_contracts::table::SAID;
use ferrocdk_contracts::{Facts, Message};
use tokio::time::Instant;

use crate::config::Config;
use crate::error::Transient;
use crate::ports::{Archive, Clock, MAX_BATCH, Put, Row, Table, TableError};
use crate::record::Record;

/// When all records of tests arrived: 2026-11-21, 08:00 UTC.
pub(crate) const ARRIVED: u64 = 1_795_248_000_000;

pub(crate) fn config() -> Config {
    Config {
        table: "readings".to_owned(),
        bucket: "archive".to_owned(),
        plant: "sao-paulo".to_owned(),
        environment: "dev".to_owned(),
        thresholds: serde_json::from_str(r#"{"temperature":{"min":0,"max":80,"unit":"celsius"}}"#).unwrap(),
        hot_days: 30,
        custom_endpoint: false,
    }
}

pub(crate) fn record(sequence_number: usize, partition_key: &str, data: &str) -> Record {
    Record {
        shard: "shardId-000000000000".to_owned(),
        sequence_number: sequence_number.to_string(),
        partition_key: partition_key.to_owned(),
        arrived_at: ARRIVED,
        message: Message::of_record(data.as_bytes().to_vec()),
    }
}

/// A record as the topic rule puts it, 10 ms before it arrived.
pub(crate) fn enveloped(sequence_number: usize, thing: &str, payload: &str) -> Record {
    let facts = Facts {
        thing: Some(thing.to_owned()),
        client: Some(thing.to_owned()),
        ingested_at: ARRIVED - 10,
    };
    let message = Message {
        payload: payload.as_bytes().to_vec(),
        facts: Some(facts),
    };
    let data = String::from_utf8(message.to_record()).unwrap();
    record(sequence_number, thing, &data)
}

/// Answer of the table to a row, decided by the test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    Takes,
    /// Leaves it unprocessed, or throttles the single write.
    Throttles,
    /// Refuses any request that holds it.
    Refuses,
    /// Fails any request that holds it.
    Fails,
    /// Never answers a request that holds it.
    Hangs,
}

type Decide = Box<dyn FnMut(&Row) -> Mood>;

/// A table with DynamoDB's rules for batches and conditions.
#[derive(Clone)]
pub(crate) struct FakeTable {
    pub(crate) rows: Rc<RefCell<BTreeMap<(String, String), Row>>>,
    pub(crate) requests: Rc<Cell<usize>>,
    mood: Rc<RefCell<Decide>>,
}

impl FakeTable {
    pub(crate) fn new() -> Self {
        Self::with(|_| Mood::Takes)
    }

    pub(crate) fn with(mood: impl FnMut(&Row) -> Mood + 'static) -> Self {
        let mood: Decide = Box::new(mood);
        Self {
            rows: Rc::default(),
            requests: Rc::default(),
            mood: Rc::new(RefCell::new(mood)),
        }
    }

    pub(crate) fn set_mood(&self, mood: impl FnMut(&Row) -> Mood + 'static) {
        *self.mood.borrow_mut() = Box::new(mood);
    }

    /// Keys and values, in the order of the keys.
    pub(crate) fn values(&self) -> Vec<(String, String)> {
        let rows = self.rows.borrow();
        rows.iter()
            .map(|((device, time), row)| (format!("{device}@{time}"), text(row, "value")))
            .collect()
    }

    async fn answer(&self, rows: &[Row]) -> Result<Vec<Mood>, TableError> {
        self.requests.set(self.requests.get() + 1);
        let moods: Vec<Mood> = rows.iter().map(|row| (self.mood.borrow_mut())(row)).collect();
        // Lets other requests run in between, as a network does.
        tokio::task::yield_now().await;
        if moods.contains(&Mood::Hangs) {
            std::future::pending::<()>().await;
        }
        if moods.contains(&Mood::Fails) {
            return Err(TableError::Unavailable("out of order".to_owned()));
        }
        if moods.contains(&Mood::Refuses) {
            return Err(TableError::Refused("not this one".to_owned()));
        }
        Ok(moods)
    }
}

impl Table for FakeTable {
    async fn put_all(&self, rows: &[Row]) -> Result<Vec<usize>, TableError> {
        let distinct: BTreeSet<_> = rows.iter().map(key).collect();
        if rows.len() > MAX_BATCH || rows.is_empty() || distinct.len() < rows.len() {
            return Err(TableError::Refused("too many items, none, or duplicates".to_owned()));
        }
        let moods = self.answer(rows).await?;
        let (taken, left): (Vec<_>, Vec<_>) = (0..rows.len()).partition(|at| moods[*at] == Mood::Takes);
        self.rows
            .borrow_mut()
            .extend(taken.into_iter().map(|at| (key(&rows[at]), rows[at].clone())));
        Ok(left)
    }

    async fn put_unless_taken(&self, row: &Row) -> Result<Put, TableError> {
        if self.answer(std::slice::from_ref(row)).await?.contains(&Mood::Throttles) {
            return Err(TableError::Unavailable("throttled".to_owned()));
        }
        let mut rows = self.rows.borrow_mut();
        let differs = |standing: &Row| SAID.iter().any(|name| standing.get(*name) != row.get(*name));
        if rows.get(&key(row)).is_some_and(differs) {
            return Ok(Put::Taken);
        }
        rows.insert(key(row), row.clone());
        Ok(Put::Written)
    }
}

fn key(row: &Row) -> (String, String) {
    (text(row, "deviceId"), text(row, "timestamp"))
}

/// An attribute's text.
pub(crate) fn text(row: &Row, name: &str) -> String {
    match &row[name] {
        AttributeValue::S(text) | AttributeValue::N(text) => text.clone(),
        other => format!("{other:?}"),
    }
}

/// A bucket that fails for the keys that the test names.
#[derive(Clone, Default)]
pub(crate) struct FakeArchive {
    pub(crate) objects: Rc<RefCell<BTreeMap<String, Vec<u8>>>>,
    /// Prefixes whose objects cannot be written.
    pub(crate) broken: Rc<RefCell<Vec<&'static str>>>,
}

impl FakeArchive {
    pub(crate) fn keys(&self, prefix: &str) -> Vec<String> {
        self.objects
            .borrow()
            .keys()
            .filter(|key| key.starts_with(prefix))
            .cloned()
            .collect()
    }
}

impl Archive for FakeArchive {
    async fn put(&self, key: &str, _content_type: &str, body: Vec<u8>) -> Result<(), Transient> {
        if self.broken.borrow().iter().any(|prefix| key.starts_with(prefix)) {
            return Err(Transient("bucket archive: out of order".to_owned()));
        }
        self.objects.borrow_mut().insert(key.to_owned(), body);
        Ok(())
    }
}

/// Begins 200 ms after the arrival of the records and runs with tokio's paused time.
#[derive(Clone, Copy)]
pub(crate) struct FakeClock(Instant);

impl FakeClock {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }
}

impl Clock for FakeClock {
    fn now_ms(&self) -> u64 {
        ARRIVED + 200 + u64::try_from(self.0.elapsed().as_millis()).unwrap()
    }
}
