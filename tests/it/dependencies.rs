//! Dependencies between the crates point one way (ARCHITECTURE.md has the picture).

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand};

use crate::workspace;

/// The crates of the workspace that each crate depends on, tests aside.
const EDGES: &[(&str, &[&str])] = &[
    ("alert-router", &["ferrocdk-calls", "ferrocdk-contracts"]),
    ("app", &["ferrocdk"]),
    ("archiver", &["ferrocdk-contracts"]),
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
    ("ferrocdk-assertions", &["ferrocdk-core"]),
    (
        "ferrocdk-aws",
        &[
            "ferrocdk-assembly",
            "ferrocdk-cfn",
            "ferrocdk-core",
            "ferrocdk-facts",
            "ferrocdk-fingerprint",
        ],
    ),
    ("ferrocdk-calls", &[]),
    ("ferrocdk-cfn", &["ferrocdk-core"]),
    ("ferrocdk-checks", &["ferrocdk-core", "ferrocdk-lint", "ferrocdk-spec"]),
    (
        "ferrocdk-cli",
        &[
            "ferrocdk-checks",
            "ferrocdk-facts",
            "ferrocdk-fingerprint",
            "ferrocdk-import",
            "ferrocdk-scanners",
            "ferrocdk-spec",
            "ferrocdk-template",
            "ferrocdk-toolkit",
        ],
    ),
    ("ferrocdk-codegen", &["ferrocdk-spec"]),
    ("ferrocdk-contracts", &[]),
    (
        "ferrocdk-core",
        &["ferrocdk-assembly", "ferrocdk-facts", "ferrocdk-template"],
    ),
    ("ferrocdk-facts", &[]),
    ("ferrocdk-fingerprint", &[]),
    (
        "ferrocdk-import",
        &["ferrocdk-facts", "ferrocdk-spec", "ferrocdk-template"],
    ),
    (
        "ferrocdk-lint",
        &["ferrocdk-facts", "ferrocdk-spec", "ferrocdk-template"],
    ),
    ("ferrocdk-local", &["ferrocdk-contracts"]),
    (
        "ferrocdk-plant",
        &["ferrocdk-aws", "ferrocdk-contracts", "ferrocdk-core"],
    ),
    ("ferrocdk-scanners", &[]),
    ("ferrocdk-spec", &[]),
    ("ferrocdk-template", &[]),
    (
        "ferrocdk-toolkit",
        &[
            "ferrocdk-assembly",
            "ferrocdk-checks",
            "ferrocdk-core",
            "ferrocdk-facts",
            "ferrocdk-lint",
            "ferrocdk-spec",
            "ferrocdk-template",
        ],
    ),
    ("processor", &["ferrocdk-calls", "ferrocdk-contracts"]),
    ("provider", &[]),
    ("redrive", &["ferrocdk-calls", "ferrocdk-contracts"]),
    ("provisioning-hook", &["ferrocdk-calls", "ferrocdk-contracts"]),
    ("workspace-tests", &[]),
    ("xtask", &["ferrocdk-cli", "ferrocdk-spec", "ferrocdk-toolkit"]),
];

#[test]
fn crates_depend_on_those_below_them_and_on_no_others() {
    let metadata = MetadataCommand::new()
        .manifest_path(workspace::root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .unwrap();
    let listed: BTreeMap<&str, BTreeSet<&str>> = EDGES
        .iter()
        .map(|(name, below)| (*name, below.iter().copied().collect()))
        .collect();
    let members: BTreeSet<&str> = metadata.packages.iter().map(|package| package.name.as_str()).collect();
    let mut wrong = Vec::new();
    for package in &metadata.packages {
        let name = package.name.as_str();
        let Some(below) = listed.get(name) else {
            wrong.push(format!("{name} is not in the list of tests/it/dependencies.rs"));
            continue;
        };
        let edges: BTreeSet<&str> = package
            .dependencies
            .iter()
            .filter(|dependency| dependency.kind != DependencyKind::Development)
            .map(|dependency| dependency.name.as_str())
            .filter(|name| members.contains(name))
            .collect();
        wrong.extend(
            edges
                .difference(below)
                .map(|other| format!("{name} must not depend on {other}")),
        );
        wrong.extend(
            below
                .difference(&edges)
                .map(|other| format!("{name} does not depend on {other} any more")),
        );
    }
    let gone = listed.keys().filter(|name| !members.contains(*name));
    wrong.extend(gone.map(|name| format!("there is no crate {name}")));
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
