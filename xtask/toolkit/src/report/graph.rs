//! Content of a diagram: the resources that do something, and the ways that lead from one to another.
//!
//! Roles, policies, permissions and the like belong to the construct around them: what they refer to, that construct leads to. A mapping between a stream
//! and a function is an arrow, not a box.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::assembly::Stack;

/// A diagram.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Graph {
    /// Boxes, in the order of their paths.
    pub nodes: Vec<Node>,
    /// Arrows between boxes, by their positions.
    pub edges: BTreeSet<Edge>,
}

/// A box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Construct path within the stack.
    pub path: String,
    /// The construct below the stack that it is part of; empty where it is one itself.
    pub group: String,
    /// The resource's type.
    pub resource_type: String,
    /// Alarms that watch it.
    pub alarms: usize,
}

/// An arrow from one box to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// Where it begins.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
}

impl Node {
    /// The type in two words, such as `Kinesis Stream`.
    ///
    /// ```
    /// # use ferrocdk_toolkit::report::Node;
    /// let node = Node { path: "Ingest/Stream".into(), group: "Ingest".into(), resource_type: "AWS::Kinesis::Stream".into(), alarms: 0 };
    /// assert_eq!((node.kind(), node.name()), ("Kinesis Stream".to_owned(), "Stream"));
    /// ```
    pub fn kind(&self) -> String {
        self.resource_type.split("::").skip(1).collect::<Vec<_>>().join(" ")
    }

    /// The path within its group.
    pub fn name(&self) -> &str {
        self.path
            .strip_prefix(&self.group)
            .map_or(&*self.path, |rest| rest.trim_start_matches('/'))
    }

    /// The service, such as `Kinesis`.
    pub fn service(&self) -> &str {
        self.resource_type.split("::").nth(1).unwrap_or_default()
    }
}

/// Types that are arrows: where they begin and where they end.
const ARROWS: [(&str, &str, &str); 4] = [
    ("AWS::Lambda::EventSourceMapping", "EventSourceArn", "FunctionName"),
    ("AWS::SNS::Subscription", "TopicArn", "Endpoint"),
    ("AWS::Lambda::Permission", "SourceArn", "FunctionName"),
    ("AWS::Pipes::Pipe", "Source", "Target"),
];

/// Whether resources of a type belong to the construct around them.
fn is_part(ty: &str) -> bool {
    let resource = ty.rsplit("::").next().unwrap_or_default();
    ty.starts_with("AWS::IAM::")
        || ty.starts_with("AWS::CDK::")
        || ty.starts_with("AWS::CloudWatch::")
        || resource.ends_with("Policy")
        || [
            "AWS::Logs::LogGroup",
            "AWS::KMS::Key",
            "AWS::KMS::Alias",
            "AWS::Lambda::Version",
            "AWS::Lambda::Alias",
        ]
        .contains(&ty)
        || [
            "AWS::EC2::Route",
            "AWS::EC2::RouteTable",
            "AWS::EC2::SubnetRouteTableAssociation",
        ]
        .contains(&ty)
        || ["AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress"].contains(&ty)
        || [
            "AWS::ApiGateway::Deployment",
            "AWS::ApiGateway::Account",
            "AWS::ApiGatewayV2::Stage",
        ]
        .contains(&ty)
}

impl Graph {
    /// The diagram of a stack.
    pub fn of(stack: &Stack) -> Self {
        let resources: Vec<(&String, &Value)> = stack
            .template
            .get("Resources")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .collect();
        let type_of = |resource: &Value| {
            resource
                .get("Type")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let is_arrow = |ty: &str| ARROWS.iter().any(|(arrow, ..)| *arrow == ty);
        let mut drawn: Vec<(String, &String, String)> = resources
            .iter()
            .map(|(id, resource)| (within(stack, stack.path_of(id)), *id, type_of(resource)))
            .filter(|(_, _, ty)| !is_part(ty) && !is_arrow(ty))
            .collect();
        drawn.sort();
        let nodes: Vec<Node> = drawn
            .iter()
            .map(|(path, _, ty)| Node {
                group: path
                    .split_once('/')
                    .map(|(group, _)| group.to_owned())
                    .unwrap_or_default(),
                path: path.clone(),
                resource_type: ty.clone(),
                alarms: 0,
            })
            .collect();
        let mut graph = Self {
            nodes,
            edges: BTreeSet::new(),
        };
        let own: BTreeMap<&str, usize> = drawn
            .iter()
            .enumerate()
            .map(|(at, (_, id, _))| (id.as_str(), at))
            .collect();
        let owner = |id: &str| -> Option<usize> {
            own.get(id)
                .copied()
                .or_else(|| graph.around(&within(stack, stack.path_of(id))))
        };
        let owners: BTreeMap<&str, Option<usize>> = resources.iter().map(|(id, _)| (id.as_str(), owner(id))).collect();
        let mut alarms = vec![0_usize; graph.nodes.len()];
        let mut back = BTreeSet::new();
        for (id, resource) in &resources {
            let ty = type_of(resource);
            let properties = resource.get("Properties").unwrap_or(&Value::Null);
            let targets = |value: Option<&Value>| -> BTreeSet<usize> {
                let mut names = BTreeSet::new();
                if let Some(value) = value {
                    references(value, &mut names);
                }
                names
                    .iter()
                    .filter_map(|name| own.get(name.as_str()).copied())
                    .collect()
            };
            if let Some((_, from, to)) = ARROWS.iter().find(|(arrow, ..)| *arrow == ty) {
                for from in targets(properties.get(from)) {
                    for to in targets(properties.get(to)) {
                        graph.edges.insert(Edge { from, to });
                        back.insert(Edge { from: to, to: from });
                    }
                }
                continue;
            }
            if ty.starts_with("AWS::CloudWatch::") {
                for watched in targets(properties.get("Dimensions"))
                    .into_iter()
                    .chain(targets(properties.get("Metrics")))
                {
                    alarms[watched] += 1;
                }
                continue;
            }
            let Some(Some(from)) = owners.get(id.as_str()) else {
                continue;
            };
            for to in targets(Some(properties)).into_iter().filter(|to| to != from) {
                graph.edges.insert(Edge { from: *from, to });
            }
        }
        // A function that reads a stream has a policy for it: the arrow of its mapping says more.
        graph.edges.retain(|edge| !back.contains(edge));
        for (node, alarms) in graph.nodes.iter_mut().zip(alarms) {
            node.alarms = alarms;
        }
        graph
    }

    /// The box whose construct is nearest around a path.
    fn around(&self, path: &str) -> Option<usize> {
        let mut at = path;
        loop {
            if let Some(found) = self.nodes.iter().position(|node| node.path == at) {
                return Some(found);
            }
            at = at.rsplit_once('/')?.0;
        }
    }
}

/// A path as seen from the stack, without the name `Default`, which says nothing.
pub(super) fn within(stack: &Stack, path: &str) -> String {
    let first = path.split('/').next().unwrap_or(path);
    let skipped = usize::from(first == stack.name || first == stack.id);
    let parts: Vec<&str> = path
        .split('/')
        .skip(skipped)
        .filter(|part| *part != "Default")
        .collect();
    if parts.is_empty() {
        path.to_owned()
    } else {
        parts.join("/")
    }
}

/// Logical ids that a value refers to.
fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        Value::Object(map) => {
            for (key, inner) in map {
                match (key.as_str(), inner) {
                    ("Ref", Value::String(name)) => {
                        found.insert(name.clone());
                    }
                    ("Fn::GetAtt", Value::Array(parts)) => {
                        found.extend(parts.first().and_then(Value::as_str).map(str::to_owned));
                    }
                    ("Fn::GetAtt", Value::String(name)) => {
                        found.extend(name.split('.').next().map(str::to_owned));
                    }
                    ("Fn::Sub", _) => {
                        let text = inner.as_str().or_else(|| inner.get(0)?.as_str()).unwrap_or_default();
                        let names = text
                            .split("${")
                            .skip(1)
                            .filter_map(|rest| rest.split(['}', '.']).next());
                        found.extend(names.map(str::to_owned));
                        references(inner, found);
                    }
                    _ => references(inner, found),
                }
            }
        }
        _ => {}
    }
}
