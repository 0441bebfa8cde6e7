//! JSON schemas whose definitions are decoded when a reference leads to them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::{Map, Value};

use crate::Error;

const DEFINITIONS: &str = "definitions";
const PREFIX: &str = "#/definitions/";

/// A JSON schema in the registry's dialect (draft 7 with CloudFormation's and cfn-lint's own keywords), reduced to what decides whether a
/// value is valid.
///
/// Definitions are decoded when [`Self::resolve`] first comes to them: a template uses a handful of the 730 that a dashboard's schema has,
/// and decoding all takes longer than everything else that is done with them.
///
/// ```
/// let schema = ferrocdk_spec::Database::bundled()?.schema("AWS::Kinesis::Stream")?;
/// let encryption = &schema.root()["properties"]["StreamEncryption"];
/// let encryption = schema.resolve(encryption["$ref"].as_str().unwrap_or_default())?;
/// assert_eq!(encryption["required"][0], "EncryptionType");
/// # Ok::<(), ferrocdk_spec::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Schema {
    root: Value,
    /// Sorted by name.
    definitions: Vec<Definition>,
}

#[derive(Clone, Debug)]
struct Definition {
    name: Box<str>,
    text: Box<str>,
    value: OnceLock<Value>,
}

impl Schema {
    /// A schema of a value in memory.
    #[must_use]
    pub fn from_value(mut schema: Value) -> Self {
        let definitions = schema
            .as_object_mut()
            .and_then(|root| root.shift_remove(DEFINITIONS))
            .and_then(|definitions| match definitions {
                Value::Object(definitions) => Some(definitions),
                _ => None,
            });
        let mut definitions: Vec<Definition> = definitions
            .unwrap_or_default()
            .into_iter()
            .map(|(name, value)| Definition {
                name: name.into(),
                text: Box::default(),
                value: OnceLock::from(value),
            })
            .collect();
        definitions.sort_by(|a, b| a.name.cmp(&b.name));
        Self {
            root: schema,
            definitions,
        }
    }

    /// The schema itself, without its definitions.
    #[must_use]
    pub fn root(&self) -> &Value {
        &self.root
    }

    /// The names of the definitions, sorted.
    pub fn definitions(&self) -> impl ExactSizeIterator<Item = &str> {
        self.definitions.iter().map(|definition| &*definition.name)
    }

    /// Follows a `$ref` such as `#/definitions/Tag`. The result may be a reference again.
    ///
    /// # Errors
    /// [`Error::Reference`] when it leads nowhere, [`Error::Damaged`] when what it leads to cannot be decoded.
    pub fn resolve(&self, reference: &str) -> Result<&Value, Error> {
        let unknown = || Error::Reference {
            reference: reference.to_owned(),
        };
        let Some(path) = reference.strip_prefix(PREFIX) else {
            let path = reference.strip_prefix('#').ok_or_else(unknown)?;
            return self.root.pointer(path).ok_or_else(unknown);
        };
        let (name, rest) = path.split_at(path.find('/').unwrap_or(path.len()));
        let position = self
            .definitions
            .binary_search_by(|definition| (*definition.name).cmp(name))
            .map_err(|_| unknown())?;
        let definition = self.definitions.get(position).ok_or_else(unknown)?;
        definition.value()?.pointer(rest).ok_or_else(unknown)
    }

    /// The whole schema, every definition decoded.
    ///
    /// # Errors
    /// [`Error::Damaged`] when a definition cannot be decoded.
    pub fn to_value(&self) -> Result<Value, Error> {
        let mut root = self.root.clone();
        let mut definitions = Map::new();
        for definition in &self.definitions {
            definitions.insert(definition.name.clone().into(), definition.value()?.clone());
        }
        if let Some(root) = root.as_object_mut()
            && !definitions.is_empty()
        {
            root.insert(DEFINITIONS.to_owned(), Value::Object(definitions));
        }
        Ok(root)
    }

    /// The text of a record: the root on one line, then a line for each definition with its name, a tab and its JSON.
    pub(crate) fn encode(schema: &Value) -> Result<String, Error> {
        let damaged = |what: String| Error::Damaged { what };
        let mut root = schema.clone();
        let definitions = root.as_object_mut().and_then(|root| root.shift_remove(DEFINITIONS));
        let mut text = format!("{root}\n");
        let sorted: BTreeMap<&String, &Value> = definitions.iter().filter_map(Value::as_object).flatten().collect();
        for (name, definition) in sorted {
            if name.contains(['\t', '\n', '/', '~']) {
                return Err(damaged(format!("a definition of a schema has the name '{name}'")));
            }
            text.extend([name, "\t", &definition.to_string(), "\n"]);
        }
        Ok(text)
    }

    /// Reads what [`Self::encode`] wrote.
    pub(crate) fn decode(text: &str) -> Result<Self, Error> {
        let (root, definitions) = text.split_once('\n').ok_or_else(|| Error::Damaged {
            what: "a schema has no end".to_owned(),
        })?;
        let definitions = definitions.lines().map(|line| {
            let (name, text) = line.split_once('\t').ok_or_else(|| Error::Damaged {
                what: format!("a schema has the line '{line}'"),
            })?;
            Ok(Definition {
                name: name.into(),
                text: text.into(),
                value: OnceLock::new(),
            })
        });
        Ok(Self {
            root: parse("its root", root)?,
            definitions: definitions.collect::<Result<_, Error>>()?,
        })
    }
}

impl Definition {
    fn value(&self) -> Result<&Value, Error> {
        if let Some(value) = self.value.get() {
            return Ok(value);
        }
        let value = parse(&self.name, &self.text)?;
        Ok(self.value.get_or_init(|| value))
    }
}

fn parse(what: &str, text: &str) -> Result<Value, Error> {
    serde_json::from_str(text).map_err(|error| Error::Damaged {
        what: format!("a schema does not decode at {what}: {error}"),
    })
}
