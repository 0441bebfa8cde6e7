//! `TopicRule`: what happens with the messages of devices.

use std::rc::Rc;

use ferrocdk_cfn::iot::topic_rule::{Action as CfnAction, TopicRulePayload};
use ferrocdk_cfn::iot::{CfnTopicRule, TopicRuleProps as CfnTopicRuleProps};
use ferrocdk_core::{Construct, Diagnostic, Expr, Scope, Value, text};

use super::rule_action::{ErrorAction, RuleAction};
use super::sql::{self, SqlVersion};
use crate::diagnostic_ids;
use crate::iam::{Principal, Role, RoleProps};
use crate::owned::{Owned, constructs, refuse};
use crate::props::props;

/// Actions of a rule. Source: "AWS IoT Core rules engine limits and quotas".
const MAX_ACTIONS: usize = 10;

/// Whether a rule acts on messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TopicRuleState {
    /// It acts on each message that it selects.
    #[default]
    Enabled,
    /// It is there, and does nothing.
    Disabled,
}

props! {
    /// Settings of a [`TopicRule`].
    pub struct TopicRuleProps for CfnTopicRuleProps {
        /// Which messages, and what of them: `SELECT … FROM '<topic filter>' WHERE …`.
        sql: Value<String>,
        /// Action for a message when another fails. It has no default: whoever wants to lose messages says so ([`ErrorAction::none`]).
        error_action: ErrorAction,
        /// Actions for each message, up to ten, side by side.
        own actions: Vec<Rc<dyn RuleAction>> = Vec::new(),
        /// Version of the statement's language. Default: the newest; IoT itself would take the oldest.
        sql_version: SqlVersion = SqlVersion::V2016_03_23,
        /// Whether it acts. Default: it does.
        state: TopicRuleState = TopicRuleState::Enabled,
        /// For people. Default: none.
        description: Option<Value<String>>,
        /// A name that does not change, of letters, digits and `_`. Default: CloudFormation generates one, so that a replacement can stand beside the rule it replaces.
        /// Devices that send straight to the rule (Basic Ingest) need to know it.
        rule_name: Option<Value<String>>,
        /// The role that the rule takes on for its actions, which get their permissions there. Default: one of its own, if an action needs one.
        role: Option<Role>,
    }
}

impl TopicRuleProps {
    /// Does something with each message. A further call adds to those before it.
    #[must_use]
    pub fn action(mut self, action: impl RuleAction + 'static) -> Self {
        self.actions.push(Rc::new(action));
        self
    }
}

/// A rule of AWS IoT: selects messages that devices publish, and hands them to up to ten actions.
///
/// Permissions that an action needs are added by themselves: statements of the one role that the rule takes on, with the actions and resources that it uses and no more, and the
/// permission of a function. The rule is made when these are there, so that the first messages already get through.
///
/// Makes an `AWS::IoT::TopicRule`, and an `AWS::IAM::Role`. Costs 15 cents a million evaluations and as much a million actions, besides what the messages cost; those that
/// devices send straight to the rule ([`basic_ingest_topic`](Self::basic_ingest_topic)) cost nothing as messages.
///
/// ```
/// use ferrocdk_aws::iot::actions::{KinesisAction, SqsAction};
/// use ferrocdk_aws::iot::{ErrorAction, TopicRule, TopicRuleProps};
/// use ferrocdk_aws::kinesis::{Stream, StreamProps};
/// use ferrocdk_aws::sqs::{Queue, QueueProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let readings = Stream::new(&stack, "Readings", StreamProps::new());
/// let failed = Queue::new(&stack, "Failed", QueueProps::new());
/// let select = "SELECT *, topic(2) AS thing FROM 'plant/+/readings' WHERE temperature > 90";
/// let props = TopicRuleProps::new(select, ErrorAction::new(SqsAction::new(&failed)));
/// TopicRule::new(&stack, "Hot", props.action(KinesisAction::new(&readings).partition_key("${topic(2)}")));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct TopicRule {
    scope: Scope,
    resource: Owned<CfnTopicRule>,
    arn: Value<String>,
    name: Value<String>,
    role: Option<Role>,
}

constructs!(TopicRule);
ferrocdk_cfn::refers!(TopicRule: iot { TopicRuleArn => arn, TopicRuleName => name });

impl TopicRule {
    /// Makes a rule.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: TopicRuleProps) -> Self {
        let scope = scope.scope().child(id);
        sql::check(&scope, &props.sql);
        check_name(&scope, props.rule_name.as_ref());
        let mut payload = TopicRulePayload::new()
            .sql(props.sql)
            .aws_iot_sql_version(props.sql_version.word())
            .rule_disabled(props.state == TopicRuleState::Disabled)
            .actions(Vec::<CfnAction>::new());
        payload.description = props.description;
        if props.error_action.0.is_some() {
            // Its place; it needs the rule that it belongs to.
            payload = payload.error_action(CfnAction::new());
        }
        let mut rule = CfnTopicRuleProps::new().topic_rule_payload(payload);
        rule.rule_name = props.rule_name;
        let resource = CfnTopicRule::new(&scope, "Resource", props.customize.apply(rule));
        let checked = resource.clone();
        scope.add_validation(move |_| check_actions(&checked));
        if let Some(role) = &props.role {
            resource.scope().depends_on(role);
        }
        let rule = Self {
            scope,
            arn: resource.attr_arn(),
            name: resource.reference(),
            resource: Owned::made(resource.clone()),
            role: props.role,
        };
        for action in props.actions {
            rule.add(&*action);
        }
        if let Some(action) = props.error_action.0 {
            let action = Value::from(action.bind(&rule)).into_expr();
            of_payload(&resource, "ErrorAction", |there| *there = action);
        }
        rule
    }

    /// A rule that exists, by ARN.
    #[track_caller]
    pub fn from_topic_rule_arn(scope: &dyn Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        let arn = arn.into();
        let name = match arn.literal() {
            Some(text) => Value::from(text.rsplit('/').next().unwrap_or_default()),
            None => Value::select(1, arn.clone().split("/")),
        };
        Self::imported(scope, id, arn, name)
    }

    /// A rule of the stack's account and region that exists, by name.
    #[track_caller]
    pub fn from_topic_rule_name(scope: &dyn Construct, id: &str, name: impl Into<Value<String>>) -> Self {
        let name = name.into();
        Self::imported(scope, id, CfnTopicRule::arn_for(name.clone()), name)
    }

    #[track_caller]
    fn imported(scope: &dyn Construct, id: &str, arn: Value<String>, name: Value<String>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            arn,
            name,
            role: None,
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnTopicRule {
        self.resource.resource(&self.scope, |scope| {
            let payload = TopicRulePayload::new().sql("").actions(Vec::<CfnAction>::new());
            CfnTopicRule::new(scope, "Resource", CfnTopicRuleProps::new().topic_rule_payload(payload))
        })
    }

    /// The rule's ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// The rule's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// The topic by which a device sends to this rule alone, past the broker and without its price: `$aws/rules/<rule>/` and the topic that the rule sees.
    ///
    /// Source: "Reducing messaging costs with Basic Ingest" of the AWS IoT developer guide.
    pub fn basic_ingest_topic(&self, topic: impl Into<Value<String>>) -> Value<String> {
        text!("$aws/rules/{}/{}", self.name(), topic.into())
    }

    /// Adds an action, and gives the rule what it needs for it.
    #[track_caller]
    pub fn add_action(&self, action: impl RuleAction) {
        self.add(&action);
    }

    #[track_caller]
    fn add(&self, action: &dyn RuleAction) {
        let Some(rule) = self.resource.get() else {
            refuse(&self.scope, "has actions that this app cannot add to");
            return;
        };
        let action = Value::from(action.bind(self)).into_expr();
        of_payload(rule, "Actions", |actions| match actions {
            Expr::Array(there) => there.push(action),
            other => *other = Expr::Array(vec![action]),
        });
    }

    /// The role that the rule takes on for its actions. It is made when it is first asked for, and the rule waits for its permissions.
    pub fn role(&self) -> Role {
        const ID: &str = "Role";
        if let Some(role) = &self.role {
            return role.clone();
        }
        let there = self.scope.find_child(ID).and_then(|scope| scope.extension::<Role>());
        there.unwrap_or_else(|| {
            let iot = Principal::service("iot.amazonaws.com").from_own_account();
            let role = Role::new(&self.scope, ID, RoleProps::new(iot));
            role.scope().set_extension(role.clone());
            if let Some(rule) = self.resource.get() {
                // A rule that is there before its permissions would fail with the first messages.
                rule.scope().depends_on(&role);
            }
            role
        })
    }
}

fn of_payload(rule: &CfnTopicRule, property: &str, change: impl FnOnce(&mut Expr)) {
    rule.update_property("TopicRulePayload", |payload| {
        if let Expr::Object(payload) = payload {
            change(payload.get_or_insert_with(property, || Expr::Null));
        }
    });
}

fn check_actions(rule: &CfnTopicRule) -> Vec<Diagnostic> {
    let mut number = None;
    rule.update_property("TopicRulePayload", |payload| {
        let actions = match payload {
            Expr::Object(payload) => payload.get("Actions"),
            _ => None,
        };
        if let Some(Expr::Array(actions)) = actions {
            number = Some(actions.len());
        }
    });
    let wrong = number.filter(|number| !(1..=MAX_ACTIONS).contains(number));
    let diagnostic = wrong.map(|number| {
        Diagnostic::error(diagnostic_ids::TOPIC_RULE, "a topic rule has more or fewer actions than IoT takes")
            .at("", Some("TopicRulePayload.Actions"))
            .found(format!("{number} actions"))
            .allowed(format!("1 to {MAX_ACTIONS} actions"))
            .help("say what to do with a message (`.action(..)`), or divide the actions between several rules of the same filter")
    });
    diagnostic.into_iter().collect()
}

fn check_name(scope: &Scope, name: Option<&Value<String>>) {
    let Some(name) = name.and_then(Value::literal) else {
        return;
    };
    let is_right =
        (1..=128).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !is_right {
        let diagnostic = Diagnostic::error(diagnostic_ids::TOPIC_RULE, "the name of a topic rule is not one")
            .at("", Some("RuleName"))
            .found(name.as_str())
            .allowed("1 to 128 letters, digits and `_`");
        scope.report(diagnostic);
    }
}
