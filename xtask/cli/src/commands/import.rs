//! `import`: a CloudFormation template as a program.

use std::{
    fs,
    path::{Component, Path, PathBuf},
};

use anyhow::{Context as _, Result};
use ferrocdk_import::{Imported, Options, import};
use ferrocdk_spec::Database;
use xshell::cmd;

use crate::{context::Context, failure::Failure, ui};

/// Write a CloudFormation template as Rust code.
///
/// Makes a package whose program gives the same template: resources through the typed bindings, references as references. What has no
/// typed form goes through escape hatches, or stands beside the code as it is written.
#[derive(Debug, clap::Args)]
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

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
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
    let options = Options::new(
        source.unwrap_or_default(),
        path_between(&args.out, &context.root.join("constructs"))?,
    );
    let imported = import(&document.root, &options, &Database::bundled()?, &|code| {
        format_code(context, code)
    })
    .inspect_err(|_| {
        // The folder, if it was made for this: one with files in it stays.
        let _ = fs::remove_dir(&args.out);
    })
    .with_context(|| format!("`{shown}` cannot be imported"))?;
    write(context, &args.out, &imported)?;
    report(args, &imported);
    Ok(())
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

/// Formats code with the workspace's rustfmt and its settings.
fn format_code(context: &Context, code: &str) -> Result<String, String> {
    let settings = context.root.join("rustfmt.toml");
    let format = cmd!(context.shell, "rustfmt --edition 2024 --config-path {settings}")
        .stdin(code)
        .quiet();
    let formatted = format
        .read()
        .map_err(|error| format!("{error}\nhint: `rustup component add rustfmt`"))?;
    Ok(formatted + "\n")
}

fn write(context: &Context, folder: &Path, imported: &Imported) -> Result<()> {
    for (path, text) in &imported.files {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).with_context(|| format!("cannot make the folder `{}`", parent.display()))?;
        }
        fs::write(&path, text).with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    // The versions of dependencies that this workspace is tested with; Cargo takes out what the package does not need.
    let lock = folder.join("Cargo.lock");
    fs::copy(context.root.join("Cargo.lock"), &lock).with_context(|| format!("cannot write `{}`", lock.display()))?;
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
