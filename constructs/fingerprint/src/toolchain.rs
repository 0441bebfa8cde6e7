//! The toolchain that a workspace asks rustup for.

use std::path::Path;

use crate::digest::{canonical, read};
use crate::error::FingerprintError;
use crate::workspace::parse;

/// Channel or folder of the nearest toolchain file, or nothing: then every machine builds with the toolchain it has.
pub(crate) fn channel(root: &Path) -> Result<String, FingerprintError> {
    for folder in root.ancestors() {
        // rustup takes the name without an ending first.
        for name in ["rust-toolchain", "rust-toolchain.toml"] {
            let path = folder.join(name);
            if !path.is_file() {
                continue;
            }
            let text = String::from_utf8_lossy(&read(&path)?).into_owned();
            let is_name = name == "rust-toolchain" && text.trim().lines().count() == 1 && !text.contains('=');
            if is_name {
                return Ok(text.trim().to_owned());
            }
            let table = parse(&path, &text)?;
            let of = |key| table.get("toolchain").and_then(|toolchain| toolchain.get(key));
            let deciding = ["channel", "path"].into_iter().filter_map(of);
            return Ok(deciding
                .map(|value| canonical(value).trim_matches('"').to_owned())
                .collect::<Vec<_>>()
                .join(" "));
        }
    }
    Ok(String::new())
}
