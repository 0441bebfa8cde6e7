//! The acknowledgements of a template, in the metadata of its resources.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::scan::{Failure, Scanner};

/// The acknowledgements of a template for a scanner.
///
/// ```
/// use ferrocdk_scanners::{Acknowledged, Failure, Scanner};
/// use serde_json::json;
///
/// let metadata = json!({ "checkov": { "skip": [{ "id": "CKV_AWS_18", "comment": "receives the access logs itself" }] } });
/// let template = json!({ "Resources": {
///     "Log": { "Type": "AWS::S3::Bucket", "Metadata": metadata },
///     "Archive": { "Type": "AWS::S3::Bucket" },
/// }});
/// let acknowledged = Acknowledged::of(&template, Scanner::Checkov);
/// let failure = |resource: &str| Failure { rule: "CKV_AWS_18".to_owned(), resource: resource.to_owned(), text: String::new() };
/// assert_eq!(acknowledged.reason(&failure("Log")), Some("receives the access logs itself"));
/// assert_eq!(acknowledged.reason(&failure("Archive")), None);
/// ```
#[derive(Clone, Debug)]
pub struct Acknowledged {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    resource: String,
    kind: String,
    rule: String,
    reason: String,
}

impl Entry {
    fn key(&self) -> (&str, &str) {
        (&self.kind, &self.rule)
    }
}

impl Acknowledged {
    /// Reads those for a scanner. Rules of packs that do not run here are for users who run them.
    pub fn of(template: &Json, scanner: Scanner) -> Self {
        let key = match scanner {
            Scanner::CfnLint => "cfn-lint",
            Scanner::Checkov => "checkov",
            Scanner::CdkNag => "cdk_nag",
            Scanner::CfnGuard => "guard",
        };
        let mut entries = Vec::new();
        for (id, resource) in template["Resources"].as_object().into_iter().flatten() {
            let metadata = match scanner {
                Scanner::CfnLint => &resource["Metadata"][key]["config"],
                _ => &resource["Metadata"][key],
            };
            let lists = ["skip", "rules_to_suppress", "SuppressedRules", "ignore_checks"];
            for entry in lists.iter().filter_map(|list| metadata[list].as_array()).flatten() {
                let Some(rule) = entry.as_str().or_else(|| entry["id"].as_str()) else {
                    continue;
                };
                let runs = match scanner {
                    Scanner::CdkNag => rule.starts_with("AwsSolutions-"),
                    Scanner::CfnGuard => rule.starts_with("CT."),
                    Scanner::CfnLint | Scanner::Checkov => true,
                };
                if runs {
                    let reason = ["comment", "reason"].iter().find_map(|key| entry[key].as_str());
                    entries.push(Entry {
                        resource: id.clone(),
                        kind: resource["Type"].as_str().unwrap_or_default().to_owned(),
                        rule: rule.to_owned(),
                        reason: reason.unwrap_or_default().to_owned(),
                    });
                }
            }
        }
        Self { entries }
    }

    /// The acknowledgements of a failure, by their places. One of a rule holds for all its findings in the resource, such as each wildcard of a policy.
    pub fn by(&self, failure: &Failure) -> impl Iterator<Item = usize> {
        let entries = self.entries.iter().enumerate();
        entries
            .filter(|(_, entry)| {
                let rest = failure.rule.strip_prefix(entry.rule.as_str());
                entry.resource == failure.resource && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
            })
            .map(|(index, _)| index)
    }

    /// Why a failure is as it should be; `None` where nothing says so, and empty where the scanner's form holds no reason.
    pub fn reason(&self, failure: &Failure) -> Option<&str> {
        let first = self.by(failure).next()?;
        self.entries.get(first).map(|entry| entry.reason.as_str())
    }

    /// Those that no resource of the type needs. One of them may: a secret does not know that it is rotated later.
    pub fn unused(&self, used: &BTreeSet<usize>) -> BTreeSet<String> {
        let used = self
            .entries
            .iter()
            .enumerate()
            .filter(|(index, _)| used.contains(index));
        let needed: BTreeSet<(&str, &str)> = used.map(|(_, entry)| entry.key()).collect();
        let entries = self.entries.iter().filter(|entry| !needed.contains(&entry.key()));
        entries
            .map(|entry| format!("{} acknowledges {}, which none of them fails", entry.kind, entry.rule))
            .collect()
    }
}
