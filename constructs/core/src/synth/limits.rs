//! CloudFormation's limits on one template, checked before it refuses.
//!
//! Source: "Understand CloudFormation quotas" of the user guide.

use std::collections::BTreeMap;

use super::logical_ids::LogicalIds;
use crate::diagnostic::{Diagnostic, ids};
use crate::node_id::NodeId;
use crate::tree::Tree;

const MAX_ELEMENTS: [(&str, usize); 4] = [
    ("Resources", 500),
    ("Parameters", 200),
    ("Outputs", 200),
    ("Mappings", 200),
];
/// In bytes, of a template that is read from S3.
const MAX_TEMPLATE: usize = 1_000_000;
/// From here on a warning says how much is left, in percent; CDK's threshold.
const WARN_AT: usize = 80;

/// Checks the numbers of elements.
pub(super) fn check(
    tree: &Tree,
    logical_ids: &LogicalIds,
    stack: NodeId,
    count: impl Fn(&str) -> usize,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (section, limit) in MAX_ELEMENTS {
        diagnostics.extend(judge(
            tree,
            logical_ids,
            stack,
            (count(section), limit),
            &section.to_lowercase(),
        ));
    }
}

/// Checks the size of a template, in bytes as it is written.
pub(super) fn check_size(
    tree: &Tree,
    logical_ids: &LogicalIds,
    stack: NodeId,
    size: usize,
    diagnostics: &mut Vec<Diagnostic>,
) {
    diagnostics.extend(judge(
        tree,
        logical_ids,
        stack,
        (size, MAX_TEMPLATE),
        "bytes of template",
    ));
}

/// A template over a limit is an error, one near it a warning.
fn judge(
    tree: &Tree,
    logical_ids: &LogicalIds,
    stack: NodeId,
    (count, limit): (usize, usize),
    what: &str,
) -> Option<Diagnostic> {
    let diagnostic = if count > limit {
        Diagnostic::error(ids::LIMIT, format!("the stack has {count} {what}"))
    } else if count * 100 >= limit * WARN_AT {
        Diagnostic::warning(ids::NEAR_LIMIT, format!("the stack has {count} {what}"))
    } else {
        return None;
    };
    Some(
        diagnostic
            .at(tree.path(stack), None)
            .located(tree.node(stack).location)
            .found(format!("most resources are in {}", largest(tree, logical_ids, stack)))
            .allowed(limit.to_string())
            .help("divide it into several stacks, or nest one of these"),
    )
}

/// The parts of a stack with the most resources.
fn largest(tree: &Tree, logical_ids: &LogicalIds, stack: NodeId) -> String {
    let mut counts: BTreeMap<NodeId, usize> = BTreeMap::new();
    let resources = logical_ids
        .members(stack)
        .iter()
        .filter(|id| tree.resource(**id).is_some());
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
