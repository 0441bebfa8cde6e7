//! `RuleAction`: what a rule does with a message.

use std::fmt;
use std::rc::Rc;

use ferrocdk_cfn::iot::topic_rule::Action as CfnAction;

use super::topic_rule::TopicRule;

/// Something that a rule does with the messages that it selects: [`actions`](super::actions) has those of AWS's services.
///
/// An own one gives the rule's role the permissions that it needs ([`TopicRule::role`]), and says what to do. A bare action of the bindings is one too, whose role
/// whoever makes it has to name.
///
/// ```
/// use ferrocdk_aws::iam::PolicyStatement;
/// use ferrocdk_aws::iot::{ErrorAction, RuleAction, TopicRule, TopicRuleProps};
/// use ferrocdk_cfn::iot::topic_rule::{Action, FirehoseAction};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// #[derive(Debug)]
/// struct Lake;
///
/// impl RuleAction for Lake {
///     fn bind(&self, rule: &TopicRule) -> Action {
///         let role = rule.role();
///         role.add_to_policy(PolicyStatement::allow(["firehose:PutRecord"]).on("arn:aws:firehose:sa-east-1:111122223333:deliverystream/lake"));
///         Action::new().firehose(FirehoseAction::new().delivery_stream_name("lake").separator("\n").role_arn(role.arn()))
///     }
/// }
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let props = TopicRuleProps::new("SELECT * FROM 'plant/#'", ErrorAction::none());
/// TopicRule::new(&stack, "ToLake", props.action(Lake));
/// # assert!(app.synth().is_ok());
/// ```
pub trait RuleAction: fmt::Debug {
    /// Gives the rule what it needs, and says what it does.
    fn bind(&self, rule: &TopicRule) -> CfnAction;
}

impl RuleAction for CfnAction {
    fn bind(&self, _rule: &TopicRule) -> CfnAction {
        self.clone()
    }
}

/// Action of a rule for a message when another of its actions fails: without it, the message is lost.
///
/// It gets the message in base64, with the rule's name and what went wrong. It is not performed for what the statement itself cannot evaluate, which only
/// [`TopicRule::metric_parse_error`] counts.
///
/// Source: "Error handling (error action)" of the AWS IoT developer guide.
///
/// ```
/// use ferrocdk_aws::iot::ErrorAction;
/// use ferrocdk_aws::iot::actions::SqsAction;
/// use ferrocdk_aws::sqs::{Queue, QueueProps};
/// # use ferrocdk_core::{App, Stack, StackProps};
/// # let app = App::new();
/// # let stack = Stack::new(&app, "plant", StackProps::default());
/// let failed = Queue::new(&stack, "Failed", QueueProps::new());
/// let kept = ErrorAction::new(SqsAction::new(&failed));
/// ```
#[derive(Clone, Debug)]
pub struct ErrorAction(pub(super) Option<Rc<dyn RuleAction>>);

impl ErrorAction {
    /// Does this.
    pub fn new(action: impl RuleAction + 'static) -> Self {
        Self(Some(Rc::new(action)))
    }

    /// Does nothing: what fails is lost. For messages that the next one replaces anyway.
    pub fn none() -> Self {
        Self(None)
    }
}
