//! The table of keys in `docs/plant-file.md` is written from the types. `FERROCDK_UPDATE_DOCS=1 cargo test -p ferrocdk-plant --test page` writes it anew.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]
#![allow(
    clippy::disallowed_methods,
    reason = "the environment says whether to write the page"
)]

use ferrocdk_plant::PlantFile;

const BEGIN: &str = "<!-- keys: written from constructs/plant/src/file; do not edit -->\n";
const END: &str = "<!-- end of keys -->\n";

#[test]
fn the_page_of_plant_files_is_current() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/plant-file.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (keys, after) = rest.split_once(END).unwrap();
    let expected = PlantFile::reference();
    if std::env::var_os("FERROCDK_UPDATE_DOCS").is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}{expected}{END}{after}")).unwrap();
        return;
    }
    assert!(
        keys == expected,
        "docs/plant-file.md is out of date; FERROCDK_UPDATE_DOCS=1 cargo test -p ferrocdk-plant --test page writes it anew"
    );
}
