//! Free-form JSON with values inside: policies, dashboards, anything the schema calls JSON.

use serde_json::Value as Json;

use super::{Number, Value};
use crate::expr::Expr;
use crate::shape::{Bind, Literal, ReadError, Writer};

/// A JSON document whose leaves may be values of the tree. Build one with [`doc!`](crate::doc).
///
/// ```
/// use ferrocdk_core::{Value, doc, pseudo};
/// let statement = doc!({ "Effect": "Allow", "Action": ["kms:Decrypt"], "Resource": pseudo::account_id() });
/// assert!(!statement.clone().into_expr().is_intrinsic());
/// let text: Value<String> = statement.to_json_string();
/// assert!(text.is_intrinsic());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Document(Expr);

impl Document {
    /// Wraps an expression.
    pub fn new(expr: Expr) -> Self {
        Self(expr)
    }

    /// A list of documents, of any length. [`doc!`](crate::doc) takes as many items as macros may recurse, about a hundred.
    pub fn list(items: impl IntoIterator<Item = Self>) -> Self {
        Self(Expr::Array(items.into_iter().map(|item| item.0).collect()))
    }

    /// A map of documents, with any number of entries; see [`list`](Self::list).
    pub fn map<K: Into<String>>(entries: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self(Expr::object(
            entries.into_iter().map(|(key, value)| (key.into(), value.0)),
        ))
    }

    /// The untyped form.
    pub fn into_expr(self) -> Expr {
        self.0
    }

    /// The document where a typed property belongs, kept as it is: for what the type does not say, such as a function that ferrocdk does not know.
    ///
    /// ```
    /// use ferrocdk_core::{Value, doc};
    /// let days: Value<i64> = doc!("30").cast();
    /// assert_eq!(days.literal(), None);
    /// let name: Value<String> = doc!({ "Fn::Transform": { "Name": "Namer" } }).cast();
    /// assert!(name.is_intrinsic());
    /// ```
    pub fn cast<T>(self) -> Value<T> {
        match self.0 {
            Expr::Numeric(inner) => Value::Intrinsic(*inner),
            expr if expr.is_intrinsic() => Value::Intrinsic(expr),
            expr => Value::Raw(expr),
        }
    }

    /// The document as one string, as CDK's `stack.toJsonString` gives it: references inside stay references, in quotes unless they are numbers.
    pub fn to_json_string(self) -> Value<String> {
        Value::Intrinsic(Expr::JsonText(Box::new(self.0)))
    }
}

impl Bind for Document {
    fn write(self, _: &mut Writer) -> Expr {
        self.0
    }

    fn read(expr: Expr) -> Result<Self, (Expr, ReadError)> {
        Ok(Self(expr))
    }
}
impl Literal for Document {}

/// What can stand inside [`doc!`](crate::doc): literals, values, and documents.
pub trait IntoDocument {
    /// Lowers to the untyped form.
    fn into_document(self) -> Document;
}

impl IntoDocument for Document {
    fn into_document(self) -> Document {
        self
    }
}

impl<T: Bind> IntoDocument for Value<T> {
    fn into_document(self) -> Document {
        self.into()
    }
}

impl<T: Bind + Clone> IntoDocument for &Value<T> {
    fn into_document(self) -> Document {
        self.clone().into()
    }
}

impl IntoDocument for Json {
    fn into_document(self) -> Document {
        Document(self.into())
    }
}

impl IntoDocument for &str {
    fn into_document(self) -> Document {
        Document(Expr::string(self))
    }
}

impl IntoDocument for Number {
    fn into_document(self) -> Document {
        Value::Lit(self).into()
    }
}

macro_rules! leaves {
    ($($type:ty),*) => {$(
        impl IntoDocument for $type {
            fn into_document(self) -> Document {
                Document(Json::from(self).into())
            }
        }
    )*};
}
leaves!(String, bool, i32, i64, u32, u64, f64);

impl<T: IntoDocument> IntoDocument for Vec<T> {
    fn into_document(self) -> Document {
        Document(Expr::Array(
            self.into_iter().map(|item| item.into_document().0).collect(),
        ))
    }
}

impl<T: IntoDocument, const N: usize> IntoDocument for [T; N] {
    fn into_document(self) -> Document {
        Document(Expr::Array(
            self.into_iter().map(|item| item.into_document().0).collect(),
        ))
    }
}

impl From<Json> for Document {
    fn from(json: Json) -> Self {
        Self(json.into())
    }
}

impl<T: Bind> From<Value<T>> for Document {
    fn from(value: Value<T>) -> Self {
        let expr = value.into_expr();
        let is_text = !T::IS_NUMBER || !expr.is_intrinsic() || expr == Expr::NoValue;
        Self(if is_text { expr } else { Expr::Numeric(Box::new(expr)) })
    }
}

/// Writes a JSON document with values inside: `doc!({ "Resource": key.attr_arn(), "Action": ["kms:Decrypt"] })`.
///
/// Keys are expressions that convert into a [`SmolStr`](crate::SmolStr), as strings do; leaves are `null` and anything that is [`IntoDocument`].
#[macro_export]
macro_rules! doc {
    ({ $($rest:tt)* }) => { $crate::doc!(@object [] $($rest)*) };
    ([ $($rest:tt)* ]) => { $crate::doc!(@array [] $($rest)*) };
    (@object [$($done:expr,)*]) => {
        $crate::Document::new($crate::Expr::object::<$crate::SmolStr>([$($done),*]))
    };
    (@object [$($done:expr,)*] $key:tt : null $(, $($rest:tt)*)?) => {
        $crate::doc!(@object [$($done,)* ($crate::SmolStr::from($key), $crate::Expr::Null),] $($($rest)*)?)
    };
    (@object [$($done:expr,)*] $key:tt : { $($inner:tt)* } $(, $($rest:tt)*)?) => {
        $crate::doc!(@object [$($done,)* ($crate::SmolStr::from($key), $crate::doc!({ $($inner)* }).into_expr()),] $($($rest)*)?)
    };
    (@object [$($done:expr,)*] $key:tt : [ $($inner:tt)* ] $(, $($rest:tt)*)?) => {
        $crate::doc!(@object [$($done,)* ($crate::SmolStr::from($key), $crate::doc!([ $($inner)* ]).into_expr()),] $($($rest)*)?)
    };
    (@object [$($done:expr,)*] $key:tt : $value:expr $(, $($rest:tt)*)?) => {
        $crate::doc!(@object [$($done,)* ($crate::SmolStr::from($key), $crate::IntoDocument::into_document($value).into_expr()),] $($($rest)*)?)
    };
    (@array [$($done:expr,)*]) => { $crate::Document::new($crate::Expr::Array(::std::vec![$($done),*])) };
    (@array [$($done:expr,)*] null $(, $($rest:tt)*)?) => {
        $crate::doc!(@array [$($done,)* $crate::Expr::Null,] $($($rest)*)?)
    };
    (@array [$($done:expr,)*] { $($inner:tt)* } $(, $($rest:tt)*)?) => {
        $crate::doc!(@array [$($done,)* $crate::doc!({ $($inner)* }).into_expr(),] $($($rest)*)?)
    };
    (@array [$($done:expr,)*] [ $($inner:tt)* ] $(, $($rest:tt)*)?) => {
        $crate::doc!(@array [$($done,)* $crate::doc!([ $($inner)* ]).into_expr(),] $($($rest)*)?)
    };
    (@array [$($done:expr,)*] $value:expr $(, $($rest:tt)*)?) => {
        $crate::doc!(@array [$($done,)* $crate::IntoDocument::into_document($value).into_expr(),] $($($rest)*)?)
    };
    (null) => { $crate::Document::new($crate::Expr::Null) };
    ($value:expr) => { $crate::IntoDocument::into_document($value) };
}
