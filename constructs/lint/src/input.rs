//! Files that are given beside the templates: schemas of types, assumed values.

use std::fmt;

use ferrocdk_template::{Entry, Map, Node, Position, Value};

/// A mistake in such a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputError {
    /// Where it stands in the file.
    pub at: Position,
    /// Value that was found, and what is allowed.
    pub message: String,
    /// Advice, where it can be given.
    pub help: Option<String>,
}

impl InputError {
    pub(crate) fn new(at: Position, message: impl Into<String>) -> Self {
        Self {
            at,
            message: message.into(),
            help: None,
        }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.at.line, self.at.column, self.message)
    }
}

impl std::error::Error for InputError {}

/// Text before a list, so that the parser of templates, which wants a map, reads it.
const BEFORE_JSON: &str = "{\"\":";
const BEFORE_JSON_COLUMNS: u32 = 4;
const BEFORE_YAML: &str = "\"\":\n";

/// Reads a text, JSON or YAML, whose values are a map or a list.
pub(crate) fn read(text: &str) -> Result<Node, Vec<InputError>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let start = text.trim_start();
    if start.starts_with('[') {
        return list(&format!("{BEFORE_JSON}{text}}}"), |at| Position {
            column: if at.line == 1 {
                at.column.saturating_sub(BEFORE_JSON_COLUMNS).max(1)
            } else {
                at.column
            },
            ..at
        });
    }
    let first = text
        .lines()
        .find(|line| !line.trim().is_empty() && !line.starts_with('#') && line.trim_end() != "---");
    if first.is_some_and(|line| line == "-" || line.starts_with("- ")) {
        // The mark of a document may not stand behind the key.
        let body = match text.find("---\n") {
            Some(at)
                if text
                    .get(..at)
                    .is_some_and(|before| before.lines().all(|line| line.starts_with('#'))) =>
            {
                text.replacen("---\n", "\n", 1)
            }
            _ => text.to_owned(),
        };
        return list(&format!("{BEFORE_YAML}{body}"), |at| Position {
            line: at.line.saturating_sub(1).max(1),
            ..at
        });
    }
    ferrocdk_template::parse(text)
        .map(|document| document.root)
        .map_err(|errors| {
            errors
                .iter()
                .map(|error| InputError::new(error.at, error.message.clone()))
                .collect()
        })
}

fn list(text: &str, back: impl Fn(Position) -> Position + Copy) -> Result<Node, Vec<InputError>> {
    let document = ferrocdk_template::parse(text).map_err(|errors| {
        let one = |error: &ferrocdk_template::SyntaxError| InputError::new(back(error.at), error.message.clone());
        errors.iter().map(one).collect::<Vec<_>>()
    })?;
    let mut entries = match document.root.value {
        Value::Map(map) => map.into_iter(),
        _ => Map::default().into_iter(),
    };
    let Some(Entry { value, .. }) = entries.next() else {
        return Err(vec![InputError::new(
            Position { line: 1, column: 1 },
            "the file is empty",
        )]);
    };
    Ok(moved(value, back))
}

fn moved(node: Node, back: impl Fn(Position) -> Position + Copy) -> Node {
    let value = match node.value {
        Value::List(items) => Value::List(items.into_iter().map(|item| moved(item, back)).collect()),
        Value::Map(map) => Value::Map(Map::new(
            map.into_iter()
                .map(|mut entry| {
                    entry.key_at = back(entry.key_at);
                    entry.value = moved(entry.value, back);
                    entry
                })
                .collect(),
        )),
        other => other,
    };
    Node {
        value,
        at: back(node.at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_have_their_own_places() {
        for text in [
            "[ { \"a\": 1 },\n  2 ]",
            "- { a: 1 }\n-\n  2\n",
            "# why\n---\n- { a: 1 }\n- 2\n",
            "- a: 1\n- 2\n",
        ] {
            let node = read(text).unwrap();
            let items = node.as_list().unwrap();
            assert_eq!(items[0].to_json(), serde_json::json!({ "a": 1 }), "{text}");
            let line = text.lines().position(|line| line.contains("a")).unwrap();
            assert_eq!(
                items[0].at.line as usize,
                if text.starts_with('#') { 3 } else { line + 1 },
                "{text}"
            );
            assert_eq!(items[0].at.column, 3, "{text}");
        }
        let error = read("[ { \"a\": 1 \"b\": 2 } ]").unwrap_err().remove(0);
        assert_eq!((error.at.line, error.at.column), (1, 12), "{error}");
        let error = read("- a: 1\n- b: [\n").unwrap_err().remove(0);
        assert!(error.at.line >= 2, "{error}");
    }
}
