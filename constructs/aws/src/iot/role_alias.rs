//! `RoleAlias`: credentials of AWS for devices.

use ferrocdk_cfn::iot::{CfnRoleAlias, RoleAliasProps as CfnRoleAliasProps};
use ferrocdk_core::{CfnResource, Construct, Diagnostic, Expr, Scope, Value};

use super::named::named;
use crate::bounds::bounded;
use crate::diagnostic_ids;
use crate::iam::Role;
use crate::owned::Owned;
use crate::props::props;
use crate::units::Seconds;

/// The service that takes on the role for devices.
const PROVIDER: &str = "credentials.iot.amazonaws.com";

bounded! {
    /// How long credentials of a device hold, 15 minutes to 12 hours. Source: "CreateRoleAlias" of the AWS IoT API.
    CredentialDuration(Seconds) in 900..=43_200, "seconds";
}

props! {
    /// Settings of a [`RoleAlias`].
    pub struct RoleAliasProps for CfnRoleAliasProps {
        /// The role that devices get credentials of. It lets `credentials.iot.amazonaws.com` take it on.
        role: Role,
        /// The name that devices ask for. Default: CloudFormation generates one.
        role_alias: Option<Value<String>>,
        /// How long credentials hold. Default: an hour, as AWS IoT has it; the role's own sessions may not be shorter.
        credential_duration: Option<CredentialDuration>,
    }
}

/// A name by which devices trade their certificate for credentials of a role, to call services of AWS themselves.
///
/// A device needs a statement for it: [`device::assume_role`](super::device::assume_role).
///
/// Makes an `AWS::IoT::RoleAlias`. Costs nothing.
///
/// ```
/// use ferrocdk_aws::iam::{Principal, Role, RoleProps};
/// use ferrocdk_aws::iot::{RoleAlias, RoleAliasProps};
/// use ferrocdk_aws::units::Hours;
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let role = Role::new(&stack, "Upload", RoleProps::new(Principal::service("credentials.iot.amazonaws.com")));
/// let upload = RoleAlias::new(&stack, "Alias", RoleAliasProps::new(&role).role_alias("upload").credential_duration(Hours(1)));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct RoleAlias {
    scope: Scope,
    resource: Owned<CfnRoleAlias>,
    name: Value<String>,
}

named!(
    RoleAlias,
    CfnRoleAlias,
    "role alias",
    from_role_alias_name,
    attr_role_alias_arn,
    CfnRoleAliasProps::new().role_arn("")
);
ferrocdk_cfn::refers!(RoleAlias: iot { RoleAliasArn => arn, RoleAlias => name });

impl RoleAlias {
    /// Makes a role alias.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: RoleAliasProps) -> Self {
        let scope = scope.scope().child(id);
        if let Some(Err(error)) = props.credential_duration.map(CredentialDuration::check) {
            error.report(&scope, diagnostic_ids::DEVICE_ROLE, "CredentialDurationSeconds");
        }
        let mut alias = CfnRoleAliasProps::new().role_arn(props.role.arn());
        alias.role_alias = props.role_alias;
        alias.credential_duration_seconds = props.credential_duration.map(|duration| duration.get().into());
        let alias = CfnRoleAlias::new(&scope, "Resource", props.customize.apply(alias));
        let role = props.role;
        scope.add_validation(move |_| check_trust(&role));
        Self::made(scope, alias)
    }
}

/// A role that is made here has to trust the service; of others nobody knows.
fn check_trust(role: &Role) -> Vec<Diagnostic> {
    let resource = role
        .scope()
        .find_child("Resource")
        .and_then(|scope| CfnResource::of(&scope));
    let mut trusts = true;
    if let Some(resource) = resource {
        resource.update_property("AssumeRolePolicyDocument", |policy| {
            trusts = names_provider(policy);
        });
    }
    let diagnostic = (!trusts).then(|| {
        Diagnostic::error(diagnostic_ids::DEVICE_ROLE, "devices cannot get credentials of a role")
            .at("", Some("RoleArn"))
            .found(format!("{}, which {PROVIDER} cannot take on", role.scope().path()))
            .help(format!("let it be assumed by `Principal::service(\"{PROVIDER}\")`"))
    });
    diagnostic.into_iter().collect()
}

fn names_provider(policy: &Expr) -> bool {
    match policy {
        Expr::String(text) => *text == *PROVIDER,
        Expr::Array(items) => items.iter().any(names_provider),
        Expr::Object(map) => map.iter().any(|(_, value)| names_provider(value)),
        _ => false,
    }
}
