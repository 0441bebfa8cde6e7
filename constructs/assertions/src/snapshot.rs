//! Snapshots that stay the same when only the content of an asset changes.

use serde_json::Value as Json;

/// Length of a SHA-256 in hexadecimal digits, which names an asset.
const HASH: usize = 64;

/// A copy in which every asset hash is `<hash-1>`, `<hash-2>` and so on, in the order of first appearance.
///
/// Hashes are looked for in every string and every key: `S3Key`, template URLs, asset file names, ids in an asset manifest. The same hash
/// gets the same number, so a snapshot still tells which functions share their code and which do not. Nothing else is changed.
///
/// ```
/// use ferrocdk_assertions::normalize;
/// use serde_json::json;
/// let hash = "5c7d9a1e".repeat(8);
/// let function = json!({ "Code": { "S3Bucket": "assets", "S3Key": format!("{hash}.zip") } });
/// assert_eq!(normalize(&function), json!({ "Code": { "S3Bucket": "assets", "S3Key": "<hash-1>.zip" } }));
/// ```
///
/// With [insta](https://insta.rs) (feature `json`) a test of a whole stack is:
///
/// ```no_run
/// use ferrocdk_assertions::{Template, normalize};
/// # use ferrocdk_core::{App, Stack, StackProps};
/// # let app = App::new();
/// # let stack = Stack::new(&app, "plant", StackProps::default());
/// let template = Template::from_stack(&app, &stack);
/// insta::assert_json_snapshot!(normalize(template.json()));
/// ```
///
/// `cargo insta review` shows what a change of the app does to the template, and takes it over.
pub fn normalize(json: &Json) -> Json {
    replace(json, &mut Vec::new())
}

fn replace(json: &Json, seen: &mut Vec<String>) -> Json {
    match json {
        Json::String(text) => hide(text, seen).into(),
        Json::Array(items) => items.iter().map(|item| replace(item, seen)).collect(),
        Json::Object(map) => map
            .iter()
            .map(|(key, value)| (hide(key, seen), replace(value, seen)))
            .collect(),
        other => other.clone(),
    }
}

fn hide(text: &str, seen: &mut Vec<String>) -> String {
    let is_digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_digit) {
        let (before, from) = rest.split_at(start);
        let length = from.find(|c| !is_digit(c)).unwrap_or(from.len());
        let (run, after) = from.split_at(length);
        out.push_str(before);
        if run.len() == HASH {
            let known = seen.iter().position(|hash| hash == run);
            let number = known.unwrap_or_else(|| {
                seen.push(run.to_owned());
                seen.len() - 1
            });
            out.push_str("<hash-");
            out.push_str(&(number + 1).to_string());
            out.push('>');
        } else {
            out.push_str(run);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}
