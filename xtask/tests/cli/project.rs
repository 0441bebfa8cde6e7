//! `ferrocdk.toml`, and projects of another layout than the usual one.

use std::fs;

use crate::workspace::{Workspace, ends_with};

fn is_refused(text: &str, expected: &str) {
    let workspace = Workspace::new();
    workspace.write("ferrocdk.toml", text);
    let ran = workspace.run(&["synth"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(
        ran.err.starts_with("error: `ferrocdk.toml` is not valid: ") && ran.err.contains(expected),
        "{ran:?}"
    );
}

#[test]
fn settings_that_are_none_are_refused_with_line_and_what_is_allowed() {
    is_refused(
        "defualt_plant = \"north\"\n",
        "unknown field `defualt_plant`, expected one of `version`, `app`",
    );
    is_refused("\ndefault_suffix = \"Dev\"\n", "line 2, column 18");
    is_refused(
        "version = 2\nnew = true\n",
        "it has version 2, and this program reads version 1: update ferrocdk",
    );
    is_refused(
        "[deployments.PROD]\nprofile = \"p\"\n",
        "deployments.PROD: `P` at position 1 is not allowed",
    );
    is_refused("app = 5\n", "invalid type: integer `5`, expected a string");
    is_refused("app = \n", "line 1");
}

#[test]
fn the_usual_layout_needs_no_file() {
    let workspace = Workspace::new();
    fs::remove_file(workspace.path().join("ferrocdk.toml")).unwrap();
    workspace.write("app/Cargo.toml", "");
    // The only plant is the default one.
    let ran = workspace.run(&["policy"]);
    assert!(!ran.err.contains("no plant is chosen"), "{ran:?}");
    workspace.write("app/plants/south.toml", "");
    let ran = workspace.run(&["policy"]);
    ends_with(
        &ran,
        1,
        &[
            "error: no plant is chosen, and app/plants has several",
            "hint: add --plant with one of north, south, or default_plant to ferrocdk.toml",
        ],
    );
}

#[test]
fn the_suffix_may_have_a_default() {
    let workspace = Workspace::new();
    let refused = [
        "error: no suffix is given, which makes the deployment's names unique",
        "hint: add --suffix dev, or default_suffix to ferrocdk.toml",
    ];
    let devices = || workspace.run(&["device", "list", "--local"]);
    ends_with(&devices(), 2, &refused);
    workspace.write("ferrocdk.toml", "default_plant = \"north\"\ndefault_suffix = \"dev\"\n");
    assert_eq!(devices().code, 3, "the local AWS is asked for");
}

#[test]
fn a_suffix_may_have_its_own_profile() {
    let workspace = Workspace::new();
    workspace.script(
        "bin/aws",
        r#"[ "$1" = --version ] && exit 0; echo "$*" > $ROOT/called; exit 1"#,
    );
    workspace.write(
        "ferrocdk.toml",
        "default_plant = \"north\"\n[deployments.prod]\nprofile = \"of-file\"\n",
    );
    let profile = |args: &[&str]| {
        workspace.run(args);
        let called = fs::read_to_string(workspace.path().join("called")).unwrap_or_default();
        ["of-file", "of-flag"].into_iter().find(|name| called.contains(name))
    };
    assert_eq!(profile(&["outputs", "--suffix", "prod"]), Some("of-file"));
    assert_eq!(
        profile(&["outputs", "--suffix", "prod", "--profile", "of-flag"]),
        Some("of-flag")
    );
    assert_eq!(profile(&["outputs", "--suffix", "dev"]), None);
}

#[test]
fn a_command_works_from_any_folder_of_the_project() {
    let workspace = Workspace::new();
    workspace.write("deep/below/file", "");
    let mut command = workspace.command(&["synth"]);
    let ran = workspace.ran(
        command
            .current_dir(workspace.path().join("deep/below"))
            .output()
            .unwrap(),
    );
    assert_eq!((ran.code, ran.out.as_str()), (0, "ROOT/cdk.out\n"), "{ran:?}");
}

#[test]
fn the_app_may_be_another_package_and_plants_may_stand_elsewhere() {
    let workspace = Workspace::new();
    workspace.write(
        "ferrocdk.toml",
        "app = \"stacks\"\nplants = \"sites\"\ndefault_plant = \"west\"\n",
    );
    workspace.write("sites/west.toml", "region = \"sa-east-1\"\n");
    let names = |programs: &str| {
        workspace.script("bin/cargo", &format!("echo \"$*\" > $ROOT/asked\n{programs}"));
        workspace.run(&["synth", "--suffix", "dev"])
    };
    let program = |name: &str| {
        format!(
            r#"echo "{{\"executable\":\"$ROOT/target/debug/app\",\"target\":{{\"name\":\"{name}\",\"kind\":[\"bin\"]}}}}""#
        )
    };
    let ran = names(&program("synthesize"));
    assert_eq!(ran.code, 0, "{ran:?}");
    let asked = fs::read_to_string(workspace.path().join("asked")).unwrap();
    assert!(asked.ends_with("--package stacks\n"), "{asked}");
    let told = fs::read_to_string(workspace.path().join("context")).unwrap();
    assert_eq!(told, "{\"plant\":\"west\",\"suffix\":\"dev\"}\n");

    ends_with(
        &names("exit 0"),
        1,
        &[
            "error: the package `stacks` is no app: it has no program",
            "hint: give it a src/main.rs that calls `ferrocdk::run`, or name another package as `app` in ferrocdk.toml",
        ],
    );
    ends_with(
        &names(&[program("one"), program("two")].join("\n")),
        1,
        &[
            "error: the package `stacks` has several programs: one, two",
            "hint: give the one that synthesizes the package's name",
        ],
    );
}
