//! Conversions between the types of rule SQL. Nothing (`None`) stands for AWS's Undefined.
//!
//! Source: <https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-data-types.html>

use super::Op;
use serde_json::{Number, Value};
use std::cmp::Ordering;

/// A number of rule SQL: Int keeps whole numbers whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Num {
    Int(i64),
    Decimal(f64),
}

impl Num {
    pub(super) fn as_f64(self) -> f64 {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "AWS's Decimal has the precision of a double")]
            Self::Int(int) => int as f64,
            Self::Decimal(decimal) => decimal,
        }
    }

    pub(super) fn value(self) -> Option<Value> {
        match self {
            Self::Int(int) => Some(Value::from(int)),
            Self::Decimal(decimal) => Number::from_f64(decimal).map(Value::Number),
        }
    }
}

/// Numbers, and strings that look like one. A Boolean does not convert.
pub(super) fn number(value: &Value) -> Option<Num> {
    match value {
        Value::Number(number) => number
            .as_i64()
            .map(Num::Int)
            .or_else(|| number.as_f64().map(Num::Decimal)),
        Value::String(text) => {
            let text = text.trim();
            let digits = text.strip_prefix('-').unwrap_or(text);
            if !digits.starts_with(|c: char| c.is_ascii_digit()) || digits.ends_with('.') {
                return None;
            }
            text.parse()
                .map(Num::Int)
                .ok()
                .or_else(|| text.parse().ok().map(Num::Decimal))
        }
        _ => None,
    }
}

/// Everything but Null renders; arrays and objects as their JSON.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// A Boolean, or the strings that spell one. A number is none.
pub(super) fn truth(value: Option<&Value>) -> Option<bool> {
    match value? {
        Value::Bool(bool) => Some(*bool),
        Value::String(text) if text.trim().eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.trim().eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// Equality does not convert: values of different types are unequal.
pub(super) fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(_), Value::Number(_)) => match (number(left), number(right)) {
            (Some(Num::Int(left)), Some(Num::Int(right))) => left == right,
            (Some(left), Some(right)) => left.as_f64() == right.as_f64(),
            _ => false,
        },
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| equal(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(name, left)| right.get(name).is_some_and(|right| equal(left, right)))
        }
        _ => left == right,
    }
}

/// Order of two values: by number where both convert, else by text where both are strings.
pub(super) fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (number(left), number(right)) {
        (Some(Num::Int(left)), Some(Num::Int(right))) => Some(left.cmp(&right)),
        (Some(left), Some(right)) => left.as_f64().partial_cmp(&right.as_f64()),
        _ => match (left, right) {
            (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
            _ => None,
        },
    }
}

/// `+ - * / %`. With a string on either side `+` joins; Int with Int stays Int; a division by zero is Undefined.
pub(super) fn arithmetic(op: Op, left: &Value, right: &Value) -> Option<Value> {
    if op == Op::Add && (left.is_string() || right.is_string()) {
        return Some(Value::String(text(left)? + &text(right)?));
    }
    let (left, right) = (number(left)?, number(right)?);
    if let (Num::Int(left), Num::Int(right)) = (left, right) {
        let exact = match op {
            Op::Add => left.checked_add(right),
            Op::Subtract => left.checked_sub(right),
            Op::Multiply => left.checked_mul(right),
            Op::Divide if right != 0 => left.checked_div(right),
            Op::Remainder if right != 0 => left.checked_rem(right),
            _ => return None,
        };
        if let Some(exact) = exact {
            return Some(Value::from(exact));
        }
    }
    let (left, right) = (left.as_f64(), right.as_f64());
    Num::Decimal(match op {
        Op::Add => left + right,
        Op::Subtract => left - right,
        Op::Multiply => left * right,
        Op::Divide if right != 0.0 => left / right,
        Op::Remainder if right != 0.0 => left % right,
        _ => return None,
    })
    .value()
}
