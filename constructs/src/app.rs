//! `App`: the root of a tree that is checked.

use std::ops::Deref;

use ferrocdk_core::{Construct, Scope};
use indexmap::IndexMap;
use serde_json::Value as Json;

/// The root of a construct tree, whose templates are checked when it is synthesized.
///
/// It is the [`App` of the engine](ferrocdk_core::App), with all its methods, which starts with the rules of [`checks`](crate::checks) (with the feature of that name,
/// a default one). [`Checks`](ferrocdk_core::Checks) says how to acknowledge, switch off and add rules.
///
/// ```
/// use ferrocdk::prelude::*;
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// CfnResource::untyped(&stack, "Log", "AWS::Logs::LogGroup", doc!({ "RetentionInDays": -4 }));
/// let mistakes = app.synth().unwrap_err();
/// assert_eq!((mistakes.0[0].id, mistakes.0[0].construct.as_str()), ("E3030", "plant/Log"));
/// ```
#[derive(Clone, Debug)]
pub struct App(ferrocdk_core::App);

impl App {
    /// Makes an app without context.
    #[track_caller]
    pub fn new() -> Self {
        Self::checked(ferrocdk_core::App::new())
    }

    /// Makes an app with context, which constructs read with [`Scope::context`].
    #[track_caller]
    pub fn with_context(context: IndexMap<String, Json>) -> Self {
        Self::checked(ferrocdk_core::App::with_context(context))
    }

    fn checked(app: ferrocdk_core::App) -> Self {
        #[cfg(feature = "checks")]
        ferrocdk_core::Checks::of(&app).add(ferrocdk_checks::StandardRules::default());
        Self(app)
    }
}

impl Default for App {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

impl Deref for App {
    type Target = ferrocdk_core::App;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Construct for App {
    fn scope(&self) -> &Scope {
        self.0.scope()
    }
}
