//! Parameters, conditions and mappings that nothing uses.

use crate::context::Context;
use crate::findings::Findings;
use crate::functions::Uses;
use crate::place::Place;
use crate::rules;

/// Reports them.
pub(crate) fn check(context: &Context<'_>, uses: &Uses<'_>, findings: &mut Findings) {
    let template = context.template;
    let root = Place::root(template.root.at);
    let section = |name: &'static str| root.under(name, template.root.at);
    // A macro may use any of them.
    if !template.transforms.is_empty() {
        return;
    }
    let parameters = section("Parameters");
    for (name, parameter) in &template.parameters {
        if !uses.names.contains(name) {
            findings.add(
                &rules::W2001,
                &parameters.name(parameter.entry),
                format!("nothing uses the parameter `{name}`"),
            );
        }
    }
    let conditions = section("Conditions");
    for (name, entry) in template.conditions.entries() {
        if !uses.conditions.contains(name) {
            findings.add(
                &rules::W8001,
                &conditions.name(entry),
                format!("nothing uses the condition `{name}`"),
            );
        }
    }
    let mappings = section("Mappings");
    for (name, entry) in &template.mappings {
        if !uses.any_mapping && !uses.mappings.contains(name) {
            findings.add(
                &rules::W7001,
                &mappings.name(entry),
                format!("nothing uses the mapping `{name}`"),
            );
        }
    }
}
