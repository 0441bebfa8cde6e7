//! One file per command.

pub(crate) mod down;
pub(crate) mod env;
pub(crate) mod fit;
pub(crate) mod publish;
pub(crate) mod release;
pub(crate) mod secret;
pub(crate) mod settle;
pub(crate) mod status;
pub(crate) mod up;

/// Exit status of `status` and `env` when nothing runs, so that a script can tell it from a failure.
pub(crate) const DOWN: u8 = 3;

/// A line of data on stdout. A reader that has seen enough, such as `head`, is no error; a full disk is.
pub(crate) fn print(text: &dyn std::fmt::Display) -> anyhow::Result<()> {
    use std::io::{ErrorKind, Write as _, stdout};
    let mut stdout = stdout().lock();
    match writeln!(stdout, "{text}").and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(anyhow::anyhow!("cannot write to stdout: {error}")),
        _ => Ok(()),
    }
}
