//! Findings as SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format").

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use super::{Entry, Severity};

/// The log of one run.
pub(super) fn log(entries: &[Entry]) -> Json {
    let mut ids: Vec<&str> = entries.iter().map(|entry| entry.rule.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let rules: Vec<Json> = ids
        .iter()
        .map(|id| {
            let meaning = ferrocdk_lint::rule(id).map_or("found by another engine", |rule| rule.meaning);
            json!({ "id": id, "shortDescription": { "text": meaning } })
        })
        .collect();
    let results: Vec<Json> = entries.iter().map(|entry| result(entry, &ids)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "ferrocdk", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn result(entry: &Entry, ids: &[&str]) -> Json {
    let level = match entry.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    };
    let text = match &entry.help {
        Some(help) => format!("{}; {help}", entry.message),
        None => entry.message.clone(),
    };
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(&entry.file) },
            "region": { "startLine": entry.line.max(1), "startColumn": entry.column.max(1) },
        },
    });
    if !entry.path.is_empty() {
        let mut logical = vec![json!({ "fullyQualifiedName": entry.path })];
        logical.extend(
            entry
                .construct
                .iter()
                .map(|path| json!({ "fullyQualifiedName": path, "kind": "construct" })),
        );
        location["logicalLocations"] = logical.into();
    }
    json!({
        "ruleId": entry.rule,
        "ruleIndex": ids.binary_search(&entry.rule.as_str()).unwrap_or_default(),
        "level": level,
        "message": { "text": text },
        "locations": [location],
    })
}

/// A file's name as a relative or absolute URI.
fn uri(name: &str) -> String {
    let mut out = if name.starts_with('/') {
        "file://".to_owned()
    } else {
        String::new()
    };
    for byte in name.replace('\\', "/").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            // Writing to a string cannot fail.
            _ => drop(write!(out, "%{byte:02X}")),
        }
    }
    out
}
