//! The parser: ends, within its bounds, with places that the text has, and agrees with `serde_json` on what JSON is.

#![no_main]

use ferrocdk_template::{Language, MAX_DEPTH, Node, Value, parse};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let lines = text.split(['\n', '\r']).count();
    match parse(&text) {
        Ok(document) => {
            check(&document.root, 0, lines);
            if document.language == Language::Json {
                let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
                match serde_json::from_str::<serde_json::Value>(text) {
                    Ok(theirs) => assert_eq!(document.root.to_json(), theirs),
                    // Digits are kept, however many.
                    Err(error) => assert!(error.to_string().contains("number out of range"), "{error}"),
                }
                let written = serde_json::to_string(&document.root).expect("what is read can be written");
                let again = parse(&written).expect("what is written can be read");
                assert_eq!(serde_json::to_string(&again.root).expect("as before"), written);
            }
        }
        Err(errors) => {
            assert!(errors.iter().len() > 0);
            let allowed = ["stands here twice", "nested more than", "is a map of sections"];
            let is_json = text.starts_with('{') && serde_json::from_str::<serde_json::Value>(&text).is_ok();
            assert!(
                !is_json || allowed.iter().any(|reason| errors.to_string().contains(reason)),
                "{errors}"
            );
            for error in &errors {
                assert!(
                    error.at.line as usize <= lines + 1 && error.at.line > 0,
                    "{error} in {lines} lines"
                );
                assert!(!error.message.is_empty() && !error.help.is_empty());
            }
        }
    }
});

fn check(node: &Node, depth: usize, lines: usize) {
    assert!(depth <= MAX_DEPTH + 1, "{depth}");
    assert!(
        node.at.line > 0 && node.at.column > 0 && node.at.line as usize <= lines + 1,
        "{:?} in {lines} lines",
        node.at
    );
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| check(item, depth + 1, lines)),
        Value::Map(map) => {
            for entry in map {
                assert!(
                    std::ptr::eq(map.get(&entry.key).expect("a key finds its value"), &entry.value),
                    "{}",
                    entry.key
                );
                check(&entry.value, depth + 1, lines);
            }
        }
        _ => {}
    }
}
