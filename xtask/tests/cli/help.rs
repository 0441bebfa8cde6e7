//! Help of every command.

use crate::workspace::Workspace;

/// The commands below one, as its help lists them.
fn below(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let lines = lines.take_while(|line| !line.is_empty());
    let names = lines.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn each_command_has_examples_and_says_how_it_ends() {
    let workspace = Workspace::new();
    let mut open: Vec<Vec<String>> = vec![Vec::new()];
    let mut seen = 0;
    while let Some(words) = open.pop() {
        let args: Vec<&str> = words.iter().map(String::as_str).chain(["--help"]).collect();
        let ran = workspace.run(&args);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(ran.out.contains("Status: 0"), "{words:?}: {}", ran.out);
        assert!(!ran.out.contains("{program}"), "{words:?}");
        if !words.is_empty() {
            let example = format!("cargo xtask {}", words.join(" "));
            assert!(
                ran.out.contains("Examples:") && ran.out.contains(&example),
                "{words:?}: {}",
                ran.out
            );
        }
        for name in below(&ran.out) {
            open.push([words.clone(), vec![name]].concat());
        }
        seen += 1;
    }
    assert!(seen > 30, "{seen}");
}

#[test]
fn completions_know_the_commands_and_bash_takes_them() {
    let workspace = Workspace::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = workspace.run(&["completions", shell]);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(ran.out.contains("against"), "{shell}");
    }
    let script = workspace.run(&["completions", "bash"]).out;
    let file = workspace.write("completions.bash", &script);
    let complete = format!(
        "source {}; COMP_WORDS=(cargo xtask diff --aga); COMP_CWORD=3; COMP_LINE='cargo xtask diff --aga'; COMP_POINT=22; _ferrocdk_cargo cargo --aga diff; echo \"${{COMPREPLY[*]}}\"",
        file.display()
    );
    let output = std::process::Command::new("bash")
        .args(["--norc", "-c", &complete])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(text.trim(), "--against", "{output:?}");
}

#[test]
fn man_pages_are_written_for_each_command() {
    let workspace = Workspace::new();
    let ran = workspace.run(&["man", "--out", "man"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let pages: Vec<String> = std::fs::read_dir(workspace.path().join("man"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert!(
        pages.len() > 30 && pages.iter().any(|page| page.ends_with("xtask-diff.1")),
        "{pages:?}"
    );
}

#[test]
fn the_doctor_names_what_is_missing() {
    let workspace = Workspace::new();
    workspace.script("bin/rustc", "echo rustc 1.95.0");
    let doctor = || workspace.run(&["doctor", "--offline", "--format", "json"]);
    let states = |ran: &crate::workspace::Ran| -> Vec<(String, String)> {
        let checks: Vec<serde_json::Value> = serde_json::from_str(&ran.out).unwrap();
        let text = |check: &serde_json::Value, key: &str| check[key].as_str().unwrap().to_owned();
        checks
            .iter()
            .map(|check| (text(check, "name"), text(check, "state")))
            .collect()
    };
    let ran = doctor();
    assert_eq!(ran.code, 0, "{ran:?}");
    let found = states(&ran);
    for (name, state) in [
        ("cargo", "good"),
        ("rustc", "good"),
        ("project", "good"),
        ("plant", "good"),
        ("AWS CLI", "good"),
        ("cargo-lambda", "warning"),
    ] {
        assert!(
            found.contains(&(name.to_owned(), state.to_owned())),
            "{name}: {found:?}"
        );
    }
    workspace.script("bin/rustc", "exit 1");
    let ran = doctor();
    assert_eq!(ran.code, 1);
    assert!(states(&ran).contains(&("rustc".to_owned(), "missing".to_owned())));
    // Who AWS takes the user for.
    workspace.script("bin/rustc", "echo rustc 1.95.0");
    workspace.script(
        "bin/aws",
        "[ \"$1\" = --version ] && exit 0; echo 'Unable to locate credentials' >&2; exit 255",
    );
    let ran = workspace.run(&["doctor"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.out
            .contains("!! credentials    no AWS credentials: Unable to locate credentials"),
        "{ran:?}"
    );
}
