//! `Attribute`: what a key is made of.

use ferrocdk_core::{Document, doc};

/// An attribute of keys: its name and its type. Other attributes need no declaration.
///
/// Source: "Naming rules and data types in DynamoDB".
///
/// ```
/// use ferrocdk_aws::dynamodb::Attribute;
///
/// let (device, time) = (Attribute::string("device"), Attribute::number("time"));
/// assert_eq!(device.name(), "device");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    name: String,
    kind: AttributeType,
}

/// The type of a key attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AttributeType {
    String,
    Number,
    Binary,
}

impl AttributeType {
    fn word(self) -> &'static str {
        match self {
            Self::String => "S",
            Self::Number => "N",
            Self::Binary => "B",
        }
    }
}

impl Attribute {
    fn of(name: impl Into<String>, kind: AttributeType) -> Self {
        Self {
            name: name.into(),
            kind,
        }
    }

    /// An attribute of text: at most 2,048 bytes as partition key, 1,024 as sort key.
    pub fn string(name: impl Into<String>) -> Self {
        Self::of(name, AttributeType::String)
    }

    /// An attribute of numbers, of up to 38 digits.
    pub fn number(name: impl Into<String>) -> Self {
        Self::of(name, AttributeType::Number)
    }

    /// An attribute of bytes: at most 2,048 as partition key, 1,024 as sort key.
    pub fn binary(name: impl Into<String>) -> Self {
        Self::of(name, AttributeType::Binary)
    }

    /// The attribute's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn type_word(&self) -> &'static str {
        self.kind.word()
    }

    pub(super) fn definition(&self) -> Document {
        doc!({ "AttributeName": self.name.as_str(), "AttributeType": self.type_word() })
    }
}

/// The key of a table or an index, as CloudFormation takes it.
pub(super) fn key_schema<'a>(
    partition: impl IntoIterator<Item = &'a Attribute>,
    sort: impl IntoIterator<Item = &'a Attribute>,
) -> Document {
    let part =
        |kind: &'static str| move |attribute: &Attribute| doc!({ "AttributeName": attribute.name(), "KeyType": kind });
    let partition = partition.into_iter().map(part("HASH"));
    Document::list(partition.chain(sort.into_iter().map(part("RANGE"))))
}
