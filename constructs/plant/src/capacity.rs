//! How many shards a load needs.

/// Load that the devices of a plant make at its busiest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Load {
    /// Devices that are connected.
    pub devices: u32,
    /// Messages a second of one device.
    pub messages_per_second: f64,
    /// Bytes of one record of the stream: the message as the rule carries it, four bytes for three, beside what the rule adds; the
    /// record's key counts too.
    pub bytes_per_message: u32,
    /// Readers of the stream that share a shard's 2 MiB a second.
    pub readers: u32,
}

/// Load that a stream must take, and the shards for it.
///
/// Source: "Kinesis Data Streams quotas and limits": a shard takes 1,000 records and 1 MiB a second and gives 2 MiB a second.
///
/// ```
/// use ferrocdk_plant::{Capacity, Load};
/// let load = Load { devices: 10_000, messages_per_second: 1.0, bytes_per_message: 171, readers: 2 };
/// let capacity = Capacity::of(&load);
/// assert_eq!(capacity.records_per_second, 10_000.0);
/// assert_eq!(capacity.shards, 15);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Capacity {
    /// Records a second.
    pub records_per_second: f64,
    /// Bytes a second.
    pub bytes_per_second: f64,
    /// Shards, with half as much again to spare: keys never spread evenly. At least 1.
    pub shards: u32,
}

const HEADROOM: f64 = 1.5;
const SHARD_RECORDS: f64 = 1_000.0;
const SHARD_BYTES_IN: f64 = 1_048_576.0;
const SHARD_BYTES_OUT: f64 = 2_097_152.0;

impl Capacity {
    /// Computes what a load needs.
    pub fn of(load: &Load) -> Self {
        let records_per_second = f64::from(load.devices) * load.messages_per_second;
        let bytes_per_second = records_per_second * f64::from(load.bytes_per_message);
        let bounds = [
            records_per_second / SHARD_RECORDS,
            bytes_per_second / SHARD_BYTES_IN,
            bytes_per_second * f64::from(load.readers) / SHARD_BYTES_OUT,
        ];
        let most = bounds.into_iter().fold(0.0, f64::max) * HEADROOM;
        // A cast from floating point saturates, and NaN becomes 0.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "saturates, and is at least 1 afterwards"
        )]
        let shards = (most.ceil() as u32).max(1);
        Self {
            records_per_second,
            bytes_per_second,
            shards,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bound_counts() {
        let load = |messages_per_second, bytes_per_message, readers| {
            Capacity::of(&Load {
                devices: 100,
                messages_per_second,
                bytes_per_message,
                readers,
            })
            .shards
        };
        assert_eq!(load(0.1, 200, 1), 1, "an idle plant still needs a shard");
        assert_eq!(load(20.0, 100, 1), 3, "records: 2,000 a second");
        assert_eq!(load(1.0, 100_000, 1), 15, "bytes in: 9.5 MiB a second");
        assert_eq!(load(1.0, 100_000, 5), 36, "bytes out: 47.7 MiB a second");
    }
}
