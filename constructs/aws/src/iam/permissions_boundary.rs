//! `PermissionsBoundary`: the most that identities below a scope can be given.

use ferrocdk_cfn::refs::iam::ManagedPolicyArn;
use ferrocdk_core::{Aspects, CfnResource, Construct, Expr, IntoRef, Scope};

/// The most that the roles and users below a scope can be given, whatever their policies say.
///
/// Reaches every role and user, those made by bindings and by constructs of others too. One that has a boundary of its own keeps it.
///
/// Source: "Permissions boundaries for IAM entities".
///
/// ```
/// use ferrocdk_aws::iam::{PermissionsBoundary, Principal, Role, RoleProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// PermissionsBoundary::of(&stack).apply("arn:aws:iam::111122223333:policy/plants");
/// Role::new(&stack, "Worker", RoleProps::new(Principal::service("lambda.amazonaws.com")));
/// let template = app.synth().unwrap().template("plant").unwrap().to_string();
/// assert!(template.contains(r#""PermissionsBoundary":"arn:aws:iam::111122223333:policy/plants""#));
/// ```
#[derive(Clone, Debug)]
pub struct PermissionsBoundary {
    scope: Scope,
}

impl PermissionsBoundary {
    /// The boundary of everything below a construct.
    pub fn of(construct: &dyn Construct) -> Self {
        Self {
            scope: construct.scope().clone(),
        }
    }

    /// Sets it: a policy, or its ARN.
    pub fn apply(&self, policy: impl IntoRef<ManagedPolicyArn>) {
        let arn = policy.into_ref().into_expr();
        Aspects::of(&self.scope).add(move |scope: &Scope| {
            let Some(resource) = CfnResource::of(scope) else {
                return;
            };
            if ["AWS::IAM::Role", "AWS::IAM::User"].contains(&resource.type_name().as_str()) {
                resource.update_property("PermissionsBoundary", |boundary| {
                    if *boundary == Expr::Null {
                        *boundary = arn.clone();
                    }
                });
            }
        });
    }
}
