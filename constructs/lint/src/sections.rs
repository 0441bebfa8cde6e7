//! The sections of a template.

use ferrocdk_template::{Node, Value};

use crate::context::Context;
use crate::findings::Findings;
use crate::place::Place;
use crate::rules;

/// Every section that a template can have.
const SECTIONS: [&str; 11] = [
    "AWSTemplateFormatVersion",
    "Conditions",
    "Description",
    "Globals",
    "Mappings",
    "Metadata",
    "Outputs",
    "Parameters",
    "Resources",
    "Rules",
    "Transform",
];

/// Unknown and missing sections, and those that are no map.
pub(crate) fn check(context: &Context<'_>, findings: &mut Findings) {
    let root = context.template.root;
    let place = Place::root(root.at);
    let Some(map) = root.as_map() else {
        findings.add(
            &rules::E1001,
            &place,
            format!("a template is a map of sections; this is {}", kind(root)),
        );
        return;
    };
    for entry in map {
        let known = SECTIONS.contains(&entry.key.as_str()) || entry.key.starts_with("Fn::Transform");
        if !known {
            findings
                .add(
                    &rules::E1001,
                    &place.name(entry),
                    format!("a template has no section `{}`", entry.key),
                )
                .help(format!("allowed are {}", SECTIONS.join(", ")));
        }
        let text = matches!(
            entry.key.as_str(),
            "AWSTemplateFormatVersion" | "Description" | "Transform"
        );
        if known && !text && entry.value.as_map().is_none() {
            findings.add(
                &rules::E1001,
                &place.key(entry),
                format!("`{}` is a map; this is {}", entry.key, kind(&entry.value)),
            );
        }
    }
    if map.get("Resources").is_none() && !context.template.may_grow("Resources") {
        findings.add(&rules::E1001, &place, "the section `Resources` is missing");
    }
}

/// What a value is, for messages.
pub(crate) fn kind(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => format!("the boolean {value}"),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) => format!("the text `{text}`"),
        Value::List(_) => "a list".to_owned(),
        Value::Map(_) => "a map".to_owned(),
    }
}
