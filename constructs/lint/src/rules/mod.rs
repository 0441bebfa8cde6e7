//! The rules: of each its id, its meaning, the file of its body, why it is one, and what to do. `docs/lint-rules.md` is made from them.
//!
//! A rule that means the same as one of cfn-lint has that one's id. The first letter is the severity. The files here are those of the modules with
//! the bodies: `rules/functions.rs` has the rules of `functions/`.

use crate::Severity;

/// A rule.
///
/// ```
/// use ferrocdk_lint::{Body, rule};
/// let circle = rule("E3004").unwrap();
/// assert_eq!(circle.meaning, "resources depend on each other in a circle");
/// assert!(matches!(circle.body, Body::Code { file: "circles.rs", .. }));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id: a letter for the severity and four digits.
    pub id: &'static str,
    /// The mistakes that it finds, in one line.
    pub meaning: &'static str,
    /// The place of its body.
    pub body: Body,
}

/// The place where a rule's body stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// Code of this crate.
    Code {
        /// The file below `src`; where several files report the rule, the one with most of it.
        file: &'static str,
        /// The reason why the rule is one: what CloudFormation or the service does otherwise.
        why: &'static str,
        /// The way out.
        fix: &'static str,
    },
    /// A schema of the database, which [`Extension`](ferrocdk_spec::Extension) describes: on which types and properties, and for which region or engine.
    Database,
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
/// assert_eq!(ferrocdk_lint::rule("W2001").unwrap().meaning, "a parameter that nothing uses");
/// assert_eq!(ferrocdk_lint::rule("E9999"), None);
/// ```
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id).copied()
}

/// Rules whose bodies are code, by id.
macro_rules! rules {
    ($($id:ident: $meaning:literal { body: $file:literal, why: $why:literal, fix: $fix:literal, })*) => {
        $(pub(crate) static $id: super::Rule = super::Rule {
            id: stringify!($id),
            meaning: $meaning,
            body: super::Body::Code { file: $file, why: $why, fix: $fix },
        };)*
        pub(super) static TABLE: &[&super::Rule] = &[$(&$id),*];
    };
}

/// Rules whose bodies are schemas, by id.
macro_rules! rules_of_database {
    ($($id:literal: $meaning:literal,)*) => {
        pub(super) static TABLE: &[&super::Rule] =
            &[$(&super::Rule { id: $id, meaning: $meaning, body: super::Body::Database }),*];
    };
}

mod database;
mod formats;
mod functions;
mod policies;
mod schema;
mod sections;
mod serverless;
mod services;
mod whole;

pub(crate) use formats::*;
pub(crate) use functions::*;
pub(crate) use policies::*;
pub(crate) use schema::*;
pub(crate) use sections::*;
pub(crate) use serverless::*;
pub(crate) use services::*;
pub(crate) use whole::*;

/// The tables of all files, each in the order of its ids.
static TABLES: [&[&Rule]; 9] = [
    database::TABLE,
    formats::TABLE,
    functions::TABLE,
    policies::TABLE,
    schema::TABLE,
    sections::TABLE,
    serverless::TABLE,
    services::TABLE,
    whole::TABLE,
];

static MERGED: [&Rule; count()] = merged();

/// All rules, by id.
pub static RULES: &[&Rule] = &MERGED;

const fn count() -> usize {
    let (mut count, mut table) = (0, 0);
    while table < TABLES.len() {
        count += TABLES[table].len();
        table += 1;
    }
    count
}

/// The tables as one: again and again the least of their next rows. At compile time, so that the table needs no lock.
const fn merged() -> [&'static Rule; count()] {
    let mut all = [TABLES[0][0]; count()];
    let mut next = [0; TABLES.len()];
    let mut at = 0;
    while at < all.len() {
        let mut least: Option<usize> = None;
        let mut table = 0;
        while table < TABLES.len() {
            if next[table] < TABLES[table].len() {
                let is_less = match least {
                    Some(least) => is_before(TABLES[table][next[table]].id, TABLES[least][next[least]].id),
                    None => true,
                };
                if is_less {
                    least = Some(table);
                }
            }
            table += 1;
        }
        if let Some(least) = least {
            all[at] = TABLES[least][next[least]];
            next[least] += 1;
        }
        at += 1;
    }
    all
}

const fn is_before(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut at = 0;
    while at < one.len() && at < other.len() {
        if one[at] != other[at] {
            return one[at] < other[at];
        }
        at += 1;
    }
    one.len() < other.len()
}
