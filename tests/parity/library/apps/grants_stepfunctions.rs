//! Every grant of a state machine.

use ferrocdk::aws::stepfunctions::{Pass, StateMachine, StateMachineProps};
use ferrocdk::{App, Stack, StackProps};

use super::role;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Grants", StackProps::default());
    let machine = StateMachine::new(&stack, "Machine", StateMachineProps::new(Pass::new("Nothing")));
    machine.grant_start_execution(&role(&stack, "Starter"));
    machine.grant_start_sync_execution(&role(&stack, "Caller"));
    machine.grant_read(&role(&stack, "Reader"));
    machine.grant_task_response(&role(&stack, "Worker"));
    machine.grant_execution(&role(&stack, "Stopper"), &["states:StopExecution"]);
}
