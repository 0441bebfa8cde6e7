//! The rule engine: runs the Kinesis action of IoT rules, which the emulator skips in silence.
//!
//! A subscription to the broker would neither tell who published nor hold a message while this process is away. Instead
//! the emulator's own rule evaluation feeds a queue (see [`tap`]) that holds each message with its client id until it was
//! handled. The broker acknowledges a message of QoS 1 after it is in that queue, so none is lost between the device and
//! the stream. Messages sent straight to a rule (`$aws/rules/<rule>/...`, Basic Ingest) pass no other rule; see
//! [`direct`].

mod action;
mod direct;
mod rule;
mod tap;

use crate::aws::{ACCOUNT, Aws, AwsError, escape};
use crate::emulator::MAX_PAYLOAD;
use crate::report::Board;
use crate::sql::Message;
use crate::stop::Stop;
use action::Failure;
use direct::Sieve;
use rule::{Plan, Record, Rule};
use serde_json::Value;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tap::{Tap, Tapped};
use ureq::http::Method;

/// How often the rules are read in full: a rule whose SQL was replaced is noticed within that time.
const FULL: Duration = Duration::from_secs(1);

struct Engine {
    aws: Aws,
    board: Board,
    rules: BTreeMap<String, Rule>,
    sieve: Sieve,
    /// The list that the rules were read from.
    list: Value,
    /// When they were read in full.
    full: Option<Instant>,
    /// When the list was read, in milliseconds since 1970.
    listed: i64,
}

/// Starts to hold messages for the engine: whatever is published after this is handled.
pub(crate) fn prepare(aws: &Aws) -> Result<(), AwsError> {
    Tap::open(aws).map(drop)
}

/// Serves until told to stop.
pub(crate) fn serve(aws: &Aws, board: &Board, stop: &Stop) {
    let mut engine = Engine {
        aws: aws.clone(),
        board: board.clone(),
        rules: BTreeMap::new(),
        sieve: Sieve::default(),
        list: Value::Null,
        full: None,
        listed: 0,
    };
    let mut tap = None;
    while !stop.is_set() {
        let problem = engine.round(&mut tap).err().map(|error| error.to_string());
        if problem.is_some() {
            // The tap may have been removed with everything else, by a reset of the emulator.
            tap = None;
            stop.wait(Duration::from_millis(500));
        }
        engine.board.tell("rule engine", problem);
    }
}

impl Engine {
    fn round(&mut self, tap: &mut Option<Tap>) -> Result<(), AwsError> {
        let tapped = match tap {
            Some(tap) => tap,
            None => tap.insert(Tap::open(&self.aws)?),
        };
        if self.full.is_none_or(|full| full.elapsed() >= FULL) {
            self.refresh(tapped.queue())?;
        }
        let received = tapped.receive(&self.aws)?;
        let idle = received.is_empty();
        let messages = self.sieve.sift(received);
        let (direct, copies) = self.sieve.decided();
        tapped.done(&self.aws, &copies)?;
        if idle && direct.is_empty() {
            if !tapped.still_there(&self.aws)? {
                *tap = None;
            }
            return Ok(());
        }
        // A rule that was there before a message was published must see it, so the list has to be newer than the message.
        if messages.iter().any(|message| message.time >= self.listed) {
            self.refresh(tapped.queue())?;
        }
        for messages in [messages, direct] {
            self.handle(&messages);
            tapped.done(&self.aws, &messages)?;
        }
        Ok(())
    }

    /// Reads the list of rules, and the rules themselves when it changed or some time has passed.
    fn refresh(&mut self, queue: &str) -> Result<(), AwsError> {
        let (start, listed) = (Instant::now(), now());
        let list = self.aws.rest_json("iot", Method::GET, "/rules", None)?["rules"].take();
        if list != self.list || self.full.is_none_or(|full| full.elapsed() >= FULL) {
            // Until this succeeds the rules are incomplete, and must not be taken for current.
            self.full = None;
            self.rules = self.read(&list, queue)?;
            self.list = list;
            self.full = Some(start);
            self.publish();
        }
        self.listed = listed;
        Ok(())
    }

    fn read(&mut self, list: &Value, queue: &str) -> Result<BTreeMap<String, Rule>, AwsError> {
        let mut rules = BTreeMap::new();
        for entry in list.as_array().into_iter().flatten() {
            let Some(name) = entry["ruleName"].as_str().filter(|name| *name != tap::RULE) else {
                continue;
            };
            match self
                .aws
                .rest_json("iot", Method::GET, &format!("/rules/{}", escape(name)), None)
            {
                Ok(found) => {
                    let known = self.rules.remove(name).filter(|known| known.source == found["rule"]);
                    let (deployed, extended) = direct::deployed(name, &found["rule"], queue);
                    if let (Some(_), false) = (&known, extended) {
                        self.extend(name, &deployed, queue)?;
                    }
                    let fresh = || {
                        let mut rule = Rule::read(name, &deployed)?;
                        rule.source.clone_from(&found["rule"]);
                        Some(rule)
                    };
                    if let Some(rule) = known.or_else(fresh) {
                        rules.insert(name.to_owned(), rule);
                    }
                }
                // Removed since it was listed; the emulator answers "denied" to that, as AWS does.
                Err(error @ AwsError::Refused { .. }) if !error.transient() => {}
                Err(error) => return Err(error),
            }
        }
        for gone in std::mem::take(&mut self.rules)
            .keys()
            .filter(|name| !rules.contains_key(*name))
        {
            self.board.tell(&format!("rule {gone}"), None);
        }
        Ok(rules)
    }

    /// Lets a rule hand over what is published straight to it.
    fn extend(&self, name: &str, deployed: &Value, queue: &str) -> Result<(), AwsError> {
        let what = format!("rule {name}");
        match direct::extended(name, deployed, queue) {
            Ok(payload) => {
                self.board.tell(&what, None);
                let path = format!("/rules/{}", escape(name));
                self.aws
                    .rest_json("iot", Method::PATCH, &path, Some(&payload))
                    .map(drop)
            }
            Err(reason) => {
                let problem =
                    format!("messages published to $aws/rules/{name}/... are lost here, though not on AWS: {reason}");
                self.board.tell(&what, Some(problem));
                Ok(())
            }
        }
    }

    fn publish(&self) {
        let mut report = self.board.lock();
        report.rules.retain(|name, _| self.rules.contains_key(name));
        for (name, rule) in &self.rules {
            let entry = report.rules.entry(name.clone()).or_default();
            let changed = entry.enabled != rule.enabled || entry.filter != rule.filter;
            entry.filter.clone_from(&rule.filter);
            entry.streams = rule.streams();
            entry.enabled = rule.enabled;
            entry.error_queue = rule.error_queue().map(str::to_owned);
            if let Some(problem) = rule.problem() {
                if entry.problem.as_deref() != Some(problem) {
                    tracing::warn!("rule {name}: {problem}");
                }
                entry.problem = Some(problem.to_owned());
            } else if changed {
                tracing::info!("rule {name}: serving {} to {}", rule.filter, rule.streams().join(", "));
            }
        }
    }

    /// Puts what the rules make of the messages, in the order in which they were published.
    fn handle(&self, messages: &[Tapped]) {
        let mut streams: BTreeMap<&str, Vec<(&Rule, &Tapped, Record)>> = BTreeMap::new();
        for tapped in messages {
            if tapped.payload.len() > MAX_PAYLOAD {
                self.refuse(tapped);
                continue;
            }
            let message = tapped.message();
            let serving = |(name, rule): &(&String, &Rule)| match &tapped.rule {
                Some(named) => named == *name && rule.enabled,
                None => rule.serves(&tapped.topic),
            };
            for (name, rule) in self.rules.iter().filter(serving) {
                match rule.plan(&message) {
                    Plan::Skip => self.board.rule(name, |rule| {
                        rule.matched += 1;
                        rule.skipped += 1;
                    }),
                    Plan::Act(parts) => {
                        self.board.rule(name, |rule| rule.matched += 1);
                        for (stream, part) in parts {
                            match part {
                                Ok(record) => streams.entry(stream).or_default().push((rule, tapped, record)),
                                Err(reason) => self.fail(rule, tapped, stream, reason),
                            }
                        }
                    }
                }
            }
        }
        for (stream, entries) in streams {
            let records: Vec<&Record> = entries.iter().map(|(_, _, record)| record).collect();
            let results = action::put(&self.aws, stream, &records);
            for ((rule, tapped, _), result) in entries.iter().zip(results) {
                match result {
                    Ok(()) => self.board.rule(&rule.name, |entry| {
                        entry.put += 1;
                        // What was wrong is not any more, unless it is how the rule is written.
                        entry.problem = rule.problem().map(str::to_owned);
                    }),
                    Err(reason) => self.fail(rule, tapped, stream, reason),
                }
            }
        }
    }

    /// Tells of a message that AWS IoT would not have taken. The broker ends the connection of a device that sends much
    /// more than the limit, but measures packets, and takes any size over HTTP.
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

    /// Runs the rule's error action with AWS's message.
    fn fail(&self, rule: &Rule, tapped: &Tapped, stream: &str, reason: String) {
        let failure = Failure {
            rule: &rule.name,
            tapped,
            stream,
            reason: &reason,
        };
        let lost = match &rule.error_action {
            None => Some("; the rule has no error action, the message is lost".to_owned()),
            Some(action) => {
                let sent = action::run_error_action(&self.aws, action, &failure);
                sent.err()
                    .map(|error| format!("; its error action failed too, the message is lost: {error}"))
            }
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
    }
}

/// Milliseconds since 1970, as the emulator stamps messages.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

impl Tapped {
    fn message(&self) -> Message<'_> {
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
