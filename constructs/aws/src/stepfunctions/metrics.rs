//! Metrics of a state machine.

use ferrocdk_cfn::stepfunctions::CfnStateMachine;

use super::state_machine::StateMachine;
use crate::cloudwatch::Metric;

impl StateMachine {
    /// A metric of the machine by its name, such as `ExecutionsFailed`.
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new("AWS/States", name).dimension("StateMachineArn", self.arn())
    }

    /// Executions that ended with an error.
    pub fn metric_failed(&self) -> Metric {
        CfnStateMachine::metric_executions_failed_by_state_machine_arn(self.arn()).into()
    }

    /// Executions that waited, because the account had too many state transitions.
    pub fn metric_throttled(&self) -> Metric {
        CfnStateMachine::metric_execution_throttled_by_state_machine_arn(self.arn()).into()
    }

    /// Executions that somebody stopped.
    pub fn metric_aborted(&self) -> Metric {
        CfnStateMachine::metric_executions_aborted_by_state_machine_arn(self.arn()).into()
    }

    /// Executions that ended well.
    pub fn metric_succeeded(&self) -> Metric {
        CfnStateMachine::metric_executions_succeeded_by_state_machine_arn(self.arn()).into()
    }

    /// Executions that took too long.
    pub fn metric_timed_out(&self) -> Metric {
        CfnStateMachine::metric_executions_timed_out_by_state_machine_arn(self.arn()).into()
    }

    /// Executions that were started.
    pub fn metric_started(&self) -> Metric {
        CfnStateMachine::metric_executions_started_by_state_machine_arn(self.arn()).into()
    }

    /// How long executions took, in milliseconds.
    pub fn metric_time(&self) -> Metric {
        CfnStateMachine::metric_execution_time_by_state_machine_arn(self.arn()).into()
    }
}
