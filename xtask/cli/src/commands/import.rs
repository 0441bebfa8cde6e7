//! `import`: a CloudFormation template as a program.

use std::{
    fs,
    path::{Component, Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result};
use ferrocdk_import::{Dependency, Imported, Options, import};
use ferrocdk_spec::Database;
use ferrocdk_template::{KeyKind, Node};
use ferrocdk_toolkit::lint::{self, TemplateSource, check};
use serde::Deserialize;
use xshell::cmd;

use crate::{failure::Failure, session::Session, ui};

/// Write a CloudFormation template as Rust code.
///
/// Makes a package whose program gives the same template: resources through the typed bindings, references as references. What has no
/// typed form goes through escape hatches, or stands beside the code as it is written.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} import template.yaml --out stacks/legacy

This makes Rust code of a template; it takes no existing resource into a stack, as `cdk import` does.

Status: 0, 1 where it cannot be written, 2 for a wrong call.")]
pub(crate) struct Args {
    /// The template, JSON or YAML.
    template: PathBuf,

    /// The folder of the new package; made if it is not there.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// Write over the package that stands there.
    #[arg(long)]
    force: bool,
}

pub(crate) fn run(session: &Session, args: &Args) -> Result<()> {
    let shown = args.template.display();
    let bytes = fs::read(&args.template).with_context(|| format!("cannot read `{shown}`"))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Failure::new(format!("`{shown}` is no text: byte {at} is not UTF-8"))
            .hint("save it as UTF-8, or name a template")
    })?;
    let document = ferrocdk_template::parse(&text).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        let failure = Failure::new(format!("`{shown}` cannot be read: {}", lines.join("; ")));
        match errors.iter().next() {
            Some(first) => failure.hint(first.help),
            None => failure,
        }
    })?;
    check_folder(&args.out, args.force)?;
    fs::create_dir_all(&args.out).with_context(|| format!("cannot make the folder `{}`", args.out.display()))?;
    let source = args
        .template
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let around = Around::find(session);
    let options = Options::new(source.unwrap_or_default(), around.ferrocdk(&args.out)?);
    let imported = import(&document.root, &options, &Database::bundled()?, &format_code)
        .inspect_err(|_| {
            // The folder, if it was made for this: one with files in it stays.
            let _ = fs::remove_dir(&args.out);
        })
        .with_context(|| format!("`{shown}` cannot be imported"))?;
    write(&args.out, &imported)?;
    around.lock(&args.out)?;
    report(args, &imported);
    for reading in readings(&text, &document.root) {
        ui::warning(reading);
    }
    Ok(())
}

/// Scalars and keys without quotes that YAML reads otherwise than they look. The program says what YAML reads, as CloudFormation would.
fn readings(text: &str, root: &Node) -> Vec<String> {
    let report = check(vec![TemplateSource::new("", text)], &lint::Options::default());
    let values = report.entries.into_iter().filter(|entry| entry.rule == "W1103");
    let values = values.map(|entry| {
        let help = entry.help.map_or_else(String::new, |help| format!("; {help}"));
        ((entry.line, entry.column), format!("{}{help}", entry.message))
    });
    let mut all: Vec<_> = values.collect();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        open.extend(node.as_list().unwrap_or_default());
        for entry in node.as_map().into_iter().flatten() {
            let written = entry.key_written();
            if entry.key_kind() != KeyKind::Text && entry.key != written {
                let message = format!(
                    "the key `{written}` without quotes is `{}` to YAML; put it into quotes",
                    entry.key
                );
                all.push(((entry.key_at.line, entry.key_at.column), message));
            }
            open.push(&entry.value);
        }
    }
    all.sort();
    // Of what loops and aliases repeat, one is enough.
    all.dedup();
    let told = all
        .into_iter()
        .map(|((line, column), message)| format!("line {line}, column {column}: {message}"));
    told.collect()
}

/// Refuses a folder with files in it, which could be somebody's work.
fn check_folder(folder: &Path, force: bool) -> Result<()> {
    let shown = folder.display();
    if !force && folder.exists() {
        let mut entries = fs::read_dir(folder).with_context(|| format!("cannot read the folder `{shown}`"))?;
        if entries.next().is_some() {
            let failure = Failure::new(format!("`{shown}` is not empty, and nothing was written"));
            return Err(failure
                .hint("name a new folder, or pass --force to write over what stands there")
                .into());
        }
    }
    Ok(())
}

/// The path from one folder to another, with `/` between its parts.
fn path_between(from: &Path, to: &Path) -> Result<String> {
    let real = |path: &Path| fs::canonicalize(path).with_context(|| format!("cannot find `{}`", path.display()));
    let (from, to) = (real(from)?, real(to)?);
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) = (from.components().collect(), to.components().collect());
    let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = from[shared..].iter().map(|_| "..".to_owned());
    let down = to[shared..]
        .iter()
        .map(|part| part.as_os_str().to_string_lossy().into_owned());
    Ok(up.chain(down).collect::<Vec<_>>().join("/"))
}

/// The Cargo workspace around the current folder, if there is one.
#[derive(Default)]
struct Around {
    /// Its folder.
    root: Option<PathBuf>,
    /// The folder of the crate `ferrocdk`, where the workspace takes it from one.
    ferrocdk: Option<PathBuf>,
}

/// The part of `cargo metadata` that is read.
#[derive(Deserialize)]
struct Metadata {
    workspace_root: PathBuf,
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    manifest_path: PathBuf,
    /// Absent for what comes from a folder.
    source: Option<String>,
}

impl Around {
    fn find(session: &Session) -> Self {
        let mut command = Command::new("cargo");
        command.args(["metadata", "--format-version", "1", "--offline"]);
        session.show(&command);
        let Ok(output) = command.stdin(Stdio::null()).stderr(Stdio::null()).output() else {
            return Self::default();
        };
        let Ok(metadata) = serde_json::from_slice::<Metadata>(&output.stdout) else {
            return Self::default();
        };
        let ferrocdk = metadata
            .packages
            .into_iter()
            .find(|package| package.name == "ferrocdk" && package.source.is_none());
        Self {
            root: Some(metadata.workspace_root),
            ferrocdk: ferrocdk.and_then(|package| package.manifest_path.parent().map(Path::to_owned)),
        }
    }

    /// Where a package in `out` finds the crate `ferrocdk`: as the workspace around does, or in the registry in the version of this program.
    fn ferrocdk(&self, out: &Path) -> Result<Dependency> {
        Ok(match &self.ferrocdk {
            Some(folder) => Dependency::Path(path_between(out, folder)?),
            None => Dependency::Version(env!("CARGO_PKG_VERSION").to_owned()),
        })
    }

    /// Gives the package the versions of dependencies that the workspace around is tested with; Cargo takes out what the package does not need.
    fn lock(&self, out: &Path) -> Result<()> {
        let Some(lock) = self.root.as_ref().map(|root| root.join("Cargo.lock")) else {
            return Ok(());
        };
        let own = out.join("Cargo.lock");
        if lock.is_file() {
            fs::copy(lock, &own).with_context(|| format!("cannot write `{}`", own.display()))?;
        }
        Ok(())
    }
}

/// Formats code with rustfmt, in the form of this project's own code.
fn format_code(code: &str) -> Result<String, String> {
    let shell = xshell::Shell::new().map_err(|error| error.to_string())?;
    let settings = "max_width=120,use_field_init_shorthand=true";
    let format = cmd!(shell, "rustfmt --edition 2024 --config {settings}")
        .stdin(code)
        .quiet();
    let formatted = format
        .read()
        .map_err(|error| format!("{error}\nhint: `rustup component add rustfmt`"))?;
    Ok(formatted + "\n")
}

fn write(folder: &Path, imported: &Imported) -> Result<()> {
    for (path, text) in &imported.files {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).with_context(|| format!("cannot make the folder `{}`", parent.display()))?;
        }
        fs::write(&path, text).with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    Ok(())
}

fn report(args: &Args, imported: &Imported) {
    ui::step(
        "Imported",
        format!(
            "{} resources of {} into {}",
            imported.resources,
            args.template.display(),
            args.out.display()
        ),
    );
    // Custom resources never have one.
    let surprising = |(_, type_name): &&(String, String)| !type_name.starts_with("Custom::");
    for (id, type_name) in imported.untyped.iter().filter(surprising) {
        ui::line(format!("  without a binding: {id} ({type_name})"));
    }
    for path in &imported.kept {
        ui::line(format!("  as it is written: {path}"));
    }
    ui::hint(format!(
        "`cd {} && cargo run` writes the template into cdk.out",
        args.out.display()
    ));
}
