//! The template of one stack.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::{Map, Value as Json, json};

use super::ids::Names;
use super::limits;
use super::links::Links;
use super::overrides;
use super::rename;
use super::resolve::Resolver;
use crate::collation;
use crate::diagnostic::Diagnostic;
use crate::tags;
use crate::tree::{Element, NodeId, OutputData, ResourceData, StackData, Tree};
use crate::value::Expr;

/// The context by which resources do without `aws:cdk:path`; CDK's key.
const PATH_METADATA_CONTEXT: &str = "aws:cdk:enable-path-metadata";

/// What a template is rendered from.
pub(super) struct Input<'a> {
    pub(super) tree: &'a Tree,
    pub(super) names: &'a Names,
    pub(super) links: &'a Links<'a>,
    /// Where the templates of nested stacks will stand, by the resource that stands for each.
    pub(super) nested: &'a BTreeMap<NodeId, NestedTemplate>,
}

/// The template of a nested stack, as the resource that stands for the stack names it.
pub(super) struct NestedTemplate {
    pub(super) stack: NodeId,
    pub(super) file: String,
    pub(super) url: Json,
}

/// Sections of a template, in the order in which their first elements come.
pub(super) type Sections = IndexMap<&'static str, Map<String, Json>>;

pub(super) fn render(input: &Input<'_>, stack: NodeId, data: &StackData, diagnostics: &mut Vec<Diagnostic>) -> Json {
    let Input { tree, names, links, .. } = input;
    let mut resolver = Resolver {
        tree,
        names,
        links,
        stack,
        renames: names.renames(tree, stack),
        strength: None,
        diagnostics: Vec::new(),
    };
    let mut sections = Sections::new();
    for id in names.members(stack) {
        let Some(name) = names.logical_id(*id) else { continue };
        resolver.renames = names.renames(tree, *id);
        let (section, body) = match &tree.node(*id).element {
            Element::Resource(data) => ("Resources", resource(input, &mut resolver, *id, data)),
            Element::Output(data) => ("Outputs", output(&mut resolver, *id, data)),
            Element::Parameter(data) => ("Parameters", json!(data.body)),
            Element::Condition(expr) => ("Conditions", resolver.resolve(expr, *id)),
            Element::Mapping(expr) => ("Mappings", resolver.resolve(expr, *id)),
            Element::Rule(expr) => ("Rules", resolver.resolve(expr, *id)),
            Element::Verbatim { section, body } => {
                let mut body = resolver.resolve(body, *id);
                if let ("Outputs", Json::Object(body)) = (*section, &mut body) {
                    rename::attributes(body, resolver.renames);
                }
                (*section, body)
            }
            Element::Plain | Element::Stage(_) | Element::Stack(_) => continue,
        };
        sections.entry(section).or_default().insert(name.to_owned(), body);
    }
    for (name, body) in links.reader_resources(stack) {
        sections.entry("Resources").or_default().insert(name, body);
    }
    for (name, output) in links.outputs.get(&stack).into_iter().flatten() {
        let mut body = json!({ "Value": output.value });
        if let Some(export) = &output.export {
            body["Export"] = json!({ "Name": export });
        }
        sections.entry("Outputs").or_default().insert(name.clone(), body);
    }
    for name in links.parameters.get(&stack).into_iter().flat_map(IndexMap::keys) {
        sections
            .entry("Parameters")
            .or_default()
            .insert(name.clone(), json!({ "Type": "String" }));
    }
    let mut template = head(&mut resolver, stack, data);
    diagnostics.append(&mut resolver.diagnostics);
    if data.nested.is_none()
        && let Some(bootstrap) = data.synthesizer.bootstrap(&data.environment)
    {
        bootstrap.add_version_rule(&mut sections);
    }
    limits::check(tree, names, stack, &sections, diagnostics);
    template.extend(
        sections
            .into_iter()
            .map(|(name, section)| (name.to_owned(), Json::Object(section))),
    );
    Json::Object(template)
}

/// What stands before the sections.
fn head(resolver: &mut Resolver<'_>, stack: NodeId, data: &StackData) -> Map<String, Json> {
    let mut template = Map::new();
    if let Some(description) = &data.description {
        template.insert("Description".to_owned(), description.as_str().into());
    }
    match data.transforms.as_slice() {
        [] => {}
        [one] => drop(template.insert("Transform".to_owned(), one.as_str().into())),
        several => drop(template.insert("Transform".to_owned(), several.into())),
    }
    if let Some(version) = &data.format_version {
        template.insert("AWSTemplateFormatVersion".to_owned(), version.as_str().into());
    }
    if !data.metadata.is_empty() {
        let entries = data
            .metadata
            .iter()
            .map(|(key, expr)| (key.to_owned(), resolver.resolve(expr, stack)));
        template.insert("Metadata".to_owned(), Json::Object(entries.collect()));
    }
    for (key, expr) in data.verbatim.iter() {
        let written = resolver.resolve(expr, stack);
        template.entry(key).or_insert(written);
    }
    template
}

fn resource(input: &Input<'_>, resolver: &mut Resolver<'_>, id: NodeId, data: &ResourceData) -> Json {
    let mut body = Map::new();
    body.insert("Type".to_owned(), data.type_name.as_ref().into());
    let mut properties = data.properties.clone();
    tags::apply(input.tree, id, data, &mut properties);
    // What an aspect or a mixin touched and left without a value.
    let mut properties: Map<String, Json> = properties
        .iter()
        .filter(|(_, expr)| **expr != Expr::Null)
        .map(|(key, expr)| (key.to_owned(), resolver.resolve(expr, id)))
        .collect();
    let nested = input.nested.get(&id);
    if let Some(nested) = nested {
        if let Some(parameters) = input.links.parameters.get(&nested.stack) {
            let given = properties.entry("Parameters").or_insert_with(|| json!({}));
            parameters.iter().for_each(|(name, value)| given[name] = value.clone());
        }
        properties.insert("TemplateURL".to_owned(), nested.url.clone());
    }
    if !properties.is_empty() {
        body.insert("Properties".to_owned(), Json::Object(properties));
    }
    let said = |other: &NodeId| data.depends_on.contains(other);
    let waits = input.links.waits.get(&id).into_iter().flatten();
    let mut waits: Vec<NodeId> = waits.copied().filter(|other| !said(other)).collect();
    waits.sort_by_cached_key(|other| collation::key(&input.tree.path(*other)));
    if !waits.is_empty() || !data.depends_on.is_empty() {
        let all = data.depends_on.iter().copied().chain(waits);
        let names: Vec<String> = all.map(|other| resolver.logical_id(other, id)).collect();
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
    // CDK writes the path in the same place; deployments name constructs by it when they report events.
    let mut metadata = Map::new();
    // An included resource comes out as it went in.
    let wanted = input.tree.context_value(id, PATH_METADATA_CONTEXT) != Some(&Json::Bool(false));
    if data.verbatim.is_none() && wanted {
        metadata.insert("aws:cdk:path".to_owned(), input.tree.path(id).into());
    }
    if let Some(nested) = nested {
        metadata.insert("aws:asset:path".to_owned(), nested.file.as_str().into());
        metadata.insert("aws:asset:property".to_owned(), "TemplateURL".into());
    }
    metadata.extend(
        data.metadata
            .iter()
            .map(|(key, expr)| (key.to_owned(), resolver.resolve(expr, id))),
    );
    if !metadata.is_empty() {
        body.insert("Metadata".to_owned(), Json::Object(metadata));
    }
    if let Some(condition) = data.condition {
        body.insert("Condition".to_owned(), resolver.logical_id(condition, id).into());
    }
    let mut verbatim: Map<String, Json> = data
        .verbatim
        .iter()
        .flat_map(|entries| entries.iter())
        .map(|(key, expr)| (key.to_owned(), resolver.resolve(expr, id)))
        .collect();
    rename::attributes(&mut verbatim, resolver.renames);
    for (key, written) in verbatim {
        match (key.as_str(), body.get_mut(&key)) {
            ("DependsOn", Some(Json::Array(added))) => {
                let mut all = one_or_many(written);
                all.extend(
                    std::mem::take(added)
                        .into_iter()
                        .filter(|name| !all.contains(name))
                        .collect::<Vec<_>>(),
                );
                *added = all;
            }
            // What a construct set since then wins.
            (_, Some(_)) => {}
            (_, None) => drop(body.insert(key, written)),
        }
    }
    let mut body = Json::Object(body);
    for (path, value) in &data.overrides {
        let value = value.as_ref().map(|expr| resolver.resolve(expr, id));
        overrides::apply(&mut body, path, value);
    }
    body
}

fn one_or_many(json: Json) -> Vec<Json> {
    match json {
        Json::Array(items) => items,
        one => vec![one],
    }
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
