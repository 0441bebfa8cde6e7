//! The name under which this command line was started, for messages that say which command helps.

use std::{fmt, sync::OnceLock};

static NAME: OnceLock<&str> = OnceLock::new();

/// Sets the name; the first one stays.
pub(crate) fn set(name: &'static str) {
    // A second program in one process, as in a test, would have to be this one.
    let _ = NAME.set(name);
}

/// Stands in messages for the words that start this command line, such as `cargo xtask`.
pub(crate) struct Program;

/// As a constant, so that a message names it in place: `"run {PROGRAM} synth"`.
pub(crate) const PROGRAM: Program = Program;

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(NAME.get().copied().unwrap_or("cargo ferrocdk"))
    }
}
