//! The folder of one local AWS: what lies in it, and who holds it.

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use std::fs::{self, File, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The folder given with `--dir`.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    dir: PathBuf,
}

/// Addresses that other programs need to use a running local AWS: the content of `state.json`.
///
/// The file exists exactly while the daemon serves; it is written once everything is healthy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct State {
    /// Process id of the daemon.
    pub(crate) pid: u32,
    /// Process id of the emulator.
    pub(crate) ministack_pid: u32,
    /// Where AWS clients connect.
    pub(crate) endpoint: String,
    /// Where devices connect, on the same host.
    pub(crate) mqtt_port: u16,
    /// The region that everything is deployed to.
    pub(crate) region: String,
    /// The certificate authority of the broker, for devices.
    pub(crate) ca_file: PathBuf,
}

impl Place {
    /// Takes an existing folder, or makes it.
    pub(crate) fn create(dir: &Path) -> Result<Self> {
        fs::create_dir_all(dir).with_context(|| format!("cannot create the folder {}", dir.display()))?;
        let dir = dir
            .canonicalize()
            .with_context(|| format!("cannot resolve the folder {}", dir.display()))?;
        Ok(Self { dir })
    }

    /// Takes the folder only if it is there.
    pub(crate) fn existing(dir: &Path) -> Option<Self> {
        dir.canonicalize().ok().map(|dir| Self { dir })
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.dir.join("local.log")
    }

    pub(crate) fn emulator_log(&self) -> PathBuf {
        self.dir.join("ministack.log")
    }

    pub(crate) fn ca(&self) -> PathBuf {
        self.dir.join("ca.pem")
    }

    /// Live figures of the daemon; outlives it, so that `status` can tell how it ended.
    pub(crate) fn report(&self) -> PathBuf {
        self.dir.join("status.json")
    }

    /// The emulator, noted down from the moment it is started, so that a crash of the daemon leaves no orphan behind.
    pub(crate) fn emulator_file(&self) -> PathBuf {
        self.dir.join("ministack.json")
    }

    /// Up to where log lines were turned into metrics.
    pub(crate) fn metrics(&self) -> PathBuf {
        self.dir.join("metrics.json")
    }

    /// Claims and checkpoints of the event source mappings.
    pub(crate) fn mappings(&self) -> PathBuf {
        self.dir.join("mappings")
    }

    /// How far each delivery stream got.
    pub(crate) fn deliveries(&self) -> PathBuf {
        self.dir.join("deliveries")
    }

    /// Temporary files of the emulator and its functions.
    pub(crate) fn scratch(&self) -> PathBuf {
        self.dir.join("tmp")
    }

    /// Modules that the emulator's Python loads at its start.
    pub(crate) fn python(&self) -> PathBuf {
        self.dir.join("python")
    }

    fn lock_file(&self) -> PathBuf {
        self.dir.join("daemon.lock")
    }

    fn state_file(&self) -> PathBuf {
        self.dir.join("state.json")
    }

    /// Takes the lock that a daemon holds for its whole life; nothing when another one holds it.
    ///
    /// The kernel releases it however the daemon ends, so it tells more surely than a process id who is alive.
    pub(crate) fn lock(&self) -> Result<Option<File>> {
        let path = self.lock_file();
        let file = File::options()
            .create(true)
            .append(true)
            .open(&path)
            .with_context(|| format!("cannot open {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("cannot lock {}", path.display())),
        }
    }

    /// The state of the daemon that serves this folder; nothing when none does.
    ///
    /// A state file without a living daemon is stale and is removed.
    pub(crate) fn state(&self) -> Result<Option<State>> {
        if self.lock()?.is_some() {
            self.forget()?;
            return Ok(None);
        }
        let path = self.state_file();
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map(Some)
                .with_context(|| format!("cannot read {}", path.display())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }

    /// Whether a state file is there, be it stale or not.
    pub(crate) fn has_state(&self) -> bool {
        self.state_file().exists()
    }

    /// The process id of the daemon that holds the lock, also while it is still starting.
    pub(crate) fn daemon(&self) -> Result<Option<u32>> {
        if self.lock()?.is_some() {
            return Ok(None);
        }
        let path = self.lock_file();
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        text.trim()
            .parse()
            .map(Some)
            .with_context(|| format!("{} names no process: `{text}`", path.display()))
    }

    /// Writes the process id of the daemon into the lock that it holds.
    pub(crate) fn sign(&self, lock: &mut File) -> Result<()> {
        lock.set_len(0)
            .and_then(|()| lock.write_all(std::process::id().to_string().as_bytes()))
            .with_context(|| format!("cannot write {}", self.lock_file().display()))
    }

    pub(crate) fn remember(&self, state: &State) -> Result<()> {
        write(&self.state_file(), &serde_json::to_vec_pretty(state)?)
    }

    pub(crate) fn forget(&self) -> Result<()> {
        remove(&self.state_file())
    }
}

/// Writes a file so that a reader sees the old or the new content, never a part.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut fresh = path.as_os_str().to_owned();
    fresh.push(".new");
    fs::write(&fresh, bytes)
        .and_then(|()| fs::rename(&fresh, path))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// Removes a file that may be absent.
pub(crate) fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_without_a_living_daemon_is_stale() {
        let dir = tempfile::tempdir().unwrap();
        let place = Place::create(dir.path()).unwrap();
        let state = State {
            pid: 1,
            ministack_pid: 2,
            endpoint: "http://127.0.0.1:4566".to_owned(),
            mqtt_port: 8883,
            region: "sa-east-1".to_owned(),
            ca_file: place.ca(),
        };
        let lock = place.lock().unwrap().unwrap();
        place.remember(&state).unwrap();
        assert_eq!(place.state().unwrap(), Some(state));
        assert!(place.lock().unwrap().is_none(), "held once");
        lock.unlock().unwrap();
        assert_eq!(place.state().unwrap(), None);
        assert!(!dir.path().join("state.json").exists());
    }
}
