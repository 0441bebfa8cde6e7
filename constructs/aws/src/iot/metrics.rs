//! Metrics of rules.

use ferrocdk_cfn::iot::CfnTopicRule;

use super::topic_rule::TopicRule;
use crate::cloudwatch::{Metric, Statistic};

impl TopicRule {
    /// A metric of the rule by its name, such as `RuleMessageThrottled`.
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new("AWS/IoT", name).dimension("RuleName", self.name())
    }

    /// A metric of the rule's actions of a type, such as `Failure` of `Kinesis`: the type is the action's name in the template.
    pub fn metric_action(&self, name: &str, action_type: &str) -> Metric {
        self.metric(name).dimension("ActionType", action_type)
    }

    /// Messages that the rule selected.
    pub fn metric_topic_match(&self) -> Metric {
        Metric::from(CfnTopicRule::metric_topic_match_by_rule_name(self.name())).statistic(Statistic::Sum)
    }

    /// Messages that the statement could not evaluate; no action is performed for them, not even the error action.
    pub fn metric_parse_error(&self) -> Metric {
        Metric::from(CfnTopicRule::metric_parse_error_by_rule_name(self.name())).statistic(Statistic::Sum)
    }

    /// Messages that devices sent straight to a rule of this name (Basic Ingest) while there was none.
    pub fn metric_rule_not_found(&self) -> Metric {
        Metric::from(CfnTopicRule::metric_rule_not_found_by_rule_name(self.name())).statistic(Statistic::Sum)
    }

    /// Messages that were put off since the account evaluates too many.
    pub fn metric_rule_evaluation_throttled(&self) -> Metric {
        Metric::from(CfnTopicRule::metric_rule_evaluation_throttled_by_rule_name(self.name())).statistic(Statistic::Sum)
    }

    /// Messages that were dropped since the account evaluates too many.
    pub fn metric_rule_message_throttled(&self) -> Metric {
        self.metric("RuleMessageThrottled").statistic(Statistic::Sum)
    }
}
