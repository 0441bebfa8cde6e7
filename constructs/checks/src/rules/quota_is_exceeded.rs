//! C0014: more is asked for than a quota of the service takes.
//!
//! **What it checks.** What stands in the template stays within quotas that no schema holds: 4 KB of environment variables, 900 of an account's 1,000 executions reserved, batches of 6 MB, 2,048 characters of a device policy, 10 actions of a topic rule, 7 slashes of a topic, 5 actions of an alarm's state, 10,240 characters of a composite alarm's rule, 500 widgets of a dashboard.
//!
//! **Why.** The service refuses it when the stack is deployed, or quietly does less.
//!
//! **Example.**
//!
//! ```yaml
//! Resources:
//!   Rule:
//!     Type: AWS::IoT::TopicRule
//!     Properties:
//!       TopicRulePayload:
//!         Sql: SELECT * FROM 'a/b/c/d/e/f/g/h/i'
//!         ErrorAction: { Sqs: { QueueUrl: x, RoleArn: y } }
//!         Actions: []
//! ```
//!
//! **Fix.** Take less, split it, or ask for a higher quota where the service gives one, and acknowledge the rule.

use ferrocdk_core::{Finding, RenderedResource};
use serde_json::Value as Json;

use super::warning;
use crate::diagnostic_ids;
use crate::view::{View, listed, number, text_of};

pub(super) const ID: &str = diagnostic_ids::QUOTA_IS_EXCEEDED;

/// Bytes of all environment variables of a function. Source: "Lambda quotas".
const MAX_ENVIRONMENT: usize = 4_096;
/// Executions of an account that can be reserved; Lambda keeps 100 of 1,000 for functions without a reservation.
const MAX_RESERVED: u64 = 900;
/// Bytes that a function is invoked with. Source: "Lambda quotas".
const MAX_PAYLOAD: u64 = 6 * 1024 * 1024;
/// Bytes of a small record with what Lambda says about it, base64 included: fewer is unlikely.
const LEAST_RECORD: u64 = 600;
/// Characters of a policy without white space. Source: "AWS IoT Core security quotas".
const MAX_DEVICE_POLICY: usize = 2_048;
/// Source: "AWS IoT Core rules engine quotas".
const MAX_RULE_ACTIONS: usize = 10;
/// Source: "AWS IoT Core message broker and protocol limits".
const MAX_SLASHES: usize = 7;
/// Source: "CloudWatch service quotas".
const MAX_ALARM_ACTIONS: usize = 5;
/// Source: "AWS::CloudWatch::CompositeAlarm".
const MAX_ALARM_RULE: usize = 10_240;
/// Source: "CloudWatch service quotas".
const MAX_WIDGETS: usize = 500;

/// A finding, where so much is asked for.
fn over(resource: &RenderedResource<'_>, property: &str, what: &str, found: usize, most: usize, unit: &str) -> Option<Finding> {
    (found > most).then(|| {
        warning(resource, ID, property, what)
            .found(format!("{found} {unit}"))
            .allowed(format!("at most {most} {unit}"))
    })
}

pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = view.resources().flat_map(single).collect();
    findings.extend(reserved(view));
    findings
}

fn single(resource: &RenderedResource<'_>) -> Vec<Finding> {
    let found: Vec<Option<Finding>> = if resource.is("AWS::Lambda::Function") {
        vec![environment(resource)]
    } else if resource.is("AWS::Lambda::EventSourceMapping") {
        vec![batch(resource)]
    } else if resource.is("AWS::IoT::Policy") {
        let length = policy_length(resource.property("PolicyDocument"));
        vec![over(resource, "PolicyDocument", "the device policy is too long", length, MAX_DEVICE_POLICY, "characters")]
    } else if resource.is("AWS::IoT::TopicRule") {
        let payload = resource.property("TopicRulePayload");
        let actions = listed(&payload["Actions"]).len();
        let slashes = slashes(&text_of(&payload["Sql"]).unwrap_or_default());
        vec![
            over(resource, "TopicRulePayload/Actions", "the topic rule has too many actions", actions, MAX_RULE_ACTIONS, "actions"),
            over(resource, "TopicRulePayload/Sql", "the topic is too deep", slashes, MAX_SLASHES, "slashes"),
        ]
    } else if resource.is("AWS::CloudWatch::Alarm") || resource.is("AWS::CloudWatch::CompositeAlarm") {
        let rule = text_of(resource.property("AlarmRule")).unwrap_or_default().chars().count();
        let actions = |name: &str| over(resource, name, "the alarm has too many actions", listed(resource.property(name)).len(), MAX_ALARM_ACTIONS, "actions");
        vec![
            over(resource, "AlarmRule", "the alarm's rule is too long", rule, MAX_ALARM_RULE, "characters"),
            actions("AlarmActions"),
            actions("OKActions"),
            actions("InsufficientDataActions"),
        ]
    } else if resource.is("AWS::CloudWatch::Dashboard") {
        let body = text_of(resource.property("DashboardBody")).unwrap_or_default();
        let body: Json = serde_json::from_str(&body).unwrap_or_default();
        vec![over(resource, "DashboardBody", "the dashboard has too many widgets", listed(&body["widgets"]).len(), MAX_WIDGETS, "widgets")]
    } else {
        Vec::new()
    };
    found.into_iter().flatten().collect()
}

fn environment(function: &RenderedResource<'_>) -> Option<Finding> {
    let variables = function.property("Environment/Variables").as_object()?;
    // A value that is only known when it is deployed counts as its name.
    let bytes = variables.iter().map(|(name, value)| name.len() + text_of(value).map_or(0, |text| text.len())).sum();
    over(function, "Environment", "the environment variables are too long", bytes, MAX_ENVIRONMENT, "bytes")
}

fn batch(mapping: &RenderedResource<'_>) -> Option<Finding> {
    // Only streams fill batches so large.
    if mapping.property("StartingPosition").is_null() {
        return None;
    }
    let records = number(mapping.property("BatchSize"))?;
    (records.saturating_mul(LEAST_RECORD) > MAX_PAYLOAD).then(|| {
        warning(mapping, ID, "BatchSize", "a batch is larger than a function is invoked with; Lambda sends fewer records")
            .found(format!("{records} records"))
            .allowed(format!("6 MB, which is {} records of {LEAST_RECORD} bytes with what Lambda adds", MAX_PAYLOAD / LEAST_RECORD))
    })
}

/// Characters of a policy without white space; a value that is only known when it is deployed counts one.
fn policy_length(policy: &Json) -> usize {
    fn flat(value: &Json) -> Json {
        match text_of(value) {
            Some(text) => Json::from(text),
            None => match value {
                Json::Array(items) => items.iter().map(flat).collect(),
                Json::Object(fields) if fields.len() == 1 && fields.keys().any(|key| key == "Ref" || key.starts_with("Fn::")) => Json::from("-"),
                Json::Object(fields) => fields.iter().map(|(key, inner)| (key.clone(), flat(inner))).collect(),
                other => other.clone(),
            },
        }
    }
    flat(policy).to_string().chars().filter(|letter| !letter.is_whitespace()).count()
}

/// Slashes of the topic filter of a statement, without those of Basic Ingest.
fn slashes(sql: &str) -> usize {
    let filter = sql.split(['\'', '"']).nth(1).unwrap_or_default();
    let is_from = sql.to_lowercase().contains(" from ");
    if is_from { filter.matches('/').count() } else { 0 }
}

/// Executions that all functions reserve together.
fn reserved(view: &View<'_>) -> Option<Finding> {
    let reserved = |function: &RenderedResource<'_>| number(function.property("ReservedConcurrentExecutions")).unwrap_or_default();
    let all: u64 = view.of_type("AWS::Lambda::Function").map(reserved).sum();
    let most = view.of_type("AWS::Lambda::Function").max_by_key(|function| reserved(function))?;
    (all > MAX_RESERVED).then(|| {
        warning(most, ID, "ReservedConcurrentExecutions", "the functions reserve more than an account has")
            .found(format!("{all} executions"))
            .allowed(format!("{MAX_RESERVED}, where the account's quota is 1,000"))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use serde_json::{Value as Json, json};

    fn found(kind: &str, properties: Json) -> usize {
        crate::rules::found(super::ID, &json!({ "Resources": { "R": { "Type": kind, "Properties": properties } } })).len()
    }

    #[test]
    fn each_quota_at_its_limit_and_beyond() {
        let list = |count: usize| vec![json!("x"); count];
        let function = "AWS::Lambda::Function";
        let variable = |bytes: usize| json!({ "Environment": { "Variables": { "N": "x".repeat(bytes - 1), "R": { "Ref": "T" } } } });
        let policy = |characters: usize| json!({ "PolicyDocument": { "a": "x".repeat(characters - 8) } });
        let sql = |slashes: usize| json!({ "TopicRulePayload": { "Sql": format!("SELECT a/b FROM 'a{}'", "/b".repeat(slashes)) } });
        let widgets = |count: usize| json!({ "DashboardBody": json!({ "widgets": list(count) }).to_string() });
        for (kind, within, beyond) in [
            (function, variable(4_095), variable(4_096)),
            (function, json!({ "ReservedConcurrentExecutions": 900 }), json!({ "ReservedConcurrentExecutions": 901 })),
            ("AWS::IoT::Policy", policy(2_048), policy(2_049)),
            ("AWS::IoT::TopicRule", sql(7), sql(8)),
            ("AWS::IoT::TopicRule", json!({ "TopicRulePayload": { "Actions": list(10) } }), json!({ "TopicRulePayload": { "Actions": list(11) } })),
            ("AWS::CloudWatch::Alarm", json!({ "AlarmActions": list(5) }), json!({ "AlarmActions": list(6) })),
            ("AWS::CloudWatch::CompositeAlarm", json!({ "AlarmRule": "x".repeat(10_240) }), json!({ "AlarmRule": "x".repeat(10_241) })),
            ("AWS::CloudWatch::Dashboard", widgets(500), widgets(501)),
            ("AWS::Lambda::EventSourceMapping", json!({ "StartingPosition": "LATEST", "BatchSize": 10_000 }), json!({ "StartingPosition": "LATEST", "BatchSize": 10_486 })),
        ] {
            assert_eq!((found(kind, within), found(kind, beyond)), (0, 1), "{kind}");
        }
    }
}
