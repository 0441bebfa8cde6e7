//! Who this process works for, and the names of what it does to stacks.

use std::env;

use ferrocdk_toolkit::author::Author;
use rustix::process::{Pid, test_kill_process};
use uuid::Uuid;

/// This process.
pub(crate) fn own() -> Author {
    let user = ["USER", "LOGNAME"].into_iter().find_map(|name| env::var(name).ok());
    let host = rustix::system::uname();
    Author::new(
        user.as_deref().unwrap_or_default(),
        &host.nodename().to_string_lossy(),
        std::process::id(),
    )
}

/// A name that no other operation has.
pub(crate) fn operation() -> String {
    own().operation(&Uuid::new_v4().simple().to_string())
}

/// Whether a process of this machine is there. One that may not be asked is.
pub(crate) fn runs(process: u32) -> bool {
    let pid = i32::try_from(process).ok().and_then(Pid::from_raw);
    pid.is_some_and(|pid| test_kill_process(pid) != Err(rustix::io::Errno::SRCH))
}
