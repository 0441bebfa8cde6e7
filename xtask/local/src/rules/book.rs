//! The deployed rules, as the emulator has them; read again when a message could meet a newer one.

use super::{direct, now, tap};
use crate::aws::{Aws, AwsError, escape};
use crate::report::Board;
use crate::topic;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use ureq::http::Method;

use super::rule::{Rule, filter_of};
use super::tap::Tapped;

/// How often the rules are read in full while messages come: a rule whose SQL was replaced is noticed within that time.
const FULL: Duration = Duration::from_secs(1);
/// How often while none come.
const IDLE: Duration = Duration::from_secs(3);

/// The rules at one moment.
#[derive(Default)]
pub(super) struct Snapshot {
    /// Rules with a Kinesis action.
    pub(super) rules: BTreeMap<String, Arc<Rule>>,
    /// Rules with actions that the emulator runs: name and filter.
    elsewhere: Vec<(String, String)>,
}

impl Snapshot {
    /// Whether the emulator has something to do with a message.
    pub(super) fn elsewhere(&self, message: &Tapped) -> bool {
        self.elsewhere.iter().any(|(name, filter)| match &message.rule {
            Some(rule) => rule == name,
            None => topic::matches(filter, &message.topic),
        })
    }

    /// Whether a rule listens to who connects and goes.
    pub(super) fn tells_presence(&self) -> bool {
        self.elsewhere
            .iter()
            .any(|(_, filter)| filter.starts_with("$aws/events/"))
    }
}

pub(super) struct Book {
    aws: Aws,
    board: Board,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    now: Arc<Snapshot>,
    /// The rules as they were found, by name.
    sources: BTreeMap<String, Value>,
    /// The list that they were read from.
    list: Value,
    /// When they were read in full.
    full: Option<Instant>,
    /// When the list was read, in milliseconds since 1970.
    listed: i64,
    /// Where rules hand over what is published straight to them.
    queue: String,
}

impl Book {
    pub(super) fn new(aws: &Aws, board: &Board) -> Self {
        Self {
            aws: aws.clone(),
            board: board.clone(),
            state: Mutex::default(),
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set_queue(&self, queue: &str) {
        queue.clone_into(&mut self.state().queue);
    }

    pub(super) fn last(&self) -> Arc<Snapshot> {
        self.state().now.clone()
    }

    /// Keeps the rules current while no message comes.
    pub(super) fn look(&self) -> Result<(), AwsError> {
        let mut state = self.state();
        if state.full.is_none_or(|full| full.elapsed() >= IDLE) {
            self.refresh(&mut state)?;
        }
        Ok(())
    }

    /// The rules of a list that was read after `after`, in milliseconds since 1970.
    pub(super) fn newer_than(&self, after: i64) -> Result<Arc<Snapshot>, AwsError> {
        let mut state = self.state();
        let due = state.full.is_none_or(|full| full.elapsed() >= FULL);
        if state.listed <= after || due {
            self.refresh(&mut state)?;
        }
        Ok(state.now.clone())
    }

    /// Reads the list of rules, and the rules themselves when it changed or some time has passed.
    fn refresh(&self, state: &mut State) -> Result<(), AwsError> {
        let (start, listed) = (Instant::now(), now());
        let list = self.aws.rest_json("iot", Method::GET, "/rules", None)?["rules"].take();
        if list != state.list || state.full.is_none_or(|full| full.elapsed() >= FULL) {
            // Until this succeeds the rules are incomplete, and must not be taken for current.
            state.full = None;
            self.read(&list, state)?;
            state.list = list;
            state.full = Some(start);
            self.publish(&state.now);
        }
        state.listed = listed;
        Ok(())
    }

    fn read(&self, list: &Value, state: &mut State) -> Result<(), AwsError> {
        let mut snapshot = Snapshot::default();
        let mut sources = BTreeMap::new();
        for entry in list.as_array().into_iter().flatten() {
            let Some(name) = entry["ruleName"].as_str().filter(|name| *name != tap::RULE) else {
                continue;
            };
            let found = match self
                .aws
                .rest_json("iot", Method::GET, &format!("/rules/{}", escape(name)), None)
            {
                Ok(mut found) => found["rule"].take(),
                // Removed since it was listed; the emulator answers "denied" to that, as AWS does.
                Err(error @ AwsError::Refused { .. }) if !error.transient() => continue,
                Err(error) => return Err(error),
            };
            let (deployed, extended) = direct::deployed(name, &found, &state.queue);
            let known = state.sources.get(name) == Some(&found);
            let rule = match state.now.rules.get(name).filter(|_| known) {
                Some(rule) => Some(rule.clone()),
                None => Rule::read(name, &deployed).map(Arc::new),
            };
            if let Some(rule) = rule {
                if known && !extended && !state.queue.is_empty() {
                    self.extend(name, &deployed, &state.queue)?;
                }
                snapshot.rules.insert(name.to_owned(), rule);
            }
            let mut actions = deployed["actions"].as_array().into_iter().flatten();
            if deployed["ruleDisabled"] != Value::Bool(true)
                && actions.any(|action| action.get("kinesis").is_none())
                && let Some(filter) = filter_of(deployed["sql"].as_str().unwrap_or_default())
            {
                snapshot.elsewhere.push((name.to_owned(), filter));
            }
            sources.insert(name.to_owned(), found);
        }
        for gone in state
            .now
            .rules
            .keys()
            .filter(|name| !snapshot.rules.contains_key(*name))
        {
            self.board.tell(&format!("rule {gone}"), None);
        }
        state.now = Arc::new(snapshot);
        state.sources = sources;
        Ok(())
    }

    /// Lets a rule hand over what is published straight to it by another way than the broker.
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
                let problem = format!(
                    "messages published over HTTP to $aws/rules/{name}/... are lost here, though not on AWS: {reason}"
                );
                self.board.tell(&what, Some(problem));
                Ok(())
            }
        }
    }

    fn publish(&self, snapshot: &Snapshot) {
        let mut report = self.board.lock();
        report.rules.retain(|name, _| snapshot.rules.contains_key(name));
        for (name, rule) in &snapshot.rules {
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
}
