//! Facts of the schema database about a resource type, one of its properties or attributes, or a service.

mod json;
mod query;
mod style;
mod text;
mod words;

use ferrocdk_spec::{Database, Permissions, Properties, Property, ResourceType, Type};
use serde_json::Value;

/// Something that the database has facts of.
#[derive(Clone, Debug)]
pub struct Explanation {
    subject: Subject,
}

#[derive(Clone, Debug)]
enum Subject {
    Service {
        name: String,
        types: Vec<String>,
    },
    Type(Box<TypeFacts>),
    Property {
        resource: Box<ResourceType>,
        /// The names from the type downward.
        path: Vec<String>,
        property: Box<Property>,
        /// The property type that it is, or has as items or entries.
        object: Option<String>,
    },
    Attribute {
        resource: Box<ResourceType>,
        name: String,
        ty: Type,
    },
}

#[derive(Clone, Debug)]
struct TypeFacts {
    resource: ResourceType,
    permissions: Permissions,
    /// The regions that have it, and those that do not.
    available: Vec<String>,
    missing: Vec<String>,
}

/// Why nothing is explained.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExplainError {
    /// No type or service has the name.
    #[error("no resource type is called `{name}`")]
    UnknownType {
        /// The name asked for.
        name: String,
        /// Types that may have been meant, the likeliest first.
        similar: Vec<String>,
    },
    /// A type or property type has no such property or attribute.
    #[error("{owner} has no property or attribute `{name}`")]
    UnknownProperty {
        /// The type, and the property below it.
        owner: String,
        /// The name asked for.
        name: String,
        /// Properties that may have been meant, the likeliest first; all of them when none is near.
        similar: Vec<String>,
    },
    /// The database cannot be read.
    #[error(transparent)]
    Database(#[from] ferrocdk_spec::Error),
}

impl ExplainError {
    /// Advice.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::UnknownType { similar, .. } if similar.is_empty() => Some(
                "names look like `AWS::Kinesis::Stream`; a service alone, such as `Kinesis`, lists its types"
                    .to_owned(),
            ),
            Self::UnknownType { similar, .. } => Some(format!("did you mean {}?", listed(similar))),
            Self::UnknownProperty { similar, .. } if similar.is_empty() => {
                Some("it has no properties of its own".to_owned())
            }
            Self::UnknownProperty { similar, .. } if similar.len() <= 3 => {
                Some(format!("did you mean {}?", listed(similar)))
            }
            Self::UnknownProperty { similar, .. } => Some(format!("it has {}", listed(similar))),
            Self::Database(_) => None,
        }
    }
}

fn listed(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [rest @ .., last] if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        all => all.concat(),
    }
}

/// Finds what a query is about: a type (`AWS::Kinesis::Stream`), something within it (`AWS::Kinesis::Stream.StreamEncryption.KeyId`), or a
/// service (`Kinesis`). Letters may be of any case, and `AWS::` may be left out.
///
/// # Errors
/// When nothing has that name, or the database is damaged.
pub fn explain(database: &Database<'_>, query: &str) -> Result<Explanation, ExplainError> {
    query::find(database, query).map(|subject| Explanation { subject })
}

impl Explanation {
    /// As text for people, at most `width` columns wide where words allow it; with ANSI styles.
    #[must_use]
    pub fn to_text(&self, width: usize) -> String {
        text::render(&self.subject, width)
    }

    /// As JSON for programs: what is false, empty or not known is left out.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json::render(&self.subject)
    }
}

/// The property type that a value is, or holds as items or entries.
fn object_within(ty: &Type) -> Option<&str> {
    use ferrocdk_spec::Kind;
    match &ty.kind {
        Kind::Object(name) => Some(name),
        Kind::List(element) | Kind::Map(element) => object_within(element),
        Kind::Union(alternatives) => alternatives.iter().find_map(object_within),
        _ => None,
    }
}

fn properties_of<'a>(resource: &'a ResourceType, object: Option<&str>) -> Option<&'a Properties> {
    object.and_then(|object| resource.property_types.get(object))
}
