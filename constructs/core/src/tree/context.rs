//! Context: values from outside, which hold from a node downwards.

use serde_json::Value as Json;

use super::{Scope, Tree};
use crate::diagnostic::{Diagnostic, ids};
use crate::node_id::NodeId;

impl Tree {
    /// The nearest value at or above a node.
    pub(crate) fn context_value(&self, id: NodeId, key: &str) -> Option<&Json> {
        self.lineage(id).find_map(|id| self.context.get(&id)?.get(key))
    }
}

impl Scope {
    /// A context value: the nearest above, or one given to the app by the user or the CDK CLI.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Construct, Stack, StackProps};
    /// let app = App::with_context([("plant:lines".to_owned(), 3.into())].into());
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// assert_eq!(stack.scope().context("plant:lines"), Some(3.into()));
    /// assert_eq!(stack.scope().context("plant:shifts"), None);
    /// ```
    pub fn context(&self, key: &str) -> Option<Json> {
        self.tree().context_value(self.node_id(), key).cloned()
    }

    /// Sets a context value for this construct and those below. Only before the first of those is made, since it might have read the old one.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Construct, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// stack.scope().set_context("plant:lines", 3);
    /// assert_eq!(stack.scope().child("Ingest").context("plant:lines"), Some(3.into()));
    /// assert_eq!(app.scope().context("plant:lines"), None);
    /// ```
    pub fn set_context(&self, key: &str, value: impl Into<Json>) {
        if let Some(first) = self.children().first() {
            let diagnostic = Diagnostic::error(
                ids::CONTEXT_TOO_LATE,
                "context is set after constructs were made that may have read it",
            )
            .found(format!("{key:?} after {}", first.path()))
            .help("set it before the first construct is made below");
            return self.report(diagnostic);
        }
        let id = self.node_id();
        let mut tree = self.tree_mut();
        tree.context.entry(id).or_default().insert(key.to_owned(), value.into());
    }
}
