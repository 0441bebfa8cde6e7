//! Policy documents: statements, packed into as few managed policies as hold them.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase;
use serde_json::{Value, json};

use super::Grants;

/// The most characters of a managed policy; white space does not count.
pub const LIMIT: usize = 6144;

#[derive(Clone, Debug)]
struct Statement {
    sid: String,
    actions: Vec<String>,
    resources: Vec<String>,
    condition: Option<Value>,
}

/// Makes the documents.
pub(super) fn pack(grants: Grants) -> Vec<Value> {
    // The lengths of the documents, and their statements.
    let mut documents: Vec<(usize, Vec<Statement>)> = Vec::new();
    let empty = size(&[]);
    for piece in statements(grants).into_iter().flat_map(pieces) {
        // With the comma between two statements.
        let length = size(std::slice::from_ref(&piece)) - empty + 1;
        match documents.iter_mut().find(|(taken, _)| taken + length <= LIMIT) {
            Some((taken, statements)) => {
                *taken += length;
                statements.push(piece);
            }
            None => documents.push((empty + length, vec![piece])),
        }
    }
    documents.iter().map(|(_, statements)| document(statements)).collect()
}

fn statements(grants: Grants) -> Vec<Statement> {
    let mut by_resources: BTreeMap<BTreeSet<String>, Vec<String>> = BTreeMap::new();
    for (action, resources) in grants.allowed {
        by_resources.entry(resources).or_default().push(action);
    }
    let mut statements: Vec<Statement> = by_resources
        .into_iter()
        .map(|(resources, actions)| Statement {
            sid: sid(&actions, &resources),
            actions,
            resources: without_covered(resources),
            condition: None,
        })
        .collect();
    statements.sort_by(|a, b| (&a.sid, &a.actions).cmp(&(&b.sid, &b.actions)));
    if !grants.passed.is_empty() {
        let is_pattern = grants.passed_to.iter().any(|service| service.contains('*'));
        let operator = if is_pattern { "StringLike" } else { "StringEquals" };
        let services: Vec<String> = grants.passed_to.into_iter().collect();
        statements.push(Statement {
            sid: "PassRolesOfTheStacks".to_owned(),
            actions: vec!["iam:PassRole".to_owned()],
            resources: grants.passed.into_iter().collect(),
            condition: (!services.is_empty()).then(|| json!({ operator: { "iam:PassedToService": services } })),
        });
    }
    if !grants.anywhere.is_empty() {
        statements.push(Statement {
            sid: "TheseActionsKnowNoResources".to_owned(),
            actions: grants.anywhere.into_iter().collect(),
            resources: vec!["*".to_owned()],
            condition: None,
        });
    }
    number(&mut statements);
    statements
}

/// Subject of a statement: the service of its actions, and the kinds of its first resources.
fn sid(actions: &[String], resources: &BTreeSet<String>) -> String {
    let services: BTreeSet<&str> = actions.iter().filter_map(|action| action.split(':').next()).collect();
    let mut kinds: Vec<&str> = Vec::new();
    for arn in resources {
        let resource = arn.splitn(6, ':').nth(5).unwrap_or_default();
        let (kind, rest) = resource.split_at(resource.find(['/', ':']).unwrap_or(resource.len()));
        if !rest.is_empty() && !kind.contains(['*', '?']) && !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    if kinds.is_empty() {
        kinds.push("resources");
    }
    kinds.truncate(2);
    let service = match services.first() {
        Some(service) if services.len() == 1 => service,
        _ => "several",
    };
    format!("{service}-{}", kinds.join("-")).to_upper_camel_case()
}

/// Statement ids have to differ within a policy.
fn number(statements: &mut [Statement]) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for statement in statements {
        let count = counts.entry(statement.sid.clone()).or_default();
        *count += 1;
        if *count > 1 {
            statement.sid = format!("{}{count}", statement.sid);
        }
    }
}

/// The ARNs without those that a pattern among them covers.
fn without_covered(resources: BTreeSet<String>) -> Vec<String> {
    let covers = |pattern: &String, arn: &String| {
        pattern != arn && pattern.strip_suffix('*').is_some_and(|prefix| arn.starts_with(prefix))
    };
    let kept = resources
        .iter()
        .filter(|arn| !resources.iter().any(|pattern| covers(pattern, arn)));
    kept.cloned().collect()
}

/// A statement in parts that fit into a document each: fewer actions in each, or else fewer resources.
fn pieces(statement: Statement) -> Vec<Statement> {
    let (actions, resources) = (&statement.actions, &statement.resources);
    if size(std::slice::from_ref(&statement)) <= LIMIT || (actions.len() < 2 && resources.len() < 2) {
        return vec![statement];
    }
    let part = |actions: &[String], resources: &[String], part: &str| Statement {
        sid: format!("{}{part}", statement.sid),
        actions: actions.to_vec(),
        resources: resources.to_vec(),
        condition: statement.condition.clone(),
    };
    let (first, second) = if actions.len() > 1 {
        let (first, second) = actions.split_at(actions.len() / 2);
        (part(first, resources, "a"), part(second, resources, "b"))
    } else {
        let (first, second) = resources.split_at(resources.len() / 2);
        (part(actions, first, "a"), part(actions, second, "b"))
    };
    let mut all = pieces(first);
    all.extend(pieces(second));
    all
}

fn document(statements: &[Statement]) -> Value {
    let statements: Vec<Value> = statements
        .iter()
        .map(|statement| {
            let mut value = json!({
                "Sid": statement.sid,
                "Effect": "Allow",
                "Action": statement.actions,
                "Resource": statement.resources,
            });
            if let Some(condition) = &statement.condition {
                value["Condition"] = condition.clone();
            }
            value
        })
        .collect();
    of(statements)
}

/// A document of statements.
pub(super) fn of(statements: Vec<Value>) -> Value {
    json!({ "Version": "2012-10-17", "Statement": statements })
}

/// The length of a document of the statements, white space aside.
fn size(statements: &[Statement]) -> usize {
    let text = document(statements).to_string();
    text.chars().filter(|letter| !letter.is_whitespace()).count()
}
