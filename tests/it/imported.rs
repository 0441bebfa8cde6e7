//! A template imported as Rust code, which is compiled here: it reads as it should, and gives the template back.

mod workshop;

use std::io::Write as _;
use std::process::{Command, Stdio};

use ferrocdk::{App, Checks};
use ferrocdk_import::{Options, import};

use crate::workspace;

/// Text above the checked-in code.
const HEAD: &str = "//! Imported from tests/import/templates/workshop.yaml. Do not edit: `UPDATE_IMPORTED=1 cargo test -p workspace-tests --test it imported` writes it.\n//!\n";

fn template() -> ferrocdk_template::Node {
    let path = workspace::root().join("tests/import/templates/workshop.yaml");
    ferrocdk_template::parse(&std::fs::read_to_string(path).unwrap())
        .unwrap()
        .root
}

fn rustfmt(code: &str) -> Result<String, String> {
    let settings = workspace::root().join("rustfmt.toml");
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024", "--config-path"])
        .arg(settings)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    rustfmt.stdin.take().unwrap().write_all(code.as_bytes()).unwrap();
    let output = rustfmt.wait_with_output().unwrap();
    assert!(output.status.success());
    Ok(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn the_code_is_what_the_template_gives() {
    let options = Options::new("workshop.yaml", "../constructs");
    let database = ferrocdk_spec::Database::bundled().unwrap();
    let imported = import(&template(), &options, &database, &|code| rustfmt(code)).unwrap();
    let (_, code) = imported.files.iter().find(|(path, _)| path == "src/stack.rs").unwrap();
    assert_eq!(rustfmt(code).unwrap(), *code, "the code is not formatted");
    let path = workspace::root().join("tests/it/imported/workshop.rs");
    let expected = format!("{HEAD}{code}");
    if std::env::var_os("UPDATE_IMPORTED").is_some() {
        std::fs::write(&path, &expected).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), expected);
}

#[test]
fn the_code_gives_the_template_back() {
    let app = App::new();
    // The template is one of everything, and not one that could be deployed.
    Checks::of(&app).disable();
    workshop::stack(&app, "workshop");
    assert_eq!(
        *app.synth().unwrap().template("workshop").unwrap(),
        template().to_json()
    );
}
