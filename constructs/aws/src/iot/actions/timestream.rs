//! Tables of Timestream for LiveAnalytics.

use ferrocdk_cfn::iot::topic_rule::{
    Action as CfnAction, TimestreamAction as CfnTimestreamAction, TimestreamDimension, TimestreamTimestamp,
};
use ferrocdk_core::{Value, text};

use super::{NO_RESOURCE, arn};
use crate::iam::PolicyStatement;
use crate::iot::{RuleAction, TopicRule};

/// The unit of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampUnit {
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Milliseconds,
    /// Microseconds.
    Microseconds,
    /// Nanoseconds.
    Nanoseconds,
}

impl TimestampUnit {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Seconds => "SECONDS",
            Self::Milliseconds => "MILLISECONDS",
            Self::Microseconds => "MICROSECONDS",
            Self::Nanoseconds => "NANOSECONDS",
        }
    }
}

/// Writes each field of a message as a measure into a table of Timestream.
///
/// ```
/// use ferrocdk_aws::iot::actions::{TimestampUnit, TimestreamAction};
///
/// let write = TimestreamAction::new("plant", "readings").dimension("thing", "${topic(2)}").timestamp("${at}", TimestampUnit::Milliseconds);
/// ```
#[derive(Clone, Debug)]
#[must_use = "an action takes effect in a rule"]
pub struct TimestreamAction {
    database: Value<String>,
    table: Value<String>,
    dimensions: Vec<TimestreamDimension>,
    timestamp: Option<TimestreamTimestamp>,
}

impl TimestreamAction {
    /// Writes into a table of a database, by their names. At least one [`dimension`](Self::dimension) belongs to it.
    pub fn new(database_name: impl Into<Value<String>>, table_name: impl Into<Value<String>>) -> Self {
        Self {
            database: database_name.into(),
            table: table_name.into(),
            dimensions: Vec::new(),
            timestamp: None,
        }
    }

    /// Adds a dimension, by which a series is told from others; mostly a substitution template.
    pub fn dimension(mut self, name: impl Into<Value<String>>, value: impl Into<Value<String>>) -> Self {
        self.dimensions.push(TimestreamDimension::new().name(name).value(value));
        self
    }

    /// Sets when it was. Default: when the message came.
    pub fn timestamp(mut self, value: impl Into<Value<String>>, unit: TimestampUnit) -> Self {
        self.timestamp = Some(TimestreamTimestamp::new().value(value).unit(unit.word()));
        self
    }
}

impl RuleAction for TimestreamAction {
    fn bind(&self, rule: &TopicRule) -> CfnAction {
        let role = rule.role();
        let table = text!(
            "{}/table/{}",
            arn("timestream", "database", self.database.clone()),
            self.table.clone()
        );
        role.add_to_policy(PolicyStatement::allow(["timestream:WriteRecords"]).on(table));
        let describe = PolicyStatement::allow(["timestream:DescribeEndpoints"]).on_everything();
        role.add_to_policy(describe.because(NO_RESOURCE));
        let mut action = CfnTimestreamAction::new()
            .database_name(self.database.clone())
            .table_name(self.table.clone())
            .dimensions(self.dimensions.clone())
            .role_arn(role.arn());
        action.timestamp = self.timestamp.clone().map(Into::into);
        CfnAction::new().timestream(action)
    }
}
