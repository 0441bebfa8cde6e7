//! Records on their way from the reader of a shard to one of its lanes.

use super::event::Record;
use crate::stop::Stop;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How soon a waiting side notices that it has to end.
const STEP: Duration = Duration::from_millis(50);

/// When a batch is complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) records: usize,
    /// How long to wait for more after the first record.
    pub(super) window: Duration,
    /// The most that an invocation may carry.
    pub(super) bytes: usize,
}

/// A queue with a bound: a slow function makes the reader wait instead of filling the memory.
pub(super) struct Queue {
    bound: usize,
    entries: Mutex<VecDeque<(Instant, Record)>>,
    changed: Condvar,
    closed: AtomicBool,
}

impl Queue {
    pub(super) fn new(bound: usize) -> Self {
        Self {
            bound,
            entries: Mutex::default(),
            changed: Condvar::new(),
            closed: AtomicBool::new(false),
        }
    }

    /// Tells the lane that nothing more comes: it ends once the queue is empty.
    pub(super) fn close(&self) {
        self.closed.store(true, Ordering::Release);
        self.changed.notify_all();
    }

    /// Adds a record, waits while the queue is full. False when it has to end first.
    pub(super) fn push(&self, record: Record, stop: &Stop) -> bool {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        while entries.len() >= self.bound {
            if stop.is_set() {
                return false;
            }
            entries = self
                .changed
                .wait_timeout(entries, STEP)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        entries.push_back((Instant::now(), record));
        self.changed.notify_all();
        true
    }

    /// Takes the next batch, waits until one is complete. Empty when it has to end, or the queue is closed and empty.
    pub(super) fn take(&self, size: Size, stop: &Stop) -> Vec<Record> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        while !stop.is_set() {
            let mut wait = STEP;
            let closed = self.closed.load(Ordering::Acquire);
            if closed && entries.is_empty() {
                break;
            }
            if let Some((since, _)) = entries.front() {
                let left = size.window.saturating_sub(since.elapsed());
                let mut bytes = 0;
                let fitting = entries
                    .iter()
                    .take(size.records)
                    .take_while(|(_, record)| {
                        bytes += record.weight();
                        bytes <= size.bytes
                    })
                    .count()
                    // One record alone always goes, however large.
                    .max(1);
                if closed || left.is_zero() || fitting == size.records || fitting < entries.len() {
                    let batch = entries.drain(..fitting).map(|(_, record)| record).collect();
                    self.changed.notify_all();
                    return batch;
                }
                wait = wait.min(left);
            }
            entries = self
                .changed
                .wait_timeout(entries, wait)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(ordinal: u64) -> Record {
        Record {
            sequence: ordinal.to_string(),
            key: "k".to_owned(),
            data: "x".repeat(49),
            arrival: 0.0,
            ordinal,
        }
    }

    fn filled(count: u64) -> Queue {
        let queue = Queue::new(100);
        for ordinal in 0..count {
            assert!(queue.push(record(ordinal), &Stop::default()));
        }
        queue
    }

    const SIZE: Size = Size {
        records: 3,
        window: Duration::ZERO,
        bytes: 1_000_000,
    };

    #[test]
    fn a_batch_is_cut_by_count_window_and_bytes() {
        let (queue, stop) = (filled(4), Stop::default());
        assert_eq!(queue.take(SIZE, &stop).len(), 3);
        assert_eq!(queue.take(SIZE, &stop).len(), 1, "no window: what is there goes");

        let window = Size {
            window: Duration::from_millis(120),
            ..SIZE
        };
        let (queue, start) = (filled(2), Instant::now());
        assert_eq!(queue.take(window, &stop).len(), 2);
        assert!(start.elapsed() >= Duration::from_millis(110), "waited for more");

        let (queue, start) = (filled(3), Instant::now());
        assert_eq!(
            queue
                .take(
                    Size {
                        window: Duration::from_secs(60),
                        ..SIZE
                    },
                    &stop
                )
                .len(),
            3
        );
        assert!(start.elapsed() < Duration::from_secs(1), "full: does not wait");

        assert_eq!(filled(3).take(Size { bytes: 1000, ..SIZE }, &stop).len(), 2);
        assert_eq!(filled(3).take(Size { bytes: 10, ..SIZE }, &stop).len(), 1);
    }

    #[test]
    fn a_full_queue_makes_the_reader_wait_until_stopped() {
        let (queue, stop) = (Queue::new(1), Stop::default());
        assert!(queue.push(record(0), &stop));
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| queue.push(record(1), &stop));
            std::thread::sleep(Duration::from_millis(80));
            stop.set();
            assert!(!waiting.join().unwrap());
        });
        assert!(queue.take(SIZE, &stop).is_empty());
    }

    #[test]
    fn a_closed_queue_is_emptied_first() {
        let (queue, stop) = (filled(4), Stop::default());
        queue.close();
        let patient = Size {
            window: Duration::from_secs(60),
            ..SIZE
        };
        assert_eq!([(); 3].map(|()| queue.take(patient, &stop).len()), [3, 1, 0]);
    }
}
