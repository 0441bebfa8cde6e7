//! Amazon DynamoDB.

use std::collections::BTreeSet;

use ferrocdk_template::Node;

use crate::rules;
use crate::schema::{Code, Evaluation, Frame, Sink, visit};
use crate::words::names;

pub(super) const TABLE: &[(&str, Code)] = &[("", attributes)];

/// The attributes that are defined are those of the keys, no more and no less (E3039).
fn attributes(evaluation: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let defined = texts(
        evaluation,
        node,
        frame,
        &[&["AttributeDefinitions", "*", "AttributeName"]],
    );
    let keys = texts(
        evaluation,
        node,
        frame,
        &[
            &["KeySchema", "*", "AttributeName"],
            &["GlobalSecondaryIndexes", "*", "KeySchema", "*", "AttributeName"],
            &["LocalSecondaryIndexes", "*", "KeySchema", "*", "AttributeName"],
        ],
    );
    let (Some(defined), Some(keys)) = (defined, keys) else {
        return;
    };
    if defined.is_empty() && node.get("AttributeDefinitions").is_none() {
        return;
    }
    let missing: Vec<&str> = keys.difference(&defined).copied().collect();
    let unused: Vec<&str> = defined.difference(&keys).copied().collect();
    if !missing.is_empty() {
        sink.add(&rules::E3039, frame.place, || {
            (
                format!(
                    "keys name {}, which `AttributeDefinitions` does not define",
                    names(missing)
                ),
                None,
            )
        });
    }
    if !unused.is_empty() {
        sink.add(&rules::E3039, frame.place, || {
            (
                format!("`AttributeDefinitions` defines {}, which no key names", names(unused)),
                None,
            )
        });
    }
}

/// The texts at some paths; `None` when one of them is known at deployment only, or depends on a condition.
fn texts<'n>(
    evaluation: &Evaluation<'_>,
    node: &'n Node,
    frame: Frame<'_>,
    paths: &[&[&str]],
) -> Option<BTreeSet<&'n str>> {
    let mut found = BTreeSet::new();
    let mut is_known = true;
    let assumed = frame.place.assumptions().count();
    for path in paths {
        // A list that a function gives could hold anything.
        let first = path.first().and_then(|name| node.get(name));
        is_known &= first.is_none_or(|node| node.as_list().is_some());
        visit(evaluation.context, node, path, frame.place, &mut |value, place| {
            is_known &= place.assumptions().count() == assumed;
            match value.map(Node::as_str) {
                Some(Some(text)) => {
                    found.insert(text);
                }
                Some(None) => is_known = false,
                None => {}
            }
        });
    }
    is_known.then_some(found)
}
