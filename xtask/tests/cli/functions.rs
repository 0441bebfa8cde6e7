//! `build`: a zip is made of the sources that its name stands for, or not at all.

use ferrocdk_fingerprint::{Architecture, Environment, fingerprint_in};

use crate::workspace::{Ran, Workspace, ends_with};

/// A workspace with a function, and a `cargo-lambda` that makes a program without compiling.
fn workspace() -> Workspace {
    let workspace = Workspace::new();
    workspace.write(
        "Cargo.toml",
        "[workspace]\nmembers = [\"deep/press\"]\nresolver = \"3\"\n",
    );
    lock(&workspace, "", "press");
    package(&workspace, "deep/press", "press", "");
    workspace.script(
        "bin/cargo-lambda",
        r#"[ "$2" = --version ] && exit 0
echo "$*" >> $ROOT/calls
env | grep RUSTFLAGS >> $ROOT/calls
mkdir -p $ROOT/target/lambda/press $ROOT/built/t/release/build/press-1/out
{ printf '\177ELF\002\001'; head -c 12 /dev/zero; printf '\076\000'; head -c 100 /dev/zero; } > $ROOT/target/lambda/press/bootstrap
echo "$ROOT/built/t/release/press: $ROOT/deep/press/src/main.rs $(cat $ROOT/uses 2>/dev/null)" > $ROOT/built/t/release/press.d
echo "cargo:rerun-if-env-changed=$(cat $ROOT/asks 2>/dev/null || echo HOME)" > $ROOT/built/t/release/build/press-1/output
[ -f $ROOT/edit ] && cat $ROOT/edit >> $ROOT/deep/press/src/main.rs
echo "DEBUG no message"
echo "{\"reason\":\"build-script-executed\",\"package_id\":\"path+file://$ROOT#press\",\"out_dir\":\"$ROOT/built/t/release/build/press-1/out\"}"
echo "{\"reason\":\"compiler-artifact\",\"package_id\":\"path+file://$ROOT#press\",\"executable\":\"$ROOT/built/t/release/press\"}"
exit 0"#,
    );
    workspace
}

fn package(workspace: &Workspace, folder: &str, name: &str, more: &str) {
    let manifest = format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{more}");
    workspace.write(&format!("{folder}/Cargo.toml"), &manifest);
    workspace.write(&format!("{folder}/src/main.rs"), "fn main() {}\n");
}

fn lock(workspace: &Workspace, folder: &str, name: &str) {
    let text = format!("version = 4\n\n[[package]]\nname = \"{name}\"\nversion = \"0.1.0\"\n");
    workspace.write(&format!("{folder}Cargo.lock"), &text);
}

/// The asset of a function as synthesis would write it now.
fn asset(workspace: &Workspace, folder: &str, name: &str, architecture: Architecture) -> String {
    let home = workspace.path().display().to_string();
    let environment: Environment = [("HOME", home)].into_iter().collect();
    let found = fingerprint_in(&environment, &workspace.path().join(folder), name, architecture).unwrap();
    format!("{name}:{found}")
}

fn press(workspace: &Workspace) -> String {
    asset(workspace, "", "press", Architecture::X86_64)
}

fn build(workspace: &Workspace, asset: &str) -> Ran {
    workspace.run(&["build", "--asset", asset])
}

#[test]
fn a_function_is_built_once() {
    let workspace = workspace();
    let asset = press(&workspace);
    let zip = format!("ROOT/target/functions/{}.zip", asset.replace(':', "-"));
    for _ in 0..2 {
        let ran = build(&workspace, &asset);
        assert_eq!((ran.code, ran.out.trim()), (0, zip.as_str()), "{ran:?}");
    }
    let calls = workspace.calls();
    assert_eq!(
        calls.matches("lambda build --release --locked --package press").count(),
        1,
        "{calls}"
    );
    // Flags go where Cargo reads the others, which it would not do any more if they were given otherwise.
    assert!(
        calls.contains("CARGO_BUILD_RUSTFLAGS=") && calls.contains("=/workspace"),
        "{calls}"
    );
    assert!(!calls.contains("ENCODED"), "{calls}");
}

#[test]
fn flags_of_the_project_stay() {
    let workspace = workspace();
    workspace.write(
        ".cargo/config.toml",
        "[target.x86_64-unknown-linux-gnu]\nrustflags = [\"--cfg\", \"mine\"]\n",
    );
    assert_eq!(build(&workspace, &press(&workspace)).code, 0);
    assert!(
        workspace
            .calls()
            .contains("CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS=--remap"),
        "{}",
        workspace.calls()
    );
}

#[test]
fn other_sources_than_those_of_the_assembly_are_refused() {
    let workspace = workspace();
    let asset = press(&workspace);
    workspace.write("deep/press/src/main.rs", "fn main() { changed() }\n");
    let hint = "hint: they changed after it was synthesized; run the command that synthesizes again";
    let error = "error: the sources of function `press` are not those the assembly was made from";
    ends_with(&build(&workspace, &asset), 1, &[error, hint]);
    workspace.write("edit", "// saved while it was built\n");
    let error = "error: the sources of function `press` changed while it was built: `deep/press/src/main.rs`";
    let ran = build(&workspace, &press(&workspace));
    ends_with(&ran, 1, &[error, "hint: run the command that synthesizes again"]);
    assert!(!workspace.path().join("target/functions").exists());
    let ran = build(&workspace, "pres:0a1b");
    assert!(
        ran.code == 1 && ran.err.contains("help: did you mean `press`?"),
        "{ran:?}"
    );
}

#[test]
fn a_function_of_the_library_is_built_where_the_library_comes_from() {
    let workspace = workspace();
    workspace.write(
        "ferrocdk/Cargo.toml",
        "[workspace]\nmembers = [\"provider\"]\nresolver = \"3\"\n",
    );
    lock(&workspace, "ferrocdk/", "provider");
    package(&workspace, "ferrocdk/provider", "provider", "");
    let asset = asset(&workspace, "ferrocdk", "provider", Architecture::X86_64);
    let ran = build(&workspace, &asset);
    assert!(
        ran.code == 1 && ran.err.contains("the workspace has no package `provider`"),
        "{ran:?}"
    );
    workspace.script(
        "bin/cargo",
        r#"echo "{\"packages\":[{\"name\":\"ferrocdk-aws\",\"manifest_path\":\"$ROOT/ferrocdk/constructs/aws/Cargo.toml\"}]}""#,
    );
    // The fake compiler makes another function; that it was asked for this one, there, is what counts.
    let ran = build(&workspace, &asset);
    assert!(ran.err.contains("package `provider` built, but there is no"), "{ran:?}");
    assert!(
        workspace.calls().contains("--package provider"),
        "{}",
        workspace.calls()
    );
}

#[test]
fn what_cargo_used_has_to_be_covered() {
    let workspace = workspace();
    workspace.write("limits.json", "{}");
    workspace.write("uses", &workspace.path().join("limits.json").display().to_string());
    let ran = build(&workspace, &press(&workspace));
    let error = "error: function `press` is built from files that its fingerprint does not cover, so that a change would not be deployed: \"../../limits.json\"";
    let hint = "hint: declare what it is built from in ROOT/deep/press/Cargo.toml: [package.metadata.ferrocdk] inputs = [\"../../limits.json\"]";
    ends_with(&ran, 1, &[error, hint]);
    let declared = "[package.metadata.ferrocdk]\ninputs = [\"../../limits.json\"]\n";
    package(&workspace, "deep/press", "press", declared);
    assert_eq!(build(&workspace, &press(&workspace)).code, 0);

    workspace.write("asks", "STAGE");
    workspace.write("deep/press/src/main.rs", "fn main() { /* anew */ }\n");
    let ran = build(&workspace, &press(&workspace));
    assert!(ran.code == 1 && ran.err.contains("variables = [\"STAGE\"]"), "{ran:?}");
    package(
        &workspace,
        "deep/press",
        "press",
        &format!("{declared}variables = [\"STAGE\"]\n"),
    );
    assert_eq!(build(&workspace, &press(&workspace)).code, 0);
}

#[test]
fn functions_of_other_workspaces_and_processors() {
    let workspace = workspace();
    lock(&workspace, "beside/", "press");
    package(&workspace, "beside", "press", "[workspace]\n");
    let other = asset(&workspace, "beside", "press", Architecture::X86_64);
    let ran = workspace.run(&["build", "--asset", &other, "--workspace", "beside"]);
    // The program that was made is of the first workspace, which the second one's fingerprint does not cover.
    assert!(
        ran.code == 1 && ran.err.contains("inputs = [\"../deep/press/src/main.rs\"]"),
        "{ran:?}"
    );
    let arm = asset(&workspace, "", "press", Architecture::Arm64);
    let error = "error: function `press` cannot run on Lambda: made for x86-64, the function runs on arm64";
    let ran = build(&workspace, &arm);
    assert!(ran.code == 1 && ran.err.contains(error), "{ran:?}");
    assert!(workspace.calls().contains("--target aarch64-unknown-linux-gnu"));
}
