//! `Input`: what a target gets of an event.

use std::collections::BTreeMap;
use std::panic::Location;

use ferrocdk_cfn::events::rule::{InputTransformer, Target as CfnTarget};
use ferrocdk_core::{Diagnostic, Document, Expr, IntoDocument, Map, Scope, Value};

use crate::diagnostic_ids;

/// Parts of an event that a template can name. Source: "InputTransformer" of the API of EventBridge.
const MAX_FIELDS: usize = 100;

/// Marks a field of the event among the values of a template, until [`Input`] makes a placeholder of it. No function of CloudFormation has this name.
const FIELD: &str = "ferrocdk::EventField";

/// Part of an event, for a template that an [`Input`] is made of. It stands wherever a value of text does.
///
/// ```
/// use ferrocdk_aws::events::{EventField, Input};
/// use ferrocdk_core::{doc, text};
///
/// let order = Input::object(doc!({ "id": EventField::path("$.detail.order"), "at": EventField::time() }));
/// let message = Input::text(text!("order {} came in", EventField::path("$.detail.order")));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct EventField(Expr);

impl EventField {
    /// A part by its path, such as `$.detail.order.id` or `$.resources[0]`. Source: "JSONPath" of the EventBridge user guide, which has no filters and slices.
    pub fn path(path: &str) -> Self {
        Self(Expr::call(FIELD, Expr::string(path)))
    }

    /// The event's id.
    pub fn id() -> Self {
        Self::path("$.id")
    }

    /// The kind of event.
    pub fn detail_type() -> Self {
        Self::path("$.detail-type")
    }

    /// Who sent it.
    pub fn source() -> Self {
        Self::path("$.source")
    }

    /// The account that it comes from.
    pub fn account() -> Self {
        Self::path("$.account")
    }

    /// When it happened.
    pub fn time() -> Self {
        Self::path("$.time")
    }

    /// The region that it comes from.
    pub fn region() -> Self {
        Self::path("$.region")
    }

    /// The event as EventBridge got it.
    pub fn event() -> Self {
        Self::path("aws.events.event.json")
    }

    /// When EventBridge got it.
    pub fn ingestion_time() -> Self {
        Self::path("aws.events.event.ingestion-time")
    }

    /// ARN of the rule.
    pub fn rule_arn() -> Self {
        Self::path("aws.events.rule-arn")
    }

    /// Name of the rule.
    pub fn rule_name() -> Self {
        Self::path("aws.events.rule-name")
    }
}

impl From<EventField> for Value<String> {
    fn from(field: EventField) -> Self {
        Self::Intrinsic(field.0)
    }
}

impl IntoDocument for EventField {
    fn into_document(self) -> Document {
        Document::new(self.0)
    }
}

/// Content that a target gets: without one, the whole event.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "it takes effect in a target"]
pub struct Input {
    kind: Kind,
    location: &'static Location<'static>,
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Path(String),
    Object(Document),
    Lines(Vec<Value<String>>),
}

impl Input {
    #[track_caller]
    fn of(kind: Kind) -> Self {
        let location = Location::caller();
        Self { kind, location }
    }

    /// A JSON document, always the same, or filled with fields of the event ([`EventField`]).
    #[track_caller]
    pub fn object(document: impl IntoDocument) -> Self {
        Self::of(Kind::Object(document.into_document()))
    }

    /// A text, always the same, or filled with fields of the event. The target gets it as a JSON string, in quotes.
    #[track_caller]
    pub fn text(text: impl Into<Value<String>>) -> Self {
        Self::of(Kind::Lines(vec![text.into()]))
    }

    /// Several lines of text, each a JSON string.
    #[track_caller]
    pub fn lines<T: Into<Value<String>>>(lines: impl IntoIterator<Item = T>) -> Self {
        Self::of(Kind::Lines(lines.into_iter().map(Into::into).collect()))
    }

    /// A part of the event by its path, such as `$.detail`.
    #[track_caller]
    pub fn from_event_path(path: impl Into<String>) -> Self {
        Self::of(Kind::Path(path.into()))
    }

    /// Puts it into a target. Mistakes are reported at the rule.
    pub(super) fn put(self, target: CfnTarget, scope: &Scope) -> CfnTarget {
        let Self { kind, location } = self;
        let mut template = Template::default();
        let text = match kind {
            Kind::Path(path) => {
                report_path(scope, &path, location);
                return target.input_path(path);
            }
            Kind::Object(document) => template.json(document.into_expr()),
            Kind::Lines(lines) => {
                let lines = lines.into_iter().map(|line| template.json(line.into_expr()));
                let joined = lines.reduce(|before, line| before + "\n" + line);
                joined.unwrap_or_else(|| Value::from(""))
            }
        };
        for path in template.keys.keys() {
            report_path(scope, path, location);
        }
        if template.keys.len() > MAX_FIELDS {
            let diagnostic =
                Diagnostic::error(diagnostic_ids::EVENT_INPUT, "an input has too many fields of the event")
                    .found(format!("{} fields", template.keys.len()))
                    .allowed(format!("{MAX_FIELDS} fields"))
                    .help("hand on a part of the event as a whole, by `Input::from_event_path`");
            scope.report(diagnostic.located(location));
        }
        if !template.has_fields {
            return target.input(text);
        }
        let paths = template.keys.into_iter().map(|(path, key)| (key, Value::from(path)));
        let paths: Map<Value<String>> = paths.collect();
        let transformer = InputTransformer::new().input_template(text);
        target.input_transformer(if paths.is_empty() {
            transformer
        } else {
            transformer.input_paths_map(paths)
        })
    }
}

fn report_path(scope: &Scope, path: &str, location: &'static Location<'static>) {
    if path == "$" || path.starts_with("$.") || path.starts_with("$[") {
        return;
    }
    let diagnostic = Diagnostic::error(diagnostic_ids::EVENT_INPUT, "a part of an event that is not a path")
        .found(path)
        .allowed("a path that begins with `$`, such as `$.detail.state`")
        .help(format!("say `$.{path}`"));
    scope.report(diagnostic.located(location));
}

/// The text of a template, and the names of the fields in it.
#[derive(Default)]
struct Template {
    /// Each path with the key that stands for it.
    keys: BTreeMap<String, String>,
    has_fields: bool,
}

impl Template {
    /// The placeholder of a field.
    fn placeholder(&mut self, path: &str) -> String {
        self.has_fields = true;
        // These are EventBridge's own.
        if path.starts_with("aws.events.") {
            return format!("<{path}>");
        }
        if let Some(key) = self.keys.get(path) {
            return format!("<{key}>");
        }
        let word = path.trim_start_matches(|character: char| !character.is_ascii_alphanumeric());
        let allowed = |character: char| {
            if character.is_ascii_alphanumeric() {
                character
            } else {
                '-'
            }
        };
        let word: String = word.chars().map(allowed).collect();
        let word = if word.is_empty() { "event".to_owned() } else { word };
        let is_free = |key: &String| !self.keys.values().any(|other| other == key);
        let numbered = (2..).map(|number: u32| format!("{word}-{number}"));
        let key = std::iter::once(word.clone())
            .chain(numbered)
            .find(is_free)
            .unwrap_or(word);
        let placeholder = format!("<{key}>");
        self.keys.insert(path.to_owned(), key);
        placeholder
    }

    /// A value as JSON. A field that is a value by itself stands without quotes, since EventBridge puts the JSON of it there.
    fn json(&mut self, expr: Expr) -> Value<String> {
        match expr {
            Expr::Array(items) => {
                let mut text = Value::from("[");
                for (index, item) in items.into_iter().enumerate() {
                    let comma = if index == 0 { "" } else { "," };
                    text = text + comma + self.json(item);
                }
                text + "]"
            }
            Expr::Object(map) if !Expr::Object(map.clone()).is_intrinsic() => {
                let mut text = Value::from("{");
                for (index, (key, value)) in map.into_iter().enumerate() {
                    let comma = if index == 0 { "" } else { "," };
                    text = text + comma + quoted(&key) + ":" + self.json(value);
                }
                text + "}"
            }
            Expr::Fn(name, path) if name == FIELD => Value::from(self.field(&path)),
            Expr::Concat(parts) => {
                let mut text = Value::from("\"");
                for part in parts {
                    text = text + self.part(part);
                }
                text + "\""
            }
            Expr::Numeric(inner) => Value::Intrinsic(*inner),
            Expr::Null => Value::from("null"),
            Expr::Bool(is) => Value::from(if is { "true" } else { "false" }),
            Expr::Number(number) => Value::from(number.to_string()),
            Expr::String(text) => Value::from(quoted(&text)),
            other => Value::from("\"") + Value::Intrinsic(other) + "\"",
        }
    }

    /// Part of a text that is put together.
    fn part(&mut self, expr: Expr) -> Value<String> {
        match expr {
            Expr::String(text) => {
                let quoted = quoted(&text);
                let inner = quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
                Value::from(inner.unwrap_or_default())
            }
            Expr::Fn(name, path) if name == FIELD => Value::from(self.field(&path)),
            other => Value::Intrinsic(other),
        }
    }

    fn field(&mut self, path: &Expr) -> String {
        match path {
            Expr::String(path) => self.placeholder(path),
            _ => String::new(),
        }
    }
}

/// A JSON string.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
