//! Functions of Lambda.

use ferrocdk_cfn::lambda::{CfnPermission, PermissionProps};
use ferrocdk_core::{Construct, Diagnostic, logical_id};

use super::delivery;
use crate::diagnostic_ids;
use crate::events::{Delivery, Rule, RuleTarget, TargetConfig};
use crate::lambda::Function;

/// Invokes a function, asynchronously. The rule gets the permission, which stands with the rule, so that the function's stack need not know it.
///
/// ```
/// use ferrocdk_aws::events::{EventPattern, Rule, RuleProps, targets};
/// use ferrocdk_aws::lambda::{Code, Function, FunctionProps, Runtime};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let code = Code::inline("exports.handler = async (event) => console.log(event)");
/// let function = Function::new(&stack, "Alarms", FunctionProps::new(code).runtime(Runtime::NODEJS_22).handler("index.handler"));
/// let alarms = EventPattern::new().source("aws.cloudwatch").detail_type("CloudWatch Alarm State Change");
/// Rule::new(&stack, "OnAlarm", RuleProps::new().event_pattern(alarms).target(targets::LambdaFunction::new(&function)));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct LambdaFunction {
    function: Function,
    delivery: Delivery,
}

delivery!(LambdaFunction, input);

impl LambdaFunction {
    /// Invokes a function.
    pub fn new(function: &Function) -> Self {
        Self {
            function: function.clone(),
            delivery: Delivery::default(),
        }
    }
}

impl RuleTarget for LambdaFunction {
    fn bind(&self, rule: &Rule) -> TargetConfig {
        if self.function.can_permit() {
            permit(rule, &self.function);
        } else {
            let diagnostic = Diagnostic::warning(
                diagnostic_ids::EVENT_PERMISSION,
                "EventBridge is not let in to a function of another account",
            )
            .at("", Some("Targets"))
            .found(self.function.scope().path())
            .help("where the function is made, permit `events.amazonaws.com` to invoke it for this rule");
            rule.scope().report(diagnostic);
        }
        TargetConfig::new(self.function.arn())
            .resource(&self.function)
            .delivery(&self.delivery)
    }
}

/// The permission stands with the rule, so that the function's stack need not know it.
fn permit(rule: &Rule, function: &Function) {
    let path = function.scope().path();
    let components: Vec<&str> = path.split('/').collect();
    // As AWS CDK calls it. A rule that invokes a function twice needs one.
    let id = format!("AllowEventRule{}", logical_id(&components).unwrap_or_default());
    if rule.scope().find_child(&id).is_none() {
        let permission = PermissionProps::new()
            .action("lambda:InvokeFunction")
            .function_name(function.arn())
            .principal("events.amazonaws.com")
            .source_arn(rule.arn());
        CfnPermission::new(rule, &id, permission);
    }
}
