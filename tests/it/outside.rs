//! Another team's workspace depends on the constructs alone, with a function, a construct and a rule of its own.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value as Json;

use crate::workspace;

fn folder() -> PathBuf {
    workspace::root().join("tests/outside")
}

fn run(out: &std::path::Path, context: &str) -> Output {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace::root().join("target"), PathBuf::from);
    Command::new(cargo)
        .args(["run", "--quiet", "--package", "outside"])
        .current_dir(folder())
        // Below the workspace's own, as it is not the same graph of packages.
        .env("CARGO_TARGET_DIR", target.join("outside"))
        .env("CDK_OUTDIR", out)
        .env("CDK_CONTEXT_JSON", context)
        .output()
        .unwrap()
}

#[test]
fn another_workspace_takes_a_plant_with_a_function_construct_and_rule_of_its_own() {
    let out = tempfile::tempdir().unwrap();
    let output = run(out.path(), "{}");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = std::fs::read_to_string(out.path().join("boiler-house-prod.template.json")).unwrap();
    let template: Json = serde_json::from_str(&text).unwrap();
    let resources = template["Resources"].as_object().unwrap();
    assert!(
        resources
            .values()
            .any(|resource| resource["Type"] == "AWS::Scheduler::Schedule")
    );
    let assets = std::fs::read_to_string(out.path().join("boiler-house-prod.assets.json")).unwrap();
    assert!(
        assets.contains("judge:"),
        "the plant runs the team's own function: {assets}"
    );

    // The rule looks: without the tag, it finds.
    let output = run(out.path(), r#"{"ownerless":"yes"}"#);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("error[HEAT0001]"), "{said}");
}
