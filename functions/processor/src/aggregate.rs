//! Aggregates: what a sensor's readings come to in each window of time, by the time of the event.
//!
//! Whenever a batch brings readings of a window, the window is read from the table and its aggregates are put anew. That
//! costs a read for each device and window of a batch, and is right whatever comes late, twice or out of order, as the
//! table holds each reading once. Adding to a count would be cheaper, and wrong for each of these. A reading of a device
//! whose clock is wrong is in none.

use std::collections::BTreeMap;

use ferrocdk_contracts::alert::Sensor;
use ferrocdk_contracts::{Decimal, Time, table};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

use crate::attributes::{Attribute, Standing};
use crate::config::Config;
use crate::error::Transient;
use crate::ports::{Clock, Deadline, Span, Table};
use crate::watch::Written;
use crate::writer::Writer;

/// Windows that are read at the same time.
const IN_FLIGHT: usize = 8;

/// Keeps the aggregates of a table.
pub(crate) struct Aggregates<'a, T, C> {
    pub(crate) config: &'a Config,
    pub(crate) table: &'a Writer<T>,
    pub(crate) deadline: &'a Deadline<'a, C>,
}

/// Sum of readings.
#[derive(Debug, Clone, PartialEq)]
struct Aggregate {
    count: u64,
    min: Decimal,
    max: Decimal,
    sum: f64,
    /// Digits that additions have rounded away so far.
    lost: f64,
}

impl Aggregate {
    fn of(value: Decimal) -> Self {
        Self {
            count: 1,
            sum: value.to_f64(),
            lost: 0.0,
            min: value.clone(),
            max: value,
        }
    }

    fn add(&mut self, value: Decimal) {
        let number = value.to_f64();
        // Kahan's sum: a window may hold many values that are small beside their sum.
        let mended = number - self.lost;
        let sum = self.sum + mended;
        self.lost = (sum - self.sum) - mended;
        self.sum = sum;
        self.count += 1;
        if number < self.min.to_f64() {
            self.min = value;
        } else if number > self.max.to_f64() {
            self.max = value;
        }
    }

    /// The mean to fifteen digits, which is what a binary float is good for.
    fn mean(&self) -> Option<Decimal> {
        Decimal::parse(&format!("{:.14e}", self.sum / self.count as f64)).ok()
    }
}

impl<T: Table, C: Clock> Aggregates<'_, T, C> {
    /// Renews the aggregates of all windows that a batch touches. Returns the positions of records whose windows could not
    /// be renewed, with the reason.
    pub(crate) async fn renew(&self, written: &[Written<'_>]) -> Vec<(usize, Transient)> {
        let Some(window) = self.config.window.map(|seconds| u64::from(seconds) * 1000) else {
            return Vec::new();
        };
        // With the first record of each, which comes again if the window cannot be renewed.
        let mut touched: BTreeMap<(&str, u64), usize> = BTreeMap::new();
        for Written { item, position, .. } in written.iter().filter(|written| written.item.clock.is_none()) {
            let time = item.said_time.map_or(item.ingested_at, Time::ms);
            let window = (item.sensor.device.as_str(), time / window * window);
            touched.entry(window).or_insert(*position);
        }
        let renewed = touched.into_iter().map(|((device, start), position)| async move {
            let renewed = self.renew_window(device, start, window).await;
            renewed.err().map(|reason| (position, reason))
        });
        let renewed: Vec<_> = stream::iter(renewed).buffered(IN_FLIGHT).collect().await;
        renewed.into_iter().flatten().collect()
    }

    async fn renew_window(&self, device: &str, start: u64, window: u64) -> Result<(), Transient> {
        let end = start.saturating_add(window);
        let span = Span {
            from: Time::from_ms(start),
            until: Some(Time::from_ms(end)),
            sensor_type: None,
        };
        let fail = |error| Transient(format!("aggregates could not be renewed: {error}"));
        let stored = self
            .table
            .call(self.table.table.readings(device, span), self.deadline)
            .await;
        let items = self.items(device, start, end, &stored.map_err(fail)?);
        self.table
            .call(self.table.table.put_items(&items), self.deadline)
            .await
            .map_err(fail)
    }

    /// The items of a window of a device, one for each of its sensors.
    fn items(&self, device: &str, start: u64, end: u64, stored: &[Standing]) -> Vec<Standing> {
        let layout = &self.config.layout;
        let mut aggregates: BTreeMap<Sensor, Aggregate> = BTreeMap::new();
        for item in stored {
            let text = |attribute: Attribute| item.text(attribute.name(layout));
            let time = text(Attribute::EventTime).and_then(Time::parse_digits).map(Time::ms);
            let is_in = time.is_some_and(|time| (start..end).contains(&time)) && text(Attribute::Clock).is_none();
            let value = text(Attribute::Value).and_then(|digits| Decimal::parse(digits).ok());
            let (true, Some(value), Some(sensor_type)) = (is_in, value, text(Attribute::SensorType)) else {
                continue;
            };
            let sensor = Sensor {
                device: device.to_owned(),
                sensor_type: sensor_type.to_owned(),
                sensor_id: text(Attribute::SensorId).map(str::to_owned),
            };
            match aggregates.get_mut(&sensor) {
                Some(aggregate) => aggregate.add(value),
                None => drop(aggregates.insert(sensor, Aggregate::of(value))),
            }
        }
        let items = aggregates
            .iter()
            .filter_map(|(sensor, aggregate)| self.item(sensor, start, end, aggregate));
        items.collect()
    }

    fn item(&self, sensor: &Sensor, start: u64, end: u64, aggregate: &Aggregate) -> Option<Standing> {
        let Config {
            layout,
            plant,
            hot_days,
            ..
        } = self.config;
        let (partition, sort) = table::aggregate_key(layout, sensor, Time::from_ms(start));
        let n = |digits: String| json!({ "N": digits });
        let mut item = Standing::default();
        let attributes: [(&str, Value); 9] = [
            (&layout.device, json!({ "S": partition })),
            (&layout.time, json!({ (layout.time_form.key_type()): sort })),
            (table::PLANT, json!({ "S": plant })),
            (table::WINDOW, n(((end - start) / 1000).to_string())),
            (table::COUNT, n(aggregate.count.to_string())),
            (table::MINIMUM, n(aggregate.min.to_string())),
            (table::MAXIMUM, n(aggregate.max.to_string())),
            (table::MEAN, n(aggregate.mean()?.to_string())),
            (&layout.expiry, n(table::expiration_time(end, *hot_days).to_string())),
        ];
        item.0.extend(attributes.map(|(name, value)| (name.to_owned(), value)));
        Some(item)
    }
}

#[cfg(test)]
mod tests;
