//! Tags through the tree: said once, on every resource below that can be tagged.
//!
//! Source: `Tags` and `TagManager` of aws-cdk-lib: a change of higher priority wins, of equal priority the one nearer to the resource; tags in the
//! resource's own properties have priority 50.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::collation;
use crate::expr::Expr;
use crate::node_data::{ResourceData, TagChange, TagProps};
use crate::node_id::NodeId;
use crate::shape::TagShape;
use crate::tree::{Construct, Scope, Tree};
use crate::value::Value;

const OWN_PRIORITY: i32 = 50;

/// The tags of a construct and of everything below it, up to the next [`Stage`](crate::Stage), which has its own.
///
/// ```
/// use ferrocdk_core::{App, NestedStack, NestedStackProps, Stack, StackProps, Tags};
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// NestedStack::new(&stack, "Line1", NestedStackProps::default());
/// Tags::of(&stack).add("Plant", "sao-paulo");
/// let assembly = app.synth().unwrap();
/// let line = assembly.template("plant").unwrap()["Resources"].as_object().unwrap().values().next().unwrap();
/// assert_eq!(line["Properties"]["Tags"][0]["Value"], "sao-paulo");
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
        self.scope.edit_details(|details| details.tags.push(change));
    }

    /// Adds a tag.
    ///
    /// ```
    /// # use ferrocdk_core::prelude::*;
    /// # use ferrocdk_core::{Fields, ResourceProps, Shape, TagShape, TagSpec, Tags};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # #[derive(Default)]
    /// # struct QueueProps;
    /// # impl Shape for QueueProps { fn each(&mut self, _: &mut Fields<'_>) {} }
    /// # impl ResourceProps for QueueProps {
    /// #     const TYPE_NAME: &'static str = "AWS::SQS::Queue";
    /// #     const TAGS: Option<TagSpec> = Some(TagSpec { property: "Tags", shape: TagShape::List });
    /// # }
    /// CfnResource::new(&stack, "Queue", QueueProps);
    /// Tags::of(&app).add("Plant", "elsewhere");
    /// Tags::of(&stack).add("Plant", "sao-paulo");
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// let tags = &template["Resources"]["Queue"]["Properties"]["Tags"];
    /// assert_eq!(*tags, serde_json::json!([{ "Key": "Plant", "Value": "sao-paulo" }]), "the nearer one counts");
    /// ```
    pub fn add(&self, key: &str, value: impl Into<Value<String>>) {
        self.add_with(key, value, TagProps::default());
    }

    /// Adds a tag to some resources.
    ///
    /// ```
    /// # use ferrocdk_core::prelude::*;
    /// # use ferrocdk_core::{Fields, ResourceProps, Shape, TagProps, TagShape, TagSpec, Tags};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # #[derive(Default)]
    /// # struct QueueProps;
    /// # impl Shape for QueueProps { fn each(&mut self, _: &mut Fields<'_>) {} }
    /// # impl ResourceProps for QueueProps {
    /// #     const TYPE_NAME: &'static str = "AWS::SQS::Queue";
    /// #     const TAGS: Option<TagSpec> = Some(TagSpec { property: "Tags", shape: TagShape::Map });
    /// # }
    /// CfnResource::new(&stack, "Queue", QueueProps);
    /// let not_queues = TagProps { exclude_types: vec!["AWS::SQS::Queue".to_owned()], ..TagProps::default() };
    /// Tags::of(&stack).add_with("Backup", "daily", not_queues);
    /// Tags::of(&stack).add("Plant", "sao-paulo");
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// let tags = &template["Resources"]["Queue"]["Properties"]["Tags"];
    /// assert_eq!(*tags, serde_json::json!({ "Plant": "sao-paulo" }));
    /// ```
    pub fn add_with(&self, key: &str, value: impl Into<Value<String>>, props: TagProps) {
        self.change(key, Some(value.into().into_expr()), props);
    }

    /// Removes a tag that something above, or the resource itself, adds.
    ///
    /// ```
    /// # use ferrocdk_core::prelude::*;
    /// # use ferrocdk_core::{Fields, ResourceProps, Shape, TagShape, TagSpec, Tags};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # #[derive(Default)]
    /// # struct QueueProps;
    /// # impl Shape for QueueProps { fn each(&mut self, _: &mut Fields<'_>) {} }
    /// # impl ResourceProps for QueueProps {
    /// #     const TYPE_NAME: &'static str = "AWS::SQS::Queue";
    /// #     const TAGS: Option<TagSpec> = Some(TagSpec { property: "Tags", shape: TagShape::List });
    /// # }
    /// let queue = CfnResource::new(&stack, "Queue", QueueProps);
    /// Tags::of(&stack).add("Plant", "sao-paulo");
    /// Tags::of(&queue).remove("Plant");
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert!(template["Resources"]["Queue"].get("Properties").is_none());
    /// ```
    pub fn remove(&self, key: &str) {
        self.remove_with(key, TagProps::default());
    }

    /// Removes a tag from some resources.
    ///
    /// ```
    /// # use ferrocdk_core::{App, NestedStack, NestedStackProps, Stack, StackProps, TagProps, Tags};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// NestedStack::new(&stack, "Line1", NestedStackProps::default());
    /// Tags::of(&stack).add("Plant", "sao-paulo");
    /// let types = vec!["AWS::CloudFormation::Stack".to_owned()];
    /// Tags::of(&app).remove_with("Plant", TagProps { include_types: types, ..TagProps::default() });
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// let line = template["Resources"].as_object().unwrap().values().next().unwrap();
    /// assert!(line["Properties"].get("Tags").is_none(), "a removal has the higher priority");
    /// ```
    pub fn remove_with(&self, key: &str, props: TagProps) {
        self.change(key, None, props);
    }
}

/// A tag on its way to a resource.
struct Candidate {
    priority: i32,
    /// `None` for one that was removed.
    value: Option<Expr>,
    at_launch: bool,
}

/// The tags of a resource with those from the tree: the property, and what it must be if any are left. `None` when there are none, or none that can be
/// changed.
pub(crate) fn rendered(tree: &Tree, id: NodeId, data: &ResourceData) -> Option<(&'static str, Option<Expr>)> {
    let spec = data.tags?;
    let changes = changes(tree, id, |change| change.applies_to(&data.type_name));
    let own = data.properties.get(spec.property).filter(|own| **own != Expr::Null);
    let is_empty = match own {
        Some(Expr::Array(items)) => items.is_empty(),
        Some(Expr::Object(map)) => map.is_empty(),
        _ => false,
    };
    // What the tree does not touch stays as it was written, in its order; what is empty is left out, as AWS CDK does it.
    let of_stack = of_nested_stack(tree, id);
    if changes.is_empty() && of_stack.is_empty() && !is_empty {
        return None;
    }
    let (mut own, computed) = match own {
        None => (BTreeMap::new(), Vec::new()),
        Some(own) => own_tags(own)?,
    };
    for (key, tag) in of_stack {
        own.entry(key).or_insert(tag);
    }
    let tags = decide(own, changes);
    if tags.is_empty() && computed.is_empty() {
        return Some((spec.property, None));
    }
    let tags = tags.into_iter();
    let rendered = match spec.shape {
        TagShape::Map => Expr::object(tags.map(|(key, value, _)| (key, value))),
        TagShape::List => Expr::Array(
            tags.map(|(key, value, _)| Expr::object([("Key", Expr::string(key)), ("Value", value)]))
                .chain(computed)
                .collect(),
        ),
        TagShape::AutoScaling => Expr::Array(
            tags.map(|(key, value, at_launch)| {
                Expr::object([
                    ("Key", Expr::string(key)),
                    ("Value", value),
                    ("PropagateAtLaunch", Expr::Bool(at_launch)),
                ])
            })
            .chain(computed)
            .collect(),
        ),
    };
    Some((spec.property, Some(rendered)))
}

/// The changes on the way from the stage to a construct, outermost first: tags from outside do not enter a stage, as in CDK.
fn changes(tree: &Tree, id: NodeId, wanted: impl Fn(&TagChange) -> bool) -> Vec<&TagChange> {
    let stage = tree.stage_of(id);
    let mut scopes: Vec<NodeId> = tree.lineage(id).take_while(|id| *id != stage).collect();
    scopes.push(stage);
    let all = scopes.into_iter().rev().flat_map(|id| &tree.node(id).details().tags);
    all.filter(|change| wanted(change)).collect()
}

/// Tags that are left when every change has been weighed: keys, values, and whether launched instances have them too, in CDK's order.
fn decide(mut tags: BTreeMap<String, Candidate>, changes: Vec<&TagChange>) -> Vec<(String, Expr, bool)> {
    for change in changes {
        let priority = change.priority();
        if tags.get(&change.key).is_none_or(|before| priority >= before.priority) {
            let candidate = Candidate {
                priority,
                value: change.value.clone(),
                at_launch: !change.props.not_to_launched_instances,
            };
            tags.insert(change.key.clone(), candidate);
        }
    }
    let left = tags
        .into_iter()
        .filter_map(|(key, tag)| tag.value.map(|value| (key, value, tag.at_launch)));
    let mut left: Vec<_> = left.collect();
    left.sort_by_cached_key(|(key, ..)| collation::key(key));
    left
}

/// The type by which [`TagProps::include_types`] names the stacks themselves.
const STACK_TYPE: &str = "aws:cdk:stack";
/// A nested stack's own tags give way to all others of its resource; CDK's value.
const NESTED_PRIORITY: i32 = 0;

/// The tags of the nested stack that a resource stands for; none for another resource.
fn of_nested_stack(tree: &Tree, resource: NodeId) -> Vec<(String, Candidate)> {
    let Some(stack) = tree.node(resource).details().nested_stack else {
        return Vec::new();
    };
    let tags = decide(BTreeMap::new(), changes(tree, stack, names_stacks)).into_iter();
    let candidate = |value| Candidate {
        priority: NESTED_PRIORITY,
        value: Some(value),
        at_launch: true,
    };
    tags.map(|(key, value, _)| (key, candidate(value))).collect()
}

/// Whether a change is for stacks. Without being named, a stack is left alone: CloudFormation would put its tags on every resource a second time.
fn names_stacks(change: &TagChange) -> bool {
    change.props.include_types.iter().any(|name| name == STACK_TYPE) && change.applies_to(STACK_TYPE)
}

/// The tags of a stack itself, which are no part of its template: its own, and those of the tree that name stacks. What is only known at deployment
/// cannot be one; the keys of those come with it.
pub(crate) fn of_stack(
    tree: &Tree,
    id: NodeId,
    own: &IndexMap<String, String>,
) -> (IndexMap<String, String>, Vec<String>) {
    let own = own.iter().map(|(key, value)| {
        let candidate = Candidate {
            priority: OWN_PRIORITY,
            value: Some(Expr::string(value)),
            at_launch: true,
        };
        (key.clone(), candidate)
    });
    let mut tags = IndexMap::new();
    let mut unknown = Vec::new();
    for (key, value, _) in decide(own.collect(), changes(tree, id, names_stacks)) {
        match value {
            Expr::String(value) => drop(tags.insert(key, value.to_string())),
            _ => unknown.push(key),
        }
    }
    (tags, unknown)
}

/// The resource's own tags, and entries of a list that only CloudFormation can read. `None` when all of it is computed, such as a parameter: nothing
/// can be added to that.
fn own_tags(own: &Expr) -> Option<(BTreeMap<String, Candidate>, Vec<Expr>)> {
    let own_tag = |value: &Expr, at_launch| Candidate {
        priority: OWN_PRIORITY,
        value: Some(value.clone()),
        at_launch,
    };
    let mut tags = BTreeMap::new();
    let mut computed = Vec::new();
    match own {
        Expr::Object(map) if !own.is_intrinsic() => {
            tags.extend(map.iter().map(|(key, value)| (key.to_owned(), own_tag(value, true))));
        }
        Expr::Array(items) => {
            for item in items {
                match item {
                    Expr::Object(tag)
                        if let (Some(Expr::String(key)), Some(value)) = (tag.get("Key"), tag.get("Value")) =>
                    {
                        let at_launch = tag.get("PropagateAtLaunch") != Some(&Expr::Bool(false));
                        tags.insert(key.to_string(), own_tag(value, at_launch));
                    }
                    other => computed.push(other.clone()),
                }
            }
        }
        _ => return None,
    }
    Some((tags, computed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::ids;
    use crate::{App, Stack, StackProps, pseudo};

    #[test]
    fn a_stack_takes_only_literal_tags_and_only_where_it_is_named() {
        let app = App::new();
        let stack = Stack::new(&app, "s", StackProps::default());
        let stacks = TagProps {
            include_types: vec![STACK_TYPE.to_owned()],
            ..TagProps::default()
        };
        Tags::of(&app).add("everywhere", "else");
        Tags::of(&app).add_with("plant", "press", stacks.clone());
        Tags::of(&stack).add_with("region", pseudo::region(), stacks);
        let assembly = app.synth().unwrap();
        let manifest = assembly.files().find(|(name, _)| *name == "manifest.json").unwrap().1;
        let manifest: serde_json::Value = serde_json::from_str(manifest).unwrap();
        let tags = &manifest["artifacts"]["s"]["properties"]["tags"];
        assert_eq!(*tags, serde_json::json!({ "plant": "press" }));
        assert_eq!(assembly.warnings()[0].id, ids::STACK_TAG);
    }

    #[test]
    fn a_computed_entry_stays_after_the_sorted_tags() {
        let tag = |key: &str| Expr::object([("Key", Expr::string(key)), ("Value", Expr::string("v"))]);
        let own = Expr::Array(vec![Expr::NoValue, tag("b"), tag("a")]);
        let (tags, computed) = own_tags(&own).unwrap();
        assert_eq!(tags.keys().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(computed, [Expr::NoValue]);
        assert!(own_tags(&Expr::name_ref("Tags")).is_none());
    }
}
