//! One run of the command line: its global flags, and how it starts programs. It needs no project; one that is needed is looked for then.

use std::{
    env, io,
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result};

use crate::{context::Context, ui};

/// The flags that every command takes.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// Whether to show the commands that are run.
    pub(crate) verbose: bool,
    /// The plant that was named.
    pub(crate) plant: Option<String>,
}

impl Session {
    /// The project around the current folder.
    pub(crate) fn context(&self) -> Result<Context> {
        Context::new(self.verbose, self.plant.clone())
    }

    /// Folder for tools that are installed: the project's, or the user's cache where there is no project.
    pub(crate) fn tools(&self) -> Result<PathBuf> {
        if let Ok(context) = self.context() {
            return Ok(context.root.join(".tools"));
        }
        let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
        cache
            .or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cache")))
            .map(|cache| cache.join("ferrocdk"))
            .context("neither XDG_CACHE_HOME nor HOME says where tools may be installed")
    }

    /// As [`Context::run`].
    pub(crate) fn run(&self, command: impl Into<Command>) -> Result<bool> {
        run(command.into(), self.verbose)
    }

    /// As [`Context::show`].
    pub(crate) fn show(&self, command: &Command) {
        show(command, self.verbose);
    }
}

/// Runs a command with its output shown on stderr, so that stdout stays for data; tells whether it succeeded.
pub(crate) fn run(mut command: Command, verbose: bool) -> Result<bool> {
    show(&command, verbose);
    let status = command.stdout(Stdio::from(io::stderr())).status();
    Ok(status
        .with_context(|| format!("cannot start `{}`", command.get_program().display()))?
        .success())
}

/// Shows a command line if that is wanted.
pub(crate) fn show(command: &Command, verbose: bool) {
    if verbose {
        let words = std::iter::once(command.get_program()).chain(command.get_args());
        let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
        ui::line(ui::styled(ui::DIM, format!("$ {}", words.join(" "))));
    }
}
