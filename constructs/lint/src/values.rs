//! Values that are assumed for parameters and for what stands in the parameter store, so that what they lead to is judged.

use std::sync::Arc;

use ferrocdk_template::{Entry, Map, Node, Position, Value};
use indexmap::IndexMap;

use crate::InputError;
use crate::compare::scalar_text;
use crate::input;
use crate::nearest::suggestion;
use crate::template::Template;
use crate::words::kind;

/// Keys of a file that say what its parts are. `Tags` and `StackPolicy` stand in the files that pipelines of CloudFormation take.
const PARTS: [&str; 4] = ["Parameters", "SSM", "StackPolicy", "Tags"];
/// Keys of an item in the form of `aws cloudformation create-stack --parameters`.
const ITEM: [&str; 4] = ["ParameterKey", "ParameterValue", "ResolvedValue", "UsePreviousValue"];

/// Assumed values, of parameters by name and of the parameter store by path.
///
/// ```
/// use ferrocdk_lint::{Linter, Options, Values};
/// let values = Values::parse("Parameters: { Days: 0 }").unwrap();
/// let linter = Linter::new(Options { values, ..Options::default() });
/// let text = "Parameters:\n  Days: { Type: Number }\nResources:\n  Logs:\n    Type: AWS::Logs::LogGroup\n    Properties: { RetentionInDays: !Ref Days }\n";
/// assert_eq!(linter.lint_text(text)[0].rule, "E2901");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Values(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    parameters: IndexMap<String, Given>,
    stored: IndexMap<String, Given>,
}

/// A value of the file.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    /// The value: text, or a list of texts.
    pub(crate) value: Node,
    /// Where its name stands in the file.
    pub(crate) name_at: Position,
}

impl Values {
    /// Reads a file, JSON or YAML, in one of the forms
    ///
    /// - a map of names and values; names that begin with `/` are paths of the parameter store;
    /// - a map with `Parameters`, a map of names and values, and `SSM`, a map of paths and values;
    /// - a list of `ParameterKey` and `ParameterValue`, as `aws cloudformation create-stack --parameters` takes it; `ResolvedValue`, which
    ///   `describe-stacks` adds, is what the parameter store has under that path;
    /// - a list of texts `Name=Value`, as `aws cloudformation deploy --parameter-overrides` takes it.
    ///
    /// Values are text, numbers and booleans, or a list of them.
    ///
    /// # Errors
    /// Every mistake, in the order of the text.
    pub fn parse(text: &str) -> Result<Self, Vec<InputError>> {
        let root = input::read(text)?;
        let mut reader = Reader::default();
        match &root.value {
            Value::List(items) => items.iter().for_each(|item| reader.item(item)),
            Value::Map(map)
                if map
                    .iter()
                    .any(|entry| PARTS.contains(&entry.key.as_str()) && entry.value.as_str().is_none()) =>
            {
                reader.parts(map);
            }
            Value::Map(map) => map.iter().for_each(|entry| reader.entry(entry)),
            _ => {}
        }
        reader.errors.sort_by_key(|error| error.at);
        if reader.errors.is_empty() {
            Ok(Self(Arc::new(reader.read)))
        } else {
            Err(reader.errors)
        }
    }

    /// Whether nothing is assumed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.parameters.is_empty() && self.0.stored.is_empty()
    }

    /// The names of the parameters, each with its place in the file.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, Position)> {
        self.0
            .parameters
            .iter()
            .map(|(name, given)| (name.as_str(), given.name_at))
    }

    /// The values of parameters that none of the templates has, each as a mistake of the file with the parameter's name. None where a macro may add
    /// parameters.
    #[must_use]
    pub fn unknown(&self, templates: &[&Node]) -> Vec<(&str, InputError)> {
        let templates: Vec<Template<'_>> = templates.iter().map(|template| Template::new(template)).collect();
        if templates.iter().any(|template| template.may_grow("Parameters")) {
            return Vec::new();
        }
        let has = |name: &str| templates.iter().any(|template| template.parameters.contains_key(name));
        let names = || {
            templates
                .iter()
                .flat_map(|template| template.parameters.keys().copied())
        };
        let error = |name: &str, at| {
            let whose = if templates.len() == 1 {
                "the template has no"
            } else {
                "no template has a"
            };
            InputError {
                at,
                message: format!("{whose} parameter `{name}`"),
                help: suggestion(name, names().collect::<Vec<_>>()),
            }
        };
        self.parameters()
            .filter(|(name, _)| !has(name))
            .map(|(name, at)| (name, error(name, at)))
            .collect()
    }

    pub(crate) fn parameter(&self, name: &str) -> Option<&Given> {
        self.0.parameters.get(name)
    }

    /// The value under a path of the parameter store, whichever version is asked for.
    pub(crate) fn stored(&self, path: &str) -> Option<&Given> {
        let stored = &self.0.stored;
        let without_version = || {
            let (name, version) = path.rsplit_once(':')?;
            version
                .bytes()
                .all(|byte| byte.is_ascii_digit())
                .then(|| stored.get(name))?
        };
        stored.get(path).or_else(without_version)
    }
}

#[derive(Default)]
struct Reader {
    read: Inner,
    errors: Vec<InputError>,
}

impl Reader {
    fn add(&mut self, at: Position, message: String, help: Option<String>) {
        self.errors.push(InputError { at, message, help });
    }

    fn parts(&mut self, map: &Map) {
        for entry in map {
            match (entry.key.as_str(), &entry.value.value) {
                ("Parameters", Value::List(items)) => items.iter().for_each(|item| self.item(item)),
                ("Parameters", Value::Map(map)) => map.iter().for_each(|entry| self.entry(entry)),
                ("SSM", Value::Map(map)) => {
                    for entry in map {
                        if let Some(value) = self.value(&entry.value) {
                            self.keep(true, &entry.key, entry.key_at, value);
                        }
                    }
                }
                ("Parameters" | "SSM", _) => {
                    let message = format!(
                        "`{}` is a map of names and values; this is {}",
                        entry.key,
                        kind(&entry.value)
                    );
                    self.add(entry.value.at, message, None);
                }
                ("StackPolicy" | "Tags", _) => {}
                _ if entry.key.starts_with('/') => self.entry(entry),
                _ => self.add(
                    entry.key_at,
                    format!("`{}` is no part of a file of values", entry.key),
                    Some("parameters stand below `Parameters`, paths of the parameter store below `SSM`".to_owned()),
                ),
            }
        }
    }

    fn entry(&mut self, entry: &Entry) {
        if let Some(value) = self.value(&entry.value) {
            self.keep(entry.key.starts_with('/'), &entry.key, entry.key_at, value);
        }
    }

    /// An item in the form of CloudFormation's API.
    fn item(&mut self, item: &Node) {
        // As `aws cloudformation deploy --parameter-overrides` takes it.
        if let Some((name, value)) = item.as_str().and_then(|text| text.split_once('=')) {
            let value = Node {
                value: Value::String(value.to_owned()),
                at: item.at,
            };
            return self.keep(name.starts_with('/'), name, item.at, value);
        }
        let Some(map) = item.as_map() else {
            let message = format!(
                "an item is a map of `ParameterKey` and `ParameterValue`; this is {}",
                kind(item)
            );
            return self.add(item.at, message, None);
        };
        for entry in map.iter().filter(|entry| !ITEM.contains(&entry.key.as_str())) {
            self.add(
                entry.key_at,
                format!("an item has no `{}`", entry.key),
                suggestion(&entry.key, ITEM),
            );
        }
        let Some(key) = map.entry("ParameterKey") else {
            return self.add(item.at, "an item needs `ParameterKey`".to_owned(), None);
        };
        let Some(name) = key.value.as_str() else {
            let message = format!("the name of a parameter is text; this is {}", kind(&key.value));
            return self.add(key.value.at, message, None);
        };
        let Some(value) = map.get("ParameterValue") else {
            // What the stack has already is not known.
            if !matches!(
                map.get("UsePreviousValue").map(|node| &node.value),
                Some(Value::Bool(true))
            ) {
                self.add(item.at, "an item needs `ParameterValue`".to_owned(), None);
            }
            return;
        };
        let (Some(value), at) = (self.value(value), key.value.at) else {
            return;
        };
        if let (Some(path), Some(resolved)) = (value.as_str(), map.get("ResolvedValue")) {
            let path = path.to_owned();
            if let Some(resolved) = self.value(resolved) {
                self.read.stored.insert(
                    path,
                    Given {
                        value: resolved,
                        name_at: at,
                    },
                );
            }
        }
        self.keep(name.starts_with('/'), name, at, value);
    }

    fn keep(&mut self, is_stored: bool, name: &str, at: Position, value: Node) {
        let into = if is_stored {
            &mut self.read.stored
        } else {
            &mut self.read.parameters
        };
        if let Some(before) = into.insert(name.to_owned(), Given { value, name_at: at }) {
            let message = format!("`{name}` stands here twice, first in line {}", before.name_at.line);
            self.add(at, message, Some("leave one of them out".to_owned()));
        }
    }

    /// The value as text, or as a list of texts.
    fn value(&mut self, node: &Node) -> Option<Node> {
        let text = |node: &Node| {
            scalar_text(node).map(|text| Node {
                value: Value::String(text.into_owned()),
                at: node.at,
            })
        };
        if let Some(text) = text(node) {
            return Some(text);
        }
        let items = match &node.value {
            Value::List(items) => items,
            Value::Null => {
                self.add(
                    node.at,
                    "a value is missing".to_owned(),
                    Some("write `\"\"` for a text of no characters, or leave the name out".to_owned()),
                );
                return None;
            }
            _ => {
                self.add(
                    node.at,
                    format!(
                        "a value is text, a number, a boolean or a list of them; this is {}",
                        kind(node)
                    ),
                    None,
                );
                return None;
            }
        };
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            match text(item) {
                Some(text) => texts.push(text),
                None => self.add(
                    item.at,
                    format!(
                        "an item of a value is text, a number or a boolean; this is {}",
                        kind(item)
                    ),
                    None,
                ),
            }
        }
        Some(Node {
            value: Value::List(texts),
            at: node.at,
        })
    }
}
