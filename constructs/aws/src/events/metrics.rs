//! Metrics of a rule.

use ferrocdk_cfn::events::CfnRule;

use super::rule::Rule;
use crate::cloudwatch::Metric;

impl Rule {
    /// A metric of the rule by its name, such as `Invocations`.
    ///
    /// The metrics of a rule on a bus of one's own have the bus as a further dimension, `EventBusName`: add it with [`Metric::dimension`].
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new("AWS/Events", name).dimension("RuleName", self.name())
    }

    /// Targets that were called, whether it worked or not.
    pub fn metric_invocations(&self) -> Metric {
        CfnRule::metric_invocations_by_rule_name(self.name()).into()
    }

    /// Calls of targets that failed for good. Above zero, events were lost, or wait in the queue of those that could not be delivered.
    pub fn metric_failed_invocations(&self) -> Metric {
        CfnRule::metric_failed_invocations_by_rule_name(self.name()).into()
    }

    /// Events that matched.
    pub fn metric_triggered_rules(&self) -> Metric {
        CfnRule::metric_triggered_rules_by_rule_name(self.name()).into()
    }

    /// Events that had to wait, since the rule is used too much.
    pub fn metric_throttled_rules(&self) -> Metric {
        CfnRule::metric_throttled_rules_by_rule_name(self.name()).into()
    }

    /// Events that were put into the queue of those that could not be delivered.
    pub fn metric_invocations_sent_to_dlq(&self) -> Metric {
        CfnRule::metric_invocations_sent_to_dlq_by_rule_name(self.name()).into()
    }

    /// Events that could not even be put into that queue: they are lost.
    pub fn metric_invocations_failed_to_be_sent_to_dlq(&self) -> Metric {
        CfnRule::metric_invocations_failed_to_be_sent_to_dlq_by_rule_name(self.name()).into()
    }
}
