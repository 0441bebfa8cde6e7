//! A pattern in words, for messages.

use std::fmt;

use crate::matcher::{Kind, Match};

/// The pattern in words, for messages.
///
/// ```
/// use ferrocdk_assertions::{Match, pattern};
/// assert_eq!(pattern!({ "A": Match::not(1), "B": [2] }).to_string(), r#"{"A": not 1, "B": [2]}"#);
/// ```
impl fmt::Display for Match {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Scalar(json) => write!(f, "{json}"),
            Kind::Object(entries, _) => {
                f.write_str("{")?;
                for (index, (key, pattern)) in entries.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(f, "{comma}{key:?}: {pattern}")?;
                }
                f.write_str("}")
            }
            Kind::Array(items, _) => list(f, items),
            Kind::ArrayWith(items) => {
                f.write_str("a list with ")?;
                list(f, items)
            }
            Kind::Absent => f.write_str("nothing"),
            Kind::Any => f.write_str("any value"),
            Kind::Not(pattern) => write!(f, "not {pattern}"),
            Kind::SerializedJson(pattern) => write!(f, "a string holding the JSON {pattern}"),
            Kind::Regex(regex) => write!(f, "a string like /{}/", regex.as_str()),
            Kind::Containing(text) => write!(f, "a string containing {text:?}"),
            Kind::Capture(capture) => match capture.pattern() {
                Some(pattern) => write!(f, "{pattern} to capture"),
                None => f.write_str("any value to capture"),
            },
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, items: &[Match]) -> fmt::Result {
    f.write_str("[")?;
    for (index, item) in items.iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        write!(f, "{comma}{item}")?;
    }
    f.write_str("]")
}
