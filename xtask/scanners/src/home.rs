//! `Home`: where the scanners are installed.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

/// Python packages with exact versions: the whole closure, so that pip resolves nothing.
const REQUIREMENTS: &str = include_str!("../requirements.txt");
/// npm packages with exact versions, and hashes of what they stand for.
const PACKAGES: [(&str, &str); 2] = [
    ("package.json", include_str!("../package.json")),
    ("package-lock.json", include_str!("../package-lock.json")),
];
/// Runs cdk-nag over a template.
const NAG: (&str, &str) = ("nag.mjs", include_str!("../nag.mjs"));

/// A folder that the scanners are installed in, each when it is first needed: some hundred megabytes, and the package indexes have to be reachable for that one step.
#[derive(Clone, Debug)]
pub struct Home {
    folder: PathBuf,
}

impl Home {
    /// The scanners of a folder for tools, such as `.tools/` of a project.
    pub fn below(tools: &Path) -> Self {
        Self {
            folder: tools.join("scanners"),
        }
    }

    /// The folder of the programs that come from PyPI.
    ///
    /// # Errors
    /// When Python is missing or does not install.
    pub(crate) fn programs(&self) -> Result<PathBuf> {
        let folder = self.folder.join("python");
        let programs = folder.join("bin");
        let _lock = lock(&folder)?;
        let stamp = folder.join("installed");
        if is_current(&stamp, REQUIREMENTS) {
            return Ok(programs);
        }
        run(
            Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder),
            "install Python 3.11 or newer with its venv module",
        )?;
        let requirements = folder.join("requirements.txt");
        fs::write(&requirements, REQUIREMENTS)?;
        run(
            Command::new(programs.join("pip"))
                .args([
                    "install",
                    "--quiet",
                    "--no-deps",
                    "--disable-pip-version-check",
                    "--requirement",
                ])
                .arg(&requirements),
            "the package index has to be reachable for this one step",
        )?;
        // Written last, so that half an installation does not count.
        fs::write(stamp, REQUIREMENTS)?;
        Ok(programs)
    }

    /// The folder with the `node_modules`.
    ///
    /// # Errors
    /// When npm is missing or does not install.
    pub(crate) fn packages(&self) -> Result<PathBuf> {
        let folder = self.folder.clone();
        let _lock = lock(&folder)?;
        let stamp = folder.join("installed");
        let pinned: String = PACKAGES.iter().map(|(_, text)| *text).collect();
        if !is_current(&stamp, &pinned) {
            for (file, text) in PACKAGES {
                fs::write(folder.join(file), text)?;
            }
            // No package here needs a script to work.
            let mut npm = Command::new("npm");
            npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
                .current_dir(&folder);
            run(
                &mut npm,
                "install Node.js with npm; the package index has to be reachable for this one step",
            )?;
            fs::write(stamp, pinned)?;
        }
        Ok(folder)
    }

    /// The script that runs cdk-nag.
    pub(crate) fn nag(&self) -> Result<PathBuf> {
        let (name, text) = NAG;
        let script = self.packages()?.join(name);
        if !is_current(&script, text) {
            fs::write(&script, text)?;
        }
        Ok(script)
    }
}

/// Others that install at the same time wait: one installation is enough.
fn lock(folder: &Path) -> Result<File> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
    let lock = File::create(folder.join("lock"))?;
    lock.lock()?;
    Ok(lock)
}

fn is_current(file: &Path, text: &str) -> bool {
    fs::read_to_string(file).is_ok_and(|found| found == text)
}

fn run(command: &mut Command, help: &str) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .with_context(|| format!("`{name}` does not start; {help}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("`{name}` failed; {help}\n{}", said.trim_end());
    }
    Ok(())
}
