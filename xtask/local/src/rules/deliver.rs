//! Puts what the rules make of messages, in the order in which they were published, and runs error actions.

use super::action::{self, Failure};
use super::book::Snapshot;
use super::rule::{Plan, Record, Rule};
use super::tap::Tapped;
use crate::aws::{ACCOUNT, Aws};
use crate::emulator::MAX_PAYLOAD;
use crate::report::Board;
use crate::sql::Message;
use crate::stop::Stop;
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// Way from the rules to their streams.
#[derive(Clone)]
pub(super) struct Deliver {
    pub(super) aws: Aws,
    pub(super) board: Board,
    pub(super) stop: Stop,
}

/// Figures of one round, by rule: the board is shared, so it is asked once.
#[derive(Default)]
struct Count {
    matched: u64,
    skipped: u64,
    put: u64,
    failed: u64,
}

impl Deliver {
    /// Handles messages. False when it was told to stop before all of them were.
    pub(super) fn handle(&self, snapshot: &Snapshot, messages: &[&Tapped]) -> bool {
        let mut streams: BTreeMap<&str, Vec<(&Rule, &Tapped, Record)>> = BTreeMap::new();
        let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
        for &tapped in messages {
            if tapped.payload.len() > MAX_PAYLOAD {
                self.refuse(tapped);
                continue;
            }
            let message = tapped.message();
            let serving = |rule: &&Rule| match &tapped.rule {
                Some(named) => *named == rule.name && rule.enabled,
                None => rule.serves(&tapped.topic),
            };
            for rule in snapshot.rules.values().map(AsRef::as_ref).filter(serving) {
                let count = counts.entry(&rule.name).or_default();
                count.matched += 1;
                match rule.plan(&message) {
                    Plan::Skip => count.skipped += 1,
                    Plan::Act(parts) => {
                        for (stream, part) in parts {
                            match part {
                                Ok(record) => streams.entry(stream).or_default().push((rule, tapped, record)),
                                Err(reason) => {
                                    if !self.fail(rule, tapped, stream, &reason) {
                                        return false;
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        for (stream, entries) in streams {
            let records: Vec<&Record> = entries.iter().map(|(_, _, record)| record).collect();
            let results = action::put(&self.aws, stream, &records, &self.stop);
            if self.stop.is_set() {
                return false;
            }
            for ((rule, tapped, _), result) in entries.iter().zip(results) {
                match result {
                    Ok(()) => counts.entry(&rule.name).or_default().put += 1,
                    Err(reason) => {
                        counts.entry(&rule.name).or_default().failed += 1;
                        if !self.fail(rule, tapped, stream, &reason) {
                            return false;
                        }
                    }
                }
            }
        }
        for (name, count) in counts {
            self.board.rule(name, |rule| {
                rule.matched += count.matched;
                rule.skipped += count.skipped;
                rule.put += count.put;
                if count.put > 0 && count.failed == 0 {
                    // What was wrong is not any more, unless it is how the rule is written.
                    let written = snapshot.rules.get(name).and_then(|rule| rule.problem());
                    rule.problem = written.map(str::to_owned);
                }
            });
        }
        true
    }

    /// Tells of a message that AWS IoT would not have taken. The broker ends the connection of a device that sends it, but the
    /// emulator takes any size over HTTP.
    fn refuse(&self, tapped: &Tapped) {
        let client = tapped.client.as_deref().unwrap_or("an HTTP client");
        let problem = format!(
            "{client} published {} bytes to {}, and no rule received them: AWS IoT takes at most {MAX_PAYLOAD} bytes, and \
             ends the connection",
            tapped.payload.len(),
            tapped.topic
        );
        self.board.lock().oversized += 1;
        self.board.tell("message size", Some(problem));
    }

    /// Runs the rule's error action with AWS's message. False when it was told to stop before that succeeded.
    fn fail(&self, rule: &Rule, tapped: &Tapped, stream: &str, reason: &str) -> bool {
        let failure = Failure {
            rule: &rule.name,
            tapped,
            stream,
            reason,
        };
        let lost = match &rule.error_action {
            None => Some("; the rule has no error action, the message is lost".to_owned()),
            Some(action) => match action::run_error_action(&self.aws, action, &failure, &self.stop) {
                Ok(()) => None,
                Err(_) if self.stop.is_set() => return false,
                Err(error) => Some(format!("; its error action failed too, the message is lost: {error}")),
            },
        };
        let problem = format!(
            "put to {stream} failed: {reason}{}",
            lost.as_deref().unwrap_or_default()
        );
        self.board.rule(&rule.name, |entry| {
            entry.failed += 1;
            entry.lost += u64::from(lost.is_some());
            if entry.problem.as_ref() != Some(&problem) {
                tracing::warn!("rule {}: {problem}", rule.name);
                entry.problem = Some(problem);
            }
        });
        true
    }
}

impl Tapped {
    pub(super) fn message(&self) -> Message<'_> {
        Message {
            topic: &self.topic,
            payload: &self.payload,
            client: self.client.as_deref(),
            principal: self.principal.as_deref(),
            trace: self.trace.as_deref(),
            time: self.time,
            account: ACCOUNT,
            uuid: || uuid::Uuid::new_v4().to_string(),
            json: OnceCell::new(),
        }
    }
}
