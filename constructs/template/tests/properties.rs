//! Properties of the parser over texts that nobody wrote by hand.

use ferrocdk_template::{MAX_DEPTH, Node, Value, parse};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::Value as Json;

fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        any::<f32>().prop_map(|number| f64::from(number).into()),
        "[\\PC\\n\\t\"]{0,4}".prop_map(Json::from),
        "[~<!&*|>%@`'\"#:?0-9a-z -]{0,6}".prop_map(Json::from),
    ];
    let tree = leaf.prop_recursive(4, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::from),
            prop::collection::btree_map("\\PC{0,3}", inner, 0..6).prop_map(|map| map.into_iter().collect()),
        ]
    });
    prop::collection::btree_map("[A-Z][a-z]{0,3}", tree, 0..6).prop_map(|map| map.into_iter().collect())
}

/// Pieces that mean something to a parser, in an order that need not make sense.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "a", ": ", ":\n", "\n", "\n  ", "\n    ", "- ", "? ", "[", "]", "{", "}", ", ", "\"", "'", "#", " #", "&a ", "*a", "*b", "<<: ", "!Ref ", "!Sub ",
            "!GetAtt a.b", "!!str ", "! ", "!<x> ", "|", "|-\n", ">+2\n", "---\n", "...\n", "%YAML 1.1\n", "\t", "\r\n", "\r", "\\", "\\u00", "\u{feff}", "é", "~",
            "null", "yes", "0x", "1e5", "-.5", "12345678901234567890", "\u{2028}", "\0",
        ])
        .prop_map(str::to_owned),
        1 => "\\PC{0,3}",
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Each value has a place, nesting is bounded, and each key finds its own value.
fn check(node: &Node, depth: usize) {
    assert!(depth <= MAX_DEPTH + 1, "{depth}");
    assert!(node.at.line > 0 && node.at.column > 0, "{node:?}");
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| check(item, depth + 1)),
        Value::Map(map) => {
            for entry in map {
                assert_eq!(map.entry(&entry.key), Some(entry));
                check(&entry.value, depth + 1);
            }
        }
        _ => {}
    }
}

fn judge(text: &str) {
    match parse(text) {
        Ok(document) => check(&document.root, 0),
        Err(errors) => {
            let lines = text.split(['\n', '\r']).count();
            assert!(errors.iter().len() > 0);
            for error in &errors {
                assert!(
                    (1..=lines + 1).contains(&(error.at.line as usize)),
                    "{error} in {lines} lines"
                );
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: RngSeed::Fixed(4), ..ProptestConfig::with_cases(256) })]

    #[test]
    fn json_is_read_as_serde_json_reads_it(json in json(), pretty: bool) {
        let text = if pretty { format!("{json:#}") } else { json.to_string() };
        let expected: Json = serde_json::from_str(&text)?;
        prop_assert_eq!(parse(&text)?.root.to_json(), expected);
    }

    #[test]
    fn what_serde_json_refuses_is_refused(json in json(), cut: prop::sample::Index, with in "[\\[\\]{},:\"a0 \\\\-]?") {
        let mut text = json.to_string();
        let places: Vec<usize> = text.char_indices().map(|(place, _)| place).collect();
        let place = places[cut.index(places.len())];
        let end = place + text[place..].chars().next().map_or(0, char::len_utf8);
        text.replace_range(place..end, &with);
        judge(&text);
        if text.trim_start().starts_with(['{', '[']) && serde_json::from_str::<Json>(&text).is_err() {
            prop_assert!(parse(&text).is_err(), "{}", text);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in soup()) {
        judge(&text);
        judge(&format!("a: {text}"));
        judge(&format!("{{\"a\": {text}"));
    }

    #[test]
    fn nesting_is_bounded(opened in prop::collection::vec(prop::sample::select(vec!["[", "{a: ", "{\"a\":", "- ", "? ", "!Not [", "&a ["]), 0..400)) {
        judge(&opened.concat());
        judge(&format!("a:\n  {}", opened.concat()));
    }
}

proptest! {
    // Each of them goes up to the bound.
    #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: RngSeed::Fixed(4), ..ProptestConfig::with_cases(8) })]

    #[test]
    fn aliases_are_bounded(steps in prop::collection::vec((0usize..40, 1usize..12, any::<bool>()), 1..40)) {
        use std::fmt::Write as _;
        let mut text = "a0: &a0 {x: &x x}\n".to_owned();
        for (number, (of, times, map)) in (1..).zip(steps) {
            let of = of.min(number - 1);
            if map {
                let entries: Vec<String> = (0..times).map(|key| format!("k{key}: *a{of}")).collect();
                writeln!(text, "a{number}: &a{number} {{<<: *a0, {}}}", entries.join(", "))?;
            } else {
                writeln!(text, "a{number}: &a{number} [{}]", vec![format!("*a{of}"); times].join(", "))?;
            }
        }
        judge(&text);
    }
}
