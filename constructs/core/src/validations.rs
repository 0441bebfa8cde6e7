//! Checks that constructs bring along, which run when the tree is complete.

use std::rc::Rc;

use crate::diagnostic::Diagnostic;
use crate::tree::{Scope, Validation};

impl Scope {
    /// Adds a check that runs at synthesis, after all aspects.
    ///
    /// ```
    /// use ferrocdk_core::{App, Construct, Diagnostic, Stack, StackProps};
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// stack.scope().add_validation(|scope| match scope.children().len() {
    ///     0 => vec![Diagnostic::error("P0001", "the plant is empty").help("add a line")],
    ///     _ => Vec::new(),
    /// });
    /// assert_eq!(app.synth().unwrap_err().0[0].construct, "plant");
    /// ```
    pub fn add_validation(&self, check: impl Fn(&Self) -> Vec<Diagnostic> + 'static) {
        self.edit_details(|details| details.validations.push(Validation(Rc::new(check))));
    }
}

/// Runs all checks and gives what they found, each at its construct.
pub(crate) fn run_all(root: &Scope) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for scope in root.find_all() {
        // Copied, since a check may report at the construct itself, which changes the tree.
        let validations = root.tree().node(scope.node_id()).details().validations.clone();
        for Validation(check) in validations {
            let location = root.tree().node(scope.node_id()).location;
            for finding in check(&scope) {
                let property = finding.property.clone();
                findings.push(finding.at(scope.path(), property.as_deref()).located(location));
            }
        }
    }
    findings
}
