//! The functions of rule SQL that run here.
//!
//! Source: <https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-functions.html>

use super::eval::Message;
use super::value::{Num, number, text, truth};
use super::{Expr, value};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use std::ops::RangeInclusive;

macro_rules! functions {
    ($($variant:ident $name:literal $low:literal..=$high:literal,)*) => {
        /// A function by name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Function { $($variant),* }

        impl Function {
            /// Looks a function up; upper and lower case are the same.
            pub(super) fn named(word: &str) -> Option<Self> {
                $(if word.eq_ignore_ascii_case($name) { return Some(Self::$variant); })*
                None
            }

            /// As AWS writes it: the key of an item without `AS`.
            pub(super) fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// How many arguments it takes.
            pub(super) fn arity(self) -> RangeInclusive<usize> {
                match self { $(Self::$variant => $low..=$high),* }
            }
        }
    };
}

functions! {
    Abs "abs" 1..=1,
    AccountId "accountid" 0..=0,
    Cast "cast" 2..=2,
    Ceil "ceil" 1..=1,
    ClientId "clientid" 0..=0,
    Concat "concat" 1..=64,
    Decode "decode" 2..=2,
    Encode "encode" 2..=2,
    EndsWith "endswith" 2..=2,
    Floor "floor" 1..=1,
    Get "get" 2..=2,
    IndexOf "indexof" 2..=2,
    IsNull "isNull" 1..=1,
    IsUndefined "isUndefined" 1..=1,
    Length "length" 1..=1,
    Lower "lower" 1..=1,
    Ltrim "ltrim" 1..=1,
    Mod "mod" 2..=2,
    NanVl "nanvl" 2..=2,
    NewUuid "newuuid" 0..=0,
    Power "power" 2..=2,
    Principal "principal" 0..=0,
    Replace "replace" 3..=3,
    Round "round" 1..=1,
    Rtrim "rtrim" 1..=1,
    Sign "sign" 1..=1,
    Sqrt "sqrt" 1..=1,
    StartsWith "startswith" 2..=2,
    Substring "substring" 2..=3,
    Timestamp "timestamp" 0..=0,
    Topic "topic" 0..=1,
    TraceId "traceid" 0..=0,
    Trim "trim" 1..=1,
    Trunc "trunc" 2..=2,
    Upper "upper" 1..=1,
}

impl Function {
    pub(super) fn call(self, message: &Message<'_>, arguments: &[Expr]) -> Option<Value> {
        let at = |index: usize| arguments.get(index).and_then(|argument| message.eval(argument));
        let text_at = |index: usize| at(index).as_ref().and_then(text);
        let number_at = |index: usize| at(index).as_ref().and_then(number);
        let whole_at = |index: usize| match number_at(index)? {
            Num::Int(int) => usize::try_from(int).ok(),
            Num::Decimal(_) => None,
        };
        match self {
            Self::AccountId => Some(Value::from(message.account)),
            Self::ClientId => Some(Value::from(message.client.unwrap_or("n/a"))),
            Self::NewUuid => Some(Value::String((message.uuid)())),
            Self::Principal => message.principal.map(Value::from),
            Self::Timestamp => Some(Value::from(message.time)),
            Self::TraceId => message.trace.map(Value::from),
            Self::Topic if arguments.is_empty() => Some(Value::from(message.topic)),
            Self::Topic => {
                let level = whole_at(0)?.checked_sub(1)?;
                message.topic.split('/').nth(level).map(Value::from)
            }
            Self::Encode => {
                if !text_at(1)?.eq_ignore_ascii_case("base64") {
                    return None;
                }
                let bytes = match arguments.first()? {
                    Expr::Star => message.payload.to_vec(),
                    argument => text(&message.eval(argument)?)?.into_bytes(),
                };
                Some(Value::String(BASE64_STANDARD.encode(bytes)))
            }
            Self::Decode => {
                if !text_at(1)?.eq_ignore_ascii_case("base64") {
                    return None;
                }
                let bytes = BASE64_STANDARD.decode(text_at(0)?).ok()?;
                String::from_utf8(bytes).ok().map(Value::String)
            }
            Self::Upper => text_at(0).map(|text| Value::String(text.to_uppercase())),
            Self::Lower => text_at(0).map(|text| Value::String(text.to_lowercase())),
            Self::Trim => text_at(0).map(|text| Value::from(text.trim())),
            Self::Ltrim => text_at(0).map(|text| Value::from(text.trim_start())),
            Self::Rtrim => text_at(0).map(|text| Value::from(text.trim_end())),
            Self::Length => text_at(0).map(|text| Value::from(text.chars().count())),
            Self::Concat => {
                let parts: Option<String> = (0..arguments.len()).map(text_at).collect();
                parts.map(Value::String)
            }
            Self::StartsWith => Some(Value::Bool(text_at(0)?.starts_with(&text_at(1)?))),
            Self::EndsWith => Some(Value::Bool(text_at(0)?.ends_with(&text_at(1)?))),
            Self::Replace => Some(Value::String(text_at(0)?.replace(&text_at(1)?, &text_at(2)?))),
            Self::IndexOf => {
                let (text, part) = (text_at(0)?, text_at(1)?);
                Some(
                    text.find(&part)
                        .map_or(Value::from(-1), |at| Value::from(text[..at].chars().count())),
                )
            }
            Self::Substring => {
                let (text, from) = (text_at(0)?, whole_at(1)?);
                let to = if arguments.len() == 3 { whole_at(2)? } else { usize::MAX };
                Some(Value::String(
                    text.chars().skip(from).take(to.saturating_sub(from)).collect(),
                ))
            }
            Self::Get => match at(0)? {
                Value::Array(list) => list.get(whole_at(1)?).cloned(),
                Value::Object(fields) => fields.get(&text_at(1)?).cloned(),
                Value::String(text) => text.chars().nth(whole_at(1)?).map(|c| Value::String(c.to_string())),
                _ => None,
            },
            Self::IsNull => Some(Value::Bool(at(0) == Some(Value::Null))),
            Self::IsUndefined => Some(Value::Bool(at(0).is_none())),
            Self::NanVl => at(0).filter(|found| number(found).is_some()).or_else(|| at(1)),
            Self::Mod => value::arithmetic(super::Op::Remainder, &at(0)?, &at(1)?),
            Self::Abs => match number_at(0)? {
                Num::Int(int) => int.checked_abs().map(Value::from),
                Num::Decimal(decimal) => Num::Decimal(decimal.abs()).value(),
            },
            Self::Sign => {
                let found = number_at(0)?.as_f64();
                Some(Value::from(i64::from(found > 0.0) - i64::from(found < 0.0)))
            }
            Self::Ceil => whole(number_at(0)?, f64::ceil),
            Self::Floor => whole(number_at(0)?, f64::floor),
            Self::Round => whole(number_at(0)?, f64::round),
            Self::Sqrt => Num::Decimal(number_at(0)?.as_f64().sqrt()).value(),
            Self::Power => Num::Decimal(number_at(0)?.as_f64().powf(number_at(1)?.as_f64())).value(),
            Self::Trunc => {
                let places = i32::try_from(whole_at(1)?).ok().filter(|places| *places <= 34)?;
                let scale = 10_f64.powi(places);
                Num::Decimal((number_at(0)?.as_f64() * scale).trunc() / scale).value()
            }
            Self::Cast => {
                let found = at(0)?;
                match text_at(1)?.to_ascii_lowercase().as_str() {
                    "string" => text(&found).map(Value::String),
                    "boolean" | "bool" => match &found {
                        Value::Number(_) => number(&found).map(|found| Value::Bool(found.as_f64() != 0.0)),
                        other => truth(Some(other)).map(Value::Bool),
                    },
                    "int" | "integer" | "numeric" => whole(cast_number(&found)?, f64::round),
                    "decimal" | "double" => Num::Decimal(cast_number(&found)?.as_f64()).value(),
                    _ => None,
                }
            }
        }
    }
}

/// `cast` turns a Boolean into 1 or 0; nothing else does.
fn cast_number(found: &Value) -> Option<Num> {
    match found {
        Value::Bool(found) => Some(Num::Int(i64::from(*found))),
        other => number(other),
    }
}

fn whole(found: Num, round: fn(f64) -> f64) -> Option<Value> {
    match found {
        Num::Int(int) => Some(Value::from(int)),
        Num::Decimal(decimal) => {
            let rounded = round(decimal);
            // Beyond 2^53 a double holds no exact whole number any more.
            if rounded.abs() > 9_007_199_254_740_992.0 {
                return None;
            }
            #[expect(clippy::cast_possible_truncation, reason = "checked above")]
            Some(Value::from(rounded as i64))
        }
    }
}
