//! `EventBus`: where events are sent, and rules choose among them.

use ferrocdk_cfn::events::event_bus::{DeadLetterConfig, IncludeDetail as CfnIncludeDetail, LogConfig, LogConfigLevel};
use ferrocdk_cfn::events::{CfnEventBus, CfnEventBusPolicy, EventBusPolicyProps, EventBusProps as CfnEventBusProps};
use ferrocdk_core::{CfnResource, Construct, Diagnostic, Document, Expr, Scope, Value, doc, logical_id, pseudo, text};

use super::grants::EventBusGrants;
use super::rule::{SERVICE, let_in_to_queue};
use crate::grants::{ResourcePolicy, Target};
use crate::iam::{PolicyStatement, Principal};
use crate::kms::Key;
use crate::owned::{Owned, constructs};
use crate::props::props;
use crate::sqs::Queue;
use crate::{defaults, diagnostic_ids};

/// The name of the bus that every account has.
pub(super) const DEFAULT_BUS: &str = "default";

/// Steps that a bus logs of the events that it handles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BusLogLevel {
    /// Steps that failed.
    Error,
    /// Every step.
    Info,
    /// Every step with its details.
    Trace,
}

/// Whether the logs of a bus have the events' content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogDetail {
    /// They do not.
    #[default]
    None,
    /// They do: who may read the logs may read the events.
    Full,
}

/// Logs of a bus.
#[derive(Clone, Copy, Debug)]
pub struct BusLogs {
    /// Steps that are logged.
    pub level: BusLogLevel,
    /// Whether with the events' content.
    pub detail: LogDetail,
}

props! {
    /// Settings of an [`EventBus`].
    pub struct EventBusProps for CfnEventBusProps {
        /// A name that does not change, 1 to 256 letters, digits, `.`, `-` and `_`. Default: made of the construct's path, since EventBridge generates none.
        event_bus_name: Option<Value<String>>,
        /// The partner's event source whose events the bus takes, such as `aws.partner/example.com/123`; the bus has its name then. Default: none.
        event_source_name: Option<Value<String>>,
        /// For people, up to 512 characters. Default: none.
        description: Option<Value<String>>,
        /// The key of the account that encrypts events. Default: that of the scope ([`Defaults`](crate::Defaults)), else EventBridge's own.
        encryption_key: Option<Key>,
        /// Where events go that could not be encrypted or decrypted with the key. Default: nowhere. For what a target did not take, see the targets of rules.
        own dead_letter_queue: Option<Queue> = None,
        /// Logs of the bus; where they go is set up as a vended delivery. Default: none.
        logs: Option<BusLogs>,
    }
}

impl EventBusProps {
    /// Keeps events that could not be encrypted or decrypted with the key in a queue.
    #[must_use]
    pub fn dead_letter_queue(mut self, queue: &Queue) -> Self {
        self.dead_letter_queue = Some(queue.clone());
        self
    }
}

/// A bus of EventBridge for events of one's own or a partner's.
///
/// Makes an `AWS::Events::EventBus`. Costs a dollar a million events that are sent to it.
///
/// ```
/// use ferrocdk_aws::events::{EventBus, EventBusProps, EventPattern, Rule, RuleProps, targets};
/// use ferrocdk_aws::iam::{Principal, Role, RoleProps};
/// use ferrocdk_aws::sqs::{Queue, QueueProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let bus = EventBus::new(&stack, "Bus", EventBusProps::new());
/// let worker = Role::new(&stack, "Worker", RoleProps::new(Principal::service("lambda.amazonaws.com")));
/// bus.grant_put_events_to(&worker);
/// bus.grant_put_events_to(&Principal::account("111122223333"));
///
/// let jobs = Queue::new(&stack, "Jobs", QueueProps::new());
/// let orders = RuleProps::new().event_bus(&bus).event_pattern(EventPattern::new().detail_type("Order placed"));
/// Rule::new(&stack, "Orders", orders).add_target(targets::SqsQueue::new(&jobs));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct EventBus {
    scope: Scope,
    resource: Owned<CfnEventBus>,
    policy: Policy,
    arn: Value<String>,
    name: Value<String>,
    key: Option<Key>,
}

/// Whether statements about a bus can be added: each is a resource by itself, which works for every bus of the stack's account and region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Policy {
    Changeable,
    Foreign,
}

constructs!(EventBus);
ferrocdk_cfn::refers!(EventBus: events { EventBusArn => arn, EventBusName => name });

impl EventBus {
    /// Makes a bus.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: EventBusProps) -> Self {
        let scope = scope.scope().child(id);
        check(&scope, &props);
        let given = props.event_source_name.clone().or(props.event_bus_name);
        let bus_name = given.unwrap_or_else(|| Value::from(generated_name(&scope)));
        let mut bus = CfnEventBusProps::new().name(bus_name.clone());
        bus.event_source_name = props.event_source_name;
        bus.description = props.description;
        let key = props.encryption_key.or_else(|| defaults::encryption_key(&scope));
        if let Some(key) = &key {
            bus = bus.kms_key_identifier(key.arn());
            allow_bus(key, &arn_of(bus_name));
        }
        if let Some(queue) = &props.dead_letter_queue {
            bus = bus.dead_letter_config(DeadLetterConfig::new().arn(queue.arn()));
            let_in_to_queue(&scope, queue, &Principal::service(SERVICE).from_own_account());
        }
        if let Some(logs) = props.logs {
            let level = match logs.level {
                BusLogLevel::Error => LogConfigLevel::Error,
                BusLogLevel::Info => LogConfigLevel::Info,
                BusLogLevel::Trace => LogConfigLevel::Trace,
            };
            let detail = match logs.detail {
                LogDetail::None => CfnIncludeDetail::None,
                LogDetail::Full => CfnIncludeDetail::Full,
            };
            bus = bus.log_config(LogConfig::new().level(level).include_detail(detail));
        }
        let bus = CfnEventBus::new(&scope, "Resource", props.customize.apply(bus));
        Self {
            scope,
            arn: bus.attr_arn(),
            name: bus.reference(),
            resource: Owned::made(bus),
            policy: Policy::Changeable,
            key,
        }
    }

    /// The bus that every account has in every region, where AWS's services send their events.
    #[track_caller]
    pub fn default_bus(scope: &dyn Construct, id: &str) -> Self {
        Self::from_event_bus_name(scope, id, DEFAULT_BUS)
    }

    /// A bus of the stack's account and region that exists, by name.
    #[track_caller]
    pub fn from_event_bus_name(scope: &dyn Construct, id: &str, name: impl Into<Value<String>>) -> Self {
        let name = name.into();
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            policy: Policy::Changeable,
            arn: arn_of(name.clone()),
            name,
            key: None,
        }
    }

    /// A bus that exists, by ARN, in whatever account and region. Its policy is left to whoever owns it.
    #[track_caller]
    pub fn from_event_bus_arn(scope: &dyn Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        let arn = arn.into();
        let name = match arn.literal() {
            Some(text) => Value::from(text.split_once('/').map_or("", |(_, name)| name)),
            None => Value::select(1, arn.clone().split("/")),
        };
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            policy: Policy::Foreign,
            arn,
            name,
            key: None,
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnEventBus {
        self.resource.resource(&self.scope, |scope| {
            CfnEventBus::new(scope, "Resource", CfnEventBusProps::new().name("imported"))
        })
    }

    /// The bus's ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// The bus's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// The key that encrypts its events, if it is one of the account.
    pub fn encryption_key(&self) -> Option<&Key> {
        self.key.as_ref()
    }

    /// Grants on this bus.
    pub fn grants(&self) -> EventBusGrants {
        EventBusGrants::on(Target::new(self, self.arn()).policy(self.clone()))
    }
}

impl ResourcePolicy for EventBus {
    fn add_to_resource_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        if self.policy == Policy::Foreign {
            return None;
        }
        // Each statement is a resource of its own, whose id is its name in the policy.
        let mut numbers = (1..).map(|number: u32| format!("Policy{number}"));
        let id = numbers.find(|id| self.scope.find_child(id).is_none())?;
        let at = self.scope.child(&id);
        let path: Vec<String> = at.path().split('/').map(str::to_owned).collect();
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let sid = logical_id(&path).unwrap_or(id);
        let sid: String = sid.chars().take(64).collect();
        let statement = statement.sid(&sid).into_expr();
        let same = |child: &Scope| {
            let there = CfnResource::of(&child.find_child("Resource")?)?;
            let mut is_same = false;
            there.update_property("Statement", |other| {
                is_same = without_sid(other) == without_sid(&statement);
            });
            is_same.then(|| there.scope().clone())
        };
        if let Some(there) = self.scope.children().iter().find_map(same) {
            return Some(there);
        }
        let props = EventBusPolicyProps::new()
            .event_bus_name(self.name())
            .statement_id(sid)
            .statement(Document::new(statement));
        Some(CfnEventBusPolicy::new(&at, "Resource", props).scope().clone())
    }
}

fn without_sid(statement: &Expr) -> Expr {
    let mut statement = statement.clone();
    if let Expr::Object(map) = &mut statement {
        map.remove("Sid");
    }
    statement
}

/// As AWS CDK names buses, so that the same app has the same names.
fn generated_name(scope: &Scope) -> String {
    let path = scope.path();
    let components: Vec<&str> = path.split('/').collect();
    logical_id(&components).unwrap_or(path)
}

fn arn_of(name: Value<String>) -> Value<String> {
    text!(
        "arn:{}:events:{}:{}:event-bus/{}",
        pseudo::partition(),
        pseudo::region(),
        pseudo::account_id(),
        name
    )
}

/// Lets EventBridge use a key for the events of one bus. Source: "Encrypting EventBridge event buses with AWS KMS keys".
fn allow_bus(key: &Key, arn: &Value<String>) {
    let context = doc!({ "kms:EncryptionContext:aws:events:event-bus:arn": arn.clone() });
    let use_it = PolicyStatement::allow(["kms:Decrypt", "kms:GenerateDataKey"])
        .by(Principal::service(SERVICE).from_own_account().from_source(arn.clone()))
        .on_everything()
        .when("StringEquals", context);
    let describe = PolicyStatement::allow(["kms:DescribeKey"])
        .by(Principal::service(SERVICE).from_own_account().from_source(arn.clone()))
        .on_everything();
    // The policy of an imported key is its owner's.
    for statement in [use_it, describe] {
        key.add_to_resource_policy(statement);
    }
}

fn check(scope: &Scope, props: &EventBusProps) {
    let wrong = |property: &str, message: &str, found: &str, allowed: &str| {
        let diagnostic = Diagnostic::error(diagnostic_ids::EVENT_BUS, message)
            .at("", Some(property))
            .found(found)
            .allowed(allowed);
        scope.report(diagnostic);
    };
    if props.event_bus_name.is_some() && props.event_source_name.is_some() {
        wrong(
            "Name",
            "a bus has the name of its partner's event source, and no other",
            "a name and an event source",
            "one of them",
        );
    }
    let literal = |value: &Option<Value<String>>| value.as_ref().and_then(Value::literal).cloned();
    if let Some(name) = literal(&props.event_bus_name) {
        let is_name = (1..=256).contains(&name.len())
            && name != DEFAULT_BUS
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte));
        if !is_name {
            let allowed =
                "1 to 256 letters, digits, `.`, `-` and `_`, and not `default`, which every account has already";
            wrong("Name", "the name of a bus is not one", &name, allowed);
        }
    }
    if let Some(source) = literal(&props.event_source_name) {
        let parts: Vec<&str> = source.split('/').collect();
        if parts.first() != Some(&"aws.partner") || parts.len() < 3 || parts.contains(&"") {
            let allowed = "`aws.partner/`, the partner's name, and what the partner calls the source";
            wrong(
                "EventSourceName",
                "the event source of a partner is not one",
                &source,
                allowed,
            );
        }
    }
}
