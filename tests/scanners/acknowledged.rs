//! The acknowledgements of a template, in the metadata of its resources.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::scan::Failure;

/// The acknowledgements of a template for a scanner: resource and rule.
pub(crate) struct Acknowledged {
    entries: Vec<(String, String)>,
}

impl Acknowledged {
    /// Reads those of `checkov`, `cdk_nag` or `guard`. Other packs of rules than those that run here are for users who run them.
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
                    entries.push((id.clone(), rule.to_owned()));
                }
            }
        }
        Self { entries }
    }

    /// The acknowledgements of a failure. One of a rule holds for all its findings, such as each wildcard of a policy.
    pub(crate) fn by(&self, failure: &Failure) -> impl Iterator<Item = usize> {
        let entries = self.entries.iter().enumerate();
        entries
            .filter(|(_, (resource, rule))| {
                let rest = failure.rule.strip_prefix(rule.as_str());
                *resource == failure.resource && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
            })
            .map(|(index, _)| index)
    }

    /// Those that no failure needs.
    pub(crate) fn unused(&self, used: &BTreeSet<usize>) -> impl Iterator<Item = String> {
        let entries = self
            .entries
            .iter()
            .enumerate()
            .filter(|(index, _)| !used.contains(index));
        entries.map(|(_, (resource, rule))| format!("{resource} acknowledges {rule}, which it does not fail"))
    }
}
