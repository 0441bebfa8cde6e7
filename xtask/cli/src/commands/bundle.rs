//! `bundle`: the zip of an asset that a command makes.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result};
use ferrocdk_toolkit::zip;

use crate::{context::Context, failure::Failure, tools::write_atomically, ui};

/// Stands in the command's words for the folder that it has to fill.
const OUTPUT: &str = "{output}";

/// Make the zip of an asset that a command bundles, such as a function in TypeScript.
///
/// Deployment tools call it, with what the asset manifest says. Prints the path of the zip. The command is run in the folder of the sources; a zip whose sources have not changed
/// is not made again.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} bundle --folder functions/api --key 0a1b -- npm run build --out {output}

Status: 0, 1 where the command fails, 2 for a wrong call.")]
pub(crate) struct Args {
    /// The folder of the sources, as seen from the project's root.
    #[arg(long, value_name = "FOLDER")]
    folder: PathBuf,

    /// Fingerprint of the sources: hexadecimal digits.
    #[arg(long, value_name = "FINGERPRINT", value_parser = key)]
    key: String,

    /// An environment variable of the command, `NAME=VALUE`; several are possible.
    #[arg(long = "env", value_name = "NAME=VALUE", value_parser = variable)]
    environment: Vec<(String, String)>,

    /// The command; `{output}` in its words is the folder that it fills.
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<String>,
}

fn key(text: &str) -> Result<String, String> {
    match !text.is_empty() && text.chars().all(|digit| digit.is_ascii_hexdigit()) {
        true => Ok(text.to_owned()),
        false => Err("expected hexadecimal digits".to_owned()),
    }
}

fn variable(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("expected NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    let file = context.target().join("bundles").join(format!("{}.zip", args.key));
    if !file.is_file() {
        let output = context.scratch()?;
        make(context, args, output.path())?;
        let packed = zip::pack_folder(output.path()).context("cannot pack the bundle")?;
        write_atomically(&file, &packed)?;
    }
    ui::data(file.display())?;
    Ok(())
}

fn make(context: &Context, args: &Args, output: &Path) -> Result<()> {
    let shown = args.command.join(" ");
    ui::step("Bundling", format!("`{}`", args.folder.display()));
    let folder = output.to_string_lossy();
    let mut words = args.command.iter().map(|word| word.replace(OUTPUT, &folder));
    let mut command = Command::new(words.next().context("a bundle needs a command")?);
    command
        .args(words)
        .current_dir(context.root.join(&args.folder))
        .envs(args.environment.iter().map(|(name, value)| (name, value)));
    if !context
        .run(command)
        .with_context(|| format!("cannot start `{shown}`"))?
    {
        return Err(Failure::new(format!("`{shown}` failed in `{}`", args.folder.display())).into());
    }
    let is_empty = output.read_dir().map(|mut entries| entries.next().is_none());
    if is_empty.unwrap_or(true) {
        return Err(Failure::new(format!("`{shown}` made no files"))
            .hint(format!(
                "let it write into `{OUTPUT}`, which stands for the folder of the bundle"
            ))
            .into());
    }
    Ok(())
}
