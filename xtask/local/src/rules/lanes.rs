//! The way of messages from the broker to the streams: many at a time, those of one device always in order.

use super::Rules;
use super::tap::Tapped;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// Lanes: while one waits for the emulator, the other reads and evaluates.
const LANES: usize = 2;
/// Messages that wait in a lane; beyond that devices wait.
const WAITING: usize = 4000;
/// Messages of one round, and their bytes.
const ROUND: usize = 2000;
const ROUND_BYTES: usize = 8 * 1024 * 1024;
/// With a round of at least so many messages behind it, a lane waits a moment so that the next one is as large: each request to the
/// emulator costs as much as a hundred records.
const BUSY: usize = 16;
const LINGER: Duration = Duration::from_millis(40);
/// So much older than a message the rules may be when many messages come, in milliseconds.
const TOLERANCE: i64 = 250;

/// Duty of the broker about a message that the streams have.
pub(crate) struct Verdict {
    /// The emulator has rules or actions of its own for it.
    pub(crate) elsewhere: bool,
}

struct Offer {
    message: Tapped,
    verdict: oneshot::Sender<Verdict>,
}

/// Entrance for the broker.
#[derive(Clone)]
pub(crate) struct Intake {
    lanes: Vec<mpsc::Sender<Offer>>,
    rules: Arc<Rules>,
}

impl Intake {
    /// Opens the lanes, each served by a thread of its own until it was told to stop.
    pub(super) fn open(rules: &Arc<Rules>) -> std::io::Result<(Self, Vec<JoinHandle<()>>)> {
        let (mut lanes, mut threads) = (Vec::new(), Vec::new());
        for _ in 0..LANES {
            let (sender, receiver) = mpsc::channel(WAITING);
            let rules = rules.clone();
            lanes.push(sender);
            let thread = std::thread::Builder::new().name("lane".to_owned());
            threads.push(thread.spawn(move || serve(&rules, receiver))?);
        }
        let rules = rules.clone();
        Ok((Self { lanes, rules }, threads))
    }

    /// Hands a message over. The verdict comes when it stands where the rules want it; nothing when the daemon ends.
    pub(crate) async fn offer(&self, message: Tapped) -> Option<oneshot::Receiver<Verdict>> {
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(&message.client);
        let lane = usize::try_from(hash % LANES as u64).unwrap_or_default();
        let (verdict, answer) = oneshot::channel();
        self.lanes[lane].send(Offer { message, verdict }).await.ok()?;
        Some(answer)
    }

    /// Whether a rule listens to who connects and goes.
    pub(crate) fn tells_presence(&self) -> bool {
        self.rules.book.last().tells_presence()
    }
}

fn serve(rules: &Rules, mut offers: mpsc::Receiver<Offer>) {
    let mut last = 0;
    while let Some(first) = offers.blocking_recv() {
        if last >= BUSY {
            std::thread::sleep(LINGER);
        }
        let mut bytes = first.message.payload.len();
        let mut round = vec![first];
        while round.len() < ROUND
            && bytes < ROUND_BYTES
            && let Ok(next) = offers.try_recv()
        {
            bytes += next.message.payload.len();
            round.push(next);
        }
        last = round.len();
        let newest = round.iter().map(|offer| offer.message.time).max().unwrap_or_default();
        let after = if last >= BUSY { newest - TOLERANCE } else { newest };
        // A rule that was there before a message was published must see it, so the list has to be newer than the message.
        let snapshot = loop {
            match rules.book.newer_than(after) {
                Ok(snapshot) => break snapshot,
                Err(error) => {
                    rules.deliver.board.tell("rule engine", Some(error.to_string()));
                    rules.deliver.stop.wait(Duration::from_millis(200));
                    if rules.deliver.stop.is_set() {
                        return;
                    }
                }
            }
        };
        let messages: Vec<&Tapped> = round.iter().map(|offer| &offer.message).collect();
        if !rules.deliver.handle(&snapshot, &messages) {
            // What is not acknowledged is sent again.
            return;
        }
        for Offer { message, verdict } in round {
            let elsewhere = snapshot.elsewhere(&message);
            // A device that is gone needs no answer.
            let _ = verdict.send(Verdict { elsewhere });
        }
    }
}
