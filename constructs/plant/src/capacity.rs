//! Capacity that a load needs: shards, and the writes of the table.

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

/// Capacity that a load needs, with the arithmetic behind it.
///
/// Sources: "Kinesis Data Streams quotas and limits" (a shard takes 1,000 records and 1 MiB a second and gives 2 MiB a second); "DynamoDB warm throughput" (a new table
/// on demand takes 4,000 writes a second at once, a write being 1 KB).
///
/// ```
/// use ferrocdk_plant::{Capacity, Load};
/// let load = Load { devices: 10_000, messages_per_second: 1.0, bytes_per_message: 676, readers: 2 };
/// let capacity = Capacity::of(&load);
/// assert_eq!((capacity.shards, capacity.writes_per_second), (15, 10_000));
/// assert_eq!(capacity.warm_writes_per_second(), Some(10_000));
/// assert!(capacity.arithmetic()[0].ends_with("10000.0 records/s x 1.5 / 1000 = 15.0 -> 15 shards"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Capacity {
    /// The load.
    pub load: Load,
    /// Records a second.
    pub records_per_second: f64,
    /// Bytes a second.
    pub bytes_per_second: f64,
    /// Shards, with half as much again to spare: keys never spread evenly. At least 1.
    pub shards: u32,
    /// Write units a second that the table takes: one for each KB of each reading.
    pub writes_per_second: u32,
}

/// Room beyond the busiest load: keys never spread evenly over shards.
const HEADROOM: f64 = 1.5;
const SHARD_RECORDS: f64 = 1_000.0;
const SHARD_BYTES_IN: f64 = 1_048_576.0;
const SHARD_BYTES_OUT: f64 = 2_097_152.0;
/// Bytes of an item that one write unit takes.
const WRITE_UNIT: u32 = 1_024;
/// Write units a second that a new table takes without being warmed.
const COLD_WRITES: u32 = 4_000;

/// The next whole number.
fn whole(number: f64) -> u32 {
    // A cast from floating point saturates, and NaN becomes 0.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
    let whole = number.ceil() as u32;
    whole
}

impl Capacity {
    /// Computes what a load needs.
    pub fn of(load: &Load) -> Self {
        let records_per_second = f64::from(load.devices) * load.messages_per_second;
        let bytes_per_second = records_per_second * f64::from(load.bytes_per_message);
        let mut capacity = Self {
            load: *load,
            records_per_second,
            bytes_per_second,
            shards: 1,
            // An item takes about what its record takes.
            writes_per_second: whole(records_per_second * f64::from(load.bytes_per_message.div_ceil(WRITE_UNIT))),
        };
        let most = capacity
            .bounds()
            .into_iter()
            .map(|(_, shards)| shards)
            .fold(0.0, f64::max);
        capacity.shards = whole(most).max(1);
        capacity
    }

    /// Each bound on shards, in words, and the shards that it asks for.
    fn bounds(&self) -> [(String, f64); 3] {
        let Self {
            records_per_second: records,
            bytes_per_second: bytes,
            ..
        } = self;
        let readers = f64::from(self.load.readers);
        [
            (
                format!("{records:.1} records/s x {HEADROOM} / {SHARD_RECORDS}"),
                records * HEADROOM / SHARD_RECORDS,
            ),
            (
                format!("{bytes:.0} bytes/s in x {HEADROOM} / {SHARD_BYTES_IN}"),
                bytes * HEADROOM / SHARD_BYTES_IN,
            ),
            (
                format!("{bytes:.0} bytes/s out x {readers} readers x {HEADROOM} / {SHARD_BYTES_OUT}"),
                bytes * readers * HEADROOM / SHARD_BYTES_OUT,
            ),
        ]
    }

    /// Write units a second that the table has to be warmed for; none for what every new table takes.
    pub fn warm_writes_per_second(&self) -> Option<u32> {
        (self.writes_per_second > COLD_WRITES).then_some(self.writes_per_second)
    }

    /// How the numbers come about, a line each, for whoever reviews them.
    pub fn arithmetic(&self) -> Vec<String> {
        let Load {
            devices,
            messages_per_second: rate,
            bytes_per_message: size,
            ..
        } = self.load;
        let shards = self
            .bounds()
            .map(|(words, bound)| format!("shards by {words} = {bound:.1} -> {} shards", whole(bound).max(1)));
        let warm = match self.warm_writes_per_second() {
            Some(_) => "beyond the 4000 of a new table, so it is warmed",
            None => "within the 4000 of a new table",
        };
        let mut lines = shards.to_vec();
        lines.push(format!(
            "table by {devices} devices x {rate} readings/s x {} KB = {} writes/s, {warm}",
            size.div_ceil(WRITE_UNIT),
            self.writes_per_second
        ));
        lines
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
