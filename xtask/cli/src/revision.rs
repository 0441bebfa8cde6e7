//! The project as it stands at a git revision, so that both can be synthesized.
//!
//! It is checked out into a clone below Cargo's folder that shares the repository's objects: the user's own repository and working tree are not touched,
//! and what was built for one revision is there for the next.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result};

use crate::{context::Context, failure::Failure, ui};

/// A revision that is checked out.
pub(crate) struct Revision {
    /// As it was named, with the beginning of its hash.
    pub(crate) name: String,
    /// The project in it.
    pub(crate) context: Context,
}

/// Hexadecimal digits of a hash that are shown.
const SHORT: usize = 9;

impl Revision {
    /// Checks a revision out, such as `origin/main` or `HEAD~3`.
    pub(crate) fn check_out(context: &Context, name: &str) -> Result<Self> {
        let root = git(context, &context.root, &["rev-parse", "--show-toplevel"]).map_err(|error| {
            Failure::new(format!(
                "`{name}` is no file, and the project is in no git repository: {error}"
            ))
            .hint("name a git revision, a folder with an assembly, or a template")
            .code(2)
        })?;
        let root = PathBuf::from(root);
        let commit = format!("{name}^{{commit}}");
        let hash = git(context, &root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]).map_err(|_| {
            Failure::new(format!("there is no file and no git revision `{name}`"))
                .hint("look for it with `git branch --all`; what is only on a server has to be fetched first, as by `git fetch origin`")
                .code(2)
        })?;
        let below = context.root.strip_prefix(&root).unwrap_or(Path::new("")).to_owned();
        let folder = context.target().join("ferrocdk/revision");
        clone(context, &root, &folder)?;
        let short: String = hash.chars().take(SHORT).collect();
        ui::step("Checking out", format!("{name} ({short})"));
        git(context, &folder, &["checkout", "--quiet", "--force", "--detach", &hash])
            .map_err(|error| Failure::new(format!("cannot check out `{name}`: {error}")))?;
        let project = folder.join(below);
        let context = context
            .other(&project)
            .with_context(|| format!("`{name}` has no project that can be read"))?;
        Ok(Self {
            name: if name.starts_with(&short) {
                short
            } else {
                format!("{name} ({short})")
            },
            context,
        })
    }
}

/// A clone without files of its own, unless it is there.
fn clone(context: &Context, root: &Path, folder: &Path) -> Result<()> {
    if git(context, folder, &["rev-parse", "--git-dir"]).is_ok_and(|found| found == ".git") {
        return Ok(());
    }
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove `{}`", folder.display()))?;
    }
    let parent = folder.parent().unwrap_or(folder);
    fs::create_dir_all(parent).with_context(|| format!("cannot make `{}`", parent.display()))?;
    let (from, to) = (root.to_string_lossy(), folder.to_string_lossy());
    git(
        context,
        root,
        &["clone", "--quiet", "--shared", "--no-checkout", &from, &to],
    )
    .map_err(|error| Failure::new(format!("cannot clone the project's repository: {error}")).into())
    .map(drop)
}

/// Runs git, and gives what it printed or its message.
fn git(context: &Context, folder: &Path, args: &[&str]) -> Result<String, String> {
    if !folder.is_dir() {
        return Err(format!("there is no folder `{}`", folder.display()));
    }
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(args).stdin(Stdio::null());
    // A hook of git sets these for the repository that it runs in.
    for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(variable);
    }
    context.show(&command);
    let output = command
        .output()
        .map_err(|error| format!("cannot start `git`: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(said.lines().last().unwrap_or("git gives no reason").trim().to_owned())
}
