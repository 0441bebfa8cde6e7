//! Free JSON as `doc!`, with the references in it typed.

use ferrocdk_spec::rust::RustType;
use ferrocdk_template::{Node, Value};

use crate::layout::Layout;
use crate::literal;
use crate::template::function;
use crate::value::{Inference, Writer};

impl Writer<'_> {
    /// A value as a part of a document.
    pub(crate) fn document(&mut self, node: &Node) -> Layout {
        if let Some(call) = self.function_in_document(node) {
            return call;
        }
        match &node.value {
            Value::Null => Layout::Code("null".to_owned()),
            Value::Bool(value) => Layout::Code(value.to_string()),
            Value::Number(number) => Layout::Code(literal::number(number).0),
            Value::String(text) => Layout::Text(text.clone()),
            Value::List(items) => Layout::List(items.iter().map(|item| self.document(item)).collect()),
            Value::Map(map) => {
                let entries = map.iter().map(|entry| (entry.key.clone(), self.document(&entry.value)));
                Layout::Map(entries.collect())
            }
        }
    }

    fn function_in_document(&mut self, node: &Node) -> Option<Layout> {
        let (name, argument) = function(node)?;
        if name == "Fn::If" {
            let [condition, then, otherwise] = argument.as_list()? else {
                return None;
            };
            let condition = self.known.conditions.get(condition.as_str()?)?;
            let branches = [then, otherwise].map(|branch| self.document(branch).document());
            let condition = Layout::Code(format!("&{condition}"));
            let arguments = [condition].into_iter().chain(branches).collect();
            return Some(Layout::Call("Value::<Document>::if_else".to_owned(), arguments));
        }
        let piece = self.call(node, &RustType::Document, Inference::Free)?;
        Some(Layout::Code(piece.code))
    }
}
