//! A template's text as an expression.

use ferrocdk_template::{Map, Node, SyntaxErrors, Value};

use crate::expr::{Expr, ExprMap};

/// The sections of a template.
pub(super) fn parse(text: &str) -> Result<ExprMap, SyntaxErrors> {
    let document = ferrocdk_template::parse(text)?;
    Ok(match document.root.value {
        Value::Map(sections) => entries(sections),
        // `parse` gives no other root.
        _ => ExprMap::default(),
    })
}

fn entries(map: Map) -> ExprMap {
    ExprMap::of_unique(map.into_iter().map(|entry| (entry.key.into(), expr(entry.value))))
}

fn expr(node: Node) -> Expr {
    match node.value {
        Value::Null => Expr::Null,
        Value::Bool(value) => Expr::Bool(value),
        Value::Number(number) => Expr::Number(number),
        Value::String(text) => Expr::string(text),
        Value::List(items) => Expr::Array(items.into_iter().map(expr).collect()),
        Value::Map(map) => Expr::Object(entries(map)),
    }
}
