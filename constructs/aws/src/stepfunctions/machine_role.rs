//! Permissions that the role of a state machine needs, as its states say.

use crate::iam::{PolicyStatement, Role};

/// Something that a state needs.
pub(super) trait Permission {
    /// Gives it to the machine's role.
    fn give(&self, role: &Role);
}

impl Permission for PolicyStatement {
    fn give(&self, role: &Role) {
        role.add_to_policy(self.clone());
    }
}
