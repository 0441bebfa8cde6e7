//! Every alarm of the reference plants has a runbook where its message says.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::fs;
use std::path::Path;

use serde_json::Value as Json;

#[test]
fn every_alarm_has_its_runbook() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = fs::read_to_string(root.join("docs/runbooks.md")).unwrap();
    let headings: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let mut seen = 0;
    for entry in fs::read_dir(root.join("cdk.out")).unwrap() {
        let path = entry.unwrap().path();
        if !path.to_string_lossy().ends_with(".template.json") {
            continue;
        }
        let template: Json = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        for resource in template["Resources"].as_object().unwrap().values() {
            let text = resource["Properties"]["AlarmDescription"].as_str().unwrap_or_default();
            let Some((_, purpose)) = text.split_once("docs/runbooks.md#") else {
                continue;
            };
            assert!(
                headings.contains(&purpose),
                "{}: no runbook for {purpose}",
                path.display()
            );
            seen += 1;
        }
    }
    assert!(seen > 10, "the templates have alarms with runbooks");
    assert!(headings.contains(&"alerts") && headings.contains(&"page"));
}
