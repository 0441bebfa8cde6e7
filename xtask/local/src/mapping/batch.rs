//! Way of one batch until each of its records is done or given up. No input or output here.
//!
//! AWS's rules for streams: a failed batch is retried in place, so that order is kept; with bisect it is split first, which
//! costs no retry; a partial response moves the start forward to its lowest failure; records beyond the retry or age limit
//! are given up and reported.
//!
//! Sources: <https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html>,
//! <https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html>

use std::ops::Range;

/// The limits of a mapping.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Policy {
    /// Split a failed batch in two before retrying.
    pub(super) bisect: bool,
    /// Retries after the first attempt; none means without end.
    pub(super) retries: Option<u32>,
    /// Seconds since arrival after which a record is given up; none means never.
    pub(super) age: Option<f64>,
}

/// How an invocation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Succeeded,
    /// The function named failed records; the lowest of them, counted from the start of the invoked range.
    FailedFrom(usize),
    /// The function raised an error, or its response is unusable.
    Failed,
    /// The function was not reached: throttled, not ready, no answer. Does not count as an attempt.
    NotReached,
}

/// Why records are given up, in the word that AWS's destination message uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Condition {
    RetryAttemptsExhausted,
    RecordAgeExceeded,
}

/// Next step. Ranges count records of the batch from its start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Invoke(Range<usize>),
    /// Report these records as given up, after that many attempts, then ask again.
    GiveUp {
        range: Range<usize>,
        condition: Condition,
        attempts: u32,
    },
    Finished,
}

/// Effect of an invocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Settled {
    /// The records that are done.
    pub(super) done: Range<usize>,
    /// Whether the next step is the same invocation again, which deserves a pause.
    pub(super) again: bool,
}

#[derive(Debug, Clone)]
struct Piece {
    range: Range<usize>,
    retries: u32,
    attempts: u32,
    exhausted: bool,
}

/// A batch on its way. Its pieces are worked off strictly in order.
#[derive(Debug, Clone)]
pub(super) struct Batch {
    policy: Policy,
    /// When each record arrived, in seconds since 1970.
    arrivals: Vec<f64>,
    /// The next piece is the last of the list.
    pieces: Vec<Piece>,
}

impl Batch {
    pub(super) fn new(policy: Policy, arrivals: Vec<f64>) -> Self {
        let range = 0..arrivals.len();
        let pieces = vec![Piece {
            range,
            retries: 0,
            attempts: 0,
            exhausted: false,
        }];
        Self {
            policy,
            arrivals,
            pieces,
        }
    }

    /// The next step at the time `now`, in seconds since 1970.
    pub(super) fn step(&mut self, now: f64) -> Step {
        loop {
            let Some(piece) = self.pieces.last_mut() else {
                return Step::Finished;
            };
            if piece.range.is_empty() {
                self.pieces.pop();
                continue;
            }
            let attempts = piece.attempts;
            if piece.exhausted {
                let range = piece.range.clone();
                self.pieces.pop();
                return Step::GiveUp {
                    range,
                    condition: Condition::RetryAttemptsExhausted,
                    attempts,
                };
            }
            let expired = match self.policy.age {
                // Arrival times rise within a shard, so what expired is at the front.
                Some(age) => self.arrivals[piece.range.clone()]
                    .iter()
                    .take_while(|arrival| now - **arrival > age)
                    .count(),
                None => 0,
            };
            if expired > 0 {
                let range = piece.range.start..piece.range.start + expired;
                piece.range.start = range.end;
                return Step::GiveUp {
                    range,
                    condition: Condition::RecordAgeExceeded,
                    attempts,
                };
            }
            return Step::Invoke(piece.range.clone());
        }
    }

    /// Takes the result of the invocation that [`Self::step`] asked for.
    pub(super) fn settle(&mut self, outcome: Outcome) -> Settled {
        let Some(mut piece) = self.pieces.pop() else {
            return Settled {
                done: 0..0,
                again: false,
            };
        };
        let start = piece.range.start;
        let done = match outcome {
            Outcome::Succeeded => {
                let done = piece.range;
                return Settled { done, again: false };
            }
            Outcome::NotReached => {
                self.pieces.push(piece);
                let done = start..start;
                return Settled { done, again: true };
            }
            Outcome::FailedFrom(at) => at.min(piece.range.len()),
            Outcome::Failed => 0,
        };
        piece.attempts += 1;
        piece.range.start += done;
        let mut again = false;
        if self.policy.bisect && done > 0 {
            // The response already split the batch, which costs no retry.
            self.pieces.push(piece);
        } else if self.policy.bisect && piece.range.len() > 1 {
            let middle = piece.range.start + piece.range.len() / 2;
            let second = Piece {
                range: middle..piece.range.end,
                ..piece.clone()
            };
            piece.range.end = middle;
            self.pieces.push(second);
            self.pieces.push(piece);
        } else {
            piece.exhausted = self.policy.retries.is_some_and(|retries| piece.retries >= retries);
            piece.retries = piece.retries.saturating_add(1);
            again = done == 0 && !piece.exhausted;
            self.pieces.push(piece);
        }
        Settled {
            done: start..start + done,
            again,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const EVER: Policy = Policy {
        bisect: false,
        retries: None,
        age: None,
    };

    fn give_up(range: Range<usize>, attempts: u32) -> Step {
        Step::GiveUp {
            range,
            condition: Condition::RetryAttemptsExhausted,
            attempts,
        }
    }

    #[test]
    fn success_ends_it() {
        let mut batch = Batch::new(EVER, vec![0.0; 3]);
        assert_eq!(batch.step(0.0), Step::Invoke(0..3));
        assert_eq!(
            batch.settle(Outcome::Succeeded),
            Settled {
                done: 0..3,
                again: false
            }
        );
        assert_eq!(batch.step(0.0), Step::Finished);
        assert_eq!(Batch::new(EVER, Vec::new()).step(0.0), Step::Finished);
    }

    #[test]
    fn a_partial_response_is_the_checkpoint() {
        let mut batch = Batch::new(EVER, vec![0.0; 5]);
        batch.step(0.0);
        assert_eq!(batch.settle(Outcome::FailedFrom(2)).done, 0..2);
        assert_eq!(batch.step(0.0), Step::Invoke(2..5));
        assert_eq!(batch.settle(Outcome::FailedFrom(0)).done, 2..2);
        assert_eq!(batch.step(0.0), Step::Invoke(2..5));
        assert_eq!(batch.settle(Outcome::Succeeded).done, 2..5);
    }

    #[test]
    fn retries_are_counted_and_a_miss_is_not_one() {
        let mut batch = Batch::new(
            Policy {
                retries: Some(2),
                ..EVER
            },
            vec![0.0; 2],
        );
        for outcome in [Outcome::Failed, Outcome::NotReached, Outcome::Failed, Outcome::Failed] {
            assert_eq!(batch.step(0.0), Step::Invoke(0..2));
            assert_eq!(batch.settle(outcome).done, 0..0);
        }
        assert_eq!(batch.step(0.0), give_up(0..2, 3));
        assert_eq!(batch.step(0.0), Step::Finished);
    }

    #[test]
    fn bisecting_isolates_the_bad_record_without_using_retries() {
        let mut batch = Batch::new(
            Policy {
                bisect: true,
                retries: Some(1),
                age: None,
            },
            vec![0.0; 8],
        );
        let (mut done, mut lost, mut attempts, mut pauses) = (Vec::new(), Vec::new(), 0, 0);
        loop {
            match batch.step(0.0) {
                Step::Invoke(range) => {
                    attempts += 1;
                    let outcome = if range.contains(&5) {
                        Outcome::Failed
                    } else {
                        Outcome::Succeeded
                    };
                    let settled = batch.settle(outcome);
                    pauses += u32::from(settled.again);
                    done.extend(settled.done);
                }
                Step::GiveUp { range, .. } => lost.extend(range),
                Step::Finished => break,
            }
        }
        assert_eq!((done, lost), (vec![0, 1, 2, 3, 4, 6, 7], vec![5]));
        assert!(attempts < 12, "{attempts}");
        assert_eq!(pauses, 1, "splitting does not wait, the one retry does");
    }

    #[test]
    fn a_partial_response_with_bisect_splits_at_the_returned_record() {
        let mut batch = Batch::new(
            Policy {
                bisect: true,
                retries: Some(0),
                age: None,
            },
            vec![0.0; 4],
        );
        batch.step(0.0);
        assert_eq!(batch.settle(Outcome::FailedFrom(3)).done, 0..3);
        assert_eq!(batch.step(0.0), Step::Invoke(3..4));
        batch.settle(Outcome::FailedFrom(0));
        assert_eq!(batch.step(0.0), give_up(3..4, 2));
    }

    #[test]
    fn old_records_are_given_up_and_the_rest_goes_on() {
        let mut batch = Batch::new(
            Policy {
                age: Some(60.0),
                ..EVER
            },
            vec![10.0, 20.0, 30.0],
        );
        assert_eq!(
            batch.step(75.0),
            Step::GiveUp {
                range: 0..1,
                condition: Condition::RecordAgeExceeded,
                attempts: 0
            }
        );
        assert_eq!(batch.step(75.0), Step::Invoke(1..3));
        batch.settle(Outcome::Failed);
        assert_eq!(
            batch.step(85.0),
            Step::GiveUp {
                range: 1..2,
                condition: Condition::RecordAgeExceeded,
                attempts: 1
            }
        );
        assert_eq!(batch.step(85.0), Step::Invoke(2..3));
    }

    proptest! {
        /// Whatever the function does, each record is done or given up exactly once, in order, and it ends.
        #[test]
        fn no_record_is_lost_or_overtaken(
            size in 1_usize..40,
            bisect in any::<bool>(),
            retries in 0_u32..4,
            age in proptest::option::of(0.0_f64..20.0),
            outcomes in proptest::collection::vec(0_u8..4, 0..200),
            cuts in proptest::collection::vec(0_usize..40, 1..200),
        ) {
            #[expect(clippy::cast_precision_loss)]
            let arrivals: Vec<f64> = (0..size).map(|at| at as f64 * 0.1).collect();
            let mut batch = Batch::new(Policy { bisect, retries: Some(retries), age }, arrivals);
            let mut outcomes = outcomes.into_iter();
            let mut cuts = cuts.into_iter().cycle();
            let mut settled = Vec::new();
            let mut now = 4.0;
            let mut steps = 0;
            loop {
                steps += 1;
                prop_assert!(steps < 20_000, "does not end");
                now += 0.05;
                match batch.step(now) {
                    Step::Finished => break,
                    Step::GiveUp { range, .. } => settled.extend(range),
                    Step::Invoke(range) => {
                        prop_assert_eq!(range.start, settled.len(), "invoked out of order");
                        prop_assert!(!range.is_empty());
                        let cut = cuts.next().unwrap_or_default() % range.len();
                        // After the given outcomes the function fails for ever: only the limits end it.
                        let outcome = match outcomes.next() {
                            Some(0) => Outcome::Succeeded,
                            Some(1) => Outcome::FailedFrom(cut),
                            Some(2) => Outcome::NotReached,
                            _ => Outcome::Failed,
                        };
                        settled.extend(batch.settle(outcome).done);
                    }
                }
            }
            prop_assert_eq!(settled, (0..size).collect::<Vec<_>>());
        }
    }
}
