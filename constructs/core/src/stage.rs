//! `Stage`: stacks that are deployed together, as often as there are stages.

use std::panic::Location;

use crate::diagnostic::{Diagnostic, ids};
use crate::environment::Environment;
use crate::node_data::{Element, StageData};
use crate::tree::{Construct, Scope};

/// Settings of a stage; all optional. An [`Environment`] alone converts into them.
///
/// ```
/// use ferrocdk_core::{App, Environment, Stack, StackProps, Stage, StageProps};
/// let app = App::new();
/// let props = StageProps::default().environment(Environment::region("sa-east-1")).stage_name("sao-paulo");
/// let stage = Stage::new(&app, "Prod", props);
/// assert_eq!(Stack::new(&stage, "Plant", StackProps::default()).stack_name(), "sao-paulo-Plant");
/// ```
#[derive(Clone, Debug, Default)]
pub struct StageProps {
    /// Where its stacks are deployed, unless they say it themselves.
    pub environment: Environment,
    /// Prefix of the names of its stacks, with a hyphen between. Default: the id.
    pub stage_name: Option<String>,
}

impl From<Environment> for StageProps {
    fn from(environment: Environment) -> Self {
        Self {
            environment,
            ..Self::default()
        }
    }
}

impl StageProps {
    /// Says where its stacks are deployed.
    ///
    /// ```
    /// # use ferrocdk_core::{Environment, StageProps};
    /// let props = StageProps::default().environment(Environment::region("sa-east-1"));
    /// assert_eq!(props.environment.region.as_deref(), Some("sa-east-1"));
    /// ```
    #[must_use]
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = environment;
        self
    }

    /// Sets what stands before the names of its stacks.
    ///
    /// ```
    /// # use ferrocdk_core::StageProps;
    /// assert_eq!(StageProps::default().stage_name("sao-paulo").stage_name.as_deref(), Some("sao-paulo"));
    /// ```
    #[must_use]
    pub fn stage_name(mut self, name: impl Into<String>) -> Self {
        self.stage_name = Some(name.into());
        self
    }
}

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
    /// Makes a stage. Its stacks take what they leave open of their environment from here, and have the stage's name before theirs.
    ///
    /// Tags and aspects of what is outside end here, as they do in CDK: a stage has its own.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Environment, Stack, StackProps, Stage, diagnostic_ids};
    /// # let app = App::new();
    /// let stage = Stage::new(&app, "Prod", Environment::default());
    /// assert_eq!(Stack::new(&stage, "Plant", StackProps::default()).stack_name(), "Prod-Plant");
    /// Stage::new(&app, "1st", Environment::default());
    /// assert_eq!(app.synth().unwrap_err().0[0].id, diagnostic_ids::STAGE_NAME);
    /// ```
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: impl Into<StageProps>) -> Self {
        let StageProps {
            environment: own,
            stage_name,
        } = props.into();
        let mut environment = own.clone();
        let parent = scope.scope();
        environment.inherit(&parent.tree().stage_environment(parent.node_id()));
        let name = stage_name.unwrap_or_else(|| id.to_owned());
        let element = Element::Stage(Box::new(StageData {
            environment,
            name: name.clone(),
        }));
        let scope = parent.add(id, element, "ferrocdk.Stage", Location::caller());
        own.mistakes().into_iter().for_each(|mistake| scope.report(mistake));
        let first = |c: char| c.is_ascii_alphabetic();
        let others = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        for word in std::iter::once(id).chain((name != id).then_some(name.as_str())) {
            if !(word.starts_with(first) && word.chars().all(others)) {
                let diagnostic = Diagnostic::error(ids::STAGE_NAME, "not a name for a stage")
                    .found(word)
                    .allowed("a letter, then letters, digits, hyphens, underscores and dots")
                    .help("choose another id or stage name");
                scope.report(diagnostic);
            }
        }
        if scope.tree().stack_of(scope.node_id()).is_some() {
            let help = "make the stage in the app or in another stage";
            scope.report(Diagnostic::error(ids::STAGE_IN_STACK, "a stage stands within a stack").help(help));
        }
        Self { scope }
    }
}
