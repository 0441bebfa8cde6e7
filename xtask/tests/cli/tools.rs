//! Commands around the workspace: local, device, build, test, fuzz, setup.

use std::fs;

use crate::workspace::{BUILDS_APP, Workspace, ends_with};

#[test]
fn local_commands_say_when_nothing_is_up() {
    let workspace = Workspace::new();
    let hint = "hint: run `cargo xtask local up`, or deploy with --local";
    for args in [
        &["outputs", "--suffix", "dev", "--local"][..],
        &["device", "list", "--suffix", "dev", "--local"],
    ] {
        ends_with(&workspace.run(args), 3, &["error: the local AWS is not up", hint]);
    }
}

#[test]
fn wrong_arguments_of_devices_and_builds() {
    let workspace = Workspace::new();
    let first = |args: &[&str]| {
        let ran = workspace.run(args);
        (ran.code, ran.err.lines().next().unwrap_or_default().to_owned())
    };
    let (code, text) = first(&["device", "add", "press 1", "--suffix", "dev"]);
    assert_eq!(code, 2);
    assert!(text.ends_with("` ` at position 6 is not allowed in a thing name: use 1 to 128 of a-z, A-Z, 0-9, `:`, `_` and `-`, such as `press-01`"));
    let (code, text) = first(&["device", "publish", "a", "--suffix", "dev", "--payload", "{"]);
    assert!(code == 2 && text.contains("not JSON: EOF"), "{text}");
    let (code, text) = first(&["device", "publish", "a", "--suffix", "dev", "--value", "NaN"]);
    assert!(code == 2 && text.ends_with("expected a number such as 21.5"), "{text}");
    let (code, text) = first(&["build", "--asset", "processor"]);
    assert!(code == 2 && text.ends_with("such as `processor:0a1b2c`"), "{text}");
}

/// A `cargo` whose tests are one program with these lines.
fn tests_say(workspace: &Workspace, lines: &str, status: u8) {
    workspace.write("some/Cargo.toml", "[package]\nname = \"some\"\n");
    workspace.script("target/debug/deps/all", &format!("printf '{lines}'\nexit {status}"));
    let builds = r#"case "$*" in *--no-run*) echo "{\"reason\":\"compiler-artifact\",\"manifest_path\":\"$ROOT/some/Cargo.toml\",
\"executable\":\"$ROOT/target/debug/deps/all\",\"target\":{\"name\":\"all\",\"kind\":[\"test\"]},\"profile\":{\"test\":true}}" | tr -d '\n' ;; esac
[ $1 = clippy ] && [ -f $ROOT/poor ] && exit 101
[ $1 = fmt ] && [ -f $ROOT/poor ] && exit 1
exit 0"#;
    workspace.script("bin/cargo", &format!("{BUILDS_APP}\n{builds}"));
}

#[test]
fn every_check_runs_and_the_failed_ones_are_named() {
    let workspace = Workspace::new();
    workspace.run(&["synth"]);
    tests_say(
        &workspace,
        r"test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured\n",
        0,
    );
    let ran = workspace.run(&["test", "--quick"]);
    assert_eq!(
        (ran.code, ran.out.trim()),
        (0, "3 passed, 0 failed, 0 skipped"),
        "{ran:?}"
    );
    workspace.write("poor", "");
    let ran = workspace.run(&["test", "--quick"]);
    assert!(
        ran.err.contains("FAILED lints") && ran.err.contains("passed documentation tests"),
        "{ran:?}"
    );
    ends_with(
        &ran,
        1,
        &[
            "error: 4 checks failed: format, format of tests/fuzz, format of xtask/deep, lints",
            "hint: the output of each stands above, below its headline",
        ],
    );
}

#[test]
fn a_test_that_fails_is_shown_and_one_that_is_skipped_is_counted() {
    let workspace = Workspace::new();
    workspace.run(&["synth"]);
    let lines = r"test a ... ignored, no npm\ntest b ... FAILED\ntest result: FAILED. 0 passed; 1 failed; 1 ignored\n";
    tests_say(&workspace, lines, 101);
    let ran = workspace.run(&["test", "--quick"]);
    assert_eq!(
        (ran.code, ran.out.trim()),
        (1, "0 passed, 1 failed, 1 skipped"),
        "{ran:?}"
    );
    assert!(
        ran.err.contains("skipped a: no npm") && ran.err.contains("test b ... FAILED"),
        "{ran:?}"
    );
    // Where nothing may be missing, a skipped test is a failure.
    let lines = r"test a ... ignored, no npm\ntest result: ok. 1 passed; 0 failed; 1 ignored\n";
    tests_say(&workspace, lines, 0);
    assert_eq!(workspace.run(&["test", "--quick"]).code, 0);
    let mut command = workspace.command(&["test", "--quick"]);
    let ran = workspace.ran(
        command
            .env("CI", "true")
            .env("FERROCDK_CONFORMANCE", workspace.path())
            .output()
            .unwrap(),
    );
    ends_with(
        &ran,
        1,
        &[
            "error: 1 checks failed: skipped tests, of which there must be none here",
            "hint: the output of each stands above, below its headline",
        ],
    );
}

#[test]
fn a_run_without_a_test_is_a_failure() {
    let workspace = Workspace::new();
    workspace.run(&["synth"]);
    workspace.script("bin/cargo", BUILDS_APP);
    let ran = workspace.run(&["test", "--quick"]);
    ends_with(
        &ran,
        1,
        &[
            "error: 1 checks failed: test programs, of which there are none",
            "hint: the output of each stands above, below its headline",
        ],
    );
}

#[test]
fn fuzzing_names_the_target_that_an_input_breaks() {
    let workspace = Workspace::new();
    workspace.write("tests/fuzz/fuzz_targets/one.rs", "");
    workspace.write("tests/fuzz/fuzz_targets/two.rs", "");
    let ran = workspace.run(&["fuzz", "three"]);
    let wanted = ["error: there is no fuzz target `three`", "hint: use some of: one, two"];
    ends_with(&ran, 2, &wanted);
    workspace.script("bin/rustc", "echo host: here");
    workspace.script("target/fuzz/here/release/one", "exit 0");
    workspace.script("target/fuzz/here/release/two", "exit 77");
    let ran = workspace.run(&["fuzz", "--runs", "5"]);
    assert!(ran.err.contains("Passed one: 5 inputs in 0 s"), "{ran:?}");
    let wanted = [
        "error: an input breaks two (the input is in ROOT/target/fuzz/two/findings)",
        "hint: the panic or the stack stands above; give the input's file to the target's program to see it again",
    ];
    ends_with(&ran, 1, &wanted);
}

#[test]
fn findings_of_the_deep_engine_say_so() {
    let workspace = Workspace::new();
    workspace.write("a.yaml", "Resources: {}\n");
    let found =
        r#"[{"file":"a.yaml","severity":"error","rule":"F0001","path":"","line":1,"column":1,"message":"none"}]"#;
    workspace.script(
        ".tools/deep/release/ferrocdk-deep",
        &format!("cat > $ROOT/asked\necho '{found}'"),
    );
    let ran = workspace.run(&["lint", "--deep", "a.yaml"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.out.contains("error[F0001]: none") && ran.out.contains("= found by: AWS's engine"),
        "{ran:?}"
    );
    let asked = fs::read_to_string(workspace.path().join("asked")).unwrap();
    assert_eq!(
        asked,
        r#"[{"file":"a.yaml","region":"us-east-1","text":"Resources: {}\n"}]"#
    );
    workspace.script(".tools/deep/release/ferrocdk-deep", "cat > /dev/null; exit 1");
    let wanted = [
        "error: AWS's own engine failed; see its message above",
        "hint: leave --deep out to see what the linter says alone",
    ];
    ends_with(&workspace.run(&["lint", "--deep", "a.yaml"]), 2, &wanted);
}

#[test]
fn setup_says_what_it_needs_of_python() {
    let workspace = Workspace::new();
    for name in [
        "python3",
        "python3.14",
        "python3.13",
        "python3.12",
        "python3.11",
        "python",
    ] {
        workspace.script(&format!("bin/{name}"), "echo 3 8");
    }
    let ran = workspace.run(&["setup"]);
    assert!(ran.err.contains("Found bin/aws"), "{ran:?}");
    ends_with(
        &ran,
        1,
        &[
            "error: python 3.11 or newer with its venv module is needed, found 3.8",
            "hint: install it, on Debian and Ubuntu with `apt install python3 python3-venv`, and run `cargo xtask setup`",
        ],
    );
}
