//! Delivery streams of Firehose.

use ferrocdk_cfn::iot::topic_rule::{Action as CfnAction, FirehoseAction as CfnFirehoseAction};
use ferrocdk_cfn::refs::kinesisfirehose::DeliveryStreamName;
use ferrocdk_core::{IntoRef, Value};

use super::{Payload, arn};
use crate::iam::PolicyStatement;
use crate::iot::{RuleAction, TopicRule};

/// Separator of the records that Firehose gathers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    /// `\n`: one message a line, as queries of Athena read JSON.
    Newline,
    /// `\t`.
    Tab,
    /// `\r\n`.
    WindowsNewline,
    /// `,`.
    Comma,
}

impl Separator {
    fn word(self) -> &'static str {
        match self {
            Self::Newline => "\n",
            Self::Tab => "\t",
            Self::WindowsNewline => "\r\n",
            Self::Comma => ",",
        }
    }
}

/// Puts each message onto a delivery stream of Firehose, of the rule's account and region.
///
/// ```
/// use ferrocdk_aws::iot::actions::{FirehoseAction, Separator};
///
/// let lake = FirehoseAction::new("readings-to-lake").separator(Separator::Newline);
/// ```
#[derive(Clone, Debug)]
#[must_use = "an action takes effect in a rule"]
pub struct FirehoseAction {
    stream_name: Value<String>,
    separator: Option<Separator>,
    payload: Payload,
}

impl FirehoseAction {
    /// Puts messages onto a delivery stream: a construct, a resource or a name.
    pub fn new(stream: impl IntoRef<DeliveryStreamName>) -> Self {
        Self {
            stream_name: stream.into_ref(),
            separator: None,
            payload: Payload::default(),
        }
    }

    /// Sets what is written behind each record. Default: nothing, so that JSON stands without a break.
    pub fn separator(mut self, separator: Separator) -> Self {
        self.separator = Some(separator);
        self
    }

    /// Says what a message brings. Default: one record.
    pub fn payload(mut self, payload: Payload) -> Self {
        self.payload = payload;
        self
    }
}

impl RuleAction for FirehoseAction {
    fn bind(&self, rule: &TopicRule) -> CfnAction {
        let role = rule.role();
        let put = match self.payload {
            Payload::One => "firehose:PutRecord",
            Payload::Items => "firehose:PutRecordBatch",
        };
        let stream = arn("firehose", "deliverystream", self.stream_name.clone());
        role.add_to_policy(PolicyStatement::allow([put]).on(stream));
        let mut action = CfnFirehoseAction::new()
            .delivery_stream_name(self.stream_name.clone())
            .role_arn(role.arn());
        action.separator = self.separator.map(|separator| separator.word().into());
        action.batch_mode = self.payload.batch_mode();
        CfnAction::new().firehose(action)
    }
}
