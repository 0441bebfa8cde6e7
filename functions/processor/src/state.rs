//! The state of a sensor: whether an anomaly is open, and by which reading that changed last.
//!
//! Readings count in the order of their [`Moment`]s, not of their arrival. A state holds the moment of its last change, and
//! every stored reading behind that moment agrees with it; so a reading from before it changes nothing, and one that is
//! delivered again does not either. Whoever finds a reading that disagrees looks up what is stored behind it, since a late
//! reading may belong before others, and folds all of it ([`State::fold`]).

use ferrocdk_contracts::alert::{Change, Limit, Sensor};
use ferrocdk_contracts::{Decimal, Layout, Time, table};
use serde_json::{Value, json};

use crate::attributes::Standing;
use crate::judge::Standpoint;

/// Place of a reading in the order of its sensor's readings. Of two at one time that the device said, the normal one comes
/// first, so that an anomaly at the same time opens; the value only keeps the order fixed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment {
    pub(crate) time: Time,
    /// Place in the stream for a reading that counts at its receipt, at which many can come in one millisecond; empty for
    /// others.
    pub(crate) place: String,
    pub(crate) is_anomaly: bool,
    pub(crate) value: String,
}

/// A reading, as far as the state of its sensor depends on it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Observation {
    pub(crate) moment: Moment,
    pub(crate) standpoint: Standpoint,
    pub(crate) value: Decimal,
    /// Index of its item in the batch; `None` for one that stands in the table only.
    pub(crate) item: Option<usize>,
}

impl Observation {
    pub(crate) fn new(time: Time, place: String, standpoint: Standpoint, value: Decimal, item: Option<usize>) -> Self {
        Self {
            moment: Moment {
                time,
                place,
                is_anomaly: matches!(standpoint, Standpoint::Beyond(_)),
                value: value.to_string(),
            },
            standpoint,
            value,
            item,
        }
    }
}

/// A place in the stream as text whose order is the stream's: of a record, and of a reading in its message.
pub(crate) fn place(sequence_number: &str, index: Option<usize>) -> String {
    format!("{sequence_number:0>64}-{:07}", index.unwrap_or_default())
}

/// An anomaly that lasts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Open {
    /// Name of the anomaly.
    pub(crate) anomaly: String,
    pub(crate) limit: Limit,
    pub(crate) since: Time,
}

/// State of a sensor; the default is that of one that was always normal.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct State {
    pub(crate) open: Option<Open>,
    /// The reading that changed it last.
    changed: Option<Moment>,
    /// Counts the changes in the table; 0 for a state that is not there.
    version: u64,
}

/// A change, and the reading that made it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Turn {
    pub(crate) change: Change,
    pub(crate) anomaly: Open,
    pub(crate) by: Observation,
}

/// Names of a state's attributes beside the keys. None is `value`, by which readings are told.
const OPEN: &str = "open";
const CHANGED_AT: &str = "changedAt";
const CHANGED_BY: &str = "changedBy";
const PLACE: &str = "place";
const ANOMALY: &str = "anomaly";
const LIMIT: &str = "limit";
const SINCE: &str = "since";
/// Counts the changes, so that two that happen at once do not lose one.
pub(crate) const VERSION: &str = "version";

impl State {
    /// Whether a reading is of no interest: it belongs before the last change.
    pub(crate) fn is_past(&self, observation: &Observation) -> bool {
        self.changed
            .as_ref()
            .is_some_and(|changed| observation.moment <= *changed)
    }

    /// Whether a reading contradicts the state as it is.
    pub(crate) fn disagrees(&self, observation: &Observation) -> bool {
        match observation.standpoint {
            Standpoint::Beyond(_) => self.open.is_none(),
            Standpoint::Within => self.open.is_some(),
            Standpoint::Near => false,
        }
    }

    /// The state after readings, in the order of their moments, and the changes on the way.
    pub(crate) fn fold(&self, sensor: &Sensor, named: &Named<'_>, observations: &[Observation]) -> (Self, Vec<Turn>) {
        let (mut state, mut turns) = (self.clone(), Vec::new());
        for observation in observations {
            if state.is_past(observation) || !state.disagrees(observation) {
                continue;
            }
            let (change, anomaly) = match (&observation.standpoint, state.open.take()) {
                (Standpoint::Beyond(limit), _) => {
                    let since = observation.moment.time;
                    let anomaly = Open {
                        anomaly: sensor.anomaly(named.plant, named.environment, since),
                        limit: *limit,
                        since,
                    };
                    state.open = Some(anomaly.clone());
                    (Change::Opened, anomaly)
                }
                (_, Some(anomaly)) => (Change::Closed, anomaly),
                (_, None) => continue,
            };
            state.changed = Some(observation.moment.clone());
            turns.push(Turn {
                change,
                anomaly,
                by: observation.clone(),
            });
        }
        (state, turns)
    }

    /// Reads an item.
    pub(crate) fn of_item(item: &Standing) -> Option<Self> {
        let time = |name| Time::parse_digits(item.text(name)?);
        let is_open = item.get(OPEN)?.get("BOOL")?.as_bool()?;
        let open = if is_open {
            Some(Open {
                anomaly: item.text(ANOMALY)?.to_owned(),
                limit: serde_json::from_str(item.text(LIMIT)?).ok()?,
                since: time(SINCE)?,
            })
        } else {
            None
        };
        Some(Self {
            changed: Some(Moment {
                time: time(CHANGED_AT)?,
                place: item.text(PLACE).unwrap_or_default().to_owned(),
                is_anomaly: is_open,
                value: item.text(CHANGED_BY)?.to_owned(),
            }),
            open,
            version: item.text(VERSION)?.parse().ok()?,
        })
    }

    /// The item that replaces the one of this state's version, and that version; `None` for a state without a change.
    pub(crate) fn next_item(&self, layout: &Layout, sensor: &Sensor, plant: &str) -> Option<(Standing, u64)> {
        let changed = self.changed.as_ref()?;
        let (partition, sort) = table::state_key(layout, sensor);
        let s = |text: &str| json!({ "S": text });
        let n = |digits: String| json!({ "N": digits });
        let mut item = Standing::default();
        let mut add = |name: &str, value: Value| drop(item.0.insert(name.to_owned(), value));
        add(&layout.device, s(&partition));
        add(&layout.time, json!({ (layout.time_form.key_type()): sort }));
        add(table::PLANT, s(plant));
        add(OPEN, json!({ "BOOL": self.open.is_some() }));
        add(CHANGED_AT, n(changed.time.to_string()));
        // A string: only its order counts, which must not depend on how a number is written.
        add(CHANGED_BY, s(&changed.value));
        if !changed.place.is_empty() {
            add(PLACE, s(&changed.place));
        }
        if let Some(open) = &self.open {
            add(ANOMALY, s(&open.anomaly));
            add(LIMIT, s(&serde_json::to_string(&open.limit).unwrap_or_default()));
            add(SINCE, n(open.since.to_string()));
        }
        add(VERSION, n((self.version + 1).to_string()));
        Some((item, self.version))
    }
}

/// Which plant and deployment anomalies are named after.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Named<'a> {
    pub(crate) plant: &'a str,
    pub(crate) environment: &'a str,
}

#[cfg(test)]
mod tests;
