//! A circuit breaker for the table.
//!
//! While the table does not answer, each batch would wait for every time-out of every request before it is returned, and
//! add its retries to what the table already suffers from. After some failures in a row the breaker opens: batches are
//! returned at once, the shard waits. After a pause the next batch may try with a single item, and what that one meets
//! decides.

use std::cell::Cell;

/// Requests in a row that must fail: with the client's own retries, about fifteen attempts.
const FAILURES: u32 = 5;

/// How long the breaker stays open, in milliseconds.
pub(crate) const PAUSE_MS: u64 = 10_000;

/// The breaker. One execution environment handles one batch at a time, hence a cell and no lock.
#[derive(Debug, Default)]
pub(crate) struct Breaker {
    state: Cell<State>,
}

#[derive(Debug, Clone, Copy)]
enum State {
    Closed { failures: u32 },
    Open { since_ms: u64 },
}

impl Default for State {
    fn default() -> Self {
        Self::Closed { failures: 0 }
    }
}

/// Whether a request may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gate {
    /// Yes.
    Closed,
    /// Yes, but a small one.
    HalfOpen,
    /// No.
    Open,
}

impl Breaker {
    /// The gate at a moment, in milliseconds since 1970.
    pub(crate) fn gate(&self, now_ms: u64) -> Gate {
        match self.state.get() {
            State::Closed { .. } => Gate::Closed,
            // A clock that was set back must not keep the breaker open until it catches up.
            State::Open { since_ms } if (since_ms..since_ms.saturating_add(PAUSE_MS)).contains(&now_ms) => Gate::Open,
            State::Open { .. } => Gate::HalfOpen,
        }
    }

    /// Takes note of an answer, be it a refusal.
    pub(crate) fn answered(&self) {
        self.state.set(State::default());
    }

    /// Takes note of a request that was not answered.
    pub(crate) fn failed(&self, now_ms: u64) {
        self.state.set(match self.state.get() {
            State::Closed { failures } if failures + 1 < FAILURES => State::Closed { failures: failures + 1 },
            _ => State::Open { since_ms: now_ms },
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open_at(now_ms: u64) -> Breaker {
        let breaker = Breaker::default();
        for _ in 0..FAILURES {
            assert_eq!(breaker.gate(now_ms), Gate::Closed);
            breaker.failed(now_ms);
        }
        breaker
    }

    #[test]
    fn it_opens_after_failures_in_a_row_only() {
        let breaker = Breaker::default();
        for _ in 0..3 {
            (1..FAILURES).for_each(|_| breaker.failed(0));
            assert_eq!(breaker.gate(0), Gate::Closed);
            breaker.answered();
        }
        assert_eq!(open_at(7).gate(7), Gate::Open);
    }

    #[test]
    fn after_the_pause_one_answer_decides() {
        let breaker = open_at(1000);
        assert_eq!(breaker.gate(1000 + PAUSE_MS - 1), Gate::Open);
        assert_eq!(breaker.gate(1000 + PAUSE_MS), Gate::HalfOpen);
        breaker.failed(1000 + PAUSE_MS);
        assert_eq!(
            breaker.gate(1000 + PAUSE_MS),
            Gate::Open,
            "a single failure opens it again"
        );
        assert_eq!(breaker.gate(1000 + 2 * PAUSE_MS), Gate::HalfOpen);
        breaker.answered();
        assert_eq!(breaker.gate(1000 + 2 * PAUSE_MS), Gate::Closed);
    }

    #[test]
    fn a_clock_set_back_does_not_hold_it_open() {
        assert_eq!(open_at(1000).gate(0), Gate::HalfOpen);
    }
}
