//! What a plain scalar of YAML is.
//!
//! CloudFormation reads YAML 1.1 without its dates, so `yes` and `on` are booleans to it and `2010-09-09` is text. What YAML 1.1 would spoil is kept as
//! text, as AWS CDK and cfn-lint keep it: a whole number with a zero before it is an account number here, where CloudFormation has an octal number,
//! and `1:30` is a time, where it has the number 90. A number keeps its value and not its digits, as there: `1.10` is 1.1, so a version wants quotes.

use serde_json::Number;

use crate::Value;

/// Reads a scalar without quotes.
pub(crate) fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Value::Bool(true),
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Value::Bool(false),
        _ => number(text).map_or_else(|| Value::String(text.to_owned()), Value::Number),
    }
}

fn number(text: &str) -> Option<Number> {
    let unsigned = text.strip_prefix('+').unwrap_or(text);
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !digits.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        return None;
    }
    if let Some(hex) = digits.strip_prefix("0x") {
        let is_hex = !hex.is_empty() && hex.chars().all(|digit| digit.is_ascii_hexdigit());
        let magnitude = i64::from_str_radix(hex, 16).ok().filter(|_| is_hex)?;
        let value = if text.starts_with('-') {
            magnitude.checked_neg()?
        } else {
            magnitude
        };
        return Some(value.into());
    }
    if digits.chars().all(|digit| digit.is_ascii_digit()) {
        if digits.len() > 1 && digits.starts_with('0') {
            return None;
        }
        if let Ok(whole) = unsigned.parse::<i64>() {
            return Some(whole.into());
        }
        if let Ok(whole) = unsigned.parse::<u64>() {
            return Some(whole.into());
        }
    }
    let is_number = digits.chars().all(|c| c.is_ascii_digit() || "+-.eE".contains(c))
        && digits.contains(|c: char| c.is_ascii_digit());
    unsigned
        .parse::<f64>()
        .ok()
        .filter(|_| is_number)
        .and_then(Number::from_f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_are_read_as_cloudformation_does_and_keep_leading_zeros() {
        let read: Vec<serde_json::Value> =
            "1 -2 +3 1.5 1e3 0x1F -0x1F 012345678901 0777 2010-09-09 yes Off y true ~ 1.2.3 .inf .5 1. 10.0.0.0/16 0 -0 1:30 1_000 0x 0x+1 18446744073709551615 1e999 . - + 1.0 e1"
                .split(' ')
                .map(|text| {
                    let at = crate::Position::default();
                    crate::Node { value: plain(text), at }.to_json()
                })
                .collect();
        let expected = serde_json::json!([
            1,
            -2,
            3,
            1.5,
            1000.0,
            31,
            -31,
            "012345678901",
            "0777",
            "2010-09-09",
            true,
            false,
            "y",
            true,
            null,
            "1.2.3",
            ".inf",
            0.5,
            1.0,
            "10.0.0.0/16",
            0,
            0,
            "1:30",
            "1_000",
            "0x",
            "0x+1",
            18_446_744_073_709_551_615_u64,
            "1e999",
            ".",
            "-",
            "+",
            1.0,
            "e1"
        ]);
        assert_eq!(serde_json::Value::from(read), expected);
        assert_eq!(plain(""), Value::Null);
    }
}
