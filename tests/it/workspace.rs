//! Where things stand.

use std::path::PathBuf;

pub(crate) use workspace_tests::root;
use workspace_tests::skipped;

/// Golden data of other systems, where it stands beside the checkout; a test over it says that it is skipped elsewhere.
pub(crate) fn conformance() -> Option<PathBuf> {
    let folder =
        std::env::var_os("FERROCDK_CONFORMANCE").map_or_else(|| root().join("../shared/conformance"), PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    skipped(&format!(
        "no golden data at {} (set FERROCDK_CONFORMANCE)",
        folder.display()
    ));
    None
}
