//! `RuleTarget`: where a rule sends events, and how hard it tries.

use std::fmt;

use ferrocdk_cfn::events::rule::{DeadLetterConfig, RetryPolicy, Target as CfnTarget};
use ferrocdk_core::{Construct, Diagnostic, Scope, Value};

use super::input::Input;
use super::rule::Rule;
use crate::bounds::bounded;
use crate::diagnostic_ids;
use crate::iam::Role;
use crate::sqs::Queue;
use crate::units::Seconds;

bounded! {
    /// How often EventBridge tries again, 0 to 185 times. Source: "Retry policy" of the EventBridge user guide.
    RetryAttempts(u32) in 0..=185, "attempts";
    /// How old an event may get while it is tried, 60 to 86,400 seconds. Source: "Retry policy" of the EventBridge user guide.
    EventAge(Seconds) in 60..=86_400, "seconds";
}

/// Something that a rule sends events to: [`targets`](super::targets) has those of AWS's services.
///
/// An own one gives the rule the permissions that it needs, in a policy of the target or to [`Rule::role`], and says where to send:
///
/// ```
/// use ferrocdk_aws::events::{EventPattern, Rule, RuleProps, RuleTarget, TargetConfig};
/// use ferrocdk_aws::iam::PolicyStatement;
/// use ferrocdk_cfn::events::rule::{BatchParameters, Target};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// #[derive(Debug)]
/// struct Batch;
///
/// impl RuleTarget for Batch {
///     fn bind(&self, rule: &Rule) -> TargetConfig {
///         let (queue, job) = ("arn:aws:batch:sa-east-1:111122223333:job-queue/night", "arn:aws:batch:sa-east-1:111122223333:job-definition/report:3");
///         let role = rule.role();
///         role.add_to_policy(PolicyStatement::allow(["batch:SubmitJob"]).on(queue).on(job));
///         let parameters = BatchParameters::new().job_definition(job).job_name("report");
///         TargetConfig::new(queue).role(&role).cfn(|target| target.batch_parameters(parameters))
///     }
/// }
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let rule = Rule::new(&stack, "Reports", RuleProps::new().event_pattern(EventPattern::new().source("plant.office")));
/// rule.add_target(Batch);
/// # assert!(app.synth().is_ok());
/// ```
pub trait RuleTarget: fmt::Debug {
    /// Gives the rule what it needs, and says where it sends.
    fn bind(&self, rule: &Rule) -> TargetConfig;
}

/// Where a rule sends events: what a [`RuleTarget`] says.
#[derive(Clone, Debug)]
#[must_use = "it takes effect in a rule"]
pub struct TargetConfig {
    pub(super) target: CfnTarget,
    pub(super) arn: Value<String>,
    pub(super) resource: Option<Scope>,
    pub(super) delivery: Delivery,
    pub(super) elsewhere: Elsewhere,
}

/// Whether a target may be in another account or region than its rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Elsewhere {
    Allowed,
    Refused,
}

impl TargetConfig {
    /// Something by its ARN.
    pub fn new(arn: impl Into<Value<String>>) -> Self {
        let arn = arn.into();
        Self {
            target: CfnTarget::new().arn(arn.clone()),
            arn,
            resource: None,
            delivery: Delivery::default(),
            elsewhere: Elsewhere::Refused,
        }
    }

    /// EventBridge takes on this role to send.
    pub fn role(mut self, role: &Role) -> Self {
        self.target = self.target.role_arn(role.arn());
        self
    }

    /// The construct that the events go to: its account and region have to be those of the rule.
    pub fn resource(mut self, construct: &dyn Construct) -> Self {
        self.resource = Some(construct.scope().clone());
        self
    }

    /// How hard EventBridge tries, and what it sends.
    pub fn delivery(mut self, delivery: &Delivery) -> Self {
        self.delivery = delivery.clone();
        self
    }

    /// Sets any property of the target with its type.
    pub fn cfn(mut self, change: impl FnOnce(CfnTarget) -> CfnTarget) -> Self {
        self.target = change(self.target);
        self
    }

    pub(super) fn into_elsewhere(mut self) -> Self {
        self.elsewhere = Elsewhere::Allowed;
        self
    }
}

/// How hard EventBridge tries to send an event, and what it sends.
#[derive(Clone, Debug, Default)]
pub struct Delivery {
    /// Where events go that could not be delivered. Default: nowhere; they are lost.
    pub dead_letter_queue: Option<Queue>,
    /// How often it tries again. Default: 185 times, as EventBridge has it.
    pub retry_attempts: Option<RetryAttempts>,
    /// How old an event may get. Default: 24 hours, as EventBridge has it.
    pub max_event_age: Option<EventAge>,
    /// Content that the target gets. Default: the whole event.
    pub input: Option<Input>,
}

impl Delivery {
    /// Puts it into a target of a rule.
    #[track_caller]
    pub(super) fn put(self, mut target: CfnTarget, rule: &Rule) -> CfnTarget {
        let scope = rule.scope();
        let checks = [
            (
                "MaximumRetryAttempts",
                self.retry_attempts.map_or(Ok(()), RetryAttempts::check),
            ),
            (
                "MaximumEventAgeInSeconds",
                self.max_event_age.map_or(Ok(()), EventAge::check),
            ),
        ];
        for (property, checked) in checks {
            if let Err(error) = checked {
                error.report(scope, diagnostic_ids::EVENT_DELIVERY, property);
            }
        }
        if self.retry_attempts.is_some() || self.max_event_age.is_some() {
            let mut policy = RetryPolicy::new();
            policy.maximum_retry_attempts = self.retry_attempts.map(|attempts| attempts.get().into());
            policy.maximum_event_age_in_seconds = self.max_event_age.map(|age| age.get().into());
            target = target.retry_policy(policy);
        }
        if let Some(queue) = &self.dead_letter_queue {
            rule.let_in_to_queue(queue);
            target = target.dead_letter_config(DeadLetterConfig::new().arn(queue.arn()));
        }
        match self.input {
            Some(input) => input.put(target, scope),
            None => target,
        }
    }
}

/// Reports a target in another account or region than the rule, which sends nothing there by itself.
pub(super) fn check_place(rule: &Scope, config: &TargetConfig) {
    let (Some(own), Elsewhere::Refused) = (rule.stack().map(|stack| stack.environment()), config.elsewhere) else {
        return;
    };
    let of_arn = |part: usize| {
        let part = config.arn.literal()?.split(':').nth(part)?;
        (!part.is_empty()).then(|| part.to_owned())
    };
    let there = config
        .resource
        .as_ref()
        .and_then(Scope::stack)
        .map(|stack| stack.environment());
    let region = of_arn(3).or_else(|| there.as_ref()?.region.clone());
    let account = of_arn(4).or_else(|| there.as_ref()?.account.clone());
    let differs =
        |own: &Option<String>, other: &Option<String>| matches!((own, other), (Some(own), Some(other)) if own != other);
    for (what, own, other) in [("region", &own.region, &region), ("account", &own.account, &account)] {
        if differs(own, other) {
            let name = |of: &Option<String>| of.clone().unwrap_or_default();
            let diagnostic = Diagnostic::error(
                diagnostic_ids::EVENT_ELSEWHERE,
                format!("a rule and its target are in different {what}s"),
            )
            .at("", Some("Targets"))
            .found(format!("the rule in {}, the target in {}", name(own), name(other)))
            .allowed(format!("a target in {}, or an event bus anywhere", name(own)))
            .help("send the events to the event bus there (`targets::EventBusTarget`), and make the rule for this target on it");
            rule.report(diagnostic);
        }
    }
}
