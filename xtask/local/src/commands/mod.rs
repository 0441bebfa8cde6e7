//! One file per command.

pub(crate) mod down;
pub(crate) mod env;
pub(crate) mod publish;
pub(crate) mod status;
pub(crate) mod up;

/// Exit status of `status` and `env` when nothing runs, so that a script can tell it from a failure.
pub(crate) const DOWN: u8 = 3;
