//! Who serves a mapping: this daemon, the emulator, or nobody. Remembers it together with the checkpoints.
//!
//! The daemon switches a mapping off in the emulator, so that the emulator's own poller keeps its hands from it. From then
//! on `Disabled` says nothing about what the owner of the mapping wants, and that has to be told from what changes (see
//! [`super::owner`]).

use crate::place::{remove, write};
use anyhow::Result;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Memory of one mapping.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Claim {
    /// Whether the mapping is to run, and this daemon runs it.
    serving: bool,
    /// Its settings when it was last looked at.
    settings: Value,
    /// `LastModified` after the last change that the daemon made or accepted.
    modified: Value,
    /// When it was first seen, in seconds since 1970: where `LATEST` starts.
    pub(super) since: f64,
    /// For each shard the sequence number up to which everything is done.
    pub(super) checkpoints: BTreeMap<String, String>,
}

/// Step to take about a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    /// Its owner wants it off.
    Leave,
    /// Switch it off in the emulator, then serve it.
    TakeOver,
    Serve,
    /// Somebody touched it; `settings` tells whether its settings changed. What follows depends on who.
    Changed {
        settings: bool,
    },
}

/// The settings of an entry without what changes by itself.
fn settings(entry: &Value) -> Value {
    let volatile = ["State", "StateTransitionReason", "LastModified", "LastProcessingResult"];
    let fields = entry.as_object().into_iter().flatten();
    Value::Object(
        fields
            .filter(|(name, _)| !volatile.contains(&name.as_str()))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect::<Map<_, _>>(),
    )
}

impl Claim {
    fn new(now: f64) -> Self {
        Self {
            serving: false,
            settings: Value::Null,
            modified: Value::Null,
            since: now,
            checkpoints: BTreeMap::new(),
        }
    }

    /// Looks at the mapping as it is listed now.
    fn decide(&self, entry: &Value) -> Decision {
        let state = entry["State"].as_str().unwrap_or_default();
        if matches!(state, "Enabled" | "Enabling" | "Creating" | "Updating") {
            return Decision::TakeOver;
        }
        if !self.serving {
            return Decision::Leave;
        }
        let settings = settings(entry) != self.settings;
        if self.modified != entry["LastModified"] || settings {
            Decision::Changed { settings }
        } else {
            Decision::Serve
        }
    }

    /// The mapping is to run or not from now on, as it is listed now.
    fn accept(&mut self, entry: &Value, on: bool) {
        self.serving = on;
        self.settings = settings(entry);
        self.modified = entry["LastModified"].clone();
    }
}

/// The claim of one mapping, kept in a file, so that a restarted daemon goes on where the last one stopped.
pub(super) struct Ledger {
    path: PathBuf,
    claim: Mutex<Claim>,
    /// Whether the file lacks what is claimed, because it could not be written.
    stale: AtomicBool,
}

impl Ledger {
    pub(super) fn open(folder: &Path, id: &str, now: f64) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let path = folder.join(format!("{id}.json"));
        let claim = match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_else(|error| {
                tracing::warn!("{} is unreadable, starting over: {error}", path.display());
                Claim::new(now)
            }),
            Err(_) => Claim::new(now),
        };
        Ok(Self {
            path,
            claim: Mutex::new(claim),
            stale: AtomicBool::new(false),
        })
    }

    pub(super) fn decide(&self, entry: &Value) -> Decision {
        self.read().decide(entry)
    }

    pub(super) fn accept(&self, entry: &Value, on: bool) -> Result<()> {
        self.change(|claim| claim.accept(entry, on))
    }

    pub(super) fn checkpoint(&self, shard: &str, sequence: &str) -> Result<()> {
        self.change(|claim| {
            claim.checkpoints.insert(shard.to_owned(), sequence.to_owned());
        })
    }

    pub(super) fn read(&self) -> MutexGuard<'_, Claim> {
        self.claim.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<T>(&self, how: impl FnOnce(&mut Claim) -> T) -> Result<T> {
        let mut claim = self.read();
        let before = claim.clone();
        let result = how(&mut claim);
        if *claim != before || self.stale.load(Ordering::Relaxed) {
            self.stale.store(true, Ordering::Relaxed);
            write(&self.path, &serde_json::to_vec(&*claim)?)?;
            self.stale.store(false, Ordering::Relaxed);
        }
        Ok(result)
    }

    /// Writes what could not be written before.
    pub(super) fn keep(&self) -> Result<()> {
        self.change(|_| ())
    }

    /// The mapping is gone.
    pub(super) fn discard(&self) -> Result<()> {
        remove(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn entry(state: &str, modified: u64, batch: u64) -> Value {
        json!({"UUID": "u", "State": state, "LastModified": modified, "BatchSize": batch, "LastProcessingResult": "x"})
    }

    #[test]
    fn the_life_of_a_mapping() {
        let dir = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(dir.path(), "u", 5.0).unwrap();
        assert_eq!(
            ledger.decide(&entry("Disabled", 1, 10)),
            Decision::Leave,
            "deployed switched off"
        );
        assert_eq!(ledger.decide(&entry("Enabled", 2, 10)), Decision::TakeOver);
        ledger.accept(&entry("Disabled", 3, 10), true).unwrap();
        ledger.checkpoint("shard", "41").unwrap();
        assert_eq!(ledger.decide(&entry("Disabled", 3, 10)), Decision::Serve);

        let again = Ledger::open(dir.path(), "u", 9.0).unwrap();
        assert_eq!(again.read().since, 5.0, "a restart remembers");
        assert_eq!(again.read().checkpoints["shard"], "41");
        assert_eq!(
            again.decide(&entry("Disabled", 4, 20)),
            Decision::Changed { settings: true }
        );
        again.accept(&entry("Disabled", 4, 20), true).unwrap();
        assert_eq!(
            again.decide(&entry("Enabled", 5, 30)),
            Decision::TakeOver,
            "a deployment set it on"
        );
        again.accept(&entry("Disabled", 6, 30), true).unwrap();
        assert_eq!(
            again.decide(&entry("Disabled", 7, 30)),
            Decision::Changed { settings: false }
        );
        again.accept(&entry("Disabled", 7, 30), false).unwrap();
        assert_eq!(
            again.decide(&entry("Disabled", 8, 40)),
            Decision::Leave,
            "off stays off"
        );
        assert_eq!(
            again.decide(&entry("Enabled", 9, 40)),
            Decision::TakeOver,
            "and on again"
        );
        again.discard().unwrap();
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_a_full_disk_refused_is_written_when_there_is_room() {
        let dir = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(dir.path(), "u", 5.0).unwrap();
        let full = dir.path().join("u.json.new");
        std::os::unix::fs::symlink("/dev/full", &full).unwrap();
        let error = ledger.accept(&entry("Disabled", 3, 10), true).unwrap_err();
        assert!(format!("{error:#}").contains("No space left"), "{error:#}");
        assert_eq!(ledger.decide(&entry("Disabled", 3, 10)), Decision::Serve, "it goes on");
        fs::remove_file(full).unwrap();
        ledger.keep().unwrap();
        let again = Ledger::open(dir.path(), "u", 9.0).unwrap();
        assert_eq!(again.decide(&entry("Disabled", 3, 10)), Decision::Serve);
    }

    #[test]
    fn a_broken_file_starts_over() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("u.json"), "{").unwrap();
        assert_eq!(Ledger::open(dir.path(), "u", 9.0).unwrap().read().since, 9.0);
    }
}
