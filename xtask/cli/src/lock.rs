//! One command at a time works on a deployment.
//!
//! Two would write into one assembly's folder, and each would change what the other has just shown. CloudFormation itself tells of what other
//! machines do (`cloud/change.rs`); the lock tells of this one, before anything is built.

use std::{
    fs::{self, File, TryLockError},
    io::Write as _,
    process,
};

use anyhow::{Context as _, Result};

use crate::{context::Context, deployment::Deployment, failure::Failure};

/// The right to work on a deployment; it ends with the value, and with the process however that ends.
#[must_use]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock for a command such as `deploy`; fails where another process has it.
    pub(crate) fn take(context: &Context, deployment: &Deployment, command: &str) -> Result<Self> {
        let path = deployment.lock_file(context);
        let cannot = || format!("cannot lock `{}`", path.display());
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(cannot)?;
        }
        // The file stays: removing it would let two processes hold locks of two files with one name.
        let mut file = File::options()
            .create(true)
            .append(true)
            .open(&path)
            .with_context(cannot)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let holder = fs::read_to_string(&path).unwrap_or_default();
                let holder = if holder.is_empty() {
                    "another command"
                } else {
                    holder.trim()
                };
                return Err(Failure::new(format!("{holder} is at work on {}", deployment.name()))
                    .hint("wait for its end and run the same command again; nothing was done")
                    .into());
            }
            Err(TryLockError::Error(error)) => return Err(error).with_context(cannot),
        }
        file.set_len(0)
            .and_then(|()| writeln!(file, "`{command}` of process {}", process::id()))
            .with_context(cannot)?;
        Ok(Self { _file: file })
    }
}
