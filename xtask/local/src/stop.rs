//! Tells threads to end, and lets them wait without missing it.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A flag that is set once. A child is set with its parent, and by itself.
#[derive(Clone, Default)]
pub(crate) struct Stop(Arc<Inner>);

#[derive(Default)]
struct Inner {
    set: Mutex<bool>,
    changed: Condvar,
    parent: Option<Stop>,
}

/// How soon a waiting child notices that its parent was set.
const STEP: Duration = Duration::from_millis(50);

impl Stop {
    pub(crate) fn child(&self) -> Self {
        Self(Arc::new(Inner {
            parent: Some(self.clone()),
            ..Inner::default()
        }))
    }

    pub(crate) fn set(&self) {
        *self.0.set.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.changed.notify_all();
    }

    pub(crate) fn is_set(&self) -> bool {
        *self.0.set.lock().unwrap_or_else(PoisonError::into_inner) || self.0.parent.as_ref().is_some_and(Self::is_set)
    }

    /// Waits that long, or until set.
    pub(crate) fn wait(&self, how_long: Duration) {
        let end = Instant::now() + how_long;
        while !self.is_set() {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            let set = self.0.set.lock().unwrap_or_else(PoisonError::into_inner);
            if !*set {
                drop(
                    self.0
                        .changed
                        .wait_timeout(set, left.min(STEP))
                        .unwrap_or_else(PoisonError::into_inner),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_ends_with_its_parent_but_not_the_other_way_round() {
        let parent = Stop::default();
        let (one, two) = (parent.child(), parent.child());
        one.set();
        assert!(one.is_set() && !two.is_set() && !parent.is_set());
        let waiting = std::thread::spawn(move || two.wait(Duration::from_secs(60)));
        parent.set();
        waiting.join().unwrap();
    }
}
