//! Basic Ingest: messages that a device publishes straight to a rule, at `$aws/rules/<rule>/...`.
//!
//! The broker hands them to that rule alone; no subscription and no other rule sees them, and the emulator skips the
//! Kinesis action. So a rule with Kinesis actions gets a further action in the emulator, which hands everything the
//! engine needs to the engine's own queue, in fields that its SQL selects in addition. The deployed statement and
//! actions are recognised in it and taken for the rule. An ordinary message comes to the queue twice then, with one
//! trace id: only what the tap on all topics did not see was published straight to the rule.
//!
//! A rule that also has actions which the emulator runs is left as it is, since these would receive the fields too; so
//! is one that was deployed a moment ago, lest an update that is under way be overwritten.
//!
//! Source: <https://docs.aws.amazon.com/iot/latest/developerguide/iot-basic-ingest.html>

use super::tap::{ROLE, Tapped};
use serde_json::{Value, json};
use std::collections::{HashSet, VecDeque};
use std::time::{Duration, Instant};

/// Fields that the engine selects in addition; the rule's name follows.
const FIELDS: &str = ", topic() AS ferrocdk_topic, encode(*, 'base64') AS ferrocdk_payload, \
                      clientid() AS ferrocdk_client, principal() AS ferrocdk_principal, \
                      traceid() AS ferrocdk_trace, timestamp() AS ferrocdk_time, ";

/// How long to wait for the tap's copy of a message. It is in the queue before the rule's, but maybe in another answer.
const PATIENCE: Duration = Duration::from_secs(1);
/// Trace ids that are remembered.
const TRACES: usize = 20_000;

fn fields(name: &str) -> String {
    format!("{FIELDS}'{name}' AS ferrocdk_rule ")
}

/// A rule as it was deployed, and whether it hands messages to the engine already.
pub(super) fn deployed(name: &str, found: &Value, queue: &str) -> (Value, bool) {
    let mut rule = found.clone();
    let fields = fields(name);
    let sql = found["sql"].as_str().unwrap_or_default();
    let Some(actions) = rule["actions"].as_array_mut().filter(|_| sql.contains(&fields)) else {
        return (rule, false);
    };
    actions.retain(|action| action["sqs"]["queueUrl"] != queue);
    rule["sql"] = sql.replacen(&fields, "", 1).into();
    (rule, true)
}

/// The payload of `ReplaceTopicRule` with which a deployed rule hands messages to the engine.
///
/// # Errors
/// Why it cannot.
pub(super) fn extended(name: &str, rule: &Value, queue: &str) -> Result<Value, &'static str> {
    let mut actions = rule["actions"].as_array().cloned().unwrap_or_default();
    if actions.iter().any(|action| action.get("kinesis").is_none()) {
        return Err("it also has actions that the emulator runs");
    }
    let sql = rule["sql"].as_str().unwrap_or_default();
    let from = from(sql).ok_or("its statement has no FROM")?;
    actions.push(json!({"sqs": {"queueUrl": queue, "roleArn": ROLE, "useBase64": false}}));
    let mut payload = json!({
        "sql": format!("{}{}{}", &sql[..from], fields(name), &sql[from..]),
        "actions": actions,
    });
    for member in ["description", "awsIotSqlVersion", "ruleDisabled", "errorAction"] {
        if !rule[member].is_null() {
            payload[member] = rule[member].clone();
        }
    }
    Ok(payload)
}

/// Where the statement's own FROM begins: outside of quotes and parentheses.
fn from(sql: &str) -> Option<usize> {
    let (mut quoted, mut depth, mut before) = (false, 0_usize, ' ');
    for (at, c) in sql.char_indices() {
        match c {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            'f' | 'F' if !quoted && depth == 0 && before.is_whitespace() => {
                let rest = sql[at..].get(..5).unwrap_or_default();
                let is_word = rest.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("from"));
                if is_word && rest.ends_with(|next: char| next.is_whitespace() || next == '\'') {
                    return Some(at);
                }
            }
            _ => {}
        }
        before = c;
    }
    None
}

/// Tells what was published straight to a rule.
#[derive(Default)]
pub(super) struct Sieve {
    seen: HashSet<String>,
    order: VecDeque<String>,
    waiting: Vec<(Instant, Tapped)>,
}

impl Sieve {
    /// Takes messages as they come from the queue. Returns those of topics; what rules handed over is kept.
    pub(super) fn sift(&mut self, messages: Vec<Tapped>) -> Vec<Tapped> {
        let (direct, ordinary): (Vec<_>, Vec<_>) = messages.into_iter().partition(|message| message.rule.is_some());
        for trace in ordinary.iter().filter_map(|message| message.trace.clone()) {
            if self.seen.insert(trace.clone()) {
                self.order.push_back(trace);
            }
        }
        while self.order.len() > TRACES {
            if let Some(oldest) = self.order.pop_front() {
                self.seen.remove(&oldest);
            }
        }
        let now = Instant::now();
        self.waiting.extend(direct.into_iter().map(|message| (now, message)));
        ordinary
    }

    /// Decisions so far: messages that were published straight to a rule, and copies of ordinary ones.
    pub(super) fn decided(&mut self) -> (Vec<Tapped>, Vec<Tapped>) {
        let (mut direct, mut copies) = (Vec::new(), Vec::new());
        for (since, message) in std::mem::take(&mut self.waiting) {
            if message.trace.as_ref().is_some_and(|trace| self.seen.contains(trace)) {
                copies.push(message);
            } else if since.elapsed() >= PATIENCE {
                direct.push(message);
            } else {
                self.waiting.push((since, message));
            }
        }
        (direct, copies)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(sql: &str, actions: &Value) -> Value {
        json!({"ruleName": "r", "sql": sql, "actions": actions, "ruleDisabled": false, "description": "",
               "awsIotSqlVersion": "2016-03-23", "errorAction": {"sqs": {"queueUrl": "parked"}}, "createdAt": 1})
    }

    #[test]
    fn a_rule_is_recognised_under_what_was_added() {
        let kinesis = json!([{"kinesis": {"streamName": "s", "partitionKey": "${topic(3)}"}}]);
        for sql in [
            "SELECT * FROM 'sensor/data/+'",
            "select 'it''s from ' as x, (SELECT v FROM l) AS l\nfrom 'a/b' WHERE t > 1",
        ] {
            let before = rule(sql, &kinesis);
            assert_eq!(deployed("r", &before, "q"), (before.clone(), false));
            let mut after = before.clone();
            for (name, value) in extended("r", &before, "q").unwrap().as_object().unwrap() {
                after[name.as_str()] = value.clone();
            }
            assert_ne!(after["sql"], before["sql"]);
            assert_eq!(after["actions"].as_array().unwrap().len(), 2);
            assert_eq!(deployed("r", &after, "q"), (before, true));
        }
    }

    #[test]
    fn other_rules_are_left_as_they_are() {
        let both = json!([{"kinesis": {}}, {"lambda": {}}]);
        assert!(extended("r", &rule("SELECT * FROM 'a'", &both), "q").is_err());
        assert!(extended("r", &rule("SELECT *", &json!([{"kinesis": {}}])), "q").is_err());
        let sql =
            extended("r", &rule("SELECT fromage FROM 'a'", &json!([{"kinesis": {}}])), "q").unwrap()["sql"].take();
        assert!(
            sql.as_str().unwrap().starts_with("SELECT fromage , topic() AS"),
            "{sql}"
        );
    }

    #[test]
    fn only_what_no_topic_saw_is_direct() {
        let message = |rule: Option<&str>, trace: &str| {
            let mut message = Tapped::sample("a", b"{}", None);
            (message.rule, message.trace) = (rule.map(str::to_owned), Some(trace.to_owned()));
            message
        };
        let mut sieve = Sieve::default();
        let ordinary = sieve.sift(vec![
            message(Some("r"), "1"),
            message(Some("r"), "2"),
            message(None, "1"),
        ]);
        assert_eq!(ordinary.len(), 1);
        let (direct, copies) = sieve.decided();
        assert_eq!((direct.len(), copies.len()), (0, 1), "the second may still come");
        sieve.waiting[0].0 = Instant::now().checked_sub(PATIENCE).unwrap();
        let (direct, copies) = sieve.decided();
        assert_eq!((direct.len(), copies.len()), (1, 0));
        assert_eq!(direct[0].trace.as_deref(), Some("2"));
    }
}
