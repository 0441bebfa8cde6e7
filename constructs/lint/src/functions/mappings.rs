//! `Fn::FindInMap`: the map, the row and the value that it names must exist.

use ferrocdk_template::{Entry, Node};

use super::Walk;
use super::arguments::is_region;
use crate::compare::scalar_text;
use crate::nearest::suggestion;
use crate::place::Place;
use crate::rules::{self, Rule};

/// Values that a key of `Fn::FindInMap` can have.
enum Key {
    /// Stands in the text, or follows from it whatever the parameters are.
    Sure(Vec<String>),
    /// Can be these, which a parameter is allowed to have.
    Allowed(Vec<String>),
    /// Is this by the values that are assumed.
    Assumed(String),
    /// Only the deployment knows.
    Open,
    /// The region of the deployment.
    Region,
}

impl<'c> Walk<'_, 'c> {
    pub(super) fn find_in_map(&mut self, argument: &'c Node, place: &Place<'_>) {
        let Some([map, row, column, options @ ..]) = argument.as_list() else {
            return;
        };
        match map.as_str() {
            Some(name) => {
                self.uses.mappings.insert(name);
            }
            None => self.uses.any_mapping = true,
        }
        let template = self.context.template;
        let may_differ = template.may_grow("Mappings")
            || options
                .first()
                .is_some_and(|options| options.get("DefaultValue").is_some());
        let Some(name) = map.as_str().filter(|_| !may_differ) else {
            return;
        };
        let Some(mapping) = template.mappings.get(name) else {
            let note = self.findings.add(
                &rules::E1011,
                &place.item(0, map),
                format!("the template has no mapping `{name}`"),
            );
            if let Some(help) = suggestion(name, template.mappings.keys().copied()) {
                note.help(help);
            }
            return;
        };
        let Some(rows) = mapping.value.as_map().filter(|map| map.get("Fn::Transform").is_none()) else {
            return;
        };
        let all: Vec<&'c Entry> = rows.iter().collect();
        let (keys, rule) = match self.key(row, place) {
            Key::Sure(keys) => (keys, &rules::E1011),
            Key::Allowed(keys) => (keys, &rules::W1034),
            Key::Assumed(key) if self.is_deployed(place) => (vec![key], &rules::E2901),
            Key::Assumed(_) | Key::Open => (Vec::new(), &rules::W1034),
            Key::Region => {
                if !all.iter().any(|entry| is_region(&entry.key)) {
                    self.findings.add(
                        &rules::E1011,
                        &place.item(1, row),
                        format!("the mapping `{name}` has no row for any region"),
                    );
                }
                return;
            }
        };
        let found = self.rows(&all, &keys, rule, &place.item(1, row), name);
        let columns: Vec<&'c Entry> = found
            .iter()
            .filter_map(|row| row.value.as_map())
            .filter(|map| map.get("Fn::Transform").is_none())
            .flatten()
            .collect();
        if let (Key::Sure(keys), [row]) = (self.key(column, place), found.as_slice())
            && row.value.as_map().is_some()
        {
            self.rows(
                &columns,
                &keys,
                &rules::E1011,
                &place.item(2, column),
                &format!("{name}/{}", row.key),
            );
        }
    }

    /// The entries of the keys, after saying which ones are missing.
    fn rows(
        &mut self,
        entries: &[&'c Entry],
        keys: &[String],
        rule: &'static Rule,
        place: &Place<'_>,
        name: &str,
    ) -> Vec<&'c Entry> {
        let mut found = Vec::new();
        for key in keys {
            if let Some(entry) = entries.iter().find(|entry| entry.key == *key) {
                found.push(*entry);
                continue;
            }
            let note = self
                .findings
                .add(rule, place, format!("the mapping `{name}` has no key `{key}`"));
            if let Some(help) = suggestion(key, entries.iter().map(|entry| entry.key.as_str())) {
                note.help(help);
            }
        }
        found
    }

    /// Whether the place is in the stack when the parameters have the values that are assumed.
    fn is_deployed(&self, place: &Place<'_>) -> bool {
        self.context
            .is_possible(&self.context.assumed_texts(), place.assumptions())
    }

    fn key(&self, node: &'c Node, place: &Place<'_>) -> Key {
        if let Some(text) = scalar_text(node) {
            return Key::Sure(vec![text.into_owned()]);
        }
        let name = node
            .function()
            .filter(|(function, _)| *function == "Ref")
            .and_then(|(_, name)| name.as_str());
        match name {
            Some("AWS::Region") => Key::Region,
            Some(name) if let Some(text) = self.context.assumed(name).as_ref().and_then(Node::as_str) => {
                Key::Assumed(text.to_owned())
            }
            Some(name) => self
                .context
                .template
                .parameters
                .get(name)
                .filter(|parameter| !parameter.is_stored())
                .and_then(|parameter| parameter.entry.value.get("AllowedValues"))
                .and_then(Node::as_list)
                .map_or(Key::Open, |values| {
                    Key::Allowed(
                        values
                            .iter()
                            .filter_map(scalar_text)
                            .map(std::borrow::Cow::into_owned)
                            .filter(|value| {
                                // Where a condition excludes a value, its row may be missing.
                                let choice = [(name, value.clone())];
                                self.context.is_possible(&choice, place.assumptions())
                            })
                            .collect(),
                    )
                }),
            None => Key::Open,
        }
    }
}
