//! The reader of templates against libyaml, over documents that a script makes.

use std::{
    fmt::Write as _,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
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
    let (mut read, mut refused, mut wrong) = (0, 0, String::new());
    for (text, expected) in libyaml(&[SEED, COUNT], "") {
        match (ours(&text), expected) {
            (Ok(ours), Ok(theirs)) if ours == theirs => read += 1,
            (Err(_), Err(_)) => refused += 1,
            (ours, theirs) if !is_known(ours.as_ref().err(), theirs.as_ref().err()) => {
                writeln!(wrong, "{text:?}\nis read as   {ours:?}\nby libyaml as {theirs:?}\n").unwrap();
            }
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(
        read > 7_000 && refused > 500,
        "{read} documents were read and {refused} refused"
    );
}

/// Differences that stay: texts, and who takes them. No template is written like this.
const KNOWN: [(&str, bool, bool); 9] = [
    // A comment needs a blank before it in YAML, also behind a quote.
    ("a: 'b'# c", false, true),
    ("a: [ -]", false, true),
    ("a:\n|\n  b\n", false, true),
    // Names of anchors and of directives.
    ("a: &b:c d", true, true),
    ("%OTHER x\n---\na: b", true, false),
    // A colon before text, a key of several lines and a tab between words, as YAML 1.2 has them.
    ("a: [b, :c]", true, false),
    ("a: {\"b\nc\": d}", true, false),
    ("a: b\n\t# c\n", true, false),
    ("a: |\n \n\tb\n", false, false),
];

#[test]
#[cfg_attr(not(python), ignore = "no Python on this machine")]
fn where_the_reader_and_libyaml_differ_is_known() {
    let texts = KNOWN.map(|(text, ..)| Json::from(text).to_string() + "\n").concat();
    let found: Vec<_> = libyaml(&["-"], &texts)
        .into_iter()
        .map(|(text, theirs)| (ours(&text).is_ok(), theirs.is_ok(), text))
        .collect();
    let expected = KNOWN.map(|(text, ours, theirs)| (ours, theirs, text.to_owned()));
    assert_eq!(found, expected);
}

/// Whether the reasons of those that refuse are among the known differences.
fn is_known(ours: Option<&String>, theirs: Option<&String>) -> bool {
    let has = |reason: Option<&String>, known: &[&str]| {
        reason.is_some_and(|reason| known.iter().any(|known| reason.contains(known)))
    };
    let stricter = [
        "comments must be separated from other tokens by whitespace",
        "plain scalar cannot start with '-' followed by",
        "simple key expected ':'",
    ];
    let laxer = [
        "did not find expected node content",
        "did not find expected ',' or '}'",
        "found unexpected ':'",
        "found a tab character",
        "found character that cannot start any token",
    ];
    has(ours, &stricter) && theirs.is_none() || has(theirs, &laxer) && ours.is_none()
}

fn ours(text: &str) -> Result<Json, String> {
    parse(text)
        .map(|document| exact(&document.root))
        .map_err(|errors| errors.to_string())
}

/// Texts and how libyaml reads them.
fn libyaml(arguments: &[&str], input: &str) -> Vec<(String, Result<Json, String>)> {
    let mut script = Command::new(python())
        .arg(workspace::root().join("tests/it/libyaml.py"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    script.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = script.wait_with_output().unwrap();
    assert!(output.status.success());
    let lines = String::from_utf8(output.stdout).unwrap();
    let read = lines.lines().map(|line| {
        let line = parse(line).unwrap().root;
        let text = |key| line.get(key).unwrap().as_str().unwrap().to_owned();
        (text("text"), line.get("value").map(exact).ok_or_else(|| text("error")))
    });
    read.collect()
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

/// The packages that the command line pins; taken in, so that a file that moves is missed by the compiler.
const REQUIREMENTS: &str = include_str!("../../xtask/cli/requirements.txt");

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
    let package = REQUIREMENTS.lines().find(|line| line.starts_with("PyYAML==")).unwrap();
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
