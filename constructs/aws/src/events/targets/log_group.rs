//! Log groups of CloudWatch.

use ferrocdk_core::{Value, doc, pseudo, text};

use super::delivery;
use crate::events::rule::{SERVICE, all_rules};
use crate::events::{Delivery, EventField, Input, Rule, RuleTarget, TargetConfig};
use crate::grants::ResourcePolicy;
use crate::iam::{PolicyStatement, Principal};
use crate::logs::LogGroup;

/// The service that writes on behalf of EventBridge. Source: "Resource-based policies for CloudWatch Logs" of the EventBridge user guide.
const DELIVERY: &str = "delivery.logs.amazonaws.com";

/// A line of a log that an event becomes.
#[derive(Clone, Debug)]
#[must_use = "it takes effect in a target"]
pub struct LogEvent {
    timestamp: Value<String>,
    message: Value<String>,
}

impl LogEvent {
    /// A message, made of fields of the event, at the time of the event.
    pub fn new(message: impl Into<Value<String>>) -> Self {
        Self {
            timestamp: EventField::time().into(),
            message: message.into(),
        }
    }

    /// At another time: milliseconds since 1970, or as `2026-11-29T13:00:00Z`.
    pub fn timestamp(mut self, timestamp: impl Into<Value<String>>) -> Self {
        self.timestamp = timestamp.into();
        self
    }
}

/// Logs events in a log group. EventBridge is let in by the stack's policy about log groups, a single one for all of them.
///
/// ```
/// use ferrocdk_aws::events::{EventField, EventPattern, Rule, RuleProps, targets};
/// use ferrocdk_aws::logs::{LogGroup, LogGroupProps};
/// use ferrocdk_core::{App, Stack, StackProps, text};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let logs = LogGroup::new(&stack, "Logs", LogGroupProps::new().log_group_name("/aws/events/plant"));
/// let message = text!("press {} is {}", EventField::path("$.detail.press"), EventField::path("$.detail.state"));
/// let target = targets::CloudWatchLogGroup::new(&logs).log_event(targets::LogEvent::new(message));
/// Rule::new(&stack, "States", RuleProps::new().event_pattern(EventPattern::new().source("plant.press")).target(target));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct CloudWatchLogGroup {
    group: LogGroup,
    delivery: Delivery,
}

delivery!(CloudWatchLogGroup);

impl CloudWatchLogGroup {
    /// Logs whole events.
    pub fn new(group: &LogGroup) -> Self {
        Self {
            group: group.clone(),
            delivery: Delivery::default(),
        }
    }

    /// Logs this instead of whole events.
    #[must_use]
    #[track_caller]
    pub fn log_event(mut self, event: LogEvent) -> Self {
        let LogEvent { timestamp, message } = event;
        // The one form that EventBridge takes for log groups.
        self.delivery.input = Some(Input::object(doc!({ "timestamp": timestamp, "message": message })));
        self
    }
}

impl RuleTarget for CloudWatchLogGroup {
    fn bind(&self, _rule: &Rule) -> TargetConfig {
        let by = |statement: PolicyStatement| {
            let services = statement
                .by(Principal::service(SERVICE))
                .by(Principal::service(DELIVERY));
            services.on(self.group.arn())
        };
        self.group
            .add_to_resource_policy(by(PolicyStatement::allow(["logs:CreateLogStream"])));
        // All rules of the account rather than this one: the statements of all log groups become one, where each rule would take its share of 5,120 characters.
        let put = PolicyStatement::allow(["logs:PutLogEvents"]).when("ArnLike", doc!({ "aws:SourceArn": all_rules() }));
        self.group.add_to_resource_policy(by(put));
        let arn = match self.group.arn().literal() {
            Some(arn) => Value::from(arn.strip_suffix(":*").unwrap_or(arn)),
            // EventBridge takes the ARN without the `:*` that attributes of log groups end in.
            None => text!(
                "arn:{}:logs:{}:{}:log-group:{}",
                pseudo::partition(),
                pseudo::region(),
                pseudo::account_id(),
                self.group.name()
            ),
        };
        TargetConfig::new(arn).resource(&self.group).delivery(&self.delivery)
    }
}
