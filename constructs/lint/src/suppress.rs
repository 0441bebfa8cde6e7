//! Settings of the template for the checks themselves: which it does not want, and for which regions it is.
//!
//! The forms are cfn-lint's, so that what stands in templates already holds here too: `Metadata: { cfn-lint: { config: { ignore_checks: [W] } } }`
//! on the template or on a resource. On a resource there is also ferrocdk's own, which keeps the reason: `Metadata: { ferrocdk: { E3002: "..." } }`.

use ferrocdk_template::Node;

use crate::place::Place;
use crate::rules;
use crate::template::Template;
use crate::{Finding, Options, Severity, Step, findings::Findings};

/// The settings of cfn-lint in the metadata of a template or of a resource.
fn config(body: &Node) -> Option<&Node> {
    body.get("Metadata")?.get("cfn-lint")?.get("config")
}

fn texts<'t>(config: Option<&'t Node>, key: &str) -> Vec<&'t str> {
    let items = config.and_then(|config| config.get(key)?.as_list());
    items.into_iter().flatten().filter_map(Node::as_str).collect()
}

/// The options with what the template adds to them.
pub(crate) fn options(template: &Template<'_>, given: &Options) -> Options {
    let config = config(template.root);
    let mut options = given.clone();
    if options.regions.is_empty() {
        options.regions = texts(config, "regions").into_iter().map(str::to_owned).collect();
    }
    if options.regions.is_empty() {
        options.regions = vec!["us-east-1".to_owned()];
    }
    let add = |list: &mut Vec<String>, key: &str| list.extend(texts(config, key).into_iter().map(str::to_owned));
    add(&mut options.ignore, "ignore_checks");
    add(&mut options.include, "include_checks");
    options
}

/// Says when the settings themselves are of the wrong shape, since then they do not hold.
pub(crate) fn check(template: &Template<'_>, findings: &mut Findings) {
    let Some(config) = config(template.root) else { return };
    let root = Place::root(template.root.at);
    let at = root.under("Metadata", config.at);
    let at = at.under("cfn-lint", config.at);
    let at = at.under("config", config.at);
    let Some(map) = config.as_map() else {
        findings.add(&rules::W4005, &at, "the settings of cfn-lint are a map");
        return;
    };
    for entry in map {
        let (is_known, is_right) = match entry.key.as_str() {
            "ignore_checks" | "include_checks" | "append_rules" | "mandatory_checks" | "regions"
            | "ignore_templates" => (
                true,
                entry
                    .value
                    .as_list()
                    .is_some_and(|items| items.iter().all(|item| item.as_str().is_some())),
            ),
            "configure_rules" => (true, entry.value.as_map().is_some()),
            "ignore_bad_template" | "include_experimental" | "merge_configs" => {
                (true, entry.value.to_json().is_boolean())
            }
            _ => (false, false),
        };
        if !is_known {
            findings.add(
                &rules::W4005,
                &at.name(entry),
                format!("cfn-lint has no setting `{}`", entry.key),
            );
        } else if !is_right {
            findings
                .add(
                    &rules::W4005,
                    &at.key(entry),
                    format!("the setting `{}` has the wrong shape, so it does not hold", entry.key),
                )
                .help("ignore_checks, include_checks and regions are lists of texts");
        }
    }
}

/// Whether a finding is wanted.
pub(crate) fn is_wanted(template: &Template<'_>, options: &Options, finding: &Finding) -> bool {
    let begins = |list: &[String]| list.iter().any(|id| finding.rule.starts_with(id.as_str()));
    let is_on = finding.severity != Severity::Info || begins(&options.include);
    is_on && !begins(&options.ignore) && !is_suppressed_by_resource(template, finding)
}

fn is_suppressed_by_resource(template: &Template<'_>, finding: &Finding) -> bool {
    let [Step::Key(section), Step::Key(id), ..] = finding.path.0.as_slice() else {
        return false;
    };
    let Some(resource) = template.resources.get(id.as_str()).filter(|_| section == "Resources") else {
        return false;
    };
    let body = &resource.entry.value;
    let ignored = texts(config(body), "ignore_checks")
        .iter()
        .any(|id| finding.rule.starts_with(id));
    let acknowledged = body
        .get("Metadata")
        .and_then(|metadata| metadata.get("ferrocdk")?.get(finding.rule)?.as_str());
    ignored || acknowledged.is_some()
}
