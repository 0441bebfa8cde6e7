//! `completions` and `man`: what the shell and `man` know of the commands, made of the same declarations as `--help`.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result};
use clap::Command;
use clap_complete::Shell;

use crate::{deployment, program::PROGRAM, ui};

/// Print completions for a shell.
///
/// In bash they complete the command as it is started, also behind `cargo`; in other shells the program itself.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} completions bash > ~/.local/share/bash-completion/completions/ferrocdk
  {program} completions zsh > ~/.zfunc/_ferrocdk
  {program} completions fish > ~/.config/fish/completions/ferrocdk.fish

Status: 0.")]
pub(crate) struct Args {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

/// Write man pages, one for each command.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} man --out ~/.local/share/man/man1

Status: 0, or 1 where the folder cannot be written.")]
pub(crate) struct ManArgs {
    /// Folder to write to.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Lets bash complete a command of Cargo's, which it knows nothing of, and hands everything else to what completed Cargo before.
const BASH: &str = r#"
_ferrocdk_before=$(complete -p cargo 2>/dev/null | sed -n 's/.*-F \([^ ]*\).*/\1/p')
_ferrocdk_cargo() {
    if [ "${COMP_WORDS[1]}" = NAME ] && [ "$COMP_CWORD" -gt 1 ]; then
        COMP_WORDS=(NAME "${COMP_WORDS[@]:2}")
        COMP_CWORD=$((COMP_CWORD - 1))
        _NAME NAME "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
    elif [ -n "$_ferrocdk_before" ]; then
        "$_ferrocdk_before" "$@"
    fi
}
complete -F _ferrocdk_cargo -o bashdefault -o default cargo
"#;

pub(crate) fn run(command: Command, args: &Args) -> Result<()> {
    // clap takes `cargo-name` apart again, so that its own scripts would not fit together: they are made for the last word.
    let words = PROGRAM.to_string();
    let program = words.rsplit([' ', '-']).next().unwrap_or(&words).to_owned();
    let mut command = command.name(program.clone()).bin_name(program.clone());
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, &program, &mut script);
    let mut script = String::from_utf8(script).context("the completions are no text")?;
    if args.shell == Shell::Bash && words.starts_with("cargo") {
        script.push_str(&BASH.replace("NAME", &program));
    }
    ui::data(script.trim_end())
}

pub(crate) fn man(command: Command, context: Option<&crate::context::Context>, args: &ManArgs) -> Result<()> {
    let program = PROGRAM.to_string().replace(' ', "-");
    fs::create_dir_all(&args.out).with_context(|| format!("cannot make `{}`", args.out.display()))?;
    let command = command.name(program);
    clap_mangen::generate_to(command, &args.out)
        .with_context(|| format!("cannot write to `{}`", args.out.display()))?;
    let shown = match context {
        Some(context) => deployment::shown(context, &args.out),
        None => args.out.display().to_string(),
    };
    ui::step("Written", format!("man pages to {shown}"));
    Ok(())
}
