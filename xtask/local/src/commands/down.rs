//! `down`: stops the local AWS.

use crate::emulator::end_orphan;
use crate::place::Place;
use crate::process;
use anyhow::{Result, bail};
use rustix::process::Signal;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The daemon gives its threads and the emulator their time to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// Stop the local AWS and everything it runs.
#[derive(Debug, clap::Args)]
pub(crate) struct Down {
    /// Folder of this local AWS
    #[arg(long)]
    dir: PathBuf,
}

impl Down {
    pub(crate) fn run(self) -> Result<()> {
        let Some(place) = Place::existing(&self.dir) else {
            eprintln!("not running");
            return Ok(());
        };
        let mut was_up = false;
        if let Some(pid) = place.daemon()? {
            was_up = true;
            process::signal_one(pid, Signal::TERM);
            let start = Instant::now();
            while place.lock()?.is_none() && start.elapsed() < PATIENCE {
                std::thread::sleep(Duration::from_millis(50));
            }
            if place.lock()?.is_none() && !process::end(pid) {
                bail!("the daemon (process {pid}) does not end");
            }
        }
        was_up |= end_orphan(&place)?;
        place.forget()?;
        eprintln!("{}", if was_up { "stopped" } else { "not running" });
        Ok(())
    }
}
