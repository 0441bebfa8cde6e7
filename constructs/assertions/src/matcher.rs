//! What a part of a template may be. Semantics of CDK's `Match`.

use serde_json::Value as Json;

/// A pattern for JSON. A plain JSON value converts to one that is like it: objects may have more keys, at every depth; lists must be equal in
/// length, item by item.
#[derive(Clone, Debug, PartialEq)]
pub enum Match {
    /// Nothing is here.
    Absent,
    /// Anything but nothing.
    Any,
    /// Exactly this.
    Exact(Json),
    /// An object with at least these keys.
    ObjectLike(Vec<(String, Match)>),
    /// A list with these items in this order, and maybe others between them.
    ArrayWith(Vec<Match>),
    /// A list of just these items.
    ArrayEquals(Vec<Match>),
    /// Not this.
    Not(Box<Match>),
    /// A string that holds JSON like this.
    SerializedJson(Box<Match>),
    /// A string that contains this text.
    StringContaining(String),
}

impl From<Json> for Match {
    fn from(json: Json) -> Self {
        match json {
            Json::Object(map) => Self::ObjectLike(map.into_iter().map(|(key, value)| (key, value.into())).collect()),
            Json::Array(items) => Self::ArrayEquals(items.into_iter().map(Self::from).collect()),
            scalar => Self::Exact(scalar),
        }
    }
}

impl Match {
    /// Nothing is here.
    pub fn absent() -> Self {
        Self::Absent
    }

    /// Anything but nothing.
    pub fn any_value() -> Self {
        Self::Any
    }

    /// Exactly this.
    pub fn exact(json: Json) -> Self {
        Self::Exact(json)
    }

    /// An object with at least these keys.
    pub fn object_like<K: Into<String>, M: Into<Self>>(entries: impl IntoIterator<Item = (K, M)>) -> Self {
        Self::ObjectLike(
            entries
                .into_iter()
                .map(|(key, value)| (key.into(), value.into()))
                .collect(),
        )
    }

    /// A list with these items in this order, and maybe others.
    pub fn array_with<M: Into<Self>>(items: impl IntoIterator<Item = M>) -> Self {
        Self::ArrayWith(items.into_iter().map(Into::into).collect())
    }

    /// Not this.
    pub fn not(pattern: impl Into<Self>) -> Self {
        Self::Not(Box::new(pattern.into()))
    }

    /// A string that holds JSON like this.
    pub fn serialized_json(pattern: impl Into<Self>) -> Self {
        Self::SerializedJson(Box::new(pattern.into()))
    }

    /// A string that contains this text.
    pub fn string_containing(text: impl Into<String>) -> Self {
        Self::StringContaining(text.into())
    }

    /// Tests a value, and says where it differs: the path and what was found and expected.
    ///
    /// # Errors
    /// All differences, in the order of the pattern.
    pub fn test(&self, actual: Option<&Json>) -> Result<(), Vec<String>> {
        let mut differences = Vec::new();
        self.compare(actual, "", &mut differences);
        if differences.is_empty() {
            Ok(())
        } else {
            Err(differences)
        }
    }

    fn holds(&self, actual: &Json) -> bool {
        self.test(Some(actual)).is_ok()
    }

    fn compare(&self, actual: Option<&Json>, path: &str, differences: &mut Vec<String>) {
        let at = if path.is_empty() { "(top)" } else { path };
        let found = actual.map_or_else(|| "nothing".to_owned(), ToString::to_string);
        let mut differ = |expected: String| differences.push(format!("{at}: found {found}, expected {expected}"));
        match (self, actual) {
            (Self::Absent, None) | (Self::Any, Some(_)) => {}
            (Self::Absent, Some(_)) => differ("nothing".to_owned()),
            (Self::Any, None) => differ("any value".to_owned()),
            (Self::Exact(expected), actual) if actual == Some(expected) => {}
            (Self::Exact(expected), _) => differ(expected.to_string()),
            (Self::ObjectLike(entries), Some(Json::Object(map))) => {
                for (key, pattern) in entries {
                    pattern.compare(map.get(key), &join(path, key), differences);
                }
            }
            (Self::ObjectLike(_), _) => differ("an object".to_owned()),
            (Self::ArrayEquals(patterns), Some(Json::Array(items))) if patterns.len() == items.len() => {
                for (index, (pattern, item)) in patterns.iter().zip(items).enumerate() {
                    pattern.compare(Some(item), &join(path, &index.to_string()), differences);
                }
            }
            (Self::ArrayEquals(patterns), _) => differ(format!("a list of {} items", patterns.len())),
            (Self::ArrayWith(patterns), Some(Json::Array(items))) => {
                let mut rest = items.iter();
                for (index, pattern) in patterns.iter().enumerate() {
                    if !rest.any(|item| pattern.holds(item)) {
                        differ(format!("item {index} of the pattern after those before it"));
                        break;
                    }
                }
            }
            (Self::ArrayWith(_), _) => differ("a list".to_owned()),
            (Self::Not(pattern), actual) => {
                if pattern.test(actual).is_ok() {
                    differ("something else".to_owned());
                }
            }
            (Self::SerializedJson(pattern), Some(Json::String(text))) => match serde_json::from_str(text) {
                Ok(json) => pattern.compare(Some(&json), &join(path, "(json)"), differences),
                Err(error) => differ(format!("JSON in a string ({error})")),
            },
            (Self::SerializedJson(_), _) => differ("JSON in a string".to_owned()),
            (Self::StringContaining(part), Some(Json::String(text))) if text.contains(part) => {}
            (Self::StringContaining(part), _) => differ(format!("a string containing {part:?}")),
        }
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn differences(pattern: impl Into<Match>, actual: Json) -> Vec<String> {
        pattern.into().test(Some(&actual)).err().unwrap_or_default()
    }

    #[test]
    fn objects_may_have_more_and_lists_may_not() {
        assert!(differences(json!({ "a": { "b": 1 } }), json!({ "a": { "b": 1, "c": 2 }, "d": 3 })).is_empty());
        assert_eq!(
            differences(json!({ "a": [1] }), json!({ "a": [1, 2] })),
            ["a: found [1,2], expected a list of 1 items"]
        );
        assert_eq!(
            differences(json!({ "a": { "b": 1 } }), json!({ "a": { "b": 2 } })),
            ["a.b: found 2, expected 1"]
        );
    }

    #[test]
    fn absent_any_and_not() {
        let pattern = Match::object_like([
            ("a", Match::absent()),
            ("b", Match::any_value()),
            ("c", Match::not(json!(1))),
        ]);
        assert!(pattern.test(Some(&json!({ "b": null, "c": 2 }))).is_ok());
        assert_eq!(pattern.test(Some(&json!({ "a": 1, "c": 1 }))).unwrap_err().len(), 3);
    }

    #[test]
    fn items_in_order_and_json_in_strings() {
        let pattern = Match::array_with([json!(1), json!(3)]);
        assert!(pattern.test(Some(&json!([1, 2, 3]))).is_ok());
        assert!(pattern.test(Some(&json!([3, 1]))).is_err());
        let pattern = Match::serialized_json(json!({ "a": 1 }));
        assert!(pattern.test(Some(&json!("{\"a\":1,\"b\":2}"))).is_ok());
        assert!(pattern.test(Some(&json!("{"))).is_err());
        assert!(Match::string_containing("ell").test(Some(&json!("hello"))).is_ok());
    }
}
