//! Where things stand.

use std::path::{Path, PathBuf};

/// The workspace's folder.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Golden data of other systems, where it stands beside the checkout; a test over it says that it is skipped elsewhere.
pub(crate) fn conformance() -> Option<PathBuf> {
    let folder =
        std::env::var_os("FERROCDK_CONFORMANCE").map_or_else(|| root().join("../shared/conformance"), PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!(
        "skipped: no golden data at {} (set FERROCDK_CONFORMANCE)",
        folder.display()
    );
    None
}
