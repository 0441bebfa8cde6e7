//! All rules, one file each: the file is named as the id in [`diagnostic_ids`](crate::diagnostic_ids), and begins with its number and its meaning.

mod alarm_is_blind;
mod device_may_act_as_another;
mod region_is_unknown;
mod stream_mapping_loses_records;
mod topic_rule_loses_messages;

pub(crate) use region_is_unknown::check as check_region;

use ferrocdk_core::{Finding, RenderedResource, RenderedTemplate, Severity};

/// A rule that looks at one resource.
type Rule = fn(&RenderedResource<'_>) -> Vec<Finding>;

/// Those that look at resources; the region of a stack is another matter.
const ALL: &[Rule] = &[
    topic_rule_loses_messages::check,
    stream_mapping_loses_records::check,
    device_may_act_as_another::check,
    alarm_is_blind::check,
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

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use crate::diagnostic_ids;

    #[test]
    fn file_id_and_meaning_have_one_name() {
        let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let declared = fs::read_to_string(src.join("diagnostic_ids.rs")).unwrap();
        for known in diagnostic_ids::ALL {
            let row = declared.lines().find(|line| line.contains(known.id)).unwrap();
            let name = row.trim().split(' ').next().unwrap();
            let file = fs::read_to_string(src.join(format!("rules/{}.rs", name.to_lowercase()))).unwrap();
            let title = format!("//! {}: {}", known.id, known.meaning.trim()).to_lowercase();
            assert_eq!(file.lines().next().unwrap().to_lowercase(), title, "{name}");
            assert!(file.contains(&format!("diagnostic_ids::{name}")), "{name}");
        }
        let files = fs::read_dir(src.join("rules")).unwrap().count();
        assert_eq!(files, diagnostic_ids::ALL.len() + 1, "each file but this one is a rule");
    }
}
