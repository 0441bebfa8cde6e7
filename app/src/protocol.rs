//! What the caller, `cargo xtask` or the CDK CLI, tells the app through the environment.
//!
//! Source: the CDK CLI's contract with apps, captured from version 2.1148: `CDK_OUTDIR`, `CDK_CONTEXT_JSON`, and for context over 128 KiB the
//! file named by `CONTEXT_OVERFLOW_LOCATION_ENV`.

use std::env;
use std::io::IsTerminal as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use ferrocdk::Format;
use indexmap::IndexMap;
use serde_json::Value as Json;

/// The form of diagnostics: as `FERROCDK_DIAGNOSTICS` says (`text`, `json`, `github`), annotations in a GitHub workflow, else text, with colour
/// where a person reads it.
pub(crate) fn diagnostics_format() -> Format {
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    match env::var("FERROCDK_DIAGNOSTICS").as_deref() {
        Ok("json") => Format::Json,
        Ok("github") => Format::Github,
        Ok("text") => Format::Text,
        _ if is_set("GITHUB_ACTIONS") => Format::Github,
        _ if std::io::stderr().is_terminal() && !is_set("NO_COLOR") => Format::Colour,
        _ => Format::Text,
    }
}

/// What to synthesize, and where to.
#[derive(Debug)]
pub(crate) struct Request {
    /// The workspace.
    pub(crate) root: PathBuf,
    /// Where the assembly goes.
    pub(crate) out: PathBuf,
    /// Everything the caller gave, for constructs to read.
    pub(crate) context: IndexMap<String, Json>,
}

impl Request {
    /// Reads the environment.
    pub(crate) fn from_environment() -> Result<Self> {
        let here = env::current_dir().context("cannot tell the current folder")?;
        let Some(root) = here.ancestors().find(|folder| folder.join("ferrocdk.toml").is_file()) else {
            bail!(
                "ferrocdk.toml is neither in {} nor above\n  help: run this inside of the workspace",
                here.display()
            );
        };
        let out = env::var_os("CDK_OUTDIR").map_or_else(|| root.join("cdk.out"), PathBuf::from);
        let mut context = parse("CDK_CONTEXT_JSON", env::var("CDK_CONTEXT_JSON").ok())?;
        if let Some(path) = env::var_os("CONTEXT_OVERFLOW_LOCATION_ENV") {
            let path = PathBuf::from(path);
            let text = std::fs::read_to_string(&path)
                .with_context(|| format!("cannot read {}, named by CONTEXT_OVERFLOW_LOCATION_ENV", path.display()))?;
            context.extend(parse("CONTEXT_OVERFLOW_LOCATION_ENV", Some(text))?);
        }
        Ok(Self {
            root: root.to_owned(),
            out,
            context,
        })
    }

    /// A string of the context.
    pub(crate) fn text(&self, key: &str) -> Result<Option<&str>> {
        match self.context.get(key) {
            None => Ok(None),
            Some(Json::String(text)) => Ok(Some(text)),
            Some(other) => bail!("context {key:?} is {other}, expected a string"),
        }
    }
}

fn parse(variable: &str, text: Option<String>) -> Result<IndexMap<String, Json>> {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(IndexMap::new());
    };
    serde_json::from_str(&text).with_context(|| format!("{variable} is not a JSON object"))
}
