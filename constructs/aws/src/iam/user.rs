//! `User`: an identity of IAM itself, with a password or access keys.

use ferrocdk_cfn::iam::user::LoginProfile;
use ferrocdk_cfn::iam::{AccessKeyProps as CfnAccessKeyProps, CfnAccessKey, CfnUser, UserProps as CfnUserProps};
use ferrocdk_cfn::refs::iam as refs;
use ferrocdk_core::{Construct, IntoRef, ScannerRule, Scope, Value, pseudo, text};

use super::grantee::Grantee;
use super::identity_policies::{self, AttachedTo};
use super::principal::Principal;
use super::statement::PolicyStatement;
use crate::owned::{Owned, constructs};
use crate::props::props;

props! {
    /// Settings of a [`User`].
    pub struct UserProps for CfnUserProps {
        /// A name that does not change. Default: CloudFormation generates one.
        user_name: Option<Value<String>>,
        /// The groups that the user is in.
        refers groups: Vec<refs::GroupName>,
        /// Policies that exist, by ARN.
        refers managed_policies: Vec<refs::ManagedPolicyArn>,
        /// The most that the user can be given: the ARN of a policy. Default: none.
        refers permissions_boundary: Option<refs::ManagedPolicyArn>,
        /// A path such as `/plants/` that the user's ARN has. Default: `/`.
        path: Option<Value<String>>,
        /// A password for the console, from a secret (`Value::secret(..)`), never written in the program; it has to be changed at the first sign-in. Default: no
        /// password.
        initial_password: Option<Value<String>>,
    }
}

/// A user of IAM.
///
/// People come through IAM Identity Center and programs through roles; a user is for what can do neither, since its keys do not end by themselves.
///
/// Makes an `AWS::IAM::User`. Costs nothing.
///
/// ```
/// use ferrocdk_aws::iam::{Group, GroupProps, User, UserProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let gateways = Group::new(&stack, "Gateways", GroupProps::new());
/// let gateway = User::new(&stack, "Gateway", UserProps::new());
/// gateway.add_to_group(&gateways);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct User {
    scope: Scope,
    resource: Owned<CfnUser>,
    arn: Value<String>,
    name: Value<String>,
}

constructs!(User);
ferrocdk_cfn::refers!(User: iam { UserArn => arn, UserName => name });

impl User {
    /// Makes a user.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: UserProps) -> Self {
        let scope = scope.scope().child(id);
        let mut user = CfnUserProps::new();
        user.user_name = props.user_name;
        user.permissions_boundary = props.permissions_boundary;
        user.path = props.path;
        if !props.groups.is_empty() {
            user = user.groups(props.groups);
        }
        if !props.managed_policies.is_empty() {
            user = user.managed_policy_arns(props.managed_policies);
        }
        if let Some(password) = props.initial_password {
            let profile = LoginProfile::new().password(password).password_reset_required(true);
            user = user.login_profile(profile);
        }
        let user = CfnUser::new(&scope, "Resource", props.customize.apply(user));
        // The rules of Control Tower on policies of users fail one that has none at all.
        let rules = ["CT.IAM.PR.1", "CT.IAM.PR.4", "CT.IAM.PR.5"].map(ScannerRule::Guard);
        user.acknowledge(&rules, "has no policy");
        let rules = [
            ScannerRule::Guard("IAM_USER_LOGIN_PROFILE_PASSWORD_RESET_RULE"),
            ScannerRule::Guard("IAM_USER_LOGIN_PROFILE_NO_PLAINTEXT_PASSWORD"),
            ScannerRule::Guard("IAM_USER_MISSING_GROUP_RULE"),
        ];
        user.acknowledge(
            &rules,
            "a user is asked for, where neither Identity Center nor a role can be had",
        );
        Self {
            scope,
            arn: user.attr_arn(),
            name: user.reference(),
            resource: Owned::made(user),
        }
    }

    /// A user of the stack's account that exists, by name.
    #[track_caller]
    pub fn from_user_name(scope: &dyn Construct, id: &str, name: impl Into<Value<String>>) -> Self {
        let name = name.into();
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            arn: text!(
                "arn:{}:iam::{}:user/{}",
                pseudo::partition(),
                pseudo::account_id(),
                name.clone()
            ),
            name,
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnUser {
        self.resource.resource(&self.scope, |scope| {
            CfnUser::new(scope, "Resource", CfnUserProps::new())
        })
    }

    /// The user's ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// The user's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// Puts the user into a group.
    #[track_caller]
    pub fn add_to_group(&self, group: impl IntoRef<refs::GroupName>) {
        let name = group.into_ref().into_expr();
        crate::owned::add_to_list(&self.cfn(), "Groups", name);
    }

    /// Adds a statement to what the user may do.
    pub fn add_to_policy(&self, statement: PolicyStatement) {
        self.add_to_principal_policy(statement);
    }
}

impl Grantee for User {
    fn grant_principal(&self) -> Principal {
        Principal::arn(self.arn())
    }

    fn add_to_principal_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        Some(identity_policies::add(
            &self.scope,
            AttachedTo::User,
            &self.name,
            statement,
        ))
    }
}

props! {
    /// Settings of an [`AccessKey`].
    pub struct AccessKeyProps for CfnAccessKeyProps {
        /// The user whose key it is.
        refers user: refs::UserName,
        /// A number that is raised to make a new key in place of the old. Default: none.
        serial: Option<Value<i64>>,
    }
}

/// A key by which a program signs as a user.
///
/// Makes an `AWS::IAM::AccessKey`. Its secret stands in whatever it is written to: put it into a secret of Secrets Manager, never into an output.
///
/// ```
/// use ferrocdk_aws::iam::{AccessKey, AccessKeyProps, User, UserProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let gateway = User::new(&stack, "Gateway", UserProps::new());
/// let key = AccessKey::new(&stack, "Key", AccessKeyProps::new(&gateway));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct AccessKey {
    scope: Scope,
    key: CfnAccessKey,
}

constructs!(AccessKey);

impl AccessKey {
    /// Makes a key.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: AccessKeyProps) -> Self {
        let scope = scope.scope().child(id);
        let mut key = CfnAccessKeyProps::new().user_name(props.user);
        key.serial = props.serial;
        let key = CfnAccessKey::new(&scope, "Resource", props.customize.apply(key));
        Self { scope, key }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnAccessKey {
        self.key.clone()
    }

    /// The key's id.
    pub fn access_key_id(&self) -> Value<String> {
        self.key.reference()
    }

    /// The secret that it signs with.
    pub fn secret_access_key(&self) -> Value<String> {
        self.key.attr_secret_access_key()
    }
}
