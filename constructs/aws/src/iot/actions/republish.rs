//! Other topics of the broker.

use ferrocdk_cfn::iot::topic_rule::{
    Action as CfnAction, RepublishAction as CfnRepublishAction, RepublishActionHeaders, UserProperty,
};
use ferrocdk_core::{Construct, Diagnostic, Value};

use super::{BY_TEMPLATE, arn, pattern};
use crate::diagnostic_ids;
use crate::iam::PolicyStatement;
use crate::iot::topic::check_filter;
use crate::iot::{RuleAction, TopicRule};

/// How surely the broker hands a message on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QualityOfService {
    /// At most once: a subscriber that is away for a moment misses it.
    AtMostOnce,
    /// At least once: it is kept until each subscriber has confirmed it.
    #[default]
    AtLeastOnce,
}

/// Publishes each message to another topic. A rule that selects its own messages again would run in a circle.
///
/// ```
/// use ferrocdk_aws::iot::actions::RepublishAction;
///
/// let command = RepublishAction::new("plant/${topic(2)}/commands").user_property("origin", "rule");
/// let answer = RepublishAction::new("$$aws/things/${topic(3)}/shadow/update");
/// ```
#[derive(Clone, Debug)]
#[must_use = "an action takes effect in a rule"]
pub struct RepublishAction {
    topic: Value<String>,
    quality: QualityOfService,
    headers: Option<RepublishActionHeaders>,
    user_properties: Vec<UserProperty>,
}

impl RepublishAction {
    /// Publishes to a topic, mostly a substitution template. A reserved one begins with `$$`.
    pub fn new(topic: impl Into<Value<String>>) -> Self {
        Self {
            topic: topic.into(),
            quality: QualityOfService::default(),
            headers: None,
            user_properties: Vec::new(),
        }
    }

    /// Sets how surely it is handed on. Default: at least once, so that nothing is lost; IoT itself would take at most once, and so does AWS CDK.
    pub fn quality_of_service(mut self, quality: QualityOfService) -> Self {
        self.quality = quality;
        self
    }

    /// Sets headers of MQTT 5: the type of the content, the topic of the answer and others.
    pub fn headers(mut self, headers: RepublishActionHeaders) -> Self {
        self.headers = Some(headers);
        self
    }

    /// Adds a user property of MQTT 5.
    pub fn user_property(mut self, key: impl Into<Value<String>>, value: impl Into<Value<String>>) -> Self {
        self.user_properties.push(UserProperty::new().key(key).value(value));
        self
    }
}

impl RuleAction for RepublishAction {
    fn bind(&self, rule: &TopicRule) -> CfnAction {
        if let Some(topic) = self.topic.literal() {
            let wildcard = topic.split('/').any(|level| level == "+" || level == "#").then(|| {
                Diagnostic::error(
                    diagnostic_ids::TOPIC_FILTER,
                    "a message is published to several topics at once",
                )
                .found(format!("`{topic}`"))
                .allowed("a topic without wildcards")
                .help("let a substitution template such as `${topic(2)}` say which")
            });
            if let Some(mistake) = wildcard.or_else(|| check_filter(topic)) {
                rule.scope().report(mistake.at("", Some("TopicRulePayload.Actions")));
            }
        }
        let role = rule.role();
        // `$$` is how a template writes the `$` of a reserved topic.
        let named = match self.topic.literal().and_then(|topic| topic.strip_prefix("$$")) {
            Some(reserved) => Value::from(format!("${reserved}")),
            None => self.topic.clone(),
        };
        let publish = PolicyStatement::allow(["iot:Publish"]).on(arn("iot", "topic", pattern(&named)));
        role.add_to_policy(publish.because(BY_TEMPLATE));
        let mut action = CfnRepublishAction::new()
            .topic(self.topic.clone())
            .qos(match self.quality {
                QualityOfService::AtMostOnce => 0,
                QualityOfService::AtLeastOnce => 1,
            })
            .role_arn(role.arn());
        let headers = match (self.headers.clone(), self.user_properties.is_empty()) {
            (headers, true) => headers,
            (headers, false) => Some(
                headers
                    .unwrap_or_default()
                    .user_properties(self.user_properties.clone()),
            ),
        };
        action.headers = headers.map(Into::into);
        CfnAction::new().republish(action)
    }
}
