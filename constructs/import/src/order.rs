//! The order of elements in a program: whatever an element names stands before it.

use std::collections::{BTreeMap, BTreeSet};

use ferrocdk_template::{Entry, Node, Value};

use crate::substitution::{self, SubSegment};

/// The entries in their own order, but each behind those that it names. Where entries name each other in a circle, one of them comes too early.
pub(crate) fn sorted<'a>(entries: &[&'a Entry]) -> Vec<&'a Entry> {
    let by_name: BTreeMap<&str, usize> = entries
        .iter()
        .enumerate()
        .map(|(index, entry)| (entry.key.as_str(), index))
        .collect();
    let needs: Vec<Vec<usize>> = entries
        .iter()
        .map(|entry| {
            let mut names = Vec::new();
            named(&entry.value, &mut names);
            names
                .iter()
                .filter_map(|name| by_name.get(name.as_str()).copied())
                .collect()
        })
        .collect();
    let mut done = Vec::with_capacity(entries.len());
    let mut seen = BTreeSet::new();
    for first in 0..entries.len() {
        // An own stack: chains of thousands of elements must not overflow the program's.
        let mut open = vec![(first, 0)];
        if !seen.insert(first) {
            continue;
        }
        while let Some((index, next)) = open.pop() {
            match needs[index].get(next) {
                Some(&need) => {
                    open.push((index, next + 1));
                    if seen.insert(need) {
                        open.push((need, 0));
                    }
                }
                None => done.push(entries[index]),
            }
        }
    }
    done
}

/// All names that a value refers to, in their order.
fn named(node: &Node, names: &mut Vec<String>) {
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| named(item, names)),
        Value::Map(map) => {
            for entry in map {
                match (entry.key.as_str(), &entry.value.value) {
                    ("Ref" | "Condition", Value::String(name)) => names.push(name.clone()),
                    ("Fn::GetAtt", Value::String(path)) => names.extend(path.split('.').next().map(str::to_owned)),
                    ("Fn::GetAtt", Value::List(path)) => {
                        names.extend(path.first().and_then(Node::as_str).map(str::to_owned));
                    }
                    ("Fn::Sub", Value::String(text)) => in_text(text, names),
                    ("DependsOn", Value::String(name)) => names.push(name.clone()),
                    ("DependsOn" | "Fn::Sub", Value::List(items)) => {
                        let words = items.iter().filter_map(Node::as_str);
                        if entry.key == "DependsOn" {
                            names.extend(words.map(str::to_owned));
                        } else {
                            words.for_each(|text| in_text(text, names));
                        }
                    }
                    _ => {}
                }
                named(&entry.value, names);
            }
        }
        _ => {}
    }
}

fn in_text(text: &str, names: &mut Vec<String>) {
    for part in substitution::parts(text).unwrap_or_default() {
        if let SubSegment::Name(name) = part {
            names.extend(name.split('.').next().map(str::to_owned));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn order(resources: serde_json::Value) -> Vec<String> {
        let node = Node::from_json(&resources);
        let entries: Vec<&Entry> = node.as_map().unwrap().iter().collect();
        sorted(&entries).iter().map(|entry| entry.key.clone()).collect()
    }

    #[test]
    fn what_is_named_comes_before() {
        let resources = json!({
            "A": { "Properties": { "Text": { "Fn::Sub": "${AWS::Region}-${D.Arn}" } } },
            "B": { "DependsOn": ["C"] },
            "C": { "Properties": [{ "Ref": "A" }, { "Fn::GetAtt": ["E", "Arn"] }] },
            "D": {},
            "E": {},
        });
        assert_eq!(order(resources), ["D", "A", "E", "C", "B"]);
    }

    #[test]
    fn a_circle_ends() {
        assert_eq!(
            order(json!({ "A": { "DependsOn": "B" }, "B": { "DependsOn": "A" } })),
            ["B", "A"]
        );
    }
}
