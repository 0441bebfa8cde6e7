//! The tree: values with the places where they stand.

use serde::ser::{Serialize, Serializer};

use crate::{Number, Surprise};

/// A place in a text, both from 1. Zero in both says that the value stands in no file, as one made by [`Node::from_json`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

/// A value and the place where it begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where its first character stands; of a short form, the `!`; of a value that YAML leaves out, what is behind its key
    /// or its dash.
    pub at: Position,
}

/// Values that a template can hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`, which CloudFormation refuses nearly everywhere.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Text.
    String(String),
    /// A list.
    List(Vec<Node>),
    /// Keys and values in the order of the text.
    Map(Map),
}

impl Value {
    /// Kind, for a message: `a list`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
        }
    }
}

/// Up to here, looking at every entry is quicker than a search in the index, and most maps of a template are as small.
const FEW: usize = 16;

/// Keys and values in the order of the text. A key stands once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map {
    entries: Vec<Entry>,
    /// The places of the entries by key, when there are more than [`FEW`].
    index: Vec<u32>,
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key as JSON has it: of a number or a boolean of YAML, the text of its value.
    pub key: String,
    /// Where the key stands.
    pub key_at: Position,
    /// The value.
    pub value: Node,
    /// The key as it was written, where that is no text to YAML or surprises.
    plain: Option<Box<PlainKey>>,
}

/// A key that is no text to YAML, or surprises.
#[derive(Clone, Debug, PartialEq)]
struct PlainKey {
    kind: KeyKind,
    written: String,
    surprise: Option<Surprise>,
}

/// Kind of a key to YAML, whose keys need not be strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// Text, as every key of JSON and all that stands in quotes.
    Text,
    /// A number without quotes: `32`, `010`, `1.10`.
    Number,
    /// A boolean without quotes: `true`, `on`, `No`.
    Boolean,
}

impl Entry {
    /// An entry whose key is text.
    #[must_use]
    pub fn new(key: impl Into<String>, key_at: Position, value: Node) -> Self {
        let key = key.into();
        Self {
            key,
            key_at,
            value,
            plain: None,
        }
    }

    /// An entry whose key is a number or a boolean, as it was written.
    pub(crate) fn of_plain(
        key: (String, KeyKind),
        written: String,
        surprise: Option<Surprise>,
        at: Position,
        value: Node,
    ) -> Self {
        let (key, kind) = key;
        Self {
            plain: Some(Box::new(PlainKey {
                kind,
                written,
                surprise,
            })),
            ..Self::new(key, at, value)
        }
    }

    /// An entry with another key and value in the place of this one. A key that stays is to YAML what it was.
    #[must_use]
    pub fn with(&self, key: String, value: Node) -> Self {
        let plain = self.plain.clone().filter(|_| key == self.key);
        Self {
            plain,
            ..Self::new(key, self.key_at, value)
        }
    }

    /// Kind of the key to YAML. CloudFormation wants text, and refuses a number or a boolean in most places.
    ///
    /// ```
    /// use ferrocdk_template::{KeyKind, parse};
    /// let document = parse("010: a\n'010': b\n").unwrap();
    /// let keys: Vec<_> = document.root.as_map().unwrap().iter().collect();
    /// assert_eq!((keys[0].key_kind(), keys[0].key_written(), keys[0].key.as_str()), (KeyKind::Number, "010", "8"));
    /// assert_eq!((keys[1].key_kind(), keys[1].key_written(), keys[1].key.as_str()), (KeyKind::Text, "010", "010"));
    /// ```
    #[must_use]
    pub fn key_kind(&self) -> KeyKind {
        self.plain.as_ref().map_or(KeyKind::Text, |plain| plain.kind)
    }

    /// The key as it stands in the text, without quotes.
    #[must_use]
    pub fn key_written(&self) -> &str {
        self.plain.as_ref().map_or(&self.key, |plain| &plain.written)
    }

    /// How the key is read otherwise than it looks.
    #[must_use]
    pub fn key_surprise(&self) -> Option<Surprise> {
        self.plain.as_ref()?.surprise
    }
}

impl Map {
    /// A map of the given entries, whose keys differ.
    #[must_use]
    pub fn new(entries: Vec<Entry>) -> Self {
        let mut index: Vec<u32> = Vec::new();
        if entries.len() > FEW {
            index.extend((0..).take(entries.len()));
            index.sort_by(|a, b| key_at(&entries, *a).cmp(&key_at(&entries, *b)));
        }
        Self { entries, index }
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The entry of a key.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        if self.index.is_empty() {
            return self.entries.iter().find(|entry| entry.key == key);
        }
        let place = self
            .index
            .binary_search_by(|place| key_at(&self.entries, *place).cmp(&Some(key)));
        let place = self.index.get(place.ok()?)?;
        self.entries.get(*place as usize)
    }

    /// All entries, in the order of the text.
    pub fn iter(&self) -> std::slice::Iter<'_, Entry> {
        self.entries.iter()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// The key at a place of the index.
fn key_at(entries: &[Entry], place: u32) -> Option<&str> {
    entries.get(place as usize).map(|entry| entry.key.as_str())
}

impl<'a> IntoIterator for &'a Map {
    type Item = &'a Entry;
    type IntoIter = std::slice::Iter<'a, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Map {
    type Item = Entry;
    type IntoIter = std::vec::IntoIter<Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl Node {
    /// A tree without places, for what was never a text: a template that was just made.
    #[must_use]
    pub fn from_json(json: &serde_json::Value) -> Self {
        let value = match json {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(value) => Value::Bool(*value),
            serde_json::Value::Number(number) => Value::Number(number.into()),
            serde_json::Value::String(text) => Value::String(text.clone()),
            serde_json::Value::Array(items) => Value::List(items.iter().map(Self::from_json).collect()),
            serde_json::Value::Object(map) => Value::Map(Map::new(
                map.iter()
                    .map(|(key, value)| Entry::new(key, Position::default(), Self::from_json(value)))
                    .collect(),
            )),
        };
        Self {
            value,
            at: Position::default(),
        }
    }

    /// The same value without places. A number that `serde_json` does not hold is rounded; serializing the node keeps all digits.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Number(number) => number.to_json(),
            Value::String(text) => text.clone().into(),
            Value::List(items) => items.iter().map(Self::to_json).collect(),
            Value::Map(map) => map
                .iter()
                .map(|entry| (entry.key.clone(), entry.value.to_json()))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        }
    }

    /// The value under a key, when this is a map that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_map()?.get(key)
    }

    /// The map, when it is one.
    #[must_use]
    pub fn as_map(&self) -> Option<&Map> {
        match &self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The items, when it is a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Self]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The text, when it is text.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The function and its argument, when this is a map of one key that is `Ref`, `Condition` or begins with `Fn::`.
    ///
    /// `Fn::ForEach::Name` and `Fn::Transform` are such keys too. Whether the function exists and may stand here is not looked at.
    ///
    /// ```
    /// let node = ferrocdk_template::Node::from_json(&serde_json::json!({ "Ref": "Stage" }));
    /// let (function, argument) = node.function().unwrap();
    /// assert_eq!((function, argument.as_str()), ("Ref", Some("Stage")));
    /// ```
    #[must_use]
    pub fn function(&self) -> Option<(&str, &Self)> {
        let map = self.as_map()?;
        let [entry] = map.entries.as_slice() else { return None };
        let key = entry.key.as_str();
        (key == "Ref" || key == "Condition" || key.starts_with("Fn::")).then_some((key, &entry.value))
    }
}

impl Serialize for Node {
    /// The value without places, with all digits of its numbers.
    ///
    /// ```
    /// let document = ferrocdk_template::parse("Serial: 123456789012345678901234567890\n").unwrap();
    /// assert_eq!(serde_json::to_string(&document.root).unwrap(), r#"{"Serial":123456789012345678901234567890}"#);
    /// ```
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Number(number) => number.serialize(serializer),
            Value::String(text) => serializer.serialize_str(text),
            Value::List(items) => serializer.collect_seq(items),
            Value::Map(map) => serializer.collect_map(map.iter().map(|entry| (&entry.key, &entry.value))),
        }
    }
}
