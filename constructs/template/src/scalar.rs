//! Plain scalars, as YAML 1.1 has them.
//!
//! CloudFormation reads YAML 1.1 without its dates: `010` is 8, `1:30` is 90, `yes` is true, and `2010-09-09` is text. Which scalars are numbers is
//! settled as libyaml's users settle it (PyYAML's resolver, so cfn-lint, SAM and the AWS CLI): `098` and `1e3` are text. What does not come out as it
//! looks is a [`Surprise`], which the linter tells.

use crate::{Number, Value};

/// How a plain scalar is read otherwise than it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Surprise {
    /// `010`: a zero before digits makes a number of base 8.
    Octal,
    /// `0x1F`, a number of base 16.
    Hexadecimal,
    /// `0b101`, a number of base 2.
    Binary,
    /// `1:30`, a number of base 60.
    Sexagesimal,
    /// `1_000`: the underscores go.
    Underscores,
    /// `098`: text here, as it is not of base 8, and a number without its zero to other readers.
    LeadingZero,
    /// `1e3`, `-.5`, `0o17`: text here, and a number to readers of YAML 1.2.
    NumberElsewhere,
    /// `.inf` and `.nan`, which JSON cannot say: text here, and no number to CloudFormation.
    NotFinite,
    /// `yes`, `no`, `on`, `off`: a boolean.
    Word,
    /// A whole number that 64 bits do not hold: all digits are kept here, and may be rounded elsewhere.
    Huge,
    /// `1.10`, `007.5`, `1.`: a number that is written with other digits.
    Digits,
}

/// Meaning of a plain scalar.
pub(crate) struct Reading {
    pub(crate) value: Value,
    pub(crate) surprise: Option<Surprise>,
}

/// A number of another base than ten has at most so many digits; longer ones are kept as text. Conversion takes the square of the length.
const MAX_DIGITS: usize = 300;

/// Reads a scalar without quotes.
pub(crate) fn plain(text: &str) -> Reading {
    let (value, surprise) = match text {
        "" | "~" | "null" | "Null" | "NULL" => (Value::Null, None),
        "true" | "True" | "TRUE" => (Value::Bool(true), None),
        "false" | "False" | "FALSE" => (Value::Bool(false), None),
        "yes" | "Yes" | "YES" | "on" | "On" | "ON" => (Value::Bool(true), Some(Surprise::Word)),
        "no" | "No" | "NO" | "off" | "Off" | "OFF" => (Value::Bool(false), Some(Surprise::Word)),
        _ if !text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first)) => (string(text), None),
        _ => match integer(text).or_else(|| float(text)) {
            Some((number, surprise)) => (Value::Number(number), surprise),
            None => (string(text), odd_text(text)),
        },
    };
    Reading { value, surprise }
}

fn string(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The sign as JSON has it, and the rest.
fn signed(text: &str) -> (&'static str, &str) {
    match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    }
}

fn integer(text: &str) -> Option<(Number, Option<Surprise>)> {
    let (sign, unsigned) = signed(text);
    let belongs = |digits: &str, radix: u32| {
        !digits.is_empty() && digits.chars().all(|c| c == '_' || c.is_digit(radix)) && digits.len() <= MAX_DIGITS
    };
    let (decimal, surprise) = if let Some(digits) = unsigned.strip_prefix("0b").filter(|digits| belongs(digits, 2)) {
        (converted(digits, 2)?, Some(Surprise::Binary))
    } else if let Some(digits) = unsigned.strip_prefix("0x").filter(|digits| belongs(digits, 16)) {
        (converted(digits, 16)?, Some(Surprise::Hexadecimal))
    } else if let Some(digits) = unsigned.strip_prefix('0').filter(|digits| belongs(digits, 8)) {
        (converted(&format!("0{digits}"), 8)?, Some(Surprise::Octal))
    } else if let Some((first, rest)) = unsigned.split_once(':') {
        (sexagesimal(first, rest)?, Some(Surprise::Sexagesimal))
    } else {
        let digits = whole(unsigned).filter(|digits| *digits == "0" || !digits.starts_with('0'))?;
        let surprise = (digits.len() != unsigned.len()).then_some(Surprise::Underscores);
        (digits, surprise)
    };
    let number = match (sign, decimal.as_str()) {
        // Only floats have a negative zero in YAML.
        (_, "0") => Number::from(0),
        _ => Number::parse(&format!("{sign}{decimal}"))?,
    };
    let is_huge = number.as_i64().is_none() && number.as_u64().is_none();
    let surprise = surprise.or_else(|| is_huge.then_some(Surprise::Huge));
    Some((number, surprise))
}

/// Digits of base ten, the first of them no underscore, without their underscores.
fn whole(text: &str) -> Option<String> {
    let is_whole = text.starts_with(|first: char| first.is_ascii_digit())
        && text.bytes().all(|byte| byte == b'_' || byte.is_ascii_digit());
    is_whole.then(|| text.replace('_', ""))
}

/// Digits of another base in base ten; `None` where there are only underscores.
fn converted(digits: &str, radix: u32) -> Option<String> {
    let mut digits = digits.chars().filter_map(|digit| digit.to_digit(radix)).peekable();
    digits.peek()?;
    let mut sum = Sum::default();
    digits.for_each(|digit| sum.shift(radix, digit));
    Some(sum.decimal())
}

/// `1:30:00` in base ten.
fn sexagesimal(first: &str, rest: &str) -> Option<String> {
    let first = whole(first).filter(|first| !first.starts_with('0') && first.len() + rest.len() <= MAX_DIGITS)?;
    let mut sum = Sum::default();
    for digit in first.chars() {
        sum.shift(10, digit.to_digit(10)?);
    }
    for part in rest.split(':') {
        sum.shift(60, sixtieth(part)?);
    }
    Some(sum.decimal())
}

/// `[0-5]?[0-9]`
fn sixtieth(part: &str) -> Option<u32> {
    let value = part.parse().ok().filter(|_| is_digits(part) && part.len() <= 2)?;
    (value < 60).then_some(value)
}

/// A whole number of any size: its digits of base 10⁹, the lowest first.
#[derive(Default)]
struct Sum(Vec<u32>);

impl Sum {
    const BASE: u64 = 1_000_000_000;

    /// Multiplies, and adds.
    fn shift(&mut self, factor: u32, digit: u32) {
        let mut carry = u64::from(digit);
        for part in &mut self.0 {
            carry += u64::from(*part) * u64::from(factor);
            *part = u32::try_from(carry % Self::BASE).unwrap_or_default();
            carry /= Self::BASE;
        }
        if carry > 0 {
            self.0.push(u32::try_from(carry).unwrap_or_default());
        }
    }

    fn decimal(&self) -> String {
        let mut parts = self.0.iter().rev();
        let first = parts.next().map_or_else(|| "0".to_owned(), u32::to_string);
        parts.fold(first, |text, part| format!("{text}{part:09}"))
    }
}

fn float(text: &str) -> Option<(Number, Option<Surprise>)> {
    let (sign, unsigned) = signed(text);
    let (before, behind) = unsigned.split_once('.')?;
    if let Some((first, rest)) = before.split_once(':') {
        let fraction = if behind.is_empty() {
            Some(String::new())
        } else {
            behind_point(behind)
        }?;
        return sexagesimal_float(sign, first, rest, &fraction);
    }
    let (fraction, exponent) = match behind.find(['e', 'E']) {
        Some(at) => behind.split_at(at),
        None => (behind, ""),
    };
    let power = exponent.get(1..).unwrap_or_default();
    // Only with a sign.
    if !exponent.is_empty() && !power.strip_prefix(['-', '+']).is_some_and(is_digits) {
        return None;
    }
    let whole = match before {
        // Only without a sign.
        "" if unsigned.len() == text.len() && fraction.starts_with(|first: char| first.is_ascii_digit()) => {
            "0".to_owned()
        }
        _ => whole(before)?,
    };
    let fraction = behind_point(fraction)?;
    let digits = match whole.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    let shown = if fraction.is_empty() { "0" } else { &fraction };
    let number = Number::parse(&format!("{sign}{digits}.{shown}{exponent}"))?;
    let is_plain = number.to_string() == text || (exponent.is_empty() && fraction == "0" && whole == digits);
    let surprise = match (before.contains('_') || behind.contains('_'), is_plain) {
        (true, _) => Some(Surprise::Underscores),
        (false, false) => Some(Surprise::Digits),
        (false, true) => None,
    };
    Some((number, surprise))
}

/// Digits behind a point, which may be none, without underscores.
fn behind_point(text: &str) -> Option<String> {
    text.bytes()
        .all(|byte| byte == b'_' || byte.is_ascii_digit())
        .then(|| text.replace('_', ""))
}

fn sexagesimal_float(sign: &str, first: &str, rest: &str, fraction: &str) -> Option<(Number, Option<Surprise>)> {
    let mut parts = vec![whole(first)?.parse::<f64>().ok()?];
    for part in rest.split(':') {
        parts.push(f64::from(sixtieth(part)?));
    }
    let last = parts.last_mut()?;
    *last = format!("{last}.{fraction}").parse().ok()?;
    // From the lowest on, so that the last digit is that of other readers.
    let (sum, _) = parts
        .iter()
        .rev()
        .fold((0.0, 1.0), |(sum, base), part| (sum + part * base, base * 60.0));
    let number = Number::from_f64(if sign.is_empty() { sum } else { -sum })?;
    Some((number, Some(Surprise::Sexagesimal)))
}

/// Text that other readers take for a number.
fn odd_text(text: &str) -> Option<Surprise> {
    let (_, unsigned) = signed(text);
    match unsigned {
        ".inf" | ".Inf" | ".INF" | ".nan" | ".NaN" | ".NAN" => return Some(Surprise::NotFinite),
        _ => {}
    }
    if is_digits(unsigned) && unsigned.len() > 1 && unsigned.starts_with('0') {
        return Some(Surprise::LeadingZero);
    }
    let is_octal = unsigned
        .strip_prefix("0o")
        .is_some_and(|digits| digits.parse::<u64>().is_ok() && is_digits(digits));
    let is_number = unsigned.contains(|c: char| c.is_ascii_digit())
        && unsigned.chars().all(|c| c.is_ascii_digit() || "+-.eE".contains(c))
        && unsigned.parse::<f64>().is_ok();
    (is_octal || is_number).then_some(Surprise::NumberElsewhere)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Node, Position};

    fn read(text: &str) -> (String, Option<Surprise>) {
        let Reading { value, surprise } = plain(text);
        let at = Position::default();
        (serde_json::to_string(&Node { value, at }).unwrap(), surprise)
    }

    #[test]
    fn scalars_are_those_of_yaml_1_1() {
        for (text, expected, surprise) in [
            ("", "null", None),
            ("~", "null", None),
            ("true", "true", None),
            ("y", r#""y""#, None),
            ("Off", "false", Some(Surprise::Word)),
            ("0", "0", None),
            ("-0", "0", None),
            ("+3", "3", None),
            ("-2", "-2", None),
            ("010", "8", Some(Surprise::Octal)),
            ("-010", "-8", Some(Surprise::Octal)),
            ("00", "0", Some(Surprise::Octal)),
            ("012345670123", "1402433619", Some(Surprise::Octal)),
            ("098765432109", r#""098765432109""#, Some(Surprise::LeadingZero)),
            ("0x1F", "31", Some(Surprise::Hexadecimal)),
            ("-0xff_ff", "-65535", Some(Surprise::Hexadecimal)),
            (
                "0xffffffffffffffffffffffffff",
                "20282409603651670423947251286015",
                Some(Surprise::Hexadecimal),
            ),
            ("0x", r#""0x""#, None),
            ("0x_", r#""0x_""#, None),
            ("0X1F", r#""0X1F""#, None),
            ("0b1010", "10", Some(Surprise::Binary)),
            ("0o17", r#""0o17""#, Some(Surprise::NumberElsewhere)),
            ("1_000", "1000", Some(Surprise::Underscores)),
            ("_1", r#""_1""#, None),
            ("1:30", "90", Some(Surprise::Sexagesimal)),
            ("190:20:30", "685230", Some(Surprise::Sexagesimal)),
            ("190:20:30.15", "685230.15", Some(Surprise::Sexagesimal)),
            ("00:30", r#""00:30""#, None),
            ("1:60", r#""1:60""#, None),
            (
                "123456789012345678901234567890",
                "123456789012345678901234567890",
                Some(Surprise::Huge),
            ),
            ("18446744073709551615", "18446744073709551615", None),
            ("1.5", "1.5", None),
            ("1.0", "1.0", None),
            ("1.10", "1.1", Some(Surprise::Digits)),
            (".5", "0.5", Some(Surprise::Digits)),
            ("-.5", r#""-.5""#, Some(Surprise::NumberElsewhere)),
            ("1.", "1.0", Some(Surprise::Digits)),
            ("1_0.5", "10.5", Some(Surprise::Underscores)),
            ("007.5", "7.5", Some(Surprise::Digits)),
            ("6.8523015e+5", "685230.15", Some(Surprise::Digits)),
            ("1.0e+999", r#""1.0e+999""#, Some(Surprise::NumberElsewhere)),
            ("1e3", r#""1e3""#, Some(Surprise::NumberElsewhere)),
            ("1.5e3", r#""1.5e3""#, Some(Surprise::NumberElsewhere)),
            (".inf", r#"".inf""#, Some(Surprise::NotFinite)),
            ("2010-09-09", r#""2010-09-09""#, None),
            ("10.0.0.0/16", r#""10.0.0.0/16""#, None),
            ("1.2.3", r#""1.2.3""#, None),
            (".", r#"".""#, None),
            ("-", r#""-""#, None),
        ] {
            assert_eq!(read(text), (expected.to_owned(), surprise), "{text}");
        }
    }

    #[test]
    fn what_would_take_long_to_convert_is_text() {
        let long = format!("0x{}", "f".repeat(10_000));
        assert_eq!(plain(&long).value, string(&long));
        let decimal = "9".repeat(10_000);
        assert_eq!(read(&decimal), (decimal.clone(), Some(Surprise::Huge)));
    }
}
