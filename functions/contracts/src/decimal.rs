//! Numbers as decimal digits.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// A number exactly as it was written, within what a DynamoDB number holds: 38 significant digits, and a magnitude from
/// 1e-130 to below 1e126.
///
/// A measured 0.1 must not become 0.1000000000000000055 on its way through a binary float. Equal numbers have equal
/// text, whichever way they were written, because the text is normalised as DynamoDB itself does: no exponent, no zeros
/// that carry no information.
///
/// ```
/// # use ferrocdk_contracts::Decimal;
/// assert_eq!(Decimal::parse("25.50")?.as_str(), "25.5");
/// assert_eq!(Decimal::parse("1e3")?.as_str(), "1000");
/// assert_eq!(Decimal::parse("-0.0")?.as_str(), "0");
/// # Ok::<(), ferrocdk_contracts::DecimalError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Decimal(String);

/// Why a text is no [`Decimal`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// Not a number in JSON's grammar.
    #[error("is not a decimal number")]
    Malformed,
    /// More digits than DynamoDB keeps.
    #[error("has {0} significant digits, at most 38 are allowed")]
    TooPrecise(usize),
    /// Larger or smaller than a DynamoDB number.
    #[error("has a magnitude outside 1e-130 to 9.99e125")]
    OutOfRange,
}

impl From<u64> for Decimal {
    fn from(number: u64) -> Self {
        Self(number.to_string())
    }
}

impl Decimal {
    /// Reads a number written in JSON's grammar.
    ///
    /// # Errors
    /// The text is no number, has more than 38 significant digits, or is too large or too small.
    pub fn parse(text: &str) -> Result<Self, DecimalError> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((whole, fraction)) if is_digits(fraction) => (whole, fraction),
            Some(_) => return Err(DecimalError::Malformed),
            None => (mantissa, ""),
        };
        if !is_digits(whole) || (whole.len() > 1 && whole.starts_with('0')) {
            return Err(DecimalError::Malformed);
        }

        let digits = format!("{whole}{fraction}");
        let significant = digits.trim_start_matches('0').trim_end_matches('0');
        if significant.is_empty() {
            return Ok(Self("0".to_owned()));
        }
        if significant.len() > 38 {
            return Err(DecimalError::TooPrecise(significant.len()));
        }
        // How many of the significant digits stand before the decimal point; negative when zeros follow the point.
        let leading_zeros = digits.len() - digits.trim_start_matches('0').len();
        let point = exponent.saturating_add(whole.len() as i64 - leading_zeros as i64);
        if !(-129..=126).contains(&point) {
            return Err(DecimalError::OutOfRange);
        }
        let sign = if negative { "-" } else { "" };
        Ok(Self(format!("{sign}{}", plain(significant, point))))
    }

    /// The normalised digits, as an attribute of type `N` takes them.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nearest binary float, for comparing with a threshold.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        // The text is a plain decimal number below 1e126: it parses, and to a finite number.
        self.0.parse().unwrap_or(f64::NAN)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Decimal {
    /// A JSON number with these digits.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let number: &RawValue = serde_json::from_str(&self.0).map_err(serde::ser::Error::custom)?;
        number.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = Box::<RawValue>::deserialize(deserializer)?;
        Self::parse(number.get()).map_err(D::Error::custom)
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// An exponent too long for an `i64` saturates, and is out of range later whatever its digits are.
fn parse_exponent(text: &str) -> Result<i64, DecimalError> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !is_digits(digits) {
        return Err(DecimalError::Malformed);
    }
    let magnitude = digits.parse::<i64>().unwrap_or(i64::MAX / 2);
    Ok(if text.starts_with('-') { -magnitude } else { magnitude })
}

fn plain(digits: &str, point: i64) -> String {
    let (len, at) = (digits.len(), point.unsigned_abs() as usize);
    if point <= 0 {
        format!("0.{}{digits}", "0".repeat(at))
    } else if at < len {
        format!("{}.{}", &digits[..at], &digits[at..])
    } else {
        format!("{digits}{}", "0".repeat(at - len))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(number: &str) -> String {
        Decimal::parse(number).unwrap().to_string()
    }

    #[test]
    fn digits_are_kept_and_normalised() {
        for (written, stored) in [
            ("0", "0"),
            ("-0", "0"),
            ("0e999999999999999999999", "0"),
            ("0.1", "0.1"),
            ("25.50", "25.5"),
            ("100", "100"),
            ("-12.000", "-12"),
            ("1e3", "1000"),
            ("1E+3", "1000"),
            ("1.25e1", "12.5"),
            ("125e-4", "0.0125"),
            ("0.00100e2", "0.1"),
            (
                "12345678901234567890123456789012345678",
                "12345678901234567890123456789012345678",
            ),
            (
                "0.12345678901234567890123456789012345678",
                "0.12345678901234567890123456789012345678",
            ),
            (
                "1000000000000000000000000000000000000000000",
                "1000000000000000000000000000000000000000000",
            ),
        ] {
            assert_eq!(text(written), stored, "{written}");
        }
    }

    #[test]
    fn the_ends_of_the_range_are_dynamodbs() {
        assert_eq!(text("1e125").len(), 126);
        assert_eq!(text("1e-130").len(), 132);
        assert_eq!(Decimal::parse("9.99e125").unwrap().to_f64(), 9.99e125);
        for outside in [
            "1e126",
            "1e-131",
            "-1e126",
            "1e99999999999999999999",
            "1e-99999999999999999999",
        ] {
            assert_eq!(Decimal::parse(outside), Err(DecimalError::OutOfRange), "{outside}");
        }
    }

    #[test]
    fn more_than_38_digits_are_refused() {
        let digits = "123456789012345678901234567890123456789";
        assert_eq!(Decimal::parse(digits), Err(DecimalError::TooPrecise(39)));
        assert!(
            Decimal::parse(&digits.replace('9', "0")).is_ok(),
            "a trailing zero is no significant digit"
        );
    }

    #[test]
    fn what_json_does_not_call_a_number_is_none() {
        for bad in [
            "", "-", "+1", "01", ".5", "1.", "1.e3", "1e", "1e+", "NaN", "Infinity", "0x10", "1_000", "1 ", "١",
        ] {
            assert_eq!(Decimal::parse(bad), Err(DecimalError::Malformed), "{bad:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_float_survives(value in proptest::num::f64::NORMAL) {
            let text = format!("{value:e}");
            match Decimal::parse(&text) {
                Ok(decimal) => {
                    proptest::prop_assert_eq!(decimal.to_f64(), value);
                    let again = Decimal::parse(decimal.as_str()).unwrap();
                    proptest::prop_assert_eq!(again, decimal);
                }
                Err(error) => {
                    proptest::prop_assert_eq!(error, DecimalError::OutOfRange);
                    proptest::prop_assert!(value.abs() < 1e-130 || value.abs() >= 1e126);
                }
            }
        }
    }
}
