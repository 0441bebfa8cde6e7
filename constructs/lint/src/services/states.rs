//! Definitions of state machines in the Amazon States Language.

use ferrocdk_template::{Entry, Map, Node};

use crate::nearest::suggestion;
use crate::place::Place;
use crate::rules;
use crate::schema::{Code, Evaluation, Frame, Sink};
use crate::words::{names, quote};

pub(super) const STATE_MACHINE: &[(&str, Code)] = &[("Definition", definition), ("DefinitionString", text)];

/// Fields of a machine, and of the machines inside of states.
const OF_MACHINES: [&str; 7] = [
    "Comment",
    "ProcessorConfig",
    "QueryLanguage",
    "StartAt",
    "States",
    "TimeoutSeconds",
    "Version",
];

/// A type of states.
struct Kind {
    name: &'static str,
    required: &'static [&'static str],
    /// Whether it goes on to another state or ends the machine.
    goes_on: bool,
    fields: &'static [&'static str],
}

/// Fields that every type has.
const COMMON: [&str; 3] = ["Comment", "QueryLanguage", "Type"];

const KINDS: [Kind; 8] = [
    Kind {
        name: "Choice",
        required: &["Choices"],
        goes_on: false,
        fields: &[
            "Arguments",
            "Assign",
            "Choices",
            "Default",
            "InputPath",
            "Output",
            "OutputPath",
        ],
    },
    Kind {
        name: "Fail",
        required: &[],
        goes_on: false,
        fields: &[
            "Arguments",
            "Cause",
            "CausePath",
            "Error",
            "ErrorPath",
            "InputPath",
            "Output",
            "OutputPath",
        ],
    },
    Kind {
        name: "Map",
        required: &[],
        goes_on: true,
        fields: &[
            "Arguments",
            "Assign",
            "Catch",
            "End",
            "InputPath",
            "ItemBatcher",
            "ItemProcessor",
            "ItemReader",
            "ItemSelector",
            "Items",
            "ItemsPath",
            "Iterator",
            "Label",
            "MaxConcurrency",
            "MaxConcurrencyPath",
            "Next",
            "Output",
            "OutputPath",
            "Parameters",
            "ResultPath",
            "ResultSelector",
            "ResultWriter",
            "Retry",
            "ToleratedFailureCount",
            "ToleratedFailureCountPath",
            "ToleratedFailurePercentage",
            "ToleratedFailurePercentagePath",
        ],
    },
    Kind {
        name: "Parallel",
        required: &["Branches"],
        goes_on: true,
        fields: &[
            "Arguments",
            "Assign",
            "Branches",
            "Catch",
            "End",
            "InputPath",
            "Next",
            "Output",
            "OutputPath",
            "Parameters",
            "ResultPath",
            "ResultSelector",
            "Retry",
        ],
    },
    Kind {
        name: "Pass",
        required: &[],
        goes_on: true,
        fields: &[
            "Arguments",
            "Assign",
            "End",
            "InputPath",
            "Next",
            "Output",
            "OutputPath",
            "Parameters",
            "Result",
            "ResultPath",
        ],
    },
    Kind {
        name: "Succeed",
        required: &[],
        goes_on: false,
        fields: &["InputPath", "Output", "OutputPath"],
    },
    Kind {
        name: "Task",
        required: &["Resource"],
        goes_on: true,
        fields: &[
            "Arguments",
            "Assign",
            "Catch",
            "Credentials",
            "End",
            "HeartbeatSeconds",
            "HeartbeatSecondsPath",
            "InputPath",
            "Next",
            "Output",
            "OutputPath",
            "Parameters",
            "Resource",
            "ResultPath",
            "ResultSelector",
            "Retry",
            "TimeoutSeconds",
            "TimeoutSecondsPath",
        ],
    },
    Kind {
        name: "Wait",
        required: &[],
        goes_on: true,
        fields: &[
            "Arguments",
            "Assign",
            "End",
            "InputPath",
            "Next",
            "Output",
            "OutputPath",
            "Seconds",
            "SecondsPath",
            "Timestamp",
            "TimestampPath",
        ],
    },
];

/// The definition as an object (E3601).
fn definition(_: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    machine(node, frame.place, sink);
}

/// The definition as text, whose findings stand where the text does.
fn text(_: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let json = node
        .as_str()
        .and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok());
    if let Some(json) = json.filter(serde_json::Value::is_object) {
        machine(&placed(Node::from_json(&json), node), frame.place, sink);
    }
}

/// The tree, every value of which stands where the text does.
fn placed(node: Node, text: &Node) -> Node {
    use ferrocdk_template::Value;
    let value = match node.value {
        Value::List(items) => Value::List(items.into_iter().map(|item| placed(item, text)).collect()),
        Value::Map(map) => {
            let entries = map
                .iter()
                .map(|entry| Entry::new(&entry.key, text.at, placed(entry.value.clone(), text)));
            Value::Map(Map::new(entries.collect()))
        }
        other => other,
    };
    Node { value, at: text.at }
}

fn machine(node: &Node, place: &Place<'_>, sink: &mut Sink<'_>) {
    let Some(map) = node.as_map().filter(|_| node.function().is_none()) else {
        return;
    };
    unknown_fields(map, &OF_MACHINES, "a state machine", place, sink);
    for name in ["StartAt", "States"] {
        missing(map, name, "a state machine", place, sink);
    }
    let Some(states_entry) = map.entry("States") else {
        return;
    };
    let Some(states) = states_entry.value.as_map() else {
        return;
    };
    target(map, "StartAt", states, place, sink);
    let states_place = place.key(states_entry);
    for entry in states {
        state(&entry.value, states, &states_place.key(entry), sink);
    }
}

fn state(node: &Node, states: &Map, place: &Place<'_>, sink: &mut Sink<'_>) {
    let Some(map) = node.as_map().filter(|_| node.function().is_none()) else {
        return;
    };
    missing(map, "Type", "a state", place, sink);
    let Some(ty) = map.entry("Type") else { return };
    let Some(name) = ty.value.as_str().filter(|name| !is_substituted(name)) else {
        return;
    };
    let Some(kind) = KINDS.iter().find(|kind| kind.name == name) else {
        sink.add(&rules::E3601, &place.key(ty), || {
            (
                format!("there are no states of the type {}", quote(name)),
                suggestion(name, KINDS.iter().map(|kind| kind.name)),
            )
        });
        return;
    };
    let fields: Vec<&str> = COMMON.iter().chain(kind.fields).copied().collect();
    let what = format!("a state of the type `{name}`");
    unknown_fields(map, &fields, &what, place, sink);
    for name in kind.required {
        missing(map, name, &what, place, sink);
    }
    if kind.goes_on && map.get("Next").is_some() == map.get("End").is_some() {
        sink.add(&rules::E3601, place, || {
            (format!("{what} has either `Next` or `End`"), None)
        });
    }
    if kind.name == "Map" && map.get("ItemProcessor").is_some() == map.get("Iterator").is_some() {
        sink.add(&rules::E3601, place, || {
            (format!("{what} has either `ItemProcessor` or `Iterator`"), None)
        });
    }
    target(map, "Next", states, place, sink);
    target(map, "Default", states, place, sink);
    for list in ["Catch", "Choices"] {
        each(map, list, place, &mut |item, place| {
            if let Some(item) = item.as_map() {
                target(item, "Next", states, place, sink);
            }
        });
    }
    each(map, "Branches", place, &mut |branch, place| {
        machine(branch, place, sink);
    });
    for name in ["ItemProcessor", "Iterator"] {
        if let Some(entry) = map.entry(name) {
            machine(&entry.value, &place.key(entry), sink);
        }
    }
}

fn each(map: &Map, name: &str, place: &Place<'_>, act: &mut dyn FnMut(&Node, &Place<'_>)) {
    let Some(entry) = map.entry(name) else { return };
    let place = place.key(entry);
    for (index, item) in entry.value.as_list().unwrap_or_default().iter().enumerate() {
        act(item, &place.item(index, item));
    }
}

fn missing(map: &Map, name: &str, what: &str, place: &Place<'_>, sink: &mut Sink<'_>) {
    if map.get(name).is_none() {
        sink.add(&rules::E3601, place, || (format!("{what} needs `{name}`"), None));
    }
}

fn unknown_fields(map: &Map, fields: &[&str], what: &str, place: &Place<'_>, sink: &mut Sink<'_>) {
    for entry in map
        .iter()
        .filter(|entry| !fields.contains(&entry.key.as_str()) && !entry.key.starts_with("Fn::"))
    {
        sink.add(&rules::E3601, &place.name(entry), || {
            (
                format!("{what} has no {}", quote(&entry.key)),
                suggestion(&entry.key, fields.iter().copied()),
            )
        });
    }
}

/// Where the machine goes on exists.
fn target(map: &Map, name: &str, states: &Map, place: &Place<'_>, sink: &mut Sink<'_>) {
    let Some(entry) = map.entry(name) else { return };
    let Some(target) = entry.value.as_str().filter(|target| !is_substituted(target)) else {
        return;
    };
    if states.get(target).is_none() {
        sink.add(&rules::E3601, &place.key(entry), || {
            let help = format!("there are {}", names(states.iter().map(|entry| entry.key.as_str())));
            (format!("there is no state {}", quote(target)), Some(help))
        });
    }
}

/// Whether `DefinitionSubstitutions` puts something into the text.
fn is_substituted(text: &str) -> bool {
    text.contains("${")
}
