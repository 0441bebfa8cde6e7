//! The rule engine: runs the Kinesis action of IoT rules, which the emulator skips in silence.
//!
//! Devices publish to the broker of this program, which hands each message over (see [`lanes`]) and acknowledges it when the streams
//! have it, so none is lost between the device and the stream. What is published over HTTP or WebSocket meets the emulator alone. There
//! the emulator's own rule evaluation feeds a queue (see [`tap`]) that holds each message until it was handled; messages sent straight
//! to a rule (`$aws/rules/<rule>/...`, Basic Ingest) pass no other rule, see [`direct`].

mod action;
mod book;
mod deliver;
mod direct;
mod lanes;
mod rule;
mod tap;

pub(crate) use lanes::{Intake, Verdict};
pub(crate) use tap::Tapped;

use crate::aws::{Aws, AwsError, escape};
use crate::report::Board;
use crate::stop::Stop;
use book::Book;
use deliver::Deliver;
use direct::Sieve;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tap::Tap;
use ureq::http::Method;

/// How often the tap's rule is looked for while nothing comes: a reset of the emulator removes it.
const IDLE: u32 = 5;

/// State that all ways of messages share.
pub(crate) struct Rules {
    book: Book,
    deliver: Deliver,
}

/// Starts to hold messages for the engine: whatever is published after this is handled.
pub(crate) fn prepare(aws: &Aws) -> Result<(), AwsError> {
    Tap::open(aws).map(drop)
}

/// Why a deployed rule cannot work here as it is; nothing for one that the emulator runs.
pub(crate) fn problem(aws: &Aws, name: &str) -> Result<Option<String>, AwsError> {
    let path = format!("/rules/{}", escape(name));
    let found = match aws.rest_json("iot", Method::GET, &path, None) {
        Err(AwsError::Refused { .. }) => return Ok(None),
        other => other?,
    };
    // The fields that Basic Ingest adds are understood, and change nothing.
    Ok(rule::Rule::read(name, &found["rule"]).and_then(|rule| rule.problem().map(str::to_owned)))
}

/// Opens the way for the broker.
pub(crate) fn open(
    aws: &Aws,
    board: &Board,
    stop: &Stop,
) -> std::io::Result<(Arc<Rules>, Intake, Vec<JoinHandle<()>>)> {
    let rules = Arc::new(Rules {
        book: Book::new(aws, board),
        deliver: Deliver {
            aws: aws.clone(),
            board: board.clone(),
            stop: stop.clone(),
        },
    });
    let (intake, threads) = Intake::open(&rules)?;
    Ok((rules, intake, threads))
}

/// Serves what does not come through the broker, until told to stop.
pub(crate) fn serve(rules: &Rules) {
    let (mut tap, mut sieve, mut idle) = (None, Sieve::default(), 0);
    let Deliver { board, stop, .. } = &rules.deliver;
    while !stop.is_set() {
        let problem = rules
            .round(&mut tap, &mut sieve, &mut idle)
            .err()
            .map(|error| error.to_string());
        if problem.is_some() {
            // The tap may have been removed with everything else, by a reset of the emulator.
            tap = None;
            stop.wait(Duration::from_millis(500));
        }
        board.tell("rule engine", problem);
    }
}

impl Rules {
    fn round(&self, tap: &mut Option<Tap>, sieve: &mut Sieve, idle: &mut u32) -> Result<(), AwsError> {
        let aws = &self.deliver.aws;
        let tapped = match tap {
            Some(tap) => tap,
            None => {
                let opened = tap.insert(Tap::open(aws)?);
                self.book.set_queue(opened.queue());
                opened
            }
        };
        self.book.look()?;
        let (received, strangers) = tapped.receive(aws)?;
        let quiet = received.is_empty();
        tapped.done(aws, &strangers.iter().collect::<Vec<_>>())?;
        let messages = sieve.sift(received);
        let (direct, copies) = sieve.decided();
        tapped.done(aws, &copies.iter().collect::<Vec<_>>())?;
        if quiet && direct.is_empty() {
            *idle += 1;
            if *idle >= IDLE {
                *idle = 0;
                if !tapped.still_there(aws)? {
                    *tap = None;
                }
            }
            return Ok(());
        }
        let newest = messages.iter().chain(&direct).map(|message| message.time).max();
        let snapshot = self.book.newer_than(newest.unwrap_or_default())?;
        for messages in [messages, direct] {
            let messages: Vec<&Tapped> = messages.iter().collect();
            if !self.deliver.handle(&snapshot, &messages) {
                return Ok(());
            }
            tapped.done(aws, &messages)?;
        }
        Ok(())
    }
}

/// Milliseconds since 1970, as the emulator stamps messages.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
