//! The template, section by section, and what of it no typed code says.

use crate::Error;
use ferrocdk_template::{Entry, Map, Node, Position, Value};

/// Sections whose entries have logical ids.
const ELEMENTS: [&str; 6] = ["Parameters", "Mappings", "Conditions", "Rules", "Resources", "Outputs"];

/// A template, taken apart.
#[derive(Debug)]
pub(crate) struct TemplateSections<'a> {
    root: &'a Map,
    /// Parts that are taken over as they are written.
    kept: Vec<Kept<'a>>,
}

/// Parts of a section that are taken over as they are written.
#[derive(Debug)]
enum Kept<'a> {
    Whole(&'a Entry),
    Entries(&'a str, Vec<&'a Entry>),
}

impl<'a> TemplateSections<'a> {
    /// Checks the outer form of a template.
    pub(crate) fn new(root: &'a Node) -> Result<Self, Error> {
        let no_template = |found: &str| Error::NoTemplate {
            found: found.to_owned(),
        };
        let map = root
            .as_map()
            .ok_or_else(|| no_template(&format!("it is {}", kind(root))))?;
        if map.get("Resources").is_none() {
            let keys: Vec<String> = map.iter().take(5).map(|entry| format!("`{}`", entry.key)).collect();
            let found = match keys.as_slice() {
                [] => "it is empty".to_owned(),
                keys => format!("it has no `Resources`, but {}", keys.join(", ")),
            };
            return Err(no_template(&found));
        }
        for section in ELEMENTS {
            if let Some(entry) = map.entry(section).filter(|entry| entry.value.as_map().is_none()) {
                return Err(form(section, &entry.value, "a map of logical ids"));
            }
        }
        let mut template = Self {
            root: map,
            kept: Vec::new(),
        };
        for section in ELEMENTS {
            // No code makes an empty section.
            if map.get(section).and_then(Node::as_map).is_some_and(Map::is_empty) {
                template.keep_section(section);
            }
        }
        Ok(template)
    }

    /// The entries of a section; none where it is missing.
    pub(crate) fn section(&self, name: &str) -> impl Iterator<Item = &'a Entry> + use<'a> {
        let section = self.root.get(name).and_then(Node::as_map);
        section.into_iter().flat_map(Map::iter)
    }

    /// The value of a key at the top.
    pub(crate) fn get(&self, key: &str) -> Option<&'a Node> {
        self.root.get(key)
    }

    /// The keys at the top that are no sections of elements.
    pub(crate) fn head(&self) -> impl Iterator<Item = &'a Entry> + use<'a> {
        self.root.iter().filter(|entry| !ELEMENTS.contains(&entry.key.as_str()))
    }

    /// Takes an entry of a section over as it is written.
    pub(crate) fn keep(&mut self, section: &'static str, entry: &'a Entry) {
        let found = self.kept.iter_mut().find_map(|kept| match kept {
            Kept::Entries(name, entries) if *name == section => Some(entries),
            _ => None,
        });
        match found {
            Some(entries) => entries.push(entry),
            None => self.kept.push(Kept::Entries(section, vec![entry])),
        }
    }

    /// Takes a whole section over as it is written.
    pub(crate) fn keep_section(&mut self, section: &str) {
        self.kept.extend(self.root.entry(section).map(Kept::Whole));
    }

    pub(crate) fn keeps(&self) -> bool {
        !self.kept.is_empty()
    }

    /// Parts that are taken over as they are written, each by its place.
    pub(crate) fn kept_paths(&self) -> Vec<String> {
        let mut paths = Vec::new();
        for kept in &self.kept {
            match kept {
                Kept::Whole(entry) => paths.push(entry.key.clone()),
                Kept::Entries(section, entries) => {
                    paths.extend(entries.iter().map(|entry| format!("{section}.{}", entry.key)));
                }
            }
        }
        paths
    }

    /// Parts that are taken over as they are written, as a template of its own.
    pub(crate) fn kept(&self) -> Node {
        let at = Position::default();
        let sections = self.kept.iter().map(|kept| match kept {
            Kept::Whole(entry) => (*entry).clone(),
            Kept::Entries(section, entries) => {
                let entries = entries.iter().map(|entry| (*entry).clone()).collect();
                let value = Value::Map(Map::new(entries));
                Entry::new(*section, at, Node { value, at })
            }
        });
        let value = Value::Map(Map::new(sections.collect()));
        Node { value, at }
    }
}

/// The resource's map and its type, or what is wrong with it.
pub(crate) fn resource(entry: &Entry) -> Result<(&Map, &str), Error> {
    let path = format!("Resources.{}", entry.key);
    let map = entry
        .value
        .as_map()
        .ok_or_else(|| form(&path, &entry.value, "a map with a `Type`"))?;
    let type_name = map.get("Type").ok_or_else(|| Error::Form {
        path: path.clone(),
        at: entry.key_at,
        found: "has no `Type`".to_owned(),
        expected: "a map with a `Type`",
    })?;
    let name = type_name.as_str();
    let name = name.ok_or_else(|| {
        form(
            &format!("{path}.Type"),
            type_name,
            "a resource type such as AWS::SQS::Queue",
        )
    })?;
    Ok((map, name))
}

fn form(path: &str, node: &Node, expected: &'static str) -> Error {
    Error::Form {
        path: path.to_owned(),
        at: node.at,
        found: format!("is {}", kind(node)),
        expected,
    }
}

fn kind(node: &Node) -> &'static str {
    match &node.value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::List(_) => "a list",
        Value::Map(_) => "a map",
    }
}

/// The function and its argument. Unlike [`Node::function`], a `Condition` alone is none: it is a property too.
pub(crate) fn function(node: &Node) -> Option<(&str, &Node)> {
    node.function().filter(|(name, _)| *name != "Condition")
}

/// Whether CloudFormation takes the text as a logical id.
pub(crate) fn is_logical_id(text: &str) -> bool {
    (1..=255).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric())
}

/// The resource and the attribute of `Fn::GetAtt` in the form that a program writes.
pub(crate) fn get_att(argument: &Node) -> Option<(&str, &str)> {
    match argument.as_list()? {
        [resource, attribute] => Some((resource.as_str()?, attribute.as_str()?)),
        _ => None,
    }
}
