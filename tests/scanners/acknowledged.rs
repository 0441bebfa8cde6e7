//! The acknowledgements of a template, in the metadata of its resources.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::scan::Failure;

/// The acknowledgements of a template for a scanner.
pub(crate) struct Acknowledged {
    entries: Vec<Entry>,
}

struct Entry {
    resource: String,
    kind: String,
    rule: String,
}

impl Entry {
    fn key(&self) -> (&str, &str) {
        (&self.kind, &self.rule)
    }
}

impl Acknowledged {
    /// Reads those of `checkov`, `cdk_nag` or `guard`. Rules of packs that do not run here are for users who run them.
    pub(crate) fn of(template: &Json, scanner: &str) -> Self {
        let mut entries = Vec::new();
        for (id, resource) in template["Resources"].as_object().unwrap() {
            let metadata = &resource["Metadata"][scanner];
            let lists = ["skip", "rules_to_suppress", "SuppressedRules"];
            for rule in lists.iter().filter_map(|list| metadata[list].as_array()).flatten() {
                let rule = rule.as_str().or_else(|| rule["id"].as_str()).unwrap();
                let runs = match scanner {
                    "cdk_nag" => rule.starts_with("AwsSolutions-"),
                    "guard" => rule.starts_with("CT."),
                    _ => true,
                };
                if runs {
                    entries.push(Entry {
                        resource: id.clone(),
                        kind: resource["Type"].as_str().unwrap().to_owned(),
                        rule: rule.to_owned(),
                    });
                }
            }
        }
        Self { entries }
    }

    /// The acknowledgements of a failure. One of a rule holds for all its findings, such as each wildcard of a policy.
    pub(crate) fn by(&self, failure: &Failure) -> impl Iterator<Item = usize> {
        let entries = self.entries.iter().enumerate();
        entries
            .filter(|(_, entry)| {
                let rest = failure.rule.strip_prefix(entry.rule.as_str());
                entry.resource == failure.resource && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
            })
            .map(|(index, _)| index)
    }

    /// Those that no resource of the type needs. One of them may: a secret does not know that it is rotated later.
    pub(crate) fn unused(&self, used: &BTreeSet<usize>) -> BTreeSet<String> {
        let needed: BTreeSet<(&str, &str)> = used.iter().map(|index| self.entries[*index].key()).collect();
        let entries = self.entries.iter().filter(|entry| !needed.contains(&entry.key()));
        entries
            .map(|entry| format!("{} acknowledges {}, which none of them fails", entry.kind, entry.rule))
            .collect()
    }
}
