//! CloudFormation's limits on one template, checked before it refuses.
//!
//! Source: "Understand CloudFormation quotas" of the user guide.

use std::collections::BTreeMap;

use serde_json::Map;

use super::ids::Names;
use super::template::Sections;
use crate::diagnostic::Diagnostic;
use crate::ids;
use crate::tree::{Element, NodeId, Tree};

const MAX_ELEMENTS: [(&str, usize); 4] = [
    ("Resources", 500),
    ("Parameters", 200),
    ("Outputs", 200),
    ("Mappings", 200),
];
/// In bytes, of a template that is read from S3.
const MAX_TEMPLATE: usize = 1_000_000;
/// From here on a warning says how much is left, in percent.
const WARN_AT: usize = 80;

pub(super) fn check(tree: &Tree, names: &Names, stack: NodeId, sections: &Sections, diagnostics: &mut Vec<Diagnostic>) {
    let mut measured: Vec<(String, usize, usize)> = Vec::new();
    for (section, limit) in MAX_ELEMENTS {
        let count = sections.get(section).map_or(0, Map::len);
        measured.push((section.to_lowercase(), count, limit));
    }
    let size = serde_json::to_string(sections).map_or(0, |text| text.len());
    measured.push(("bytes of template".to_owned(), size, MAX_TEMPLATE));
    for (what, count, limit) in measured {
        let diagnostic = if count > limit {
            Diagnostic::error(ids::LIMIT, format!("the stack has {count} {what}"))
        } else if count * 100 >= limit * WARN_AT {
            Diagnostic::warning(ids::NEAR_LIMIT, format!("the stack has {count} {what}"))
        } else {
            continue;
        };
        let diagnostic = diagnostic
            .at(tree.path(stack), None)
            .located(tree.node(stack).location)
            .found(format!("most resources are in {}", largest(tree, names, stack)))
            .allowed(limit.to_string())
            .help("divide it into several stacks, or nest one of these");
        diagnostics.push(diagnostic);
    }
}

/// The parts of a stack with the most resources.
fn largest(tree: &Tree, names: &Names, stack: NodeId) -> String {
    let mut counts: BTreeMap<NodeId, usize> = BTreeMap::new();
    let resources = names
        .members(stack)
        .iter()
        .filter(|id| matches!(tree.node(**id).element, Element::Resource(_)));
    for id in resources {
        let part = tree.lineage(*id).take_while(|above| *above != stack).last();
        *counts.entry(part.unwrap_or(*id)).or_default() += 1;
    }
    let mut counts: Vec<(usize, String)> = counts.into_iter().map(|(id, count)| (count, tree.path(id))).collect();
    counts.sort_by(|one, other| other.cmp(one));
    counts.truncate(3);
    counts
        .into_iter()
        .map(|(count, path)| format!("{path} ({count})"))
        .collect::<Vec<_>>()
        .join(", ")
}
