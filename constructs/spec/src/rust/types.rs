//! The Rust type of a CloudFormation type.

use super::type_name;
use crate::{Kind, Type};

/// The type that a `Value<_>` of a binding wraps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RustType {
    /// `String`.
    String,
    /// `bool`.
    Boolean,
    /// `i64`.
    Integer,
    /// `Number`.
    Number,
    /// `Document`: any JSON.
    Document,
    /// `Tag`.
    Tag,
    /// `Vec<Value<_>>`.
    List(Box<Self>),
    /// `Map<Value<_>>`.
    Map(Box<Self>),
    /// The struct of a property type, by its upstream name.
    Object(String),
    /// `OneOf2<..>` to `OneOf4<..>`.
    OneOf(Vec<Self>),
}

/// The widest union that the runtime has a type for; wider ones are JSON.
const WIDEST_UNION: usize = 4;

impl RustType {
    /// The Rust type of a CloudFormation type.
    ///
    /// ```
    /// use ferrocdk_spec::{Database, rust::RustType};
    /// let stream = Database::bundled()?.resource("AWS::Kinesis::Stream")?;
    /// let tags = RustType::of(&stream.properties["Tags"].ty);
    /// assert_eq!(tags.field("rt::"), "rt::Value<Vec<rt::Value<rt::Tag>>>");
    /// # Ok::<(), ferrocdk_spec::Error>(())
    /// ```
    #[must_use]
    pub fn of(ty: &Type) -> Self {
        match &ty.kind {
            Kind::String => Self::String,
            Kind::Boolean => Self::Boolean,
            Kind::Integer => Self::Integer,
            Kind::Number => Self::Number,
            Kind::Json => Self::Document,
            Kind::Tag => Self::Tag,
            Kind::List(element) => Self::List(Box::new(Self::of(element))),
            Kind::Map(element) => Self::Map(Box::new(Self::of(element))),
            Kind::Object(name) => Self::Object(name.clone()),
            Kind::Union(alternatives) => Self::union(alternatives),
        }
    }

    fn union(alternatives: &[Type]) -> Self {
        let mut types = Vec::new();
        for alternative in alternatives.iter().map(Self::of) {
            // Any JSON fits the JSON alternative, so a typed one beside it says nothing.
            if alternative.has_document() {
                return Self::Document;
            }
            if !types.contains(&alternative) {
                types.push(alternative);
            }
        }
        match types.len() {
            1 => types.swap_remove(0),
            2..=WIDEST_UNION => Self::OneOf(types),
            _ => Self::Document,
        }
    }

    fn has_document(&self) -> bool {
        match self {
            Self::Document => true,
            Self::List(element) | Self::Map(element) => element.has_document(),
            Self::OneOf(types) => types.iter().any(Self::has_document),
            _ => false,
        }
    }

    /// The type in code, with `runtime` before the names of the runtime's own types, such as `rt::`.
    #[must_use]
    pub fn code(&self, runtime: &str) -> String {
        match self {
            Self::String => "String".to_owned(),
            Self::Boolean => "bool".to_owned(),
            Self::Integer => "i64".to_owned(),
            Self::Number => format!("{runtime}Number"),
            Self::Document => format!("{runtime}Document"),
            Self::Tag => format!("{runtime}Tag"),
            Self::List(element) => format!("Vec<{}>", element.value(runtime)),
            Self::Map(element) => format!("{runtime}Map<{}>", element.value(runtime)),
            Self::Object(name) => type_name(name),
            Self::OneOf(types) => {
                let codes: Vec<String> = types.iter().map(|ty| ty.code(runtime)).collect();
                format!("{runtime}OneOf{}<{}>", codes.len(), codes.join(", "))
            }
        }
    }

    /// `Value<_>` of this type in code.
    fn value(&self, runtime: &str) -> String {
        format!("{runtime}Value<{}>", self.code(runtime))
    }

    /// The type of a field or a setter in code. JSON has no `Value` around it at the top: a document holds intrinsics itself.
    #[must_use]
    pub fn field(&self, runtime: &str) -> String {
        match self {
            Self::Document => self.code(runtime),
            other => other.value(runtime),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;

    fn ty(kind: Kind) -> Type {
        Type {
            kind,
            limits: Limits::default(),
        }
    }

    #[test]
    fn every_kind_has_a_type() {
        let boxed = |kind| Box::new(ty(kind));
        for (kind, expected) in [
            (Kind::String, "rt::Value<String>"),
            (Kind::Json, "rt::Document"),
            (Kind::List(boxed(Kind::Tag)), "rt::Value<Vec<rt::Value<rt::Tag>>>"),
            (
                Kind::Map(boxed(Kind::Json)),
                "rt::Value<rt::Map<rt::Value<rt::Document>>>",
            ),
            (Kind::Union(vec![ty(Kind::Json), ty(Kind::String)]), "rt::Document"),
            (
                Kind::Union(vec![ty(Kind::Integer), ty(Kind::String)]),
                "rt::Value<rt::OneOf2<i64, String>>",
            ),
            (
                Kind::Union(vec![ty(Kind::String), ty(Kind::String)]),
                "rt::Value<String>",
            ),
        ] {
            assert_eq!(RustType::of(&ty(kind)).field("rt::"), expected);
        }
    }
}
