//! Explanations as text for people.

use ferrocdk_spec::{Permissions, Properties, Property, ResourceType, Type, Update};

use super::style::{DIM, NAME, PLAIN, REPLACES, REQUIRED, TITLE, Words, styled};
use super::words::{Detail, of_type};
use super::{Subject, TypeFacts, properties_of};

/// Names up to this length decide how wide their column is; longer ones reach beyond it.
const WIDEST_NAME: usize = 32;

pub(super) fn render(subject: &Subject, width: usize) -> String {
    let mut page = Page {
        text: String::new(),
        width,
    };
    match subject {
        Subject::Service { name, types } => {
            page.head(name, &[]);
            page.title(&format!("Resource types ({})", types.len()));
            for ty in types {
                page.words(2, 4, &Words::of(ty, NAME));
            }
        }
        Subject::Type(facts) => page.of_type(facts),
        Subject::Property {
            resource,
            path,
            property,
            object,
        } => {
            page.head(&format!("{}.{}", resource.name, path.join(".")), &[]);
            match object {
                Some(object) => page.link(&resource.property_type_documentation(object)),
                None => page.link(&resource.documentation()),
            }
            page.words(0, 0, &of_property(property, path.len() == 1, Detail::Full));
            if let Some(properties) = properties_of(resource, object.as_deref()) {
                page.properties(properties, false);
            }
        }
        Subject::Attribute { resource, name, ty } => {
            page.head(&format!("{}.{name}", resource.name), &[]);
            page.link(&resource.documentation());
            page.words(
                0,
                0,
                &Words::of(
                    &format!("{}, as Fn::GetAtt returns it", of_type(ty, Detail::Full)),
                    PLAIN,
                ),
            );
        }
    }
    page.text
}

struct Page {
    text: String,
    width: usize,
}

impl Page {
    fn of_type(&mut self, facts: &TypeFacts) {
        let resource = &facts.resource;
        self.head(&resource.name, &notes(resource));
        self.link(&resource.documentation());
        self.properties(&resource.properties, true);
        self.attributes("Attributes", &resource.attributes);
        self.attributes("Properties that Fn::GetAtt returns too", &resource.readable);
        self.replacing(resource);
        self.regions(facts);
        self.permissions(&facts.permissions);
        self.metrics(resource);
    }

    fn head(&mut self, name: &str, notes: &[String]) {
        self.text += &styled(TITLE, name);
        self.text.push('\n');
        for note in notes {
            self.words(0, 2, &Words::of(note, PLAIN));
        }
    }

    fn link(&mut self, address: &str) {
        self.text += &styled(DIM, address);
        self.text.push('\n');
    }

    fn title(&mut self, title: &str) {
        self.text.push('\n');
        self.text += &styled(TITLE, title);
        self.text.push('\n');
    }

    fn words(&mut self, first: usize, indent: usize, words: &Words) {
        self.text += &" ".repeat(first);
        words.wrap(&mut self.text, first, indent, self.width);
    }

    /// A name in its column, and words beside it.
    fn row(&mut self, name: &str, column: usize, words: &Words) {
        let length = name.chars().count();
        self.text += "  ";
        self.text += &styled(NAME, name);
        self.text += &" ".repeat(column.saturating_sub(length) + 2);
        words.wrap(&mut self.text, column.max(length) + 4, column + 4, self.width);
    }

    fn properties(&mut self, properties: &Properties, top: bool) {
        self.title("Properties");
        if properties.is_empty() {
            self.words(2, 2, &Words::of("none", DIM));
        }
        let column = column(properties.keys());
        let required = properties.iter().filter(|(_, property)| property.required);
        let rest = properties.iter().filter(|(_, property)| !property.required);
        for (name, property) in required.chain(rest) {
            self.row(name, column, &of_property(property, top, Detail::Short));
        }
    }

    fn attributes<'a>(&mut self, title: &str, attributes: impl IntoIterator<Item = (&'a String, &'a Type)> + Copy) {
        let column = column(attributes.into_iter().map(|(name, _)| name));
        for (index, (name, ty)) in attributes.into_iter().enumerate() {
            if index == 0 {
                self.title(title);
            }
            self.row(name, column, &Words::of(&of_type(ty, Detail::Short), PLAIN));
        }
    }

    /// Replacing properties below the first level; the others say it themselves.
    fn replacing(&mut self, resource: &ResourceType) {
        let mut found = Vec::new();
        for (owner, properties) in &resource.property_types {
            for (name, property) in properties.iter().filter(|(_, property)| property.update.replaces()) {
                let sure = if property.update == Update::Conditional {
                    " (at times)"
                } else {
                    ""
                };
                found.push(format!("{owner}.{name}{sure}"));
            }
        }
        if !found.is_empty() {
            self.title("Nested properties that replace the resource");
            self.words(2, 2, &Words::of(&found.join(", "), PLAIN));
        }
    }

    fn regions(&mut self, facts: &TypeFacts) {
        self.title("Regions");
        let text = match (facts.available.as_slice(), facts.missing.as_slice()) {
            ([], _) => "not known".to_owned(),
            (available, []) => format!("all {} whose types are known", available.len()),
            (available, missing) if missing.len() < available.len() => {
                format!("{}, all but {}", available.len(), missing.join(", "))
            }
            ([only], _) => format!("{only} alone"),
            (available, _) => format!("{}: {}", available.len(), available.join(", ")),
        };
        self.words(2, 2, &Words::of(&text, PLAIN));
    }

    fn permissions(&mut self, permissions: &Permissions) {
        self.title("Permissions of whoever deploys");
        if permissions.is_empty() {
            self.words(2, 2, &Words::of("not published", DIM));
        }
        for (handler, actions) in permissions.handlers() {
            let mut sorted: Vec<&String> = actions.iter().collect();
            sorted.sort_unstable();
            let actions: Vec<&str> = sorted.into_iter().map(String::as_str).collect();
            if !actions.is_empty() {
                self.row(handler, 6, &Words::of(&actions.join(", "), PLAIN));
            }
        }
    }

    fn metrics(&mut self, resource: &ResourceType) {
        let mut namespaces: Vec<(&str, Vec<&str>)> = Vec::new();
        for metric in &resource.metrics {
            match namespaces
                .iter_mut()
                .find(|(namespace, _)| *namespace == metric.namespace)
            {
                Some((_, names)) if names.contains(&metric.name.as_str()) => {}
                Some((_, names)) => names.push(&metric.name),
                None => namespaces.push((&metric.namespace, vec![&metric.name])),
            }
        }
        if !namespaces.is_empty() {
            self.title("Metrics");
        }
        let column = namespaces
            .iter()
            .map(|(namespace, _)| namespace.len())
            .max()
            .unwrap_or_default();
        for (namespace, names) in namespaces {
            self.row(namespace, column, &Words::of(&names.join(", "), PLAIN));
        }
    }
}

fn notes(resource: &ResourceType) -> Vec<String> {
    let mut notes = Vec::new();
    if !resource.primary_identifier.is_empty() {
        notes.push(format!("identified by {}", resource.primary_identifier.join(" and ")));
    }
    if let Some(arn) = &resource.arn {
        notes.push(arn.clone());
    }
    if resource.stateful {
        notes.push("holds data, which replacement and deletion lose".to_owned());
    }
    notes
}

fn column<'a>(names: impl Iterator<Item = &'a String>) -> usize {
    names
        .map(|name| name.chars().count())
        .max()
        .unwrap_or_default()
        .min(WIDEST_NAME)
}

/// `top` tells a resource's own property from one of a property type, whose change may replace because of the property above it.
fn of_property(property: &Property, top: bool, detail: Detail) -> Words {
    let mut words = Words::default();
    if property.required {
        words.and(Words::of("required", REQUIRED));
    }
    words.and(Words::of(&of_type(&property.ty, detail), PLAIN));
    words.and(match (property.update, detail) {
        (Update::Replacement, _) => Words::of("replaces", REPLACES),
        (Update::Conditional, _) => Words::of("may replace", REPLACES),
        (Update::InPlace, Detail::Full) if top => Words::of("updated in place", PLAIN),
        (Update::InPlace, _) => Words::default(),
    });
    if let Some(default) = &property.default {
        words.and(Words::of(&format!("default {default}"), PLAIN));
    }
    if property.write_only {
        words.and(Words::of("write-only", DIM));
    }
    if property.deprecated {
        words.and(Words::of("deprecated", REPLACES));
    }
    words
}
