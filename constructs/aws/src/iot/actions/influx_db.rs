//! Timestream for InfluxDB.

use ferrocdk_cfn::iot::topic_rule::{
    Action as CfnAction, InfluxDBAction as CfnInfluxDbAction, TimestampUnit as CfnTimestampUnit,
};
use ferrocdk_cfn::refs::iot::TopicRuleDestinationArn;
use ferrocdk_core::{IntoRef, Value};

use super::timestream::TimestampUnit;
use crate::iam::PolicyStatement;
use crate::iot::{RuleAction, TopicRule};

/// Writes each message into a table of Timestream for InfluxDB, through a destination of rules.
///
/// The permissions of the role depend on how the destination reaches the database (its secret, its network), so they are said here.
///
/// ```
/// use ferrocdk_aws::iam::PolicyStatement;
/// use ferrocdk_aws::iot::actions::InfluxDbAction;
///
/// let destination = "arn:aws:iot:sa-east-1:111122223333:ruledestination/influxdb/0f5f8d5c-2b1a-4c4e-9a0e-5f1c2d3e4f5a";
/// let secret = PolicyStatement::allow(["secretsmanager:GetSecretValue"]).on("arn:aws:secretsmanager:sa-east-1:111122223333:secret:influx-AbCdEf");
/// let write = InfluxDbAction::new(destination, "plant", "readings").tag("thing", "${topic(2)}").permission(secret);
/// ```
#[derive(Clone, Debug)]
#[must_use = "an action takes effect in a rule"]
pub struct InfluxDbAction {
    destination: Value<String>,
    database: Value<String>,
    table: Value<String>,
    organization: Option<Value<String>>,
    tags: Vec<(String, Value<String>)>,
    unit: Option<TimestampUnit>,
    permissions: Vec<PolicyStatement>,
}

impl InfluxDbAction {
    /// Writes through a destination, by ARN, into a table of a database (in InfluxDB 2 a measurement of a bucket).
    pub fn new(
        destination: impl IntoRef<TopicRuleDestinationArn>,
        database_name: impl Into<Value<String>>,
        table_name: impl Into<Value<String>>,
    ) -> Self {
        Self {
            destination: destination.into_ref(),
            database: database_name.into(),
            table: table_name.into(),
            organization: None,
            tags: Vec::new(),
            unit: None,
            permissions: Vec::new(),
        }
    }

    /// The organization of the database, which InfluxDB 2 asks for.
    pub fn organization(mut self, organization: impl Into<Value<String>>) -> Self {
        self.organization = Some(organization.into());
        self
    }

    /// Adds a tag, by which a series is told from others; mostly a substitution template.
    pub fn tag(mut self, name: &str, value: impl Into<Value<String>>) -> Self {
        self.tags.push((name.to_owned(), value.into()));
        self
    }

    /// Sets the unit of times.
    pub fn timestamp_unit(mut self, unit: TimestampUnit) -> Self {
        self.unit = Some(unit);
        self
    }

    /// Gives the rule's role a permission.
    pub fn permission(mut self, statement: PolicyStatement) -> Self {
        self.permissions.push(statement);
        self
    }
}

impl RuleAction for InfluxDbAction {
    fn bind(&self, rule: &TopicRule) -> CfnAction {
        let role = rule.role();
        for statement in &self.permissions {
            role.add_to_policy(statement.clone());
        }
        let mut action = CfnInfluxDbAction::new()
            .destination_arn(self.destination.clone())
            .database_name(self.database.clone())
            .table_name(self.table.clone())
            .role_arn(role.arn());
        action.organization = self.organization.clone();
        if !self.tags.is_empty() {
            action = action.tags(
                self.tags
                    .clone()
                    .into_iter()
                    .collect::<ferrocdk_core::bindings::Map<_>>(),
            );
        }
        if let Some(unit) = self.unit {
            action = action.timestamp_unit(match unit {
                TimestampUnit::Seconds => CfnTimestampUnit::S,
                TimestampUnit::Milliseconds => CfnTimestampUnit::Ms,
                TimestampUnit::Microseconds => CfnTimestampUnit::Us,
                TimestampUnit::Nanoseconds => CfnTimestampUnit::Ns,
            });
        }
        CfnAction::new().influx_db(action)
    }
}
