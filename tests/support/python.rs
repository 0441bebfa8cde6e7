//! Python packages that tests ask for a second opinion.

use std::fs::File;
use std::path::PathBuf;
use std::process::Command;

use crate::root;

/// Installs the packages that `tests/<suite>/requirements.txt` pins into an environment of their own, once, and gives the folder of their programs.
///
/// # Panics
/// When Python is missing or does not install. Python is no requirement of this project: a test that calls this is ignored without it (`tests/build.rs`).
pub fn environment(suite: &str) -> PathBuf {
    let folder = root().join(".tools").join(suite.replace('_', "-")).join("python");
    let requirements = root().join("tests").join(suite).join("requirements.txt");
    let pinned = std::fs::read_to_string(&requirements).unwrap();
    std::fs::create_dir_all(&folder).unwrap();
    let lock = File::create(folder.join("lock")).unwrap();
    lock.lock().unwrap();
    let programs = folder.join("bin");
    // The stamp is written last, so that half an installation does not count.
    let stamp = folder.join("installed");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == pinned) {
        return programs;
    }
    let run = |command: &mut Command| {
        let output = command.output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "Python packages for tests/{suite}: {errors}");
    };
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder));
    run(Command::new(programs.join("pip"))
        .args([
            "install",
            "--quiet",
            "--no-deps",
            "--disable-pip-version-check",
            "--requirement",
        ])
        .arg(&requirements));
    std::fs::write(stamp, pinned).unwrap();
    programs
}
