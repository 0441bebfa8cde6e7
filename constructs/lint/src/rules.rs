//! The rules: id and meaning of each. `docs/lint.md` is made from this table.
//!
//! A rule that means the same as one of cfn-lint has that one's id. The first letter is the severity.

use crate::Severity;

/// A rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id: a letter for the severity and four digits.
    pub id: &'static str,
    /// What it finds, in one line.
    pub meaning: &'static str,
}

impl Rule {
    /// How bad its findings are: `W` and `I` say so, everything else is an error.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self.id.as_bytes().first() {
            Some(b'W') => Severity::Warning,
            Some(b'I') => Severity::Info,
            _ => Severity::Error,
        }
    }
}

/// The rule of an id.
///
/// ```
/// assert_eq!(ferrocdk_lint::rule("E3004").unwrap().meaning, "resources depend on each other in a circle");
/// ```
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id).copied()
}

macro_rules! rules {
    ($($id:ident: $meaning:literal,)*) => {
        $(pub(crate) static $id: Rule = Rule { id: stringify!($id), meaning: $meaning };)*
        /// All rules, by id.
        pub static RULES: &[&Rule] = &[$(&$id),*];
    };
}

rules! {
    E0000: "the text cannot be read as a template",
    E1001: "a section is missing, unknown or of the wrong shape",
    E3001: "a resource has an unknown attribute, or one of the wrong shape",
    E3002: "a property that the type does not have",
    E3003: "a required property is missing",
    E3004: "resources depend on each other in a circle",
    E3006: "a resource type that does not exist, or not in the region",
    E3012: "a value of the wrong type",
    E3030: "a value that is not one of the allowed ones",
    E3031: "text that does not match the pattern",
}
