//! Step Functions.

use ferrocdk::Stack;
use ferrocdk::aws::stepfunctions::{Activity, ActivityProps, Pass, StateMachine, StateMachineProps};

pub(crate) fn forms(stack: &Stack) {
    Activity::new(stack, "Activity", ActivityProps::new());
    StateMachine::new(stack, "Machine", StateMachineProps::new(Pass::new("One")));
}
