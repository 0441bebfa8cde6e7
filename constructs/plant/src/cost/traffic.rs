//! `Traffic`: a plant's load as usages need it.

use ferrocdk_aws::lambda::Memory;
use ferrocdk_aws::units::{Days, Hours};

use super::HOURS;
use crate::capacity::Load;
use crate::store::Tiers;
use crate::stream_processor::StreamProcessorProps;

/// Milliseconds that an invocation of the processor takes beside its records: an estimate of the calls' way through the network.
const BATCH_MS: f64 = 30.0;
/// Milliseconds that each record of a batch takes: an estimate for a fraction of a core, with 25 records a request.
const RECORD_MS: f64 = 0.5;
/// Bytes that gzip leaves of a hundred of readings: an estimate for JSON of a few fields.
const GZIP_PERCENT: f64 = 20.0;
const GB: f64 = 1_000_000_000.0;

/// Quantities that flow through a plant in a month, and how long they stay where.
#[derive(Clone, Debug, PartialEq)]
pub struct Traffic {
    /// The load at its busiest.
    pub load: Load,
    /// Bytes of a message as a device sends it. Default: those of a record of the stream.
    pub payload: u32,
    /// How long the stream keeps records. Default: a week.
    pub retention: Hours,
    /// How long the table keeps readings. Default: 30 days.
    pub hot: Days,
    /// How the archive ages. Default: that of a [`HotColdStore`](crate::HotColdStore).
    pub tiers: Tiers,
    /// Memory of the processor. Default: its own default.
    pub memory: Memory,
    /// Batches of a shard at the same time. Default: the processor's own default.
    pub parallel: u32,
    /// Records of a batch at most. Default: the processor's own default.
    pub batch: u32,
}

impl Traffic {
    /// A load, with defaults for the rest.
    pub fn new(load: Load) -> Self {
        Self {
            load,
            payload: load.bytes_per_message,
            retention: Hours(168),
            hot: Days(30),
            tiers: Tiers::default(),
            memory: Memory::from(StreamProcessorProps::DEFAULT_MEMORY),
            parallel: StreamProcessorProps::DEFAULT_PARALLELIZATION_FACTOR,
            batch: StreamProcessorProps::DEFAULT_BATCH_SIZE,
        }
    }

    /// Records a second.
    pub fn records_per_second(&self) -> f64 {
        f64::from(self.load.devices) * self.load.messages_per_second
    }

    /// Records in a month.
    pub fn records_per_month(&self) -> f64 {
        self.records_per_second() * HOURS * 3_600.0
    }

    /// Gigabytes of the stream in a month.
    pub fn gigabytes_per_month(&self) -> f64 {
        self.records_per_month() * f64::from(self.load.bytes_per_message) / GB
    }

    /// Gigabytes of a month in gzip files.
    pub fn gigabytes_archived(&self) -> f64 {
        self.gigabytes_per_month() * GZIP_PERCENT / 100.0
    }

    /// Gigabytes that the table holds, with an item about as large as its record.
    pub fn gigabytes_hot(&self) -> f64 {
        self.gigabytes_per_month() * f64::from(self.hot.0) / (HOURS / 24.0)
    }

    /// Invocations of a function on a stream of so many shards: each shard is read once a second, by as many as the mapping lets.
    pub fn batches_per_month(&self, shards: f64) -> f64 {
        let by_poll = (shards * f64::from(self.parallel)).min(self.records_per_second());
        let by_size = self.records_per_second() / f64::from(self.batch.max(1));
        by_poll.max(by_size) * HOURS * 3_600.0
    }

    /// Seconds that these invocations take, together.
    pub fn seconds_of_batches(&self, shards: f64) -> f64 {
        (self.batches_per_month(shards) * BATCH_MS + self.records_per_month() * RECORD_MS) / 1_000.0
    }

    /// Gigabytes of the archive by its storage classes after a year, where so much comes in each month: the price's name, and the quantity.
    pub fn stored(&self, gigabytes_per_month: f64) -> Vec<(&'static str, f64)> {
        const YEAR: u32 = 365;
        let per_day = gigabytes_per_month / (HOURS / 24.0);
        let mut stored = Vec::new();
        let (mut class, mut since) = ("s3.standard-gb-month", 0);
        for (step, age) in self.tiers.steps() {
            let until = age.0.min(YEAR);
            stored.push((class, per_day * f64::from(until.saturating_sub(since))));
            since = until;
            class = match step {
                "infrequent_access" => "s3.infrequent-access-gb-month",
                "glacier" => "s3.glacier-gb-month",
                "deep_archive" => "s3.deep-archive-gb-month",
                // What has expired is nowhere.
                _ => return stored,
            };
        }
        stored.push((class, per_day * f64::from(YEAR.saturating_sub(since))));
        stored
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traffic() -> Traffic {
        Traffic::new(Load {
            devices: 2_000,
            messages_per_second: 1.0,
            bytes_per_message: 500,
            readers: 1,
        })
    }

    #[test]
    fn a_month_has_730_hours() {
        let traffic = traffic();
        assert_eq!(traffic.records_per_month(), 5_256_000_000.0);
        assert_eq!(traffic.gigabytes_per_month(), 2_628.0);
        assert_eq!(traffic.batches_per_month(4.0), 8.0 * 730.0 * 3_600.0);
    }

    #[test]
    fn the_archive_stands_in_its_tiers_after_a_year() {
        let mut traffic = traffic();
        let gb = |traffic: &Traffic| -> Vec<(&'static str, f64)> {
            let stored = traffic.stored(730.0 / 24.0);
            stored.into_iter().map(|(class, gb)| (class, gb.round())).collect()
        };
        assert_eq!(
            gb(&traffic),
            [
                ("s3.standard-gb-month", 90.0),
                ("s3.glacier-gb-month", 90.0),
                ("s3.deep-archive-gb-month", 185.0)
            ]
        );
        traffic.tiers = Tiers::new().infrequent_access(Days(30));
        assert_eq!(
            gb(&traffic),
            [("s3.standard-gb-month", 30.0), ("s3.infrequent-access-gb-month", 335.0)]
        );
        traffic.tiers = Tiers::new().expire(Days(7));
        assert_eq!(gb(&traffic), [("s3.standard-gb-month", 7.0)]);
    }
}
