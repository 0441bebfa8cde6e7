//! The schema of a table with its indexes: what has to be declared, and what DynamoDB takes.

use ferrocdk_core::{Diagnostic, Document, Scope};

use super::attribute::Attribute;
use super::index::{GlobalSecondaryIndex, LocalSecondaryIndex};
use crate::diagnostic_ids;

/// Source of all: "Quotas in Amazon DynamoDB".
const MAX_LOCAL_INDEXES: usize = 5;
const MAX_GLOBAL_INDEXES: usize = 20;
const MAX_PROJECTED: usize = 100;
const MAX_KEY_PARTS: usize = 4;

/// The keys of a table and of its indexes.
pub(super) struct Schema<'a> {
    pub(super) partition_key: &'a Attribute,
    pub(super) sort_key: Option<&'a Attribute>,
    pub(super) global: &'a [GlobalSecondaryIndex],
    pub(super) local: &'a [LocalSecondaryIndex],
}

impl<'a> Schema<'a> {
    /// Every attribute of a key, once for each name and type.
    fn attributes(&self) -> Vec<&'a Attribute> {
        let global = self.global.iter();
        let global = global.flat_map(|index| index.partition_keys().chain(&index.sort_keys));
        let all = std::iter::once(self.partition_key)
            .chain(self.sort_key)
            .chain(global)
            .chain(self.local.iter().map(|index| &index.sort_key));
        let mut attributes = Vec::new();
        for attribute in all {
            if !attributes.contains(&attribute) {
                attributes.push(attribute);
            }
        }
        attributes
    }

    pub(super) fn attribute_definitions(&self) -> Document {
        Document::list(self.attributes().into_iter().map(Attribute::definition))
    }

    /// The key of the table itself.
    pub(super) fn key_schema(&self) -> Document {
        super::attribute::key_schema([self.partition_key], self.sort_key)
    }

    /// Names of all indexes.
    pub(super) fn index_names(&self) -> Vec<String> {
        let global = self.global.iter().map(|index| index.index_name.clone());
        global
            .chain(self.local.iter().map(|index| index.index_name.clone()))
            .collect()
    }

    pub(super) fn check(&self, scope: &Scope) {
        self.check_attributes(scope);
        self.check_indexes(scope);
        for (property, found, most) in [
            ("LocalSecondaryIndexes", self.local.len(), MAX_LOCAL_INDEXES),
            ("GlobalSecondaryIndexes", self.global.len(), MAX_GLOBAL_INDEXES),
        ] {
            if found > most {
                let mistake = mistake("a table has more indexes than DynamoDB makes", property)
                    .found(format!("{found} indexes"))
                    .allowed(format!("{most} indexes"))
                    .help("give one attribute several meanings by a prefix of its values, so that one index serves several questions");
                scope.report(mistake);
            }
        }
        let global = self.global.iter().map(|index| &index.projection);
        let projections = global.chain(self.local.iter().map(|index| &index.projection));
        let projected: usize = projections
            .map(|projection| projection.non_key_attributes().len())
            .sum();
        if projected > MAX_PROJECTED {
            let mistake = mistake("indexes hold more attributes than DynamoDB takes", "Projection")
                .found(format!("{projected} attributes in all indexes together"))
                .allowed(format!("{MAX_PROJECTED} attributes"))
                .help("let an index hold everything: `Projection::All`");
            scope.report(mistake);
        }
    }

    fn check_attributes(&self, scope: &Scope) {
        let attributes = self.attributes();
        for (position, attribute) in attributes.iter().enumerate() {
            let before = attributes.iter().take(position);
            if let Some(other) = before.into_iter().find(|other| other.name() == attribute.name()) {
                let mistake = mistake("an attribute has two types", "AttributeDefinitions")
                    .found(format!(
                        "{} of type {} and of type {}",
                        attribute.name(),
                        other.type_word(),
                        attribute.type_word()
                    ))
                    .allowed("one type for each attribute of a key");
                scope.report(mistake);
            }
        }
        if self.sort_key.is_some_and(|key| key.name() == self.partition_key.name()) {
            let mistake = mistake("partition key and sort key are the same attribute", "KeySchema")
                .found(self.partition_key.name())
                .help("leave out the sort key, or name another attribute");
            scope.report(mistake);
        }
    }

    fn check_indexes(&self, scope: &Scope) {
        let names = self.index_names();
        for (position, name) in names.iter().enumerate() {
            if names.iter().take(position).any(|other| other == name) {
                let mistake = mistake("two indexes have one name", "IndexName").found(name.as_str());
                scope.report(mistake.help("name them differently"));
            }
        }
        if let (Some(index), None) = (self.local.first(), self.sort_key) {
            let mistake = mistake("a local index of a table without a sort key", "LocalSecondaryIndexes")
                .found(index.index_name.as_str())
                .help("give the table a sort key, or make it a global index");
            scope.report(mistake);
        }
        for index in self.global {
            let parts = [index.partition_keys().count(), index.sort_keys.len()];
            if let Some(found) = parts.into_iter().find(|parts| *parts > MAX_KEY_PARTS) {
                let mistake = mistake("the key of an index has too many attributes", "KeySchema")
                    .found(format!("{found} of {}", index.index_name))
                    .allowed(format!("{MAX_KEY_PARTS} for partitions and {MAX_KEY_PARTS} to sort by"));
                scope.report(mistake);
            }
        }
    }
}

fn mistake(message: &str, property: &str) -> Diagnostic {
    Diagnostic::error(diagnostic_ids::TABLE_SCHEMA, message).at("", Some(property))
}
