//! A user with a key, in a group, and the role of a machine.

use ferrocdk::aws::iam::{
    AccessKey, AccessKeyProps, Group, GroupProps, InstanceProfile, InstanceProfileProps, ManagedPolicy, Policy,
    PolicyProps, PolicyStatement, Principal, Role, RoleProps, User, UserProps,
};
use ferrocdk::{App, Stack, StackProps};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Identities", StackProps::default());
    let statement = || PolicyStatement::allow(["s3:GetObject"]).on("arn:aws:s3:::reports/*");
    let athena = ManagedPolicy::from_aws_managed_policy_name("AmazonAthenaFullAccess");
    let group = Group::new(&stack, "Readers", GroupProps::new().managed_policies([athena]));
    group.add_to_policy(statement());
    let user = User::new(&stack, "Exporter", UserProps::new().groups([group.name()]));
    user.add_to_policy(PolicyStatement::allow(["s3:PutObject"]).on("arn:aws:s3:::exports/*"));
    AccessKey::new(&stack, "Key", AccessKeyProps::new(user.name()));
    let role = Role::new(&stack, "Machine", RoleProps::new(Principal::service("ec2.amazonaws.com")));
    let reports = PolicyProps::new().policy_name("reports").statements([statement()]);
    Policy::new(&stack, "Reports", reports).attach_to_role(&role);
    InstanceProfile::new(&stack, "Profile", InstanceProfileProps::new(role.name()));
}
