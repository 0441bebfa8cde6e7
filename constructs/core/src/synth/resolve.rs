//! From expressions to JSON, once every element has its logical id.

use serde_json::{Map, Value as Json, json};

use super::ids::Names;
use super::join;
use super::links::Links;
use super::rename::{self, Renames};
use super::substitution;
use crate::diagnostic::Diagnostic;
use crate::ids;
use crate::reference::ReferenceStrength;
use crate::tree::{NodeId, Tree};
use crate::value::{Expr, Reference, Target};

/// Resolves the expressions of one stack and collects what cannot be resolved.
pub(super) struct Resolver<'a> {
    pub(super) tree: &'a Tree,
    pub(super) names: &'a Names,
    pub(super) links: &'a Links<'a>,
    pub(super) stack: NodeId,
    /// For the element at hand.
    pub(super) renames: &'a Renames,
    /// How the references of the expression at hand reach other stacks, where it says so itself.
    pub(super) strength: Option<ReferenceStrength>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Resolver<'_> {
    /// Resolves what `user` holds; mistakes are reported at its path.
    pub(super) fn resolve(&mut self, expr: &Expr, user: NodeId) -> Json {
        if let Some(reference) = Reference::of(expr, self.strength) {
            return self.reference(&reference, user);
        }
        match expr {
            Expr::Null => Json::Null,
            Expr::Bool(value) => Json::Bool(*value),
            Expr::Number(number) => Json::Number(number.clone()),
            Expr::String(text) => Json::String(text.to_string()),
            Expr::Array(items) => Json::Array(items.iter().map(|item| self.resolve(item, user)).collect()),
            Expr::Object(map) => {
                let entries = map.iter().map(|(key, item)| (key.to_owned(), self.resolve(item, user)));
                let mut map: Map<_, _> = entries.collect();
                rename::call(&mut map, self.renames);
                Json::Object(map)
            }
            Expr::LogicalId(id) => self.logical_id(*id, user).into(),
            Expr::Ref(Target::Name(name)) => json!({ "Ref": name }),
            Expr::GetAtt(attribute) => match &attribute.target {
                Target::Name(name) => json!({ "Fn::GetAtt": [name, attribute.name.as_str()] }),
                Target::Node(_) => Json::Null,
            },
            Expr::Ref(Target::Node(_)) => Json::Null,
            Expr::Concat(parts) => join::concat(parts.iter().map(|part| self.resolve(part, user)).collect::<Vec<_>>()),
            Expr::Sub(call) => {
                let (parts, variables) = &**call;
                let parts: Vec<(bool, Json)> = parts
                    .iter()
                    .map(|part| (matches!(part, Expr::String(_)), self.resolve(part, user)))
                    .collect();
                let variables = variables
                    .iter()
                    .map(|(name, expr)| (name.to_owned(), self.resolve(expr, user)));
                let variables: Map<_, _> = variables.collect();
                substitution::render(parts, variables)
            }
            Expr::JsonText(document) => join::stringify(&self.resolve(document, user)),
            Expr::Fn(name, arguments) => {
                let arguments = self.resolve(arguments, user);
                if name == "Fn::Select"
                    && let Some((index, length)) = join::beyond(&arguments)
                {
                    let message = format!("Fn::Select asks for item {index} of a list of {length}, counted from 0");
                    let help = "ask for an item that is there";
                    self.problem(user, ids::SELECT_RANGE, &message, help);
                }
                join::call(name, arguments)
            }
            Expr::Consumed(inner, strength) => {
                let outer = self.strength.replace(*strength);
                let resolved = self.resolve(inner, user);
                self.strength = outer;
                resolved
            }
            Expr::NoValue => json!({ "Ref": "AWS::NoValue" }),
        }
    }

    fn reference(&mut self, reference: &Reference, user: NodeId) -> Json {
        if let Some(json) = self.links.replacement(self.stack, reference) {
            return json.clone();
        }
        let name = self.logical_id(reference.node, user);
        match &reference.attribute {
            None => json!({ "Ref": name }),
            Some(attribute) => json!({ "Fn::GetAtt": [name, attribute.as_str()] }),
        }
    }

    /// The logical id of an element of this stack, or an empty string with a diagnostic where this template cannot name it.
    pub(super) fn logical_id(&mut self, id: NodeId, user: NodeId) -> String {
        if !self.tree.owns(id) {
            self.problem(
                user,
                ids::FOREIGN_REFERENCE,
                "a value refers to a construct of another app",
                "make both in one app",
            );
            return String::new();
        }
        match (self.names.stack_of(id), self.names.logical_id(id)) {
            (Some(stack), Some(name)) if stack == self.stack => name.to_owned(),
            // A `Ref` or `GetAtt` that cannot cross was reported when the links were planned.
            (Some(_), Some(_)) if self.tree.node(user).element.refers_to(id) => String::new(),
            (Some(_), Some(_)) => {
                let message = format!(
                    "{} is in another stack, where its logical id means nothing",
                    self.tree.path(id)
                );
                self.problem(
                    user,
                    ids::CROSS_STACK_NAME,
                    &message,
                    "make the condition, mapping or dependency in this stack",
                );
                String::new()
            }
            _ if self.tree.node(id).element.has_logical_id() => {
                let message = format!(
                    "a value refers to {}, which was taken out of the tree",
                    self.tree.path(id)
                );
                self.problem(
                    user,
                    ids::REMOVED_REFERENCE,
                    &message,
                    "leave it in, or take out what refers to it",
                );
                String::new()
            }
            _ => {
                let message = format!(
                    "a value refers to {}, which is no element of a template",
                    self.tree.path(id)
                );
                self.problem(
                    user,
                    ids::NOT_REFERABLE,
                    &message,
                    "refer to a resource, parameter, condition or mapping",
                );
                String::new()
            }
        }
    }

    fn problem(&mut self, user: NodeId, id: &'static str, message: &str, help: &str) {
        let diagnostic = Diagnostic::error(id, message).at(self.tree.path(user), None).help(help);
        self.diagnostics.push(diagnostic.located(self.tree.node(user).location));
    }
}
