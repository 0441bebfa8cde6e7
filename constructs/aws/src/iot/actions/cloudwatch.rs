//! Alarms and metrics of CloudWatch.

use ferrocdk_cfn::iot::topic_rule::{Action as CfnAction, CloudwatchAlarmAction, CloudwatchMetricAction};
use ferrocdk_cfn::refs::cloudwatch::AlarmName;
use ferrocdk_core::{IntoRef, Value, doc, pseudo, text};

use super::NO_RESOURCE;
use crate::iam::PolicyStatement;
use crate::iot::{RuleAction, TopicRule};

/// A state of an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlarmState {
    /// Something is wrong.
    Alarm,
    /// All is well.
    Ok,
    /// Nobody knows.
    InsufficientData,
}

/// Sets an alarm to a state with each message, until CloudWatch evaluates the alarm the next time.
///
/// ```
/// use ferrocdk_aws::iot::actions::{AlarmAction, AlarmState};
///
/// let hot = AlarmAction::new("press-too-hot", AlarmState::Alarm).reason("${topic(2)} has ${temperature} degrees");
/// ```
#[derive(Clone, Debug)]
#[must_use = "an action takes effect in a rule"]
pub struct AlarmAction {
    alarm_name: Value<String>,
    state: AlarmState,
    reason: Option<Value<String>>,
}

impl AlarmAction {
    /// Sets an alarm, a construct, a resource or a name, to a state.
    pub fn new(alarm: impl IntoRef<AlarmName>, state: AlarmState) -> Self {
        Self {
            alarm_name: alarm.into_ref(),
            state,
            reason: None,
        }
    }

    /// Says why, as a substitution template. Default: which rule it was.
    pub fn reason(mut self, reason: impl Into<Value<String>>) -> Self {
        self.reason = Some(reason.into());
        self
    }
}

impl RuleAction for AlarmAction {
    fn bind(&self, rule: &TopicRule) -> CfnAction {
        let role = rule.role();
        let alarm = text!(
            "arn:{}:cloudwatch:{}:{}:alarm:{}",
            pseudo::partition(),
            pseudo::region(),
            pseudo::account_id(),
            self.alarm_name.clone()
        );
        role.add_to_policy(PolicyStatement::allow(["cloudwatch:SetAlarmState"]).on(alarm));
        // Not the rule's own name, which would refer to itself.
        let reason = self
            .reason
            .clone()
            .unwrap_or_else(|| "a topic rule of AWS IoT set it".into());
        let action = CloudwatchAlarmAction::new()
            .alarm_name(self.alarm_name.clone())
            .state_reason(reason)
            .state_value(match self.state {
                AlarmState::Alarm => "ALARM",
                AlarmState::Ok => "OK",
                AlarmState::InsufficientData => "INSUFFICIENT_DATA",
            })
            .role_arn(role.arn());
        CfnAction::new().cloudwatch_alarm(action)
    }
}

/// Publishes a data point of a metric with each message. A metric costs 30 cents a month, so a name that follows from each device is paid for each.
///
/// ```
/// use ferrocdk_aws::iot::actions::MetricAction;
///
/// let temperature = MetricAction::new("Plant/Presses", "Temperature", "${temperature}").unit("None").timestamp("${timestamp() / 1000}");
/// ```
#[derive(Clone, Debug)]
#[must_use = "an action takes effect in a rule"]
pub struct MetricAction {
    namespace: Value<String>,
    name: Value<String>,
    value: Value<String>,
    unit: Value<String>,
    timestamp: Option<Value<String>>,
}

impl MetricAction {
    /// Publishes a value, mostly a substitution template, under a namespace and a name.
    pub fn new(
        namespace: impl Into<Value<String>>,
        name: impl Into<Value<String>>,
        value: impl Into<Value<String>>,
    ) -> Self {
        Self {
            namespace: namespace.into(),
            name: name.into(),
            value: value.into(),
            unit: "None".into(),
            timestamp: None,
        }
    }

    /// Sets the unit, such as `Seconds`. Default: `None`.
    pub fn unit(mut self, unit: impl Into<Value<String>>) -> Self {
        self.unit = unit.into();
        self
    }

    /// Sets when it was, in seconds since 1970. Default: when the message came.
    pub fn timestamp(mut self, timestamp: impl Into<Value<String>>) -> Self {
        self.timestamp = Some(timestamp.into());
        self
    }
}

impl RuleAction for MetricAction {
    fn bind(&self, rule: &TopicRule) -> CfnAction {
        let role = rule.role();
        let mut put = PolicyStatement::allow(["cloudwatch:PutMetricData"]).on_everything();
        if !self
            .namespace
            .literal()
            .is_some_and(|namespace| namespace.contains("${"))
        {
            put = put.when("StringEquals", doc!({ "cloudwatch:namespace": self.namespace.clone() }));
        }
        role.add_to_policy(put.because(NO_RESOURCE));
        let mut action = CloudwatchMetricAction::new()
            .metric_namespace(self.namespace.clone())
            .metric_name(self.name.clone())
            .metric_value(self.value.clone())
            .metric_unit(self.unit.clone())
            .role_arn(role.arn());
        action.metric_timestamp = self.timestamp.clone();
        CfnAction::new().cloudwatch_metric(action)
    }
}
