//! `PermissionProps`: who else may invoke a function.

use ferrocdk_cfn::lambda::{CfnPermission, PermissionProps as CfnPermissionProps};
use ferrocdk_cfn::refs::lambda::PermissionSourceArn;
use ferrocdk_core::{Annotations, Construct, Diagnostic, Expr, Scope, Value};

use super::function::Function;
use crate::diagnostic_ids;
use crate::iam::Principal;
use crate::props::props;

props! {
    /// Who may do something with a function beside the identities that their own policies allow to: a service of AWS, another account, an organization.
    ///
    /// ```
    /// use ferrocdk_aws::iam::Principal;
    /// use ferrocdk_aws::lambda::PermissionProps;
    ///
    /// let rule = "arn:aws:events:sa-east-1:111122223333:rule/nightly";
    /// let nightly = PermissionProps::new(Principal::service("events.amazonaws.com")).source_arn(rule);
    /// ```
    pub struct PermissionProps for CfnPermissionProps {
        /// Who: a service, an account, an identity by its ARN, an organization, or anybody. Conditions on source and organization go along.
        principal: Principal,
        /// The action. Default: to invoke the function.
        action: String = "lambda:InvokeFunction".to_owned(),
        /// Only on behalf of one resource, by ARN. Without it, a service may be made to invoke the function on behalf of anybody's.
        refers source_arn: Option<PermissionSourceArn>,
        /// Only on behalf of an account's resources: for ARNs without account, such as those of buckets.
        source_account: Option<Value<String>>,
        /// The token of an Alexa skill.
        event_source_token: Option<Value<String>>,
        /// For calls by URL: how callers prove who they are.
        function_url_auth_type: Option<Value<String>>,
    }
}

impl Function {
    /// Lets somebody invoke the function. Makes an `AWS::Lambda::Permission` below it; none for what is imported from another account, whose policy this app cannot
    /// change, with a warning.
    ///
    /// ```
    /// # use ferrocdk_aws::iam::Principal;
    /// # use ferrocdk_aws::lambda::{Code, Function, FunctionProps, PermissionProps};
    /// # use ferrocdk_core::{App, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let function = Function::new(&stack, "Processor", FunctionProps::new(Code::rust("processor")));
    /// let rule = "arn:aws:events:sa-east-1:111122223333:rule/nightly";
    /// let nightly = PermissionProps::new(Principal::service("events.amazonaws.com")).source_arn(rule);
    /// function.add_permission("Nightly", nightly);
    /// # let template = app.synth().unwrap().template("plant").unwrap().to_string();
    /// # assert!(template.contains(r#""SourceArn":"arn:aws:events:sa-east-1:111122223333:rule/nightly""#));
    /// ```
    #[track_caller]
    pub fn add_permission(&self, id: &str, props: PermissionProps) -> Option<CfnPermission> {
        if !self.can_permit() {
            Annotations::of(self).add_warning(
                "lambda:permissionElsewhere",
                "the function belongs to another account: whoever owns it has to let in what invokes it",
            );
            return None;
        }
        let told = Told::by(&props.principal, self.scope());
        let mut permission = CfnPermissionProps::new().action(props.action).function_name(self.arn());
        permission.principal = Some(props.principal.value().clone());
        permission.source_arn = props.source_arn.or(told.source_arn);
        permission.source_account = props.source_account.or(told.source_account);
        permission.principal_org_id = told.organization;
        permission.event_source_token = props.event_source_token;
        if let Some(kind) = props.function_url_auth_type.or(told.function_url_auth_type) {
            permission = permission.function_url_auth_type(kind);
        }
        if told.via_function_url.is_some() {
            permission = permission.invoked_via_function_url(true);
        }
        Some(CfnPermission::new(self.scope(), id, props.customize.apply(permission)))
    }
}

/// Conditions of a principal, as far as a permission has a property for it.
#[derive(Debug, Default)]
struct Told {
    source_arn: Option<Value<String>>,
    source_account: Option<Value<String>>,
    organization: Option<Value<String>>,
    function_url_auth_type: Option<Value<String>>,
    via_function_url: Option<Value<String>>,
}

impl Told {
    #[track_caller]
    fn by(principal: &Principal, scope: &Scope) -> Self {
        let mut told = Self::default();
        if !["Service", "AWS", "*"].contains(&principal.kind()) {
            let found = format!("a principal of the kind {}", principal.kind());
            refuse(
                scope,
                found,
                "services, accounts, identities by their ARN, organizations, and anybody",
            );
        }
        for (operator, key, value) in principal.conditions().iter() {
            let place = match (operator, key.to_ascii_lowercase().as_str()) {
                ("ArnLike" | "ArnEquals" | "StringLike" | "StringEquals", "aws:sourcearn") => &mut told.source_arn,
                ("StringEquals", "aws:sourceaccount") => &mut told.source_account,
                ("StringEquals", "aws:principalorgid") => &mut told.organization,
                ("StringEquals", "lambda:functionurlauthtype") => &mut told.function_url_auth_type,
                ("Bool", "lambda:invokedviafunctionurl") => &mut told.via_function_url,
                _ => {
                    let found = format!("the condition {operator} on {key}");
                    refuse(scope, found, "aws:SourceArn, aws:SourceAccount and aws:PrincipalOrgID");
                    continue;
                }
            };
            match value {
                Expr::Array(values) => {
                    let found = format!("{} values of {key}", values.len());
                    refuse(scope, found, "one value; make a permission for each");
                }
                Expr::String(text) => *place = Some(Value::from(text.as_str())),
                value => *place = Some(Value::Intrinsic(value.clone())),
            }
        }
        told
    }
}

#[track_caller]
fn refuse(scope: &Scope, found: String, allowed: &str) {
    let diagnostic = Diagnostic::error(diagnostic_ids::PERMISSION, "a permission that a function cannot have")
        .at("", Some("Principal"))
        .found(found)
        .allowed(allowed)
        .located(std::panic::Location::caller());
    scope.report(diagnostic);
}
