//! Filter criteria of a mapping. No input or output here.
//!
//! Runs the usual comparisons; a pattern with another one is refused, so that nothing is filtered half right.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html>

use super::event::Record;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

/// Patterns, of which one must match. None at all lets everything through.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Filter(Vec<Value>);

const KNOWN: [&str; 6] = [
    "prefix",
    "suffix",
    "exists",
    "anything-but",
    "numeric",
    "equals-ignore-case",
];

impl Filter {
    /// Reads `FilterCriteria`.
    ///
    /// # Errors
    /// When a pattern is no JSON object, or uses a comparison that does not run here.
    pub(super) fn read(criteria: &Value) -> Result<Self, String> {
        let mut patterns = Vec::new();
        for filter in criteria["Filters"].as_array().into_iter().flatten() {
            let text = filter["Pattern"].as_str().unwrap_or_default();
            let pattern: Value = serde_json::from_str(text)
                .map_err(|error| format!("the filter pattern `{text}` is no JSON: {error}"))?;
            check(&pattern)
                .map_err(|found| format!("the filter pattern `{text}` uses {found}, which does not run here"))?;
            patterns.push(pattern);
        }
        Ok(Self(patterns))
    }

    pub(super) fn passes(&self, record: &Record) -> bool {
        if self.0.is_empty() {
            return true;
        }
        let data = BASE64_STANDARD
            .decode(&record.data)
            .ok()
            .and_then(|data| serde_json::from_slice(&data).ok());
        let mut seen = json!({
            "partitionKey": record.key,
            "sequenceNumber": record.sequence,
            "kinesisSchemaVersion": "1.0",
            "approximateArrivalTimestamp": record.arrival,
        });
        // A payload that is no JSON has no `data` to compare, so a pattern on it does not match.
        if let Some(data) = data {
            seen["data"] = data;
        }
        self.0.iter().any(|pattern| matches(pattern, Some(&seen)))
    }
}

fn check(pattern: &Value) -> Result<(), String> {
    match pattern {
        Value::Object(fields) => fields
            .iter()
            .try_for_each(|(name, inner)| match (name.as_str(), inner) {
                ("$or", Value::Array(options)) => options.iter().try_for_each(check),
                (_, Value::Object(_)) => check(inner),
                (_, Value::Array(options)) => options.iter().try_for_each(|option| match option {
                    Value::Object(fields) => match fields.keys().find(|name| !KNOWN.contains(&name.as_str())) {
                        Some(unknown) => Err(format!("the comparison `{unknown}`")),
                        None => match fields.get("anything-but") {
                            Some(Value::Object(_)) => Err("a nested `anything-but`".to_owned()),
                            _ => Ok(()),
                        },
                    },
                    Value::Array(_) => Err("a nested list".to_owned()),
                    _ => Ok(()),
                }),
                (name, _) => Err(format!("a bare value for `{name}` instead of a list")),
            }),
        _ => Err("something else than an object".to_owned()),
    }
}

fn matches(pattern: &Value, found: Option<&Value>) -> bool {
    match pattern {
        Value::Object(fields) => fields.iter().all(|(name, inner)| match (name.as_str(), inner) {
            ("$or", Value::Array(options)) => options.iter().any(|option| matches(option, found)),
            _ => matches(inner, found.and_then(|found| found.get(name))),
        }),
        Value::Array(options) => options.iter().any(|option| match found {
            Some(Value::Array(list)) if option.get("exists").is_none() => {
                list.iter().any(|one| compares(option, Some(one)))
            }
            _ => compares(option, found),
        }),
        _ => false,
    }
}

fn compares(option: &Value, found: Option<&Value>) -> bool {
    let Value::Object(fields) = option else {
        return found.is_some_and(|found| same(option, found));
    };
    fields
        .iter()
        .all(|(comparison, wanted)| match (comparison.as_str(), found) {
            ("exists", _) => found.is_some() == (wanted == &Value::Bool(true)),
            (_, None) => false,
            ("anything-but", Some(found)) => match wanted {
                Value::Array(list) => !list.iter().any(|one| same(one, found)),
                one => !same(one, found),
            },
            ("numeric", Some(found)) => found.as_f64().is_some_and(|found| within(wanted, found)),
            (comparison, Some(found)) => match (wanted.as_str(), found.as_str()) {
                (Some(wanted), Some(found)) => match comparison {
                    "prefix" => found.starts_with(wanted),
                    "suffix" => found.ends_with(wanted),
                    _ => found.to_lowercase() == wanted.to_lowercase(),
                },
                _ => false,
            },
        })
}

fn same(left: &Value, right: &Value) -> bool {
    match (left.as_f64(), right.as_f64()) {
        (Some(left), Some(right)) => left == right,
        _ => left == right,
    }
}

/// `[">", 0, "<=", 5]`: every pair must hold.
fn within(wanted: &Value, found: f64) -> bool {
    wanted.as_array().is_some_and(|list| {
        list.chunks(2).all(|pair| match pair {
            [Value::String(sign), limit] => limit.as_f64().is_some_and(|limit| match sign.as_str() {
                "=" => found == limit,
                "<" => found < limit,
                "<=" => found <= limit,
                ">" => found > limit,
                ">=" => found >= limit,
                _ => false,
            }),
            _ => false,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(pattern: &Value, data: &str) -> bool {
        let record = Record {
            sequence: "1".to_owned(),
            key: "press-1".to_owned(),
            data: BASE64_STANDARD.encode(data),
            arrival: 0.0,
            ordinal: 0,
        };
        Filter::read(&json!({"Filters": [{"Pattern": pattern.to_string()}]}))
            .unwrap()
            .passes(&record)
    }

    #[test]
    fn patterns() {
        let data = r#"{"type":"temperature","value":81,"tags":["a","b"],"place":{"line":"L4"}}"#;
        for (pattern, expected) in [
            (json!({"data": {"type": ["temperature", "pressure"]}}), true),
            (json!({"data": {"type": ["pressure"]}}), false),
            (json!({"data": {"value": [{"numeric": [">", 80, "<=", 100]}]}}), true),
            (json!({"data": {"value": [{"numeric": [">", 81]}]}}), false),
            (json!({"data": {"value": [81.0]}}), true),
            (json!({"data": {"tags": ["b"]}}), true),
            (json!({"data": {"place": {"line": [{"prefix": "L"}]}}}), true),
            (json!({"data": {"place": {"line": [{"suffix": "5"}]}}}), false),
            (
                json!({"data": {"place": {"line": [{"equals-ignore-case": "l4"}]}}}),
                true,
            ),
            (json!({"data": {"missing": [{"exists": false}]}}), true),
            (json!({"data": {"type": [{"exists": false}]}}), false),
            (json!({"data": {"type": [{"anything-but": ["pressure"]}]}}), true),
            (json!({"data": {"type": [{"anything-but": "temperature"}]}}), false),
            (
                json!({"data": {"$or": [{"type": ["pressure"]}, {"value": [81]}]}}),
                true,
            ),
            (json!({"partitionKey": ["press-1"]}), true),
            (json!({"partitionKey": ["press-2"], "data": {"value": [81]}}), false),
        ] {
            assert_eq!(passes(&pattern, data), expected, "{pattern}");
        }
        assert!(!passes(&json!({"data": {"type": ["x"]}}), "no json"));
        assert!(passes(&json!({"partitionKey": ["press-1"]}), "no json"));
    }

    #[test]
    fn what_does_not_run_is_refused() {
        for (pattern, expected) in [
            (r#"{"data":{"ip":[{"cidr":"10.0.0.0/8"}]}}"#, "the comparison `cidr`"),
            (r#"{"data":"x"}"#, "a bare value for `data` instead of a list"),
            (r#"["x"]"#, "something else than an object"),
        ] {
            let error = Filter::read(&json!({"Filters": [{"Pattern": pattern}]})).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
        assert!(
            Filter::read(&json!({"Filters": [{"Pattern": "{"}]}))
                .unwrap_err()
                .contains("is no JSON")
        );
        assert_eq!(Filter::read(&Value::Null).unwrap(), Filter::default());
    }
}
