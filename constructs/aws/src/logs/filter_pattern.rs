//! `FilterPattern`: which events of a log group are meant.

use std::panic::Location;

use ferrocdk_core::{Diagnostic, Expr, Number, Scope, Value};

use crate::diagnostic_ids;

/// Which events a filter means, as CloudWatch Logs writes it.
///
/// Source: "Filter pattern syntax" of the CloudWatch Logs user guide.
///
/// ```
/// use ferrocdk_aws::logs::FilterPattern;
///
/// assert_eq!(FilterPattern::all_terms(["ERROR", "boiler"]).as_str(), r#""ERROR" "boiler""#);
/// let slow = FilterPattern::field("$.latency").greater_than(500).and(FilterPattern::field("$.line").equals("press"));
/// assert_eq!(FilterPattern::from(slow).as_str(), r#"{ ($.latency > 500) && ($.line = "press") }"#);
/// let failed = FilterPattern::columns(["host", "...", "status", "bytes"]).restrict("status", |status| status.at_least(500));
/// assert_eq!(FilterPattern::from(failed).as_str(), "[host, ..., status >= 500, bytes]");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct FilterPattern {
    text: String,
    mistakes: Vec<Diagnostic>,
}

impl FilterPattern {
    fn of(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            mistakes: Vec::new(),
        }
    }

    /// A pattern as CloudWatch Logs writes it.
    pub fn literal(text: impl Into<String>) -> Self {
        Self::of(text)
    }

    /// Every event.
    pub fn all_events() -> Self {
        Self::of("")
    }

    /// Events in which each of these texts stands.
    #[track_caller]
    pub fn all_terms<T: AsRef<str>>(terms: impl IntoIterator<Item = T>) -> Self {
        Self::any_term_group([terms])
    }

    /// Events in which one of these texts stands.
    #[track_caller]
    pub fn any_term<T: AsRef<str>>(terms: impl IntoIterator<Item = T>) -> Self {
        Self::any_term_group(terms.into_iter().map(|term| [term]))
    }

    /// Events in which each text of one of these groups stands.
    #[track_caller]
    pub fn any_term_group<T: AsRef<str>, G: IntoIterator<Item = T>>(groups: impl IntoIterator<Item = G>) -> Self {
        let group = |terms: G| {
            let terms = terms.into_iter().map(|term| quoted(term.as_ref()));
            terms.collect::<Vec<_>>().join(" ")
        };
        let groups: Vec<String> = groups.into_iter().map(group).collect();
        let is_empty = groups.is_empty() || groups.iter().any(String::is_empty);
        let mut pattern = Self::of(match groups.as_slice() {
            [only] => only.clone(),
            several => several
                .iter()
                .map(|group| format!("?{group}"))
                .collect::<Vec<_>>()
                .join(" "),
        });
        if is_empty {
            let diagnostic = mistake("a filter pattern of no terms")
                .found("an empty list of terms")
                .help("say `FilterPattern::all_events()` where every event is meant");
            pattern.mistakes.push(diagnostic);
        }
        pattern
    }

    /// A field of events that are JSON, by its path such as `$.request.status` or `$.codes[0]`: begins a condition.
    #[track_caller]
    pub fn field(path: impl Into<String>) -> JsonField {
        let path = path.into();
        let is_path = path.starts_with("$.") || path.starts_with("$[");
        let mut mistakes = Vec::new();
        if !is_path {
            let diagnostic = mistake("a field that is not a path into JSON")
                .found(path.as_str())
                .allowed("a path that begins with `$.`")
                .help(format!("say `$.{path}`"));
            mistakes.push(diagnostic);
        }
        JsonField { path, mistakes }
    }

    /// Events of so many words between blanks. Each column has a name; `...`, once, stands for any number of them.
    #[track_caller]
    pub fn columns<C: Into<String>>(names: impl IntoIterator<Item = C>) -> Columns {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        let mut mistakes = Vec::new();
        let is_name = |name: &str| {
            !name.is_empty()
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
        };
        for name in names.iter().filter(|name| *name != REST && !is_name(name)) {
            let diagnostic = mistake("the name of a column is not one")
                .found(name.as_str())
                .allowed("letters, digits, `_` and `-`, or `...` for any number of columns");
            mistakes.push(diagnostic);
        }
        if names.iter().filter(|name| *name == REST).count() > 1 {
            let diagnostic = mistake("columns that cannot be told apart")
                .found("`...` more than once")
                .allowed("`...` once");
            mistakes.push(diagnostic);
        }
        Columns {
            columns: names.into_iter().map(|name| (name, Vec::new())).collect(),
            mistakes,
        }
    }

    /// The pattern's text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Reports what is wrong with the pattern at the construct that it is given to.
    pub(super) fn report(&self, scope: &Scope) {
        for diagnostic in &self.mistakes {
            scope.report(diagnostic.clone().at("", Some("FilterPattern")));
        }
    }
}

const REST: &str = "...";

/// A field of events that are JSON, about which something is said.
#[derive(Clone, Debug)]
#[must_use = "a field becomes a condition by a comparison"]
pub struct JsonField {
    path: String,
    mistakes: Vec<Diagnostic>,
}

/// A text or a number that a field or a column is compared with.
#[derive(Clone, Debug, PartialEq)]
pub struct Operand(String);

impl From<&str> for Operand {
    fn from(text: &str) -> Self {
        Self(quoted(text))
    }
}

impl From<String> for Operand {
    fn from(text: String) -> Self {
        Self(quoted(&text))
    }
}

macro_rules! numbers {
    ($($type:ty),*) => {$(
        impl From<$type> for Operand {
            fn from(number: $type) -> Self {
                Self(number.to_string())
            }
        }
    )*};
}
numbers!(i32, i64, u32, u64, f64);

macro_rules! comparisons {
    ($result:ty) => {
        /// Is exactly that; `*` in a text stands for anything.
        pub fn equals(self, value: impl Into<Operand>) -> $result {
            self.compared("=", &value.into().0)
        }

        /// Is something else.
        pub fn not_equals(self, value: impl Into<Operand>) -> $result {
            self.compared("!=", &value.into().0)
        }

        /// Is a larger number.
        pub fn greater_than(self, number: impl Into<Number>) -> $result {
            self.compared(">", &number_text(number))
        }

        /// Is that number or a larger one.
        pub fn at_least(self, number: impl Into<Number>) -> $result {
            self.compared(">=", &number_text(number))
        }

        /// Is a smaller number.
        pub fn less_than(self, number: impl Into<Number>) -> $result {
            self.compared("<", &number_text(number))
        }

        /// Is that number or a smaller one.
        pub fn at_most(self, number: impl Into<Number>) -> $result {
            self.compared("<=", &number_text(number))
        }

        /// Has a part that a regular expression describes. Source: "Supported regular expressions" of the same page.
        pub fn matches(self, regex: &str) -> $result {
            self.compared("=", &format!("%{regex}%"))
        }
    };
}

impl JsonField {
    fn compared(self, operator: &str, operand: &str) -> JsonCondition {
        self.condition(&format!("{operator} {operand}"))
    }

    fn condition(self, rest: &str) -> JsonCondition {
        JsonCondition {
            text: format!("{} {rest}", self.path),
            mistakes: self.mistakes,
        }
    }

    comparisons!(JsonCondition);

    /// Is there, with any text.
    pub fn exists(self) -> JsonCondition {
        self.compared("=", &quoted("*"))
    }

    /// Is not there.
    pub fn not_exists(self) -> JsonCondition {
        self.condition("NOT EXISTS")
    }

    /// Is `null`.
    pub fn is_null(self) -> JsonCondition {
        self.condition("IS NULL")
    }

    /// Is `true`.
    pub fn is_true(self) -> JsonCondition {
        self.condition("IS TRUE")
    }

    /// Is `false`.
    pub fn is_false(self) -> JsonCondition {
        self.condition("IS FALSE")
    }
}

/// A condition on the fields of events that are JSON.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a condition takes effect in a filter"]
pub struct JsonCondition {
    text: String,
    mistakes: Vec<Diagnostic>,
}

impl JsonCondition {
    /// Where all of these hold.
    #[track_caller]
    pub fn all(conditions: impl IntoIterator<Item = Self>) -> Self {
        Self::joined("&&", conditions)
    }

    /// Where one of these holds.
    #[track_caller]
    pub fn any(conditions: impl IntoIterator<Item = Self>) -> Self {
        Self::joined("||", conditions)
    }

    /// Where the other holds too.
    pub fn and(self, other: Self) -> Self {
        Self::all([self, other])
    }

    /// Where either holds.
    pub fn or(self, other: Self) -> Self {
        Self::any([self, other])
    }

    #[track_caller]
    fn joined(operator: &str, conditions: impl IntoIterator<Item = Self>) -> Self {
        let (mut texts, mut mistakes) = (Vec::new(), Vec::new());
        for condition in conditions {
            texts.push(condition.text);
            mistakes.extend(condition.mistakes);
        }
        let text = match texts.as_slice() {
            [only] => only.clone(),
            several => {
                let bracketed: Vec<String> = several.iter().map(|text| format!("({text})")).collect();
                bracketed.join(&format!(" {operator} "))
            }
        };
        if text.is_empty() {
            mistakes.push(mistake("a filter pattern of no conditions").found("an empty list of conditions"));
        }
        Self { text, mistakes }
    }
}

impl From<JsonCondition> for FilterPattern {
    fn from(condition: JsonCondition) -> Self {
        Self {
            text: format!("{{ {} }}", condition.text),
            mistakes: condition.mistakes,
        }
    }
}

/// Events of words between blanks, with conditions on some of them.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "columns take effect in a filter"]
pub struct Columns {
    columns: Vec<(String, Vec<String>)>,
    mistakes: Vec<Diagnostic>,
}

/// A column about which something is said.
#[derive(Clone, Debug)]
pub struct Column(String);

/// A condition on a column.
#[derive(Clone, Debug)]
pub struct Restriction(String);

impl Column {
    fn compared(self, operator: &str, operand: &str) -> Restriction {
        Restriction(format!("{} {operator} {operand}", self.0))
    }

    comparisons!(Restriction);
}

impl Columns {
    /// Means only events whose column is like that. Several conditions on a column have to hold together.
    #[track_caller]
    pub fn restrict(mut self, column: &str, condition: impl FnOnce(Column) -> Restriction) -> Self {
        let Restriction(text) = condition(Column(column.to_owned()));
        match self
            .columns
            .iter_mut()
            .find(|(name, _)| name == column && column != REST)
        {
            Some((_, restrictions)) => restrictions.push(text),
            None => {
                let names = self.columns.iter().map(|(name, _)| name.as_str());
                let allowed: Vec<&str> = names.filter(|name| *name != REST).collect();
                let diagnostic = mistake("a condition on a column that the pattern does not have")
                    .found(column)
                    .allowed(allowed.join(", "));
                self.mistakes.push(diagnostic);
            }
        }
        self
    }
}

impl From<Columns> for FilterPattern {
    fn from(columns: Columns) -> Self {
        let texts = columns.columns.into_iter().map(|(name, restrictions)| {
            if restrictions.is_empty() {
                name
            } else {
                restrictions.join(" && ")
            }
        });
        Self {
            text: format!("[{}]", texts.collect::<Vec<_>>().join(", ")),
            mistakes: columns.mistakes,
        }
    }
}

#[track_caller]
fn mistake(message: &str) -> Diagnostic {
    Diagnostic::error(diagnostic_ids::FILTER_PATTERN, message).located(Location::caller())
}

fn quoted(term: &str) -> String {
    format!("\"{}\"", term.replace('\\', r"\\").replace('"', "\\\""))
}

/// A number as it is written, with all its digits.
pub(super) fn number_text(number: impl Into<Number>) -> String {
    match Value::from(number.into()).into_expr() {
        Expr::Number(number) => number.to_string(),
        // Not a number: nothing compares with it, which CloudWatch Logs says better than a text would.
        _ => "NaN".to_owned(),
    }
}
