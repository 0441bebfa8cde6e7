//! `Policies` of functions and state machines: names and ARNs of managed policies, policy documents, and SAM's policy templates.

use ferrocdk_template::{Map, Node, Value};

use super::policy_templates::{TEMPLATES, parameters};
use super::refuse;
use crate::functions::table;
use crate::nearest::suggestion;
use crate::rules;
use crate::schema::{Evaluation, Frame, Sink, is_no_value};
use crate::words::{names, quote};

/// Kind of a policy to SAM.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The name or the ARN of one, or a function that gives it.
    Managed,
    Document,
    Template,
    /// `AWS::NoValue`.
    Nothing,
    /// Nothing that it takes.
    Wrong,
    /// A macro decides.
    Open,
}

/// Checks the policies of a resource, of which the properties are given.
pub(super) fn check(_: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let Some(entry) = node.as_map().and_then(|map| map.entry("Policies")) else {
        return;
    };
    frame.property(entry, |frame| match &entry.value.value {
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                frame.item(index, item, |frame| {
                    policy(item, frame, sink, 0);
                });
            }
        }
        _ => {
            policy(&entry.value, frame, sink, 0);
        }
    });
}

/// A state machine has a role or the policies of one, and not both.
pub(super) fn role(_: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let Some(map) = node.as_map() else { return };
    if let (Some(_), Some(policies)) = (map.get("Role"), map.entry("Policies")) {
        let is_empty = policies.value.as_list().is_some_and(<[Node]>::is_empty);
        if !is_empty {
            sink.add(&rules::E3020, &frame.place.name(policies), || {
                ("`Policies` may not stand beside `Role`".to_owned(), None)
            });
        }
    }
}

/// Checks one policy, and tells what it is.
fn policy(node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>, depth: usize) -> Kind {
    match &node.value {
        Value::String(name) => {
            if let Some(parameters) = parameters(name) {
                let written = match parameters {
                    [] => format!("`{name}: {{}}`"),
                    _ => format!("`{name}: {{ {}: ... }}`", parameters.join(": ..., ")),
                };
                refuse(
                    sink,
                    frame,
                    format!("`{name}` is a policy template, and as text it is the name of a managed policy"),
                    || Some(format!("write {written}")),
                );
            }
            Kind::Managed
        }
        Value::Map(_) if is_no_value(node) => Kind::Nothing,
        Value::Map(map) => match node.function() {
            Some(("Fn::Transform", _)) => Kind::Open,
            Some(("Fn::If", argument)) if depth < 16 => branches(argument, frame, sink, depth),
            Some((name, _)) if table::VALUES.contains(&name) || name == "Condition" => Kind::Managed,
            _ => document_or_template(map, frame, sink),
        },
        Value::Null => Kind::Open,
        Value::List(_) => {
            refuse(
                sink,
                frame,
                "a policy is text or a map; this is a list".to_owned(),
                || Some("give each policy an `Fn::If` of its own".to_owned()),
            );
            Kind::Wrong
        }
        Value::Bool(_) | Value::Number(_) => {
            refuse(
                sink,
                frame,
                format!("a policy is text or a map; this is {}", node.value.kind()),
                || None,
            );
            Kind::Wrong
        }
    }
}

/// Both branches of `Fn::If` are policies of one kind, as SAM makes one thing of them.
fn branches(argument: &Node, frame: Frame<'_>, sink: &mut Sink<'_>, depth: usize) -> Kind {
    let Some([_, yes, no]) = argument.as_list() else {
        return Kind::Open;
    };
    let of_function = frame.place.under("Fn::If", argument.at);
    let [first, second] = [(1, yes), (2, no)].map(|(index, branch)| {
        let place = of_function.item(index, branch);
        policy(branch, frame.at(&place), sink, depth + 1)
    });
    match (first, second) {
        (Kind::Wrong | Kind::Open, _) => first,
        (_, Kind::Wrong | Kind::Open) | (Kind::Nothing, _) => second,
        (_, Kind::Nothing) => first,
        _ if first == second => first,
        _ => {
            refuse(
                sink,
                frame,
                format!(
                    "`Fn::If` gives {} or {}, and SAM takes one kind only",
                    named(first),
                    named(second)
                ),
                || Some("write two `Fn::If`, each with `AWS::NoValue` in the other branch".to_owned()),
            );
            Kind::Wrong
        }
    }
}

fn named(kind: Kind) -> &'static str {
    match kind {
        Kind::Managed => "a managed policy",
        Kind::Document => "a policy document",
        Kind::Template => "a policy template",
        Kind::Nothing | Kind::Wrong | Kind::Open => "something else",
    }
}

fn document_or_template(map: &Map, frame: Frame<'_>, sink: &mut Sink<'_>) -> Kind {
    if map.get("Statement").is_some() {
        return Kind::Document;
    }
    if crate::schema::is_open(map) {
        return Kind::Open;
    }
    let mut entries = map.iter();
    let (Some(entry), None) = (entries.next(), entries.next()) else {
        let (message, help) = if map.iter().any(|entry| parameters(&entry.key).is_some()) {
            (
                "several policy templates in one map",
                "make `Policies` a list with an item for each",
            )
        } else {
            (
                "this is no policy document, which has `Statement`, and no policy template",
                "a policy template is a map with its name as the only key",
            )
        };
        refuse(sink, frame, message.to_owned(), || Some(help.to_owned()));
        return Kind::Wrong;
    };
    let place = frame.place.name(entry);
    let Some(wanted) = parameters(&entry.key) else {
        refuse(
            sink,
            frame.at(&place),
            format!("there is no policy template {}", quote(&entry.key)),
            || {
                suggestion(&entry.key, TEMPLATES.map(|(name, _)| name))
                    .or_else(|| Some("a policy document has `Statement`; managed policies stand as text".to_owned()))
            },
        );
        return Kind::Wrong;
    };
    let function = entry
        .value
        .function()
        .map(|(name, _)| name)
        .filter(|name| table::VALUES.contains(name));
    let Some(given) = entry.value.as_map().filter(|_| function.is_none()) else {
        if !matches!(entry.value.value, Value::Null) && function != Some("Fn::Transform") {
            let is = function.map_or_else(|| entry.value.value.kind().to_owned(), quote);
            refuse(
                sink,
                frame.at(&place),
                format!("the parameters of `{}` are a map; this is {is}", entry.key),
                || wanted.is_empty().then(|| "write `{}`".to_owned()),
            );
        }
        return Kind::Template;
    };
    let missing: Vec<&str> = wanted
        .iter()
        .copied()
        .filter(|name| given.get(name).is_none())
        .collect();
    if !missing.is_empty() && !crate::schema::is_open(given) {
        refuse(
            sink,
            frame.at(&place),
            format!("the policy template `{}` needs {}", entry.key, names(missing)),
            || None,
        );
    }
    let of_template = frame.place.key(entry);
    for parameter in given
        .iter()
        .filter(|given| !wanted.contains(&given.key.as_str()) && !given.key.starts_with("Fn::"))
    {
        sink.add(&rules::W3001, &of_template.name(parameter), || {
            let message = format!(
                "the policy template `{}` has no parameter {}, and SAM leaves it out",
                entry.key,
                quote(&parameter.key)
            );
            (message, suggestion(&parameter.key, wanted.iter().copied()))
        });
    }
    Kind::Template
}
