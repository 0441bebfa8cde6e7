//! Free-form JSON with values inside: policies, dashboards, anything the schema calls JSON.

use std::borrow::Cow;
use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::Value as Json;
use smol_str::SmolStr;

use super::scalar::shortest;
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
    ///
    /// ```
    /// # use ferrocdk_core::{Document, Expr, doc};
    /// assert_eq!(Document::new(Expr::string("Allow")), doc!("Allow"));
    /// ```
    pub fn new(expr: Expr) -> Self {
        Self(expr)
    }

    /// A list of documents, of any length. [`doc!`](crate::doc) takes as many items as macros may recurse, about a hundred.
    ///
    /// ```
    /// # use ferrocdk_core::{Document, doc};
    /// let lines = Document::list((1..=2).map(|line| doc!({ "Line": line })));
    /// assert_eq!(lines, doc!([{ "Line": 1 }, { "Line": 2 }]));
    /// ```
    pub fn list(items: impl IntoIterator<Item = Self>) -> Self {
        Self(Expr::Array(items.into_iter().map(|item| item.0).collect()))
    }

    /// A map of documents, with any number of entries; see [`list`](Self::list).
    ///
    /// ```
    /// # use ferrocdk_core::{Document, doc};
    /// let lines = Document::map((1..=2).map(|line| (format!("Line{line}"), doc!(line))));
    /// assert_eq!(lines, doc!({ "Line1": 1, "Line2": 2 }));
    /// ```
    pub fn map<K: Into<String>>(entries: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self(Expr::object(
            entries.into_iter().map(|(key, value)| (key.into(), value.0)),
        ))
    }

    /// The untyped form.
    ///
    /// ```
    /// # use ferrocdk_core::{Expr, doc};
    /// assert_eq!(doc!("Allow").into_expr(), Expr::string("Allow"));
    /// ```
    pub fn into_expr(self) -> Expr {
        self.0
    }

    /// An entry of a map, for [`doc!`](crate::doc).
    #[doc(hidden)]
    pub fn entry(key: impl Into<SmolStr>, value: impl IntoDocument) -> Option<(SmolStr, Expr)> {
        Some((key.into(), value.into_entry()?.0))
    }

    /// A map of what [`entry`](Self::entry) gave, for [`doc!`](crate::doc).
    #[doc(hidden)]
    pub fn of_entries<const N: usize>(entries: [Option<(SmolStr, Expr)>; N]) -> Self {
        Self(Expr::object::<SmolStr>(entries.into_iter().flatten()))
    }

    /// A list of what [`item`](Self::item) gave, for [`doc!`](crate::doc).
    #[doc(hidden)]
    pub fn of_items<const N: usize>(items: [Option<Expr>; N]) -> Self {
        Self(Expr::Array(items.into_iter().flatten().collect()))
    }

    /// An item of a list, for [`doc!`](crate::doc).
    #[doc(hidden)]
    pub fn item(value: impl IntoDocument) -> Option<Expr> {
        Some(value.into_entry()?.0)
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
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnOutput, Stack, StackProps, doc, pseudo};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let body = doc!({ "title": "Readings", "region": pseudo::region() });
    /// CfnOutput::new(&stack, "Dashboard", body.to_json_string());
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// let parts = &template["Outputs"]["Dashboard"]["Value"]["Fn::Join"][1];
    /// assert_eq!(parts[0], r#"{"title":"Readings","region":""#);
    /// assert_eq!(parts[1]["Ref"], "AWS::Region");
    /// ```
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

/// A part of a [`doc!`](crate::doc): literals, values, documents, and lists and maps of them, by value or by reference.
///
/// ```
/// use ferrocdk_core::{Document, IntoDocument, doc};
///
/// /// A range of temperatures, in degrees Celsius.
/// struct Range(i64, i64);
///
/// impl IntoDocument for Range {
///     fn into_document(self) -> Document {
///         doc!({ "Low": self.0, "High": self.1 })
///     }
/// }
///
/// assert_eq!(doc!({ "Oil": Range(20, 90) }), doc!({ "Oil": { "Low": 20, "High": 90 } }));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand in a document",
    label = "neither a literal, a value, a document, nor a list or map of such",
    note = "`doc!` takes strings, numbers, booleans, `Value<_>`, `Document`, `serde_json::Value`, and an `Option`, `Vec`, array, slice or map of them",
    note = "a construct stands there by a value of it: `queue.reference()`, `queue.attr_arn()`; text with values in it by `text!(...)`"
)]
pub trait IntoDocument: Sized {
    /// Lowers to the untyped form.
    fn into_document(self) -> Document;

    /// Lowers what is an entry of a map or an item of a list; `None` leaves it out, since CloudFormation refuses `null`.
    fn into_entry(self) -> Option<Document> {
        Some(self.into_document())
    }
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

impl IntoDocument for Json {
    fn into_document(self) -> Document {
        Document(self.into())
    }
}

/// An option that is empty leaves its entry or item out; by itself it is `AWS::NoValue`.
impl<T: IntoDocument> IntoDocument for Option<T> {
    fn into_document(self) -> Document {
        self.map_or(Document(Expr::NoValue), T::into_document)
    }

    fn into_entry(self) -> Option<Document> {
        self.and_then(T::into_entry)
    }
}

impl<T: IntoDocument + Clone> IntoDocument for &T {
    fn into_document(self) -> Document {
        self.clone().into_document()
    }

    fn into_entry(self) -> Option<Document> {
        self.clone().into_entry()
    }
}

macro_rules! texts {
    ($($type:ty),*) => {$(
        impl IntoDocument for $type {
            fn into_document(self) -> Document {
                Document(Expr::string(self))
            }
        }
    )*};
}
texts!(&str, String, SmolStr, Box<str>, Cow<'_, str>);

impl IntoDocument for char {
    fn into_document(self) -> Document {
        Document(Expr::string(self.encode_utf8(&mut [0; 4]) as &str))
    }
}

impl IntoDocument for f32 {
    fn into_document(self) -> Document {
        shortest(self).into_document()
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
leaves!(bool, i8, i16, i32, i64, isize, u8, u16, u32, u64, usize, f64);

fn list<T: IntoDocument>(items: impl IntoIterator<Item = T>) -> Document {
    Document::list(items.into_iter().filter_map(T::into_entry))
}

fn map<K: Into<SmolStr>, T: IntoDocument>(entries: impl IntoIterator<Item = (K, T)>) -> Document {
    let entries = entries
        .into_iter()
        .filter_map(|(key, value)| Some((key.into(), value.into_entry()?.0)));
    Document(Expr::object::<SmolStr>(entries))
}

impl<T: IntoDocument> IntoDocument for Vec<T> {
    fn into_document(self) -> Document {
        list(self)
    }
}

impl<T: IntoDocument + Clone> IntoDocument for &[T] {
    fn into_document(self) -> Document {
        list(self.iter().cloned())
    }
}

impl<T: IntoDocument, const N: usize> IntoDocument for [T; N] {
    fn into_document(self) -> Document {
        list(self)
    }
}

impl<K: Into<SmolStr>, T: IntoDocument> IntoDocument for BTreeMap<K, T> {
    fn into_document(self) -> Document {
        map(self)
    }
}

impl<K: Into<SmolStr>, T: IntoDocument> IntoDocument for IndexMap<K, T> {
    fn into_document(self) -> Document {
        map(self)
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
/// Keys are expressions that convert into a [`SmolStr`](crate::SmolStr), as strings do; leaves are `null` and anything that is [`IntoDocument`]: every
/// kind of number, text and list, by value or by reference. An `Option` that is empty leaves its entry out.
///
/// ```
/// use ferrocdk_core::doc;
/// let (port, name, note): (u16, &String, Option<&str>) = (8883, &"press".to_owned(), None);
/// assert_eq!(doc!({ "Port": port, "Name": name, "Note": note }), doc!({ "Port": 8883, "Name": "press" }));
/// ```
///
/// ```
/// use ferrocdk_core::{Expr, doc, pseudo};
/// let name = "Region";
/// let document = doc!({ name: pseudo::region(), "Lines": [1, 2.5], "Nothing": null });
/// let expected = Expr::object([
///     ("Region", Expr::name_ref("AWS::Region")),
///     ("Lines", serde_json::json!([1, 2.5]).into()),
///     ("Nothing", Expr::Null),
/// ]);
/// assert_eq!(document.into_expr(), expected);
/// ```
#[macro_export]
macro_rules! doc {
    ({ $($rest:tt)* }) => { $crate::doc!(@object [] $($rest)*) };
    ([ $($rest:tt)* ]) => { $crate::doc!(@array [] $($rest)*) };
    (@object [$($done:expr,)*]) => {
        $crate::Document::of_entries([$($done),*])
    };
    (@object [$($done:expr,)*] $key:tt : null $(, $($rest:tt)*)?) => {
        $crate::doc!(@object [$($done,)* ::std::option::Option::Some(($crate::SmolStr::from($key), $crate::Expr::Null)),] $($($rest)*)?)
    };
    (@object [$($done:expr,)*] $key:tt : { $($inner:tt)* } $(, $($rest:tt)*)?) => {
        $crate::doc!(@object [$($done,)* ::std::option::Option::Some(($crate::SmolStr::from($key), $crate::doc!({ $($inner)* }).into_expr())),] $($($rest)*)?)
    };
    (@object [$($done:expr,)*] $key:tt : [ $($inner:tt)* ] $(, $($rest:tt)*)?) => {
        $crate::doc!(@object [$($done,)* ::std::option::Option::Some(($crate::SmolStr::from($key), $crate::doc!([ $($inner)* ]).into_expr())),] $($($rest)*)?)
    };
    (@object [$($done:expr,)*] $key:tt : $value:expr $(, $($rest:tt)*)?) => {
        $crate::doc!(@object [$($done,)* $crate::Document::entry($key, $value),] $($($rest)*)?)
    };
    (@array [$($done:expr,)*]) => {
        $crate::Document::of_items([$($done),*])
    };
    (@array [$($done:expr,)*] null $(, $($rest:tt)*)?) => {
        $crate::doc!(@array [$($done,)* ::std::option::Option::Some($crate::Expr::Null),] $($($rest)*)?)
    };
    (@array [$($done:expr,)*] { $($inner:tt)* } $(, $($rest:tt)*)?) => {
        $crate::doc!(@array [$($done,)* ::std::option::Option::Some($crate::doc!({ $($inner)* }).into_expr()),] $($($rest)*)?)
    };
    (@array [$($done:expr,)*] [ $($inner:tt)* ] $(, $($rest:tt)*)?) => {
        $crate::doc!(@array [$($done,)* ::std::option::Option::Some($crate::doc!([ $($inner)* ]).into_expr()),] $($($rest)*)?)
    };
    (@array [$($done:expr,)*] $value:expr $(, $($rest:tt)*)?) => {
        $crate::doc!(@array [$($done,)* $crate::Document::item($value),] $($($rest)*)?)
    };
    (null) => { $crate::Document::new($crate::Expr::Null) };
    ($value:expr) => { $crate::IntoDocument::into_document($value) };
}
