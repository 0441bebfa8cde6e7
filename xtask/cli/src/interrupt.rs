//! Ctrl-C: it ends the program at once, but for the phases that have something to clean up or to say first.

use std::{
    process,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};

use anyhow::{Context as _, Result};
use signal_hook::{
    consts::SIGINT,
    flag,
    iterator::{Handle, Signals},
};

use crate::failure::INTERRUPTED;

/// Whether Ctrl-C does what it does by itself. Once a handler was there the system's own does not come back, so it is emulated.
static ENDS: OnceLock<Arc<AtomicBool>> = OnceLock::new();

fn ends() -> Result<&'static Arc<AtomicBool>> {
    if let Some(ends) = ENDS.get() {
        return Ok(ends);
    }
    let ends = Arc::new(AtomicBool::new(true));
    flag::register_conditional_default(SIGINT, Arc::clone(&ends)).context("cannot listen for Ctrl-C")?;
    Ok(ENDS.get_or_init(|| ends))
}

/// A phase in which Ctrl-C does not end the program; it ends with the value.
#[must_use]
struct Held(&'static Arc<AtomicBool>);

impl Held {
    fn new() -> Result<Self> {
        let ends = ends()?;
        ends.store(false, Ordering::Relaxed);
        Ok(Self(ends))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Does something during which Ctrl-C only sets the flag that it is given; tells whether that happened.
pub(crate) fn noticed<T>(work: impl FnOnce(&AtomicBool) -> T) -> Result<(T, bool)> {
    let held = Held::new()?;
    let interrupted = Arc::new(AtomicBool::new(false));
    let guard = flag::register(SIGINT, Arc::clone(&interrupted)).context("cannot listen for Ctrl-C")?;
    let result = work(&interrupted);
    signal_hook::low_level::unregister(guard);
    drop(held);
    Ok((result, interrupted.load(Ordering::Relaxed)))
}

/// A phase that leaves something behind: on Ctrl-C it is cleaned up, then the program ends. It ends with the value.
#[must_use]
pub(crate) struct CleanUp {
    handle: Handle,
    thread: Option<JoinHandle<()>>,
    _held: Held,
}

impl CleanUp {
    pub(crate) fn new(clean: impl FnOnce() + Send + 'static) -> Result<Self> {
        let held = Held::new()?;
        let mut signals = Signals::new([SIGINT]).context("cannot listen for Ctrl-C")?;
        let handle = signals.handle();
        let thread = thread::spawn(move || {
            if signals.forever().next().is_some() {
                clean();
                process::exit(i32::from(INTERRUPTED));
            }
        });
        Ok(Self {
            handle,
            thread: Some(thread),
            _held: held,
        })
    }
}

impl Drop for CleanUp {
    fn drop(&mut self) {
        self.handle.close();
        if let Some(thread) = self.thread.take() {
            // It has nothing to tell.
            let _ = thread.join();
        }
    }
}
