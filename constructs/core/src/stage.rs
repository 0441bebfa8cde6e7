//! `Stage`: stacks that are deployed together, as often as there are stages.

use std::panic::Location;

use crate::diagnostic::Diagnostic;
use crate::ids;
use crate::stack::Environment;
use crate::tree::{Construct, Element, Scope, StageData};

/// A copy of a part of the app for one purpose, such as production, with an assembly of its own.
///
/// ```
/// use ferrocdk_core::{App, Environment, Stack, StackProps, Stage};
/// let app = App::new();
/// for (id, region) in [("Dev", "us-east-1"), ("Prod", "sa-east-1")] {
///     let stage = Stage::new(&app, id, Environment::region(region));
///     let stack = Stack::new(&stage, "Plant", StackProps::default());
///     assert_eq!(stack.stack_name(), format!("{id}-Plant"));
/// }
/// let assembly = app.synth().unwrap();
/// assert!(assembly.files().any(|(name, _)| name == "assembly-Prod/manifest.json"));
/// ```
#[derive(Clone, Debug)]
pub struct Stage {
    scope: Scope,
}

impl Construct for Stage {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl Stage {
    /// Makes a stage. Its stacks take what they leave open of their environment from here, and have the stage's id before their names.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, environment: Environment) -> Self {
        let mut environment = environment;
        environment.inherit(&scope.scope().stage_environment());
        let element = Element::Stage(StageData { environment });
        let scope = scope.scope().add(id, element, "ferrocdk.Stage", Location::caller());
        let first = |c: char| c.is_ascii_alphabetic();
        let others = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if !(id.starts_with(first) && id.chars().all(others)) {
            let diagnostic = Diagnostic::error(ids::STAGE_NAME, "not a name for a stage")
                .found(id)
                .allowed("a letter, then letters, digits, hyphens, underscores and dots");
            scope.report(diagnostic);
        }
        if scope.stack().is_some() {
            let help = "make the stage in the app or in another stage";
            scope.report(Diagnostic::error(ids::STAGE_IN_STACK, "a stage stands within a stack").help(help));
        }
        Self { scope }
    }
}

impl Scope {
    /// The environment of the stage that this belongs to.
    pub(crate) fn stage_environment(&self) -> Environment {
        let tree = self.tree();
        match &tree.node(tree.stage_of(self.node_id())).element {
            Element::Stage(data) => data.environment.clone(),
            _ => Environment::default(),
        }
    }
}
