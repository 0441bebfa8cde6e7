//! Rules over synthesized templates: mistakes that the schema cannot see and that no public scanner reports.
//!
//! Each rule stands in a file of its own below `rules/`, with what it checks, why, and how to mend it. A finding is an error unless the resource
//! acknowledges it: an entry of the rule's id with a reason under `ferrocdk` in its metadata.
//!
//! ```
//! use serde_json::json;
//! let template = json!({ "Resources": { "Watch": {
//!     "Type": "AWS::CloudWatch::Alarm",
//!     "Properties": { "Namespace": "AWS/Lambda", "MetricName": "Errors" }
//! } } });
//! let findings = ferrocdk_checks::check(&template);
//! assert_eq!(findings[0].id, "C0004");
//! ```

pub mod diagnostic_ids;
mod lint;
mod rules;

use ferrocdk_core::{Assembly, Diagnostic};
use serde_json::Value as Json;

/// A resource of a template, as rules see it.
pub(crate) struct Resource<'a> {
    logical_id: &'a str,
    body: &'a Json,
}

impl Resource<'_> {
    fn is(&self, type_name: &str) -> bool {
        self.body["Type"] == type_name
    }

    fn property(&self, name: &str) -> &Json {
        &self.body["Properties"][name]
    }

    /// A finding about a property, at the construct's path where the template has it.
    fn finding(&self, id: &'static str, property: &str, message: &str) -> Diagnostic {
        let path = self.body["Metadata"]["aws:cdk:path"]
            .as_str()
            .unwrap_or(self.logical_id);
        Diagnostic::error(id, message).at(path, Some(property))
    }

    fn acknowledges(&self, id: &str) -> bool {
        self.body["Metadata"]["ferrocdk"][id].is_string()
    }
}

/// Checks one template against all rules.
pub fn check(template: &Json) -> Vec<Diagnostic> {
    let resources = template["Resources"].as_object().into_iter().flatten();
    let mut findings = Vec::new();
    for (logical_id, body) in resources {
        let resource = Resource { logical_id, body };
        for rule in rules::ALL {
            findings.extend(
                rule(&resource)
                    .into_iter()
                    .filter(|finding| !resource.acknowledges(finding.id)),
            );
        }
    }
    findings
}

/// Checks all templates of an assembly: against the rules here, and with `ferrocdk-lint` against CloudFormation's own. Warnings are among the findings.
///
/// [`App::locate`](ferrocdk_core::App::locate) adds the lines of source.
///
/// ```
/// use ferrocdk_core::{App, CfnResource, Stack, StackProps, doc};
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// CfnResource::untyped(&stack, "Jobs", "AWS::SQS::Queue", doc!({ "QueueNam": "jobs" }));
/// let findings = ferrocdk_checks::check_assembly(&app.synth().unwrap());
/// assert_eq!((findings[0].id, findings[0].construct.as_str()), ("E3002", "plant/Jobs"));
/// ```
pub fn check_assembly(assembly: &Assembly) -> Vec<Diagnostic> {
    let mut findings = lint::assembly(assembly);
    findings.extend(assembly.templates().flat_map(|(_, template)| check(template)));
    findings
}
