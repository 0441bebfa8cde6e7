//! Where things stand.

use std::path::PathBuf;

pub(crate) use workspace_tests::root;

/// Golden data of other systems. A test over it is ignored where it does not stand beside the checkout (`tests/build.rs`).
pub(crate) fn conformance() -> PathBuf {
    std::env::var_os("FERROCDK_CONFORMANCE").map_or_else(|| root().join("../shared/conformance"), PathBuf::from)
}
