//! Inputs of IoT Events.

use ferrocdk_cfn::iot::topic_rule::{Action as CfnAction, IotEventsAction as CfnIotEventsAction};
use ferrocdk_cfn::refs::iotevents::InputName;
use ferrocdk_core::{IntoRef, Value};

use super::{Payload, arn};
use crate::iam::PolicyStatement;
use crate::iot::{RuleAction, TopicRule};

/// Sends each message to an input of IoT Events. AWS has deprecated the service, so this is for what runs already.
///
/// ```
/// use ferrocdk_aws::iot::actions::IotEventsAction;
///
/// let detect = IotEventsAction::new("press_states").message_id("${topic(2)}-${timestamp()}");
/// ```
#[derive(Clone, Debug)]
#[must_use = "an action takes effect in a rule"]
pub struct IotEventsAction {
    input_name: Value<String>,
    message_id: Option<Value<String>>,
    payload: Payload,
}

impl IotEventsAction {
    /// Sends messages to an input: a resource or a name.
    pub fn new(input: impl IntoRef<InputName>) -> Self {
        Self {
            input_name: input.into_ref(),
            message_id: None,
            payload: Payload::default(),
        }
    }

    /// By which a message is told from its repetition, a substitution template; not for messages of several items. Default: an id for each.
    pub fn message_id(mut self, id: impl Into<Value<String>>) -> Self {
        self.message_id = Some(id.into());
        self
    }

    /// Says what a message brings. Default: one event.
    pub fn payload(mut self, payload: Payload) -> Self {
        self.payload = payload;
        self
    }
}

impl RuleAction for IotEventsAction {
    fn bind(&self, rule: &TopicRule) -> CfnAction {
        let role = rule.role();
        let input = arn("iotevents", "input", self.input_name.clone());
        role.add_to_policy(PolicyStatement::allow(["iotevents:BatchPutMessage"]).on(input));
        let mut action = CfnIotEventsAction::new()
            .input_name(self.input_name.clone())
            .role_arn(role.arn());
        action.message_id = self.message_id.clone();
        action.batch_mode = self.payload.batch_mode();
        CfnAction::new().iot_events(action)
    }
}
