//! `Grantee`: who permissions can be given to.

use ferrocdk_core::{Scope, Value};

use super::principal::Principal;
use super::statement::PolicyStatement;

/// Something that permissions can be given to: a role, a function, a user; or a principal such as a service, which has no permissions of its own and is
/// let in by the policy of the resource.
#[diagnostic::on_unimplemented(
    message = "permissions cannot be given to `{Self}`",
    label = "expected a role, a function, or another `Grantee`, by reference"
)]
pub trait Grantee {
    /// Who it is, for policies of resources and keys.
    fn grant_principal(&self) -> Principal;

    /// Adds a statement to the permissions of the identity. Gives the construct that has them now; `None` where there is no identity of this app that could
    /// get them.
    fn add_to_principal_policy(&self, statement: PolicyStatement) -> Option<Scope>;

    /// The account that the identity belongs to, where it is known to be another than that of the stack it is used in.
    fn foreign_account(&self) -> Option<Value<String>> {
        None
    }
}

impl Grantee for Principal {
    fn grant_principal(&self) -> Principal {
        self.clone()
    }

    fn add_to_principal_policy(&self, _statement: PolicyStatement) -> Option<Scope> {
        None
    }
}

impl<T: Grantee + ?Sized> Grantee for &T {
    fn grant_principal(&self) -> Principal {
        (**self).grant_principal()
    }

    fn add_to_principal_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        (**self).add_to_principal_policy(statement)
    }

    fn foreign_account(&self) -> Option<Value<String>> {
        (**self).foreign_account()
    }
}
