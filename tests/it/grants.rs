//! Grants of the library against IAM's facts: every action exists, and can be limited to what it is granted on.

use std::collections::{BTreeMap, BTreeSet};

use ferrocdk::aws::grants::{GrantFacts, all};
use ferrocdk_spec::{Database, IamService};

/// ARNs that grants are on where the resource's own is another one, or the database has none: by type, or by type and grant.
const ARNS: &[(&str, &str)] = &[
    (
        "AWS::ApiGateway::Method",
        "arn:${Partition}:execute-api:${Region}:${Account}:${RestApiId}/prod/GET/path",
    ),
    (
        "AWS::ApiGatewayV2::Route",
        "arn:${Partition}:execute-api:${Region}:${Account}:${ApiId}/prod/GET/path",
    ),
    (
        "AWS::DynamoDB::Table read",
        "arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}/stream/${StreamLabel}",
    ),
    (
        "AWS::Kinesis::StreamConsumer",
        "arn:${Partition}:kinesis:${Region}:${Account}:stream/${StreamName}/consumer/${ConsumerName}",
    ),
    // As its attribute has it: the group and its streams.
    (
        "AWS::Logs::LogGroup",
        "arn:${Partition}:logs:${Region}:${Account}:log-group:${LogGroupName}:*",
    ),
    (
        "AWS::Scheduler::Schedule",
        "arn:${Partition}:scheduler:${Region}:${Account}:schedule/${GroupName}/*",
    ),
];

/// Parts of an ARN behind the resource's own by which IAM's names are told apart, where their patterns are alike.
const PARTS: &[(&str, &str, &str)] = &[
    ("dynamodb", "index", "/index/"),
    ("dynamodb", "stream", "/stream/"),
    ("logs", "log-stream", ":log-stream:"),
    ("s3", "object", "/"),
];

/// IAM's names for what an ARN can be, of those that an action can be limited to.
fn names<'a>(service: &str, facts: &'a IamService, limits: &'a [String], arn: &str, ending: &str) -> Vec<&'a str> {
    let whole = format!("{arn}{ending}");
    let part = |name: &str| {
        PARTS
            .iter()
            .find(|(prefix, known, _)| *prefix == service && *known == name)
    };
    let is_part = PARTS
        .iter()
        .any(|(prefix, _, part)| *prefix == service && whole.contains(part));
    let fits = |name: &&str| {
        let patterns = facts.resources.get(&name.to_lowercase());
        let is_of_kind = match part(name) {
            Some((_, _, part)) => whole.contains(part) || whole.ends_with('*'),
            None => !is_part,
        };
        let matches = |pattern: &String| match pattern.strip_suffix(".*") {
            Some(start) => whole.starts_with(start),
            None => whole == *pattern,
        };
        is_of_kind && patterns.is_some_and(|patterns| patterns.iter().any(matches))
    };
    limits.iter().map(String::as_str).filter(fits).collect()
}

/// Mistakes of the actions of a row on one ARN with its endings.
fn mistakes(database: &Database<'_>, actions: &[&str], arn: &str, endings: &[&str]) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut useful: BTreeSet<&str> = BTreeSet::new();
    for action in actions {
        let Some((service, name)) = action.split_once(':') else {
            wrong.push(format!("`{action}` is no action"));
            continue;
        };
        let Some(facts) = database.iam_service(service).unwrap() else {
            wrong.push(format!("IAM has no service `{service}`"));
            continue;
        };
        let name = name.to_lowercase();
        let known = facts.actions.iter().filter(|(known, _)| match name.strip_suffix('*') {
            Some(start) => known.starts_with(start),
            None => **known == name,
        });
        let known: BTreeMap<&String, &Vec<String>> = known.collect();
        if known.is_empty() {
            wrong.push(format!("IAM has no action `{action}`"));
            continue;
        }
        if endings == [GrantFacts::EVERYTHING] {
            continue;
        }
        let on: Vec<&str> = endings
            .iter()
            .copied()
            .filter(|ending| {
                known
                    .values()
                    .any(|limits| !names(service, &facts, limits, arn, ending).is_empty())
            })
            .collect();
        if on.is_empty() {
            wrong.push(format!(
                "`{action}` cannot be limited to {arn} with {endings:?}: there it allows nothing"
            ));
        }
        useful.extend(on);
    }
    let names_none = actions.is_empty() || endings == [GrantFacts::EVERYTHING];
    let useless = endings.iter().filter(|ending| !names_none && !useful.contains(*ending));
    wrong.extend(useless.map(|ending| format!("no action can be limited to {arn}{ending}")));
    wrong
}

#[test]
fn every_action_of_a_grant_exists_and_applies_to_its_resource() {
    let database = Database::bundled().unwrap();
    let known: BTreeMap<&str, &str> = ARNS.iter().copied().collect();
    let mut wrong = Vec::new();
    let mut rows = 0;
    for facts in all() {
        rows += 1;
        let GrantFacts { resource, grant, .. } = *facts;
        let own = known.get(format!("{resource} {grant}").as_str());
        let arn = match own.or_else(|| known.get(resource)) {
            Some(arn) => Some((*arn).to_owned()),
            None => database.resource(resource).unwrap().arn,
        };
        let Some(arn) = arn else {
            wrong.push(format!(
                "{resource} {grant}: the database has no ARN of it; ARNS is the place for it"
            ));
            continue;
        };
        let key = database.resource("AWS::KMS::Key").unwrap().arn.unwrap();
        let found = mistakes(&database, facts.actions, &arn, facts.on);
        let of_key = if facts.key_actions.is_empty() {
            Vec::new()
        } else {
            mistakes(&database, facts.key_actions, &key, &[""])
        };
        wrong.extend(
            found
                .into_iter()
                .chain(of_key)
                .map(|mistake| format!("{resource} {grant}: {mistake}")),
        );
    }
    assert!(rows > 5, "only {rows} rows were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn wrong_actions_and_endings_are_found() {
    let database = Database::bundled().unwrap();
    let bucket = "arn:${Partition}:s3:::${BucketName}";
    let cases: [(&[&str], &[&str], &str); 7] = [
        (&["s3:GetObject"], &["/*"], ""),
        (&["s3:GetObject*", "s3:GetBucket*", "s3:List*"], &["", "/*"], ""),
        (&["s3:GetObjects"], &["/*"], "IAM has no action `s3:GetObjects`"),
        (&["s4:GetObject"], &["/*"], "IAM has no service `s4`"),
        (&["GetObject"], &["/*"], "`GetObject` is no action"),
        (&["s3:GetObject"], &[""], "`s3:GetObject` cannot be limited to"),
        (
            &["s3:ListBucket"],
            &["", "/*"],
            "no action can be limited to arn:${Partition}:s3:::${BucketName}/*",
        ),
    ];
    for (actions, endings, expected) in cases {
        let found = mistakes(&database, actions, bucket, endings);
        let says = found.iter().any(|mistake| mistake.contains(expected));
        assert!(
            if expected.is_empty() { found.is_empty() } else { says },
            "{actions:?} on {endings:?}: {found:?}"
        );
    }
}
