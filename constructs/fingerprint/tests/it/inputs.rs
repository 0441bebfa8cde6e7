//! One input after the other is changed.

use std::fs;

use ferrocdk_fingerprint::{Architecture, fingerprint_in};
use proptest::prelude::*;

use crate::project::Project;

/// Files whose every byte counts.
const COUNTS: &[&str] = &[
    "w/functions/press/build.rs",
    "w/functions/press/build/steps.rs",
    "w/functions/press/src/main.rs",
    "w/functions/press/src/handler.rs",
    "w/functions/press/src/bin/second.rs",
    "w/functions/press/templates/page.html",
    "w/functions/press/tests/table.csv",
    "w/linker/link.sh",
    "w/data/memory.x",
    "w/data/declared/one.txt",
    "w/data/watched.txt",
    "w/data/read.txt",
    "w/data/step.bin",
    "w/data/protos/a.proto",
    "w/data/tables/1.csv",
    "w/data/intro.md",
    "w/data/shared.rs",
    "w/data/below.rs",
    "w/data/deep/s.txt",
    "w/data/inner.rs",
    "w/data/a.json",
    "w/data/b.bin",
    "w/data/c c.txt",
    "w/data/named/one.txt",
    "w/data/any.dat",
    "w/data/code.in",
    "w/data/d.txt",
    "w/data/web/index.html",
    "w/data/limits.txt",
    "w/data/native/lib.a",
    "w/data/script.ld",
    "w/functions/press/.sqlx/query.json",
    "w/libs/limits/src/lib.rs",
    "w/libs/linux/src/lib.rs",
    "w/libs/generate/src/lib.rs",
    "w/libs/patched/src/lib.rs",
    "elsewhere/outside/src/lib.rs",
    "elsewhere/units/src/lib.rs",
];

/// Files of which no byte counts.
const NEVER: &[&str] = &[
    "w/functions/press/README.md",
    "w/functions/press/tests/it.rs",
    "w/functions/press/benches/b.rs",
    "w/functions/press/examples/e.rs",
    "w/functions/press/fuzz/src/main.rs",
    "w/functions/press/src/tests.rs",
    "w/functions/press/src/tests/helper.rs",
    "w/data/tests-only.txt",
    "w/data/unused.txt",
    "w/libs/testing/src/lib.rs",
    "w/libs/windows-only/src/lib.rs",
    "w/app/src/main.rs",
    "w/target/x",
    "w/README.md",
];

/// Parts of files that count.
const PARTS: &[(&str, &str, &str)] = &[
    ("w/Cargo.toml", "opt-level = 3", "opt-level = \"z\""),
    ("w/Cargo.toml", "resolver = \"3\"", "resolver = \"2\""),
    ("w/Cargo.toml", "edition = \"2024\"", "edition = \"2021\""),
    ("w/Cargo.toml", "default-features = false", "default-features = true"),
    ("w/rust-toolchain.toml", "1.95.0", "1.96.0"),
    ("w/.cargo/config.toml", "\"mine\"", "\"yours\""),
    ("w/.cargo/config.toml", "STAGE = \"test\"", "STAGE = \"prod\""),
    ("w/.cargo/config.toml", "target-cpu=x86-64", "target-cpu=haswell"),
    ("w/.cargo/more.toml", "linker/link.sh", "cc"),
    (".cargo/config.toml", "thin", "fat"),
    ("home/.cargo/config.toml", "abort", "unwind"),
    ("w/Cargo.lock", "checksum = \"15\"", "checksum = \"16\""),
    ("w/Cargo.lock", "#4be1", "#4be2"),
    ("w/Cargo.lock", "checksum = \"f7\"", "checksum = \"f8\""),
    ("w/functions/press/Cargo.toml", "default = []", "default = [\"itoa/x\"]"),
    (
        "w/functions/press/Cargo.toml",
        "itoa.workspace = true",
        "itoa = { workspace = true, features = [\"x\"] }",
    ),
    (
        "w/libs/limits/Cargo.toml",
        "[dependencies]",
        "[features]\nx = []\n[dependencies]",
    ),
    ("elsewhere/Cargo.toml", "version = \"0.2.0\"", "version = \"0.2.1\""),
];

/// Parts that do not.
const OTHER_PARTS: &[(&str, &str, &str)] = &[
    ("w/Cargo.toml", "opt-level = 1", "opt-level = 2"),
    (
        "w/Cargo.toml",
        "[workspace.dependencies]",
        "[workspace.dependencies]\nfnv = \"1\"",
    ),
    (
        "w/Cargo.toml",
        "members = [\"functions/*\", ",
        "members = [\n  # all of them\n  \"functions/*\", \"tools/*\", ",
    ),
    (
        "w/Cargo.toml",
        "[profile.release]",
        "[workspace.lints.rust]\nunused = \"warn\"\n[profile.release]",
    ),
    ("w/rust-toolchain.toml", "\"clippy\"", "\"clippy\", \"rustfmt\""),
    ("w/.cargo/config.toml", "target-dir = \"target\"", "jobs = 2"),
    ("w/.cargo/config.toml", "target-cpu=native", "target-cpu=x86-64"),
    (
        "w/.cargo/config.toml",
        "\"mine\"",
        "\"mine\", \"-Dwarnings\", \"-W\", \"unused\"",
    ),
    ("w/.cargo/config.toml", "offline = true", "offline = false"),
    (".cargo/config.toml", "verbose = false", "verbose = true"),
    ("home/.cargo/config.toml", "timeout = 30", "timeout = 60"),
    ("w/Cargo.lock", "checksum = \"1d\"", "checksum = \"1e\""),
    ("w/Cargo.lock", "checksum = \"48\"", "checksum = \"49\""),
    ("w/Cargo.lock", "checksum = \"39\"", "checksum = \"38\""),
    (
        "w/functions/press/Cargo.toml",
        "testing = {",
        "other = \"1\"\ntesting = {",
    ),
    (
        "w/functions/press/Cargo.toml",
        "unsafe_code = \"forbid\"",
        "unsafe_code = \"deny\"",
    ),
    (
        "w/functions/press/Cargo.toml",
        "readme = \"README.md\"",
        "readme = false\nkeywords = [\"press\"]",
    ),
    (
        "w/functions/press/Cargo.toml",
        "winapi = \"0.3\"",
        "winapi = { version = \"0.3\", features = [\"x\"] }",
    ),
    (
        "w/functions/press/Cargo.toml",
        "itoa.workspace = true\nlimits.workspace = true",
        "  limits = { workspace = true }\n# A comment.\nitoa.workspace   =   true",
    ),
    (
        "w/libs/windows-only/Cargo.toml",
        "[package]",
        "[features]\nx = []\n[package]",
    ),
    ("w/app/Cargo.toml", "indexmap = \"2\"", "indexmap = \"2\"\nfnv = \"1\""),
];

/// Whatever is added to a file: the fingerprint is another one if the file counts, and no other if it does not; taken away again, it is the first.
#[test]
fn any_text_in_any_file() {
    let project = Project::new();
    let before = project.fingerprint();
    let change = |name: &str, added: &str| {
        let text = project.read(name);
        project.write(name, &format!("{text}// {added}\n"));
        let after = project.fingerprint();
        project.write(name, &text);
        after
    };
    let config = ProptestConfig::with_cases(48);
    proptest!(config, |(counting in 0..COUNTS.len(), other in 0..NEVER.len(), added in "[ -~]{1,40}")| {
        prop_assert_eq!(&change(NEVER[other], &added), &before, "{}", NEVER[other]);
        let after = change(COUNTS[counting], &added);
        prop_assert_ne!(after.key(), before.key(), "{}", COUNTS[counting]);
        prop_assert_eq!(after.changes(&before).len(), 1);
        prop_assert_eq!(&project.fingerprint(), &before);
    });
}

#[test]
fn every_file_that_counts_is_an_input() {
    let project = Project::new();
    let before = project.fingerprint();
    for name in COUNTS {
        let text = project.read(name);
        project.write(name, &format!("{text}\n"));
        let changes = project.fingerprint().changes(&before);
        assert_eq!(changes.len(), 1, "{name}: {changes:?}");
        project.write(name, &text);
    }
    for name in NEVER {
        let text = project.read(name);
        project.write(name, &format!("{text}// Something else\n"));
        assert_eq!(project.fingerprint().changes(&before), [""; 0], "{name}");
    }
}

#[test]
fn parts_of_manifests_locks_and_configuration() {
    let project = Project::new();
    let before = project.fingerprint();
    for (name, from, to) in PARTS {
        let text = project.read(name);
        project.replace(name, from, to);
        assert_ne!(project.fingerprint(), before, "{name}: {from} -> {to}");
        project.write(name, &text);
    }
    for (name, from, to) in OTHER_PARTS {
        let text = project.read(name);
        project.replace(name, from, to);
        assert_eq!(
            project.fingerprint().changes(&before),
            [""; 0],
            "{name}: {from} -> {to}"
        );
        project.write(name, &text);
    }
}

#[test]
fn how_the_lock_names_a_crate_does_not_count() {
    let project = Project::new();
    let before = project.fingerprint();
    let lock = project.read("w/Cargo.lock");
    let second = lock.replace("dependencies = [\"ryu\"]", "dependencies = [\"ryu 1.0.20\"]");
    assert_ne!(second, lock);
    project.write(
        "w/Cargo.lock",
        &format!(
            "{}\n[[package]]\nname = \"fnv\"\nversion = \"0.9.0\"\nsource = \"registry+https://example.com/index\"\n",
            second.replace("dependencies = [\"fnv\"]", "dependencies = [\"fnv 1.0.7\"]")
        ),
    );
    assert_eq!(project.fingerprint().changes(&before), [""; 0]);
    // One that comes in through another crate counts.
    project.replace(
        "w/Cargo.lock",
        "checksum = \"15\"\n",
        "checksum = \"15\"\ndependencies = [\"fnv 0.9.0\"]\n",
    );
    project.replace("w/Cargo.lock", "dependencies = [\"memchr\"]\n", "");
    assert_ne!(project.fingerprint(), before);
}

#[test]
fn files_that_come_and_go() {
    let project = Project::new();
    let before = project.fingerprint();
    for name in [
        "w/functions/press/src/absent.rs",
        "w/data/named/two.txt",
        "w/data/protos/deep/b.proto",
    ] {
        project.write(name, "");
        assert_eq!(project.fingerprint().changes(&before).len(), 1, "{name}");
        fs::remove_file(project.path(name)).unwrap();
    }
    let others = [
        "w/functions/press/tests/more.rs",
        "w/functions/press/.DS_Store",
        "w/functions/press/target/debug/press",
        "w/functions/press/src/main.rs~",
        "w/functions/notes.txt",
        "w/functions/press/cdk.out/manifest.json",
        "w/functions/press/cdk.out/cdk.out",
        "w/data/comment.txt",
    ];
    for name in others {
        project.write(name, "{}");
    }
    assert_eq!(project.fingerprint().changes(&before), [""; 0]);
}

#[test]
fn variables_of_the_environment() {
    let project = Project::new();
    let with = |variables: &[(&str, &str)]| project.try_with("press", variables).unwrap();
    let before = with(&[]);
    for name in ["RELEASE_NAME", "BUILD_NUMBER", "MODE", "DECLARED"] {
        assert_ne!(with(&[(name, "1")]), before, "{name}");
        assert_ne!(with(&[(name, "1")]), with(&[(name, "2")]), "{name}");
        assert_ne!(with(&[(name, "")]), before, "{name}");
    }
    for (name, value) in [
        ("RUSTFLAGS", "-C target-cpu=haswell"),
        ("CARGO_ENCODED_RUSTFLAGS", "-C\u{1f}target-cpu=haswell"),
        ("CARGO_BUILD_RUSTFLAGS", "--cfg x"),
        ("CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS", "--cfg x"),
        ("CARGO_PROFILE_RELEASE_LTO", "fat"),
        ("CARGO_INCREMENTAL", "1"),
        ("CFLAGS", "-O1"),
    ] {
        assert_ne!(with(&[(name, value)]), before, "{name}");
    }
    let flags = |name, value| with(&[(name, value)]);
    assert_eq!(
        flags("RUSTFLAGS", "--cfg x"),
        flags("CARGO_ENCODED_RUSTFLAGS", "--cfg\u{1f}x")
    );
    let others = [
        ("RUSTFLAGS", "-D warnings"),
        ("CARGO_INCREMENTAL", "0"),
        ("EDITOR", "vi"),
        ("PATH", "/x"),
        ("CARGO_TERM_COLOR", "never"),
        ("USER", "x"),
    ];
    assert_eq!(with(&others).changes(&before), [""; 0]);
}

#[test]
fn architectures_and_places() {
    let project = Project::new();
    let before = project.fingerprint();
    let environment = project.environment(&[]);
    let arm = fingerprint_in(&environment, &project.path("w"), "press", Architecture::Arm64).unwrap();
    assert_ne!(arm.key(), before.key());
    // Any folder inside of the workspace, and any place of the workspace on the machine.
    let inside = fingerprint_in(&environment, &project.path("w/app/src"), "press", Architecture::X86_64).unwrap();
    assert_eq!(inside, before);
    let other = Project::new();
    assert_ne!(other.root(), project.root());
    assert_eq!(other.fingerprint().key(), before.key());
    assert!(
        before
            .inputs()
            .all(|input| !input.contains(project.root().to_str().unwrap()))
    );
}

#[test]
fn vendored_crates_that_were_edited() {
    let project = Project::new();
    let config = project.read("w/.cargo/config.toml");
    project.write(
        "w/.cargo/config.toml",
        &format!("{config}\n[source.vendored]\ndirectory = \"vendor\"\n"),
    );
    project.write(
        "w/vendor/itoa-1.0.15/.cargo-checksum.json",
        r#"{"files":{"src/lib.rs":"ab"},"package":"15"}"#,
    );
    project.write("w/vendor/itoa-1.0.15/src/lib.rs", "");
    project.write(
        "w/vendor/indexmap/.cargo-checksum.json",
        r#"{"files":{},"package":"1d"}"#,
    );
    project.write("w/vendor/indexmap/src/lib.rs", "");
    let before = project.fingerprint();
    project.write("w/vendor/indexmap/src/lib.rs", "// not of this function");
    project.write("w/vendor/itoa-1.0.15/src/lib.rs", "// Cargo will refuse it");
    assert_eq!(project.fingerprint(), before);
    project.write(
        "w/vendor/itoa-1.0.15/.cargo-checksum.json",
        "{ \"files\": {}, \"package\": \"15\" }",
    );
    let emptied = project.fingerprint();
    assert_ne!(emptied, before);
    project.write("w/vendor/itoa-1.0.15/src/lib.rs", "// now it is taken");
    assert_ne!(project.fingerprint(), emptied);
}

#[test]
fn functions_stand_anywhere() {
    let project = Project::new();
    // A package alone, with its own lock file, whose folder has everything else too.
    project.write("alone/Cargo.toml", "[package]\nname = \"alone\"\nversion = \"0.1.0\"\n");
    project.write(
        "alone/Cargo.lock",
        "version = 4\n[[package]]\nname = \"alone\"\nversion = \"0.1.0\"\n",
    );
    project.write("alone/src/main.rs", "fn main() {}\n");
    let environment = project.environment(&[]);
    let of = |folder: &str, package: &str| {
        fingerprint_in(&environment, &project.path(folder), package, Architecture::X86_64)
    };
    let before = of("alone", "alone").unwrap();
    project.write("alone/cdk.out/cdk.out", "{}");
    project.write("alone/cdk.out/manifest.json", "{}");
    project.write("alone/infra/Cargo.toml", "[package]\nname = \"infra\"\n[workspace]\n");
    project.write("alone/infra/src/main.rs", "");
    assert_eq!(of("alone", "alone").unwrap(), before);
    project.write("alone/src/more.rs", "");
    assert_ne!(of("alone", "alone").unwrap(), before);
    // A member that no list names: a path dependency below the root.
    project.replace("w/Cargo.toml", "\"functions/*\", ", "\"functions/press\", ");
    project.write(
        "w/deep/down/valve/Cargo.toml",
        "[package]\nname = \"valve\"\nversion = \"0.1.0\"\n",
    );
    project.write("w/deep/down/valve/src/main.rs", "fn main() {}\n");
    project.replace(
        "w/app/Cargo.toml",
        "indexmap = \"2\"",
        "valve = { path = \"../deep/down/valve\" }",
    );
    let lock = project.read("w/Cargo.lock");
    project.write(
        "w/Cargo.lock",
        &format!("{lock}\n[[package]]\nname = \"valve\"\nversion = \"0.1.0\"\n"),
    );
    assert!(
        of("w", "valve")
            .unwrap()
            .inputs()
            .any(|input| input == "deep/down/valve/src/main.rs")
    );
}
