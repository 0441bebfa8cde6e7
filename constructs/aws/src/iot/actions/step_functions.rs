//! State machines.

use ferrocdk_cfn::iot::topic_rule::{Action as CfnAction, StepFunctionsAction as CfnStepFunctionsAction};
use ferrocdk_core::Value;

use crate::iot::{RuleAction, TopicRule};
use crate::stepfunctions::StateMachine;

/// Starts an execution of a state machine with each message as its input.
///
/// ```
/// use ferrocdk_aws::iot::actions::StepFunctionsAction;
/// use ferrocdk_aws::stepfunctions::StateMachine;
/// # use ferrocdk_core::{App, Stack, StackProps};
/// # let app = App::new();
/// # let stack = Stack::new(&app, "plant", StackProps::default());
/// let inspection = StateMachine::from_state_machine_name(&stack, "Inspection", "inspection");
/// let start = StepFunctionsAction::new(&inspection).execution_name_prefix("press-");
/// ```
#[derive(Clone, Debug)]
#[must_use = "an action takes effect in a rule"]
pub struct StepFunctionsAction {
    machine: StateMachine,
    execution_name_prefix: Option<Value<String>>,
}

impl StepFunctionsAction {
    /// Starts executions of a machine.
    pub fn new(machine: &StateMachine) -> Self {
        Self {
            machine: machine.clone(),
            execution_name_prefix: None,
        }
    }

    /// Sets with which text the names of executions begin; an id follows. Default: none.
    pub fn execution_name_prefix(mut self, prefix: impl Into<Value<String>>) -> Self {
        self.execution_name_prefix = Some(prefix.into());
        self
    }
}

impl RuleAction for StepFunctionsAction {
    fn bind(&self, rule: &TopicRule) -> CfnAction {
        let role = rule.role();
        self.machine.grant_start_execution(&role);
        let mut action = CfnStepFunctionsAction::new()
            .state_machine_name(self.machine.name())
            .role_arn(role.arn());
        action.execution_name_prefix = self.execution_name_prefix.clone();
        CfnAction::new().step_functions(action)
    }
}
