//! Commands that need no project: they work in any folder.

use std::fs;

use crate::workspace::{Workspace, ends_with};

/// A queue with a misspelt property.
const QUEUE: &str = "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n    Properties:\n      DelaySecond: 5\n";

/// A folder that is no project, nor below one.
fn nowhere() -> Workspace {
    let workspace = Workspace::new();
    fs::remove_dir_all(workspace.path().join("app")).unwrap();
    fs::remove_file(workspace.path().join("ferrocdk.toml")).unwrap();
    workspace
}

#[test]
fn templates_are_checked() {
    let workspace = nowhere();
    workspace.write("queue.yaml", QUEUE);
    let ran = workspace.run(&["lint", "queue.yaml"]);
    assert!(ran.code == 1 && ran.out.contains("E3002"), "{ran:?}");
    // Without a file it is the assembly of a project that is meant.
    let ran = workspace.run(&["lint"]);
    assert!(
        ran.code == 1 && ran.err.contains("is not inside a ferrocdk project"),
        "{ran:?}"
    );
}

#[test]
fn types_are_explained() {
    let ran = nowhere().run(&["explain", "AWS::SQS::Queue.DelaySeconds"]);
    assert!(ran.code == 0 && ran.out.contains("DelaySeconds"), "{ran:?}");
}

#[test]
fn templates_are_imported_against_the_published_crate() {
    let workspace = nowhere();
    workspace.script("bin/cargo", "echo no project >&2; exit 101");
    workspace.script("bin/rustfmt", "cat");
    workspace.write("queue.yaml", &QUEUE.replace("Second", "Seconds"));
    let ran = workspace.run(&["import", "queue.yaml", "--out", "queue"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let manifest = fs::read_to_string(workspace.path().join("queue/Cargo.toml")).unwrap();
    let version = format!("[dependencies.ferrocdk]\nversion = \"{}\"\n", env!("CARGO_PKG_VERSION"));
    assert!(manifest.contains(&version), "{manifest}");
    assert!(!workspace.path().join("queue/Cargo.lock").exists());
    // Nothing is written over.
    let ran = workspace.run(&["import", "queue.yaml", "--out", "queue"]);
    ends_with(
        &ran,
        1,
        &[
            "error: `queue` is not empty, and nothing was written",
            "hint: name a new folder, or pass --force to write over what stands there",
        ],
    );
}

#[test]
fn an_import_says_what_yaml_reads_otherwise_than_it_looks() {
    let workspace = nowhere();
    workspace.script("bin/cargo", "echo no project >&2; exit 101");
    workspace.script("bin/rustfmt", "cat");
    let template = "Mappings:\n  Plants:\n    012345670123: { Name: one }\nResources:\n  Share:\n    Type: AWS::ServiceCatalog::PortfolioShare\n    \
                    Properties:\n      AccountId: 012345670123\n      PortfolioId: port-abcdefghijklm\n";
    workspace.write("share.yaml", template);
    let ran = workspace.run(&["import", "share.yaml", "--out", "share"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    for told in [
        "warning: line 3, column 5: the key `012345670123` without quotes is `1402433619` to YAML; put it into quotes",
        "warning: line 8, column 18: `012345670123` without quotes is the number 1402433619 to YAML, as a zero before digits means base 8; write \
         `\"012345670123\"` for the text, or `1402433619` where that is meant",
    ] {
        assert!(ran.err.contains(told), "{ran:?}");
    }
    let code = fs::read_to_string(workspace.path().join("share/src/stack.rs")).unwrap();
    assert!(
        code.contains("doc!(1402433619).cast()") && !code.contains("012345670123"),
        "{code}"
    );
}

#[test]
fn templates_are_imported_against_the_crate_of_the_workspace_around() {
    let workspace = nowhere();
    workspace.write("lib/ferrocdk/Cargo.toml", "");
    workspace.write("Cargo.lock", "# versions\n");
    workspace.script(
        "bin/cargo",
        r#"echo "{\"workspace_root\":\"$ROOT\",\"packages\":[{\"name\":\"ferrocdk\",\"source\":null,\"manifest_path\":\"$ROOT/lib/ferrocdk/Cargo.toml\"}]}""#,
    );
    workspace.script("bin/rustfmt", "cat");
    workspace.write("queue.yaml", &QUEUE.replace("Second", "Seconds"));
    let ran = workspace.run(&["import", "queue.yaml", "--out", "stacks/queue"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let read = |file: &str| fs::read_to_string(workspace.path().join(file)).unwrap();
    let manifest = read("stacks/queue/Cargo.toml");
    assert!(manifest.contains("path = \"../../lib/ferrocdk\""), "{manifest}");
    assert_eq!(read("stacks/queue/Cargo.lock"), "# versions\n");
}
