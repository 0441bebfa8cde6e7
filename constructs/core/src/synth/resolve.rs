//! From expressions to JSON, once every element has its logical id.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::join;
use crate::diagnostic::{Diagnostic, ids};
use crate::tree::{NodeId, Tree};
use crate::value::{Expr, Target};

/// Resolves the expressions of one stack and collects what cannot be resolved.
pub(super) struct Resolver<'a> {
    pub(super) tree: &'a Tree,
    pub(super) stack: NodeId,
    pub(super) logical_ids: &'a BTreeMap<NodeId, String>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Resolver<'_> {
    /// Resolves what `user` holds; mistakes are reported at its path.
    pub(super) fn resolve(&mut self, expr: &Expr, user: NodeId) -> Json {
        match expr {
            Expr::Null => Json::Null,
            Expr::Bool(value) => Json::Bool(*value),
            Expr::Number(number) => Json::Number(number.clone()),
            Expr::String(text) => Json::String(text.clone()),
            Expr::Array(items) => Json::Array(items.iter().map(|item| self.resolve(item, user)).collect()),
            Expr::Object(map) => {
                let entries = map.iter().map(|(key, item)| (key.clone(), self.resolve(item, user)));
                Json::Object(entries.collect::<Map<_, _>>())
            }
            Expr::LogicalId(id) => self.logical_id(*id, user).into(),
            Expr::Ref(target) => json!({ "Ref": self.name(target, user) }),
            Expr::GetAtt(target, attribute) => json!({ "Fn::GetAtt": [self.name(target, user), attribute] }),
            Expr::Concat(parts) => join::concat(parts.iter().map(|part| self.resolve(part, user)).collect::<Vec<_>>()),
            Expr::JsonText(document) => join::stringify(&self.resolve(document, user)),
            Expr::Fn(name, arguments) => json!({ name.as_ref(): self.resolve(arguments, user) }),
            Expr::NoValue => json!({ "Ref": "AWS::NoValue" }),
        }
    }

    fn name(&mut self, target: &Target, user: NodeId) -> String {
        match target {
            Target::Node(id) => self.logical_id(*id, user),
            Target::Name(name) => name.to_string(),
        }
    }

    /// The logical id of `id`, or an empty string with a diagnostic where a template cannot refer to it.
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
        if self.tree.stack_of(id) == Some(self.stack)
            && let Some(logical_id) = self.logical_ids.get(&id)
        {
            return logical_id.clone();
        }
        let path = self.tree.path(id);
        if self.tree.node(id).element.has_logical_id() {
            let message = format!("a value refers to {path}, which is in another stack");
            self.problem(
                user,
                ids::CROSS_STACK_REFERENCE,
                &message,
                "put both in one stack, or export the value there and import it here",
            );
        } else {
            let message = format!("a value refers to {path}, which is no element of a template");
            self.problem(
                user,
                ids::NOT_REFERABLE,
                &message,
                "refer to a resource, parameter, condition or mapping",
            );
        }
        String::new()
    }

    fn problem(&mut self, user: NodeId, id: &'static str, message: &str, help: &str) {
        let diagnostic = Diagnostic::error(id, message)
            .at(self.tree.path(user), None)
            .located(self.tree.node(user).location)
            .help(help);
        self.diagnostics.push(diagnostic);
    }
}
