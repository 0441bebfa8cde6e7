//! Strings of a known set, as enums.

use super::Value;
use crate::expr::Expr;
use crate::shape::{Bind, ReadError};

/// An enum of the values that a property takes, generated from the schema.
///
/// AWS adds values before the schema has them, so every setter of such a property takes strings and references too; a value that the enum lacks is kept as it
/// is written ([`Value::Raw`]).
///
/// ```
/// use ferrocdk_core::bindings::choice;
/// use ferrocdk_core::{Bind, Choice, Expr, ReadError, Value, Writer};
///
/// #[derive(Clone, Copy, Debug, PartialEq)]
/// enum StreamMode { OnDemand, Provisioned }
/// impl Choice for StreamMode {
///     const VALUES: &'static [(Self, &'static str)] =
///         &[(Self::OnDemand, "ON_DEMAND"), (Self::Provisioned, "PROVISIONED")];
/// }
/// impl Bind for StreamMode {
///     fn write(self, _: &mut Writer) -> Expr { self.to_expr() }
///     fn read(expr: Expr) -> Result<Self, (Expr, ReadError)> { Self::of_expr(expr) }
/// }
///
/// assert_eq!(choice::<StreamMode>(StreamMode::OnDemand), Value::Lit(StreamMode::OnDemand));
/// assert_eq!(choice::<StreamMode>("PROVISIONED"), Value::Lit(StreamMode::Provisioned));
/// assert_eq!(choice::<StreamMode>("NEWER"), Value::Raw(Expr::string("NEWER")));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the set of values of a property",
    label = "expected a generated enum, or text for a value that it lacks"
)]
pub trait Choice: Bind + Copy + PartialEq + 'static {
    /// Every value, with how a template writes it.
    const VALUES: &'static [(Self, &'static str)];

    /// How a template writes it.
    ///
    /// ```
    /// # use ferrocdk_core::{Bind, Choice, Expr, ReadError, Writer};
    /// # #[derive(Clone, Copy, Debug, PartialEq)]
    /// # enum Mode { OnDemand }
    /// # impl Choice for Mode { const VALUES: &'static [(Self, &'static str)] = &[(Self::OnDemand, "ON_DEMAND")]; }
    /// # impl Bind for Mode {
    /// #     fn write(self, _: &mut Writer) -> Expr { self.to_expr() }
    /// #     fn read(expr: Expr) -> Result<Self, (Expr, ReadError)> { Self::of_expr(expr) }
    /// # }
    /// assert_eq!(Mode::OnDemand.as_str(), "ON_DEMAND");
    /// ```
    fn as_str(self) -> &'static str {
        Self::VALUES
            .iter()
            .find(|(value, _)| *value == self)
            .map_or("", |(_, text)| text)
    }

    /// The value that a template writes as `text`, if the schema has it.
    ///
    /// ```
    /// # use ferrocdk_core::{Bind, Choice, Expr, ReadError, Writer};
    /// # #[derive(Clone, Copy, Debug, PartialEq)]
    /// # enum Mode { OnDemand }
    /// # impl Choice for Mode { const VALUES: &'static [(Self, &'static str)] = &[(Self::OnDemand, "ON_DEMAND")]; }
    /// # impl Bind for Mode {
    /// #     fn write(self, _: &mut Writer) -> Expr { self.to_expr() }
    /// #     fn read(expr: Expr) -> Result<Self, (Expr, ReadError)> { Self::of_expr(expr) }
    /// # }
    /// assert_eq!(Mode::from_text("ON_DEMAND"), Some(Mode::OnDemand));
    /// assert_eq!(Mode::from_text("on_demand"), None, "templates are case-sensitive");
    /// ```
    fn from_text(text: &str) -> Option<Self> {
        let found = Self::VALUES.iter().find(|(_, written)| *written == text);
        found.map(|(value, _)| *value)
    }

    /// The untyped form.
    fn to_expr(self) -> Expr {
        Expr::string(self.as_str())
    }

    /// Reads the untyped form.
    ///
    /// # Errors
    /// Gives the expression back when it is not one of the values.
    fn of_expr(expr: Expr) -> Result<Self, (Expr, ReadError)> {
        let found = match &expr {
            Expr::String(text) => Self::from_text(text),
            _ => None,
        };
        found.ok_or_else(|| (expr, ReadError::expected("one of the values that the schema lists")))
    }
}

/// So that setters of such properties take their values like strings. Not recommended, or the compiler lists every such enum to whoever gives a number
/// where text belongs.
#[diagnostic::do_not_recommend]
impl<E: Choice> From<E> for Value<String> {
    fn from(value: E) -> Self {
        Self::Lit(value.as_str().to_owned())
    }
}

/// Value that a setter of an enum property makes of its argument.
pub fn choice<E: Choice>(value: impl Into<Value<String>>) -> Value<E> {
    known(value.into())
}

fn known<E: Choice>(value: Value<String>) -> Value<E> {
    match value {
        Value::Lit(text) => E::from_text(&text).map_or_else(|| Value::Raw(Expr::string(text)), Value::Lit),
        Value::If(branches) => Value::If(Box::new(branches.map(known))),
        Value::Intrinsic(expr) => Value::Intrinsic(expr),
        Value::Raw(expr) => Value::Raw(expr),
        Value::NoValue => Value::NoValue,
    }
}

/// Value that a setter of a property with a list of enum values makes of its argument.
pub fn choices<E: Choice>(value: impl Into<Value<Vec<Value<String>>>>) -> Value<Vec<Value<E>>> {
    all_known(value.into())
}

fn all_known<E: Choice>(value: Value<Vec<Value<String>>>) -> Value<Vec<Value<E>>> {
    match value {
        Value::Lit(items) => Value::Lit(items.into_iter().map(known).collect()),
        Value::If(branches) => Value::If(Box::new(branches.map(all_known))),
        Value::Intrinsic(expr) => Value::Intrinsic(expr),
        Value::Raw(expr) => Value::Raw(expr),
        Value::NoValue => Value::NoValue,
    }
}
