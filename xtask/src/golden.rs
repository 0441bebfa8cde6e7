//! Golden data of other systems, which may stand beside the checkout.

use std::path::PathBuf;

use ferrocdk_cli::Context;

/// Its folder: as `FERROCDK_CONFORMANCE` says, or `../shared/conformance`. It need not be there.
pub(crate) fn folder(context: &Context) -> PathBuf {
    std::env::var_os("FERROCDK_CONFORMANCE").map_or_else(|| context.root.join("../shared/conformance"), PathBuf::from)
}
