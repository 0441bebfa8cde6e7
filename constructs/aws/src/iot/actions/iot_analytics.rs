//! Channels of IoT Analytics.

use ferrocdk_cfn::iot::topic_rule::{Action as CfnAction, IotAnalyticsAction as CfnIotAnalyticsAction};
use ferrocdk_cfn::refs::iotanalytics::ChannelName;
use ferrocdk_core::{IntoRef, Value};

use super::{Payload, arn};
use crate::iam::PolicyStatement;
use crate::iot::{RuleAction, TopicRule};

/// Sends each message to a channel of IoT Analytics. AWS has deprecated the service, so this is for what runs already.
///
/// ```
/// use ferrocdk_aws::iot::actions::IotAnalyticsAction;
///
/// let analyze = IotAnalyticsAction::new("readings");
/// ```
#[derive(Clone, Debug)]
#[must_use = "an action takes effect in a rule"]
pub struct IotAnalyticsAction {
    channel_name: Value<String>,
    payload: Payload,
}

impl IotAnalyticsAction {
    /// Sends messages to a channel: a resource or a name.
    pub fn new(channel: impl IntoRef<ChannelName>) -> Self {
        Self {
            channel_name: channel.into_ref(),
            payload: Payload::default(),
        }
    }

    /// Says what a message brings. Default: one record.
    pub fn payload(mut self, payload: Payload) -> Self {
        self.payload = payload;
        self
    }
}

impl RuleAction for IotAnalyticsAction {
    fn bind(&self, rule: &TopicRule) -> CfnAction {
        let role = rule.role();
        let channel = arn("iotanalytics", "channel", self.channel_name.clone());
        role.add_to_policy(PolicyStatement::allow(["iotanalytics:BatchPutMessage"]).on(channel));
        let mut action = CfnIotAnalyticsAction::new()
            .channel_name(self.channel_name.clone())
            .role_arn(role.arn());
        action.batch_mode = self.payload.batch_mode();
        CfnAction::new().iot_analytics(action)
    }
}
