//! `EventPattern`: which events a rule or an archive means.

use std::panic::Location;

use ferrocdk_core::{Diagnostic, Document, Expr, ExprMap, IntoDocument, Scope};

use super::matching::{Match, mistake};
use crate::iam::policy_length;

/// Which events are meant: those of which every field that is named here matches.
///
/// A further call for the same field adds alternatives. Source: "Creating Amazon EventBridge event patterns".
///
/// ```
/// use ferrocdk_aws::events::{EventPattern, Match};
/// use ferrocdk_core::{Document, doc};
///
/// let uploads = EventPattern::new()
///     .source("aws.s3")
///     .detail_type("Object Created")
///     .detail("bucket.name", "readings")
///     .detail("object.key", Match::suffix(".parquet"));
/// let expected = doc!({
///     "source": ["aws.s3"],
///     "detail-type": ["Object Created"],
///     "detail": { "bucket": { "name": ["readings"] }, "object": { "key": [{ "suffix": ".parquet" }] } },
/// });
/// assert_eq!(Document::from(uploads), expected);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use = "a pattern takes effect in a rule"]
pub struct EventPattern {
    fields: ExprMap,
    mistakes: Vec<Diagnostic>,
}

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident: $key:literal;)*) => {$(
        $(#[$doc])*
        #[track_caller]
        pub fn $name(self, values: impl Into<Match>) -> Self {
            self.field(&[$key], values.into())
        }
    )*};
}

impl EventPattern {
    /// A pattern that says nothing yet. A rule needs one that says something.
    pub fn new() -> Self {
        Self::default()
    }

    /// Calls of the API of a service such as `s3`, by the names of the calls. A trail of CloudTrail has to record them; calls that only read are not sent, unless the rule
    /// is [`RuleState::EnabledWithAllManagementEvents`](super::RuleState).
    ///
    /// ```
    /// use ferrocdk_aws::events::EventPattern;
    /// use ferrocdk_core::{Document, doc};
    ///
    /// let expected = doc!({
    ///     "source": ["aws.ec2"],
    ///     "detail-type": ["AWS API Call via CloudTrail"],
    ///     "detail": { "eventSource": ["ec2.amazonaws.com"], "eventName": ["RunInstances", "StopInstances"] },
    /// });
    /// assert_eq!(Document::from(EventPattern::api_calls("ec2", ["RunInstances", "StopInstances"])), expected);
    /// ```
    #[track_caller]
    pub fn api_calls(service: &str, calls: impl Into<Match>) -> Self {
        Self::new()
            .source(format!("aws.{service}"))
            .detail_type("AWS API Call via CloudTrail")
            .detail("eventSource", format!("{service}.amazonaws.com"))
            .detail("eventName", calls)
    }

    /// A pattern as JSON: maps of fields whose ends are lists.
    #[track_caller]
    pub fn from_document(document: Document) -> Self {
        let mut mistakes = Vec::new();
        let fields = match document.into_expr() {
            Expr::Object(fields) => fields,
            other => {
                mistakes.push(mistake("a pattern that is not a map of fields"));
                ExprMap::from_iter([("detail", other)])
            }
        };
        check(&fields, "", &mut mistakes);
        Self { fields, mistakes }.located()
    }

    fields! {
        /// Who sent the event: `aws.ec2`, or a name of one's own such as `plant.press`.
        source: "source";
        /// The kind of event, such as `Object Created`.
        detail_type: "detail-type";
        /// The account that the event comes from.
        account: "account";
        /// The region that the event comes from.
        region: "region";
        /// ARNs of what the event is about; one of them has to match.
        resources: "resources";
        /// When it happened, as text: `2026-11-29T13:00:00Z`.
        time: "time";
        /// The id of the event.
        id: "id";
        /// The version of the envelope, `0`.
        version: "version";
    }

    /// A field of the event's own content, by its path: dots stand between the levels.
    #[track_caller]
    pub fn detail(self, path: &str, values: impl Into<Match>) -> Self {
        let path: Vec<&str> = std::iter::once("detail").chain(path.split('.')).collect();
        self.field(&path, values.into())
    }

    /// Means only events that one of these patterns matches as well. They may name different fields.
    ///
    /// ```
    /// use ferrocdk_aws::events::{EventPattern, Match};
    /// use ferrocdk_core::{Document, doc};
    ///
    /// let pattern = EventPattern::new().source("plant.press").any_of([
    ///     EventPattern::new().detail("pressure", Match::greater_than(80)),
    ///     EventPattern::new().detail("state", "jammed"),
    /// ]);
    /// let expected = doc!({
    ///     "source": ["plant.press"],
    ///     "detail": { "$or": [{ "pressure": [{ "numeric": [">", 80] }] }, { "state": ["jammed"] }] },
    /// });
    /// assert_eq!(Document::from(pattern), expected);
    /// ```
    #[track_caller]
    pub fn any_of(mut self, patterns: impl IntoIterator<Item = Self>) -> Self {
        let mut alternatives = Vec::new();
        for pattern in patterns {
            alternatives.push(pattern.fields);
            self.mistakes.extend(pattern.mistakes);
        }
        if alternatives.len() < 2 || alternatives.iter().any(ExprMap::is_empty) {
            let diagnostic = mistake("alternatives that are none")
                .found("fewer than two patterns, or one that means every event")
                .help("name two patterns at least, each with a field");
            self.mistakes.push(diagnostic);
        }
        // Where all speak of the content only, the choice stands in there, as AWS's documentation has it.
        let contents = alternatives.iter().map(|fields| match fields.get("detail") {
            Some(Expr::Object(detail)) if fields.len() == 1 => Some(detail.clone()),
            _ => None,
        });
        let (level, alternatives) = match contents.collect::<Option<Vec<_>>>() {
            Some(contents) => {
                let empty = || Expr::Object(ExprMap::default());
                (self.fields.get_or_insert_with("detail", empty), contents)
            }
            None => {
                let mut whole = Expr::Object(std::mem::take(&mut self.fields));
                insert_choice(&mut whole, alternatives, &mut self.mistakes);
                if let Expr::Object(fields) = whole {
                    self.fields = fields;
                }
                return self.located();
            }
        };
        insert_choice(level, alternatives, &mut self.mistakes);
        self.located()
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    #[track_caller]
    fn field(mut self, path: &[&str], values: Match) -> Self {
        self.mistakes.extend(values.emptiness());
        self.mistakes.extend(values.mistakes);
        let mut fields = ExprMap::default();
        insert(&mut fields, path, Expr::Array(values.alternatives));
        merge(&mut self.fields, fields, &mut self.mistakes);
        self.located()
    }

    /// Gives mistakes that have no line yet that of the caller.
    #[track_caller]
    fn located(mut self) -> Self {
        let caller = Location::caller();
        for mistake in &mut self.mistakes {
            mistake.location.get_or_insert(caller);
        }
        self
    }

    /// Adds what another pattern says: further fields, and further alternatives for the same ones.
    pub(super) fn merge_into(self, fields: &mut ExprMap) -> Vec<Diagnostic> {
        let mut mistakes = self.mistakes;
        merge(fields, self.fields, &mut mistakes);
        mistakes
    }

    /// Reports what is wrong with the pattern at the construct that it is given to, and gives it.
    pub(super) fn checked(self, scope: &Scope) -> Document {
        for diagnostic in self.mistakes {
            scope.report(diagnostic);
        }
        Document::new(Expr::Object(self.fields))
    }
}

/// Characters of a pattern. Source: "Amazon EventBridge quotas".
const MAX_LENGTH: usize = 2_048;

/// Tells that a pattern is longer than EventBridge takes.
pub(super) fn too_long(pattern: &Expr) -> Option<Diagnostic> {
    let length = policy_length(pattern);
    (length > MAX_LENGTH).then(|| {
        mistake("an event pattern is too long")
            .found(format!("{length} characters"))
            .allowed(format!("{MAX_LENGTH} characters, as JSON without blanks"))
            .help("match by `Match::prefix` or `Match::wildcard` in place of many words, or divide the events among several rules")
    })
}

impl From<EventPattern> for Document {
    fn from(pattern: EventPattern) -> Self {
        Self::new(Expr::Object(pattern.fields))
    }
}

impl IntoDocument for EventPattern {
    fn into_document(self) -> Document {
        self.into()
    }
}

fn insert(fields: &mut ExprMap, path: &[&str], end: Expr) {
    match path {
        [] => {}
        [only] => {
            fields.insert(*only, end);
        }
        [first, rest @ ..] => {
            let mut inner = ExprMap::default();
            insert(&mut inner, rest, end);
            fields.insert(*first, Expr::Object(inner));
        }
    }
}

fn insert_choice(level: &mut Expr, alternatives: Vec<ExprMap>, mistakes: &mut Vec<Diagnostic>) {
    if let Expr::Object(fields) = level {
        let alternatives = alternatives.into_iter().map(Expr::Object).collect();
        if fields.insert("$or", Expr::Array(alternatives)).is_some() {
            let diagnostic = mistake("two choices at one level of a pattern")
                .found("`any_of` twice")
                .help("write one of them within the alternatives of the other, or make two rules");
            mistakes.push(diagnostic);
        }
    }
}

fn merge(fields: &mut ExprMap, others: ExprMap, mistakes: &mut Vec<Diagnostic>) {
    for (key, other) in others {
        match (fields.get_mut(&key), other) {
            (None, other) => {
                fields.insert(key, other);
            }
            (Some(Expr::Array(values)), Expr::Array(others)) => {
                for value in others {
                    if !values.contains(&value) {
                        values.push(value);
                    }
                }
            }
            (Some(Expr::Object(inner)), Expr::Object(others)) => merge(inner, others, mistakes),
            (Some(_), _) => {
                let diagnostic = mistake("a field that is both a value and a map of further fields")
                    .found(key.as_str())
                    .help("name the innermost fields, or the field itself, not both");
                mistakes.push(diagnostic);
            }
        }
    }
}

/// Looks at a pattern that was given as JSON.
fn check(fields: &ExprMap, path: &str, mistakes: &mut Vec<Diagnostic>) {
    for (key, value) in fields.iter() {
        let path = format!("{path}{key}");
        match value {
            Expr::Object(inner) => check(inner, &format!("{path}."), mistakes),
            Expr::Array(values) if values.is_empty() => {
                let diagnostic = mistake("a field that may have no value at all").found(format!("`{path}`: []"));
                mistakes.push(diagnostic);
            }
            Expr::Null | Expr::Bool(_) | Expr::Number(_) | Expr::String(_) => {
                let diagnostic = mistake("a field of a pattern that is not a list of values")
                    .found(format!("`{path}`"))
                    .allowed("a list of values and comparisons, or a map of further fields")
                    .help(format!("put the value of `{path}` into `[]`"));
                mistakes.push(diagnostic);
            }
            _ => {}
        }
    }
}
