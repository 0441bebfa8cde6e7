//! Typed values: a literal of a Rust type, or an intrinsic that gives one at deployment.

mod choice;
mod compose;
mod document;
mod fns;
mod list;
mod reference;
mod scalar;
mod sub;

pub use choice::{Choice, choice, choices};
pub use document::{Document, IntoDocument};
pub use fns::{If, pseudo};
pub use list::{Map, OneOf2, OneOf3, OneOf4};
pub use reference::{IntoRef, IntoRefs};
pub use scalar::Number;
#[doc(hidden)]
pub use sub::SubPart;

use crate::expr::{Expr, ReferenceStrength};
use crate::shape::{Bind, ReadError, Writer};

/// A property value: a literal `T`, or something that CloudFormation turns into a `T`.
///
/// Literals convert by themselves, so setters take plain Rust values; references come from constructs.
///
/// ```
/// use ferrocdk_core::Value;
/// let retention: Value<i64> = 168.into();
/// let name: Value<String> = "readings".into();
/// assert_eq!(retention, Value::Lit(168));
/// assert!(!name.is_intrinsic());
/// ```
///
/// A value of another type does not compile:
///
/// ```compile_fail
/// use ferrocdk_core::Value;
/// let retention: Value<i64> = "a week".into();
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Value<T> {
    /// A literal, checked by the compiler.
    Lit(T),
    /// An intrinsic: a reference, an attribute, a composed string, any function.
    Intrinsic(Expr),
    /// `Fn::If` with two values of the type.
    If(Box<If<T>>),
    /// `AWS::NoValue`: as if the property had not been given.
    NoValue,
    /// Something of another shape, kept verbatim: `"128"` where a number belongs, or a property that the schema does not know yet.
    Raw(Expr),
}

impl<T> Value<T> {
    /// The literal, if this is one.
    ///
    /// ```
    /// # use ferrocdk_core::{Value, pseudo};
    /// let days: Value<i64> = 30.into();
    /// assert_eq!(days.literal(), Some(&30));
    /// assert_eq!(pseudo::region().literal(), None);
    /// ```
    pub fn literal(&self) -> Option<&T> {
        match self {
            Self::Lit(value) => Some(value),
            _ => None,
        }
    }

    /// Whether CloudFormation computes the value at deployment.
    ///
    /// ```
    /// # use ferrocdk_core::{Value, pseudo};
    /// assert!(pseudo::region().is_intrinsic());
    /// assert!(!Value::from("sa-east-1").is_intrinsic());
    /// ```
    pub fn is_intrinsic(&self) -> bool {
        matches!(self, Self::Intrinsic(_) | Self::If(_) | Self::NoValue)
    }
}

impl<T: Bind> Value<T> {
    /// The same value where another type belongs: a reference is text for the compiler, whatever CloudFormation makes of it.
    ///
    /// ```
    /// use ferrocdk_core::{Value, pseudo};
    /// let topics: Value<Vec<Value<String>>> = pseudo::notification_arns();
    /// let text: Value<String> = topics.cast();
    /// assert!(text.is_intrinsic());
    /// ```
    pub fn cast<U>(self) -> Value<U> {
        Document::from(self).cast()
    }

    /// Lowers to the untyped form; missing required properties inside are not reported here but where the value is used.
    ///
    /// ```
    /// # use ferrocdk_core::{Expr, Value};
    /// assert_eq!(Value::<i64>::from(30).into_expr(), Expr::Number(30.into()));
    /// ```
    pub fn into_expr(self) -> Expr {
        self.write(&mut Writer::default())
    }
}

impl<T: Bind> Value<T> {
    /// Says how this one use reaches another stack, whatever its resource or the app's context says. Within a stack it changes nothing.
    ///
    /// ```
    /// use ferrocdk_core::{App, CfnOutput, CfnResource, ReferenceStrength, Stack, StackProps, doc};
    /// let app = App::new();
    /// let store = Stack::new(&app, "store", StackProps::default());
    /// let table = CfnResource::untyped(&store, "Table", "AWS::DynamoDB::Table", doc!({}));
    /// let ingest = Stack::new(&app, "ingest", StackProps::default());
    /// CfnOutput::new(&ingest, "Table", table.reference().consume(ReferenceStrength::Strong));
    ///
    /// let assembly = app.synth().unwrap();
    /// let value = &assembly.template("ingest").unwrap()["Outputs"]["Table"]["Value"];
    /// assert_eq!(value["Fn::ImportValue"], "store:ExportsOutputRefTable36F13FCE");
    /// ```
    #[must_use]
    pub fn consume(self, strength: ReferenceStrength) -> Self {
        match self {
            Self::Intrinsic(expr) => Self::Intrinsic(Expr::Consumed(Box::new(expr), strength)),
            other => other,
        }
    }
}

impl<T: Bind> Bind for Value<T> {
    fn write(self, writer: &mut Writer) -> Expr {
        match self {
            Self::Lit(value) => value.write(writer),
            Self::Intrinsic(expr) => expr,
            Self::Raw(expr) => {
                writer.note_verbatim();
                expr
            }
            Self::If(choice) => choice.write(writer),
            Self::NoValue => Expr::NoValue,
        }
    }

    fn read(expr: Expr) -> Result<Self, (Expr, ReadError)> {
        if expr == Expr::NoValue {
            return Ok(Self::NoValue);
        }
        if let Some(choice) = If::read_call(&expr) {
            return Ok(Self::If(Box::new(choice)));
        }
        if expr.is_intrinsic() {
            return Ok(Self::Intrinsic(expr));
        }
        Ok(match T::read(expr) {
            Ok(value) => Self::Lit(value),
            Err((original, _)) => Self::Raw(original),
        })
    }
}

impl<T: Clone> From<&Self> for Value<T> {
    fn from(value: &Self) -> Self {
        value.clone()
    }
}

impl From<&str> for Value<String> {
    fn from(text: &str) -> Self {
        Self::Lit(text.to_owned())
    }
}

impl From<&String> for Value<String> {
    fn from(text: &String) -> Self {
        Self::Lit(text.clone())
    }
}
