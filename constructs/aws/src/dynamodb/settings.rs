//! Settings that tables and their indexes share.

use ferrocdk_core::{Document, doc};

use crate::bounds::bounded;
use crate::units::Days;

bounded! {
    /// Days that a table can be brought back to, 1 to 35. Source: "Point-in-time backups for DynamoDB".
    RecoveryPeriod(Days) in 1..=35, "days";
}

/// Whether a table can be brought back to any second of the last days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PointInTimeRecovery {
    /// To any second of the last 35 days.
    #[default]
    On,
    /// To any second of fewer days, for data that must not be kept for longer. It costs the same.
    Within(RecoveryPeriod),
    /// Not at all: what a program deletes by mistake is gone.
    Off,
}

impl PointInTimeRecovery {
    pub(super) fn document(self) -> Document {
        match self {
            Self::On => doc!({ "PointInTimeRecoveryEnabled": true }),
            Self::Within(period) => doc!({ "PointInTimeRecoveryEnabled": true, "RecoveryPeriodInDays": period.get() }),
            Self::Off => doc!({ "PointInTimeRecoveryEnabled": false }),
        }
    }

    pub(super) fn period(self) -> Option<RecoveryPeriod> {
        match self {
            Self::Within(period) => Some(period),
            Self::On | Self::Off => None,
        }
    }
}

/// Whether a table can be deleted at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeletionProtection {
    /// It can.
    #[default]
    Off,
    /// It cannot, by nobody, before this is changed: neither on the console nor by CloudFormation.
    On,
}

impl DeletionProtection {
    pub(super) fn is_on(self) -> bool {
        self == Self::On
    }
}

/// Encryption of a table without a key of the account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TableEncryption {
    /// A key that AWS owns: free, and needs no permissions.
    #[default]
    AwsOwned,
    /// The key `aws/dynamodb` of KMS, whose use CloudTrail records; each use is paid.
    AwsManaged,
}

/// Content of a change in the stream of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamView {
    /// The key of the item.
    KeysOnly,
    /// The item as it is now.
    NewImage,
    /// The item as it was.
    OldImage,
    /// The item as it was and as it is now.
    NewAndOldImages,
}

impl StreamView {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::KeysOnly => "KEYS_ONLY",
            Self::NewImage => "NEW_IMAGE",
            Self::OldImage => "OLD_IMAGE",
            Self::NewAndOldImages => "NEW_AND_OLD_IMAGES",
        }
    }
}

/// Whether storage or requests of a table are dearer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TableClass {
    /// For most tables.
    #[default]
    Standard,
    /// For data that is read rarely: storage costs 60 percent less, requests a quarter more.
    StandardInfrequentAccess,
}

impl TableClass {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Standard => "STANDARD",
            Self::StandardInfrequentAccess => "STANDARD_INFREQUENT_ACCESS",
        }
    }
}

/// Which keys CloudWatch counts, so that a partition that is asked too often can be found. Each event that is counted is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContributorInsights {
    /// Those that are asked for most, and those that are throttled.
    AccessedAndThrottledKeys,
    /// Those that are throttled, which costs nothing while none are.
    ThrottledKeys,
}

impl ContributorInsights {
    pub(super) fn document(self) -> Document {
        let mode = match self {
            Self::AccessedAndThrottledKeys => "ACCESSED_AND_THROTTLED_KEYS",
            Self::ThrottledKeys => "THROTTLED_KEYS",
        };
        doc!({ "Enabled": true, "Mode": mode })
    }
}

/// The exactness of times in records of a Kinesis stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimePrecision {
    /// Milliseconds.
    Millisecond,
    /// Microseconds.
    Microsecond,
}

impl TimePrecision {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Millisecond => "MILLISECOND",
            Self::Microsecond => "MICROSECOND",
        }
    }
}

/// Throughput that is there at once, without growing into it. It is paid once, and cannot be lowered.
///
/// Source: "Understanding DynamoDB warm throughput".
///
/// ```
/// use ferrocdk_aws::dynamodb::WarmThroughput;
///
/// let launch = WarmThroughput::new().read_units_per_second(50_000).write_units_per_second(10_000);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WarmThroughput {
    /// Read units a second, 12,000 at least.
    pub read_units_per_second: Option<u32>,
    /// Write units a second, 4,000 at least.
    pub write_units_per_second: Option<u32>,
}

impl WarmThroughput {
    /// Settings of every table.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the read units a second.
    #[must_use]
    pub fn read_units_per_second(mut self, units: u32) -> Self {
        self.read_units_per_second = Some(units);
        self
    }

    /// Sets the write units a second.
    #[must_use]
    pub fn write_units_per_second(mut self, units: u32) -> Self {
        self.write_units_per_second = Some(units);
        self
    }

    pub(super) fn document(self) -> Document {
        let units = [
            ("ReadUnitsPerSecond", self.read_units_per_second),
            ("WriteUnitsPerSecond", self.write_units_per_second),
        ];
        let units = units.into_iter().filter_map(|(name, units)| Some((name, units?)));
        Document::map(units.map(|(name, units)| (name, ferrocdk_core::IntoDocument::into_document(units))))
    }
}
