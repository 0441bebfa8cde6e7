//! `Activity`: work that programs anywhere fetch for themselves.

use ferrocdk_cfn::stepfunctions::{ActivityProps as CfnActivityProps, CfnActivity};
use ferrocdk_core::{Construct, Scope, Value};

use super::grants::ActivityGrants;
use super::state::Task;
use crate::grants::Target;
use crate::owned::constructs;
use crate::props::props;

props! {
    /// Settings of an [`Activity`].
    pub struct ActivityProps for CfnActivityProps {
        /// The name. Default: one that follows from the place in the app, since CloudFormation demands one.
        activity_name: Option<String>,
    }
}

/// Work that programs outside of AWS, such as on a plant's own machines, fetch and answer.
///
/// Makes an `AWS::StepFunctions::Activity`. Costs nothing by itself.
///
/// ```
/// use ferrocdk_aws::stepfunctions::{Activity, ActivityProps, StateMachine, StateMachineProps};
/// use ferrocdk_aws::units::Hours;
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let inspect = Activity::new(&stack, "Inspect", ActivityProps::new());
/// StateMachine::new(&stack, "Inspection", StateMachineProps::new(inspect.task("Inspect").timeout(Hours(8))));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Activity {
    scope: Scope,
    activity: CfnActivity,
}

constructs!(Activity);
ferrocdk_cfn::refers!(Activity: stepfunctions { ActivityArn => arn });

impl Activity {
    /// Makes an activity.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: ActivityProps) -> Self {
        let scope = scope.scope().child(id);
        let name = props.activity_name.unwrap_or_else(|| scope.unique_resource_name(80));
        let activity = CfnActivity::new(
            &scope,
            "Resource",
            props.customize.apply(CfnActivityProps::new().name(name)),
        );
        Self { scope, activity }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnActivity {
        self.activity.clone()
    }

    /// The activity's ARN.
    pub fn arn(&self) -> Value<String> {
        self.activity.reference()
    }

    /// Grants on this activity.
    pub fn grants(&self) -> ActivityGrants {
        ActivityGrants::on(Target::new(self, self.arn()))
    }

    /// A state that waits until a program has done the work.
    #[track_caller]
    pub fn task(&self, name: &str) -> Task {
        Task::new(name, self.arn())
    }
}
