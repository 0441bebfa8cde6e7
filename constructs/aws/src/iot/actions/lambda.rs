//! Functions of Lambda.

use ferrocdk_cfn::iot::topic_rule::{Action as CfnAction, LambdaAction as CfnLambdaAction};
use ferrocdk_core::Construct;

use crate::iot::permission::permit;
use crate::iot::{RuleAction, TopicRule};
use crate::lambda::Function;

/// Invokes a function with each message, asynchronously. The permission is made with the rule, so that the function's stack need not know it.
///
/// A failure of the function is not the rule's failure: Lambda tries again, and then gives it to the function's own destination of failures.
///
/// ```
/// use ferrocdk_aws::iot::actions::LambdaAction;
/// use ferrocdk_aws::lambda::Function;
/// # use ferrocdk_core::{App, Stack, StackProps};
/// # let app = App::new();
/// # let stack = Stack::new(&app, "plant", StackProps::default());
/// let inspect = LambdaAction::new(&Function::from_function_name(&stack, "Inspect", "inspect"));
/// ```
#[derive(Clone, Debug)]
#[must_use = "an action takes effect in a rule"]
pub struct LambdaAction {
    function: Function,
}

impl LambdaAction {
    /// Invokes a function.
    pub fn new(function: &Function) -> Self {
        Self {
            function: function.clone(),
        }
    }
}

impl RuleAction for LambdaAction {
    fn bind(&self, rule: &TopicRule) -> CfnAction {
        permit(rule.scope(), &self.function, "AllowTopicRule", rule.arn());
        CfnAction::new().lambda(CfnLambdaAction::new().function_arn(self.function.arn()))
    }
}
