//! `RuleSet`: rules over rendered templates, with what they look at and what they find.

use std::cell::OnceCell;
use std::fmt;

use serde_json::Value as Json;

use crate::diagnostic::{Diagnostic, Severity};
use crate::environment::Environment;

/// Rules that look at every template of an app before it is written; [`Checks::add`](crate::Checks::add) joins them in.
///
/// They see what is written, while the tree is being read, and must leave constructs alone: those are for
/// [validations](crate::Scope::add_validation) and [aspects](crate::Aspects), which run before.
///
/// ```
/// use ferrocdk_core::{App, Checks, Finding, RenderedTemplate, RuleSet, Stack, StackProps};
///
/// /// Stacks say what they are for.
/// struct Described;
///
/// impl RuleSet for Described {
///     fn rules(&self) -> Vec<&'static str> {
///         vec!["ACME0001"]
///     }
///
///     fn check(&self, template: &RenderedTemplate<'_>) -> Vec<Finding> {
///         match template.json().get("Description") {
///             Some(_) => Vec::new(),
///             None => vec![Finding::new("ACME0001", "the stack does not say what it is for", &["Description"])],
///         }
///     }
/// }
///
/// let app = App::new();
/// Checks::of(&app).add(Described);
/// Stack::new(&app, "plant", StackProps::default());
/// let mistakes = app.synth().unwrap_err();
/// assert_eq!((mistakes.0[0].id, mistakes.0[0].construct.as_str()), ("ACME0001", "plant"));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no set of rules",
    label = "expected a type that implements `RuleSet`",
    note = "one rule as a closure over resources: `Checks::of(&app).add_rule(\"ACME0001\", |resource| ...)`"
)]
pub trait RuleSet {
    /// The ids of its rules. A setting for an id that no set has is a mistake.
    fn rules(&self) -> Vec<&'static str>;

    /// Everything that its rules find in one template. A rule that nobody needs to hear of unless asked gives findings that
    /// [inform](Severity::Info): they are left out until a [level](crate::Checks::level) is set for the rule.
    fn check(&self, template: &RenderedTemplate<'_>) -> Vec<Finding>;

    /// Mistakes in the place where a stack or stage is deployed, as far as they need facts about AWS.
    fn check_environment(&self, environment: &Environment) -> Vec<Diagnostic> {
        let _ = environment;
        Vec::new()
    }
}

/// The template of a stack as it will be written, for [rules](RuleSet).
pub struct RenderedTemplate<'a> {
    stack: &'a str,
    environment: &'a Environment,
    text: &'a str,
    json: OnceCell<Json>,
}

impl<'a> RenderedTemplate<'a> {
    /// The template of the stack at a path, with its text: for tests of rules.
    ///
    /// ```
    /// use ferrocdk_core::{Environment, RenderedTemplate};
    /// let here = Environment::region("sa-east-1");
    /// let template = RenderedTemplate::new("plant", &here, r#"{ "Resources": { "Bell": { "Type": "Custom::Bell" } } }"#);
    /// assert!(template.resources().next().unwrap().is("Custom::Bell"));
    /// ```
    pub fn new(stack: &'a str, environment: &'a Environment, text: &'a str) -> Self {
        Self {
            stack,
            environment,
            text,
            json: OnceCell::new(),
        }
    }

    /// The path of the stack, such as `Prod/plant`.
    pub fn stack(&self) -> &str {
        self.stack
    }

    /// Where the stack is deployed.
    pub fn environment(&self) -> &Environment {
        self.environment
    }

    /// The text as it will be written.
    pub fn text(&self) -> &str {
        self.text
    }

    /// The template, read from the text when first asked for.
    pub fn json(&self) -> &Json {
        self.json
            .get_or_init(|| serde_json::from_str(self.text).unwrap_or_default())
    }

    /// The resources, in the order of the template.
    pub fn resources(&self) -> impl Iterator<Item = RenderedResource<'_>> {
        let resources = self.json()["Resources"].as_object().into_iter().flatten();
        resources.map(|(logical_id, body)| RenderedResource { logical_id, body })
    }
}

impl fmt::Debug for RenderedTemplate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RenderedTemplate({})", self.stack)
    }
}

/// A resource as it stands in a template, for [rules](RuleSet).
///
/// ```
/// use ferrocdk_core::{Environment, RenderedTemplate};
/// let here = Environment::default();
/// let text = r#"{ "Resources": { "Queue": { "Type": "AWS::SQS::Queue", "Properties": { "DelaySeconds": 5 } } } }"#;
/// let template = RenderedTemplate::new("plant", &here, text);
/// let queue = template.resources().next().unwrap();
/// assert_eq!((queue.logical_id(), queue.body()["Type"].as_str()), ("Queue", Some("AWS::SQS::Queue")));
/// assert_eq!(queue.property("DelaySeconds").as_u64(), Some(5));
/// assert!(queue.property("KmsMasterKeyId").is_null());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct RenderedResource<'a> {
    logical_id: &'a str,
    body: &'a Json,
}

impl<'a> RenderedResource<'a> {
    /// The key among the resources.
    pub fn logical_id(&self) -> &'a str {
        self.logical_id
    }

    /// All of it: type, properties, policies, metadata.
    pub fn body(&self) -> &'a Json {
        self.body
    }

    /// Whether it is of a type, such as `AWS::SQS::Queue`.
    pub fn is(&self, type_name: &str) -> bool {
        self.body["Type"] == type_name
    }

    /// A property by its path, such as `StreamModeDetails/StreamMode` or `Tags/0/Key`; `null` where there is none.
    pub fn property(&self, path: &str) -> &'a Json {
        path.split('/').fold(&self.body["Properties"], |value, step| {
            let item = step.parse::<usize>().ok().and_then(|index| value.get(index));
            item.unwrap_or(&value[step])
        })
    }

    /// A mistake of this resource, for a rule that was [added by itself](crate::Checks::add_rule), which has the id.
    ///
    /// ```
    /// # use ferrocdk_core::{Environment, RenderedTemplate};
    /// # let here = Environment::default();
    /// # let text = r#"{ "Resources": { "Queue": { "Type": "AWS::SQS::Queue" } } }"#;
    /// # let template = RenderedTemplate::new("plant", &here, text);
    /// # let queue = template.resources().next().unwrap();
    /// assert_eq!(queue.finding("nobody owns it").diagnostic().message, "nobody owns it");
    /// ```
    pub fn finding(&self, message: impl Into<String>) -> Finding {
        Finding::new("", message, &["Resources", self.logical_id])
    }
}

/// A finding of a rule: what is wrong, and where in the template. Synthesis adds the construct and the line of source.
///
/// ```
/// use ferrocdk_core::{Finding, Severity};
/// let place = ["Resources", "Queue", "Properties", "DelaySeconds"];
/// let finding = Finding::new("ACME0002", "the queue is slow", &place).severity(Severity::Warning).found("900");
/// assert_eq!(finding.place(), place);
/// assert_eq!(finding.diagnostic().to_string(), "warning[ACME0002]: the queue is slow\n      found: 900");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a finding that is not returned is lost"]
pub struct Finding {
    pub(crate) diagnostic: Diagnostic,
    pub(crate) place: Vec<String>,
}

impl Finding {
    /// A mistake at a path of the template, such as `["Resources", "Queue", "Properties", "DelaySeconds"]`.
    pub fn new<S: AsRef<str>>(rule: &'static str, message: impl Into<String>, place: &[S]) -> Self {
        Self {
            diagnostic: Diagnostic::error(rule, message),
            place: place.iter().map(|step| step.as_ref().to_owned()).collect(),
        }
    }

    /// Says which property of the resource, by its path.
    pub fn at(mut self, property: &str) -> Self {
        self.place.push("Properties".to_owned());
        self.place.extend(property.split('/').map(str::to_owned));
        self
    }

    /// Says how bad it is. Default: an error.
    pub fn severity(mut self, severity: Severity) -> Self {
        self.diagnostic.severity = severity;
        self
    }

    /// Says the wrong value.
    pub fn found(mut self, value: impl Into<String>) -> Self {
        self.diagnostic = self.diagnostic.found(value);
        self
    }

    /// Says what would be right.
    pub fn allowed(mut self, values: impl Into<String>) -> Self {
        self.diagnostic = self.diagnostic.allowed(values);
        self
    }

    /// Says what to change.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.diagnostic = self.diagnostic.help(text);
        self
    }

    /// The diagnostic, still without a construct, which synthesis fills in.
    pub fn diagnostic(&self) -> &Diagnostic {
        &self.diagnostic
    }

    /// Where in the template.
    pub fn place(&self) -> &[String] {
        &self.place
    }
}

/// One rule over resources.
pub(crate) struct ResourceRule<F> {
    pub(crate) id: &'static str,
    pub(crate) check: F,
}

impl<F, I> RuleSet for ResourceRule<F>
where
    F: Fn(&RenderedResource<'_>) -> I,
    I: IntoIterator<Item = Finding>,
{
    fn rules(&self) -> Vec<&'static str> {
        vec![self.id]
    }

    fn check(&self, template: &RenderedTemplate<'_>) -> Vec<Finding> {
        let found = template.resources().flat_map(|resource| (self.check)(&resource));
        found
            .map(|mut finding| {
                finding.diagnostic.id = self.id;
                finding
            })
            .collect()
    }
}
