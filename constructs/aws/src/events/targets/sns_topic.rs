//! Topics of SNS.

use ferrocdk_core::{Construct, Diagnostic};

use super::delivery;
use crate::diagnostic_ids;
use crate::events::rule::HasKey;
use crate::events::{Delivery, Rule, RuleTarget, TargetConfig};
use crate::sns::Topic;

/// Publishes events to a topic. EventBridge is let in by the topic's policy, and by its key where it has one of the account.
///
/// ```
/// use ferrocdk_aws::events::{EventField, EventPattern, Input, Rule, RuleProps, targets};
/// use ferrocdk_aws::sns::{Topic, TopicProps};
/// use ferrocdk_core::{App, Stack, StackProps, text};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let people = Topic::new(&stack, "People", TopicProps::new());
/// let message = Input::text(text!("press {} is jammed", EventField::path("$.detail.press")));
/// let jams = EventPattern::new().source("plant.press").detail("state", "jammed");
/// Rule::new(&stack, "Jams", RuleProps::new().event_pattern(jams).target(targets::SnsTopic::new(&people).input(message)));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct SnsTopic {
    topic: Topic,
    delivery: Delivery,
}

delivery!(SnsTopic, input);

impl SnsTopic {
    /// Publishes to a standard topic.
    pub fn new(topic: &Topic) -> Self {
        Self {
            topic: topic.clone(),
            delivery: Delivery::default(),
        }
    }
}

impl RuleTarget for SnsTopic {
    fn bind(&self, rule: &Rule) -> TargetConfig {
        let report = |diagnostic: Diagnostic, help: &str| {
            let diagnostic = diagnostic.at("", Some("Targets")).found(self.topic.scope().path());
            rule.scope().report(diagnostic.help(help));
        };
        if self.topic.is_fifo() {
            let message = "EventBridge does not publish to first-in-first-out topics";
            report(
                Diagnostic::error(diagnostic_ids::EVENT_RULE, message),
                "send to a first-in-first-out queue, or to a standard topic",
            );
        } else if self.topic.is_owned() {
            let has_key = HasKey::from(self.topic.encryption_key().is_some());
            self.topic.grant_publish(&rule.principal(self.topic.scope(), has_key));
        } else {
            let message = "EventBridge is not let in to a topic that is imported";
            report(
                Diagnostic::warning(diagnostic_ids::EVENT_PERMISSION, message),
                "where the topic is made, allow `sns:Publish` to `events.amazonaws.com` from this account",
            );
        }
        TargetConfig::new(self.topic.arn())
            .resource(&self.topic)
            .delivery(&self.delivery)
    }
}
