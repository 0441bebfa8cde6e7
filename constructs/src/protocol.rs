//! The protocol between an app and its caller, the CDK CLI or `cargo xtask`: environment variables.
//!
//! Source: the CDK CLI's contract with apps, captured from version 2.1148: `CDK_OUTDIR`, `CDK_CONTEXT_JSON`, for context over 128 KiB the file named by
//! `CONTEXT_OVERFLOW_LOCATION_ENV`, `CDK_DEFAULT_ACCOUNT` and `CDK_DEFAULT_REGION`.

#![expect(
    clippy::disallowed_methods,
    reason = "the environment is the app's business, and this stands for the app: no construct reads it"
)]

use std::env;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use ferrocdk_core::{Diagnostic, Diagnostics, Environment, Format, diagnostic_ids};
use indexmap::IndexMap;
use serde_json::Value as Json;

const CONTEXT: &str = "CDK_CONTEXT_JSON";
const OVERFLOW: &str = "CONTEXT_OVERFLOW_LOCATION_ENV";
const FORMAT: &str = "FERROCDK_DIAGNOSTICS";

/// The account and region of the credentials that the CDK CLI works with, as far as it says them (`CDK_DEFAULT_ACCOUNT`, `CDK_DEFAULT_REGION`); nothing outside of
/// it. For stacks that look something up, and for no others: where a stack is deployed follows from who deploys it then.
///
/// ```
/// use ferrocdk::prelude::*;
/// let app = App::new();
/// Stack::new(&app, "plant", StackProps::default().environment(ferrocdk::default_environment()));
/// ```
pub fn default_environment() -> Environment {
    let given = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    Environment {
        account: given("CDK_DEFAULT_ACCOUNT"),
        region: given("CDK_DEFAULT_REGION"),
    }
}

/// The form of diagnostics: as `FERROCDK_DIAGNOSTICS` says, annotations in a GitHub workflow, else text, with colour where a person reads it.
///
/// # Errors
/// When the variable has another value; the form is then the one without it.
pub(crate) fn format() -> (Format, Option<Diagnostic>) {
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let usual = match () {
        () if is_set("GITHUB_ACTIONS") => Format::Github,
        () if std::io::stderr().is_terminal() && !is_set("NO_COLOR") => Format::Colour,
        () => Format::Text,
    };
    match env::var(FORMAT).as_deref() {
        Ok("json") => (Format::Json, None),
        Ok("github") => (Format::Github, None),
        Ok("text") => (Format::Text, None),
        Ok("") | Err(env::VarError::NotPresent) => (usual, None),
        Ok(other) => (usual, Some(unknown_format(other))),
        Err(env::VarError::NotUnicode(other)) => (usual, Some(unknown_format(&other.to_string_lossy()))),
    }
}

fn unknown_format(found: &str) -> Diagnostic {
    failure(format!("{FORMAT} names a form of diagnostics that there is not"))
        .found(found)
        .allowed("text, json or github")
        .help("mend the variable, or unset it")
}

/// Where the assembly goes, where the caller says so.
pub(crate) fn out() -> Option<PathBuf> {
    env::var_os("CDK_OUTDIR")
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

/// Everything that the caller gave for constructs to read.
///
/// # Errors
/// When it cannot be read or is no JSON object.
pub(crate) fn context() -> Result<IndexMap<String, Json>, Diagnostics> {
    let mut context = match env::var(CONTEXT) {
        Ok(text) => parse(CONTEXT, &text)?,
        Err(env::VarError::NotPresent) => IndexMap::new(),
        Err(env::VarError::NotUnicode(_)) => return Err(one(failure(format!("{CONTEXT} is not UTF-8")))),
    };
    if let Some(path) = env::var_os(OVERFLOW).filter(|value| !value.is_empty()) {
        let path = Path::new(&path);
        let text = std::fs::read_to_string(path).map_err(|error| {
            let help = format!("the CDK CLI names that file in {OVERFLOW}; unset it when the app is started by hand");
            one(failure(format!("cannot read the context in {}: {error}", path.display())).help(help))
        })?;
        context.extend(parse(&format!("{}, named by {OVERFLOW},", path.display()), &text)?);
    }
    Ok(context)
}

fn parse(place: &str, text: &str) -> Result<IndexMap<String, Json>, Diagnostics> {
    if text.trim().is_empty() {
        return Ok(IndexMap::new());
    }
    serde_json::from_str(text).map_err(|error| {
        let help = "the CDK CLI writes it; by hand: CDK_CONTEXT_JSON='{\"key\": \"value\"}'";
        one(failure(format!("{place} is not a JSON object: {error}")).help(help))
    })
}

/// The program failed before or beside the tree.
pub(crate) fn failure(message: String) -> Diagnostic {
    Diagnostic::error(diagnostic_ids::PROGRAM, message)
}

/// One diagnostic by itself.
pub(crate) fn one(diagnostic: Diagnostic) -> Diagnostics {
    Diagnostics(vec![diagnostic])
}
