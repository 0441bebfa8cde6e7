//! `CfnInclude`: a template that exists, taken in as constructs, with its logical ids kept.

mod document;
mod json;
mod yaml;

use std::borrow::Cow;
use std::panic::Location;

use indexmap::IndexMap;

use crate::diagnostic::Diagnostic;
use crate::ids;
use crate::resource::CfnResource;
use crate::tree::{Construct, Element, ResourceData, Scope};
use crate::value::{Expr, Target, Value};

pub use document::DocumentError;

/// Sections whose entries are elements with logical ids.
const SECTIONS: [&str; 6] = ["Parameters", "Mappings", "Conditions", "Rules", "Resources", "Outputs"];

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
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, text: &str) -> Self {
        let location = Location::caller();
        let scope = scope.scope().add(id, Element::Plain, "ferrocdk.CfnInclude", location);
        let include = Self { scope };
        match document::parse(text) {
            Ok(Expr::Object(template)) => include.take_in(template, location),
            Ok(other) => include.problem("the template", format!("is {}", other.kind()), "a map of sections"),
            Err(error) => include.problem("the template", error.to_string(), "JSON or YAML without duplicate keys"),
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

    fn take_in(&self, template: IndexMap<String, Expr>, location: &'static Location<'static>) {
        let mut rest = IndexMap::new();
        for (section, content) in template {
            match (SECTIONS.into_iter().find(|known| *known == section), content) {
                (Some(section), Expr::Object(entries)) => {
                    for (name, body) in entries {
                        self.add(section, &name, body, location);
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

    fn add(&self, section: &'static str, name: &str, body: Expr, location: &'static Location<'static>) {
        // Resources are children by their logical id; the others have the section before it, since only resources have names of their own.
        let (id, element) = match (section, body) {
            ("Resources", Expr::Object(body)) if body.contains_key("Type") => match self.resource_data(name, body) {
                Some(data) => (name.to_owned(), Element::Resource(Box::new(data))),
                None => return,
            },
            // A macro, such as Fn::ForEach, that makes resources.
            ("Resources", body @ Expr::Array(_)) => (name.to_owned(), Element::Verbatim { section, body }),
            ("Resources", other) => {
                let found = match other {
                    Expr::Object(_) => "has no Type".to_owned(),
                    other => format!("is {}", other.kind()),
                };
                return self.problem(&format!("Resources.{name}"), found, "a map with Type and Properties");
            }
            (section, body) => (format!("${section}.{name}"), Element::Verbatim { section, body }),
        };
        let scope = self.scope.add(&id, element, "ferrocdk.CfnInclude", location);
        scope.override_logical_id(name);
    }

    fn resource_data(&self, name: &str, mut body: IndexMap<String, Expr>) -> Option<ResourceData> {
        let place = |part: &str| format!("Resources.{name}.{part}");
        let mut map = |key: &str| match body.shift_remove(key) {
            None => Some(None),
            Some(Expr::Object(map)) if !Expr::Object(map.clone()).is_intrinsic() => Some(Some(map)),
            // A property map made by a macro is kept whole.
            Some(other) if other.is_intrinsic() => {
                body.insert(key.to_owned(), other);
                Some(None)
            }
            Some(other) => {
                self.problem(&place(key), format!("is {}", other.kind()), "a map");
                None
            }
        };
        let properties = map("Properties")?;
        let metadata = map("Metadata")?;
        let Some(Expr::String(type_name)) = body.shift_remove("Type") else {
            self.problem(
                &place("Type"),
                "is no string".to_owned(),
                "a resource type, such as AWS::SQS::Queue",
            );
            return None;
        };
        // An empty map is not the same as none at all, and both come out as they went in.
        for (key, empty) in [("Properties", &properties), ("Metadata", &metadata)] {
            if empty.as_ref().is_some_and(IndexMap::is_empty) {
                body.insert(key.to_owned(), Expr::Object(IndexMap::new()));
            }
        }
        Some(ResourceData {
            properties: properties.unwrap_or_default(),
            metadata: metadata.unwrap_or_default(),
            verbatim: Some(body),
            ..ResourceData::new(Cow::Owned(type_name))
        })
    }

    /// A resource by its logical id.
    pub fn resource(&self, logical_id: &str) -> Option<CfnResource> {
        CfnResource::of(&self.scope.find_child(logical_id)?)
    }

    /// All resources, in the order of the template.
    pub fn resources(&self) -> Vec<CfnResource> {
        self.scope.children().iter().filter_map(CfnResource::of).collect()
    }

    /// A parameter's value, for constructs outside of the template.
    pub fn parameter<T>(&self, logical_id: &str) -> Option<Value<T>> {
        let parameter = self.scope.find_child(&format!("$Parameters.{logical_id}"))?;
        Some(Value::Intrinsic(Expr::Ref(Target::Node(parameter.node_id()))))
    }
}
