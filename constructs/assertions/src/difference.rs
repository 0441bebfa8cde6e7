//! Where and how a value differs from a pattern.

use std::cmp::Reverse;
use std::fmt;

use serde_json::Value as Json;

/// One step down into JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
    /// Into the JSON that a string holds.
    Json,
}

/// One place where a value is not as its pattern wants it.
///
/// ```
/// use ferrocdk_assertions::Match;
/// use serde_json::json;
/// let mismatch = Match::from(json!({ "Tags": [{ "Key": "a" }] })).test(Some(&json!({ "Tags": [{}] }))).unwrap_err();
/// let difference = &mismatch.differences()[0];
/// assert_eq!((difference.path().as_str(), difference.expected(), difference.found()), ("Tags.0.Key", "\"a\"", "nothing"));
/// assert_eq!(difference.to_string(), "Tags.0.Key: expected \"a\", found nothing");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub(crate) steps: Vec<Step>,
    expected: String,
    found: String,
}

impl Difference {
    pub(crate) fn new(steps: Vec<Step>, expected: String, found: Option<&Json>) -> Self {
        Self {
            steps,
            expected: shorten(&expected, 160),
            found: found.map_or_else(|| "nothing".to_owned(), |json| shorten(&json.to_string(), 160)),
        }
    }

    /// Says for what the value was looked at.
    pub(crate) fn meant_for(&mut self, what: &str) {
        self.expected = format!("{} in {what}", self.expected);
    }

    /// Keys and positions from the top, such as `Properties.Tags.0.Key`; `(json)` goes into the JSON that a string holds. Empty at the top.
    pub fn path(&self) -> String {
        let words: Vec<String> = self
            .steps
            .iter()
            .map(|step| match step {
                Step::Key(key) => key.clone(),
                Step::Index(index) => index.to_string(),
                Step::Json => "(json)".to_owned(),
            })
            .collect();
        words.join(".")
    }

    /// Value that the pattern wants here, in words.
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// Value that is here, as JSON; `nothing` where the key or item is missing.
    pub fn found(&self) -> &str {
        &self.found
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.steps.is_empty() {
            write!(f, "{}: ", self.path())?;
        }
        write!(f, "expected {}, found {}", self.expected, self.found)
    }
}

/// Everything in which a value differs from its pattern; at least one thing. One line each when shown.
///
/// ```
/// use ferrocdk_assertions::Match;
/// use serde_json::json;
/// let mismatch = Match::from(json!({ "A": 1, "B": true })).test(Some(&json!({ "A": 2 }))).unwrap_err();
/// assert_eq!(mismatch.to_string(), "A: expected 1, found 2\nB: expected true, found nothing");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .differences.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Mismatch {
    differences: Vec<Difference>,
}

impl Mismatch {
    pub(crate) fn new(differences: Vec<Difference>) -> Self {
        Self { differences }
    }

    /// Smaller is nearer: fewer differences, then deeper ones, for there is more around them that is as expected.
    pub(crate) fn distance(&self) -> (usize, Reverse<usize>) {
        distance(&self.differences)
    }

    /// The differences in the order of the pattern.
    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }
}

pub(crate) fn distance(differences: &[Difference]) -> (usize, Reverse<usize>) {
    let depth = differences.iter().map(|difference| difference.steps.len()).max();
    (differences.len(), Reverse(depth.unwrap_or_default()))
}

/// Cuts a text after `width` characters.
pub(crate) fn shorten(text: &str, width: usize) -> String {
    match text.char_indices().nth(width) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
