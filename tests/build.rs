//! Finds out what this machine has for the tests that need more than Rust: a test for which something is missing is built as an ignored one, so that
//! the harness counts it as such and says why. Returning early would count as passed.

use std::path::{Path, PathBuf};

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    println!("cargo::rerun-if-env-changed=FERROCDK_CONFORMANCE");
    let golden =
        std::env::var_os("FERROCDK_CONFORMANCE").map_or_else(|| root.join("../shared/conformance"), PathBuf::from);
    tell("golden", &[golden]);
    tell("usage", &[root.join("../shared/library/usage.tsv")]);
    println!("cargo::rerun-if-env-changed=PATH");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = |program: &str| -> Vec<PathBuf> {
        std::env::split_paths(&path)
            .map(|folder| folder.join(program))
            .collect()
    };
    tell("npm", &on_path("npm"));
    tell("python", &on_path("python3"));
    tell("deep_engine", &[root.join(".tools/deep/release/ferrocdk-deep")]);
}

/// Sets `name` where one of `places` is there.
fn tell(name: &str, places: &[PathBuf]) {
    println!("cargo::rustc-check-cfg=cfg({name})");
    let found = places.iter().find(|place| place.exists());
    if found.is_some() {
        println!("cargo::rustc-cfg={name}");
    }
    // Of a place that is not there, Cargo looks every time; of `PATH` that would be many.
    if let Some(place) = found.or_else(|| places.first()) {
        println!("cargo::rerun-if-changed={}", place.display());
    }
}
