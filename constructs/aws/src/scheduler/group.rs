//! `ScheduleGroup`: schedules that are counted, permitted and deleted together.

use ferrocdk_cfn::scheduler::{CfnScheduleGroup, ScheduleGroupProps as CfnScheduleGroupProps};
use ferrocdk_core::{Construct, RemovalPolicy, Scope, Value, pseudo, text};

use crate::cloudwatch::Metric;
use crate::defaults;
use crate::grants::{Grant, Target, grants};
use crate::iam::{Grantee, PolicyStatement};
use crate::owned::{Owned, constructs};
use crate::props::props;

props! {
    /// Settings of a [`ScheduleGroup`].
    pub struct ScheduleGroupProps for CfnScheduleGroupProps {
        /// A name that does not change, 1 to 64 characters. Default: CloudFormation generates one.
        schedule_group_name: Option<Value<String>>,
        /// Fate of the group, and of all schedules in it, when it leaves the stack. Default: that of the scope ([`Defaults`](crate::Defaults)), else it stays, since
        /// programs make schedules in it.
        removal_policy: Option<RemovalPolicy>,
    }
}

/// A group of schedules, with metrics and grants of its own. Deleting it deletes all schedules in it.
///
/// Makes an `AWS::Scheduler::ScheduleGroup`. Costs nothing.
///
/// ```
/// use ferrocdk_aws::iam::{Principal, Role, RoleProps};
/// use ferrocdk_aws::scheduler::{ScheduleGroup, ScheduleGroupProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let reminders = ScheduleGroup::new(&stack, "Reminders", ScheduleGroupProps::new());
/// let planner = Role::new(&stack, "Planner", RoleProps::new(Principal::service("lambda.amazonaws.com")));
/// reminders.grant_write_schedules(&planner);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct ScheduleGroup {
    scope: Scope,
    resource: Owned<CfnScheduleGroup>,
    arn: Value<String>,
    name: Value<String>,
}

constructs!(ScheduleGroup);
ferrocdk_cfn::refers!(ScheduleGroup: scheduler { ScheduleGroupArn => arn, ScheduleGroupName => name });

impl From<&Self> for ScheduleGroup {
    fn from(group: &Self) -> Self {
        group.clone()
    }
}

impl ScheduleGroup {
    /// Makes a group.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: ScheduleGroupProps) -> Self {
        let scope = scope.scope().child(id);
        let mut group = CfnScheduleGroupProps::new();
        group.name = props.schedule_group_name;
        let group = CfnScheduleGroup::new(&scope, "Resource", props.customize.apply(group));
        defaults::apply_removal_policy(&group, props.removal_policy);
        Self {
            scope,
            arn: group.attr_arn(),
            name: group.reference(),
            resource: Owned::made(group),
        }
    }

    /// The group that every account has.
    #[track_caller]
    pub fn default_group(scope: &dyn Construct, id: &str) -> Self {
        Self::from_schedule_group_name(scope, id, "default")
    }

    /// A group of the stack's account and region that exists, by name.
    #[track_caller]
    pub fn from_schedule_group_name(scope: &dyn Construct, id: &str, name: impl Into<Value<String>>) -> Self {
        let name = name.into();
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            arn: Self::arn_of(name.clone()),
            name,
        }
    }

    pub(super) fn arn_of(name: impl Into<Value<String>>) -> Value<String> {
        text!(
            "arn:{}:scheduler:{}:{}:schedule-group/{}",
            pseudo::partition(),
            pseudo::region(),
            pseudo::account_id(),
            name.into()
        )
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnScheduleGroup {
        self.resource.resource(&self.scope, |scope| {
            CfnScheduleGroup::new(scope, "Resource", CfnScheduleGroupProps::new())
        })
    }

    /// The group's ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// The group's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// Grants on the schedules of this group.
    pub fn grants(&self) -> ScheduleGrants {
        let schedules = text!(
            "arn:{}:scheduler:{}:{}:schedule/{}/*",
            pseudo::partition(),
            pseudo::region(),
            pseudo::account_id(),
            self.name()
        );
        ScheduleGrants::on(Target::new(self, schedules))
    }

    /// Lets somebody do with the group itself what actions of your own choice say, such as `scheduler:GetScheduleGroup`.
    #[track_caller]
    pub fn grant(&self, grantee: &dyn Grantee, actions: &[&str]) -> Grant {
        let statement = PolicyStatement::allow(actions.iter().copied()).on(self.arn());
        Grant::statement(statement, grantee, &Target::new(self, self.arn()))
    }

    /// A metric of the group by its name, such as `InvocationAttemptCount`.
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new("AWS/Scheduler", name).dimension("ScheduleGroup", self.name())
    }

    /// Calls that were tried.
    pub fn metric_attempts(&self) -> Metric {
        self.metric("InvocationAttemptCount")
    }

    /// Calls that targets answered with an error.
    pub fn metric_target_errors(&self) -> Metric {
        self.metric("TargetErrorCount")
    }

    /// Calls that targets refused, since they were too many.
    pub fn metric_target_throttled(&self) -> Metric {
        self.metric("TargetErrorThrottledCount")
    }

    /// Calls that Scheduler held back, since they were too many.
    pub fn metric_throttled(&self) -> Metric {
        self.metric("InvocationThrottleCount")
    }

    /// Calls that were given up.
    pub fn metric_dropped(&self) -> Metric {
        self.metric("InvocationDroppedCount")
    }

    /// Calls that were put into a queue of those that could not be made.
    pub fn metric_sent_to_dlq(&self) -> Metric {
        self.metric("InvocationsSentToDeadLetterCount")
    }

    /// Calls that could not even be put into that queue: they are lost.
    pub fn metric_failed_to_be_sent_to_dlq(&self) -> Metric {
        self.metric("InvocationsFailedToBeSentToDeadLetterCount")
    }
}

grants! {
    "AWS::Scheduler::Schedule", ScheduleGrants for ScheduleGroup;
    /// Lets somebody look at the schedules of the group. Listing schedules cannot be limited to a group, so that is left out.
    read_schedules, grant_read_schedules: ["scheduler:GetSchedule"];
    /// Lets somebody make and change schedules in the group. Whoever does also has to be allowed `iam:PassRole` on the roles of their targets.
    write_schedules, grant_write_schedules: ["scheduler:CreateSchedule", "scheduler:UpdateSchedule"];
    /// Lets somebody delete schedules of the group.
    delete_schedules, grant_delete_schedules: ["scheduler:DeleteSchedule"];
}
