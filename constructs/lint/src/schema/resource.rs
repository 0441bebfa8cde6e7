//! The properties of every resource against the schema of its type.

use ferrocdk_spec::Availability;
use ferrocdk_template::{Map, Node, Value};

use super::evaluate::{Evaluation, Progress};
use super::frame::Frame;
use super::sink::Sink;
use super::types::TypeFacts;
use super::{Types, functions, scenarios};
use crate::context::Context;
use crate::findings::Findings;
use crate::nearest::nearest;
use crate::patterns::Patterns;
use crate::place::Place;
use crate::registry;
use crate::rules;
use crate::template::Resource;
use crate::words;

/// Calls for every resource that has a type.
pub(crate) fn each(context: Context<'_>, act: &mut dyn FnMut(&Resource<'_>, &str, &Place<'_>)) {
    let root = Place::root(context.template.root.at);
    let Some(section) = context.template.root.as_map().and_then(|map| map.entry("Resources")) else {
        return;
    };
    let section = root.key(section);
    for resource in context.template.resources.values() {
        let Some(ty) = resource.ty else { continue };
        let place = section.key(resource.entry);
        let place = match resource.condition {
            Some(condition) => place.assuming(condition, true),
            None => place,
        };
        act(resource, ty, &place);
    }
}

/// Checks all resources.
pub(crate) fn check(context: Context<'_>, types: &Types, patterns: &Patterns, findings: &mut Findings) {
    each(context, &mut |resource, ty, place| {
        properties(context, types, patterns, resource, ty, place, findings);
    });
}

fn properties(
    context: Context<'_>,
    types: &Types,
    patterns: &Patterns,
    resource: &Resource<'_>,
    ty: &str,
    place: &Place<'_>,
    findings: &mut Findings,
) {
    exists(context, resource, ty, place, findings);
    let Some(facts) = types.get(context.facts, schema_name(ty)) else {
        return;
    };
    lifecycle(&facts, resource, ty, place, findings);
    let progress = Progress::new();
    let evaluation = Evaluation::new(&facts.schema, context, patterns, types, ty, &progress);
    match resource.attribute("Properties") {
        Some(entry) => {
            let place = place.key(entry);
            let is_object = entry.value.as_map().is_some() && !scenarios::is_no_value(&entry.value);
            if is_object || functions::call(&entry.value).is_some_and(|(name, _)| name == "Fn::Transform") {
                let frame = Frame::new(&place, Some(&facts.checks));
                evaluation.check(&entry.value, facts.schema.root(), frame, &mut Sink::into(findings));
            } else if !matches!(entry.value.value, Value::Null) {
                findings.add(
                    &rules::E3012,
                    &place,
                    format!("{} is not an object", words::describe(&entry.value)),
                );
            }
        }
        None => {
            // What is required is missing all the same, by itself or among several.
            let nothing = Node {
                value: Value::Map(Map::default()),
                at: place.at(),
            };
            evaluation.check(
                &nothing,
                facts.schema.root(),
                Frame::new(place, Some(&facts.checks)),
                &mut Sink::into(findings),
            );
        }
    }
}

/// Reports a type that does not exist, or not in a region.
fn exists(context: Context<'_>, resource: &Resource<'_>, ty: &str, place: &Place<'_>, findings: &mut Findings) {
    let (Some(database), Some(entry)) = (context.facts.database(), resource.attribute("Type")) else {
        return;
    };
    if ty.starts_with("Custom::") || context.facts.registered(ty).is_some() || registry::is_third_party(ty) {
        return;
    }
    if !database.contains(ty) {
        let note = findings.add(
            &rules::E3006,
            &place.key(entry),
            format!("there is no resource type {}", words::quote(ty)),
        );
        match nearest(ty, database.names()) {
            Some(name) => note.help(format!("did you mean `{name}`?")),
            None if registry::is_type_name(ty) => {
                note.help("if it is newer than the database, give its schema from the registry (`--schemas`)");
            }
            None => note.help("a type is `Organization::Service::Type`, each of 2 to 64 letters and digits"),
        }
        return;
    }
    // Its condition may keep it out of the regions that lack the type.
    if resource.condition.is_some() {
        return;
    }
    for region in &context.options.regions {
        if database
            .availability(ty, region)
            .is_ok_and(|availability| availability == Availability::Missing)
        {
            let regions = database.regions_of(ty).unwrap_or_default();
            findings
                .add(
                    &rules::E3006,
                    &place.key(entry),
                    format!("`{region}` does not have the resource type `{ty}`"),
                )
                .help(format!("it exists in {}", words::names(regions)));
        }
    }
}

/// Reports a type whose service was shut down, will be, or is only maintained.
fn lifecycle(facts: &TypeFacts, resource: &Resource<'_>, ty: &str, place: &Place<'_>, findings: &mut Findings) {
    let (Some(lifecycle), Some(entry)) = (facts.schema.root().get("lifecycle"), resource.attribute("Type")) else {
        return;
    };
    let text = |name: &str| lifecycle.get(name).and_then(serde_json::Value::as_str);
    let (rule, what) = match text("status") {
        Some("shutdown") => (&rules::E3710, "was shut down"),
        Some("sunset") => (&rules::W3696, "will be shut down"),
        Some("maintenance") => (&rules::W3697, "is only maintained"),
        _ => return,
    };
    let since = match (text("date"), text("status")) {
        (Some(date), Some("maintenance")) => format!(" since {date}"),
        (Some(date), _) => format!(" on {date}"),
        (None, _) => String::new(),
    };
    findings
        .add(rule, &place.key(entry), format!("the service of `{ty}` {what}{since}"))
        .help("plan for another service");
}

/// The type whose schema describes a resource.
fn schema_name(ty: &str) -> &str {
    if ty.starts_with("Custom::") {
        "AWS::CloudFormation::CustomResource"
    } else {
        ty
    }
}
