//! Numbers exactly as a template has them.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// A number with all its digits, of any size.
///
/// `serde_json` keeps what 64 bits hold and rounds the rest, unless its feature `arbitrary_precision` is on, which changes what every other crate of a
/// build reads. So what 64 bits cannot hold keeps its text here. `1` and `1.0` differ; `1.10` is 1.1, as it has the same digits that count.
///
/// ```
/// use ferrocdk_template::Number;
/// let serial = Number::parse("123456789012345678901234567890").unwrap();
/// assert_eq!(serial.to_string(), "123456789012345678901234567890");
/// assert_eq!((serial.as_u64(), serial.as_f64()), (None, Some(1.2345678901234568e29)));
/// assert_eq!(serde_json::to_string(&[serial]).unwrap(), "[123456789012345678901234567890]");
/// assert_eq!(Number::parse("1.10").unwrap().to_string(), "1.1");
/// assert_eq!(Number::parse("0x1F"), None);
/// ```
#[derive(Clone, PartialEq)]
pub struct Number(Form);

// No form is NaN.
impl Eq for Number {}

#[derive(Clone, Debug, PartialEq)]
enum Form {
    Signed(i64),
    /// Above what `i64` holds.
    Unsigned(u64),
    /// Finite; its shortest digits are those that were written.
    Float(f64),
    /// Number that none of the others holds, in the grammar of JSON.
    Digits(Box<str>),
}

impl Number {
    /// Reads a number in the grammar of JSON; `None` for anything else, and for one with a fraction or an exponent whose size `f64` cannot say.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let parts = Parts::of(text)?;
        if parts.is_whole() {
            return Some(Self(match (text.parse(), text.parse()) {
                // JSON has a negative zero, which only a float can say.
                (Ok(0), _) if parts.negative => Form::Float(-0.0),
                (Ok(whole), _) => Form::Signed(whole),
                (_, Ok(whole)) => Form::Unsigned(whole),
                _ => Form::Digits(text.into()),
            }));
        }
        let float: f64 = text.parse().ok().filter(|float: &f64| float.is_finite())?;
        let shortest = format!("{float:e}");
        let is_exact = Parts::of(&shortest).is_some_and(|shortest| shortest.decimal() == parts.decimal());
        Some(Self(if is_exact {
            Form::Float(float)
        } else {
            Form::Digits(text.into())
        }))
    }

    /// The number of a float; `None` for infinity and NaN.
    #[must_use]
    pub fn from_f64(value: f64) -> Option<Self> {
        value.is_finite().then_some(Self(Form::Float(value)))
    }

    /// The number, when it is whole, written as such, and `i64` holds it.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self.0 {
            Form::Signed(value) => Some(value),
            _ => None,
        }
    }

    /// The number, when it is whole, written as such, and `u64` holds it.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        match self.0 {
            Form::Signed(value) => u64::try_from(value).ok(),
            Form::Unsigned(value) => Some(value),
            _ => None,
        }
    }

    /// The nearest float; `None` where that is infinity.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "the nearest is asked for")]
    pub fn as_f64(&self) -> Option<f64> {
        match &self.0 {
            Form::Signed(value) => Some(*value as f64),
            Form::Unsigned(value) => Some(*value as f64),
            Form::Float(value) => Some(*value),
            Form::Digits(text) => text.parse().ok().filter(|float: &f64| float.is_finite()),
        }
    }

    /// Whether it is whole, written as such, and `i64` holds it.
    #[must_use]
    pub fn is_i64(&self) -> bool {
        self.as_i64().is_some()
    }

    /// Whether it is written with a fraction or an exponent.
    #[must_use]
    pub fn is_f64(&self) -> bool {
        match &self.0 {
            Form::Signed(_) | Form::Unsigned(_) => false,
            Form::Float(_) => true,
            Form::Digits(text) => text.contains(['.', 'e', 'E']),
        }
    }

    /// Whether `serde_json` holds it with all its digits.
    #[must_use]
    pub fn fits_serde_json(&self) -> bool {
        !matches!(self.0, Form::Digits(_))
    }

    /// The same number for `serde_json`, rounded where that holds no more; its text where that holds it not at all.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        match &self.0 {
            Form::Signed(value) => (*value).into(),
            Form::Unsigned(value) => (*value).into(),
            Form::Float(value) => (*value).into(),
            Form::Digits(text) => serde_json::from_str(text).unwrap_or_else(|_| (&**text).into()),
        }
    }
}

macro_rules! integers {
    ($($signed:ty),*; $($unsigned:ty),*) => {
        $(impl From<$signed> for Number {
            fn from(value: $signed) -> Self {
                Self(Form::Signed(i64::from(value)))
            }
        })*
        $(impl From<$unsigned> for Number {
            fn from(value: $unsigned) -> Self {
                let value = u64::from(value);
                Self(i64::try_from(value).map_or(Form::Unsigned(value), Form::Signed))
            }
        })*
    };
}
integers!(i8, i16, i32, i64; u8, u16, u32, u64);

impl From<usize> for Number {
    fn from(value: usize) -> Self {
        Self::from(value as u64)
    }
}

impl From<&serde_json::Number> for Number {
    /// All that `serde_json` has of it, also with its feature `arbitrary_precision`.
    fn from(number: &serde_json::Number) -> Self {
        let text = number.to_string();
        Self::parse(&text).unwrap_or_else(|| Self(Form::Digits(text.into())))
    }
}

impl PartialEq<serde_json::Number> for Number {
    fn eq(&self, other: &serde_json::Number) -> bool {
        let other: Self = other.into();
        *self == other
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Signed(value) => value.fmt(f),
            Form::Unsigned(value) => value.fmt(f),
            // As `serde_json` writes it: `1.0`, where Rust has `1`.
            Form::Float(value) => serde_json::Value::from(*value).fmt(f),
            Form::Digits(text) => f.write_str(text),
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Number({self})")
    }
}

impl Serialize for Number {
    /// All digits into a text of JSON; into a `serde_json::Value`, what that holds.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Form::Signed(value) => serializer.serialize_i64(*value),
            Form::Unsigned(value) => serializer.serialize_u64(*value),
            Form::Float(value) => serializer.serialize_f64(*value),
            Form::Digits(text) => RawValue::from_string(text.to_string())
                .map_err(serde::ser::Error::custom)?
                .serialize(serializer),
        }
    }
}

/// A number's text, taken apart.
struct Parts<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
    /// With its sign; empty where there is none.
    exponent: &'a str,
    marked: bool,
}

impl<'a> Parts<'a> {
    /// `None` for what JSON has no such number for.
    fn of(text: &'a str) -> Option<Self> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, ""));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let marked = mantissa.len() != unsigned.len();
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let is_number = is_digits(whole)
            && (whole == "0" || !whole.starts_with('0'))
            && (whole.len() == mantissa.len() || is_digits(fraction))
            && (!marked || is_digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent)));
        is_number.then_some(Self {
            negative: unsigned.len() != text.len(),
            whole,
            fraction,
            exponent,
            marked,
        })
    }

    fn is_whole(&self) -> bool {
        self.fraction.is_empty() && !self.marked
    }

    /// The value as digits that count and the power of ten of the last; `None` where the power is too big to say.
    fn decimal(&self) -> Option<(bool, String, i64)> {
        let exponent: i64 = if self.marked { self.exponent.parse().ok()? } else { 0 };
        let digits = format!("{}{}", self.whole, self.fraction);
        let digits = digits.trim_start_matches('0');
        let counting = digits.trim_end_matches('0');
        if counting.is_empty() {
            return Some((self.negative, String::new(), 0));
        }
        let dropped = i64::try_from(digits.len() - counting.len()).ok()?;
        let behind = i64::try_from(self.fraction.len()).ok()?;
        let power = exponent.checked_add(dropped)?.checked_sub(behind)?;
        Some((self.negative, counting.to_owned(), power))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_digit_that_counts_is_lost() {
        for (text, expected) in [
            ("0", "0"),
            ("-0", "-0.0"),
            ("-9223372036854775808", "-9223372036854775808"),
            ("18446744073709551615", "18446744073709551615"),
            ("18446744073709551616", "18446744073709551616"),
            ("-9223372036854775809", "-9223372036854775809"),
            ("0.1", "0.1"),
            ("0.10", "0.1"),
            ("1.0", "1.0"),
            ("1e3", "1000.0"),
            (
                "0.1000000000000000055511151231257827",
                "0.1000000000000000055511151231257827",
            ),
            (
                "3.14159265358979323846264338327950288",
                "3.14159265358979323846264338327950288",
            ),
            ("5e-324", "5e-324"),
            ("1e-400", "1e-400"),
        ] {
            let number = Number::parse(text).unwrap();
            assert_eq!(number.to_string(), expected, "{text}");
            assert_eq!(serde_json::to_string(&number).unwrap(), expected, "{text}");
            assert_eq!(Number::parse(&number.to_string()), Some(number), "{text}");
        }
        let long = "9".repeat(400);
        assert_eq!(Number::parse(&long).unwrap().to_string(), long);
        assert_eq!(
            Number::parse(&long).unwrap().to_json(),
            long.as_str(),
            "no float is so big"
        );
    }

    #[test]
    fn what_json_has_no_number_for_is_none() {
        for text in [
            "", "-", "+1", "01", "1.", ".5", "1e", "1e+", "0x1", "1_0", "--1", "1.5.5", "1 ", "NaN", "1e999", "1.e3",
            "é",
        ] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_those_of_serde_json_where_it_holds_them() {
        for text in ["7", "-7", "18446744073709551615", "1.5", "1e10", "-0", "123456789.125"] {
            let json: serde_json::Number = serde_json::from_str(text).unwrap();
            let number = Number::parse(text).unwrap();
            assert_eq!(number, json);
            assert_eq!(number.to_json(), serde_json::Value::from(json.clone()));
            assert_eq!(number.to_string(), json.to_string());
            assert_eq!((number.as_i64(), number.as_u64()), (json.as_i64(), json.as_u64()));
            assert_eq!(number.as_f64(), json.as_f64());
            assert_eq!(number.is_f64(), json.is_f64());
        }
    }
}
