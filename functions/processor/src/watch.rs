//! Watches sensors: follows their states through a batch that is written, and alerts for each change.
//!
//! Alerts go out before the state that remembers them is put. A function that is killed in between does both again, with
//! the same ids; the other way round, an alert would be lost. Where another invocation changed the state meanwhile, it is
//! read and followed anew.

use ferrocdk_contracts::alert::{Alert, Place, Sensor};
use ferrocdk_contracts::table::{self, Clock};
use ferrocdk_contracts::{Decimal, Time};
use futures_util::{StreamExt, stream};
use hashbrown::HashMap;

use crate::attributes::{Attribute, Standing};
use crate::config::Config;
use crate::error::Transient;
use crate::item::Item;
use crate::judge::Standpoint;
use crate::ports::{self, AlertQueue, Deadline, Key, Span, Table, TableError};
use crate::record::Record;
use crate::state::{Moment, Named, Observation, State, Turn, place};
use crate::writer::Writer;

/// Sensors whose changes are followed at the same time.
const IN_FLIGHT: usize = 8;

/// How often a state is read anew that another invocation changed.
const ATTEMPTS: u32 = 4;

/// Before 2001-09-09 nobody sent readings: such a time is seconds for milliseconds, or a clock that was never set.
const EARLIEST_MS: u64 = 1_000_000_000_000;

/// A written item and the record that it came of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written<'a> {
    pub(crate) item: &'a Item,
    pub(crate) record: &'a Record,
    /// The record's position in the batch.
    pub(crate) position: usize,
}

/// Outcome of watching a batch.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Watched {
    pub(crate) alerts: usize,
    /// Positions of records whose readings could not be followed, with the reason.
    pub(crate) returned: Vec<(usize, Transient)>,
}

/// A sensor with its readings of the batch, by their moments.
struct Followed<'a> {
    sensor: &'a Sensor,
    observations: Vec<Observation>,
}

/// Follows the sensors of written items.
pub(crate) struct Watch<'a, T, Q, C> {
    pub(crate) config: &'a Config,
    pub(crate) table: &'a Writer<T>,
    pub(crate) queue: &'a Q,
    pub(crate) deadline: &'a Deadline<'a, C>,
}

impl<T: Table, Q: AlertQueue, C: ports::Clock> Watch<'_, T, Q, C> {
    /// Follows all sensors of a batch that have limits.
    pub(crate) async fn follow(&self, written: &[Written<'_>]) -> Watched {
        let sensors = self.sensors(written);
        let keys: Vec<Key> = sensors
            .iter()
            .map(|followed| table::state_key(&self.config.layout, followed.sensor))
            .collect();
        if keys.is_empty() {
            return Watched::default();
        }
        let states = match self.table.call(self.table.table.get_all(&keys), self.deadline).await {
            Ok(states) => states,
            Err(error) => {
                let observations = sensors.iter().flat_map(|followed| &followed.observations);
                let positions = observations.filter_map(|seen| Some(written.get(seen.item?)?.position));
                return Watched {
                    alerts: 0,
                    returned: positions.map(|position| (position, unknown(&error))).collect(),
                };
            }
        };
        let followed = sensors.iter().zip(states).map(|(followed, state)| async move {
            let state = state.as_ref().and_then(State::of_item).unwrap_or_default();
            self.follow_one(followed, state, written).await
        });
        let followed: Vec<_> = stream::iter(followed).buffered(IN_FLIGHT).collect().await;
        let mut watched = Watched::default();
        for outcome in followed {
            match outcome {
                Ok(alerts) => watched.alerts += alerts,
                Err(returned) => watched.returned.push(returned),
            }
        }
        watched
    }

    /// The sensors that have limits, in the order of the batch.
    fn sensors<'b>(&self, written: &[Written<'b>]) -> Vec<Followed<'b>> {
        let mut sensors: Vec<Followed<'_>> = Vec::new();
        let mut found: HashMap<&Sensor, usize> = HashMap::new();
        for (at, Written { item, record, .. }) in written.iter().enumerate() {
            let Some(threshold) = self.config.thresholds.get(&item.sensor.sensor_type) else {
                continue;
            };
            let Some((time, place)) = moment(item, record) else {
                continue;
            };
            let standpoint = Standpoint::of(&item.value, threshold);
            let index = *found.entry(&item.sensor).or_insert_with(|| {
                sensors.push(Followed {
                    sensor: &item.sensor,
                    observations: Vec::new(),
                });
                sensors.len() - 1
            });
            let observation = Observation::new(time, place, standpoint, item.value.clone(), Some(at));
            sensors[index].observations.push(observation);
        }
        for followed in &mut sensors {
            followed.observations.sort_by(|a, b| a.moment.cmp(&b.moment));
        }
        sensors
    }

    /// Follows one sensor from a state on, and returns how many alerts that made; if it fails, the position of the record
    /// that must come again.
    async fn follow_one(
        &self,
        Followed { sensor, observations }: &Followed<'_>,
        mut state: State,
        written: &[Written<'_>],
    ) -> Result<usize, (usize, Transient)> {
        for _ in 0..ATTEMPTS {
            let first = observations
                .iter()
                .find(|seen| !state.is_past(seen) && state.disagrees(seen));
            let Some((first, cause)) = first.and_then(|seen| Some((seen, written.get(seen.item?)?))) else {
                return Ok(0);
            };
            let again = |reason: Transient| (cause.position, reason);
            // A late reading may belong before others: all that is stored behind it is judged with it.
            let span = Span {
                from: first.moment.time,
                until: None,
                sensor_type: Some(&sensor.sensor_type),
            };
            let from = self.table.table.readings(&sensor.device, span);
            let stored = self.table.call(from, self.deadline).await;
            let stored = stored.map_err(|error| again(unknown(&error)))?;
            let stored = stored.iter().filter_map(|item| self.observation(sensor, item));
            let mut known = observations.clone();
            // What the batch wrote is found again; the batch knows its record and its place.
            let is_new = |seen: &Observation| {
                let same = |moment: &Moment| {
                    let known = (&moment.time, moment.is_anomaly, &moment.value);
                    known == (&seen.moment.time, seen.moment.is_anomaly, &seen.moment.value)
                };
                !observations.iter().any(|known| same(&known.moment))
            };
            known.extend(stored.filter(is_new));
            known.sort_by(|a, b| a.moment.cmp(&b.moment));
            let named = Named {
                plant: &self.config.plant,
                environment: &self.config.environment,
            };
            let (next, turns) = state.fold(sensor, &named, &known);
            let alerts: Vec<Alert> = turns
                .iter()
                .map(|turn| self.alert(sensor, turn, cause, written))
                .collect();
            let late = || Transient("the invocation's time is used up".to_owned());
            let sent = self.deadline.limit(self.queue.send(&alerts)).await;
            sent.unwrap_or_else(|| Err(late())).map_err(again)?;

            let Some((item, replaces)) = next.next_item(&self.config.layout, sensor, &self.config.plant) else {
                return Ok(0);
            };
            let put = self
                .table
                .call(self.table.table.put_state(&item, replaces), self.deadline)
                .await;
            if put.map_err(|error| again(unknown(&error)))? {
                for alert in &alerts {
                    let (change, device, sensor_type) = (alert.change.as_str(), &alert.device, &alert.sensor_type);
                    tracing::info!(id = %alert.id, %device, %sensor_type, value = %alert.value, "anomaly {change}");
                }
                return Ok(alerts.len());
            }
            let keys = [table::state_key(&self.config.layout, sensor)];
            let read = self.table.call(self.table.table.get_all(&keys), self.deadline).await;
            let read = read.map_err(|error| again(unknown(&error)))?;
            state = read
                .into_iter()
                .flatten()
                .next()
                .as_ref()
                .and_then(State::of_item)
                .unwrap_or_default();
        }
        let position = observations
            .iter()
            .find_map(|seen| written.get(seen.item?))
            .map_or(0, |cause| cause.position);
        let reason = format!("the state of a sensor was changed by others {ATTEMPTS} times in a row");
        Err((position, Transient(reason)))
    }

    /// A stored reading of a sensor, as far as its state depends on it.
    fn observation(&self, sensor: &Sensor, item: &Standing) -> Option<Observation> {
        let text = |attribute: Attribute| item.text(attribute.name(&self.config.layout));
        let is_its = text(Attribute::SensorType) == Some(&sensor.sensor_type)
            && text(Attribute::SensorId) == sensor.sensor_id.as_deref();
        if !is_its || text(Attribute::Clock).is_some() {
            return None;
        }
        let value = Decimal::parse(text(Attribute::Value)?).ok()?;
        let time = Time::parse_digits(text(Attribute::EventTime)?)?;
        let threshold = self.config.thresholds.get(&sensor.sensor_type)?;
        let standpoint = Standpoint::of(&value, threshold);
        Some(Observation::new(time, String::new(), standpoint, value, None))
    }

    fn alert(&self, sensor: &Sensor, turn: &Turn, cause: &Written<'_>, written: &[Written<'_>]) -> Alert {
        // A reading that stood in the table already is told by the record that brought it into the order.
        let Written { item, record, .. } = turn.by.item.and_then(|at| written.get(at)).unwrap_or(cause);
        let Config {
            plant,
            environment,
            thresholds,
            assets,
            ..
        } = self.config;
        let anomaly = &turn.anomaly.anomaly;
        let threshold = thresholds.get(&sensor.sensor_type);
        Alert {
            version: Alert::VERSION,
            id: format!("{anomaly}-{}", turn.change.as_str()),
            anomaly: anomaly.clone(),
            plant: plant.clone(),
            environment: environment.clone(),
            device: sensor.device.clone(),
            sensor_type: sensor.sensor_type.clone(),
            sensor_id: sensor.sensor_id.clone(),
            change: turn.change,
            value: turn.by.value.clone(),
            limit: turn.anomaly.limit,
            unit: threshold.and_then(|threshold| threshold.unit.clone()),
            event_time: turn.by.moment.time.ms(),
            opened_at: turn.anomaly.since.ms(),
            clock: turn.by.item.and(item.clock).map(|clock| clock.as_str().to_owned()),
            record: Place {
                shard: record.shard.clone(),
                sequence_number: record.sequence_number.clone(),
                arrived_at: record.arrived_at,
            },
            labels: assets.of(&sensor.device).cloned().unwrap_or_default(),
        }
    }
}

/// When a reading counts: at its event, or where the device says none or has a wrong clock at its receipt, in the order of
/// the stream. `None` for what is older than the table keeps, which alerts nobody.
fn moment(item: &Item, record: &Record) -> Option<(Time, String)> {
    let received = || {
        (
            Time::from_ms(item.ingested_at),
            place(&record.sequence_number, item.index),
        )
    };
    match (item.said_time, item.clock) {
        (Some(said), None) => Some((said, String::new())),
        (None, _) | (_, Some(Clock::Ahead)) => Some(received()),
        (Some(said), Some(Clock::Behind)) => (said.ms() < EARLIEST_MS).then(received),
    }
}

fn unknown(error: &TableError) -> Transient {
    Transient(format!("the state of a sensor is unknown: {error}"))
}

#[cfg(test)]
mod tests;
