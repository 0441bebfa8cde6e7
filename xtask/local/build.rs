//! Finds the emulator for the tests that need it: without one they are built as ignored tests, so that the harness counts them as skipped.

use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rustc-check-cfg=cfg(emulator)");
    println!("cargo::rerun-if-env-changed=FERROCDK_MINISTACK");
    let named = std::env::var_os("FERROCDK_MINISTACK").map(PathBuf::from);
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.tools/venv/bin/ministack");
    // Of a place that is not there, Cargo looks every time.
    println!("cargo::rerun-if-changed={}", installed.display());
    if named.unwrap_or(installed).is_file() {
        println!("cargo::rustc-cfg=emulator");
    }
}
