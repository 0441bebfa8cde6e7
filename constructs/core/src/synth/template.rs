//! The template of one stack.

use std::borrow::Cow;

use indexmap::IndexMap;
use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::{Map, Value as Json, json};

use super::element::{self, Rendered};
use super::input::Input;
use super::limits;
use super::rename;
use super::resolve::Resolver;
use crate::diagnostic::Diagnostic;
use crate::node_data::{Element, StackData};
use crate::node_id::NodeId;

/// Sections of a template, in the order in which their first elements come.
pub(super) type Sections<'a> = IndexMap<&'static str, Vec<(Cow<'a, str>, Entry)>>;

/// An element of a section.
pub(super) enum Entry {
    /// One of the tree's, which is rendered when it is written.
    Construct(NodeId),
    Json(Json),
}

/// A template, which serializes element by element: at no time is all of it in memory.
pub(super) struct StackTemplate<'a> {
    input: Input<'a>,
    resolver: Resolver<'a>,
    head: Map<String, Json>,
    sections: Sections<'a>,
}

impl<'a> StackTemplate<'a> {
    /// The template of a stack. Its numbers of elements are checked; mistakes within elements come when it is written.
    pub(super) fn new(input: Input<'a>, stack: NodeId, data: &StackData, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let Input {
            tree,
            logical_ids,
            links,
            ..
        } = input;
        let resolver = Resolver::new(tree, logical_ids, links, stack);
        let head = head(&resolver, stack, data);
        let mut sections = Sections::new();
        for id in logical_ids.members(stack) {
            if let (Some(name), Some(section)) = (logical_ids.of(*id), tree.node(*id).element.section()) {
                let entry = (Cow::Borrowed(name), Entry::Construct(*id));
                sections.entry(section).or_default().push(entry);
            }
        }
        for (name, body) in links.reader_resources(stack) {
            set(&mut sections, "Resources", name.into(), body);
        }
        for (name, output) in links.outputs.get(&stack).into_iter().flatten() {
            let mut body = json!({ "Value": output.value });
            if let Some(export) = &output.export {
                body["Export"] = json!({ "Name": export });
            }
            set(&mut sections, "Outputs", name.into(), body);
        }
        for name in links.parameters.get(&stack).into_iter().flat_map(IndexMap::keys) {
            set(&mut sections, "Parameters", name.into(), json!({ "Type": "String" }));
        }
        if data.nested.is_none()
            && let Some(bootstrap) = data.synthesizer.bootstrap(&data.environment)
        {
            for (section, name, body) in bootstrap.version_rule() {
                // An included template of another CDK app has both already.
                if !sections
                    .entry(section)
                    .or_default()
                    .iter()
                    .any(|(known, _)| known == name)
                {
                    set(&mut sections, section, name.into(), body);
                }
            }
        }
        let count = |section: &str| sections.get(section).map_or(0, Vec::len);
        limits::check(tree, logical_ids, stack, count, diagnostics);
        Self {
            input,
            resolver,
            head,
            sections,
        }
    }

    /// Mistakes of resolving since the last call.
    pub(super) fn take_diagnostics(&self) -> Vec<Diagnostic> {
        self.resolver.take_diagnostics()
    }

    fn element(&self, id: NodeId) -> Rendered<'_> {
        let holder = self.resolver.of(id);
        match &self.input.tree.node(id).element {
            Element::Resource(data) => element::resource(&self.input, holder, data),
            Element::Output(data) => element::output(holder, data),
            Element::Parameter(data) => Rendered::Json(json!(data.body)),
            Element::Condition(expr) | Element::Mapping(expr) | Element::Rule(expr) => {
                Rendered::Expr(holder.resolved(expr))
            }
            Element::Verbatim { section, body } if *section == "Outputs" && !holder.renames.is_empty() => {
                let mut body = holder.json(body);
                if let Json::Object(body) = &mut body {
                    rename::attributes(body, holder.renames);
                }
                Rendered::Json(body)
            }
            Element::Verbatim { body, .. } => Rendered::Expr(holder.resolved(body)),
            Element::Plain | Element::Stage(_) | Element::Stack(_) => Rendered::Json(Json::Null),
        }
    }
}

/// Sets an element of a section, in the place of one with the same name or at the end.
fn set<'a>(sections: &mut Sections<'a>, section: &'static str, name: Cow<'a, str>, body: Json) {
    let entries = sections.entry(section).or_default();
    match entries.iter_mut().find(|(known, _)| *known == name) {
        Some((_, entry)) => *entry = Entry::Json(body),
        None => entries.push((name, Entry::Json(body))),
    }
}

/// Head of the template, before the sections.
fn head(resolver: &Resolver<'_>, stack: NodeId, data: &StackData) -> Map<String, Json> {
    let holder = resolver.of(stack);
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
            .map(|(key, expr)| (key.to_owned(), holder.json(expr)));
        template.insert("Metadata".to_owned(), Json::Object(entries.collect()));
    }
    for (key, expr) in data.verbatim.iter() {
        let written = holder.json(expr);
        template.entry(key).or_insert(written);
    }
    template
}

impl Serialize for StackTemplate<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (key, value) in self
            .head
            .iter()
            .filter(|(key, _)| !self.sections.contains_key(key.as_str()))
        {
            map.serialize_entry(key, value)?;
        }
        for (name, entries) in &self.sections {
            map.serialize_entry(
                name,
                &Section {
                    template: self,
                    entries,
                },
            )?;
        }
        map.end()
    }
}

struct Section<'a> {
    template: &'a StackTemplate<'a>,
    entries: &'a [(Cow<'a, str>, Entry)],
}

impl Serialize for Section<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.entries.len()))?;
        for (name, entry) in self.entries {
            match entry {
                Entry::Construct(id) => map.serialize_entry(name, &self.template.element(*id))?,
                Entry::Json(json) => map.serialize_entry(name, json)?,
            }
        }
        map.end()
    }
}
