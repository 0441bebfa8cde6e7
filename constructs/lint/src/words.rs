//! Words for messages.

use ferrocdk_template::{Node, Value};
use indexmap::IndexSet;
use serde_json::Value as Json;

/// How many characters of a text a message shows.
const SHOWN: usize = 80;

/// How many allowed values a message lists.
const LISTED: usize = 12;

/// Value that was found, in few words.
pub(crate) fn describe(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => format!("`{value}`"),
        Value::Number(number) => format!("`{number}`"),
        Value::String(text) => quote(text),
        Value::List(items) if items.is_empty() => "an empty list".to_owned(),
        Value::List(_) => "a list".to_owned(),
        Value::Map(_) => match node.function() {
            Some((name, _)) => format!("the result of `{name}`"),
            None => "an object".to_owned(),
        },
    }
}

/// A text as messages show it: between backquotes, without its line ends, and not without end.
pub(crate) fn quote(text: &str) -> String {
    let mut shown: String = text
        .chars()
        .take(SHOWN)
        .map(|char| if char.is_control() { ' ' } else { char })
        .collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    format!("`{shown}`")
}

/// Names between backquotes, as an enumeration.
pub(crate) fn names<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    names.into_iter().map(quote).collect::<Vec<_>>().join(", ")
}

/// The values that a schema allows, at most as many as a reader takes in.
pub(crate) fn allowed(values: &[Json]) -> String {
    // Schemas list a number and its text as two values.
    let values: IndexSet<String> = values.iter().map(literal).collect();
    let text = values
        .iter()
        .take(LISTED)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    match values.len().saturating_sub(LISTED) {
        0 => text,
        more => format!("{text} and {more} more"),
    }
}

/// A value of a schema as messages show it.
pub(crate) fn literal(value: &Json) -> String {
    match value {
        Json::String(text) => quote(text),
        other => quote(&other.to_string()),
    }
}

/// Names of the types of JSON Schema in messages.
pub(crate) fn types<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    names
        .into_iter()
        .map(|name| match name {
            "string" => "text",
            "integer" => "a whole number",
            "number" => "a number",
            "boolean" => "`true` or `false`",
            "array" => "a list",
            "object" => "an object",
            other => other,
        })
        .collect::<Vec<_>>()
        .join(" or ")
}

/// Kind of a value, for messages.
pub(crate) fn kind(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => format!("the boolean {value}"),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) => format!("the text `{}`", short(text)),
        Value::List(_) => "a list".to_owned(),
        Value::Map(_) => node
            .function()
            .map_or_else(|| "a map".to_owned(), |(name, _)| format!("`{name}`")),
    }
}

/// A text's first line, cut where it would fill the terminal.
fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(80) {
        Some((end, _)) => format!("{}...", line.get(..end).unwrap_or_default()),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_cut_at_a_character() {
        assert_eq!(quote(&"ä".repeat(81)).chars().count(), 83);
        assert_eq!(quote("a\nb"), "`a b`");
    }
}
