//! How far a shard is done, when several lanes work on it at once. No input or output here.

use std::collections::VecDeque;

/// Records in the order of the shard, each done or not.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// The ordinal of the first record in the list.
    base: u64,
    open: VecDeque<(String, bool)>,
    checkpoint: Option<String>,
}

impl Progress {
    pub(super) fn starting_after(checkpoint: Option<String>) -> Self {
        Self {
            checkpoint,
            ..Self::default()
        }
    }

    /// Takes note of a record that was read. Returns its ordinal.
    pub(super) fn read(&mut self, sequence: &str) -> u64 {
        self.open.push_back((sequence.to_owned(), false));
        self.base + self.open.len() as u64 - 1
    }

    /// Marks a record as done. True when that moves the checkpoint.
    pub(super) fn done(&mut self, ordinal: u64) -> bool {
        let at = ordinal.checked_sub(self.base).and_then(|at| usize::try_from(at).ok());
        if let Some(entry) = at.and_then(|at| self.open.get_mut(at)) {
            entry.1 = true;
        }
        let mut moved = false;
        while let Some((_, true)) = self.open.front() {
            self.checkpoint = self.open.pop_front().map(|(sequence, _)| sequence);
            self.base += 1;
            moved = true;
        }
        moved
    }

    /// Everything up to this sequence number is done.
    pub(super) fn checkpoint(&self) -> Option<&str> {
        self.checkpoint.as_deref()
    }

    /// Records read and not yet below the checkpoint.
    pub(super) fn pending(&self) -> usize {
        self.open.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_checkpoint_waits_for_the_slowest() {
        let mut progress = Progress::starting_after(Some("0".to_owned()));
        let ordinals: Vec<u64> = ["1", "2", "3"].iter().map(|sequence| progress.read(sequence)).collect();
        assert!(!progress.done(ordinals[1]));
        assert_eq!((progress.checkpoint(), progress.pending()), (Some("0"), 3));
        assert!(progress.done(ordinals[0]));
        assert_eq!((progress.checkpoint(), progress.pending()), (Some("2"), 1));
        assert!(!progress.done(ordinals[0]), "a second time changes nothing");
        assert!(progress.done(ordinals[2]));
        assert_eq!((progress.checkpoint(), progress.pending()), (Some("3"), 0));
        assert_eq!(progress.read("4"), 3);
    }

    proptest! {
        #[test]
        fn it_never_passes_a_record_that_is_open(order in Just((0_u64..30).collect::<Vec<_>>()).prop_shuffle()) {
            let mut progress = Progress::default();
            for sequence in 0..30 {
                progress.read(&format!("{sequence:02}"));
            }
            let mut done = std::collections::BTreeSet::new();
            for ordinal in order {
                progress.done(ordinal);
                done.insert(ordinal);
                let prefix = (0..30).take_while(|ordinal| done.contains(ordinal)).count();
                let expected = prefix.checked_sub(1).map(|last| format!("{last:02}"));
                prop_assert_eq!(progress.checkpoint(), expected.as_deref());
            }
        }
    }
}
