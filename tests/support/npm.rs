//! npm packages that tests ask for a second opinion.

use std::fs::File;
use std::path::PathBuf;
use std::process::Command;

use crate::root;

/// Files that pin a set of packages: exact versions, and hashes of what they stand for.
const PINS: [&str; 2] = ["package.json", "package-lock.json"];

/// Installs the packages that `tests/<suite>/package.json` and its lock pin, once, and gives the folder with their `node_modules`.
///
/// # Panics
/// When npm is missing or does not install. Node is no requirement of this project: a test that calls this is ignored without npm (`tests/build.rs`).
pub fn install(suite: &str) -> PathBuf {
    let folder = root().join(".tools").join(suite.replace('_', "-"));
    let read = |place: PathBuf, file: &str| std::fs::read_to_string(place.join(file)).ok();
    let pinned = PINS.map(|file| read(root().join("tests").join(suite), file).unwrap());
    std::fs::create_dir_all(&folder).unwrap();
    // Tests run side by side, and one installation is enough.
    let lock = File::create(folder.join("lock")).unwrap();
    lock.lock().unwrap();
    // The stamp is written last, so that half an installation does not count.
    let stamp = folder.join("installed");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == pinned.concat()) {
        return folder;
    }
    for (file, text) in PINS.iter().zip(&pinned) {
        std::fs::write(folder.join(file), text).unwrap();
    }
    // No package here needs a script to work.
    let output = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(&folder)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "npm ci for tests/{suite}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    std::fs::write(stamp, pinned.concat()).unwrap();
    folder
}
