//! JSON into expressions, refusing duplicate keys, which serde_json would drop in silence.

use std::fmt;

use indexmap::IndexMap;
use indexmap::map::Entry;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::document::DocumentError;
use crate::value::Expr;

pub(super) fn parse(text: &str) -> Result<Expr, DocumentError> {
    let parsed: Result<Parsed, _> = serde_json::from_str(text);
    parsed.map(|Parsed(expr)| expr).map_err(|error| {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default().to_owned();
        DocumentError {
            line: error.line(),
            column: error.column(),
            message,
        }
    })
}

struct Parsed(Expr);

impl<'de> Deserialize<'de> for Parsed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any).map(Self)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Expr;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Expr, E> {
        Ok(Expr::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Expr, E> {
        Ok(Expr::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Expr, E> {
        Ok(Expr::Number(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Expr, E> {
        Ok(Expr::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Expr, E> {
        serde_json::Number::from_f64(value)
            .map(Expr::Number)
            .ok_or_else(|| E::custom("a number that is not finite"))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Expr, E> {
        Ok(Expr::string(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Expr, A::Error> {
        let mut list = Vec::new();
        while let Some(Parsed(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Expr::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Expr, A::Error> {
        let mut map = IndexMap::new();
        while let Some(key) = entries.next_key::<String>()? {
            let Parsed(value) = entries.next_value()?;
            match map.entry(key) {
                Entry::Vacant(place) => drop(place.insert(value)),
                Entry::Occupied(place) => {
                    return Err(A::Error::custom(format!("the key {:?} stands here twice", place.key())));
                }
            }
        }
        Ok(Expr::Object(map.into_iter().collect()))
    }
}
