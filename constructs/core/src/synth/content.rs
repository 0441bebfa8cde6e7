//! The content of resources as a hash, for logical ids that change with it.

use md5::{Digest, Md5};

use crate::expr::{Expr, ExprMap, Target};
use crate::hex::hex;
use crate::node_data::ResourceData;
use crate::node_id::NodeId;
use crate::tree::{Content, Tree};

/// The longest logical id that CloudFormation takes, without the 32 digits of a hash.
const MAX_NAME: usize = 255 - 32;

/// The name of an element: the path of its stack, and its logical id there.
pub(super) type NameOf<'a> = dyn Fn(NodeId) -> (String, String) + 'a;

/// A logical id that is another one when what the resource is made anew for changes: the name with a hash behind it, as AWS CDK has it.
pub(super) fn renamed<'a>(tree: &'a Tree, name_of: &'a NameOf<'a>, name: &str, content: &[Content]) -> String {
    let hasher = Hasher { tree, name_of };
    let mut hashes: Vec<[u8; 16]> = content.iter().map(|content| hasher.content(content)).collect();
    // The order in which parts were made is no part of what they are.
    hashes.sort_unstable();
    let mut all = Md5::new();
    all.update(name);
    hashes.iter().for_each(|hash| all.update(hash));
    let name: String = name.chars().take(MAX_NAME).collect();
    name + &hex(&all.finalize())
}

/// Hashes what stands in a template, with logical ids where it refers to elements, and without the order of maps.
struct Hasher<'a> {
    tree: &'a Tree,
    name_of: &'a NameOf<'a>,
}

impl Hasher<'_> {
    fn content(&self, content: &Content) -> [u8; 16] {
        let mut hash = Md5::new();
        match content {
            Content::Value(expr) => self.expr(&mut hash, expr),
            Content::Of(id) => self.resource_of(&mut hash, *id, &[]),
            Content::AllBut(id, without) => self.resource_of(&mut hash, *id, without),
        }
        hash.finalize().into()
    }

    fn resource_of(&self, hash: &mut Md5, id: NodeId, without: &[&str]) {
        self.node(hash, id);
        if let Some(data) = self.tree.resource(id) {
            self.resource(hash, data, without);
        }
    }

    fn resource(&self, hash: &mut Md5, data: &ResourceData, without: &[&str]) {
        text(hash, "type", &data.type_name);
        let tags = data.tags.map(|tags| tags.property);
        let properties = data.properties.iter();
        self.entries(
            hash,
            properties.filter(|(key, expr)| Some(*key) != tags && !without.contains(key) && **expr != Expr::Null),
        );
        for (path, value) in &data.overrides {
            let property = path.get(1).map(|part| part.as_str());
            let counts = property.is_none_or(|property| !without.contains(&property));
            if path.first().is_some_and(|part| part == "Properties") && counts {
                path.iter().for_each(|part| text(hash, "path", part));
                self.expr(hash, value.as_ref().unwrap_or(&Expr::NoValue));
            }
        }
    }

    fn node(&self, hash: &mut Md5, id: NodeId) {
        let (stack, name) = (self.name_of)(id);
        text(hash, "stack", &stack);
        text(hash, "name", &name);
    }

    fn target(&self, hash: &mut Md5, target: &Target) {
        match target {
            Target::Node(id) if self.tree.owns(*id) => self.node(hash, *id),
            Target::Node(_) => {}
            Target::Name(name) => text(hash, "name", name),
        }
    }

    fn entries<'e>(&self, hash: &mut Md5, entries: impl Iterator<Item = (&'e str, &'e Expr)>) {
        let mut entries: Vec<_> = entries.collect();
        entries.sort_unstable_by_key(|(key, _)| *key);
        text(hash, "map", &entries.len().to_string());
        for (key, expr) in entries {
            text(hash, "key", key);
            self.expr(hash, expr);
        }
    }

    fn map(&self, hash: &mut Md5, map: &ExprMap) {
        self.entries(hash, map.iter());
    }

    fn list(&self, hash: &mut Md5, kind: &str, items: &[Expr]) {
        text(hash, kind, &items.len().to_string());
        items.iter().for_each(|item| self.expr(hash, item));
    }

    fn expr(&self, hash: &mut Md5, expr: &Expr) {
        match expr {
            Expr::Null => text(hash, "null", ""),
            Expr::Bool(value) => text(hash, "bool", &value.to_string()),
            Expr::Number(number) => text(hash, "number", &number.to_string()),
            Expr::String(value) => text(hash, "text", value),
            Expr::Array(items) => self.list(hash, "list", items),
            Expr::Object(map) => self.map(hash, map),
            Expr::LogicalId(id) => self.target(hash, &Target::Node(*id)),
            Expr::Ref(target) => {
                text(hash, "ref", "");
                self.target(hash, target);
            }
            Expr::GetAtt(attribute) => {
                text(hash, "attribute", &attribute.name);
                self.target(hash, &attribute.target);
            }
            Expr::Concat(parts) => self.list(hash, "concat", parts),
            Expr::Sub(call) => {
                self.list(hash, "sub", &call.0);
                self.map(hash, &call.1);
            }
            Expr::JsonText(document) => {
                text(hash, "json", "");
                self.expr(hash, document);
            }
            Expr::Numeric(inner) | Expr::Consumed(inner, _) => self.expr(hash, inner),
            Expr::Fn(name, arguments) => {
                text(hash, "call", name);
                self.expr(hash, arguments);
            }
            Expr::NoValue => text(hash, "none", ""),
        }
    }
}

/// A text behind its kind and its length, so that no two sequences of texts are alike.
fn text(hash: &mut Md5, kind: &str, text: &str) {
    hash.update(format!("{kind}:{}:", text.len()));
    hash.update(text);
}
