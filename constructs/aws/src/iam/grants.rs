//! Who may take on a role, and who may hand it to a service.

use super::role::Role;
use crate::grants::grants;

grants! {
    "AWS::IAM::Role", RoleGrants for Role;
    /// Lets somebody take on the role. The role has to trust it as well: [`RoleProps::new`](super::RoleProps::new), [`Role::add_to_trust`].
    assume_role, grant_assume_role: ["sts:AssumeRole"];
    /// Lets somebody hand the role to a service, such as one that starts tasks with it.
    pass_role, grant_pass_role: ["iam:PassRole"];
}
