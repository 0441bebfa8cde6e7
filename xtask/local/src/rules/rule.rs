//! One deployed rule, and what it makes of a message. No input or output here.

use crate::sql::{Message, Statement, Template};
use crate::topic;
use serde_json::Value;

/// A rule with a Kinesis action.
pub(super) struct Rule {
    pub(super) name: String,
    pub(super) filter: String,
    pub(super) enabled: bool,
    pub(super) error_action: Option<Value>,
    statement: Result<Statement, String>,
    actions: Vec<Action>,
}

struct Action {
    stream: String,
    key: Result<Template, String>,
}

/// One record for a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) key: String,
    pub(super) data: Vec<u8>,
}

/// Plan for a message.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Plan<'a> {
    /// WHERE does not hold.
    Skip,
    /// For each Kinesis action its stream, and the record or why there is none.
    Act(Vec<(&'a str, Result<Record, String>)>),
}

impl Rule {
    /// Reads the answer of `GetTopicRule`. Nothing for a rule without a Kinesis action: the emulator runs the others.
    pub(super) fn read(name: &str, source: &Value) -> Option<Self> {
        let actions: Vec<Action> = source["actions"]
            .as_array()?
            .iter()
            .filter_map(|action| action.get("kinesis"))
            .map(|kinesis| Action {
                stream: kinesis["streamName"].as_str().unwrap_or_default().to_owned(),
                // AWS accepts a rule without a key and takes a random one then.
                key: Template::parse(kinesis["partitionKey"].as_str().unwrap_or("${newuuid()}"))
                    .map_err(|error| format!("the partition key is not understood: {error}")),
            })
            .collect();
        if actions.is_empty() {
            return None;
        }
        let sql = source["sql"].as_str().unwrap_or_default();
        let statement = Statement::parse(sql).map_err(|error| format!("the SQL is not understood: {error}"));
        let filter = match &statement {
            Ok(statement) => statement.filter.clone(),
            Err(_) => filter_of(sql).unwrap_or_default(),
        };
        Some(Self {
            name: name.to_owned(),
            filter,
            enabled: source["ruleDisabled"] != Value::Bool(true),
            error_action: source.get("errorAction").filter(|action| action.is_object()).cloned(),
            statement,
            actions,
        })
    }

    pub(super) fn streams(&self) -> Vec<String> {
        self.actions.iter().map(|action| action.stream.clone()).collect()
    }

    /// The queue that failures are parked in, if the error action is one.
    pub(super) fn error_queue(&self) -> Option<&str> {
        self.error_action.as_ref()?["sqs"]["queueUrl"].as_str()
    }

    /// Why the rule cannot work as it is.
    pub(super) fn problem(&self) -> Option<&str> {
        let broken = self.actions.iter().find_map(|action| action.key.as_ref().err());
        self.statement.as_ref().err().or(broken).map(String::as_str)
    }

    pub(super) fn serves(&self, topic: &str) -> bool {
        self.enabled && topic::matches(&self.filter, topic)
    }

    pub(super) fn plan(&self, message: &Message<'_>) -> Plan<'_> {
        let data = match &self.statement {
            Ok(statement) => match statement.run(message) {
                Some(data) => Ok(data),
                None => return Plan::Skip,
            },
            Err(problem) => Err(problem.clone()),
        };
        let part = |action: &Action| {
            let template = action.key.as_ref().map_err(Clone::clone)?;
            let data = data.clone()?;
            let key = template.fill(message).unwrap_or_default();
            match key.chars().count() {
                1..=256 => Ok(Record { key, data }),
                0 => Err("the partition key is empty or undefined for this message".to_owned()),
                found => Err(format!(
                    "the partition key has {found} characters, at most 256 are allowed"
                )),
            }
        };
        Plan::Act(
            self.actions
                .iter()
                .map(|action| (action.stream.as_str(), part(action)))
                .collect(),
        )
    }
}

/// The filter of a statement that is not understood as a whole, so that its messages still reach the error action.
pub(super) fn filter_of(sql: &str) -> Option<String> {
    let from = sql.to_ascii_uppercase().find("FROM")?;
    let (_, rest) = sql[from..].split_once('\'')?;
    rest.split_once('\'').map(|(filter, _)| filter.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tap::Tapped;
    use serde_json::json;

    fn rule(sql: &str, key: &str) -> Rule {
        let source = json!({
            "sql": sql,
            "ruleDisabled": false,
            "actions": [
                {"sns": {"targetArn": "x"}},
                {"kinesis": {"streamName": "readings", "partitionKey": key, "roleArn": "r"}},
            ],
            "errorAction": {"sqs": {"queueUrl": "u"}},
        });
        Rule::read("ingest", &source).unwrap()
    }

    fn only<'a>(plan: &'a Plan<'_>) -> &'a Result<Record, String> {
        match plan {
            Plan::Act(parts) => {
                assert_eq!(parts.len(), 1, "only the kinesis action is ours");
                &parts[0].1
            }
            Plan::Skip => panic!("skipped"),
        }
    }

    #[test]
    fn a_message_becomes_a_record() {
        let rule = rule(
            "SELECT *, clientid() AS client FROM 'sensor/data/+' WHERE t > 1",
            "${topic(3)}",
        );
        assert!(rule.serves("sensor/data/press-1"));
        assert!(!rule.serves("sensor/state/press-1"));
        assert_eq!(rule.problem(), None);
        let tapped = Tapped::sample("sensor/data/press-1", br#"{"t":2}"#, Some("press-1"));
        let plan = rule.plan(&tapped.message());
        let expected = Record {
            key: "press-1".to_owned(),
            data: br#"{"t":2,"client":"press-1"}"#.to_vec(),
        };
        assert_eq!(only(&plan), &Ok(expected));
        let cold = Tapped::sample("sensor/data/press-1", br#"{"t":1}"#, None);
        assert_eq!(rule.plan(&cold.message()), Plan::Skip);
    }

    #[test]
    fn an_undefined_key_is_a_failure() {
        let rule = rule("SELECT * FROM '#'", "${device.id}");
        let plan = rule.plan(&Tapped::sample("a", b"{}", None).message());
        assert_eq!(
            only(&plan).as_ref().unwrap_err(),
            "the partition key is empty or undefined for this message"
        );
    }

    #[test]
    fn a_statement_that_is_not_understood_keeps_its_filter() {
        let rule = rule("SELECT get_thing_shadow('a', 'b') AS s FROM 'x/+'", "k");
        assert!(rule.serves("x/y"));
        let expected =
            "the SQL is not understood: the function `get_thing_shadow` is not supported here at character 8";
        assert_eq!(rule.problem(), Some(expected));
        let plan = rule.plan(&Tapped::sample("x/y", b"{}", None).message());
        assert_eq!(only(&plan).as_ref().unwrap_err(), expected);
    }

    #[test]
    fn rules_without_a_kinesis_action_are_not_ours() {
        assert!(Rule::read("r", &json!({"sql": "SELECT * FROM '#'", "actions": [{"sqs": {}}]})).is_none());
        let disabled = json!({
            "sql": "SELECT * FROM '#'", "ruleDisabled": true, "actions": [{"kinesis": {"streamName": "s"}}],
        });
        assert!(!Rule::read("r", &disabled).unwrap().serves("a"));
    }
}
