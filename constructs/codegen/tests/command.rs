//! The command itself, on a copy of the parts of the workspace that it reads and writes.

#![expect(clippy::unwrap_used, reason = "shared code of tests may fail the test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A copy of the workspace's database, bindings and lists of the library.
struct Workspace(tempfile::TempDir);

impl Workspace {
    fn new() -> Self {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let copy = Self(tempfile::tempdir().unwrap());
        for part in [
            "constructs/spec/pins.json",
            "constructs/spec/database.bin",
            "constructs/Cargo.toml",
            "constructs/cfn",
            "constructs/aws/Cargo.toml",
            "constructs/aws/coverage.tsv",
            "constructs/aws/coverage-methods.tsv",
            "constructs/aws/src/from_aws_cdk.md",
            "constructs/examples",
            "docs/library.md",
            "tests/parity/library/cdk",
        ] {
            copy_all(&source.join(part), &copy.path(part));
        }
        copy
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// Runs the command without fetching; exit status, standard output, standard error.
    fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_ferrocdk-codegen"))
            .arg("--offline")
            .args(arguments)
            .current_dir(self.path("constructs"))
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    }
}

fn copy_all(from: &Path, to: &Path) {
    if from.is_dir() {
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            copy_all(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
    }
}

/// The checked-in files are current; a changed, a missing and a superfluous file are found, and mended.
#[test]
fn check_finds_what_differs_and_generating_mends_it() {
    let workspace = Workspace::new();
    let (status, stdout, stderr) = workspace.run(&["--check"]);
    assert_eq!(
        status,
        Some(0),
        "the bindings are not current, run `cargo xtask codegen`\n{stdout}{stderr}"
    );

    let changed = workspace.path("constructs/cfn/src/kinesis/stream.rs");
    let original = fs::read_to_string(&changed).unwrap();
    fs::write(&changed, original.replace("ShardCount", "ShardTally")).unwrap();
    fs::remove_file(workspace.path("constructs/cfn/src/sqs/queue.rs")).unwrap();
    let superfluous = workspace.path("constructs/cfn/src/mainstay/ledger.rs");
    fs::create_dir_all(superfluous.parent().unwrap()).unwrap();
    fs::write(&superfluous, "//! Left behind.\n").unwrap();
    let manifest = workspace.path("constructs/cfn/Cargo.toml");
    let features = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, features.replace("sqs = []\n", "")).unwrap();

    let (status, stdout, stderr) = workspace.run(&["--check"]);
    assert_eq!(status, Some(4));
    let (counts, list) = stdout.split_once('\n').unwrap();
    assert!(
        counts.starts_with("bindings: all ") && counts.ends_with(" features"),
        "{counts}"
    );
    assert_eq!(
        list,
        "needs update: constructs/cfn/Cargo.toml\n\
         needs update: constructs/cfn/src/kinesis/stream.rs\n\
         needs update: constructs/cfn/src/sqs/queue.rs\n\
         needs update: constructs/cfn/src/mainstay/ledger.rs\n"
    );
    assert_eq!(
        stderr,
        "4 files need an update\nhint: run `cargo xtask codegen` and commit what changes\n"
    );
    assert!(superfluous.exists(), "a check writes nothing");

    assert_eq!(workspace.run(&[]).0, Some(0));
    assert_eq!(fs::read_to_string(&changed).unwrap(), original);
    assert_eq!(fs::read_to_string(&manifest).unwrap(), features);
    assert!(!superfluous.parent().unwrap().exists());
    assert_eq!(workspace.run(&["--check"]).0, Some(0));
}

#[test]
fn a_damaged_database_is_one_clear_error() {
    let workspace = Workspace::new();
    fs::write(workspace.path("constructs/spec/database.bin"), "something else\n\n").unwrap();
    let (status, stdout, stderr) = workspace.run(&["--check"]);
    assert_eq!((status, stdout.as_str()), (Some(1), ""));
    assert_eq!(
        stderr,
        "error: the schema database is damaged: it does not begin with 'ferrocdk-spec 2'\n\
         hint: rebuild it with `cargo xtask codegen`\n"
    );
}

#[test]
fn a_database_of_other_packages_than_the_pinned_ones_is_refused() {
    let workspace = Workspace::new();
    let database = ferrocdk_spec::encode(&ferrocdk_spec::Contents::default()).unwrap();
    fs::write(workspace.path("constructs/spec/database.bin"), database).unwrap();
    let (status, stdout, stderr) = workspace.run(&[]);
    assert_eq!((status, stdout.as_str()), (Some(1), ""));
    assert!(
        stderr.contains("built from other packages than constructs/spec/pins.json names\nhint: "),
        "{stderr}"
    );
}

#[test]
fn outside_of_a_checkout_it_says_so() {
    let elsewhere = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_ferrocdk-codegen"))
        .current_dir(elsewhere.path())
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr.contains("is not inside the ferrocdk workspace\nhint: run it from a checkout"),
        "{stderr}"
    );
}
