//! `App`: the root of a construct tree.

use std::panic::Location;
use std::path::Path;

use indexmap::IndexMap;
use serde_json::Value as Json;

use crate::aspects;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::synth::{self, Assembly, SynthError};
use crate::tree::{Construct, Scope};
use crate::validations;

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
    ///
    /// ```
    /// # use ferrocdk_core::App;
    /// let assembly = App::new().synth().unwrap();
    /// assert_eq!(assembly.templates().count(), 0);
    /// ```
    #[track_caller]
    pub fn new() -> Self {
        Self {
            scope: Scope::root(Location::caller()),
        }
    }

    /// Makes an app with context, which constructs read with [`Scope::context`].
    ///
    /// ```
    /// # use ferrocdk_core::{App, Construct};
    /// let app = App::with_context([("plant:lines".to_owned(), 3.into())].into());
    /// assert_eq!(app.scope().context("plant:lines"), Some(3.into()));
    /// ```
    #[track_caller]
    pub fn with_context(context: IndexMap<String, Json>) -> Self {
        let app = Self::new();
        let root = app.scope.node_id();
        app.scope.tree_mut().context.insert(root, context);
        app
    }

    /// Runs all aspects and validations, then resolves the whole tree into an assembly in memory. The same tree gives the same bytes.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Stack, StackProps, diagnostic_ids};
    /// let app = App::new();
    /// Stack::new(&app, "plant", StackProps::default());
    /// Stack::new(&app, "plant", StackProps::default());
    /// let mistakes = app.synth().unwrap_err();
    /// assert_eq!(mistakes.0[0].id, diagnostic_ids::DUPLICATE_ID);
    /// ```
    ///
    /// # Errors
    /// All mistakes of the tree together, when one of them is an error.
    pub fn synth(&self) -> Result<Assembly, Diagnostics> {
        aspects::invoke_all(&self.scope);
        let findings = validations::run_all(&self.scope);
        synth::synthesize(&self.scope.tree(), findings)
    }

    /// As [`synth`](Self::synth), straight into a folder: each file is written when it is ready and not kept, so that a large app needs memory for its
    /// tree and one stack. Gives what was noticed and does not prevent deployment.
    ///
    /// The folder gets the whole assembly, as [`Assembly::write`] describes it, or stays as it was.
    ///
    /// ```
    /// use ferrocdk_core::{App, Stack, StackProps};
    /// let app = App::new();
    /// Stack::new(&app, "sao-paulo-dev", StackProps::default());
    /// let folder = std::env::temp_dir().join(format!("ferrocdk-doc-{}", std::process::id()));
    /// let warnings = app.synth_to(&folder)?;
    /// assert!(warnings.is_empty() && folder.join("sao-paulo-dev.template.json").exists());
    /// # std::fs::remove_dir_all(folder).unwrap();
    /// # Ok::<(), ferrocdk_core::SynthError>(())
    /// ```
    ///
    /// # Errors
    /// All mistakes of the tree together, when one of them is an error; else when a file or the folder cannot be written.
    pub fn synth_to(&self, folder: &Path) -> Result<Vec<Diagnostic>, SynthError> {
        aspects::invoke_all(&self.scope);
        let findings = validations::run_all(&self.scope);
        synth::synthesize_to(&self.scope.tree(), findings, folder)
    }
}
