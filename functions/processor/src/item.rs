//! The item that a reading becomes.

use ferrocdk_contracts::alert::Sensor;
use ferrocdk_contracts::table::{self, Clock};
use ferrocdk_contracts::{Decimal, Part, Reading, Time, Whole};
use serde_json::Value;

use crate::attributes::{Attribute, Attributes, Standing};
use crate::config::Config;
use crate::error::Permanent;
use crate::judge::{Verdict, judge};
use crate::record::Record;

/// A reading ready to be written. Everything in it comes from the record and the configuration, so a record that is
/// delivered twice becomes the same item twice.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Item {
    pub(crate) sensor: Sensor,
    pub(crate) value: Decimal,
    /// The sort key that is this reading's own.
    pub(crate) own_key: String,
    /// The sort key at the time itself, for a reading that may stand there.
    pub(crate) whole_key: Option<String>,
    /// Place in a message of several readings.
    pub(crate) index: Option<usize>,
    /// When the device says that it was; `None` where it names no time.
    pub(crate) said_time: Option<Time>,
    pub(crate) ingested_at: u64,
    pub(crate) clock: Option<Clock>,
    pub(crate) verdict: Verdict,
    pub(crate) attributes: Attributes,
}

impl Item {
    /// Judges a part of a record.
    ///
    /// # Errors
    /// The part is no reading, or its unit contradicts the threshold.
    pub(crate) fn from_part(part: Part<'_>, record: &Record, config: &Config) -> Result<Self, Permanent> {
        let reading = part.reading?;
        let verdict = judge(&reading, &config.thresholds)?;
        Ok(Self::new(reading, verdict, part.index, record, config))
    }

    fn new(reading: Reading, verdict: Verdict, index: Option<usize>, record: &Record, config: &Config) -> Self {
        let layout = &config.layout;
        let ingested_at = reading.ingested_at.unwrap_or(record.arrived_at);
        let event_time = reading.timestamp.unwrap_or(Time::from_ms(ingested_at));
        let clock = Clock::judge(event_time.ms(), ingested_at, config.hot_days);
        let own_key = match reading.timestamp {
            Some(_) => table::reading_key(layout.time_form, event_time, &reading),
            None => table::record_key(
                layout.time_form,
                event_time,
                &record.shard,
                &record.sequence_number,
                index,
            ),
        };
        // Nobody who looks at the time itself knows the time of a reading that names none.
        let may_stand_there = reading.timestamp.is_some()
            && match &layout.whole {
                Whole::Any => true,
                Whole::SensorType(sensor_type) => reading.sensor_type == *sensor_type,
            };

        let anomaly = verdict.is_anomaly();
        let mut attributes = Attributes::new();
        attributes.string(Attribute::Device, &reading.device_id);
        if event_time.is_whole() {
            attributes.whole(Attribute::EventTime, event_time.ms());
        } else {
            attributes.number(Attribute::EventTime, &event_time.to_string());
        }
        attributes.string(Attribute::SensorType, &reading.sensor_type);
        let optional = |attributes: &mut Attributes, attribute, text: Option<&str>| {
            if let Some(text) = text {
                attributes.string(attribute, text);
            }
        };
        optional(&mut attributes, Attribute::SensorId, reading.sensor_id.as_deref());
        attributes.number(Attribute::Value, reading.value.as_str());
        optional(
            &mut attributes,
            Attribute::Unit,
            reading.unit.as_ref().map(ferrocdk_contracts::Unit::as_str),
        );
        attributes.flag(Attribute::Flag, anomaly);
        attributes.string(Attribute::Status, if anomaly { "anomaly" } else { "normal" });
        optional(&mut attributes, Attribute::Reason, verdict.reason().as_deref());
        optional(&mut attributes, Attribute::Metadata, reading.metadata.as_deref());
        optional(&mut attributes, Attribute::Extra, reading.extra.as_deref());
        optional(&mut attributes, Attribute::Clock, clock.map(Clock::as_str));
        attributes.whole(Attribute::IngestedAt, ingested_at);
        attributes.time(
            Attribute::ProcessedAt,
            layout.time_form,
            Time::from_ms(record.arrived_at),
        );
        if let Some(labels) = config.assets.of(&reading.device_id) {
            attributes.map(Attribute::Labels, labels.iter());
        }
        attributes.string(Attribute::Plant, &config.plant);
        attributes.whole(Attribute::Expiry, table::expiration_time(ingested_at, config.hot_days));
        Self {
            sensor: Sensor {
                device: reading.device_id,
                sensor_type: reading.sensor_type,
                sensor_id: reading.sensor_id,
            },
            value: reading.value,
            own_key,
            whole_key: may_stand_there.then(|| table::whole_key(layout.time_form, event_time)),
            index,
            said_time: reading.timestamp,
            ingested_at,
            clock,
            verdict,
            attributes,
        }
    }

    /// Whether an item that stands in the table is this reading.
    pub(crate) fn is(&self, standing: &Standing, config: &Config) -> bool {
        Attribute::SAID.iter().all(|attribute| {
            let stands = standing.get(attribute.name(&config.layout));
            same(self.attributes.get(*attribute).as_ref(), stands)
        })
    }
}

/// Whether two values are equal; numbers may be written in different ways.
fn same(one: Option<&Value>, other: Option<&Value>) -> bool {
    let number = |value: Option<&Value>| Decimal::parse(value?.get("N")?.as_str()?).ok();
    match (number(one), number(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
}

#[cfg(test)]
mod tests;
