//! The page about the rules is the one that the rules make.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]
#![allow(clippy::disallowed_methods, reason = "asks whether to write the page anew")]

use std::path::Path;

#[test]
fn the_page_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/checks-rules.md");
    let page = ferrocdk_checks::page();
    if std::env::var_os("FERROCDK_UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "docs/checks-rules.md is not current; run with FERROCDK_UPDATE_DOCS=1"
    );
}
