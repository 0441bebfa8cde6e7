//! The files of an assembly, and how two assemblies differ, in words.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::normalise::{Rule, Side};

/// The JSON files of an assembly and of the assemblies nested in it, by path.
pub(crate) struct Files(pub(crate) BTreeMap<String, Json>);

impl Files {
    /// Takes manifests, templates, asset manifests and metadata; `tree.json` names the library's own classes and is no part of the contract
    /// with a deployment.
    pub(crate) fn parse<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let suffixes = ["manifest.json", ".template.json", ".assets.json", ".metadata.json"];
        let files = texts
            .into_iter()
            .filter(|(name, _)| suffixes.iter().any(|suffix| name.ends_with(suffix)));
        Self(
            files
                .map(|(name, text)| {
                    (
                        name.to_owned(),
                        serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}")),
                    )
                })
                .collect(),
        )
    }

    /// Those whose names end so.
    pub(crate) fn ending(&mut self, suffix: &'static str) -> impl Iterator<Item = (&String, &mut Json)> {
        self.0.iter_mut().filter(move |(name, _)| name.ends_with(suffix))
    }
}

/// Difference that is left after everything is set aside that the rules name; `None` when nothing is.
pub(crate) fn difference<'a>(
    mut theirs: Files,
    mut ours: Files,
    rules: impl IntoIterator<Item = &'a Rule>,
) -> Option<String> {
    for (side, rule) in rules {
        if *side != Side::Ours {
            rule(&mut theirs);
        }
        if *side != Side::Theirs {
            rule(&mut ours);
        }
    }
    let mut lines = Vec::new();
    let names: BTreeSet<&String> = theirs.0.keys().chain(ours.0.keys()).collect();
    for name in names {
        match (theirs.0.get(name), ours.0.get(name)) {
            (Some(theirs), Some(ours)) => describe(name, theirs, ours, &mut lines),
            (Some(_), None) => lines.push(format!("{name}: only AWS CDK writes this file")),
            _ => lines.push(format!("{name}: AWS CDK writes no such file")),
        }
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Writes a line for each place where the two differ.
fn describe(place: &str, theirs: &Json, ours: &Json, lines: &mut Vec<String>) {
    match (theirs, ours) {
        (Json::Object(left), Json::Object(right)) => {
            let keys: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
            for key in keys {
                let place = format!("{place} > {key}");
                match (left.get(key), right.get(key)) {
                    (Some(left), Some(right)) => describe(&place, left, right, lines),
                    (Some(left), None) => lines.push(format!("{place}: missing; AWS CDK has {left}")),
                    (None, Some(right)) => lines.push(format!("{place}: AWS CDK has nothing here; found {right}")),
                    (None, None) => {}
                }
            }
        }
        (Json::Array(left), Json::Array(right)) if left.len() == right.len() => {
            for (index, (left, right)) in left.iter().zip(right).enumerate() {
                describe(&format!("{place} > {index}"), left, right, lines);
            }
        }
        _ if theirs == ours => {}
        _ => lines.push(format!("{place}: AWS CDK has {theirs}, found {ours}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::RULES;

    fn files(name: &str, text: &str) -> Files {
        Files::parse([(name, text)])
    }

    #[test]
    fn a_difference_says_where_and_what() {
        let theirs = files(
            "a.template.json",
            r#"{"Resources":{"Q":{"Type":"T","N":[1,2]},"Gone":{}}}"#,
        );
        let ours = files("a.template.json", r#"{"Resources":{"Q":{"Type":"U","N":[1,3]}}}"#);
        assert_eq!(
            difference(theirs, ours, RULES).unwrap(),
            "a.template.json > Resources > Gone: missing; AWS CDK has {}\n\
             a.template.json > Resources > Q > N > 1: AWS CDK has 2, found 3\n\
             a.template.json > Resources > Q > Type: AWS CDK has \"T\", found \"U\""
        );
    }

    #[test]
    fn the_order_of_keys_and_hashes_of_templates_mean_nothing() {
        let hash = ["a".repeat(64), "b".repeat(64)];
        let assembly = |hash: &str, template: &str| {
            let assets = format!(
                r#"{{"version":"1","files":{{"{hash}":{{"source":{{"path":"a.template.json"}},"destinations":{{"x-y-{}":{{"objectKey":"{hash}.json"}}}}}}}}}}"#,
                &hash[..8]
            );
            Files::parse([("a.assets.json", assets.as_str()), ("a.template.json", template)])
        };
        let theirs = assembly(&hash[0], r#"{"A":1,"B":2}"#);
        let ours = assembly(&hash[1], r#"{"B":2,"A":1}"#);
        assert_eq!(difference(theirs, ours, RULES), None);
    }

    #[test]
    fn a_missing_file_is_a_difference() {
        let theirs = files("a.template.json", "{}");
        let ours = files("b.template.json", "{}");
        let report = difference(theirs, ours, RULES).unwrap();
        assert!(report.contains("a.template.json: only AWS CDK writes"), "{report}");
        assert!(
            report.contains("b.template.json: AWS CDK writes no such file"),
            "{report}"
        );
    }

    #[test]
    fn only_what_the_links_need_is_left_out_of_the_metadata() {
        let manifest = |metadata: &str| {
            let text = format!(r#"{{"artifacts":{{"A":{{"metadata":{metadata}}}}}}}"#);
            Files::parse([("manifest.json", text.as_str())])
        };
        let theirs = manifest(
            r#"{"/Plant/Store/Topic":[{"data":"Topic"}],"/Plant/Store/PlantStoreTopicRef":[{"data":"PlantStoreTopicRef"}],
                "/Plant/Publish/Output{\"Ref\":\"Topic\"}":[{"data":"PublishOutputRefTopic"}],
                "/Plant/Store/reference-to-Plant":[{"data":"referencetoPlant"}]}"#,
        );
        let ours = manifest(r#"{"/Plant/Store/Topic":[{"data":"Topic"}]}"#);
        assert_eq!(difference(theirs, ours, RULES), None);
    }
}
