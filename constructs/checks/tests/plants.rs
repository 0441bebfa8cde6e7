//! The reference plants break none of our own rules, those that only inform included.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::fs;
use std::path::Path;

use ferrocdk_checks::OwnRules;
use ferrocdk_core::{Environment, RenderedTemplate, RuleSet as _};

#[test]
fn the_reference_plants_break_no_rule() {
    let assembly = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cdk.out");
    let manifest: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(assembly.join("manifest.json")).unwrap()).unwrap();
    let rules = OwnRules::default();
    let mut broken = Vec::new();
    let mut seen = 0;
    for (name, artifact) in manifest["artifacts"].as_object().unwrap() {
        let Some(file) = artifact["properties"]["templateFile"].as_str() else {
            continue;
        };
        let region = artifact["environment"]
            .as_str()
            .and_then(|place| place.rsplit('/').next());
        let environment = Environment::region(region.unwrap());
        let text = fs::read_to_string(assembly.join(file)).unwrap();
        for finding in rules.check(&RenderedTemplate::new(name, &environment, &text)) {
            let diagnostic = finding.diagnostic();
            broken.push(format!(
                "{name} {}: {} ({:?})",
                finding.place().join("/"),
                diagnostic.message,
                diagnostic.found
            ));
        }
        seen += 1;
    }
    assert!(seen > 0, "there are plants");
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
