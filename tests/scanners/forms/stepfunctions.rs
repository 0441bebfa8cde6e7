//! Step Functions.

use ferrocdk::Construct;
use ferrocdk::aws::stepfunctions::{Activity, ActivityProps, Pass, StateMachine, StateMachineProps};

pub(crate) fn forms(stack: &dyn Construct) {
    Activity::new(stack, "Activity", ActivityProps::new());
    StateMachine::new(stack, "Machine", StateMachineProps::new(Pass::new("One")));
}
