//! Dependencies between the crates point one way (ARCHITECTURE.md has the picture).

use std::collections::BTreeMap;

use cargo_metadata::{DependencyKind, MetadataCommand};

use crate::workspace;

/// Which crates of the workspace each crate may depend on, tests aside.
const ALLOWED: &[(&str, &[&str])] = &[
    ("app", &["ferrocdk", "ferrocdk-contracts"]),
    (
        "ferrocdk",
        &[
            "ferrocdk-assertions",
            "ferrocdk-aws",
            "ferrocdk-cfn",
            "ferrocdk-checks",
            "ferrocdk-core",
            "ferrocdk-plant",
        ],
    ),
    ("ferrocdk-assembly", &[]),
    ("ferrocdk-assertions", &["ferrocdk-cfn", "ferrocdk-core"]),
    ("ferrocdk-aws", &["ferrocdk-assembly", "ferrocdk-cfn", "ferrocdk-core"]),
    ("ferrocdk-cfn", &["ferrocdk-core"]),
    (
        "ferrocdk-checks",
        &["ferrocdk-cfn", "ferrocdk-core", "ferrocdk-lint", "ferrocdk-template"],
    ),
    (
        "ferrocdk-cli",
        &[
            "ferrocdk-import",
            "ferrocdk-spec",
            "ferrocdk-template",
            "ferrocdk-toolkit",
        ],
    ),
    ("ferrocdk-codegen", &["ferrocdk-spec"]),
    ("ferrocdk-contracts", &[]),
    (
        "ferrocdk-core",
        &["ferrocdk-assembly", "ferrocdk-spec", "ferrocdk-template"],
    ),
    ("ferrocdk-import", &["ferrocdk-spec", "ferrocdk-template"]),
    ("ferrocdk-lint", &["ferrocdk-spec", "ferrocdk-template"]),
    ("ferrocdk-local", &[]),
    ("ferrocdk-plant", &["ferrocdk-aws", "ferrocdk-cfn", "ferrocdk-core"]),
    ("ferrocdk-spec", &[]),
    ("ferrocdk-template", &[]),
    (
        "ferrocdk-toolkit",
        &[
            "ferrocdk-assembly",
            "ferrocdk-lint",
            "ferrocdk-spec",
            "ferrocdk-template",
        ],
    ),
    ("processor", &["ferrocdk-contracts"]),
    ("provider", &[]),
    ("workspace-tests", &[]),
    ("xtask", &["ferrocdk-cli", "ferrocdk-spec", "ferrocdk-toolkit"]),
];

#[test]
fn crates_depend_on_those_below_them_only() {
    let metadata = MetadataCommand::new()
        .manifest_path(workspace::root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .unwrap();
    let allowed: BTreeMap<&str, &[&str]> = ALLOWED.iter().copied().collect();
    let members: Vec<&str> = metadata.packages.iter().map(|package| package.name.as_str()).collect();
    let mut wrong = Vec::new();
    for package in &metadata.packages {
        let Some(below) = allowed.get(package.name.as_str()) else {
            wrong.push(format!(
                "{} is not in the list of tests/it/dependencies.rs",
                package.name
            ));
            continue;
        };
        let edges = package
            .dependencies
            .iter()
            .filter(|dependency| dependency.kind != DependencyKind::Development);
        for dependency in edges
            .map(|dependency| dependency.name.as_str())
            .filter(|name| members.contains(name))
        {
            if !below.contains(&dependency) {
                wrong.push(format!("{} must not depend on {dependency}", package.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn versions_and_lints_stand_at_the_root() {
    let metadata = MetadataCommand::new()
        .manifest_path(workspace::root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .unwrap();
    for package in &metadata.packages {
        let text = std::fs::read_to_string(&package.manifest_path).unwrap();
        assert!(
            text.contains("[lints]\nworkspace = true"),
            "{} takes no part in the workspace's lints",
            package.name
        );
        let own: Vec<&str> = text.lines().filter(|line| line.contains("version = \"")).collect();
        assert!(own.is_empty(), "{} has versions of its own: {own:?}", package.name);
    }
}
