//! Resources and outputs as they stand in a template.

use std::borrow::Cow;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value as Json, json};

use super::input::Input;
use super::overrides;
use super::rename;
use super::resolve::{Holder, Resolved, json};
use crate::collation;
use crate::expr::Expr;
use crate::node_data::{OutputData, ResourceData};
use crate::node_id::NodeId;
use crate::tags;

/// The context by which resources do without `aws:cdk:path`; CDK's key.
const PATH_METADATA_CONTEXT: &str = "aws:cdk:enable-path-metadata";

/// A part of a template on its way into the file.
pub(super) enum Rendered<'a> {
    /// Of the tree.
    Expr(Resolved<'a>),
    /// Made for the template.
    Made(Holder<'a>, Expr),
    Json(Json),
    Text(Cow<'a, str>),
    Names(Vec<&'a str>),
    Map(RenderedMap<'a>),
}

impl Serialize for Rendered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Expr(expr) => expr.serialize(serializer),
            Self::Made(holder, expr) => holder.resolved(expr).serialize(serializer),
            Self::Json(json) => json.serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Names(names) => names.serialize(serializer),
            Self::Map(RenderedMap(entries)) => serializer.collect_map(entries.iter().map(|(key, part)| (key, part))),
        }
    }
}

/// A map of parts, with every key once.
#[derive(Default)]
pub(super) struct RenderedMap<'a>(Vec<(&'a str, Rendered<'a>)>);

impl<'a> RenderedMap<'a> {
    fn push(&mut self, key: &'a str, part: Rendered<'a>) {
        self.0.push((key, part));
    }

    /// Puts a part in the place of what has the key, or at the end. Gives what was there.
    fn set(&mut self, key: &'a str, part: Rendered<'a>) -> Option<Rendered<'a>> {
        match self.0.iter_mut().find(|(known, _)| *known == key) {
            Some((_, before)) => Some(std::mem::replace(before, part)),
            None => {
                self.push(key, part);
                None
            }
        }
    }
}

pub(super) fn resource<'a>(input: &Input<'a>, holder: Holder<'a>, data: &'a ResourceData) -> Rendered<'a> {
    let id = holder.user;
    let mut body = RenderedMap::default();
    body.push("Type", Rendered::Text(Cow::Borrowed(&data.type_name)));
    let nested = input.nested.get(&id);
    let mut properties = properties(input, holder, data);
    if let Some(nested) = nested {
        if let Some(parameters) = input.links.parameters.get(&nested.stack) {
            let given = properties.set("Parameters", Rendered::Json(Json::Null));
            let mut given = given.map_or_else(|| json!({}), |part| json(&part));
            parameters.iter().for_each(|(name, value)| given[name] = value.clone());
            properties.set("Parameters", Rendered::Json(given));
        }
        properties.set("TemplateURL", Rendered::Json(nested.url.clone()));
    }
    if !properties.0.is_empty() {
        body.push("Properties", Rendered::Map(properties));
    }
    let names = waits(input, holder, data);
    if !names.is_empty() {
        body.push("DependsOn", Rendered::Names(names));
    }
    for (key, policy) in [
        ("UpdateReplacePolicy", data.update_replace_policy),
        ("DeletionPolicy", data.deletion_policy),
    ] {
        if let Some(policy) = policy {
            body.push(key, Rendered::Text(policy.into()));
        }
    }
    // CDK writes the path in the same place; deployments name constructs by it when they report events.
    let mut metadata = RenderedMap::default();
    // An included resource comes out as it went in.
    let wanted = || input.tree.context_value(id, PATH_METADATA_CONTEXT) != Some(&Json::Bool(false));
    if data.verbatim.is_none() && wanted() {
        metadata.push("aws:cdk:path", Rendered::Text(input.tree.path(id).into()));
    }
    if let Some(nested) = nested {
        metadata.push("aws:asset:path", Rendered::Text(nested.file.as_str().into()));
        metadata.push("aws:asset:property", Rendered::Text("TemplateURL".into()));
    }
    for (key, expr) in data.metadata.iter() {
        metadata.set(key, Rendered::Expr(holder.resolved(expr)));
    }
    if !metadata.0.is_empty() {
        body.push("Metadata", Rendered::Map(metadata));
    }
    if let Some(condition) = data.condition {
        body.push("Condition", Rendered::Text(holder.logical_id(condition).into()));
    }
    let body = Rendered::Map(body);
    if data.verbatim.as_ref().is_none_or(|verbatim| verbatim.is_empty()) && data.overrides.is_empty() {
        return body;
    }
    let mut body = json(&body);
    add_verbatim(&mut body, holder, data);
    for (path, value) in &data.overrides {
        overrides::apply(&mut body, path, value.as_ref().map(|expr| holder.json(expr)));
    }
    Rendered::Json(body)
}

/// The properties with the tags of the tree, without what an aspect or a mixin touched and left without a value.
fn properties<'a>(input: &Input<'a>, holder: Holder<'a>, data: &'a ResourceData) -> RenderedMap<'a> {
    let (tags_property, mut tags) = match tags::rendered(input.tree, holder.user, data) {
        Some((property, tags)) => (Some(property), tags),
        None => (None, None),
    };
    let mut properties = RenderedMap(Vec::with_capacity(data.properties.len() + 1));
    for (key, expr) in data.properties.iter() {
        if Some(key) == tags_property {
            if let Some(tags) = tags.take() {
                properties.push(key, Rendered::Made(holder, tags));
            }
        } else if *expr != Expr::Null {
            properties.push(key, Rendered::Expr(holder.resolved(expr)));
        }
    }
    if let (Some(property), Some(tags)) = (tags_property, tags) {
        properties.push(property, Rendered::Made(holder, tags));
    }
    properties
}

/// The logical ids in `DependsOn`.
fn waits<'a>(input: &Input<'a>, holder: Holder<'a>, data: &ResourceData) -> Vec<&'a str> {
    let said = |other: &NodeId| data.depends_on.contains(other);
    let waits = input.links.waits.get(&holder.user).into_iter().flatten();
    let mut waits: Vec<NodeId> = waits.copied().filter(|other| !said(other)).collect();
    waits.sort_by_cached_key(|other| collation::key(&input.tree.path(*other)));
    let all = data.depends_on.iter().copied().chain(waits);
    all.map(|other| holder.logical_id(other)).collect()
}

/// Adds the attributes of an included resource. What a construct set since then wins.
fn add_verbatim(body: &mut Json, holder: Holder<'_>, data: &ResourceData) {
    let (Some(verbatim), Json::Object(body)) = (&data.verbatim, body) else {
        return;
    };
    let verbatim = verbatim.iter().map(|(key, expr)| (key.to_owned(), holder.json(expr)));
    let mut verbatim: Map<String, Json> = verbatim.collect();
    rename::attributes(&mut verbatim, holder.renames);
    for (key, written) in verbatim {
        match (key.as_str(), body.get_mut(&key)) {
            ("DependsOn", Some(Json::Array(added))) => {
                let mut all = one_or_many(written);
                let more = std::mem::take(added).into_iter();
                all.extend(more.filter(|name| !all.contains(name)).collect::<Vec<_>>());
                *added = all;
            }
            (_, Some(_)) => {}
            (_, None) => drop(body.insert(key, written)),
        }
    }
}

fn one_or_many(json: Json) -> Vec<Json> {
    match json {
        Json::Array(items) => items,
        one => vec![one],
    }
}

pub(super) fn output<'a>(holder: Holder<'a>, data: &'a OutputData) -> Rendered<'a> {
    let mut body = RenderedMap::default();
    if let Some(description) = &data.description {
        body.push("Description", Rendered::Text(description.into()));
    }
    body.push("Value", Rendered::Expr(holder.resolved(&data.value)));
    if let Some(export) = &data.export {
        let name = ("Name", Rendered::Expr(holder.resolved(export)));
        body.push("Export", Rendered::Map(RenderedMap(vec![name])));
    }
    if let Some(condition) = data.condition {
        body.push("Condition", Rendered::Text(holder.logical_id(condition).into()));
    }
    Rendered::Map(body)
}
