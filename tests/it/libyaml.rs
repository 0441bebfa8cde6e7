//! The reader of templates against libyaml, over documents that a script makes.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

use ferrocdk_template::{Node, Value, parse};
use serde_json::Value as Json;

use crate::workspace;

/// How many documents are made, and from what seed.
const COUNT: &str = "10000";
const SEED: &str = "1";

#[test]
#[cfg_attr(not(python), ignore = "no Python on this machine")]
fn documents_are_read_as_libyaml_reads_them() {
    let script = workspace::root().join("tests/it/libyaml.py");
    let made = Command::new(python()).arg(script).args([SEED, COUNT]).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let (mut read, mut refused, mut wrong) = (0, 0, String::new());
    for line in String::from_utf8(made.stdout).unwrap().lines() {
        let expected = parse(line).unwrap().root;
        let text = expected.get("text").unwrap().as_str().unwrap();
        let difference = match (parse(text), expected.get("value")) {
            (Ok(document), Some(value)) if exact(&document.root) == exact(value) => {
                read += 1;
                continue;
            }
            (Err(_), None) => {
                refused += 1;
                continue;
            }
            (Ok(document), Some(value)) => format!("became {}, and is {}", exact(&document.root), exact(value)),
            (Err(errors), Some(value)) if !is_stricter(&errors.to_string()) => {
                format!("is refused: {errors}\nand is {}", exact(value))
            }
            (Ok(document), None) => {
                let why = expected.get("error").unwrap().as_str().unwrap();
                if is_laxer(why) {
                    continue;
                }
                format!("became {}, and is refused: {why}", exact(&document.root))
            }
            _ => continue,
        };
        writeln!(wrong, "{text:?}\n{difference}\n").unwrap();
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(
        read > 6_000 && refused > 300,
        "{read} documents were read and {refused} refused"
    );
}

/// Where the reader refuses more than libyaml. Neither is YAML.
fn is_stricter(ours: &str) -> bool {
    [
        // `'text'#`
        "comments must be separated from other tokens by whitespace",
        // `[ -]`
        "plain scalar cannot start with '-' followed by",
    ]
    .iter()
    .any(|known| ours.contains(known))
}

/// Where the reader takes more than libyaml: names of anchors and of directives, which no template has, and text that begins with a colon in a flow
/// collection, as YAML 1.2 has it.
fn is_laxer(theirs: &str) -> bool {
    [
        "did not find expected alphabetic or numeric character",
        "while scanning a directive",
        "did not find expected node content",
    ]
    .iter()
    .any(|known| theirs.contains(known))
}

/// The value with its numbers as text, since `serde_json` would round some of them.
fn exact(node: &Node) -> Json {
    match &node.value {
        Value::Number(number) => format!("the number {number}").into(),
        Value::List(items) => items.iter().map(exact).collect(),
        Value::Map(map) => {
            let entries = map.iter().map(|entry| (entry.key.clone(), exact(&entry.value)));
            Json::Object(entries.collect())
        }
        _ => node.to_json(),
    }
}

/// A Python with PyYAML over libyaml: the project's, the machine's, or one that is set up for this test.
fn python() -> PathBuf {
    let works = |python: &Path| {
        let check = Command::new(python)
            .args(["-c", "import yaml; yaml.CSafeLoader"])
            .output();
        check.is_ok_and(|output| output.status.success())
    };
    let own = workspace::root().join("target/pyyaml");
    let known = [
        workspace::root().join(".tools/venv/bin/python"),
        "python3".into(),
        own.join("bin/python"),
    ];
    if let Some(python) = known.into_iter().find(|python| works(python)) {
        return python;
    }
    let pinned = std::fs::read_to_string(workspace::root().join("xtask/requirements.txt")).unwrap();
    let package = pinned.lines().find(|line| line.starts_with("PyYAML==")).unwrap();
    let run = |program: &Path, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    run(Path::new("python3"), &["-m", "venv", own.to_str().unwrap()]);
    let python = own.join("bin/python");
    run(
        &python,
        &[
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            package,
        ],
    );
    python
}
