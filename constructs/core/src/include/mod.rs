//! `CfnInclude`: a template that exists, taken in as constructs, with its logical ids kept.

mod document;
mod parameters;
pub(crate) mod sub;

use std::borrow::Cow;
use std::panic::Location;

use indexmap::IndexMap;

use crate::condition::CfnCondition;
use crate::diagnostic::{Diagnostic, ids};
use crate::elements::CfnMapping;
use crate::expr::{Expr, ExprMap, Target};
use crate::node_data::{Element, ResourceData};
use crate::resource::CfnResource;
use crate::tree::{Construct, Scope};
use crate::value::{IntoDocument, Value};

/// Sections whose entries are elements with logical ids.
const SECTIONS: [&str; 6] = ["Parameters", "Mappings", "Conditions", "Rules", "Resources", "Outputs"];

/// How a template is taken in.
///
/// ```
/// use ferrocdk_core::{App, CfnInclude, CfnIncludeProps, Stack, StackProps};
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let line = r#"{
///   "Parameters": { "Line": { "Type": "String" } },
///   "Resources": { "Queue": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": { "Fn::Sub": "line-${Line}" } } } }
/// }"#;
/// for name in ["one", "two"] {
///     let options = CfnIncludeProps::default().parameter("Line", name).preserve_logical_ids(false);
///     CfnInclude::with_options(&stack, name, line, options);
/// }
/// let assembly = app.synth().unwrap();
/// let resources = assembly.template("plant").unwrap()["Resources"].as_object().unwrap();
/// assert_eq!(resources.len(), 2);
/// assert_eq!(resources["oneQueue2140C7B4"]["Properties"]["QueueName"]["Fn::Sub"], "line-one");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct CfnIncludeProps {
    /// Values in place of parameters, which then are left out. One that the template does not have is reported.
    pub parameters: IndexMap<String, Expr>,
    /// Whether logical ids stay as they are written, which resources that exist already need. Default: yes. Otherwise they follow from the construct
    /// path, so that a template can be taken in several times; references follow, but names within macros and `Fn::ForEach` cannot.
    pub preserve_logical_ids: bool,
}

impl Default for CfnIncludeProps {
    fn default() -> Self {
        Self {
            parameters: IndexMap::new(),
            preserve_logical_ids: true,
        }
    }
}

impl CfnIncludeProps {
    /// Puts a value in place of a parameter.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnInclude, CfnIncludeProps, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let text = "
    /// Parameters: { Delay: { Type: Number } }
    /// Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: !Ref Delay } } }
    /// ";
    /// CfnInclude::with_options(&stack, "Legacy", text, CfnIncludeProps::default().parameter("Delay", 5));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Resources"]["Queue"]["Properties"]["DelaySeconds"], 5);
    /// assert!(template["Parameters"].get("Delay").is_none());
    /// ```
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl IntoDocument) -> Self {
        self.parameters.insert(name.into(), value.into_document().into_expr());
        self
    }

    /// Says whether logical ids stay as they are written.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnInclude, CfnIncludeProps, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let text = "Resources: { Queue: { Type: 'AWS::SQS::Queue' } }";
    /// CfnInclude::with_options(&stack, "Line1", text, CfnIncludeProps::default().preserve_logical_ids(false));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// let (name, _) = template["Resources"].as_object().unwrap().iter().next().unwrap();
    /// assert!(name.starts_with("Line1Queue"));
    /// ```
    #[must_use]
    pub fn preserve_logical_ids(mut self, on: bool) -> Self {
        self.preserve_logical_ids = on;
        self
    }
}

/// A template of JSON or YAML, also with short forms (`!Ref`, `!Sub`), as constructs.
///
/// Everything in it is kept as it is written: what no construct changes comes out again equal as JSON. Its resources are constructs, so they can
/// be referred to, read as typed properties, and changed by escape hatches, aspects and tags.
///
/// ```
/// use ferrocdk_core::{App, CfnInclude, CfnOutput, Stack, StackProps};
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let legacy = CfnInclude::new(&stack, "Legacy", "
/// Resources:
///   Queue:
///     Type: AWS::SQS::Queue
///     Properties:
///       QueueName: !Sub '${AWS::StackName}-jobs'
/// ");
/// let queue = legacy.resource("Queue").expect("it stands in the template");
/// queue.add_property_override("DelaySeconds", 5);
/// CfnOutput::new(&stack, "Url", queue.reference());
///
/// let assembly = app.synth().unwrap();
/// let template = assembly.template("plant").unwrap();
/// assert_eq!(template["Resources"]["Queue"]["Properties"]["QueueName"]["Fn::Sub"], "${AWS::StackName}-jobs");
/// assert_eq!(template["Outputs"]["Url"]["Value"]["Ref"], "Queue");
/// ```
#[derive(Clone, Debug)]
pub struct CfnInclude {
    scope: Scope,
}

impl Construct for CfnInclude {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl CfnInclude {
    /// Takes in the text of a template. What is wrong with it is reported at synthesis, with line and column.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnInclude, Stack, StackProps, diagnostic_ids};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// CfnInclude::new(&stack, "Legacy", "Resources: [Queue");
    /// assert_eq!(app.synth().unwrap_err().0[0].id, diagnostic_ids::INCLUDE);
    /// ```
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, text: &str) -> Self {
        Self::with_options(scope, id, text, CfnIncludeProps::default())
    }

    /// As [`new`](Self::new), with values for its parameters or with logical ids of their own.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnInclude, CfnIncludeProps, Stack, StackProps, diagnostic_ids};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let options = CfnIncludeProps::default().parameter("Misspelt", "value");
    /// CfnInclude::with_options(&stack, "Legacy", "Resources: { Queue: { Type: 'AWS::SQS::Queue' } }", options);
    /// assert_eq!(app.synth().unwrap_err().0[0].id, diagnostic_ids::INCLUDE);
    /// ```
    #[track_caller]
    pub fn with_options(scope: &dyn Construct, id: &str, text: &str, options: CfnIncludeProps) -> Self {
        let location = Location::caller();
        let scope = scope.scope().add(id, Element::Plain, "ferrocdk.CfnInclude", location);
        let include = Self { scope };
        match document::parse(text) {
            Ok(template) => include.take_in(template, &options, location),
            Err(errors) => errors.iter().for_each(|error| {
                let diagnostic =
                    Diagnostic::error(ids::INCLUDE, "the template cannot be taken in").found(error.to_string());
                include.scope.report(diagnostic.help(error.help));
            }),
        }
        include
    }

    fn problem(&self, place: &str, found: String, allowed: &str) {
        let diagnostic = Diagnostic::error(ids::INCLUDE, format!("{place} cannot be taken in"))
            .found(found)
            .allowed(allowed)
            .help("mend the template");
        self.scope.report(diagnostic);
    }

    fn take_in(&self, template: ExprMap, options: &CfnIncludeProps, location: &'static Location<'static>) {
        self.check_options(&template, options);
        let mut rest = ExprMap::default();
        for (section, content) in template {
            let content = match parameters::substitute(content, &options.parameters) {
                Ok(content) => content,
                Err(name) => {
                    let place = format!("Fn::ValueOf of the parameter {name}");
                    return self.problem(
                        &place,
                        "a value is given for it".to_owned(),
                        "parameters without a value",
                    );
                }
            };
            match (SECTIONS.into_iter().find(|known| section == *known), content) {
                // Sections are made of elements, and this one has none.
                (Some(section), Expr::Object(entries)) if entries.is_empty() => {
                    rest.insert(section, Expr::Object(entries));
                }
                (Some(section), Expr::Object(entries)) => {
                    let given = |name: &str| section == "Parameters" && options.parameters.contains_key(name);
                    for (name, body) in entries.into_iter().filter(|(name, _)| !given(name)) {
                        self.add(section, &name, body, options, location);
                    }
                }
                (Some(section), other) => self.problem(section, format!("is {}", other.kind()), "a map of logical ids"),
                (None, content) => drop(rest.insert(section, content)),
            }
        }
        match self.scope.stack() {
            Some(stack) => stack.edit(|data| data.verbatim.extend(rest)),
            None => self.scope.report(
                Diagnostic::error(ids::NO_STACK, "a template is included outside of any stack")
                    .help("include it below a Stack"),
            ),
        }
    }

    /// Reports values for parameters that are not there, and ids that references cannot follow.
    fn check_options(&self, template: &ExprMap, options: &CfnIncludeProps) {
        let section = |name: &str| match template.get(name) {
            Some(Expr::Object(entries)) => entries.keys().collect(),
            _ => Vec::new(),
        };
        let known = section("Parameters");
        for name in options.parameters.keys().filter(|name| !known.contains(&name.as_str())) {
            let allowed = if known.is_empty() {
                "none".to_owned()
            } else {
                known.join(", ")
            };
            self.problem("a value for a parameter", format!("{name:?} is no parameter"), &allowed);
        }
        let is_loop = |name: &&str| name.starts_with("Fn::ForEach");
        if let Some(name) = section("Resources").into_iter().find(is_loop)
            && !options.preserve_logical_ids
        {
            let place = format!("Resources.{name} with new logical ids");
            self.problem(
                &place,
                "names inside of a loop cannot follow".to_owned(),
                "logical ids as they are written",
            );
        }
    }

    fn add(
        &self,
        section: &'static str,
        name: &str,
        body: Expr,
        options: &CfnIncludeProps,
        location: &'static Location<'static>,
    ) {
        let element = match (section, body) {
            ("Resources", Expr::Object(body)) if body.contains_key("Type") => match self.resource_data(name, body) {
                Some(data) => Element::Resource(Box::new(data)),
                None => return,
            },
            // A macro, such as Fn::ForEach, that makes resources.
            ("Resources", body @ Expr::Array(_)) => Element::Verbatim {
                section,
                body: Box::new(body),
            },
            ("Resources", other) => {
                let found = match other {
                    Expr::Object(_) => "has no Type".to_owned(),
                    other => format!("is {}", other.kind()),
                };
                return self.problem(&format!("Resources.{name}"), found, "a map with Type and Properties");
            }
            (section, body) => Element::Verbatim {
                section,
                body: Box::new(body),
            },
        };
        // What a `Ref` can name stands directly below, as in CDK; sections with names of their own are a scope each.
        let parent = match section {
            "Resources" | "Parameters" => self.scope.clone(),
            section => self.section(section),
        };
        let scope = parent.add(name, element, "ferrocdk.CfnInclude", location);
        if options.preserve_logical_ids {
            scope.override_logical_id(name);
        }
        let place = (self.scope.node_id(), name.to_owned());
        scope.tree_mut().included.insert(scope.node_id(), place);
    }

    /// The scope of a section.
    fn section(&self, section: &str) -> Scope {
        let id = format!("${section}");
        let found = self.scope.find_child(&id);
        found.unwrap_or_else(|| self.scope.child(&id))
    }

    fn resource_data(&self, name: &str, mut body: ExprMap) -> Option<ResourceData> {
        let place = |part: &str| format!("Resources.{name}.{part}");
        let mut map = |key: &str| match body.remove(key) {
            None => Some(None),
            Some(Expr::Object(map)) if !Expr::Object(map.clone()).is_intrinsic() => Some(Some(map)),
            // A property map made by a macro is kept whole.
            Some(other) if other.is_intrinsic() => {
                body.insert(key, other);
                Some(None)
            }
            Some(other) => {
                self.problem(&place(key), format!("is {}", other.kind()), "a map");
                None
            }
        };
        let properties = map("Properties")?;
        let metadata = map("Metadata")?;
        let Some(Expr::String(type_name)) = body.remove("Type") else {
            self.problem(
                &place("Type"),
                "is no string".to_owned(),
                "a resource type, such as AWS::SQS::Queue",
            );
            return None;
        };
        // An empty map is not the same as none at all, and both come out as they went in.
        for (key, empty) in [("Properties", &properties), ("Metadata", &metadata)] {
            if empty.as_ref().is_some_and(ExprMap::is_empty) {
                body.insert(key, Expr::Object(ExprMap::default()));
            }
        }
        Some(ResourceData {
            properties: properties.unwrap_or_default(),
            metadata: metadata.unwrap_or_default(),
            verbatim: Some(Box::new(body)),
            ..ResourceData::new(Cow::Owned(type_name.into()))
        })
    }

    /// A resource by its logical id.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnInclude, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let legacy = CfnInclude::new(&stack, "Legacy", "Resources: { Queue: { Type: 'AWS::SQS::Queue' } }");
    /// assert_eq!(legacy.resource("Queue").unwrap().type_name(), "AWS::SQS::Queue");
    /// assert!(legacy.resource("Topic").is_none());
    /// ```
    pub fn resource(&self, logical_id: &str) -> Option<CfnResource> {
        CfnResource::of(&self.scope.find_child(logical_id)?)
    }

    /// All resources, in the order of the template.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnInclude, RemovalPolicy, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let legacy = CfnInclude::new(&stack, "Legacy", "Resources: { Queue: { Type: 'AWS::SQS::Queue' } }");
    /// legacy.resources().iter().for_each(|resource| resource.apply_removal_policy(RemovalPolicy::Retain));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Resources"]["Queue"]["DeletionPolicy"], "Retain");
    /// ```
    pub fn resources(&self) -> Vec<CfnResource> {
        self.scope.children().iter().filter_map(CfnResource::of).collect()
    }

    /// A parameter's value, for constructs outside of the template; `None` for one that was given a value.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnInclude, CfnOutput, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let legacy = CfnInclude::new(&stack, "Legacy", "Parameters: { Line: { Type: String } }");
    /// CfnOutput::new(&stack, "CurrentLine", legacy.parameter::<String>("Line").unwrap());
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Outputs"]["CurrentLine"]["Value"]["Ref"], "Line");
    /// ```
    pub fn parameter<T>(&self, logical_id: &str) -> Option<Value<T>> {
        let parameter = self.scope.find_child(logical_id)?;
        let section = parameter.tree().node(parameter.node_id()).element.section();
        (section == Some("Parameters")).then(|| Value::Intrinsic(Expr::Ref(Target::Node(parameter.node_id()))))
    }

    /// A condition, for constructs outside of the template.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnInclude, CfnOutput, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let text = "Conditions: { Never: !Equals [a, b] }";
    /// let legacy = CfnInclude::new(&stack, "Legacy", text);
    /// CfnOutput::new(&stack, "Nothing", "shown").condition(&legacy.condition("Never").unwrap());
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Outputs"]["Nothing"]["Condition"], "Never");
    /// ```
    pub fn condition(&self, logical_id: &str) -> Option<CfnCondition> {
        let condition = self.scope.find_child("$Conditions")?.find_child(logical_id)?;
        Some(CfnCondition::at(condition))
    }

    /// A mapping, for constructs outside of the template.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnInclude, CfnOutput, Stack, StackProps, pseudo};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let text = "Mappings: { Sites: { sa-east-1: { Name: SaoPaulo } } }";
    /// let sites = CfnInclude::new(&stack, "Legacy", text).mapping("Sites").unwrap();
    /// CfnOutput::new(&stack, "Site", sites.find::<String>(pseudo::region(), "Name"));
    /// # let template = app.synth().unwrap().template("plant").unwrap().clone();
    /// assert_eq!(template["Outputs"]["Site"]["Value"]["Fn::FindInMap"][0], "Sites");
    /// ```
    pub fn mapping(&self, logical_id: &str) -> Option<CfnMapping> {
        let mapping = self.scope.find_child("$Mappings")?.find_child(logical_id)?;
        Some(CfnMapping::at(mapping))
    }
}
