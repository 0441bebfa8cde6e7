//! Parts of events that the transform looks into: queues for what failed, sources with their access, paths that stand once.

use ferrocdk_template::{Map, Node, Value};
use serde_json::{Map as Object, Value as Json};

use super::{function, refuse};
use crate::nearest::suggestion;
use crate::rules;
use crate::schema::{Frame, Sink, is_open};
use crate::words::{names, quote};

/// Services that SAM lets an event source send what failed to.
const DESTINATIONS: [&str; 4] = ["Kafka", "S3", "SNS", "SQS"];
/// Events whose sources are asked for a user and a password.
const WITH_PASSWORD: [&str; 2] = ["DocumentDB", "MQ"];

/// Checks the parts of an event's properties. `schemas` has what is known of them.
pub(super) fn check(
    event: &str,
    map: &Map,
    schemas: Option<&Object<String, Json>>,
    frame: Frame<'_>,
    sink: &mut Sink<'_>,
) {
    for entry in map {
        frame.property(entry, |frame| match (event, entry.key.as_str()) {
            (_, "DeadLetterConfig") => dead_letters(&entry.value, frame, sink),
            (_, "DestinationConfig") => destination(&entry.value, frame, sink),
            ("Cognito", "Trigger") => triggers(&entry.value, schemas, frame, sink),
            ("S3", "Events") => {
                literal(&entry.value, frame, sink);
            }
            ("SNS", "SqsSubscription") => subscription(&entry.value, frame, sink),
            (event, "SourceAccessConfigurations") if WITH_PASSWORD.contains(&event) => {
                access(&entry.value, frame, sink);
            }
            _ => {}
        });
    }
}

/// A queue by its ARN, or one that SAM makes.
fn dead_letters(node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    if let Some(function) = function(node) {
        return refuse(
            sink,
            frame,
            format!("`DeadLetterConfig` cannot be made by `{function}`: SAM reads it itself"),
            || Some("put the function into its `Arn`".to_owned()),
        );
    }
    let Some(map) = node.as_map().filter(|map| !is_open(map)) else {
        return;
    };
    match (map.get("Arn"), map.entry("Type")) {
        (None, None) => sink.add(&rules::E3014, frame.place, || {
            (
                "one of `Arn`, `Type` is required".to_owned(),
                Some("`Type: SQS` makes a queue".to_owned()),
            )
        }),
        (Some(_), Some(ty)) => sink.add(&rules::E3014, &frame.place.name(ty), || {
            ("only one of `Arn`, `Type` may be there".to_owned(), None)
        }),
        _ => {}
    }
    if let Some(entry) = map.entry("QueueLogicalId") {
        frame.property(entry, |frame| {
            if let Some(function) = function(&entry.value) {
                refuse(
                    sink,
                    frame,
                    format!("a logical id is text; SAM reads it before `{function}` is run"),
                    || None,
                );
            }
        });
    }
}

fn destination(node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let entry = node.as_map().and_then(|map| map.entry("OnFailure"));
    let Some((outer, entry)) = entry.and_then(|outer| Some((outer, outer.value.as_map()?.entry("Type")?))) else {
        return;
    };
    let known = entry.value.as_str().is_some_and(|name| DESTINATIONS.contains(&name));
    if !known {
        frame.property(outer, |frame| {
            frame.property(entry, |frame| {
                sink.add(&rules::E3030, frame.place, || {
                    let found = entry
                        .value
                        .as_str()
                        .map_or_else(|| entry.value.value.kind().to_owned(), quote);
                    (format!("{found} is none of {}", names(DESTINATIONS)), None)
                });
            });
        });
    }
}

/// Text, or a list of texts; whether it is that.
fn literal(node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) -> bool {
    let whole = std::slice::from_ref(node);
    let found = node.as_list().unwrap_or(whole).iter().find_map(function);
    if let Some(function) = found {
        refuse(
            sink,
            frame,
            format!("text or a list of texts must stand here; SAM reads it before `{function}` is run"),
            || None,
        );
    }
    found.is_none()
}

/// The triggers that the schema of a user pool names.
fn triggers(node: &Node, schemas: Option<&Object<String, Json>>, frame: Frame<'_>, sink: &mut Sink<'_>) {
    if !literal(node, frame, sink) {
        return;
    }
    let Some(known) = schemas.and_then(|schemas| schemas.get("Trigger")?.get("properties")?.as_object()) else {
        return;
    };
    let mut one = |node: &Node, frame: Frame<'_>| {
        if let Some(name) = node.as_str().filter(|name| !known.contains_key(*name)) {
            sink.add(&rules::E3030, frame.place, || {
                let keys: Vec<&str> = known.keys().map(String::as_str).collect();
                (format!("there is no trigger {}", quote(name)), suggestion(name, keys))
            });
        }
    };
    match &node.value {
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                frame.item(index, item, |frame| one(item, frame));
            }
        }
        _ => one(node, frame),
    }
}

/// A queue between topic and function: one that SAM makes, or one that is there, by ARN and address.
fn subscription(node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let Some(map) = node.as_map().filter(|map| !is_open(map) && function(node).is_none()) else {
        return;
    };
    for (one, other) in [("QueueArn", "QueueUrl"), ("QueueUrl", "QueueArn")] {
        if map.get(one).is_some() && map.get(other).is_none() {
            sink.add(&rules::E3021, frame.place, || {
                (format!("`{one}` needs `{other}`, which is missing"), None)
            });
        }
    }
}

/// One way of access is by user and password.
fn access(node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    if let Some(function) = function(node) {
        return refuse(
            sink,
            frame,
            format!("the ways of access cannot be made by `{function}`: SAM reads them itself"),
            || None,
        );
    }
    let items = node.as_list().unwrap_or_default();
    let is_known = |item: &Node| item.get("Type").is_some_and(|ty| ty.as_str().is_some());
    let has = items
        .iter()
        .any(|item| item.get("Type").and_then(Node::as_str) == Some("BASIC_AUTH"));
    if !items.is_empty() && !has && items.iter().all(is_known) {
        refuse(
            sink,
            frame,
            "one of these must be of type `BASIC_AUTH`".to_owned(),
            || None,
        );
    }
}

/// Two events of one function for one method and path of one API.
pub(super) fn twice(events: &Map, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let mut seen: Vec<(String, &str)> = Vec::new();
    for event in events {
        let (Some(ty), Some(properties)) = (
            event.value.get("Type").and_then(Node::as_str),
            event.value.get("Properties"),
        ) else {
            continue;
        };
        let id = match ty {
            "Api" => "RestApiId",
            "HttpApi" => "ApiId",
            _ => continue,
        };
        let text = |name: &str| properties.get(name).and_then(Node::as_str);
        let (Some(path), Some(method)) = (text("Path"), text("Method")) else {
            continue;
        };
        let api = properties
            .get(id)
            .map(|node| node.to_json().to_string())
            .unwrap_or_default();
        let key = format!("{ty} {api} {path} {}", method.to_lowercase());
        match seen.iter().find(|(other, _)| *other == key) {
            Some((_, before)) => frame.property(event, |frame| {
                refuse(
                    sink,
                    frame,
                    format!("`{before}` is for `{method}` of `{path}` too"),
                    || Some("leave one of them out".to_owned()),
                );
            }),
            None => seen.push((key, &event.key)),
        }
    }
}
