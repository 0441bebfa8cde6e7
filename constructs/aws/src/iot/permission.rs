//! Permission that lets AWS IoT in to a function.

use ferrocdk_cfn::lambda::{CfnPermission, PermissionProps};
use ferrocdk_core::{CfnResource, Construct, Diagnostic, Scope, Value, pseudo};

use super::certificate::attachment_id;
use crate::diagnostic_ids;
use crate::lambda::Function;

/// Lets AWS IoT invoke a function on behalf of one of its resources, by ARN. The permission stands below `scope`, so that the function's stack need not know it.
/// None for a function of another account, which is a warning.
pub(super) fn permit(scope: &Scope, function: &Function, id: &str, source: Value<String>) -> Option<CfnResource> {
    if !function.can_permit() {
        let diagnostic = Diagnostic::warning(
            diagnostic_ids::RULE_ACTION,
            "AWS IoT is not let in to a function of another account",
        )
        .found(function.scope().path())
        .help("where the function is made, permit `iot.amazonaws.com` to invoke it on behalf of this resource");
        scope.report(diagnostic);
        return None;
    }
    let id = attachment_id(id, function);
    // What invokes a function twice needs one permission.
    if let Some(there) = scope.find_child(&id) {
        return CfnResource::of(&there);
    }
    let permission = PermissionProps::new()
        .action("lambda:InvokeFunction")
        .function_name(function.arn())
        .principal("iot.amazonaws.com")
        .source_account(pseudo::account_id())
        .source_arn(source);
    CfnResource::of(CfnPermission::new(scope, &id, permission).scope())
}
