//! `Billing`: how the requests to a table are paid for, and how many there may be.

use crate::bounds::bounded;
use crate::units::Seconds;

bounded! {
    /// The share of the capacity that autoscaling holds in use, 20 to 90 percent. Source: "Managing throughput capacity automatically with DynamoDB auto scaling".
    Utilization(u32) in 20..=90, "percent";
}

/// How requests are paid for.
///
/// ```
/// use ferrocdk_aws::dynamodb::{Attribute, Autoscaling, OnDemand, Provisioned, TableProps};
///
/// let key = || Attribute::string("id");
/// let bounded = TableProps::new(key()).billing(OnDemand::new().max_write_request_units(500));
/// let steady = TableProps::new(key()).billing(Provisioned::new(5, Autoscaling::between(5, 100).target_utilization(60)));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Billing {
    /// By request, without planning.
    OnDemand(OnDemand),
    /// By the capacity that is kept ready.
    Provisioned(Provisioned),
}

/// Billing by request: nothing is paid for a table that rests, and it takes what comes, up to the table's limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OnDemand {
    /// Read units a second at most; more are throttled, so that a mistake costs no fortune. Default: the quota of the account.
    pub max_read_request_units: Option<u32>,
    /// Write units a second at most. Default: the quota of the account.
    pub max_write_request_units: Option<u32>,
}

impl OnDemand {
    /// Without limits of its own.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Limits the read units a second, at least 1.
    #[must_use]
    pub fn max_read_request_units(mut self, units: u32) -> Self {
        self.max_read_request_units = Some(units);
        self
    }

    /// Limits the write units a second, at least 1.
    #[must_use]
    pub fn max_write_request_units(mut self, units: u32) -> Self {
        self.max_write_request_units = Some(units);
        self
    }
}

/// Billing by capacity that is kept ready: cheaper than requests for a load that is steady, and throttled above it.
#[derive(Clone, Debug, PartialEq)]
pub struct Provisioned {
    /// Read units a second: one is a strongly consistent read of 4 KB.
    pub read: Capacity,
    /// Write units a second: one is a write of 1 KB.
    pub write: Capacity,
}

impl Provisioned {
    /// Capacity for reads and for writes.
    #[must_use]
    pub fn new(read: impl Into<Capacity>, write: impl Into<Capacity>) -> Self {
        Self {
            read: read.into(),
            write: write.into(),
        }
    }
}

/// Units a second: so many, or as many as the load needs.
#[derive(Clone, Debug, PartialEq)]
pub enum Capacity {
    /// So many.
    Fixed(u32),
    /// As many as the load needs, within bounds.
    Autoscaled(Autoscaling),
}

/// Capacity that follows the load.
///
/// Two alarms of CloudWatch watch the consumption: more comes after two minutes above the target, less after fifteen below.
#[derive(Clone, Debug, PartialEq)]
pub struct Autoscaling {
    /// The least.
    pub min: u32,
    /// The most.
    pub max: u32,
    /// The share that is to be in use. Default: 70 percent, as AWS's own examples have it.
    pub target_utilization: Utilization,
    /// Units at the beginning. Default: the least.
    pub seed: Option<u32>,
    /// How long after a step down the next may follow. Default: at once.
    pub scale_in_cooldown: Option<Seconds>,
    /// How long after a step up the next may follow. Default: at once.
    pub scale_out_cooldown: Option<Seconds>,
}

impl Autoscaling {
    /// At least `min` and at most `max` units.
    #[must_use]
    pub fn between(min: u32, max: u32) -> Self {
        Self {
            min,
            max,
            target_utilization: Utilization::from(70),
            seed: None,
            scale_in_cooldown: None,
            scale_out_cooldown: None,
        }
    }

    /// Sets the share that is to be in use, 20 to 90 percent.
    #[must_use]
    pub fn target_utilization(mut self, percent: impl Into<Utilization>) -> Self {
        self.target_utilization = percent.into();
        self
    }

    /// Sets the units at the beginning.
    #[must_use]
    pub fn seed(mut self, units: u32) -> Self {
        self.seed = Some(units);
        self
    }

    /// Waits after a step down.
    #[must_use]
    pub fn scale_in_cooldown(mut self, time: impl Into<Seconds>) -> Self {
        self.scale_in_cooldown = Some(time.into());
        self
    }

    /// Waits after a step up.
    #[must_use]
    pub fn scale_out_cooldown(mut self, time: impl Into<Seconds>) -> Self {
        self.scale_out_cooldown = Some(time.into());
        self
    }
}

impl Capacity {
    /// The units that a table is made with.
    pub(super) fn initial(&self) -> u32 {
        match self {
            Self::Fixed(units) => *units,
            Self::Autoscaled(scaling) => scaling.seed.unwrap_or(scaling.min),
        }
    }
}

impl From<u32> for Capacity {
    fn from(units: u32) -> Self {
        Self::Fixed(units)
    }
}

impl From<Autoscaling> for Capacity {
    fn from(scaling: Autoscaling) -> Self {
        Self::Autoscaled(scaling)
    }
}

impl From<OnDemand> for Billing {
    fn from(billing: OnDemand) -> Self {
        Self::OnDemand(billing)
    }
}

impl From<Provisioned> for Billing {
    fn from(billing: Provisioned) -> Self {
        Self::Provisioned(billing)
    }
}
