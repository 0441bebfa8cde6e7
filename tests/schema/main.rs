//! Our assemblies against the schemas that AWS publishes (npm `@aws-cdk/cloud-assembly-schema`): the version that we write, and the newest.
//!
//! Ignored where npm is missing. `tree.json` has no published schema; what its readers rely on is checked here, without npm.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod app;
mod tree;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::{Value as Json, json};
use workspace_tests::{install, root};

/// Verdicts of the schemas on an assembly's files, by schema and file: the problem, if there is one.
type Findings = BTreeMap<String, BTreeMap<String, Option<String>>>;

fn validate(packages: &Path, assembly: &Path) -> Findings {
    let output = Command::new("node")
        .arg(root().join("tests/schema/validate.mjs"))
        .args([packages, assembly])
        // Without it the newest loaders trust what they read.
        .env("TESTING_CDK", "1")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Both schemas accept these files of the assembly.
fn assert_valid(packages: &Path, assembly: &Path, files: &[&str]) {
    let files: BTreeMap<String, Option<String>> = files.iter().map(|file| ((*file).to_owned(), None)).collect();
    let expected = Findings::from([("newest".to_owned(), files.clone()), ("written".to_owned(), files)]);
    assert_eq!(validate(packages, assembly), expected);
}

#[test]
fn trees_are_as_their_readers_need_them() {
    tree::check(&root().join("cdk.out"));
    let folder = tempfile::tempdir().unwrap();
    let assembly = folder.path().join("cdk.out");
    app::write(folder.path(), &assembly);
    tree::check(&assembly);
}

#[test]
#[cfg_attr(not(npm), ignore = "npm is missing")]
fn the_reference_assembly_is_valid() {
    let packages = install("schema");
    let assembly = root().join("cdk.out");
    let plants = ["http-ingest", "manufacturing", "sao-paulo", "ten-thousand"];
    let assets = plants.map(|plant| format!("{plant}-prod.assets.json"));
    let mut files = vec!["manifest.json"];
    files.extend(assets.iter().map(String::as_str));
    assert_valid(&packages, &assembly, &files);
}

#[test]
#[cfg_attr(not(npm), ignore = "npm is missing")]
fn an_assembly_of_many_parts_is_valid() {
    let packages = install("schema");
    let folder = tempfile::tempdir().unwrap();
    let assembly = folder.path().join("cdk.out");
    app::write(folder.path(), &assembly);
    let files = [
        "manifest.json",
        "plant.assets.json",
        "consumer.assets.json",
        "assembly-Prod/manifest.json",
        "assembly-Prod/ProdLine5488C648.assets.json",
    ];
    assert_valid(&packages, &assembly, &files);
}

/// The oracle is awake: what no schema allows is told.
#[test]
#[cfg_attr(not(npm), ignore = "npm is missing")]
fn spoiled_files_are_refused() {
    let packages = install("schema");
    let folder = tempfile::tempdir().unwrap();
    let assembly = folder.path().join("cdk.out");
    app::write(folder.path(), &assembly);
    let spoil = |file: &str, pointer: &str, value: Json| {
        let path = assembly.join(file);
        let sound = std::fs::read_to_string(&path).unwrap();
        let mut json: Json = serde_json::from_str(&sound).unwrap();
        *json.pointer_mut(pointer).unwrap() = value;
        std::fs::write(&path, json.to_string()).unwrap();
        let findings = validate(&packages, &assembly);
        std::fs::write(&path, sound).unwrap();
        for (schema, files) in findings {
            assert!(files[file].is_some(), "{schema} accepts {file} with {pointer} spoiled");
        }
    };
    spoil(
        "manifest.json",
        "/artifacts/plant/type",
        json!("aws:cloudformation:stak"),
    );
    spoil("manifest.json", "/artifacts/plant/dependencies", json!("plant.assets"));
    spoil("manifest.json", "/artifacts/plant/properties/tags", json!([]));
    spoil(
        "manifest.json",
        "/artifacts/plant/properties/lookupRole",
        json!({ "role": "" }),
    );
    spoil("manifest.json", "/missing/0/provider", json!("zones"));
    spoil(
        "manifest.json",
        "/missing/0/props",
        json!({ "account": "123456789012" }),
    );
    spoil("plant.assets.json", "/files", json!({ "hash": { "source": {} } }));
}
