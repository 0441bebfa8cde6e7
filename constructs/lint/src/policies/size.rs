//! The size of policies, which IAM counts without white space: of each managed and trust policy, and of all inline policies of a role, user or group
//! together.
//!
//! Parts that depend on conditions are looked at in every way in which the conditions can turn out. What functions will put in counts with the fewest
//! characters that it can have, so that a policy that is reported is too long for certain.

use ferrocdk_template::{Map, Node, Value};
use indexmap::{IndexMap, IndexSet};

use crate::compare::scalar_text;
use crate::context::Context;
use crate::findings::Findings;
use crate::resolve::{Piece, pieces};
use crate::rules;
use crate::schema::{each_resource, is_no_value};
use crate::template::Resource;

/// Characters of a managed policy. No quota raises it, nor those of inline policies.
const MANAGED: usize = 6_144;
/// Characters of a trust policy, up to which the quota of 2,048 can be raised.
const TRUST: usize = 4_096;
/// Types with inline policies: what they are called, the property that names one in a policy's resource, and the characters of all of them.
const PRINCIPALS: [(&str, &str, &str, usize); 3] = [
    ("AWS::IAM::Role", "Roles", "role", 10_240),
    ("AWS::IAM::User", "Users", "user", 2_048),
    ("AWS::IAM::Group", "Groups", "group", 5_120),
];
/// Types that give one principal a policy: the type, the property that names the principal, and the type of that.
const OF_ONE: [(&str, &str, &str); 3] = [
    ("AWS::IAM::RolePolicy", "RoleName", "AWS::IAM::Role"),
    ("AWS::IAM::UserPolicy", "UserName", "AWS::IAM::User"),
    ("AWS::IAM::GroupPolicy", "GroupName", "AWS::IAM::Group"),
];
/// Conditions whose values are tried for one sum that can be too long at all. What depends on further ones counts nothing.
const CONDITIONS: usize = 10;
/// How deep a document may nest; what is below counts nothing.
const DEPTH: usize = 128;

/// A document, or a list of inline policies with theirs, and the condition of the resource in which it stands.
#[derive(Clone, Copy)]
struct Part<'c> {
    node: &'c Node,
    condition: Option<&'c str>,
}

/// Who has inline policies: the type, and the logical id or the name.
type Principal<'c> = (&'static str, &'c str);

/// Reports policies that are too long.
pub(crate) fn check(context: Context<'_>, findings: &mut Findings) {
    let mut inline: IndexMap<Principal<'_>, Vec<Part<'_>>> = IndexMap::new();
    for (id, resource) in &context.template.resources {
        for (principal, part) in inline_parts(id, resource) {
            inline.entry(principal).or_default().push(part);
        }
    }
    let mut told: IndexSet<Principal<'_>> = IndexSet::new();
    each_resource(context, &mut |resource, ty, place| {
        let Some(entry) = resource.attribute("Properties") else {
            return;
        };
        let (Some(properties), of_properties) = (entry.value.as_map(), place.key(entry)) else {
            return;
        };
        for (of, property, what, most) in [
            ("AWS::IAM::ManagedPolicy", "PolicyDocument", "a managed policy", MANAGED),
            ("AWS::IAM::Role", "AssumeRolePolicyDocument", "a trust policy", TRUST),
        ] {
            let Some(entry) = properties.entry(property).filter(|_| of == ty) else {
                continue;
            };
            let part = Part {
                node: &entry.value,
                condition: resource.condition,
            };
            let length = longest(context, &[part], most);
            if length > most {
                let message = format!("{what} may have {most} characters without white space, and this has {length}");
                findings
                    .add(&rules::E3033, &of_properties.key(entry), message)
                    .help("split it, or use wildcards");
            }
        }
        let known = context.template.resources.get_key_value(resource.entry.key.as_str());
        let parts = known
            .map(|(id, resource)| inline_parts(id, resource))
            .unwrap_or_default();
        for (principal, _) in parts {
            let Some(all) = inline.get(&principal).filter(|_| told.insert(principal)) else {
                continue;
            };
            let Some((_, _, what, most)) = PRINCIPALS.iter().find(|(ty, ..)| *ty == principal.0) else {
                continue;
            };
            let length = longest(context, all, *most);
            let at = ["Policies", "PolicyDocument"]
                .iter()
                .find_map(|name| properties.entry(name));
            if length > *most
                && let Some(entry) = at
            {
                let message = format!(
                    "all inline policies of a {what} may have {most} characters without white space, and these have {length}"
                );
                findings
                    .add(&rules::E3033, &of_properties.key(entry), message)
                    .help("put some of the statements into managed policies");
            }
        }
    });
}

/// The inline policies that stand in a resource, with whom they belong to.
fn inline_parts<'c>(id: &'c str, resource: &Resource<'c>) -> Vec<(Principal<'c>, Part<'c>)> {
    let (Some(ty), Some(properties)) = (resource.ty, resource.attribute("Properties")) else {
        return Vec::new();
    };
    let part = |name: &str| {
        let node = properties.value.get(name)?;
        Some(Part {
            node,
            condition: resource.condition,
        })
    };
    if let Some((ty, ..)) = PRINCIPALS.iter().find(|(of, ..)| *of == ty) {
        return part("Policies").map(|part| ((*ty, id), part)).into_iter().collect();
    }
    let Some(document) = part("PolicyDocument") else {
        return Vec::new();
    };
    let mut principals = Vec::new();
    if ty == "AWS::IAM::Policy" {
        for (ty, property, ..) in PRINCIPALS {
            let names = properties.value.get(property).and_then(Node::as_list);
            principals.extend(names.into_iter().flatten().filter_map(|node| Some((ty, named(node)?))));
        }
    }
    if let Some((_, property, ty)) = OF_ONE.iter().find(|(of, ..)| *of == ty) {
        principals.extend(properties.value.get(property).and_then(named).map(|name| (*ty, name)));
    }
    principals.into_iter().map(|principal| (principal, document)).collect()
}

/// The logical id or the name by which a principal is named.
fn named(node: &Node) -> Option<&str> {
    match node.function() {
        Some(("Ref", name)) => name.as_str(),
        Some(_) => None,
        None => node.as_str(),
    }
}

/// The most characters that the parts can have together; nothing when they cannot come to more than `limit`.
fn longest(context: Context<'_>, parts: &[Part<'_>], limit: usize) -> usize {
    if parts.iter().map(|part| bound(part.node, 0)).sum::<usize>() <= limit {
        return 0;
    }
    let mut conditions = IndexSet::new();
    for part in parts {
        conditions.extend(part.condition);
        collect(part.node, &mut conditions, 0);
    }
    conditions.truncate(CONDITIONS);
    let names: Vec<&str> = conditions.into_iter().collect();
    let mut assumed = Vec::new();
    try_all(context, &names, parts, &mut assumed)
}

fn try_all<'n>(
    context: Context<'_>,
    names: &[&'n str],
    parts: &[Part<'n>],
    assumed: &mut Vec<(&'n str, bool)>,
) -> usize {
    if !context.template.conditions.possible(assumed.iter().copied()) {
        return 0;
    }
    let Some((name, rest)) = names.split_first() else {
        return parts
            .iter()
            .filter(|part| part.condition.is_none_or(|name| assumed.contains(&(name, true))))
            .map(|part| match part.node.as_str() {
                // A document as text is no text in JSON.
                Some(text) => visible(text),
                None => policies(part.node, assumed),
            })
            .sum();
    };
    let mut most = 0;
    for value in [true, false] {
        assumed.push((name, value));
        most = most.max(try_all(context, rest, parts, assumed));
        assumed.pop();
    }
    most
}

/// The conditions of all `Fn::If` in a value.
fn collect<'n>(node: &'n Node, conditions: &mut IndexSet<&'n str>, depth: usize) {
    if depth > DEPTH {
        return;
    }
    if let Some(("Fn::If", argument)) = node.function() {
        conditions.extend(argument.as_list().and_then(|items| items.first()?.as_str()));
    }
    match &node.value {
        Value::Map(map) => map
            .iter()
            .for_each(|entry| collect(&entry.value, conditions, depth + 1)),
        Value::List(items) => items.iter().for_each(|item| collect(item, conditions, depth + 1)),
        _ => {}
    }
}

/// Conditions with the values that are assumed.
type Assumed<'n> = [(&'n str, bool)];

/// The length of a document, or of those of a list of inline policies.
fn policies(node: &Node, assumed: &Assumed<'_>) -> usize {
    let Some(node) = settle(node, assumed, 0) else { return 0 };
    let documents = node.as_list().map(|items| {
        let items = items.iter().filter_map(|item| settle(item, assumed, 0));
        items
            .filter_map(|item| item.get("PolicyDocument"))
            .map(|document| match document.as_str() {
                Some(text) => visible(text),
                None => length(document, assumed, 0),
            })
            .sum()
    });
    documents.unwrap_or_else(|| length(node, assumed, 0))
}

/// The value that is left when the conditions are as assumed; none of an `Fn::If` of which nothing is assumed.
fn settle<'n>(node: &'n Node, assumed: &Assumed<'_>, depth: usize) -> Option<&'n Node> {
    if depth > DEPTH || is_no_value(node) {
        return None;
    }
    let Some(("Fn::If", argument)) = node.function() else {
        return Some(node);
    };
    let [condition, then, otherwise] = argument.as_list()? else {
        return None;
    };
    let known = assumed.iter().find(|(name, _)| Some(*name) == condition.as_str());
    match known {
        Some((_, true)) => settle(then, assumed, depth + 1),
        Some((_, false)) => settle(otherwise, assumed, depth + 1),
        None => None,
    }
}

/// At least as many characters as a value can have, all branches together.
fn bound(node: &Node, depth: usize) -> usize {
    if depth > DEPTH {
        return 0;
    }
    match &node.value {
        // A name of a few letters can stand for an ARN.
        Value::String(text) => 42 + escaped(text) + 40 * text.matches("${").count(),
        Value::List(items) => 2 + items.iter().map(|item| 1 + bound(item, depth + 1)).sum::<usize>(),
        Value::Map(map) => {
            let entries = map
                .iter()
                .map(|entry| 4 + escaped(&entry.key) + bound(&entry.value, depth + 1));
            2 + entries.sum::<usize>()
        }
        _ => scalar_text(node).map_or(0, |text| text.len()),
    }
}

/// The least number of characters that a value has in JSON without white space.
fn length(node: &Node, assumed: &Assumed<'_>, depth: usize) -> usize {
    if depth > DEPTH {
        return 0;
    }
    let Some(node) = settle(node, assumed, depth) else {
        return 0;
    };
    match &node.value {
        Value::String(text) => 2 + escaped(text),
        Value::List(items) => {
            let items: Vec<usize> = items
                .iter()
                .filter_map(|item| settle(item, assumed, depth))
                .map(|item| length(item, assumed, depth + 1))
                .collect();
            2 + items.len().saturating_sub(1) + items.iter().sum::<usize>()
        }
        Value::Map(map) => match node.function().filter(|(name, _)| is_function(name)) {
            Some((name, argument)) => function(name, argument, assumed, depth + 1),
            None => object(map, assumed, depth),
        },
        _ => scalar_text(node).map_or(0, |text| text.len()),
    }
}

fn is_function(name: &str) -> bool {
    name.starts_with("Fn::") || name == "Ref"
}

fn object(map: &Map, assumed: &Assumed<'_>, depth: usize) -> usize {
    let entries: Vec<usize> = map
        .iter()
        .filter(|entry| !entry.key.starts_with("Fn::"))
        .filter_map(|entry| Some((entry, settle(&entry.value, assumed, depth)?)))
        .map(|(entry, value)| 3 + escaped(&entry.key) + length(value, assumed, depth + 1))
        .collect();
    2 + entries.len().saturating_sub(1) + entries.iter().sum::<usize>()
}

fn function(name: &str, argument: &Node, assumed: &Assumed<'_>, depth: usize) -> usize {
    // Without the quotes around a text.
    let inside = |node: &Node| length(node, assumed, depth).saturating_sub(2);
    match (name, argument.as_list()) {
        ("Ref", _) => 2 + argument.as_str().map_or(0, least),
        ("Fn::GetAtt", _) => 2 + if is_arn(argument) { least(ARN) } else { 0 },
        ("Fn::Join", Some([delimiter, parts])) => {
            let Some(parts) = parts.as_list() else { return 2 };
            let parts: Vec<usize> = parts
                .iter()
                .filter_map(|part| settle(part, assumed, depth))
                .map(inside)
                .collect();
            let between = delimiter.as_str().map_or(0, escaped);
            2 + parts.len().saturating_sub(1) * between + parts.iter().sum::<usize>()
        }
        ("Fn::Sub", Some([text, variables])) => {
            2 + substituted(text, &|name| variables.get(name).map_or_else(|| least(name), inside))
        }
        ("Fn::Sub", None) => 2 + substituted(argument, &least),
        _ => 0,
    }
}

fn substituted(text: &Node, variable: &dyn Fn(&str) -> usize) -> usize {
    pieces(text.as_str().unwrap_or_default())
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => escaped(text),
            Piece::Name(name) => variable(name),
        })
        .sum()
}

/// The end of the name of an attribute that is an ARN.
const ARN: &str = "Some.Arn";

fn is_arn(argument: &Node) -> bool {
    let name = argument.as_str().or_else(|| argument.as_list()?.last()?.as_str());
    name.is_some_and(|name| name.ends_with("Arn"))
}

/// The fewest characters that a name in `Ref` or `Fn::Sub` stands for.
fn least(name: &str) -> usize {
    match name {
        "AWS::AccountId" => 12,
        "AWS::Partition" => 3,
        "AWS::Region" => 9,
        "AWS::StackId" => 40,
        "AWS::StackName" => 1,
        "AWS::URLSuffix" => 13,
        name if name.ends_with(".Arn") => 20,
        _ => 0,
    }
}

fn visible(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// Characters of a text in JSON, without the quotes around it.
fn escaped(text: &str) -> usize {
    visible(text) + text.matches(['"', '\\']).count()
}
