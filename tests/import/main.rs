//! Templates imported as Rust code: formatted, compiled and synthesized, every one comes out as it went in.
//!
//! All templates become modules of one package, so that there is one build. They are generated ones, those beside this file, which read as people write
//! them, and the golden templates of AWS CDK's apps and of cfn-lint where they stand beside the checkout.

#![allow(clippy::unwrap_used, clippy::format_push_string, reason = "a test fails by it")]

mod generated;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use ferrocdk::{App, CfnInclude, CfnIncludeProps, Checks, Stack, StackProps, Synthesizer};
use ferrocdk_import::{Imported, Options, import};
use ferrocdk_spec::Database;
use ferrocdk_template::{Node, Value};
use serde_json::Value as Json;
use workspace_tests::{cargo, root};

/// How many templates are generated. More find no more: each has dozens of texts, keys and numbers.
const GENERATED: u64 = 80;

/// A template and what became of it.
struct Case {
    name: String,
    template: Json,
    imported: Imported,
}

/// Differences that were found, by where the templates come from. One package holds them all, so that there is one build.
struct Differences {
    own: Vec<String>,
    golden: Vec<String>,
    /// How many golden templates there were.
    golden_count: usize,
}

static DIFFERENCES: LazyLock<Differences> = LazyLock::new(differences);

#[test]
fn imported_templates_come_out_as_they_went_in() {
    let wrong = &DIFFERENCES.own;
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
#[cfg_attr(not(golden), ignore = "no golden data beside the checkout")]
fn imported_golden_templates_come_out_as_they_went_in() {
    let (wrong, count) = (&DIFFERENCES.golden, DIFFERENCES.golden_count);
    assert!(count > 50, "only {count} templates");
    assert!(
        wrong.is_empty(),
        "{} of {count} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn differences() -> Differences {
    let own = files(&root().join("tests/import/templates"));
    let folder =
        std::env::var_os("FERROCDK_CONFORMANCE").map_or_else(|| root().join("../shared/conformance"), PathBuf::from);
    let mut golden = Vec::new();
    if cfg!(golden) {
        golden.extend(files(&folder.join("templates")));
        let good = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with("good");
        golden.extend(files(&folder.join("lint")).into_iter().filter(good));
    }
    let golden_count = golden.len();
    let database = Database::bundled().unwrap();
    let written = own.into_iter().chain(golden).map(|path| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(path).unwrap())
    });
    let made = (0..GENERATED).map(|number| (format!("generated-{number}.json"), generated::template(number)));
    let cases: Vec<Case> = made
        .chain(written)
        .map(|(name, text)| case(name, &text, &database))
        .collect();
    let package = root().join("target/imported");
    write_package(&package, &cases);
    let run = Command::new(cargo())
        .args(["run", "--quiet"])
        .current_dir(&package)
        .env("CARGO_TARGET_DIR", root().join("target/imported-build"))
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{said}");

    let mut found = Differences {
        own: Vec::new(),
        golden: Vec::new(),
        golden_count,
    };
    for (index, case) in cases.iter().enumerate() {
        let written = fs::read_to_string(package.join(format!("out/{index}/s.template.json"))).unwrap_or_default();
        let written = ferrocdk_template::parse(&written).map_or(Json::Null, |document| exact(&document.root));
        if written != case.template {
            let list = if index < cases.len() - golden_count {
                &mut found.own
            } else {
                &mut found.golden
            };
            list.push(format!(
                "{}: {}",
                case.name,
                first_difference(&case.template, &written, "")
            ));
        }
    }
    found
}

#[test]
fn included_templates_come_out_as_they_went_in() {
    for number in 0..GENERATED * 5 {
        let text = generated::template(number);
        let app = App::new();
        // Generated templates are hard to read and write; that they could be deployed is not asked.
        Checks::of(&app).disable();
        let props = StackProps::default().synthesizer(Synthesizer::Bootstrapless);
        let stack = Stack::new(&app, "s", props);
        CfnInclude::new(&stack, "Template", &text);
        let assembly = app.synth().unwrap();
        let (_, written) = assembly.files().find(|(name, _)| *name == "s.template.json").unwrap();
        let [expected, found] = [&*text, written].map(|text| exact(&ferrocdk_template::parse(text).unwrap().root));
        assert!(
            found == expected,
            "{number}: {}",
            first_difference(&expected, &found, "")
        );

        // As nested parts of other names, all but the names stays.
        let app = App::new();
        // Generated templates are hard to read and write; that they could be deployed is not asked.
        Checks::of(&app).disable();
        let props = StackProps::default().synthesizer(Synthesizer::Bootstrapless);
        let stack = Stack::new(&app, "s", props);
        let options = CfnIncludeProps::default().preserve_logical_ids(false);
        CfnInclude::with_options(&stack, "Template", &text, options);
        let assembly = app.synth().unwrap();
        let (_, written) = assembly.files().find(|(name, _)| *name == "s.template.json").unwrap();
        let renamed = exact(&ferrocdk_template::parse(written).unwrap().root);
        assert_eq!(leaves(&renamed), leaves(&expected), "{number}");
    }
}

/// The numbers of a value, sorted; texts may name what has another name now.
fn leaves(json: &Json) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![json];
    while let Some(json) = open.pop() {
        match json {
            Json::Object(map) => open.extend(map.values()),
            Json::Array(items) => open.extend(items),
            Json::String(text) if text.starts_with("the number ") => found.push(text.clone()),
            _ => {}
        }
    }
    found.sort();
    found
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.retain(|path| {
        path.extension()
            .is_some_and(|ending| ["json", "yaml", "yml"].iter().any(|known| ending == *known))
    });
    paths.sort();
    assert!(!paths.is_empty(), "no template in {}", folder.display());
    paths
}

fn case(name: String, text: &str, database: &Database<'_>) -> Case {
    let root: Node = ferrocdk_template::parse(text)
        .unwrap_or_else(|error| panic!("{name}: {error}"))
        .root;
    let options = Options::new(&name, "../../constructs");
    let imported = import(&root, &options, database, &rustfmt).unwrap_or_else(|error| panic!("{name}: {error}"));
    let code = file(&imported, "src/stack.rs");
    assert_eq!(
        rustfmt(code).unwrap(),
        code,
        "{name}: formatted once more, the code is another"
    );
    Case {
        imported,
        template: exact(&root),
        name,
    }
}

fn rustfmt(code: &str) -> Result<String, String> {
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024", "--config-path"])
        .arg(root().join("rustfmt.toml"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    rustfmt.stdin.take().unwrap().write_all(code.as_bytes()).unwrap();
    let output = rustfmt.wait_with_output().unwrap();
    if !output.status.success() {
        return Err(format!("rustfmt does not take:\n{code}"));
    }
    Ok(String::from_utf8(output.stdout).unwrap())
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

/// Puts all cases into one package, whose program writes the assembly of each into a folder of its own.
fn write_package(folder: &Path, cases: &[Case]) {
    if folder.exists() {
        fs::remove_dir_all(folder).unwrap();
    }
    let mut features = BTreeSet::new();
    let (mut modules, mut calls) = ("#![deny(warnings)]\n".to_owned(), String::new());
    for (index, case) in cases.iter().enumerate() {
        let module = folder.join(format!("src/case_{index}"));
        fs::create_dir_all(&module).unwrap();
        for (path, text) in &case.imported.files {
            if let Some(name) = path.strip_prefix("src/").filter(|name| *name != "main.rs") {
                fs::write(module.join(name), text).unwrap();
            }
        }
        let manifest = file(&case.imported, "Cargo.toml");
        features.extend(
            manifest
                .lines()
                .filter(|line| line.starts_with("    \""))
                .map(str::to_owned),
        );
        modules.push_str(&format!("#[path = \"case_{index}/stack.rs\"]\nmod case_{index};\n"));
        calls.push_str(&format!(
            "    write({index}, &|app| drop(case_{index}::stack(app, \"s\")));\n"
        ));
    }
    let first = file(&cases[0].imported, "Cargo.toml");
    let (head, _) = first.split_once("\nfeatures = ").unwrap();
    let features: Vec<String> = features.into_iter().collect();
    fs::write(
        folder.join("Cargo.toml"),
        format!("{head}\nfeatures = [\n{}\n]\n", features.join("\n")),
    )
    .unwrap();
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let main = "fn main() {\n".to_owned()
        + &calls
        + "}\n\nfn write(case: usize, make: &dyn Fn(&ferrocdk::App)) {\n    let app = ferrocdk::App::new();\n    ferrocdk::Checks::of(&app).disable();\n    make(&app);\n    \
           match app.synth() {\n        Ok(assembly) => assembly.write(std::path::Path::new(&format!(\"out/{case}\"))).unwrap(),\n        \
           Err(mistakes) => eprintln!(\"case {case}: {mistakes}\"),\n    }\n}\n";
    fs::write(folder.join("src/main.rs"), modules + &main).unwrap();
}

fn file<'a>(imported: &'a Imported, path: &str) -> &'a str {
    &imported.files.iter().find(|(name, _)| name == path).unwrap().1
}

/// Where two values differ first.
fn first_difference(expected: &Json, found: &Json, path: &str) -> String {
    match (expected, found) {
        (Json::Object(one), Json::Object(other)) => {
            let keys: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
            let differing = keys.into_iter().find(|key| one.get(*key) != other.get(*key)).unwrap();
            let null = Json::Null;
            let (one, other) = (
                one.get(differing).unwrap_or(&null),
                other.get(differing).unwrap_or(&null),
            );
            first_difference(one, other, &format!("{path}.{differing}"))
        }
        (Json::Array(one), Json::Array(other)) if one.len() == other.len() => {
            let differing = (0..one.len()).find(|index| one[*index] != other[*index]).unwrap();
            first_difference(&one[differing], &other[differing], &format!("{path}.{differing}"))
        }
        _ => format!("at {path} {expected} became {found}"),
    }
}
