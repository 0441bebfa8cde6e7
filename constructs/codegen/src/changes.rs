//! Changes between two databases.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use ferrocdk_spec::Database;

/// Differences in content; other compressed bytes of the same facts are none.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    sources: bool,
    added: Vec<String>,
    removed: Vec<String>,
    /// By type, rule, runtime or service: what was added, removed, or is described otherwise.
    changed: BTreeMap<String, Vec<String>>,
}

/// Compares everything that two databases hold.
pub(crate) fn between(old: &Database<'_>, new: &Database<'_>) -> Result<Changes> {
    let mut changes = Changes {
        sources: old.sources() != new.sources(),
        ..Changes::default()
    };
    let regions = |database: &Database<'_>| database.regions().iter().map(|region| format!("{region:?}")).collect();
    changes.differing("regions", &named(regions(old)), &named(regions(new)));
    changes
        .added
        .extend(new.names().filter(|name| !old.contains(name)).map(str::to_owned));
    changes
        .removed
        .extend(old.names().filter(|name| !new.contains(name)).map(str::to_owned));
    for name in new.names().filter(|name| old.contains(name)) {
        changes.differing(name, &facts_of_type(old, name)?, &facts_of_type(new, name)?);
    }
    changes.differing("extensions", &facts_of_extensions(old)?, &facts_of_extensions(new)?);
    let runtimes = |database: &Database<'_>| -> Result<Facts> {
        let runtimes = database.runtimes()?.into_iter();
        Ok(runtimes
            .map(|runtime| (runtime.name.clone(), format!("{runtime:?}")))
            .collect())
    };
    changes.differing("runtimes", &runtimes(old)?, &runtimes(new)?);
    let services: BTreeSet<&str> = old.iam_services().chain(new.iam_services()).collect();
    for prefix in services {
        let name = format!("IAM service {prefix}");
        changes.differing(&name, &facts_of_service(old, prefix)?, &facts_of_service(new, prefix)?);
    }
    Ok(changes)
}

/// Statements, by the name of their subject.
type Facts = BTreeMap<String, String>;

fn named(names: Vec<String>) -> Facts {
    names.into_iter().map(|name| (name, String::new())).collect()
}

impl Changes {
    /// All is new, because the old database cannot be read.
    pub(crate) fn of_another_form() -> Self {
        Self {
            added: vec!["everything, since the old database has another form".to_owned()],
            ..Self::default()
        }
    }

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

impl Changes {
    fn differing(&mut self, subject: &str, old: &Facts, new: &Facts) {
        match (old.is_empty(), new.is_empty()) {
            (true, false) => return self.added.push(subject.to_owned()),
            (false, true) => return self.removed.push(subject.to_owned()),
            _ => {}
        }
        let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        let details: Vec<String> = names
            .into_iter()
            .filter_map(|name| match (old.get(name), new.get(name)) {
                (None, Some(_)) => Some(format!("+ {name}")),
                (Some(_), None) => Some(format!("- {name}")),
                (Some(before), Some(after)) if before != after => Some(format!("~ {name}")),
                _ => None,
            })
            .collect();
        if !details.is_empty() {
            self.changed.insert(subject.to_owned(), details);
        }
    }
}

/// Everything of a type that has a name, with its facts in a comparable form.
fn facts_of_type(database: &Database<'_>, name: &str) -> Result<Facts> {
    let ty = database.resource(name)?;
    let mut facts = Facts::new();
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
    for (name, readable) in &ty.readable {
        facts.insert(format!("readable {name}"), format!("{readable:?}"));
    }
    for metric in &ty.metrics {
        facts.insert(
            format!("metric {} {}", metric.namespace, metric.name),
            format!("{metric:?}"),
        );
    }
    let identifiers = (&ty.primary_identifier, &ty.ref_identifier);
    let rest = (identifiers, &ty.tags, &ty.arn, ty.stateful);
    facts.insert("identifier, tags, ARN or data".to_owned(), format!("{rest:?}"));
    facts.insert("schema".to_owned(), database.schema(name)?.to_value()?.to_string());
    for (handler, actions) in database.permissions(name)?.handlers() {
        for action in actions {
            facts.insert(format!("{action} to {handler}"), String::new());
        }
    }
    for region in database.regions_of(name)? {
        facts.insert(format!("region {region}"), String::new());
    }
    Ok(facts)
}

fn facts_of_extensions(database: &Database<'_>) -> Result<Facts> {
    let mut facts = Facts::new();
    for (ty, extensions) in database.extensions()? {
        for extension in extensions {
            let mut said = String::new();
            for part in database.extension_parts(&extension) {
                if let Some(schema) = database.extension_schema(&extension, part)? {
                    said.extend([part, " ", &schema.to_value()?.to_string(), "\n"]);
                }
            }
            facts.insert(format!("{} at {ty} {}", extension.rule, extension.path), said);
        }
    }
    Ok(facts)
}

fn facts_of_service(database: &Database<'_>, prefix: &str) -> Result<Facts> {
    let service = database.iam_service(prefix)?.unwrap_or_default();
    let actions = service
        .actions
        .iter()
        .map(|(name, resources)| (name.clone(), format!("{resources:?}")));
    let resources = service
        .resources
        .iter()
        .map(|(name, arns)| (format!("resource {name}"), format!("{arns:?}")));
    Ok(actions.chain(resources).collect())
}

#[cfg(test)]
mod tests {
    use ferrocdk_spec::{
        Contents, Kind, Limits, Permissions, Property, ResourceType, Type, TypeContents, Update, encode,
    };

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
            references: Vec::new(),
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

    fn database(types: Vec<ResourceType>, permissions: &Permissions) -> Vec<u8> {
        let types = types.into_iter().map(|resource| {
            let name = resource.name.clone();
            let contents = TypeContents {
                resource,
                permissions: permissions.clone(),
                ..TypeContents::default()
            };
            (name, contents)
        });
        encode(&Contents {
            types: types.collect(),
            ..Contents::default()
        })
        .unwrap()
    }

    #[test]
    fn added_removed_and_changed_are_told() {
        let kept = bell("A::B::Kept", &[("Size", false), ("Tone", false)]);
        let old = database(vec![bell("A::B::Gone", &[]), kept], &Permissions::default());
        let kept = bell("A::B::Kept", &[("Name", false), ("Size", true)]);
        let permissions = Permissions {
            create: vec!["bell:Ring".to_owned()],
            ..Permissions::default()
        };
        let new = database(vec![kept, bell("A::B::New", &[])], &permissions);
        let (old, new) = (Database::open(&old).unwrap(), Database::open(&new).unwrap());
        let changes = between(&old, &new).unwrap();
        assert_eq!(changes.summary(), "1 added, 1 removed, 1 changed");
        assert_eq!(
            changes.lines(),
            [
                "+ A::B::New",
                "- A::B::Gone",
                "~ A::B::Kept: + Name, ~ Size, - Tone, + bell:Ring to create"
            ]
        );
        let none = between(&new, &new).unwrap();
        assert!(none.is_empty() && none.lines().is_empty());
        assert_eq!(none.summary(), "unchanged");
    }
}
