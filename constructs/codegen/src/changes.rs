//! What changed between two databases.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use ferrocdk_spec::{Database, ResourceType};

/// Differences in content; other compressed bytes of the same facts are none.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    sources: bool,
    added: Vec<String>,
    removed: Vec<String>,
    /// By type: what was added, removed, or is described otherwise.
    changed: BTreeMap<String, Vec<String>>,
}

/// Compares all types of two databases.
pub(crate) fn between(old: &Database<'_>, new: &Database<'_>) -> Result<Changes> {
    let mut changes = Changes {
        sources: old.sources() != new.sources(),
        ..Changes::default()
    };
    changes
        .added
        .extend(new.names().filter(|name| !old.contains(name)).map(str::to_owned));
    changes
        .removed
        .extend(old.names().filter(|name| !new.contains(name)).map(str::to_owned));
    for name in new.names().filter(|name| old.contains(name)) {
        if old.record(name)? != new.record(name)? {
            let details = match (old.resource(name), new.resource(name)) {
                (Ok(old), Ok(new)) => compare(&old, &new),
                _ => vec!["its record has another form".to_owned()],
            };
            changes.changed.insert(name.to_owned(), details);
        }
    }
    Ok(changes)
}

impl Changes {
    /// Whether both say the same.
    pub(crate) fn is_empty(&self) -> bool {
        !self.sources && self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }

    /// One line for all.
    pub(crate) fn summary(&self) -> String {
        if self.is_empty() {
            return "unchanged".to_owned();
        }
        format!(
            "{} added, {} removed, {} changed",
            self.added.len(),
            self.removed.len(),
            self.changed.len()
        )
    }

    /// One line for each.
    pub(crate) fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.sources {
            lines.push("other versions of the sources".to_owned());
        }
        lines.extend(self.added.iter().map(|name| format!("+ {name}")));
        lines.extend(self.removed.iter().map(|name| format!("- {name}")));
        for (name, details) in &self.changed {
            lines.push(format!("~ {name}: {}", details.join(", ")));
        }
        lines
    }
}

/// Everything of a type that has a name, with its facts in a comparable form.
fn facts(ty: &ResourceType) -> BTreeMap<String, String> {
    let mut facts = BTreeMap::new();
    for (name, property) in &ty.properties {
        facts.insert(name.clone(), format!("{property:?}"));
    }
    for (owner, properties) in &ty.property_types {
        for (name, property) in properties {
            facts.insert(format!("{owner}.{name}"), format!("{property:?}"));
        }
    }
    for (name, attribute) in &ty.attributes {
        facts.insert(format!("attribute {name}"), format!("{attribute:?}"));
    }
    facts
}

fn compare(old: &ResourceType, new: &ResourceType) -> Vec<String> {
    let (old, new) = (facts(old), facts(new));
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let mut details: Vec<String> = names
        .into_iter()
        .filter_map(|name| match (old.get(name), new.get(name)) {
            (None, Some(_)) => Some(format!("+ {name}")),
            (Some(_), None) => Some(format!("- {name}")),
            (Some(before), Some(after)) if before != after => Some(format!("~ {name}")),
            _ => None,
        })
        .collect();
    if details.is_empty() {
        details.push("identifier, tags or ARN".to_owned());
    }
    details
}

#[cfg(test)]
mod tests {
    use ferrocdk_spec::{Kind, Limits, Property, Type, Update, encode};

    use super::*;

    fn bell(name: &str, properties: &[(&str, bool)]) -> ResourceType {
        let property = |required: bool| Property {
            ty: Type {
                kind: Kind::String,
                limits: Limits::default(),
            },
            required,
            update: Update::InPlace,
            write_only: false,
            deprecated: false,
            default: None,
        };
        ResourceType {
            name: name.to_owned(),
            properties: properties
                .iter()
                .map(|(name, required)| ((*name).to_owned(), property(*required)))
                .collect(),
            ..ResourceType::default()
        }
    }

    #[test]
    fn added_removed_and_changed_are_told() {
        let old = encode(
            &[],
            &[
                bell("A::B::Gone", &[]),
                bell("A::B::Kept", &[("Size", false), ("Tone", false)]),
            ],
        )
        .unwrap();
        let new = encode(
            &[],
            &[
                bell("A::B::Kept", &[("Name", false), ("Size", true)]),
                bell("A::B::New", &[]),
            ],
        )
        .unwrap();
        let (old, new) = (Database::open(&old).unwrap(), Database::open(&new).unwrap());
        let changes = between(&old, &new).unwrap();
        assert_eq!(changes.summary(), "1 added, 1 removed, 1 changed");
        assert_eq!(
            changes.lines(),
            ["+ A::B::New", "- A::B::Gone", "~ A::B::Kept: + Name, ~ Size, - Tone"]
        );
        let none = between(&new, &new).unwrap();
        assert!(none.is_empty() && none.lines().is_empty());
        assert_eq!(none.summary(), "unchanged");
    }
}
