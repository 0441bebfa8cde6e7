//! The upstream packages: fetched with npm and pip at their pinned versions, and verified.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use base64::{Engine, prelude::BASE64_STANDARD};
use ferrocdk_spec::Pin;
use sha2::{Digest, Sha256, Sha512};

/// The clients that fetch the packages.
const CLIENTS: [&str; 2] = ["npm", "python3"];

/// The first client that is not installed, if any.
pub(crate) fn missing_client() -> Option<&'static str> {
    CLIENTS.into_iter().find(|client| {
        !Command::new(client)
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    })
}

pub(super) fn pin<'a>(pins: &'a [Pin], registry: &str) -> Result<&'a Pin> {
    pins.iter().find(|pin| pin.registry == registry).with_context(|| {
        format!("constructs/spec/pins.json names no package of registry '{registry}'\nhint: it needs one of npm and one of pypi")
    })
}

/// The path of the package's archive, with the pinned checksum.
pub(super) fn verified(pin: &Pin, cache: &Path) -> Result<PathBuf> {
    if let Some(archive) = cached(pin, cache)?
        && check(pin, &archive).is_ok()
    {
        return Ok(archive);
    }
    fetch(pin, cache)?;
    let archive = cached(pin, cache)?.with_context(|| {
        format!(
            "{} {} was fetched, but its archive is not in {}",
            pin.name,
            pin.version,
            cache.display()
        )
    })?;
    check(pin, &archive)?;
    Ok(archive)
}

/// Archives are found by the beginning of their names: pip puts the tags of the wheel behind the version.
fn cached(pin: &Pin, cache: &Path) -> Result<Option<PathBuf>> {
    let prefix = match pin.registry.as_str() {
        "npm" => format!(
            "{}-{}.tgz",
            pin.name.trim_start_matches('@').replace('/', "-"),
            pin.version
        ),
        _ => format!("{}-{}-", pin.name.replace('-', "_"), pin.version),
    };
    for entry in fs::read_dir(cache).with_context(|| format!("failed to list {}", cache.display()))? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(&prefix) {
            return Ok(Some(entry.path()));
        }
    }
    Ok(None)
}

fn fetch(pin: &Pin, cache: &Path) -> Result<()> {
    let mut command = match pin.registry.as_str() {
        "npm" => {
            let mut npm = Command::new("npm");
            npm.args(["pack", "--silent", "--pack-destination"]).arg(cache);
            npm.arg(format!("{}@{}", pin.name, pin.version));
            npm
        }
        "pypi" => {
            let mut pip = Command::new("python3");
            pip.args([
                "-m",
                "pip",
                "download",
                "--quiet",
                "--disable-pip-version-check",
                "--no-deps",
                "--only-binary",
                ":all:",
                "--dest",
            ]);
            pip.arg(cache).arg(format!("{}=={}", pin.name, pin.version));
            pip
        }
        other => bail!(
            "pins.json names the registry '{other}' for {}\nhint: 'npm' and 'pypi' are known",
            pin.name
        ),
    };
    // The cache is the working directory too: npm would otherwise look for a package.json in the caller's.
    let output = command
        .current_dir(cache)
        .output()
        .with_context(|| format!("failed to start {:?}", command.get_program()))?;
    ensure!(
        output.status.success(),
        "fetching {} {} failed: {}\nhint: with `--offline` bindings are generated from the checked-in database alone",
        pin.name,
        pin.version,
        String::from_utf8_lossy(&output.stderr).trim()
    );
    Ok(())
}

fn check(pin: &Pin, archive: &Path) -> Result<()> {
    let bytes = fs::read(archive).with_context(|| format!("failed to read {}", archive.display()))?;
    let found = match pin.checksum.split_once('-') {
        Some(("sha512", _)) => format!("sha512-{}", BASE64_STANDARD.encode(Sha512::digest(&bytes))),
        Some(("sha256", _)) => Sha256::digest(&bytes)
            .iter()
            .fold("sha256-".to_owned(), |text, byte| format!("{text}{byte:02x}")),
        _ => bail!(
            "pins.json has the checksum '{}' for {}\nhint: 'sha512-<base64>' and 'sha256-<hex>' are known",
            pin.checksum,
            pin.name
        ),
    };
    ensure!(
        found == pin.checksum,
        "{} has the checksum {found}, pins.json demands {}\nhint: remove the file and try again; if it stays, the published package has changed",
        archive.display(),
        pin.checksum
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pin(registry: &str, checksum: &str) -> Pin {
        Pin {
            registry: registry.to_owned(),
            name: "@plant/bell-spec".to_owned(),
            version: "1.2.3".to_owned(),
            checksum: checksum.to_owned(),
        }
    }

    #[test]
    fn archives_are_found_by_name_and_version() {
        let cache = tempfile::tempdir().unwrap();
        for name in [
            "plant-bell-spec-1.2.3.tgz",
            "plant-bell-spec-1.2.30.tgz",
            "bell_spec-1.2.3-py3-none-any.whl",
        ] {
            fs::write(cache.path().join(name), "").unwrap();
        }
        let found = |pin: &Pin| {
            cached(pin, cache.path())
                .unwrap()
                .map(|path| path.file_name().unwrap().to_owned())
        };
        assert_eq!(found(&pin("npm", "")).unwrap(), "plant-bell-spec-1.2.3.tgz");
        let wheel = Pin {
            name: "bell-spec".to_owned(),
            ..pin("pypi", "")
        };
        assert_eq!(found(&wheel).unwrap(), "bell_spec-1.2.3-py3-none-any.whl");
        assert_eq!(
            found(&Pin {
                version: "1.2".to_owned(),
                ..wheel
            }),
            None
        );
    }

    #[test]
    fn checksums_are_held_against_the_pins() {
        let cache = tempfile::tempdir().unwrap();
        let archive = cache.path().join("a");
        fs::write(&archive, "abc").unwrap();
        // The digests of "abc" that FIPS 180-2 prints.
        let sha256 = "sha256-ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let sha512 = "sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==";
        check(&pin("npm", sha512), &archive).unwrap();
        check(&pin("pypi", sha256), &archive).unwrap();
        fs::write(&archive, "abd").unwrap();
        let error = check(&pin("pypi", sha256), &archive).unwrap_err().to_string();
        assert!(
            error.contains(&format!("pins.json demands {sha256}\nhint: ")),
            "{error}"
        );
        let error = check(&pin("npm", "md5-00"), &archive).unwrap_err().to_string();
        assert!(
            error.contains("'md5-00'") && error.contains("hint: 'sha512-<base64>'"),
            "{error}"
        );
    }

    #[test]
    fn only_known_registries_are_asked() {
        let error = fetch(&pin("crates", ""), Path::new(".")).unwrap_err().to_string();
        assert!(error.contains("the registry 'crates' for @plant/bell-spec"), "{error}");
        let error = super::pin(&[], "npm").unwrap_err().to_string();
        assert!(error.contains("no package of registry 'npm'"), "{error}");
    }
}
