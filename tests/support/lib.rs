//! Helpers that the workspace's tests share: where things stand, a local AWS of one's own, and packages of npm and Python as oracles.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod local_aws;
mod npm;
mod python;
mod stacks;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

pub use local_aws::LocalAws;
pub use npm::install;
pub use python::environment;

/// The workspace's folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Cargo itself.
pub fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
