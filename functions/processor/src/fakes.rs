//! A table, an archive, a queue and a clock for tests: they behave like the real ones, fail on demand, and keep what they took.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use ferrocdk_contracts::{Alert, Assets, Facts, Layout, Message, Reading};
use tokio::time::Instant;

use crate::attributes::Standing;
use crate::config::Config;
use crate::error::Transient;
use crate::item::Item;
use crate::ports::{AlertQueue, Archive, Clock, Insert, Key, MAX_BATCH, Row, Span, Table, TableError};
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
        layout: Layout::default(),
        assets: Assets::default(),
        alert_queue: None,
        window: None,
    }
}

/// The items of a record, all parts of which are readings.
pub(crate) fn items(record: &Record, config: &Config) -> Vec<Item> {
    let parts = Reading::of_message(&record.message).into_iter();
    parts
        .map(|part| Item::from_part(part, record, config).unwrap())
        .collect()
}

/// A row as the table holds it.
pub(crate) fn standing(row: Row<'_>) -> Standing {
    let mut text = Vec::new();
    row.item
        .attributes
        .write_item(&mut text, &Layout::default(), row.sort_key);
    serde_json::from_slice(&text).unwrap()
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
    /// Refuses it, and takes the others of an insertion.
    RefusesAlone,
    /// Fails any request that holds it.
    Fails,
    /// Never answers a request that holds it.
    Hangs,
}

type Decide = Box<dyn FnMut(&Standing) -> Mood>;

/// A table with DynamoDB's rules for batches and conditions.
#[derive(Clone)]
pub(crate) struct FakeTable {
    pub(crate) rows: Rc<RefCell<BTreeMap<Key, Standing>>>,
    pub(crate) requests: Rc<Cell<usize>>,
    /// Whether an insertion that finds its key taken is told what stands there.
    pub(crate) tells: Rc<Cell<bool>>,
    mood: Rc<RefCell<Decide>>,
}

impl FakeTable {
    pub(crate) fn new() -> Self {
        Self::with(|_| Mood::Takes)
    }

    pub(crate) fn with(mood: impl FnMut(&Standing) -> Mood + 'static) -> Self {
        let mood: Decide = Box::new(mood);
        Self {
            rows: Rc::default(),
            requests: Rc::default(),
            tells: Rc::new(Cell::new(true)),
            mood: Rc::new(RefCell::new(mood)),
        }
    }

    pub(crate) fn set_mood(&self, mood: impl FnMut(&Standing) -> Mood + 'static) {
        *self.mood.borrow_mut() = Box::new(mood);
    }

    /// Keys and values, in the order of the keys.
    pub(crate) fn values(&self) -> Vec<(String, String)> {
        let rows = self.rows.borrow();
        rows.iter()
            .filter(|((device, _), _)| !device.contains('#'))
            .map(|((device, time), row)| (format!("{device}@{time}"), text(row, "value")))
            .collect()
    }

    /// The rows of a request with the table's mood for each.
    async fn answer(&self, rows: &[Row<'_>]) -> Result<Vec<(Standing, Mood)>, TableError> {
        self.requests.set(self.requests.get() + 1);
        let rows: Vec<Standing> = rows.iter().map(|row| standing(*row)).collect();
        let distinct: BTreeSet<Key> = rows.iter().map(key).collect();
        if rows.len() > MAX_BATCH || rows.is_empty() || distinct.len() < rows.len() {
            return Err(TableError::Refused("too many items, none, or duplicates".to_owned()));
        }
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
        Ok(rows.into_iter().zip(moods).collect())
    }
}

impl Table for FakeTable {
    async fn put_all(&self, rows: &[Row<'_>]) -> Result<Vec<usize>, TableError> {
        let mut left = Vec::new();
        for (at, (row, mood)) in self.answer(rows).await?.into_iter().enumerate() {
            if mood == Mood::Takes {
                self.rows.borrow_mut().insert(key(&row), row);
            } else {
                left.push(at);
            }
        }
        Ok(left)
    }

    async fn insert_all(&self, rows: &[Row<'_>]) -> Result<Vec<Insert>, TableError> {
        let answers = self.answer(rows).await?.into_iter().map(|(row, mood)| {
            let mut rows = self.rows.borrow_mut();
            match (rows.get(&key(&row)), mood) {
                (_, Mood::Throttles) => Insert::Left,
                (_, Mood::RefusesAlone) => Insert::Refused("not this one".to_owned()),
                (Some(standing), _) => Insert::Taken(self.tells.get().then(|| standing.clone())),
                (None, _) => {
                    rows.insert(key(&row), row);
                    Insert::Written
                }
            }
        });
        Ok(answers.collect())
    }

    async fn get_all(&self, keys: &[Key]) -> Result<Vec<Option<Standing>>, TableError> {
        self.requests.set(self.requests.get() + 1);
        tokio::task::yield_now().await;
        let rows = self.rows.borrow();
        Ok(keys.iter().map(|key| rows.get(key).cloned()).collect())
    }

    async fn readings(&self, device: &str, span: Span<'_>) -> Result<Vec<Standing>, TableError> {
        self.requests.set(self.requests.get() + 1);
        tokio::task::yield_now().await;
        let number = |row: &Standing| text(row, "timestamp").parse::<f64>().unwrap();
        let rows = self.rows.borrow();
        let its = rows.values().filter(|row| {
            let is_type = span
                .sensor_type
                .is_none_or(|sensor_type| row.text("sensorType") == Some(sensor_type));
            let until = span.until.map_or(f64::INFINITY, |until| until.ms() as f64);
            text(row, "deviceId") == device && is_type && (span.from.ms() as f64..=until).contains(&number(row))
        });
        let mut its: Vec<Standing> = its.cloned().collect();
        its.sort_by(|a, b| number(a).total_cmp(&number(b)));
        Ok(its)
    }

    async fn put_items(&self, items: &[Standing]) -> Result<(), TableError> {
        self.requests.set(self.requests.get() + 1);
        for item in items {
            if (self.mood.borrow_mut())(item) != Mood::Takes {
                return Err(TableError::Unavailable("out of order".to_owned()));
            }
            self.rows.borrow_mut().insert(key(item), item.clone());
        }
        Ok(())
    }

    async fn put_state(&self, item: &Standing, replaces: u64) -> Result<bool, TableError> {
        self.requests.set(self.requests.get() + 1);
        if (self.mood.borrow_mut())(item) != Mood::Takes {
            return Err(TableError::Unavailable("out of order".to_owned()));
        }
        tokio::task::yield_now().await;
        let mut rows = self.rows.borrow_mut();
        let stands = rows
            .get(&key(item))
            .map_or(0, |standing| text(standing, "version").parse().unwrap());
        if stands != replaces {
            return Ok(false);
        }
        rows.insert(key(item), item.clone());
        Ok(true)
    }
}

/// A queue that keeps what it took, dropping doubles as a FIFO queue does, and fails as often as the test says.
#[derive(Clone, Default)]
pub(crate) struct FakeQueue {
    pub(crate) alerts: Rc<RefCell<Vec<Alert>>>,
    /// How many messages came, doubles included.
    pub(crate) messages: Rc<Cell<usize>>,
    pub(crate) fails: Rc<Cell<bool>>,
}

impl FakeQueue {
    /// Device, change and value of each alert.
    pub(crate) fn said(&self) -> Vec<String> {
        let alerts = self.alerts.borrow();
        let said = alerts
            .iter()
            .map(|alert| format!("{} {} {}", alert.device, alert.change.as_str(), alert.value));
        said.collect()
    }
}

impl AlertQueue for FakeQueue {
    async fn send(&self, alerts: &[Alert]) -> Result<(), Transient> {
        tokio::task::yield_now().await;
        if self.fails.get() {
            return Err(Transient("the queue is out of order".to_owned()));
        }
        for alert in alerts {
            self.messages.set(self.messages.get() + 1);
            let mut taken = self.alerts.borrow_mut();
            if !taken.iter().any(|before| before.id == alert.id) {
                taken.push(alert.clone());
            }
        }
        Ok(())
    }
}

fn key(row: &Standing) -> Key {
    (text(row, "deviceId"), text(row, "timestamp"))
}

/// An attribute's text.
pub(crate) fn text(row: &Standing, name: &str) -> String {
    let text = row.text(name).map(str::to_owned);
    text.unwrap_or_else(|| format!("{:?}", row.get(name)))
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
