//! Resources that wait for each other.

use indexmap::IndexMap;

use crate::context::Context;
use crate::findings::Findings;
use crate::functions::{Reference, Uses};
use crate::place::Place;
use crate::rules;

/// Reports every circle once, and `DependsOn` that says what a reference says already.
pub(crate) fn check(context: &Context<'_>, uses: &Uses<'_>, findings: &mut Findings) {
    let mut edges: IndexMap<&str, Vec<&Reference<'_>>> = IndexMap::new();
    for reference in &uses.references {
        edges.entry(reference.from).or_default().push(reference);
    }
    for circle in circles(&edges) {
        report(context, &circle, findings);
    }
    for reference in uses.references.iter().filter(|reference| reference.by == "DependsOn") {
        let others = edges.get(reference.from).into_iter().flatten();
        if let Some(other) = others
            .copied()
            .find(|other| other.to == reference.to && other.by != "DependsOn")
        {
            with_place(context, reference, |place| {
                findings
                    .add(
                        &rules::W3005,
                        place,
                        format!(
                            "`{}` depends on `{}` by `{}` anyway",
                            reference.from, reference.to, other.by
                        ),
                    )
                    .help("leave it out of `DependsOn`");
            });
        }
    }
}

fn report(context: &Context<'_>, circle: &[&Reference<'_>], findings: &mut Findings) {
    // What SAM makes of one resource are several, which may stand in a line.
    let is_serverless = |id: &str| {
        let ty = context.template.resources.get(id).and_then(|resource| resource.ty);
        ty.is_some_and(|ty| ty.starts_with("AWS::Serverless::"))
    };
    let Some(first) = circle.first() else { return };
    if circle.iter().any(|reference| is_serverless(reference.from)) || !together(context, circle) {
        return;
    }
    let message = match circle {
        [own] => format!("`{}` refers to itself by `{}`", own.from, own.by),
        _ => {
            let steps: Vec<String> = circle
                .iter()
                .map(|step| format!("`{}` needs `{}` ({})", step.from, step.to, step.by))
                .collect();
            format!("resources depend on each other in a circle: {}", steps.join(", "))
        }
    };
    with_place(context, first, |place| {
        findings
            .add(&rules::E3004, place, message)
            .help("take one of the references out, or move it to a resource of its own that comes after both");
    });
}

/// Whether all resources of a circle can be in one deployment.
fn together(context: &Context<'_>, circle: &[&Reference<'_>]) -> bool {
    let conditions = circle
        .iter()
        .filter_map(|step| context.template.resources.get(step.from)?.condition)
        .map(|condition| (condition, true));
    context.template.conditions.possible(conditions)
}

fn with_place(context: &Context<'_>, reference: &Reference<'_>, note: impl FnOnce(&Place<'_>)) {
    let root = Place::root(reference.at);
    let resources = root.under("Resources", reference.at);
    let Some(resource) = context.template.resources.get(reference.from) else {
        return;
    };
    let of_resource = resources.under(&resource.entry.key, reference.at);
    if reference.by == "DependsOn" {
        note(&of_resource.under("DependsOn", reference.at));
    } else {
        note(&of_resource);
    }
}

/// One circle for every set of resources that reach each other, the shortest one through its first member.
fn circles<'u>(edges: &IndexMap<&'u str, Vec<&'u Reference<'u>>>) -> Vec<Vec<&'u Reference<'u>>> {
    let mut found: Vec<Vec<&Reference<'_>>> = Vec::new();
    let mut in_circle: indexmap::IndexSet<&str> = indexmap::IndexSet::new();
    for start in edges.keys() {
        if in_circle.contains(start) {
            continue;
        }
        if let Some(circle) = shortest(edges, start) {
            in_circle.extend(circle.iter().map(|step| step.from));
            found.push(circle);
        }
    }
    found
}

/// The shortest way from a resource back to itself.
fn shortest<'u>(edges: &IndexMap<&'u str, Vec<&'u Reference<'u>>>, start: &str) -> Option<Vec<&'u Reference<'u>>> {
    let mut came_by: IndexMap<&str, &Reference<'_>> = IndexMap::new();
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(id) = queue.pop_front() {
        for reference in edges.get(id).into_iter().flatten().copied() {
            if reference.to == start {
                let mut circle = vec![reference];
                while let Some(step) = circle.last().and_then(|last| came_by.get(last.from)) {
                    circle.push(step);
                }
                circle.reverse();
                return Some(circle);
            }
            if !came_by.contains_key(reference.to) && edges.contains_key(reference.to) {
                came_by.insert(reference.to, reference);
                queue.push_back(reference.to);
            }
        }
    }
    None
}
