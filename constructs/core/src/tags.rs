//! Tags through the tree: said once, on every resource below that can be tagged.
//!
//! Source: `Tags` and `TagManager` of aws-cdk-lib: a change of higher priority wins, of equal priority the one nearer to the resource; tags in the
//! resource's own properties have priority 50.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::tag::TagShape;
use crate::tree::{Construct, NodeId, ResourceData, Scope, Tree};
use crate::value::{Expr, Value};

const ADD_PRIORITY: i32 = 100;
const REMOVE_PRIORITY: i32 = 200;
const OWN_PRIORITY: i32 = 50;

/// How far a change of tags reaches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagProps {
    /// Only resources of these types; all when empty.
    pub include_types: Vec<String>,
    /// No resources of these types.
    pub exclude_types: Vec<String>,
    /// Which change wins. Default: 100 for adding, 200 for removing.
    pub priority: Option<i32>,
    /// Not on the instances that an Auto Scaling group launches.
    pub not_to_launched_instances: bool,
}

/// The tags of a construct and of everything below it.
///
/// ```
/// use ferrocdk_core::{App, Stack, StackProps, Tags};
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// Tags::of(&stack).add("Plant", "sao-paulo");
/// ```
pub struct Tags {
    scope: Scope,
}

impl Tags {
    /// The tags of a construct and of everything below it.
    pub fn of(construct: &dyn Construct) -> Self {
        Self {
            scope: construct.scope().clone(),
        }
    }

    fn change(&self, key: &str, value: Option<Expr>, props: TagProps) {
        let change = TagChange {
            key: key.to_owned(),
            value,
            props,
        };
        self.scope.tree_mut().node_mut(self.scope.node_id()).tags.push(change);
    }

    /// Adds a tag.
    pub fn add(&self, key: &str, value: impl Into<Value<String>>) {
        self.add_with(key, value, TagProps::default());
    }

    /// Adds a tag to some resources.
    pub fn add_with(&self, key: &str, value: impl Into<Value<String>>, props: TagProps) {
        self.change(key, Some(value.into().into_expr()), props);
    }

    /// Removes a tag that something above, or the resource itself, adds.
    pub fn remove(&self, key: &str) {
        self.remove_with(key, TagProps::default());
    }

    /// Removes a tag from some resources.
    pub fn remove_with(&self, key: &str, props: TagProps) {
        self.change(key, None, props);
    }
}

/// A tag that is added or, without a value, removed.
#[derive(Clone, Debug)]
pub(crate) struct TagChange {
    key: String,
    value: Option<Expr>,
    props: TagProps,
}

impl TagChange {
    fn applies_to(&self, type_name: &str) -> bool {
        let TagProps {
            include_types,
            exclude_types,
            ..
        } = &self.props;
        (include_types.is_empty() || include_types.iter().any(|name| name == type_name))
            && !exclude_types.iter().any(|name| name == type_name)
    }

    fn priority(&self) -> i32 {
        self.props.priority.unwrap_or(if self.value.is_some() {
            ADD_PRIORITY
        } else {
            REMOVE_PRIORITY
        })
    }
}

/// A tag on its way to a resource.
struct Candidate {
    priority: i32,
    /// `None` for one that was removed.
    value: Option<Expr>,
    at_launch: bool,
}

/// The tags of a resource with those from the tree: the property and what it must be. `None` when the tree says nothing.
pub(crate) fn rendered(tree: &Tree, id: NodeId, data: &ResourceData) -> Option<(&'static str, Expr)> {
    let spec = data.tags?;
    let mut lineage: Vec<NodeId> = tree.lineage(id).collect();
    lineage.reverse();
    let changes = lineage
        .into_iter()
        .flat_map(|id| &tree.node(id).tags)
        .filter(|change| change.applies_to(&data.type_name));
    let changes: Vec<&TagChange> = changes.collect();
    if changes.is_empty() {
        return None;
    }
    let mut tags = match data.properties.get(spec.property) {
        None | Some(Expr::Null) => BTreeMap::new(),
        Some(own) => own_tags(own)?,
    };
    for change in changes {
        let priority = change.priority();
        if tags.get(&change.key).is_none_or(|before| priority >= before.priority) {
            let at_launch = !change.props.not_to_launched_instances;
            tags.insert(
                change.key.clone(),
                Candidate {
                    priority,
                    value: change.value.clone(),
                    at_launch,
                },
            );
        }
    }
    let tags = tags
        .into_iter()
        .filter_map(|(key, tag)| tag.value.map(|value| (key, value, tag.at_launch)));
    let rendered = match spec.shape {
        TagShape::Map => Expr::object(tags.map(|(key, value, _)| (key, value))),
        TagShape::List => Expr::Array(
            tags.map(|(key, value, _)| Expr::object([("Key", Expr::String(key)), ("Value", value)]))
                .collect(),
        ),
        TagShape::AutoScaling => Expr::Array(
            tags.map(|(key, value, at_launch)| {
                Expr::object([
                    ("Key", Expr::String(key)),
                    ("Value", value),
                    ("PropagateAtLaunch", Expr::Bool(at_launch)),
                ])
            })
            .collect(),
        ),
    };
    Some((spec.property, rendered))
}

/// The resource's own tags. `None` when they are not literal, such as a parameter: nothing can be added to those.
fn own_tags(own: &Expr) -> Option<BTreeMap<String, Candidate>> {
    let own_tag = |value: &Expr, at_launch| Candidate {
        priority: OWN_PRIORITY,
        value: Some(value.clone()),
        at_launch,
    };
    match own {
        Expr::Object(map) if !own.is_intrinsic() => Some(
            map.iter()
                .map(|(key, value)| (key.clone(), own_tag(value, true)))
                .collect(),
        ),
        Expr::Array(items) => items
            .iter()
            .map(|item| {
                let Expr::Object(tag) = item else { return None };
                let (Some(Expr::String(key)), Some(value)) = (tag.get("Key"), tag.get("Value")) else {
                    return None;
                };
                let at_launch = tag.get("PropagateAtLaunch") != Some(&Expr::Bool(false));
                Some((key.clone(), own_tag(value, at_launch)))
            })
            .collect(),
        _ => None,
    }
}

/// Puts the tags of the tree into a resource's properties.
pub(crate) fn apply(tree: &Tree, id: NodeId, data: &ResourceData, properties: &mut IndexMap<String, Expr>) {
    let Some((property, tags)) = rendered(tree, id, data) else {
        return;
    };
    let empty =
        matches!(&tags, Expr::Array(items) if items.is_empty()) || matches!(&tags, Expr::Object(map) if map.is_empty());
    if empty {
        properties.shift_remove(property);
    } else {
        properties.insert(property.to_owned(), tags);
    }
}
