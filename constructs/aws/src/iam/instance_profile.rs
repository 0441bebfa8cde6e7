//! `InstanceProfile`: a role as instances of EC2 carry it.

use ferrocdk_cfn::iam::{CfnInstanceProfile, InstanceProfileProps as CfnInstanceProfileProps};
use ferrocdk_cfn::refs::iam as refs;
use ferrocdk_core::{Construct, Scope, Value};

use crate::owned::{Owned, constructs};
use crate::props::props;

props! {
    /// Settings of an [`InstanceProfile`].
    pub struct InstanceProfileProps for CfnInstanceProfileProps {
        /// The role that instances have.
        refers role: refs::RoleName,
        /// A name that does not change. Default: CloudFormation generates one.
        instance_profile_name: Option<Value<String>>,
        /// A path such as `/plants/` that the profile's ARN has. Default: `/`.
        path: Option<Value<String>>,
    }
}

/// The wrapping of a role that instances of EC2 ask for.
///
/// Makes an `AWS::IAM::InstanceProfile`. Costs nothing.
///
/// ```
/// use ferrocdk_aws::iam::{InstanceProfile, InstanceProfileProps, Principal, Role, RoleProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let role = Role::new(&stack, "Gateway", RoleProps::new(Principal::service("ec2.amazonaws.com")));
/// InstanceProfile::new(&stack, "Profile", InstanceProfileProps::new(&role));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct InstanceProfile {
    scope: Scope,
    resource: Owned<CfnInstanceProfile>,
    arn: Value<String>,
}

constructs!(InstanceProfile);
ferrocdk_cfn::refers!(InstanceProfile: iam { InstanceProfileArn => arn });

impl InstanceProfile {
    /// Makes a profile.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: InstanceProfileProps) -> Self {
        let scope = scope.scope().child(id);
        let mut profile = CfnInstanceProfileProps::new().roles([props.role]);
        profile.instance_profile_name = props.instance_profile_name;
        profile.path = props.path;
        let profile = CfnInstanceProfile::new(&scope, "Resource", props.customize.apply(profile));
        Self {
            scope,
            arn: profile.attr_arn(),
            resource: Owned::made(profile),
        }
    }

    /// A profile that exists, by ARN.
    #[track_caller]
    pub fn from_instance_profile_arn(scope: &dyn Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            arn: arn.into(),
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnInstanceProfile {
        self.resource.resource(&self.scope, |scope| {
            CfnInstanceProfile::new(scope, "Resource", CfnInstanceProfileProps::new())
        })
    }

    /// The profile's ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }
}
