//! `View`: a template as the rules look at it, with what its resources refer to.

use std::collections::BTreeSet;

use ferrocdk_core::{Environment, RenderedResource, RenderedTemplate};
use serde_json::Value as Json;

use crate::catalogue::Catalogue;

/// A template and where it is deployed.
pub(crate) struct View<'a> {
    resources: Vec<RenderedResource<'a>>,
    outputs: &'a Json,
    environment: &'a Environment,
    catalogue: &'a Catalogue,
}

impl<'a> View<'a> {
    pub(crate) fn of(template: &'a RenderedTemplate<'a>, catalogue: &'a Catalogue) -> Self {
        Self {
            resources: template.resources().collect(),
            outputs: &template.json()["Outputs"],
            environment: template.environment(),
            catalogue,
        }
    }

    /// All resources.
    pub(crate) fn resources(&self) -> impl Iterator<Item = &RenderedResource<'a>> {
        self.resources.iter()
    }

    /// The resources of a type.
    pub(crate) fn of_type<'s>(&'s self, kind: &'s str) -> impl Iterator<Item = &'s RenderedResource<'a>> {
        self.resources.iter().filter(move |resource| resource.is(kind))
    }

    /// The resource that a value names by `Ref`, `Fn::GetAtt` or a `Fn::Sub` of one of them.
    pub(crate) fn target(&self, value: &Json) -> Option<&RenderedResource<'a>> {
        let names = names(value);
        let found: Vec<_> = self
            .resources
            .iter()
            .filter(|resource| names.contains(resource.logical_id()))
            .collect();
        match found.as_slice() {
            [one] => Some(one),
            _ => None,
        }
    }

    /// Whether something else than a resource itself, and than those of types that only add to it, refers to it.
    pub(crate) fn is_used(&self, id: &str, additions: &[&str]) -> bool {
        let users = self
            .resources
            .iter()
            .filter(|user| user.logical_id() != id && !additions.iter().any(|kind| user.is(kind)));
        users
            .map(|user| user.body())
            .chain([self.outputs])
            .any(|body| names(body).contains(id))
    }

    /// The environment of the stack.
    pub(crate) fn environment(&self) -> &Environment {
        self.environment
    }

    /// The metrics that services publish.
    pub(crate) fn catalogue(&self) -> &Catalogue {
        self.catalogue
    }
}

/// The logical ids, and other names, that a value refers to anywhere in it.
pub(crate) fn names(value: &Json) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(value, &mut found);
    found
}

fn collect(value: &Json, found: &mut BTreeSet<String>) {
    match value {
        Json::Object(fields) => {
            for (key, inner) in fields {
                match (key.as_str(), inner) {
                    ("Ref" | "DependsOn" | "Condition", Json::String(name)) => {
                        found.insert(name.clone());
                    }
                    ("Fn::GetAtt", Json::String(path)) => {
                        found.extend(path.split('.').next().map(str::to_owned));
                    }
                    ("Fn::GetAtt", Json::Array(path)) => {
                        found.extend(path.first().and_then(Json::as_str).map(str::to_owned));
                    }
                    ("Fn::Sub", Json::String(text)) => in_text(text, found),
                    ("Fn::Sub", Json::Array(parts)) => {
                        if let Some(text) = parts.first().and_then(Json::as_str) {
                            in_text(text, found);
                        }
                        parts.iter().skip(1).for_each(|part| collect(part, found));
                    }
                    _ => collect(inner, found),
                }
            }
        }
        Json::Array(items) => items.iter().for_each(|item| collect(item, found)),
        _ => {}
    }
}

/// The names in `${Name.Attribute}`.
fn in_text(text: &str, found: &mut BTreeSet<String>) {
    for part in text.split("${").skip(1) {
        let name = part.split(['}', '.']).next().unwrap_or_default();
        if !name.starts_with('!') {
            found.insert(name.to_owned());
        }
    }
}

/// A text with its values left out: literals as they are, parts of `Fn::Join` and `Fn::Sub` put together.
pub(crate) fn text_of(value: &Json) -> Option<String> {
    const VALUE: &str = "-";
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Object(fields) if fields.len() == 1 => {
            let (function, argument) = fields.iter().next()?;
            match (function.as_str(), argument) {
                ("Fn::Join", Json::Array(parts)) => {
                    let separator = parts.first()?.as_str()?;
                    let texts = parts.get(1)?.as_array()?.iter();
                    let texts: Vec<String> = texts
                        .map(|part| text_of(part).unwrap_or_else(|| VALUE.to_owned()))
                        .collect();
                    Some(texts.join(separator))
                }
                ("Fn::Sub", Json::String(text)) => Some(text.clone()),
                ("Fn::Sub", Json::Array(parts)) => parts.first()?.as_str().map(str::to_owned),
                _ => None,
            }
        }
        _ => None,
    }
}

/// A value as a list: itself where it is none.
pub(crate) fn listed(value: &Json) -> Vec<&Json> {
    match value {
        Json::Array(items) => items.iter().collect(),
        Json::Null => Vec::new(),
        one => vec![one],
    }
}

/// A whole number, also one in quotes, as CloudFormation takes it.
pub(crate) fn number(value: &Json) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

/// Whether a value is true, also in quotes.
pub(crate) fn is_true(value: &Json) -> bool {
    value == true || value == "true"
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn references_are_found_in_every_form() {
        let value = json!({
            "A": { "Ref": "One" }, "B": [{ "Fn::GetAtt": ["Two", "Arn"] }, { "Fn::GetAtt": "Three.Arn" }],
            "C": { "Fn::Sub": "arn:${Four}:${Five.Arn}/${!Six}" }, "D": { "Fn::Sub": ["${V}", { "V": { "Ref": "Seven" } }] }
        });
        let found: Vec<String> = names(&value).into_iter().collect();
        assert_eq!(found, ["Five", "Four", "One", "Seven", "Three", "Two", "V"]);
    }

    #[test]
    fn texts_are_put_together() {
        assert_eq!(
            text_of(&json!({ "Fn::Join": ["/", ["a", { "Ref": "B" }, "c"]] })).unwrap(),
            "a/-/c"
        );
        assert_eq!(text_of(&json!({ "Ref": "B" })), None);
    }
}
