//! Scalars that a property can hold, and how Rust literals become values of them.

use ferrocdk_template::Number as Digits;

use super::Value;
use crate::expr::Expr;
use crate::shape::{Bind, Literal, Problem, ReadError, Writer};

/// A number that keeps how it was written (`1`, `1.0` and `0.1` differ in a template).
///
/// ```
/// use ferrocdk_core::{Number, Value};
/// let threshold: Value<Number> = 1.into();
/// assert_eq!(threshold, Value::Lit(Number::from(1)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number(Option<Digits>);

macro_rules! whole {
    ($($type:ty),*) => {$(
        impl From<$type> for Number {
            fn from(value: $type) -> Self {
                Self(Some(value.into()))
            }
        }
    )*};
}
whole!(i8, i16, i32, i64, u8, u16, u32, u64, usize);

/// No machine has more than 64 bits for it.
fn wide(value: isize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

impl From<isize> for Number {
    fn from(value: isize) -> Self {
        Self::from(wide(value))
    }
}

/// The number that is written as this one is: `0.1`, and not the `0.10000000149011612` that it becomes when widened.
pub(super) fn shortest(value: f32) -> f64 {
    value.to_string().parse().unwrap_or_else(|_| f64::from(value))
}

impl From<f32> for Number {
    fn from(value: f32) -> Self {
        Self::from(shortest(value))
    }
}

impl From<f64> for Number {
    /// Whole numbers are written without a fraction, as JavaScript (hence CDK) writes them. Infinity and NaN,
    /// which JSON cannot say, are reported at the property where they are used.
    fn from(value: f64) -> Self {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if value.fract() == 0.0 && value.abs() < EXACT {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "whole and below 2^53, so the conversion is exact"
            )]
            return Self::from(value as i64);
        }
        Self(Digits::from_f64(value))
    }
}

impl Number {
    /// The number that a text of JSON says, with all its digits: those that no type of Rust holds too. A text that says none is reported at the property
    /// where it is used, as infinity is.
    ///
    /// ```
    /// use ferrocdk_core::{Number, Value, doc};
    /// let serial = Number::exact("123456789012345678901234567890");
    /// let threshold: Value<Number> = serial.clone().into();
    /// assert_eq!(threshold.literal(), Some(&serial));
    /// let free = doc!({ "Serial": serial });
    /// # drop(free);
    /// ```
    #[must_use]
    pub fn exact(text: &str) -> Self {
        Self(Digits::parse(text))
    }
}

impl Bind for Number {
    const IS_NUMBER: bool = true;

    fn write(self, writer: &mut Writer) -> Expr {
        self.0.map_or_else(
            || {
                writer.note(Problem::NotFinite);
                Expr::Null
            },
            Expr::Number,
        )
    }

    fn read(expr: Expr) -> Result<Self, (Expr, ReadError)> {
        match expr {
            Expr::Number(number) => Ok(Self(Some(number))),
            other => Err((other, ReadError::expected("a number"))),
        }
    }
}
impl Literal for Number {}

macro_rules! scalar {
    ($($type:ty, $is_number:literal, $what:literal, $pattern:pat => $read:expr, $value:ident => $write:expr;)*) => {$(
        impl Bind for $type {
            const IS_NUMBER: bool = $is_number;

            fn write(self, _: &mut Writer) -> Expr {
                let $value = self;
                $write
            }
            fn read(expr: Expr) -> Result<Self, (Expr, ReadError)> {
                match &expr {
                    $pattern => match $read {
                        Some(value) => Ok(value),
                        None => Err((expr, ReadError::expected($what))),
                    },
                    _ => Err((expr, ReadError::expected($what))),
                }
            }
        }
        impl Literal for $type {}
    )*};
}

scalar! {
    String, false, "a string", Expr::String(text) => Some(text.to_string()), text => Expr::String(text.into());
    bool, false, "a boolean", Expr::Bool(value) => Some(*value), value => Expr::Bool(value);
    i64, true, "an integer", Expr::Number(number) => number.as_i64(), value => Expr::Number(value.into());
}

impl<T: Literal> From<T> for Value<T> {
    fn from(value: T) -> Self {
        Self::Lit(value)
    }
}

macro_rules! integers {
    ($($type:ty),*) => {$(
        impl From<$type> for Value<i64> {
            fn from(value: $type) -> Self {
                Self::Lit(i64::from(value))
            }
        }
    )*};
}
integers!(i8, i16, i32, u8, u16, u32);

macro_rules! wide_integers {
    ($($type:ty),*) => {$(
        impl From<$type> for Value<i64> {
            /// A number beyond `i64` stands in the template as it is; no property takes so much.
            fn from(value: $type) -> Self {
                i64::try_from(value).map_or_else(|_| Self::Raw(Expr::Number(value.into())), Self::Lit)
            }
        }
    )*};
}
wide_integers!(u64, usize);

impl From<isize> for Value<i64> {
    fn from(value: isize) -> Self {
        Self::Lit(wide(value))
    }
}

macro_rules! numbers {
    ($($type:ty),*) => {$(
        impl From<$type> for Value<Number> {
            fn from(value: $type) -> Self {
                Self::Lit(Number::from(value))
            }
        }
    )*};
}
numbers!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize, f32, f64);
