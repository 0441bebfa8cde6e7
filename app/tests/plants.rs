//! The plants of this repository: each synthesizes without findings, with the rules that the app raises to errors.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::path::Path;

use ferrocdk::plant::{Plant, PlantFile, PlantProps, Suffix};
use ferrocdk::prelude::*;

#[test]
fn every_plant_synthesizes_without_findings() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let plants = PlantFile::names(root, "app/plants").unwrap();
    for reference in ["http-ingest", "manufacturing", "sao-paulo", "ten-thousand"] {
        assert!(plants.iter().any(|plant| plant == reference), "{reference}");
    }
    for name in plants {
        let file = PlantFile::read(root, "app/plants", &name).unwrap();
        let props = PlantProps::new(file, Suffix::new("pr-17").unwrap());
        let app = App::new();
        let stack = Stack::new(&app, &format!("{name}-pr-17"), props.stack());
        Plant::new(&stack, "Default", props);
        let assembly = app.synth().unwrap();
        let findings: Vec<String> = assembly
            .warnings()
            .iter()
            .filter(|warning| warning.severity > ferrocdk::Severity::Info)
            .map(ToString::to_string)
            .collect();
        assert!(findings.is_empty(), "{name}: {}", findings.join("\n\n"));
    }
}
