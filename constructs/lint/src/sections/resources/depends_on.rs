//! `DependsOn`.

use ferrocdk_template::{Entry, Node};

use super::texts;
use crate::functions::{Reference, Walk};
use crate::nearest::suggestion;
use crate::place::Place;
use crate::rules;
use crate::template::Resource;
use crate::words::kind;

pub(super) fn check<'c>(walk: &mut Walk<'_, 'c>, resource: &Resource<'c>, entry: &'c Entry, place: &Place<'_>) {
    let mut seen: Vec<&str> = Vec::new();
    for (index, node) in texts(&entry.value) {
        let at = index.map_or(*place, |index| place.item(index, node));
        let Some(name) = node.as_str() else {
            walk.findings.add(
                &rules::E3001,
                &at,
                format!("`DependsOn` is a logical id or a list of them; this is {}", kind(node)),
            );
            continue;
        };
        if seen.contains(&name) {
            walk.findings
                .add(&rules::E3005, &at, format!("`{name}` is named twice"));
            continue;
        }
        seen.push(name);
        one(walk, resource, node, name, &at);
    }
}

fn one<'c>(walk: &mut Walk<'_, 'c>, resource: &Resource<'c>, node: &'c Node, name: &'c str, place: &Place<'_>) {
    let template = walk.context.template;
    let id = resource.entry.key.as_str();
    if name == id {
        walk.findings
            .add(&rules::E3005, place, "a resource cannot depend on itself");
        return;
    }
    let Some(target) = template.resources.get(name) else {
        if !walk.may_exist(name) {
            let note = walk
                .findings
                .add(&rules::E3005, place, format!("the template has no resource `{name}`"));
            if let Some(help) = suggestion(name, template.resources.keys().copied().filter(|other| *other != id)) {
                note.help(help);
            }
        }
        return;
    };
    walk.uses.references.push(Reference {
        from: id,
        to: name,
        by: "DependsOn",
        at: if node.at.line == 0 { place.at() } else { node.at },
    });
    if let Some(condition) = target.condition {
        let known = template.conditions.entries().contains_key(condition);
        if known
            && template
                .conditions
                .possible(place.assumptions().chain([(condition, false)]))
        {
            walk.findings
                .add(
                    &rules::E3005,
                    place,
                    format!("`{name}` is missing when the condition `{condition}` is false, and then this fails"),
                )
                .help(format!(
                    "give this resource the condition `{condition}` too, or one that follows from it"
                ));
        }
    }
}
