//! A table, a topic and a clock for tests: they behave like the real ones, fail on demand, and keep what they took.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use ferrocdk_contracts::alert::{Change, Limit, Place, Sensor, Side};
use ferrocdk_contracts::notice::Notice;
use ferrocdk_contracts::{Alert, AlertPolicy, Decimal, Labels, Time, Unit};
use serde_json::{Value as Json, json};

use crate::case::Case;
use crate::config::Config;
use crate::event::{Attributes, Message};
use crate::handler::Router;
use crate::ports::{Clock, Devices, Stop, Store, Topic, Unavailable};

/// When tests begin: 2026-11-21, 08:00 UTC.
pub(crate) const NOW: u64 = 1_795_248_000_000;

/// The change of a device's temperature that opened its anomaly at [`NOW`], or ended it.
pub(crate) fn alert(device: usize, change: Change) -> Alert {
    let sensor = Sensor {
        device: format!("press-{device}"),
        sensor_type: "temperature".to_owned(),
        sensor_id: None,
    };
    let anomaly = sensor.anomaly("sao-paulo", "dev", Time::from_ms(NOW));
    let (value, event_time) = match change {
        Change::Opened => ("101.30", NOW),
        Change::Closed => ("99", NOW + 60_000),
    };
    Alert {
        version: Alert::VERSION,
        id: format!("{anomaly}-{}", change.as_str()),
        anomaly,
        plant: "sao-paulo".to_owned(),
        environment: "dev".to_owned(),
        device: sensor.device,
        sensor_type: sensor.sensor_type,
        sensor_id: None,
        change,
        value: Decimal::parse(value).unwrap(),
        limit: Limit {
            side: Side::Above,
            value: 100.0,
        },
        unit: Unit::new("celsius").ok(),
        event_time,
        opened_at: NOW,
        clock: None,
        record: Place {
            shard: "shardId-000000000000".to_owned(),
            sequence_number: "1".to_owned(),
            arrived_at: NOW,
        },
        labels: Labels::from([("line".to_owned(), "A".to_owned())]),
    }
}

/// A message of the queue.
pub(crate) fn message(alert: &Alert) -> Message {
    Message {
        message_id: alert.id.clone(),
        body: alert.to_json(),
        attributes: Attributes { group: alert.group() },
    }
}

#[derive(Clone, Default)]
pub(crate) struct FakeStore {
    pub(crate) cases: Rc<RefCell<BTreeMap<String, Case>>>,
    pub(crate) ended: Rc<RefCell<BTreeMap<String, u64>>>,
    counts: Rc<RefCell<BTreeMap<u64, u64>>>,
    pub(crate) stops: Rc<RefCell<BTreeMap<String, Stop>>>,
    /// Calls that succeed before one fails.
    pub(crate) fails_after: Rc<Cell<Option<usize>>>,
}

impl FakeStore {
    fn call(&self) -> Result<(), Unavailable> {
        match self.fails_after.get() {
            Some(0) => {
                self.fails_after.set(None);
                Err(Unavailable("the table does not answer".to_owned()))
            }
            Some(left) => {
                self.fails_after.set(Some(left - 1));
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Acknowledges, as the command line does.
    pub(crate) fn acknowledge(&self, anomaly: &str, now: u64) {
        let mut cases = self.cases.borrow_mut();
        let case = cases.get_mut(anomaly).unwrap();
        case.acknowledged_at = Some(now);
        case.acknowledged_by = Some("Ana".to_owned());
        case.revision += 1;
    }
}

impl Store for FakeStore {
    async fn case(&self, anomaly: &str) -> Result<Option<Case>, Unavailable> {
        self.call()?;
        Ok(self.cases.borrow().get(anomaly).cloned())
    }

    async fn has_ended(&self, anomaly: &str) -> Result<bool, Unavailable> {
        self.call()?;
        Ok(self.ended.borrow().contains_key(anomaly))
    }

    async fn add(&self, case: &Case) -> Result<bool, Unavailable> {
        self.call()?;
        let mut cases = self.cases.borrow_mut();
        let is_new = !cases.contains_key(&case.alert.anomaly);
        if is_new {
            cases.insert(case.alert.anomaly.clone(), case.clone());
        }
        Ok(is_new)
    }

    async fn update(&self, case: &mut Case) -> Result<bool, Unavailable> {
        self.call()?;
        let mut cases = self.cases.borrow_mut();
        let Some(stored) = cases
            .get_mut(&case.alert.anomaly)
            .filter(|stored| stored.revision == case.revision)
        else {
            return Ok(false);
        };
        case.revision += 1;
        *stored = case.clone();
        Ok(true)
    }

    async fn end(&self, case: &Case, expiry: u64) -> Result<(), Unavailable> {
        self.call()?;
        self.ended.borrow_mut().insert(case.alert.anomaly.clone(), expiry);
        // The two writes are two calls.
        self.call()?;
        self.cases.borrow_mut().remove(&case.alert.anomaly);
        Ok(())
    }

    async fn active(&self) -> Result<Vec<Case>, Unavailable> {
        self.call()?;
        Ok(self.cases.borrow().values().cloned().collect())
    }

    async fn count(&self, minute: u64, messages: u64) -> Result<u64, Unavailable> {
        self.call()?;
        let mut counts = self.counts.borrow_mut();
        let count = counts.entry(minute).or_default();
        *count += messages;
        Ok(*count)
    }

    async fn stops(&self) -> Result<Vec<Stop>, Unavailable> {
        self.call()?;
        Ok(self.stops.borrow().values().cloned().collect())
    }

    async fn put_stop(&self, stop: &Stop) -> Result<(), Unavailable> {
        self.call()?;
        self.stops.borrow_mut().insert(stop.name.clone(), stop.clone());
        Ok(())
    }
}

#[derive(Clone, Default)]
pub(crate) struct FakeTopic {
    pub(crate) notices: Rc<RefCell<Vec<Notice>>>,
    /// Publications that are throttled before one is taken.
    pub(crate) throttles: Rc<Cell<usize>>,
}

impl Topic for FakeTopic {
    async fn publish(&self, notice: &Notice) -> Result<(), Unavailable> {
        let left = self.throttles.get();
        if left > 0 {
            self.throttles.set(left - 1);
            return Err(Unavailable("Throttled: Rate exceeded".to_owned()));
        }
        self.notices.borrow_mut().push(notice.clone());
        Ok(())
    }
}

#[derive(Clone, Default)]
pub(crate) struct FakeDevices {
    pub(crate) heard: Rc<RefCell<BTreeMap<String, u64>>>,
    pub(crate) group: Rc<RefCell<Vec<String>>>,
}

impl Devices for FakeDevices {
    async fn group(&self, _: &str) -> Result<Vec<String>, Unavailable> {
        Ok(self.group.borrow().clone())
    }

    async fn heard(&self, device: &str) -> Result<Option<u64>, Unavailable> {
        Ok(self.heard.borrow().get(device).copied())
    }
}

#[derive(Clone, Default)]
pub(crate) struct FakeClock(pub(crate) Rc<Cell<u64>>);

impl Clock for FakeClock {
    fn now_ms(&self) -> u64 {
        NOW + self.0.get()
    }
}

/// A router with all its fakes.
pub(crate) struct World {
    pub(crate) store: FakeStore,
    pub(crate) topic: FakeTopic,
    pub(crate) devices: FakeDevices,
    pub(crate) clock: FakeClock,
    pub(crate) router: Router<FakeStore, FakeTopic, FakeDevices, FakeClock, fn(&str)>,
}

impl World {
    pub(crate) fn new(policy: AlertPolicy) -> Self {
        let (store, topic, clock) = (FakeStore::default(), FakeTopic::default(), FakeClock::default());
        let config = Config {
            table: "alerts".to_owned(),
            topic_arn: "arn:aws:sns:sa-east-1:111122223333:process".to_owned(),
            plant: "sao-paulo".to_owned(),
            environment: "dev".to_owned(),
            runbook: "docs/runbooks.md#alerts".to_owned(),
            policy,
            readings: None,
        };
        let devices = FakeDevices::default();
        let router = Router::new(
            config,
            store.clone(),
            topic.clone(),
            devices.clone(),
            clock.clone(),
            (|_| {}) as fn(&str),
        );
        Self {
            store,
            topic,
            devices,
            clock,
            router,
        }
    }

    pub(crate) fn run<T>(&self, work: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap()
            .block_on(work)
    }

    /// Delivers alerts as one batch, and returns the ids of those that are returned.
    pub(crate) fn deliver(&self, alerts: &[Alert]) -> Vec<String> {
        let messages: Vec<Message> = alerts.iter().map(message).collect();
        let deadline = self.clock.now_ms() + 30_000;
        let response = self.run(self.router.messages(&messages, deadline));
        response
            .batch_item_failures
            .into_iter()
            .map(|failure| failure.item_identifier)
            .collect()
    }

    /// Lets minutes pass, each with its event.
    pub(crate) fn minutes(&self, minutes: u64) {
        for _ in 0..minutes {
            self.clock.0.set(self.clock.0.get() + 60_000);
            // An error is told by the function's alarm; the next minute does the work.
            drop(self.event(json!({ "detail-type": "Scheduled Event" })));
        }
    }

    pub(crate) fn event(&self, event: Json) -> Result<Json, String> {
        let deadline = self.clock.now_ms() + 30_000;
        self.run(self.router.handle(event, deadline))
            .map_err(|error| error.to_string())
    }

    /// The kinds of notices so far, with how many alerts they are about.
    pub(crate) fn told(&self) -> Vec<(&'static str, usize)> {
        let notices = self.topic.notices.borrow();
        notices
            .iter()
            .map(|notice| (notice.kind.as_str(), notice.count))
            .collect()
    }
}
