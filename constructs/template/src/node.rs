//! The tree: values with the places where they stand.

use serde_json::Number;

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
    /// Where its first character stands; of a short form, the `!`.
    pub at: Position,
}

/// What a template can hold.
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

/// Keys and values in the order of the text. A key stands once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map(Vec<Entry>);

/// A key with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_at: Position,
    /// The value.
    pub value: Node,
}

impl Map {
    /// A map of the given entries, whose keys differ.
    #[must_use]
    pub fn new(entries: Vec<Entry>) -> Self {
        Self(entries)
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The entry of a key.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.0.iter().find(|entry| entry.key == key)
    }

    /// All entries, in the order of the text.
    pub fn iter(&self) -> std::slice::Iter<'_, Entry> {
        self.0.iter()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> IntoIterator for &'a Map {
    type Item = &'a Entry;
    type IntoIter = std::slice::Iter<'a, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Node {
    /// A tree without places, for what was never a text: a template that was just made.
    #[must_use]
    pub fn from_json(json: &serde_json::Value) -> Self {
        let value = match json {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(value) => Value::Bool(*value),
            serde_json::Value::Number(number) => Value::Number(number.clone()),
            serde_json::Value::String(text) => Value::String(text.clone()),
            serde_json::Value::Array(items) => Value::List(items.iter().map(Self::from_json).collect()),
            serde_json::Value::Object(map) => Value::Map(Map(map
                .iter()
                .map(|(key, value)| Entry {
                    key: key.clone(),
                    key_at: Position::default(),
                    value: Self::from_json(value),
                })
                .collect())),
        };
        Self {
            value,
            at: Position::default(),
        }
    }

    /// The same value without places.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Number(number) => number.clone().into(),
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
        let [entry] = map.0.as_slice() else { return None };
        let key = entry.key.as_str();
        (key == "Ref" || key == "Condition" || key.starts_with("Fn::")).then_some((key, &entry.value))
    }
}
