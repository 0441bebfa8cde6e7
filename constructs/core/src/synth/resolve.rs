//! From expressions to JSON, once every element has its logical id.
//!
//! An expression is written straight from the tree: only what has to be looked at as a whole, such as the parts of a string, becomes JSON first.

use std::cell::RefCell;

use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::{Map, Value as Json};

use super::digits;
use super::join;
use super::links::Links;
use super::logical_ids::LogicalIds;
use super::rename::{self, Renames};
use super::substitution;
use crate::diagnostic::{Diagnostic, ids};
use crate::expr::ReferenceStrength;
use crate::expr::{Expr, Reference, Target};
use crate::node_id::NodeId;
use crate::tree::Tree;

/// Resolves the expressions of one stack and collects what cannot be resolved.
pub(super) struct Resolver<'a> {
    tree: &'a Tree,
    logical_ids: &'a LogicalIds,
    links: &'a Links<'a>,
    stack: NodeId,
    diagnostics: RefCell<Vec<Diagnostic>>,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(tree: &'a Tree, logical_ids: &'a LogicalIds, links: &'a Links<'a>, stack: NodeId) -> Self {
        Self {
            tree,
            logical_ids,
            links,
            stack,
            diagnostics: RefCell::default(),
        }
    }

    /// For what `user` holds; mistakes are reported at its path.
    pub(super) fn of(&self, user: NodeId) -> Holder<'_> {
        Holder {
            resolver: self,
            user,
            renames: self.logical_ids.renames(self.tree, user),
            strength: None,
        }
    }

    /// Mistakes of resolving since the last call.
    pub(super) fn take_diagnostics(&self) -> Vec<Diagnostic> {
        self.diagnostics.take()
    }
}

/// The element whose expressions are resolved.
#[derive(Clone, Copy)]
pub(super) struct Holder<'a> {
    resolver: &'a Resolver<'a>,
    pub(super) user: NodeId,
    pub(super) renames: &'a Renames,
    /// How the references of the expression at hand reach other stacks, where it says so itself.
    strength: Option<ReferenceStrength>,
}

/// An expression, which serializes as what it is in the template.
#[derive(Clone, Copy)]
pub(super) struct Resolved<'a> {
    holder: Holder<'a>,
    expr: &'a Expr,
}

impl<'a> Holder<'a> {
    pub(super) fn resolved(self, expr: &'a Expr) -> Resolved<'a> {
        Resolved { holder: self, expr }
    }

    pub(super) fn json(self, expr: &Expr) -> Json {
        json(&Resolved { holder: self, expr })
    }

    fn map<'b>(self, entries: impl Iterator<Item = (&'b str, &'b Expr)>) -> Map<String, Json> {
        entries.map(|(key, expr)| (key.to_owned(), self.json(expr))).collect()
    }
}

/// The JSON of a value that has some: only maps with keys that are not strings could fail.
pub(super) fn json(value: &impl Serialize) -> Json {
    serde_json::to_value(value).unwrap_or_default()
}

impl Serialize for Resolved<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { holder, expr } = *self;
        if let Some(reference) = Reference::of(expr, holder.strength) {
            return holder.reference(&reference, serializer);
        }
        match expr {
            Expr::Null | Expr::Ref(Target::Node(_)) => serializer.serialize_unit(),
            Expr::Bool(value) => serializer.serialize_bool(*value),
            Expr::Number(number) => match digits::marked(number) {
                Some(marked) => serializer.serialize_str(&marked),
                None => number.serialize(serializer),
            },
            Expr::String(text) => serializer.serialize_str(text),
            Expr::Array(items) => serializer.collect_seq(items.iter().map(|item| holder.resolved(item))),
            Expr::Object(map) if holder.renames.is_empty() => {
                serializer.collect_map(map.iter().map(|(key, item)| (key, holder.resolved(item))))
            }
            Expr::Object(map) => {
                let mut map = holder.map(map.iter());
                rename::call(&mut map, holder.renames);
                map.serialize(serializer)
            }
            Expr::LogicalId(id) => serializer.serialize_str(holder.logical_id(*id)),
            Expr::Ref(Target::Name(name)) => one("Ref", name, serializer),
            Expr::GetAtt(attribute) => match &attribute.target {
                Target::Name(name) => one("Fn::GetAtt", &[name, attribute.name.as_str()], serializer),
                Target::Node(_) => serializer.serialize_unit(),
            },
            Expr::Concat(parts) => join::concat(parts.iter().map(|part| holder.json(part))).serialize(serializer),
            Expr::Sub(call) => {
                let (parts, variables) = &**call;
                let is_text = |part: &Expr| matches!(part, Expr::String(_));
                let parts = parts.iter().map(|part| (is_text(part), holder.json(part)));
                substitution::render(parts.collect(), holder.map(variables.iter())).serialize(serializer)
            }
            Expr::JsonText(document) => holder.json_text(document).serialize(serializer),
            Expr::Numeric(inner) => holder.resolved(inner).serialize(serializer),
            Expr::Fn(name, arguments) if join::COMPUTED.contains(&name.as_ref()) => {
                holder.call(name, arguments).serialize(serializer)
            }
            Expr::Fn(name, arguments) => one(name, &holder.resolved(arguments), serializer),
            Expr::Consumed(inner, strength) => {
                let strength = Some(*strength);
                Holder { strength, ..holder }.resolved(inner).serialize(serializer)
            }
            Expr::NoValue => one("Ref", "AWS::NoValue", serializer),
        }
    }
}

/// A map of one entry.
fn one<S: Serializer>(key: &str, value: &(impl Serialize + ?Sized), serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(key, value)?;
    map.end()
}

impl<'a> Holder<'a> {
    fn call(self, name: &str, arguments: &Expr) -> Json {
        let arguments = self.json(arguments);
        if name == "Fn::Select"
            && let Some((index, length)) = join::beyond(&arguments)
        {
            let message = format!("Fn::Select asks for item {index} of a list of {length}, counted from 0");
            self.problem(ids::SELECT_RANGE, &message, "ask for an item that is there");
        }
        join::call(name, arguments)
    }

    /// A document as a JSON string, with the intrinsics inside it left as such.
    fn json_text(self, document: &Expr) -> Json {
        let mut parts = vec![String::new().into()];
        self.append_text(&mut parts, document);
        join::concat(parts)
    }

    fn append_text(self, parts: &mut Vec<Json>, expr: &Expr) {
        match expr {
            Expr::Numeric(inner) => parts.push(self.json(inner)),
            Expr::Array(items) => join::append_list(parts, items, |parts, item| self.append_text(parts, item)),
            // A single key may name something that has another name now.
            Expr::Object(map) if !expr.is_intrinsic() && (self.renames.is_empty() || map.len() != 1) => {
                join::append_map(parts, map.iter(), |parts, item| self.append_text(parts, item));
            }
            other => join::append(parts, &self.json(other)),
        }
    }

    fn reference<S: Serializer>(self, reference: &Reference, serializer: S) -> Result<S::Ok, S::Error> {
        let Resolver {
            logical_ids,
            links,
            stack,
            ..
        } = self.resolver;
        if logical_ids.stack_of(reference.node) != Some(*stack)
            && let Some(json) = links.replacement(*stack, reference)
        {
            return json.serialize(serializer);
        }
        let name = self.logical_id(reference.node);
        match &reference.attribute {
            None => one("Ref", name, serializer),
            Some(attribute) => one("Fn::GetAtt", &[name, attribute.as_str()], serializer),
        }
    }

    /// The logical id of an element of this stack, or an empty string with a diagnostic where this template cannot name it.
    pub(super) fn logical_id(self, id: NodeId) -> &'a str {
        let Resolver {
            tree,
            logical_ids,
            stack,
            ..
        } = self.resolver;
        if !tree.owns(id) {
            let message = "a value refers to a construct of another app";
            self.problem(ids::FOREIGN_REFERENCE, message, "make both in one app");
            return "";
        }
        match (logical_ids.stack_of(id), logical_ids.of(id)) {
            (Some(other), Some(name)) if other == *stack => return name,
            // A `Ref` or `GetAtt` that cannot cross was reported when the links were planned.
            (Some(_), Some(_)) if tree.node(self.user).element.refers_to(id) => {}
            (Some(_), Some(_)) => {
                let path = tree.path(id);
                let message = format!("{path} is in another stack, where its logical id means nothing");
                let help = "make the condition, mapping or dependency in this stack";
                self.problem(ids::CROSS_STACK_NAME, &message, help);
            }
            _ if tree.node(id).element.has_logical_id() => {
                let message = format!("a value refers to {}, which was taken out of the tree", tree.path(id));
                let help = "leave it in, or take out what refers to it";
                self.problem(ids::REMOVED_REFERENCE, &message, help);
            }
            _ => {
                let message = format!("a value refers to {}, which is no element of a template", tree.path(id));
                let help = "refer to a resource, parameter, condition or mapping";
                self.problem(ids::NOT_REFERABLE, &message, help);
            }
        }
        ""
    }

    fn problem(self, id: &'static str, message: &str, help: &str) {
        let Resolver { tree, diagnostics, .. } = self.resolver;
        let diagnostic = Diagnostic::error(id, message).at(tree.path(self.user), None).help(help);
        let diagnostic = diagnostic.located(tree.node(self.user).location);
        diagnostics.borrow_mut().push(diagnostic);
    }
}
