//! Matchers against the answers of CDK's own (`cdk.tsv`, written by `cdk.mjs`).

use ferrocdk_assertions::{Capture, Match};
use serde_json::{Map, Value as Json, json};

fn build(pattern: &Json, captures: &mut Vec<Capture>) -> Match {
    match pattern {
        Json::Array(items) => Match::plain_array(items.iter().map(|item| build(item, captures)).collect()),
        Json::Object(map) => match map.get("$").and_then(Json::as_str) {
            Some(name) => matcher(name, map, captures),
            None => {
                let entries = map.iter().map(|(key, item)| (key.clone(), build(item, captures)));
                Match::plain_object(entries.collect())
            }
        },
        scalar => scalar.into(),
    }
}

fn matcher(name: &str, map: &Map<String, Json>, captures: &mut Vec<Capture>) -> Match {
    let of = map.get("of").map(|of| build(of, captures));
    match (name, of) {
        ("absent", None) => Match::absent(),
        ("anyValue", None) => Match::any_value(),
        ("exact", Some(of)) => Match::exact(of),
        ("objectLike", Some(of)) => Match::object_like(of),
        ("objectEquals", Some(of)) => Match::object_equals(of),
        ("arrayWith", Some(of)) => Match::array_with(of),
        ("arrayEquals", Some(of)) => Match::array_equals(of),
        ("not", Some(of)) => Match::not(of),
        ("serializedJson", Some(of)) => Match::serialized_json(of),
        ("stringLikeRegexp", _) => Match::string_like_regexp(map["of"].as_str().unwrap_or_default()),
        ("capture", of) => {
            let capture = of.map_or_else(Capture::new, Capture::matching);
            captures.push(capture.clone());
            capture.into()
        }
        (name, _) => panic!("no matcher {name}"),
    }
}

#[test]
fn every_matcher_answers_as_in_cdk() {
    let mut lines = include_str!("cdk.tsv").lines();
    let targets: Vec<Json> = serde_json::from_str(lines.next().unwrap()).unwrap();
    let mut resources: Vec<Json> = targets.into_iter().map(|value| json!({ "V": value })).collect();
    resources.push(json!({}));
    let mut wrong = Vec::new();
    let mut rows = 0;
    for line in lines {
        let [pattern, answers, values] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not a row: {line}");
        };
        rows += 1;
        let pattern: Json = serde_json::from_str(pattern).unwrap();
        let mut captured = Vec::new();
        assert_eq!(answers.len(), resources.len(), "{pattern}");
        for (resource, expected) in resources.iter().zip(answers.chars()) {
            let mut captures = Vec::new();
            let result = Match::object_like([("V", build(&pattern, &mut captures))]).test(Some(resource));
            if result.is_ok() != (expected == 'y') {
                wrong.push(format!(
                    "{pattern} with {resource}: CDK says {expected}, we say {result:?}"
                ));
            }
            captured.extend(captures.iter().flat_map(Capture::values));
        }
        let values: Vec<Json> = serde_json::from_str(values).unwrap();
        if captured != values {
            wrong.push(format!("{pattern} captures {captured:?}, in CDK {values:?}"));
        }
    }
    assert!(rows > 100, "only {rows} patterns");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
