//! The events of functions and state machines. SAM makes resources of each, so it reads them itself, before any function of the template is run.

use ferrocdk_template::{Entry, Map, Node};
use serde_json::Value as Json;

use super::{event_parts, function, is_macro, refuse};
use crate::nearest::suggestion;
use crate::rules;
use crate::schema::{Evaluation, Frame, Sink, is_open, value};
use crate::words::quote;

/// A type of events.
struct Event {
    name: &'static str,
    required: &'static [&'static str],
    /// Properties that may be there beside those that the schema of the type lists.
    further: &'static [&'static str],
}

const fn event(name: &'static str, required: &'static [&'static str], further: &'static [&'static str]) -> Event {
    Event {
        name,
        required,
        further,
    }
}

/// Properties of a rule's event.
const OF_RULES: &[&str] = &[
    "DeadLetterConfig",
    "Enabled",
    "InputTransformer",
    "RetryPolicy",
    "RuleName",
    "State",
    "Target",
];
/// Properties of every event whose source Lambda polls.
const OF_POLLED: &[&str] = &[
    "BatchSize",
    "BisectBatchOnFunctionError",
    "DestinationConfig",
    "Enabled",
    "FilterCriteria",
    "FunctionResponseTypes",
    "KafkaBootstrapServers",
    "KmsKeyArn",
    "LoggingConfig",
    "MaximumBatchingWindowInSeconds",
    "MaximumRecordAgeInSeconds",
    "MaximumRetryAttempts",
    "MetricsConfig",
    "ParallelizationFactor",
    "ProvisionedPollerConfig",
    "Queues",
    "ScalingConfig",
    "SchemaRegistryConfig",
    "SecretsManagerKmsKeyId",
    "SourceAccessConfigurations",
    "StartingPosition",
    "StartingPositionTimestamp",
    "Topics",
    "TumblingWindowInSeconds",
];

/// The events of functions.
const OF_FUNCTIONS: [Event; 19] = [
    event("AlexaSkill", &[], &[]),
    event("Api", &["Method", "Path"], &["Stage"]),
    event("CloudWatchEvent", &["Pattern"], OF_RULES),
    event("CloudWatchLogs", &["FilterPattern", "LogGroupName"], &[]),
    event("Cognito", &["Trigger", "UserPool"], &[]),
    event(
        "DocumentDB",
        &["Cluster", "DatabaseName", "SourceAccessConfigurations"],
        OF_POLLED,
    ),
    event("DynamoDB", &["StartingPosition", "Stream"], OF_POLLED),
    event("EventBridgeRule", &["Pattern"], OF_RULES),
    event("HttpApi", &[], &["Stage"]),
    event("IoTRule", &["Sql"], &[]),
    event("Kinesis", &["StartingPosition", "Stream"], OF_POLLED),
    event("MQ", &["Broker", "Queues", "SourceAccessConfigurations"], OF_POLLED),
    event("MSK", &["StartingPosition", "Stream", "Topics"], OF_POLLED),
    event("S3", &["Bucket", "Events"], &[]),
    event("SNS", &["Topic"], &["RedrivePolicy"]),
    event("SQS", &["Queue"], OF_POLLED),
    event("Schedule", &["Schedule"], &["RuleName"]),
    event("ScheduleV2", &["ScheduleExpression"], &[]),
    event(
        "SelfManagedKafka",
        &["KafkaBootstrapServers", "SourceAccessConfigurations", "Topics"],
        OF_POLLED,
    ),
];
/// The events of state machines.
const OF_STATE_MACHINES: [Event; 5] = [
    event("Api", &["Method", "Path"], &["Stage"]),
    event("CloudWatchEvent", &["Pattern"], OF_RULES),
    event("EventBridgeRule", &["Pattern"], OF_RULES),
    event("Schedule", &["Schedule"], &[]),
    event("ScheduleV2", &["ScheduleExpression"], &[]),
];

/// Properties whose schema is that of something else, or lacks what SAM adds: their values are not held to it. By event, `*` for all.
const UNJUDGED: [(&str, &str); 5] = [
    ("*", "DestinationConfig"),
    ("*", "SchemaRegistryConfig"),
    ("Cognito", "Trigger"),
    ("ScheduleV2", "EndDate"),
    ("ScheduleV2", "StartDate"),
];
/// Properties that SAM looks into, so that they are text and no function.
const LITERAL: [&str; 2] = ["Method", "Path"];
/// Properties that name a resource of the template, with its type: SAM writes into it.
const NAMED: [(&str, &str, &str); 2] = [
    ("Cognito", "UserPool", "AWS::Cognito::UserPool"),
    ("S3", "Bucket", "AWS::S3::Bucket"),
];

/// Checks the events of a function, of which the properties are given.
pub(super) fn of_function(evaluation: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    all(evaluation, &OF_FUNCTIONS, node, frame, sink);
}

/// Checks the events of a state machine, of which the properties are given.
pub(super) fn of_state_machine(evaluation: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    all(evaluation, &OF_STATE_MACHINES, node, frame, sink);
}

fn all(evaluation: &Evaluation<'_>, known: &[Event], node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let Some(entry) = node.as_map().and_then(|map| map.entry("Events")) else {
        return;
    };
    frame.property(entry, |frame| {
        if let Some(function) = function(&entry.value) {
            return refuse(sink, frame, format!("`Events` cannot be made by `{function}`: SAM reads them itself"), || {
                Some("write the events out, with the function in their properties; a resource with a condition of its own can have other events".to_owned())
            });
        }
        if let Some(map) = entry.value.as_map() {
            event_parts::twice(map, frame, sink);
        }
        for event in entry.value.as_map().into_iter().flatten().filter(|entry| !is_macro(&entry.key)) {
            if event.key.is_empty() || !event.key.chars().all(|c| c.is_ascii_alphanumeric()) {
                let place = frame.place.name(event);
                refuse(
                    sink,
                    frame.at(&place),
                    format!("the name of an event is made of letters and digits; this is {}", quote(&event.key)),
                    || None,
                );
            }
            frame.property(event, |frame| one(evaluation, known, &event.value, frame, sink));
        }
    });
}

fn one(evaluation: &Evaluation<'_>, known: &[Event], node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    if let Some(function) = function(node) {
        return refuse(
            sink,
            frame,
            format!("an event as a whole cannot be made by `{function}`: SAM reads it itself"),
            || {
                Some("put the function into the event's properties, or give the event to a resource with a condition of its own".to_owned())
            },
        );
    }
    let Some(map) = node.as_map() else {
        return refuse(
            sink,
            frame,
            format!("an event is a map with `Type`; this is {}", node.value.kind()),
            || None,
        );
    };
    if is_open(map) {
        return;
    }
    for entry in map
        .iter()
        .filter(|entry| !matches!(entry.key.as_str(), "Type" | "Properties" | "Metadata"))
    {
        sink.add(&rules::W3001, &frame.place.name(entry), || {
            let message = format!(
                "{} is no attribute of an event, and SAM leaves it out",
                quote(&entry.key)
            );
            (
                message,
                Some("what an event says stands below its `Properties`".to_owned()),
            )
        });
    }
    let names = || known.iter().map(|event| event.name);
    let Some(ty) = map.entry("Type") else {
        return refuse(sink, frame, "an event needs `Type`".to_owned(), || {
            Some(format!("there are {}", crate::words::names(names())))
        });
    };
    let place = frame.place.key(ty);
    let at_type = frame.at(&place);
    let Some(name) = ty.value.as_str() else {
        let message = match function(&ty.value) {
            Some(function) => format!("the type of an event is text; SAM reads it before `{function}` is run"),
            None => format!("the type of an event is text; this is {}", ty.value.value.kind()),
        };
        return refuse(sink, at_type, message, || None);
    };
    let Some(event) = known.iter().find(|event| event.name == name) else {
        return refuse(
            sink,
            at_type,
            format!("there is no event type {} here", quote(name)),
            || suggestion(name, names()).or_else(|| Some(format!("there are {}", crate::words::names(names())))),
        );
    };
    match map.entry("Properties") {
        Some(entry) => frame.property(entry, |frame| properties(evaluation, event, &entry.value, frame, sink)),
        None => required(event, &Map::default(), frame, sink),
    }
}

fn properties(evaluation: &Evaluation<'_>, event: &Event, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    if let Some(function) = function(node) {
        return refuse(
            sink,
            frame,
            format!("the properties of an event cannot be made by `{function}`: SAM reads them itself"),
            || Some("put the function into the single properties".to_owned()),
        );
    }
    let Some(map) = node.as_map() else {
        return refuse(
            sink,
            frame,
            format!("the properties of an event are a map; this is {}", node.value.kind()),
            || None,
        );
    };
    if !is_open(map) {
        required(event, map, frame, sink);
        together(map, frame, sink);
    }
    let schemas = schemas(evaluation, event.name);
    event_parts::check(event.name, map, schemas, frame, sink);
    let names = || {
        let listed = schemas.into_iter().flat_map(serde_json::Map::keys).map(String::as_str);
        listed.chain(event.further.iter().copied())
    };
    for entry in map.iter().filter(|entry| !is_macro(&entry.key)) {
        // Without the schemas nothing is known of the names either.
        if schemas.is_some() && !names().any(|name| name == entry.key) {
            sink.add(&rules::E3002, &frame.place.name(entry), || {
                let message = format!(
                    "an event of type `{}` has no property {}",
                    event.name,
                    quote(&entry.key)
                );
                (message, suggestion(&entry.key, names().collect::<Vec<_>>()))
            });
            continue;
        }
        frame.property(entry, |frame| property(evaluation, event, schemas, entry, frame, sink));
    }
}

fn property(
    evaluation: &Evaluation<'_>,
    event: &Event,
    schemas: Option<&serde_json::Map<String, Json>>,
    entry: &Entry,
    frame: Frame<'_>,
    sink: &mut Sink<'_>,
) {
    let key = entry.key.as_str();
    if let (true, Some(function)) = (LITERAL.contains(&key), function(&entry.value)) {
        return refuse(
            sink,
            frame,
            format!("`{key}` is text; SAM reads it before `{function}` is run"),
            || None,
        );
    }
    if let Some((.., ty)) = NAMED
        .iter()
        .find(|(name, property, _)| *name == event.name && *property == key)
    {
        named(evaluation, ty, &entry.value, frame, sink);
    }
    if let Some(schema) = schemas.and_then(|schemas| schemas.get(key))
        && !UNJUDGED.contains(&(event.name, key))
        && !UNJUDGED.contains(&("*", key))
    {
        evaluation.check(&entry.value, schema, frame, sink);
    }
}

/// `Ref` to a resource of the type, in the same template.
fn named(evaluation: &Evaluation<'_>, ty: &str, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let template = evaluation.context.template;
    let target = match node.function() {
        Some(("Ref", name)) => name.as_str(),
        Some(("Fn::Transform", _)) => return,
        _ => None,
    };
    let found = target.and_then(|name| template.resources.get(name));
    // A macro or a loop may make it.
    let is_open = template.may_grow("Resources") && target.is_some_and(|name| !template.parameters.contains_key(name));
    if is_open || found.is_some_and(|resource| resource.ty.is_none_or(|found| found == ty)) {
        return;
    }
    refuse(
        sink,
        frame,
        format!("SAM writes this event into a `{ty}` of the same template, and this names none"),
        || Some("give the logical id of the resource by `Ref`".to_owned()),
    );
}

/// Properties that are missing.
fn required(event: &Event, map: &Map, frame: Frame<'_>, sink: &mut Sink<'_>) {
    for name in event
        .required
        .iter()
        .filter(|name| value(map, name, frame.place).is_none())
    {
        sink.add(&rules::E3003, frame.place, || {
            (
                format!("an event of type `{}` needs the property `{name}`", event.name),
                None,
            )
        });
    }
    if event.name == "HttpApi" {
        for (one, other) in [("Path", "Method"), ("Method", "Path")] {
            if map.get(one).is_some() && map.get(other).is_none() {
                sink.add(&rules::E3021, frame.place, || {
                    (format!("`{one}` needs `{other}`, which is missing"), None)
                });
            }
        }
    }
}

/// Properties that may not stand together.
fn together(map: &Map, frame: Frame<'_>, sink: &mut Sink<'_>) {
    if let (Some(state), Some(_)) = (map.entry("State"), map.get("Enabled")) {
        sink.add(&rules::E3020, &frame.place.name(state), || {
            ("`State` may not stand beside `Enabled`".to_owned(), None)
        });
    }
}

/// The schemas of an event's properties, by name.
fn schemas<'e>(evaluation: &Evaluation<'e>, name: &str) -> Option<&'e serde_json::Map<String, Json>> {
    let forms = evaluation
        .root
        .root()
        .pointer("/properties/Events/additionalProperties/anyOf")?;
    let form = forms.as_array()?.iter().find_map(|form| {
        let form = referred(evaluation, form)?;
        (form.pointer("/properties/Type/enum/0")?.as_str()? == name).then_some(form)
    })?;
    referred(evaluation, form.pointer("/properties/Properties")?)?
        .get("properties")?
        .as_object()
}

/// Target of a reference, alone or as the only part of `allOf`.
fn referred<'e>(evaluation: &Evaluation<'e>, schema: &'e Json) -> Option<&'e Json> {
    let reference = schema.get("$ref").or_else(|| schema.pointer("/allOf/0/$ref"));
    match reference {
        Some(reference) => evaluation.resolve(reference.as_str()?),
        None => Some(schema),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use ferrocdk_spec::Database;

    use super::*;

    /// An event that came to the database later would be refused here.
    #[test]
    fn the_events_are_those_of_the_schemas() {
        let database = Database::bundled().unwrap();
        for (ty, events) in [
            ("Function", OF_FUNCTIONS.as_slice()),
            ("StateMachine", &OF_STATE_MACHINES),
        ] {
            let schema = database.schema(&format!("AWS::Serverless::{ty}")).unwrap();
            let forms = schema
                .root()
                .pointer("/properties/Events/additionalProperties/anyOf")
                .unwrap();
            let listed: BTreeSet<String> = forms
                .as_array()
                .unwrap()
                .iter()
                .map(|form| schema.resolve(form["$ref"].as_str().unwrap()).unwrap())
                .map(|form| form["properties"]["Type"]["enum"][0].as_str().unwrap().to_owned())
                .collect();
            assert_eq!(listed, events.iter().map(|event| event.name.to_owned()).collect());
        }
    }
}
