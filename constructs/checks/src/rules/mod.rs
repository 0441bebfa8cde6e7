//! All rules, one file each: file, id in [`diagnostic_ids`](crate::diagnostic_ids) and name are one, and the file begins with what is told of the rule.

use ferrocdk_core::{Diagnostic, Finding, RenderedResource, Severity};

use crate::view::View;

/// A rule of ours: its id, its name, and what its file says of it.
///
/// ```
/// use ferrocdk_checks::rule;
/// let blind = rule("C0004").unwrap();
/// assert_eq!((blind.name, blind.meaning()), ("alarm_is_blind", "an alarm can never fire, or tells nobody"));
/// assert!(blind.part("Fix").unwrap().starts_with("Add the dimensions"));
/// assert_eq!(rule("alarm_is_blind").map(|rule| rule.id), Some("C0004"));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct OwnRule {
    /// Its id, such as `C0004`; stable.
    pub id: &'static str,
    /// Its name: that of its file.
    pub name: &'static str,
    /// Text of its file, which begins with its documentation.
    text: &'static str,
    look: Look,
}

/// Subject of a rule.
#[derive(Clone, Copy, Debug)]
enum Look {
    /// One resource at a time.
    Resource(fn(&RenderedResource<'_>) -> Vec<Finding>),
    /// A template.
    Template(fn(&View<'_>) -> Vec<Finding>),
    /// The region of a stack or stage.
    Region(fn(&str) -> Option<Diagnostic>),
}

impl OwnRule {
    /// Mistake that it finds, in a line.
    #[must_use]
    pub fn meaning(&self) -> &'static str {
        let first = self.text.lines().next().unwrap_or_default();
        let (_, meaning) = first.split_once(": ").unwrap_or_default();
        meaning.trim_end_matches('.')
    }

    /// A part of its documentation, in Markdown: `What it checks`, `Why`, `Example` or `Fix`.
    #[must_use]
    pub fn part(&self, title: &str) -> Option<String> {
        let lines = self.text.lines().map_while(|line| line.strip_prefix("//!"));
        let text: Vec<&str> = lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
        let text = text.join("\n");
        let (_, part) = text.split_once(&format!("**{title}.**"))?;
        let part = part.split("\n\n**").next().unwrap_or_default();
        Some(part.trim().to_owned())
    }

    /// The documentation in Markdown, below its heading.
    #[must_use]
    pub fn documentation(&self) -> String {
        let part = |title: &str| format!("**{title}.** {}", self.part(title).unwrap_or_default());
        let example = self.part("Example").unwrap_or_default();
        let example = if example.starts_with("```") {
            format!("**Example.**\n\n{example}")
        } else {
            format!("**Example.** {example}")
        };
        [part("What it checks"), part("Why"), example, part("Fix")].join("\n\n") + "\n"
    }
}

macro_rules! rules {
    ($($name:ident: $look:ident,)*) => {
        $(mod $name;)*

        /// All rules, by id.
        pub static RULES: &[OwnRule] = &[$(OwnRule {
            id: $name::ID,
            name: stringify!($name),
            text: include_str!(concat!(stringify!($name), ".rs")),
            look: Look::$look($name::check),
        },)*];
    };
}

rules! {
    topic_rule_loses_messages: Resource,
    stream_mapping_loses_records: Resource,
    device_may_act_as_another: Resource,
    alarm_is_blind: Template,
    region_is_unknown: Region,
    mapping_outpaces_function: Template,
    mapping_outlives_stream: Template,
    mapping_waits: Template,
    metric_does_not_exist: Template,
    topic_is_closed_to_alarms: Template,
    expiry_without_archive: Template,
    old_versions_stay: Template,
    data_leaves_residency: Template,
    quota_is_exceeded: Template,
    role_is_unused: Template,
    grant_is_wild: Template,
    network_has_nat: Template,
    function_leaves_limits_open: Template,
}

/// The rule of an id or a name.
#[must_use]
pub fn rule(name: &str) -> Option<&'static OwnRule> {
    RULES
        .iter()
        .find(|rule| rule.name == name || rule.id.eq_ignore_ascii_case(name))
}

/// The page about all rules, `docs/checks-rules.md`.
#[must_use]
pub fn page() -> String {
    let mut page = String::from(
        "# Rules of ours\n\nWritten from the files below `constructs/checks/src/rules/`; do not edit. They find what no schema and no public scanner sees. `cargo xtask checks` lists them, \
         `cargo xtask checks --explain C0004` tells one, and `cargo xtask lint --checks` runs them on any template. Acknowledge one where it is right for a reason: \
         [checks.md](checks.md).\n",
    );
    page.extend(RULES.iter().map(|rule| {
        format!(
            "\n## {}\n\n{}. [`{}.rs`](../constructs/checks/src/rules/{}.rs)\n\n{}",
            rule.id,
            capital(rule.meaning()),
            rule.name,
            rule.name,
            rule.documentation()
        )
    }));
    page
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Findings of all rules in a template, without what a resource acknowledges in its own metadata.
pub(crate) fn check(view: &View<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in RULES {
        match rule.look {
            Look::Resource(look) => findings.extend(view.resources().flat_map(look)),
            Look::Template(look) => findings.extend(look(view)),
            Look::Region(_) => {}
        }
    }
    let is_acknowledged = |finding: &Finding| {
        let id = finding.place().get(1);
        let resource = view
            .resources()
            .find(|resource| Some(resource.logical_id()) == id.map(String::as_str));
        resource.is_some_and(|resource| resource.body()["Metadata"]["ferrocdk"][finding.diagnostic().id].is_string())
    };
    findings.retain(|finding| !is_acknowledged(finding));
    findings
}

/// Findings about a region.
pub(crate) fn check_region(region: &str) -> Vec<Diagnostic> {
    let looks = RULES.iter().filter_map(|rule| match rule.look {
        Look::Region(look) => look(region),
        _ => None,
    });
    looks.collect()
}

/// A finding about a property that deploys, and is never right in a plant.
fn warning(resource: &RenderedResource<'_>, id: &'static str, property: &str, message: &str) -> Finding {
    info(resource, id, property, message).severity(Severity::Warning)
}

/// A finding that informs: what is found may be meant, so that it is told where a level is set for it.
fn info(resource: &RenderedResource<'_>, id: &'static str, property: &str, message: &str) -> Finding {
    Finding::new(id, message, &["Resources", resource.logical_id()])
        .at(property)
        .severity(Severity::Info)
}

/// The properties that a rule finds something about.
#[cfg(test)]
fn found(id: &str, template: &serde_json::Value) -> Vec<String> {
    found_in(&ferrocdk_core::Environment::default(), id, template)
}

/// The same where the stack has an environment.
#[cfg(test)]
fn found_in(environment: &ferrocdk_core::Environment, id: &str, template: &serde_json::Value) -> Vec<String> {
    let text = template.to_string();
    let template = ferrocdk_core::RenderedTemplate::new("plant", environment, &text);
    let catalogue = crate::catalogue::Catalogue::default();
    let findings = check(&View::of(&template, &catalogue));
    let own = findings.into_iter().filter(|finding| finding.diagnostic().id == id);
    own.map(|finding| finding.place().get(3..).unwrap_or_default().join("/"))
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::diagnostic_ids;

    #[test]
    fn file_id_and_meaning_have_one_name() {
        let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let declared = fs::read_to_string(src.join("diagnostic_ids.rs")).unwrap();
        let ids: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
        assert_eq!(
            ids,
            diagnostic_ids::ALL.iter().map(|known| known.id).collect::<Vec<_>>()
        );
        for (known, rule) in diagnostic_ids::ALL.iter().zip(RULES) {
            let row = declared.lines().find(|line| line.contains(known.id)).unwrap();
            let name = row.trim().split(' ').next().unwrap();
            assert_eq!(name.to_lowercase(), rule.name);
            assert_eq!(
                rule.meaning().to_lowercase(),
                known.meaning.trim().trim_end_matches('.').to_lowercase(),
                "{name}"
            );
        }
        let files = fs::read_dir(src.join("rules")).unwrap().count();
        assert_eq!(files, RULES.len() + 1, "each file but this one is a rule");
    }

    #[test]
    fn every_rule_says_what_why_and_how_and_its_example_breaks_it() {
        for rule in RULES {
            for title in ["What it checks", "Why", "Example", "Fix"] {
                assert!(
                    rule.part(title).is_some_and(|part| part.len() > 10),
                    "{}: {title}",
                    rule.name
                );
            }
            assert!(rule.text.contains("mod tests"), "{}", rule.name);
            let example = rule.part("Example").unwrap();
            let Some(yaml) = example
                .strip_prefix("```yaml")
                .and_then(|rest| rest.strip_suffix("```"))
            else {
                assert!(
                    matches!(rule.look, Look::Region(_)),
                    "{}: an example of a template is YAML",
                    rule.name
                );
                continue;
            };
            let template = ferrocdk_template::parse(yaml).unwrap().root.to_json();
            assert!(
                !found(rule.id, &template).is_empty(),
                "the example of {} passes:\n{yaml}",
                rule.name
            );
        }
    }
}
