//! Who needs what of a state machine.

use super::activity::Activity;
use super::state_machine::StateMachine;
use crate::grants::grants;

grants! {
    "AWS::StepFunctions::StateMachine", StateMachineGrants for StateMachine;
    /// Lets somebody start executions.
    start_execution, grant_start_execution: ["states:StartExecution"];
    /// Lets somebody run an express machine and wait for its result.
    start_sync_execution, grant_start_sync_execution: ["states:StartSyncExecution"];
    /// Lets somebody look at the machine, and list its executions.
    read, grant_read: ["states:ListExecutions", "states:DescribeStateMachine"];
}

grants! {
    "AWS::StepFunctions::Activity", ActivityGrants for Activity;
    /// Lets a program fetch the work and answer it: with a result, with an error, or that it goes on.
    work, grant_work: ["states:GetActivityTask"]
        and ["states:SendTaskSuccess", "states:SendTaskFailure", "states:SendTaskHeartbeat"] on ["*"];
}
