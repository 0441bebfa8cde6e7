//! Policies of AWS IoT: may a device with a certificate do this. No input or output here.
//!
//! Source: <https://docs.aws.amazon.com/iot/latest/developerguide/iot-policies.html>

use serde_json::Value;
use std::collections::BTreeMap;

/// A policy document.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Policy {
    statements: Vec<Statement>,
}

#[derive(Debug, Clone, PartialEq)]
struct Statement {
    allow: bool,
    actions: Vec<String>,
    not_actions: bool,
    resources: Vec<String>,
    not_resources: bool,
    conditions: Value,
}

/// Facts of a connection that policy variables name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Facts {
    values: BTreeMap<String, String>,
}

impl Facts {
    /// Of a client with that id; `thing` is the thing of that name when the certificate is attached to it.
    pub(super) fn new(client: &str, thing: Option<&Value>) -> Self {
        let mut facts = Self::default();
        facts.set("iot:ClientId", client);
        facts.set("aws:SourceIp", "127.0.0.1");
        facts.set(
            "iot:Connection.Thing.IsAttached",
            if thing.is_some() { "true" } else { "false" },
        );
        let Some(thing) = thing else { return facts };
        facts.set("iot:Connection.Thing.ThingName", client);
        if let Some(kind) = thing["thingTypeName"].as_str() {
            facts.set("iot:Connection.Thing.ThingTypeName", kind);
        }
        for (name, value) in thing["attributes"].as_object().into_iter().flatten() {
            if let Some(value) = value.as_str() {
                facts.set(&format!("iot:Connection.Thing.Attributes[{name}]"), value);
            }
        }
        facts
    }

    fn set(&mut self, name: &str, value: &str) {
        self.values.insert(name.to_ascii_lowercase(), value.to_owned());
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.values.get(&name.to_ascii_lowercase()).map(String::as_str)
    }

    /// A text with its variables replaced; nothing when one is undefined, as then nothing matches.
    fn fill(&self, text: &str) -> Option<String> {
        let (mut out, mut rest) = (String::new(), text);
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) = after.split_once('}')?;
            out.push_str(before);
            match name {
                "*" | "?" | "$" => out.push_str(name),
                _ => out.push_str(self.get(name)?),
            }
            rest = after;
        }
        Some(out + rest)
    }
}

impl Policy {
    /// Reads a document.
    ///
    /// # Errors
    /// When it is no JSON. Statements of an unknown form allow nothing.
    pub(super) fn parse(document: &str) -> Result<Self, serde_json::Error> {
        let document: Value = serde_json::from_str(document)?;
        let statements = match &document["Statement"] {
            Value::Array(list) => list.iter().map(Statement::read).collect(),
            one => vec![Statement::read(one)],
        };
        Ok(Self { statements })
    }
}

/// One text or a list of them.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(list) => list
            .iter()
            .filter_map(|text| text.as_str().map(str::to_owned))
            .collect(),
        _ => Vec::new(),
    }
}

impl Statement {
    fn read(value: &Value) -> Self {
        let either = |name: &str, not: &str| match value.get(not) {
            Some(found) => (texts(found), true),
            None => (texts(&value[name]), false),
        };
        let (actions, not_actions) = either("Action", "NotAction");
        let (resources, not_resources) = either("Resource", "NotResource");
        Self {
            allow: value["Effect"] == "Allow",
            actions,
            not_actions,
            resources,
            not_resources,
            conditions: value["Condition"].clone(),
        }
    }

    fn applies(&self, facts: &Facts, action: &str, resource: &str) -> bool {
        let lower = action.to_ascii_lowercase();
        let named = self
            .actions
            .iter()
            .any(|pattern| matches(&pattern.to_ascii_lowercase(), &lower));
        if named == self.not_actions {
            return false;
        }
        let meant = self
            .resources
            .iter()
            .any(|pattern| facts.fill(pattern).is_some_and(|pattern| matches(&pattern, resource)));
        meant != self.not_resources && self.holds(facts)
    }

    /// Whether all conditions hold. One that is not understood holds for a denial only.
    fn holds(&self, facts: &Facts) -> bool {
        let operators = self.conditions.as_object().into_iter().flatten();
        let each = operators.flat_map(|(operator, keys)| {
            let keys = keys.as_object().into_iter().flatten();
            keys.map(move |(key, values)| (operator.as_str(), key.as_str(), values))
        });
        each.into_iter().all(|(operator, key, values)| {
            condition(operator, facts.get(key), &texts_of(values), facts).unwrap_or(!self.allow)
        })
    }
}

/// As [`texts`], with Booleans as text.
fn texts_of(value: &Value) -> Vec<String> {
    match value {
        Value::Bool(found) => vec![found.to_string()],
        Value::Array(list) => list.iter().flat_map(texts_of).collect(),
        other => texts(other),
    }
}

fn condition(operator: &str, found: Option<&str>, values: &[String], facts: &Facts) -> Option<bool> {
    let operator = operator
        .strip_prefix("ForAnyValue:")
        .or(operator.strip_prefix("ForAllValues:"))
        .unwrap_or(operator);
    let (operator, optional) = match operator.strip_suffix("IfExists") {
        Some(operator) => (operator, true),
        None => (operator, false),
    };
    if operator == "Null" {
        return Some(values.iter().any(|value| (value == "true") == found.is_none()));
    }
    let any = |equal: fn(&str, &str) -> bool, found: &str| {
        values
            .iter()
            .any(|value| facts.fill(value).is_some_and(|value| equal(&value, found)))
    };
    let same: fn(&str, &str) -> bool = |value, found| value == found;
    let negated = operator.contains("Not");
    let Some(found) = found else {
        return Some(optional || negated);
    };
    Some(match operator {
        "StringEquals" | "ArnEquals" | "Bool" => any(same, found),
        "StringEqualsIgnoreCase" => any(str::eq_ignore_ascii_case, found),
        "StringNotEquals" | "ArnNotEquals" => !any(same, found),
        "StringLike" | "ArnLike" => any(matches, found),
        "StringNotLike" | "ArnNotLike" => !any(matches, found),
        _ => return None,
    })
}

/// Whether the policies allow it: one allows, and none denies.
pub(super) fn allows<'p>(
    policies: impl IntoIterator<Item = &'p Policy>,
    facts: &Facts,
    action: &str,
    resource: &str,
) -> bool {
    let mut allowed = false;
    for statement in policies.into_iter().flat_map(|policy| &policy.statements) {
        if statement.applies(facts, action, resource) {
            if !statement.allow {
                return false;
            }
            allowed = true;
        }
    }
    allowed
}

/// `*` stands for any text, `?` for one character.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t, mut star) = (0, 0, None);
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == '?' || *c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    p = at + 1;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn policy(statements: &Value) -> Policy {
        Policy::parse(&json!({"Version": "2012-10-17", "Statement": statements}).to_string()).unwrap()
    }

    const ARN: &str = "arn:aws:iot:sa-east-1:000000000000:";

    fn may(policy: &Policy, facts: &Facts, action: &str, resource: &str) -> bool {
        allows([policy], facts, action, &format!("{ARN}{resource}"))
    }

    #[test]
    fn a_device_speaks_for_itself_alone() {
        let policy = policy(&json!([
            {"Effect": "Allow", "Action": "iot:Connect", "Resource": format!("{ARN}client/${{iot:Connection.Thing.ThingName}}")},
            {"Effect": "Allow", "Action": ["iot:Publish"],
             "Resource": [format!("{ARN}topic/sensor/data/${{iot:Connection.Thing.ThingName}}")]},
        ]));
        let attached = Facts::new("press-1", Some(&json!({})));
        let stranger = Facts::new("press-1", None);
        for (facts, action, resource, expected) in [
            (&attached, "iot:Connect", "client/press-1", true),
            (&attached, "iot:Connect", "client/press-2", false),
            (&attached, "iot:Publish", "topic/sensor/data/press-1", true),
            (&attached, "iot:Publish", "topic/sensor/data/press-2", false),
            (&attached, "iot:Publish", "topic/sensor/data/press-10", false),
            (&attached, "iot:Subscribe", "topicfilter/#", false),
            (&stranger, "iot:Connect", "client/press-1", false),
            (&stranger, "iot:Publish", "topic/sensor/data/press-1", false),
        ] {
            assert_eq!(may(&policy, facts, action, resource), expected, "{action} {resource}");
        }
    }

    #[test]
    fn a_denial_wins_and_conditions_decide() {
        let policy = policy(&json!([
            {"Effect": "Allow", "Action": "iot:*", "Resource": "*"},
            {"Effect": "Deny", "Action": "iot:Publish", "NotResource": format!("{ARN}topic/a/*")},
            {"Effect": "Deny", "Action": "iot:Subscribe", "Resource": "*",
             "Condition": {"Bool": {"iot:Connection.Thing.IsAttached": "false"}}},
            {"Effect": "Deny", "Action": "iot:Receive", "Resource": "*", "Condition": {"NumericEquals": {"x": "1"}}},
        ]));
        let facts = Facts::new("c", None);
        assert!(may(&policy, &facts, "iot:Connect", "client/c"));
        assert!(may(&policy, &facts, "iot:Publish", "topic/a/b"));
        assert!(!may(&policy, &facts, "iot:Publish", "topic/b"));
        assert!(!may(&policy, &facts, "iot:Subscribe", "topicfilter/a"));
        assert!(may(
            &policy,
            &Facts::new("c", Some(&json!({}))),
            "iot:Subscribe",
            "topicfilter/a"
        ));
        let unknown = Policy::parse(
            r#"{"Statement": {"Effect": "Allow", "Action": "iot:Publish", "Resource": "*",
            "Condition": {"NumericEquals": {"iot:ClientId": "1"}}}}"#,
        )
        .unwrap();
        assert!(
            !may(&unknown, &facts, "iot:Publish", "topic/a"),
            "what is not understood allows nothing"
        );
    }

    #[test]
    fn attributes_and_wildcards() {
        let policy = policy(&json!([{"Effect": "Allow", "Action": "iot:Publish",
            "Resource": format!("{ARN}topic/${{iot:Connection.Thing.Attributes[line]}}/?/data")}]));
        let facts = Facts::new("c", Some(&json!({"attributes": {"line": "a"}})));
        assert!(may(&policy, &facts, "iot:Publish", "topic/a/1/data"));
        assert!(!may(&policy, &facts, "iot:Publish", "topic/a/12/data"));
        assert!(!may(
            &policy,
            &Facts::new("c", Some(&json!({}))),
            "iot:Publish",
            "topic//1/data"
        ));
        assert!(matches("a*b*c", "aXbYbc") && !matches("a*b", "ac") && matches("**", ""));
        assert!(Policy::parse("x").is_err());
    }
}
