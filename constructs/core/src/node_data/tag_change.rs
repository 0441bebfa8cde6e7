//! A change of tags, as the node holds it that it was said at.

use crate::expr::Expr;

const ADD_PRIORITY: i32 = 100;
const REMOVE_PRIORITY: i32 = 200;

/// How far a change of tags reaches.
///
/// ```
/// use ferrocdk_core::{App, Stack, StackProps, TagProps, Tags};
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let stacks = TagProps { include_types: vec!["aws:cdk:stack".to_owned()], ..TagProps::default() };
/// Tags::of(&app).add_with("Plant", "sao-paulo", stacks);
/// let assembly = app.synth().unwrap();
/// let (_, manifest) = assembly.files().find(|(name, _)| *name == "manifest.json").unwrap();
/// assert!(manifest.contains(r#""Plant": "sao-paulo""#));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagProps {
    /// Only resources of these types; all when empty. `aws:cdk:stack` stands for the stacks themselves, which are tagged only where it is named.
    pub include_types: Vec<String>,
    /// No resources of these types.
    pub exclude_types: Vec<String>,
    /// Which change wins. Default: 100 for adding, 200 for removing.
    pub priority: Option<i32>,
    /// Not on the instances that an Auto Scaling group launches.
    pub not_to_launched_instances: bool,
}

/// A tag that is added or, without a value, removed.
#[derive(Clone, Debug)]
pub(crate) struct TagChange {
    pub(crate) key: String,
    pub(crate) value: Option<Expr>,
    pub(crate) props: TagProps,
}

impl TagChange {
    pub(crate) fn applies_to(&self, type_name: &str) -> bool {
        let TagProps {
            include_types,
            exclude_types,
            ..
        } = &self.props;
        (include_types.is_empty() || include_types.iter().any(|name| name == type_name))
            && !exclude_types.iter().any(|name| name == type_name)
    }

    pub(crate) fn priority(&self) -> i32 {
        self.props.priority.unwrap_or(if self.value.is_some() {
            ADD_PRIORITY
        } else {
            REMOVE_PRIORITY
        })
    }
}
