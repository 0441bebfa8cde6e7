//! All rules over resources.

mod alarm_watches;
mod device_policy_is_bound;
mod rule_parks_failures;
mod stream_mapping_keeps_records;

use ferrocdk_core::{Finding, RenderedResource, RenderedTemplate, Severity};

/// A rule looks at one resource.
type Rule = fn(&RenderedResource<'_>) -> Vec<Finding>;

const ALL: &[Rule] = &[
    rule_parks_failures::check,
    stream_mapping_keeps_records::check,
    device_policy_is_bound::check,
    alarm_watches::check,
];

/// Their findings in a template, without what a resource acknowledges in its own metadata.
pub(crate) fn check(template: &RenderedTemplate<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for resource in template.resources() {
        let acknowledged = &resource.body()["Metadata"]["ferrocdk"];
        let found = ALL.iter().flat_map(|rule| rule(&resource));
        findings.extend(found.filter(|finding| !acknowledged[finding.diagnostic().id].is_string()));
    }
    findings
}

/// A finding about a property.
fn warning(resource: &RenderedResource<'_>, id: &'static str, property: &str, message: &str) -> Finding {
    Finding::new(id, message, &["Resources", resource.logical_id()])
        .at(property)
        .severity(Severity::Warning)
}

/// The properties that something is found about.
#[cfg(test)]
fn properties(template: &serde_json::Value) -> Vec<String> {
    let environment = ferrocdk_core::Environment::default();
    let text = template.to_string();
    let findings = check(&RenderedTemplate::new("plant", &environment, &text));
    findings
        .into_iter()
        .map(|finding| finding.place()[3..].join("/"))
        .collect()
}
