//! `Schedule`: calls a target once, or again and again.

use ferrocdk_cfn::scheduler::schedule::{FlexibleTimeWindow, Target as CfnTarget};
use ferrocdk_cfn::scheduler::{CfnSchedule, ScheduleProps as CfnScheduleProps};
use ferrocdk_core::{Construct, Diagnostic, Number, Scope, Value};

use super::expression::{ScheduleExpression, is_time};
use super::group::ScheduleGroup;
use super::target::ScheduleTarget;
use crate::bounds::bounded;
use crate::iam::{Principal, Role, RoleProps};
use crate::kms::Key;
use crate::owned::{Owned, constructs};
use crate::props::props;
use crate::units::Minutes;
use crate::{defaults, diagnostic_ids};

bounded! {
    /// Time within which a call may be made, 1 to 1,440 minutes. Source: "Configuring flexible time windows with EventBridge Scheduler".
    FlexibleWindow(Minutes) in 1..=1_440, "minutes";
}

/// Whether a schedule calls its target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScheduleState {
    /// It does.
    #[default]
    Enabled,
    /// It does not, until it is switched on.
    Disabled,
}

props! {
    /// Settings of a [`Schedule`].
    pub struct ScheduleProps for CfnScheduleProps {
        /// When it calls.
        schedule: ScheduleExpression,
        /// Its target.
        target: ScheduleTarget,
        /// The group that it belongs to. Default: the one that every account has.
        group: Option<ScheduleGroup>,
        /// Spreads calls over so much time after they are due, so that not all come at once. Default: they are made when they are due, within a minute.
        flexible_window: Option<FlexibleWindow>,
        /// Calls nothing before this time, such as `2026-12-01T00:00:00Z`. Default: from now on.
        start: Option<String>,
        /// Calls nothing after this time, such as `2026-12-31T00:00:00Z`. Default: for ever.
        end: Option<String>,
        /// The key of the account that encrypts the target's input. Default: that of the scope ([`Defaults`](crate::Defaults)), else one of AWS's own.
        encryption_key: Option<Key>,
        /// Whether it calls. Default: it does.
        state: ScheduleState = ScheduleState::Enabled,
        /// For people, up to 512 characters. Default: none.
        description: Option<Value<String>>,
        /// A name that does not change, 1 to 64 letters, digits, `.`, `-` and `_`. Default: CloudFormation generates one.
        schedule_name: Option<Value<String>>,
    }
}

/// A schedule of EventBridge Scheduler: calls a target once, or again and again, in a time zone.
///
/// Makes an `AWS::Scheduler::Schedule`, an `AWS::IAM::Role` and an `AWS::IAM::ManagedPolicy`. Costs a dollar a million calls; the first 14 million a month are free.
///
/// ```
/// use ferrocdk_aws::scheduler::{Cron, Schedule, ScheduleExpression, ScheduleProps, ScheduleTarget};
/// use ferrocdk_aws::units::Minutes;
/// use ferrocdk_core::{App, Stack, StackProps, doc};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let shift = ScheduleExpression::cron(Cron::new().hour(6).week_day("MON-FRI")).time_zone("America/Sao_Paulo");
/// let report = ScheduleTarget::step_functions_start_execution("arn:aws:states:sa-east-1:111122223333:stateMachine:report");
/// Schedule::new(&stack, "Report", ScheduleProps::new(shift, report.input(doc!({ "shift": "early" }))).flexible_window(Minutes(15)));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Schedule {
    scope: Scope,
    resource: Owned<CfnSchedule>,
    role: Option<Role>,
    arn: Value<String>,
    name: Value<String>,
}

constructs!(Schedule);
ferrocdk_cfn::refers!(Schedule: scheduler { ScheduleArn => arn, ScheduleName => name });

impl Schedule {
    /// Makes a schedule.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: ScheduleProps) -> Self {
        let scope = scope.scope().child(id);
        check(&scope, &props);
        let group_arn = match &props.group {
            Some(group) => group.arn(),
            None => ScheduleGroup::arn_of("default"),
        };
        let own_role = || {
            let service = Principal::service("scheduler.amazonaws.com");
            let service = service.from_own_account().from_source(group_arn);
            Role::new(&scope, "Role", RoleProps::new(service))
        };
        let (target, role) = props.target.put(&scope, own_role);
        let window = match props.flexible_window {
            Some(window) => FlexibleTimeWindow::new()
                .mode("FLEXIBLE")
                .maximum_window_in_minutes(Number::from(window.get())),
            None => FlexibleTimeWindow::new().mode("OFF"),
        };
        let mut schedule = CfnScheduleProps::new()
            .schedule_expression(props.schedule.expression())
            // As Scheduler has it where none is said; written, so that whoever reads the template need not know.
            .schedule_expression_timezone(props.schedule.zone().unwrap_or("Etc/UTC"))
            .flexible_time_window(window)
            .state(match props.state {
                ScheduleState::Enabled => "ENABLED",
                ScheduleState::Disabled => "DISABLED",
            })
            .target(target);
        schedule.group_name = props.group.as_ref().map(ScheduleGroup::name);
        schedule.start_date = props.start.map(Value::from);
        schedule.end_date = props.end.map(Value::from);
        schedule.description = props.description;
        schedule.name = props.schedule_name;
        if let Some(key) = props.encryption_key.or_else(|| defaults::encryption_key(&scope)) {
            key.grant_decrypt(&role);
            schedule = schedule.kms_key_arn(key.arn());
        }
        let schedule = CfnSchedule::new(&scope, "Resource", props.customize.apply(schedule));
        // A call that is due before its permissions are there would fail.
        schedule.scope().depends_on(&role);
        Self {
            arn: schedule.attr_arn(),
            name: schedule.reference(),
            resource: Owned::made(schedule),
            role: Some(role),
            scope,
        }
    }

    /// A schedule that exists, by ARN.
    #[track_caller]
    pub fn from_schedule_arn(scope: &dyn Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        let arn = arn.into();
        let name = match arn.literal() {
            Some(text) => Value::from(text.rsplit('/').next().unwrap_or_default()),
            None => Value::select(2, arn.clone().split("/")),
        };
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            role: None,
            arn,
            name,
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnSchedule {
        self.resource.resource(&self.scope, |scope| {
            let stand_in = CfnScheduleProps::new()
                .schedule_expression("rate(1 day)")
                .flexible_time_window(FlexibleTimeWindow::new().mode("OFF"))
                .target(CfnTarget::new().arn("imported").role_arn("imported"));
            CfnSchedule::new(scope, "Resource", stand_in)
        })
    }

    /// The schedule's ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// The schedule's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// The role that Scheduler takes on; none for what is imported.
    pub fn role(&self) -> Option<&Role> {
        self.role.as_ref()
    }
}

fn check(scope: &Scope, props: &ScheduleProps) {
    props.schedule.report(scope);
    if let Some(Err(error)) = props.flexible_window.map(FlexibleWindow::check) {
        error.report(scope, diagnostic_ids::SCHEDULE, "MaximumWindowInMinutes");
    }
    let wrong = |property: &str, message: &str, found: String, allowed: &str| {
        let diagnostic = Diagnostic::error(diagnostic_ids::SCHEDULE, message)
            .at("", Some(property))
            .found(found)
            .allowed(allowed);
        scope.report(diagnostic);
    };
    let in_utc = |date: &String| date.strip_suffix('Z').is_some_and(is_time);
    for (property, date) in [("StartDate", &props.start), ("EndDate", &props.end)] {
        if let Some(date) = date.as_ref().filter(|date| !in_utc(date)) {
            let allowed = "a date and a time in UTC, such as `2026-12-01T00:00:00Z`";
            wrong(property, "a point in time that is not one", date.clone(), allowed);
        }
    }
    if let (Some(start), Some(end)) = (&props.start, &props.end)
        && in_utc(start)
        && in_utc(end)
        && start >= end
    {
        let found = format!("from {start} to {end}");
        wrong(
            "EndDate",
            "a schedule that ends before it starts",
            found,
            "an end after the start",
        );
    }
    let is_name = |name: &String| {
        (1..=64).contains(&name.len())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
    };
    let name = props.schedule_name.as_ref().and_then(Value::literal);
    if let Some(name) = name.filter(|name| !is_name(name)) {
        let allowed = "1 to 64 letters, digits, `.`, `-` and `_`";
        wrong("Name", "the name of a schedule is not one", name.clone(), allowed);
    }
}
