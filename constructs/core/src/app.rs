//! `App`: the root of a construct tree.

use std::panic::Location;

use indexmap::IndexMap;
use serde_json::Value as Json;

use crate::aspect;
use crate::diagnostic::Diagnostics;
use crate::synth::{self, Assembly};
use crate::tree::{Construct, Scope};
use crate::validation;

/// The root of a construct tree; synthesizes it.
///
/// ```
/// use ferrocdk_core::{App, Stack, StackProps};
/// let app = App::new();
/// Stack::new(&app, "sao-paulo-dev", StackProps::default());
/// let assembly = app.synth().expect("no mistakes");
/// assert!(assembly.template("sao-paulo-dev").is_some());
/// ```
#[derive(Clone, Debug)]
pub struct App {
    scope: Scope,
}

impl Construct for App {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl Default for App {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

impl App {
    /// Makes an app without context.
    #[track_caller]
    pub fn new() -> Self {
        Self {
            scope: Scope::root(Location::caller()),
        }
    }

    /// Makes an app with context, which constructs read with [`Scope::context`].
    #[track_caller]
    pub fn with_context(context: IndexMap<String, Json>) -> Self {
        let app = Self::new();
        let root = app.scope.node_id();
        app.scope.tree_mut().context.insert(root, context);
        app
    }

    /// Runs all aspects and validations, then resolves the whole tree into an assembly in memory. The same tree gives the same bytes.
    ///
    /// # Errors
    /// All mistakes of the tree together, when one of them is an error.
    pub fn synth(&self) -> Result<Assembly, Diagnostics> {
        aspect::invoke_all(&self.scope);
        let findings = validation::run_all(&self.scope);
        synth::synthesize(&self.scope.tree(), findings)
    }
}
