//! Scenarios of a value: which keys and items it has depends on conditions, and each way in which they can turn out is looked at on its own.

use std::ops::ControlFlow;

use ferrocdk_template::{Map, Node, Value};

use super::frame::Frame;
use crate::context::Context;
use crate::place::Place;

/// Ways that are tried for one value. Seven conditions that have nothing to do with each other come to this many.
const LIMIT: usize = 128;

/// Calls for every way in which the conditions of the value's keys and items can turn out.
pub(crate) fn each<'f>(
    context: Context<'_>,
    node: &Node,
    frame: Frame<'f>,
    act: &mut dyn FnMut(Frame<'_>) -> ControlFlow<()>,
) {
    let mut conditions = Vec::new();
    collect(node, true, &mut conditions);
    conditions.retain(|name| assumed(frame.place, name).is_none());
    let mut left = LIMIT;
    split(context, &conditions, frame, &mut left, act);
}

fn split(
    context: Context<'_>,
    conditions: &[&str],
    frame: Frame<'_>,
    left: &mut usize,
    act: &mut dyn FnMut(Frame<'_>) -> ControlFlow<()>,
) {
    let Some((condition, rest)) = conditions.split_first() else {
        *left = left.saturating_sub(1);
        if act(frame).is_break() {
            *left = 0;
        }
        return;
    };
    for value in [true, false] {
        if *left == 0 {
            return;
        }
        let place = frame.place.supposing(condition, value);
        if is_possible(context, &place) {
            split(context, rest, frame.at(&place), left, act);
        }
    }
}

/// The conditions of `Fn::If` that decide about keys and items: those of the values themselves, not of what stands inside them.
fn collect<'n>(node: &'n Node, is_root: bool, conditions: &mut Vec<&'n str>) {
    match &node.value {
        Value::List(items) => {
            for item in items {
                collect(item, false, conditions);
            }
        }
        Value::Map(map) => match branches(node) {
            Some((condition, then, otherwise)) => {
                if !conditions.contains(&condition) {
                    conditions.push(condition);
                }
                collect(then, is_root, conditions);
                collect(otherwise, is_root, conditions);
            }
            None if is_root => {
                for entry in map {
                    collect(&entry.value, false, conditions);
                }
            }
            None => {}
        },
        _ => {}
    }
}

/// The condition and the two values of a well-formed `Fn::If`.
pub(crate) fn branches(node: &Node) -> Option<(&str, &Node, &Node)> {
    let ("Fn::If", argument) = node.function()? else {
        return None;
    };
    let [condition, then, otherwise] = argument.as_list()? else {
        return None;
    };
    Some((condition.as_str()?, then, otherwise))
}

/// Assumption about the condition at a place.
pub(crate) fn assumed(place: &Place<'_>, condition: &str) -> Option<bool> {
    place
        .assumptions()
        .find(|(name, _)| *name == condition)
        .map(|(_, value)| value)
}

/// Whether everything that is assumed at a place can be so at once.
pub(crate) fn is_possible(context: Context<'_>, place: &Place<'_>) -> bool {
    context.template.conditions.possible(place.assumptions())
}

/// The value that is left when the conditions are as assumed; `None` where it is `AWS::NoValue`.
///
/// An `Fn::If` of which nothing is assumed counts as there.
pub(crate) fn settle<'n>(node: &'n Node, place: &Place<'_>) -> Option<&'n Node> {
    let mut node = node;
    while let Some((condition, then, otherwise)) = branches(node) {
        node = match assumed(place, condition) {
            Some(true) => then,
            Some(false) => otherwise,
            None => return Some(node),
        };
    }
    (!is_no_value(node)).then_some(node)
}

/// Whether it is `Ref: AWS::NoValue`.
pub(crate) fn is_no_value(node: &Node) -> bool {
    matches!(node.function(), Some(("Ref", argument)) if argument.as_str() == Some("AWS::NoValue"))
}

/// The value of a key, when it is there under what is assumed.
pub(crate) fn value<'n>(map: &'n Map, key: &str, place: &Place<'_>) -> Option<&'n Node> {
    settle(map.get(key)?, place)
}

/// The items that are there under what is assumed, with their index.
pub(crate) fn items<'n>(list: &'n [Node], place: &Place<'_>) -> Vec<(usize, &'n Node)> {
    list.iter()
        .enumerate()
        .filter_map(|(index, item)| settle(item, place).map(|item| (index, item)))
        .collect()
}

/// Whether a macro puts more keys into the map when the stack is deployed.
pub(crate) fn is_open(map: &Map) -> bool {
    map.iter()
        .any(|entry| entry.key == "Fn::Transform" || entry.key.starts_with("Fn::ForEach::"))
}
