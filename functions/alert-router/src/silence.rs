//! Devices that say nothing: found by when their last reading came in, told as an alert of their own.

use std::collections::BTreeSet;

use ferrocdk_contracts::alert::{Change, Limit, Place, Sensor, Side};
use ferrocdk_contracts::{Alert, Decimal, Labels, SILENCE, Time, Unit};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::case::Case;
use crate::handler::Router;
use crate::ports::{Clock, Devices, Store, Topic, Unavailable};

/// How often devices are asked after: each costs a read of the table of readings.
pub(crate) const EVERY_MINUTES: u64 = 5;

/// Devices that are asked after at the same time.
const AT_ONCE: usize = 16;

impl<S: Store, T: Topic, D: Devices, C: Clock, M: Fn(&str)> Router<S, T, D, C, M> {
    /// Opens an alert for each device that has been silent for too long, and closes those of devices that are heard again.
    pub(crate) async fn ask_after_devices(&self, active: &[Case], now: u64) -> Result<(), Unavailable> {
        let policy = &self.config.policy;
        if policy.silent_after == 0 {
            return Ok(());
        }
        let mut names: BTreeSet<String> = policy.silent_devices.iter().cloned().collect();
        if let Some(group) = &policy.silent_group {
            names.extend(self.devices.group(group).await?);
        }
        let silent: Vec<&Case> = active
            .iter()
            .filter(|case| case.alert.sensor_type == SILENCE && case.alert.change == Change::Opened)
            .collect();
        names.extend(silent.iter().map(|case| case.alert.device.clone()));
        let heard: Vec<(String, Option<u64>)> = stream::iter(names)
            .map(|name| async move {
                let heard = self.devices.heard(&name).await?;
                Ok::<_, Unavailable>((name, heard))
            })
            .buffered(AT_ONCE)
            .try_collect()
            .await?;
        // Nobody expects a device to speak while the plant stands still.
        let stopped_until = self
            .store
            .stops()
            .await?
            .iter()
            .map(|stop| stop.until)
            .filter(|until| *until <= now)
            .max();
        let allowed = u64::from(policy.silent_after) * 1_000;
        for (device, heard) in heard {
            // A device that was never heard is not there yet.
            let Some(heard) = heard else { continue };
            match silent.iter().find(|case| case.alert.device == device) {
                Some(case) if heard > case.alert.opened_at => self.alert(&back(&case.alert, heard)).await?,
                Some(_) => {}
                None if now.saturating_sub(heard.max(stopped_until.unwrap_or_default())) >= allowed => {
                    self.alert(&self.fell_silent(&device, heard, now)).await?;
                }
                None => {}
            }
        }
        Ok(())
    }

    fn fell_silent(&self, device: &str, heard: u64, now: u64) -> Alert {
        let (plant, environment) = (self.config.plant.clone(), self.config.environment.clone());
        let sensor = Sensor {
            device: device.to_owned(),
            sensor_type: SILENCE.to_owned(),
            sensor_id: None,
        };
        let anomaly = sensor.anomaly(&plant, &environment, Time::from_ms(heard));
        Alert {
            version: Alert::VERSION,
            id: format!("{anomaly}-{}", Change::Opened.as_str()),
            anomaly,
            plant,
            environment,
            device: sensor.device,
            sensor_type: sensor.sensor_type,
            sensor_id: None,
            change: Change::Opened,
            value: seconds(now.saturating_sub(heard)),
            limit: Limit {
                side: Side::Above,
                value: f64::from(self.config.policy.silent_after),
            },
            unit: Unit::new("s").ok(),
            event_time: now,
            opened_at: heard,
            clock: None,
            record: Place {
                shard: String::new(),
                sequence_number: String::new(),
                arrived_at: now,
            },
            labels: Labels::new(),
        }
    }
}

/// The end of a silence.
fn back(silent: &Alert, heard: u64) -> Alert {
    Alert {
        id: format!("{}-{}", silent.anomaly, Change::Closed.as_str()),
        change: Change::Closed,
        value: seconds(heard.saturating_sub(silent.opened_at)),
        event_time: heard,
        ..silent.clone()
    }
}

fn seconds(ms: u64) -> Decimal {
    (ms / 1_000).into()
}
