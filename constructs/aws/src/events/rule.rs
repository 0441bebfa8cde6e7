//! `Rule`: events of a bus, or of a schedule, sent to targets.

use std::rc::Rc;

use ferrocdk_cfn::events::rule::RuleState as CfnRuleState;
use ferrocdk_cfn::events::{CfnRule, RuleProps as CfnRuleProps};
use ferrocdk_cfn::refs;
use ferrocdk_core::{CfnResource, Construct, Diagnostic, Expr, ExprMap, Scope, Value, pseudo, text};

use super::event_bus::DEFAULT_BUS;
use super::event_pattern::{EventPattern, too_long};
use super::schedule::Schedule;
use super::target::{RuleTarget, check_place};
use crate::diagnostic_ids;
use crate::iam::{Principal, Role, RoleProps};
use crate::owned::{Owned, constructs, refuse};
use crate::props::props;
use crate::sqs::Queue;

/// The service as which EventBridge's rules send.
pub(super) const SERVICE: &str = "events.amazonaws.com";

/// Targets of a rule. Source: "Amazon EventBridge quotas".
const MAX_TARGETS: usize = 5;

/// Whether a rule sends anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RuleState {
    /// It does.
    #[default]
    Enabled,
    /// It does not, until it is switched on.
    Disabled,
    /// It does, and sees every management event of CloudTrail, those that only read too.
    EnabledWithAllManagementEvents,
}

props! {
    /// Settings of a [`Rule`]: a pattern, a schedule, or both.
    pub struct RuleProps for CfnRuleProps {
        /// Which events of the bus are sent on. [`Rule::add_event_pattern`] adds to it.
        event_pattern: Option<EventPattern>,
        /// When the rule sends an event by itself; on the account's default bus only.
        schedule: Option<Schedule>,
        /// The bus whose events are meant. Default: the account's default bus, where AWS's services send theirs.
        refers event_bus: Option<refs::events::EventBusName>,
        /// Where the events go, five targets at most; [`target`](Self::target) adds one, and [`Rule::add_target`].
        own targets: Vec<Rc<dyn RuleTarget>> = Vec::new(),
        /// Whether it sends anything. Default: it does.
        state: RuleState = RuleState::Enabled,
        /// For people, up to 512 characters. Default: none.
        description: Option<Value<String>>,
        /// A name that does not change, 1 to 64 letters, digits, `.`, `-` and `_`. Default: CloudFormation generates one.
        rule_name: Option<Value<String>>,
    }
}

impl RuleProps {
    /// Adds a target.
    #[must_use]
    pub fn target(mut self, target: impl RuleTarget + 'static) -> Self {
        self.targets.push(Rc::new(target));
        self
    }
}

/// A rule of EventBridge: sends the events that match a pattern, or events by a schedule, to up to five targets.
///
/// Permissions to reach a target are added by themselves: the permission of a function, statements in the policies of queues, topics and log groups, a role for the rest.
///
/// Makes an `AWS::Events::Rule`. Rules cost nothing; events of one's own cost a dollar a million, those of AWS's services and schedules nothing.
///
/// ```
/// use ferrocdk_aws::events::{EventPattern, Match, Rule, RuleProps, targets};
/// use ferrocdk_aws::sqs::{Queue, QueueProps};
/// use ferrocdk_aws::units::Hours;
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let (jobs, lost) = (Queue::new(&stack, "Jobs", QueueProps::new()), Queue::new(&stack, "Lost", QueueProps::new()));
/// let jams = EventPattern::new().source("plant.press").detail("state", "jammed").detail("minutes", Match::at_least(5));
/// let rule = Rule::new(&stack, "Jams", RuleProps::new().event_pattern(jams));
/// rule.add_target(targets::SqsQueue::new(&jobs).dead_letter_queue(&lost).max_event_age(Hours(2)));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Rule {
    scope: Scope,
    resource: Owned<CfnRule>,
    arn: Value<String>,
    name: Value<String>,
}

constructs!(Rule);
ferrocdk_cfn::refers!(Rule: events { RuleArn => arn });

impl Rule {
    /// Makes a rule.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: RuleProps) -> Self {
        let scope = scope.scope().child(id);
        let mut rule = CfnRuleProps::new().state(match props.state {
            RuleState::Enabled => CfnRuleState::Enabled,
            RuleState::Disabled => CfnRuleState::Disabled,
            RuleState::EnabledWithAllManagementEvents => CfnRuleState::EnabledWithAllCloudtrailManagementEvents,
        });
        check_name(&scope, props.rule_name.as_ref());
        rule.name = props.rule_name;
        rule.description = props.description;
        if let Some(pattern) = props.event_pattern {
            rule = rule.event_pattern(pattern.checked(&scope));
        }
        if let Some(schedule) = &props.schedule {
            schedule.report(&scope);
            rule = rule.schedule_expression(schedule.expression());
        }
        if let Some(bus) = props.event_bus {
            if props.schedule.is_some() && bus.literal().is_none_or(|name| name != DEFAULT_BUS) {
                let diagnostic = Diagnostic::error(
                    diagnostic_ids::EVENT_RULE,
                    "a rule on a bus of one's own has a schedule",
                )
                .at("", Some("ScheduleExpression"))
                .found("a schedule and a bus")
                .allowed("schedules on the account's default bus")
                .help("leave out the bus, or make a schedule of EventBridge Scheduler that sends to it");
                scope.report(diagnostic);
            }
            rule = rule.event_bus_name(bus);
        }
        let rule = CfnRule::new(&scope, "Resource", props.customize.apply(rule));
        let resource = rule.clone();
        scope.add_validation(move |_| check_purpose(&resource));
        let rule = Self {
            scope,
            arn: rule.attr_arn(),
            name: rule.attr_rule_name(),
            resource: Owned::made(rule),
        };
        for target in props.targets {
            rule.add(&*target);
        }
        rule
    }

    /// A rule that exists, by ARN.
    #[track_caller]
    pub fn from_event_rule_arn(scope: &dyn Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        let arn = arn.into();
        let name = match arn.literal() {
            Some(text) => Value::from(text.rsplit('/').next().unwrap_or_default()),
            None => Value::select(1, arn.clone().split("/")),
        };
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            arn,
            name,
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnRule {
        self.resource.resource(&self.scope, |scope| {
            let pattern = EventPattern::new().source("none");
            CfnRule::new(scope, "Resource", CfnRuleProps::new().event_pattern(pattern))
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

    /// Sends the events to a target, and gives the rule what it needs for that.
    #[track_caller]
    pub fn add_target(&self, target: impl RuleTarget) {
        self.add(&target);
    }

    #[track_caller]
    fn add(&self, target: &dyn RuleTarget) {
        let Some(rule) = self.resource.get() else {
            refuse(&self.scope, "has targets that this app cannot add to");
            return;
        };
        let config = target.bind(self);
        check_place(&self.scope, &config);
        let mut number = 0;
        rule.update_property("Targets", |targets| {
            if let Expr::Array(there) = targets {
                number = there.len();
            }
        });
        if number == MAX_TARGETS {
            let diagnostic = Diagnostic::error(
                diagnostic_ids::EVENT_RULE,
                "a rule has more targets than EventBridge takes",
            )
            .at("", Some("Targets"))
            .found(format!("{} targets", number + 1))
            .allowed(format!("{MAX_TARGETS} targets"))
            .help("make a second rule of the same pattern, or send to a topic that several subscribe to");
            self.scope.report(diagnostic);
        }
        let target = config.target.id(format!("Target{number}"));
        let target = Value::from(config.delivery.put(target, self)).into_expr();
        rule.update_property("Targets", |targets| match targets {
            Expr::Array(there) => there.push(target),
            other => *other = Expr::Array(vec![target]),
        });
    }

    /// Adds to the pattern: further fields have to match too, and further values of a field that is named already are further alternatives.
    #[track_caller]
    pub fn add_event_pattern(&self, pattern: EventPattern) {
        let Some(rule) = self.resource.get() else {
            refuse(&self.scope, "has a pattern that this app cannot add to");
            return;
        };
        let mut mistakes = Vec::new();
        rule.update_property("EventPattern", |fields| match fields {
            Expr::Object(fields) => mistakes = pattern.merge_into(fields),
            other => {
                let mut fields = ExprMap::default();
                mistakes = pattern.merge_into(&mut fields);
                *other = Expr::Object(fields);
            }
        });
        for mistake in mistakes {
            self.scope.report(mistake);
        }
    }

    /// The role that EventBridge takes on to reach targets that have no policy of their own. It is made when it is first asked for.
    pub fn role(&self) -> Role {
        const ID: &str = "EventsRole";
        let there = self.scope.find_child(ID).and_then(|scope| scope.extension::<Role>());
        there.unwrap_or_else(|| {
            let role = Role::new(
                &self.scope,
                ID,
                RoleProps::new(Principal::service(SERVICE).from_own_account()),
            );
            role.scope().set_extension(role.clone());
            role
        })
    }

    /// EventBridge on behalf of this rule, for the policy of what it sends to.
    ///
    /// Where the policy would close a circle (the rule names the queue, whose key would name the rule; or the target is in another stack, which would then need this
    /// one), all rules of the account are meant.
    pub(super) fn principal(&self, target: &Scope, has_key: HasKey) -> Principal {
        let service = Principal::service(SERVICE);
        let stack = |scope: &Scope| scope.stack().map(|stack| stack.scope().node_id());
        if has_key == HasKey::No && stack(&self.scope) == stack(target) {
            service.from_source(self.arn())
        } else {
            service.from_own_account()
        }
    }

    /// Lets EventBridge send to a queue on behalf of this rule.
    pub(super) fn let_in_to_queue(&self, queue: &Queue) {
        let has_key = HasKey::from(queue.encryption_key().is_some());
        let_in_to_queue(&self.scope, queue, &self.principal(queue.scope(), has_key));
    }
}

/// Lets EventBridge send to a queue, or says why it cannot, at `scope`.
pub(super) fn let_in_to_queue(scope: &Scope, queue: &Queue, principal: &Principal) {
    let report = |diagnostic: Diagnostic, help: &str| {
        scope.report(diagnostic.found(queue.scope().path()).help(help));
    };
    if !queue.is_owned() {
        let message = "EventBridge is not let in to a queue that is imported";
        report(
            Diagnostic::warning(diagnostic_ids::EVENT_PERMISSION, message),
            "where the queue is made, allow `sqs:SendMessage` to `events.amazonaws.com` from this account",
        );
    } else if queue.has_key_of_aws() {
        let message = "EventBridge cannot send to a queue that is encrypted with the key `aws/sqs`";
        report(
            Diagnostic::error(diagnostic_ids::EVENT_PERMISSION, message),
            "let SQS encrypt the queue, which is its default, or give it a key of the account",
        );
    } else {
        queue.grant_send_messages(principal);
    }
}

/// Whether a target is encrypted with a key of the account, whose policy has to let EventBridge in as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HasKey {
    Yes,
    No,
}

impl From<bool> for HasKey {
    fn from(has: bool) -> Self {
        if has { Self::Yes } else { Self::No }
    }
}

fn check_name(scope: &Scope, name: Option<&Value<String>>) {
    let Some(name) = name.and_then(Value::literal) else {
        return;
    };
    let is_right = (1..=64).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte));
    if !is_right {
        let diagnostic = Diagnostic::error(diagnostic_ids::EVENT_RULE, "the name of a rule is not one")
            .at("", Some("Name"))
            .found(name.as_str())
            .allowed("1 to 64 letters, digits, `.`, `-` and `_`");
        scope.report(diagnostic);
    }
}

fn check_purpose(rule: &CfnResource) -> Vec<Diagnostic> {
    let Some(Ok(props)) = rule.props::<CfnRuleProps>() else {
        return Vec::new();
    };
    let pattern = props.event_pattern.map(ferrocdk_core::Document::into_expr);
    let has_pattern = pattern.as_ref().is_some_and(|pattern| !is_empty(pattern));
    if has_pattern || props.schedule_expression.is_some() {
        return pattern.as_ref().and_then(too_long).into_iter().collect();
    }
    let diagnostic = Diagnostic::error(
        diagnostic_ids::EVENT_RULE,
        "a rule has neither a pattern nor a schedule",
    )
    .at("", Some("EventPattern"))
    .help("say `.event_pattern(..)` or `.schedule(..)`");
    vec![diagnostic]
}

fn is_empty(pattern: &Expr) -> bool {
    matches!(pattern, Expr::Object(fields) if fields.is_empty())
}

/// The ARN of all rules of the account and region.
pub(super) fn all_rules() -> Value<String> {
    text!(
        "arn:{}:events:{}:{}:rule/*",
        pseudo::partition(),
        pseudo::region(),
        pseudo::account_id()
    )
}
