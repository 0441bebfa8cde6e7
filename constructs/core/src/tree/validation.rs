//! A check that a node brings along.

use std::fmt;
use std::rc::Rc;

use super::Scope;
use crate::diagnostic::Diagnostic;

/// Check of a construct: looks at it, and tells its mistakes.
pub(crate) type Check = dyn Fn(&Scope) -> Vec<Diagnostic>;

/// A check of one construct.
#[derive(Clone)]
pub(crate) struct Validation(pub(crate) Rc<Check>);

impl fmt::Debug for Validation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Validation")
    }
}
