//! The template of one stack.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::{Map, Value as Json, json};

use super::overrides;
use super::resolve::Resolver;
use crate::diagnostic::{Diagnostic, ids};
use crate::logical_id::logical_id;
use crate::synthesizer;
use crate::tags;
use crate::tree::{Element, NodeId, OutputData, ResourceData, Tree};
use crate::value::Expr;

/// CloudFormation's limits on one template.
/// Source: "Understand CloudFormation quotas" of the user guide.
const MAX_RESOURCES: usize = 500;
const MAX_PARAMETERS_OUTPUTS_MAPPINGS: usize = 200;
/// In bytes, of a template that is read from S3.
const MAX_TEMPLATE: usize = 1_000_000;

/// A rendered stack, with the logical ids of its elements.
pub(super) struct Rendered {
    pub(super) template: Json,
    pub(super) logical_ids: BTreeMap<NodeId, String>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

pub(super) fn render(tree: &Tree, stack: NodeId) -> Rendered {
    let members = tree.members(stack);
    let mut diagnostics = Vec::new();
    let logical_ids = allocate(tree, stack, &members, &mut diagnostics);
    let dependencies = dependencies(tree, &members);
    let mut resolver = Resolver {
        tree,
        stack,
        logical_ids: &logical_ids,
        diagnostics,
    };
    let mut sections: IndexMap<&'static str, Map<String, Json>> = IndexMap::new();
    for id in &members {
        let Some(name) = logical_ids.get(id) else { continue };
        let (section, body) = match &tree.node(*id).element {
            Element::Resource(data) => {
                let waits_for = dependencies.get(id).cloned().unwrap_or_default();
                ("Resources", resource(&mut resolver, *id, data, &waits_for))
            }
            Element::Output(data) => ("Outputs", output(&mut resolver, *id, data)),
            Element::Parameter(data) => ("Parameters", json!(data.body)),
            Element::Condition(expr) => ("Conditions", resolver.resolve(expr, *id)),
            Element::Mapping(table) => ("Mappings", table.clone()),
            Element::Rule(expr) => ("Rules", resolver.resolve(expr, *id)),
            Element::Plain | Element::Stack(_) => continue,
        };
        sections.entry(section).or_default().insert(name.clone(), body);
    }
    let mut diagnostics = resolver.diagnostics;
    synthesizer::add_version_rule(&mut sections);
    let mut template = Map::new();
    if let Element::Stack(data) = &tree.node(stack).element
        && let Some(description) = &data.description
    {
        template.insert("Description".to_owned(), description.as_str().into());
    }
    check_limits(tree, stack, &sections, &mut diagnostics);
    template.extend(
        sections
            .into_iter()
            .map(|(name, section)| (name.to_owned(), Json::Object(section))),
    );
    Rendered {
        template: Json::Object(template),
        logical_ids,
        diagnostics,
    }
}

/// Gives every element its logical id.
fn allocate(
    tree: &Tree,
    stack: NodeId,
    members: &[NodeId],
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<NodeId, String> {
    let mut by_name: BTreeMap<String, NodeId> = BTreeMap::new();
    for id in members
        .iter()
        .copied()
        .filter(|id| tree.node(*id).element.has_logical_id())
    {
        let node = tree.node(id);
        let fixed = match &node.element {
            Element::Resource(data) => data.logical_id.clone(),
            _ => None,
        };
        let mut components: Vec<&str> = tree
            .lineage(id)
            .take_while(|above| *above != stack)
            .map(|id| tree.node(id).id.as_str())
            .collect();
        components.reverse();
        let name = match fixed.map_or_else(|| logical_id(&components), Ok) {
            Ok(name) => name,
            Err(error) => {
                let diagnostic = Diagnostic::error(ids::NO_LOGICAL_ID, format!("no logical id can be made: {error}"))
                    .at(tree.path(id), None)
                    .located(node.location)
                    .help("give the construct another id");
                diagnostics.push(diagnostic);
                continue;
            }
        };
        if let Some(first) = by_name.insert(name.clone(), id) {
            let diagnostic = Diagnostic::error(
                ids::LOGICAL_ID_CLASH,
                format!("two elements of the stack have the logical id {name:?}"),
            )
            .at(tree.path(id), None)
            .located(node.location)
            .help(format!("rename this one or {}", tree.path(first)));
            diagnostics.push(diagnostic);
        }
    }
    by_name.into_iter().map(|(name, id)| (id, name)).collect()
}

/// For each resource, the resources it must wait for: those of every construct that it, or a construct above it, depends on. What it refers to
/// is left out, since CloudFormation waits for that by itself.
fn dependencies(tree: &Tree, members: &[NodeId]) -> BTreeMap<NodeId, BTreeSet<NodeId>> {
    let resources = |top: NodeId| {
        tree.descendants(top)
            .into_iter()
            .filter(|id| matches!(tree.node(*id).element, Element::Resource(_)))
    };
    let mut all: BTreeMap<NodeId, BTreeSet<NodeId>> = BTreeMap::new();
    for id in members {
        for other in tree.node(*id).dependencies.iter().filter(|other| tree.owns(**other)) {
            for source in resources(*id) {
                all.entry(source)
                    .or_default()
                    .extend(resources(*other).filter(|target| *target != source));
            }
        }
    }
    for (source, waits_for) in &mut all {
        if let Element::Resource(data) = &tree.node(*source).element {
            for expr in data.properties.values() {
                expr.each_reference(&mut |id| {
                    waits_for.remove(&id);
                });
            }
        }
    }
    all
}

fn resource(resolver: &mut Resolver<'_>, id: NodeId, data: &ResourceData, waits_for: &BTreeSet<NodeId>) -> Json {
    let mut body = Map::new();
    body.insert("Type".to_owned(), data.type_name.as_ref().into());
    let mut properties = data.properties.clone();
    tags::apply(resolver.tree, id, data, &mut properties);
    // What an aspect or a mixin touched and left without a value.
    properties.retain(|_, expr| *expr != Expr::Null);
    if !properties.is_empty() {
        let properties = properties
            .iter()
            .map(|(key, expr)| (key.clone(), resolver.resolve(expr, id)));
        body.insert("Properties".to_owned(), Json::Object(properties.collect()));
    }
    if !waits_for.is_empty() {
        let mut names: Vec<String> = waits_for.iter().map(|other| resolver.logical_id(*other, id)).collect();
        names.sort();
        body.insert("DependsOn".to_owned(), names.into());
    }
    for (key, policy) in [
        ("UpdateReplacePolicy", data.update_replace_policy),
        ("DeletionPolicy", data.deletion_policy),
    ] {
        if let Some(policy) = policy {
            body.insert(key.to_owned(), policy.into());
        }
    }
    if let Some(condition) = data.condition {
        body.insert("Condition".to_owned(), resolver.logical_id(condition, id).into());
    }
    // CDK writes the path in the same place; deployments name constructs by it when they report events.
    let mut metadata = Map::from_iter([("aws:cdk:path".to_owned(), resolver.tree.path(id).into())]);
    metadata.extend(
        data.metadata
            .iter()
            .map(|(key, expr)| (key.clone(), resolver.resolve(expr, id))),
    );
    body.insert("Metadata".to_owned(), Json::Object(metadata));
    let mut body = Json::Object(body);
    for (path, value) in &data.overrides {
        let value = value.as_ref().map(|expr| resolver.resolve(expr, id));
        overrides::apply(&mut body, path, value);
    }
    body
}

fn output(resolver: &mut Resolver<'_>, id: NodeId, data: &OutputData) -> Json {
    let mut body = Map::new();
    if let Some(description) = &data.description {
        body.insert("Description".to_owned(), description.as_str().into());
    }
    body.insert("Value".to_owned(), resolver.resolve(&data.value, id));
    if let Some(export) = &data.export {
        body.insert("Export".to_owned(), json!({ "Name": resolver.resolve(export, id) }));
    }
    if let Some(condition) = data.condition {
        body.insert("Condition".to_owned(), resolver.logical_id(condition, id).into());
    }
    Json::Object(body)
}

fn check_limits(
    tree: &Tree,
    stack: NodeId,
    sections: &IndexMap<&'static str, Map<String, Json>>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut over = |what: String, limit: usize| {
        let diagnostic = Diagnostic::error(ids::LIMIT, format!("the stack has {what}"))
            .at(tree.path(stack), None)
            .located(tree.node(stack).location)
            .allowed(limit.to_string())
            .help("divide it into several stacks");
        diagnostics.push(diagnostic);
    };
    for (section, limit) in [
        ("Resources", MAX_RESOURCES),
        ("Parameters", MAX_PARAMETERS_OUTPUTS_MAPPINGS),
        ("Outputs", MAX_PARAMETERS_OUTPUTS_MAPPINGS),
        ("Mappings", MAX_PARAMETERS_OUTPUTS_MAPPINGS),
    ] {
        let count = sections.get(section).map_or(0, Map::len);
        if count > limit {
            over(format!("{count} {}", section.to_lowercase()), limit);
        }
    }
    let size = serde_json::to_string(sections).map_or(0, |text| text.len());
    if size > MAX_TEMPLATE {
        over(format!("a template of {size} bytes"), MAX_TEMPLATE);
    }
}
