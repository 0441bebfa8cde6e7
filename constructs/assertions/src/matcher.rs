//! `Match`: what a part of a template may be.

use regex_lite::Regex;
use serde_json::Value as Json;

use crate::capture::Capture;
use crate::compare::{Comparison, Objects};
use crate::convert::IntoEntries;
use crate::difference::Mismatch;

/// A pattern for JSON, as CDK's `Match`. Plain values convert into one; write mixtures with [`pattern!`](crate::pattern).
///
/// ```
/// use ferrocdk_assertions::{Match, pattern};
/// use serde_json::json;
///
/// let queue = json!({ "Name": "readings", "Policy": { "Retries": 5, "Delay": 0 } });
/// assert!(Match::from(json!({ "Policy": { "Retries": 5 } })).test(Some(&queue)).is_ok());
/// let wrong = pattern!({ "Policy": { "Retries": Match::not(5) } });
/// assert_eq!(wrong.test(Some(&queue)).unwrap_err().to_string(), "Policy.Retries: expected not 5, found 5");
/// ```
#[derive(Clone, Debug)]
pub struct Match(pub(crate) Kind);

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// A string, a number, a boolean or null.
    Scalar(Json),
    /// `None`: plain, as the pattern around it has it.
    Object(Vec<(String, Match)>, Option<Objects>),
    /// All items and no others; what the objects in it may be is as in `Object`.
    Array(Vec<Match>, Option<Objects>),
    ArrayWith(Vec<Match>),
    Absent,
    Any,
    Not(Box<Match>),
    SerializedJson(Box<Match>),
    Regex(Regex),
    Containing(String),
    Capture(Capture),
}

impl Match {
    /// Nothing is here: the key is not in its object.
    ///
    /// ```
    /// use ferrocdk_assertions::{Match, pattern};
    /// let pattern = pattern!({ "Name": Match::absent() });
    /// assert!(pattern.test(Some(&serde_json::json!({ "Size": 1 }))).is_ok());
    /// assert!(pattern.test(Some(&serde_json::json!({ "Name": null }))).is_err());
    /// ```
    pub fn absent() -> Self {
        Self(Kind::Absent)
    }

    /// Anything but nothing and `null`.
    ///
    /// ```
    /// use ferrocdk_assertions::{Match, pattern};
    /// let pattern = pattern!({ "Name": Match::any_value() });
    /// assert!(pattern.test(Some(&serde_json::json!({ "Name": "x" }))).is_ok());
    /// assert!(pattern.test(Some(&serde_json::json!({}))).is_err());
    /// ```
    pub fn any_value() -> Self {
        Self(Kind::Any)
    }

    /// Exactly this, at every depth. Matchers may stand deeper inside and keep their own rule.
    ///
    /// ```
    /// use ferrocdk_assertions::Match;
    /// use serde_json::json;
    /// assert!(Match::exact(json!({ "A": 1 })).test(Some(&json!({ "A": 1 }))).is_ok());
    /// assert!(Match::exact(json!({ "A": 1 })).test(Some(&json!({ "A": 1, "B": 2 }))).is_err());
    /// ```
    ///
    /// # Panics
    /// When the pattern itself is a matcher, whose rule `exact` would have to override.
    #[track_caller]
    pub fn exact(pattern: impl Into<Self>) -> Self {
        match pattern.into().0 {
            scalar @ Kind::Scalar(_) => Self(scalar),
            Kind::Object(entries, None) => Self(Kind::Object(entries, Some(Objects::Equal))),
            Kind::Array(items, None) => Self(Kind::Array(items, Some(Objects::Equal))),
            other => panic!(
                "exact() takes a plain value, found a matcher: {}\nhelp: leave exact() out, or nest the matcher deeper",
                Self(other)
            ),
        }
    }

    /// An object with at least these keys; so are the plain objects in it.
    ///
    /// ```
    /// use ferrocdk_assertions::Match;
    /// use serde_json::json;
    /// let pattern = Match::object_like([("Rule", Match::object_like(json!({ "Sql": "SELECT *" })))]);
    /// assert!(pattern.test(Some(&json!({ "Rule": { "Sql": "SELECT *", "Disabled": false } }))).is_ok());
    /// assert!(pattern.test(Some(&json!({ "Rule": {} }))).is_err());
    /// ```
    ///
    /// # Panics
    /// When given something else than an object.
    #[track_caller]
    pub fn object_like(entries: impl IntoEntries) -> Self {
        Self(Kind::Object(entries.into_entries(), Some(Objects::Like)))
    }

    /// An object with just these keys; so are the plain objects in it.
    ///
    /// ```
    /// use ferrocdk_assertions::{Match, pattern};
    /// use serde_json::json;
    /// let pattern = Match::object_equals(pattern!({ "Sql": Match::any_value() }));
    /// assert!(pattern.test(Some(&json!({ "Sql": "SELECT *" }))).is_ok());
    /// assert!(pattern.test(Some(&json!({ "Sql": "SELECT *", "Disabled": false }))).is_err());
    /// ```
    ///
    /// # Panics
    /// When given something else than an object.
    #[track_caller]
    pub fn object_equals(entries: impl IntoEntries) -> Self {
        Self(Kind::Object(entries.into_entries(), Some(Objects::Equal)))
    }

    /// A list with these items in this order, and maybe others between them. Plain objects in it must be equal.
    ///
    /// ```
    /// use ferrocdk_assertions::Match;
    /// use serde_json::json;
    /// assert!(Match::array_with(["a", "c"]).test(Some(&json!(["a", "b", "c"]))).is_ok());
    /// assert!(Match::array_with(["c", "a"]).test(Some(&json!(["a", "b", "c"]))).is_err());
    /// ```
    ///
    /// # Panics
    /// When given something else than a list, or a list with [`absent`](Self::absent) or [`any_value`](Self::any_value) in it: both say
    /// nothing about which items there are.
    #[track_caller]
    pub fn array_with(items: impl Into<Self>) -> Self {
        let items = items.into().into_items("array_with");
        if items.iter().any(|item| matches!(item.0, Kind::Any)) {
            panic!(
                "any_value() cannot stand in array_with(): any item would do\nhelp: say what the item is like, or use array_equals()"
            );
        }
        Self(Kind::ArrayWith(items))
    }

    /// A list of just these items. Plain objects in it must be equal.
    ///
    /// ```
    /// use ferrocdk_assertions::{Match, pattern};
    /// use serde_json::json;
    /// let pattern = Match::array_equals(pattern!(["a", Match::any_value()]));
    /// assert!(pattern.test(Some(&json!(["a", "b"]))).is_ok());
    /// assert!(pattern.test(Some(&json!(["a", "b", "c"]))).is_err());
    /// ```
    ///
    /// # Panics
    /// When given something else than a list, or [`absent`](Self::absent) in it.
    #[track_caller]
    pub fn array_equals(items: impl Into<Self>) -> Self {
        Self(Kind::Array(
            items.into().into_items("array_equals"),
            Some(Objects::Equal),
        ))
    }

    /// Something that is here and is not this. A plain object must be equal to be refused; captures inside take nothing.
    ///
    /// ```
    /// use ferrocdk_assertions::{Match, pattern};
    /// use serde_json::json;
    /// let pattern = pattern!({ "Effect": Match::not("Allow") });
    /// assert!(pattern.test(Some(&json!({ "Effect": "Deny" }))).is_ok());
    /// assert!(pattern.test(Some(&json!({ "Effect": "Allow" }))).is_err());
    /// assert!(pattern.test(Some(&json!({}))).is_err(), "the key has to be there");
    /// ```
    pub fn not(pattern: impl Into<Self>) -> Self {
        Self(Kind::Not(Box::new(pattern.into())))
    }

    /// A string that holds JSON; plain values must be equal to it.
    ///
    /// ```
    /// use ferrocdk_assertions::Match;
    /// use serde_json::json;
    /// let pattern = Match::serialized_json(Match::object_like(json!({ "StartAt": "Check" })));
    /// assert!(pattern.test(Some(&json!("{\"StartAt\":\"Check\",\"States\":{}}"))).is_ok());
    /// assert!(pattern.test(Some(&json!("StartAt"))).is_err());
    /// ```
    pub fn serialized_json(pattern: impl Into<Self>) -> Self {
        Self(Kind::SerializedJson(Box::new(pattern.into())))
    }

    /// A string with a part that the regular expression matches; `^` and `$` are the edges of a line, `\d`, `\w` and `\s` know ASCII
    /// only, as in JavaScript nearly; there is no look-around.
    ///
    /// ```
    /// use ferrocdk_assertions::Match;
    /// use serde_json::json;
    /// assert!(Match::string_like_regexp("^arn:aws:s3:::.+/[*]$").test(Some(&json!("arn:aws:s3:::archive/*"))).is_ok());
    /// assert!(Match::string_like_regexp("^s3:Get").test(Some(&json!("s3:PutObject"))).is_err());
    /// ```
    ///
    /// # Panics
    /// When it is not a regular expression.
    #[track_caller]
    pub fn string_like_regexp(pattern: &str) -> Self {
        match regex_lite::RegexBuilder::new(pattern).multi_line(true).build() {
            Ok(regex) => Self(Kind::Regex(regex)),
            Err(error) => panic!("not a regular expression: {pattern:?}: {error}"),
        }
    }

    /// A string with this text in it, taken as it is.
    ///
    /// ```
    /// use ferrocdk_assertions::Match;
    /// use serde_json::json;
    /// assert!(Match::string_containing("$aws/things/").test(Some(&json!("topic/$aws/things/+"))).is_ok());
    /// assert!(Match::string_containing("$aws/things/").test(Some(&json!("topic"))).is_err());
    /// ```
    pub fn string_containing(text: impl Into<String>) -> Self {
        Self(Kind::Containing(text.into()))
    }

    /// Tests a value, or the absence of one. Captures in the pattern take their values when it holds.
    ///
    /// ```
    /// use ferrocdk_assertions::Match;
    /// use serde_json::json;
    /// let mismatch = Match::from(json!({ "A": [1] })).test(Some(&json!({ "A": [2] }))).unwrap_err();
    /// assert_eq!(mismatch.differences()[0].path(), "A.0");
    /// ```
    ///
    /// # Errors
    /// All differences, in the order of the pattern.
    pub fn test(&self, actual: Option<&Json>) -> Result<(), Mismatch> {
        let mut comparison = Comparison::default();
        self.compare(actual, Objects::Like, &mut comparison);
        comparison.finish()
    }

    /// As `test`, without filling captures.
    pub(crate) fn holds(&self, actual: &Json) -> bool {
        let mut comparison = Comparison::default();
        self.compare(Some(actual), Objects::Like, &mut comparison);
        comparison.holds()
    }

    pub(crate) fn is_absent(&self) -> bool {
        matches!(self.0, Kind::Absent)
    }

    #[track_caller]
    fn into_items(self, taker: &str) -> Vec<Self> {
        match self.0 {
            Kind::Array(items, None) => items,
            other => panic!("{taker}() takes a list of patterns, found {}", Self(other)),
        }
    }
}
