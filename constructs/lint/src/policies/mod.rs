//! The structure of policies: of identities, of resources, and of who may take a role.
//!
//! The schemas of the types say no more than that a policy is JSON.

mod size;
mod statement;

use ferrocdk_template::{Map, Node};

use crate::context::Context;
use crate::findings::Findings;
use crate::nearest::suggestion;
use crate::place::Place;
use crate::rules::{self, Rule};
use crate::template::Resource;
use crate::words::kind;

pub(crate) use size::check as check_sizes;

/// Thing that a policy is attached to, which decides what its statements say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A user, group or role: no principal.
    Identity,
    /// A resource: principal and resource.
    Resource,
    /// A container repository: principal, and no resource is needed.
    Repository,
    /// A role's trust: principal, and no resource.
    Trust,
}

impl Kind {
    fn rule(self) -> &'static Rule {
        match self {
            Self::Identity => &rules::E3510,
            Self::Resource => &rules::E3512,
            Self::Repository => &rules::E3513,
            Self::Trust => &rules::E3530,
        }
    }
}

/// Where policies stand: type, property (items of lists are `*`), kind.
const PLACES: [(&str, &[&str], Kind); 17] = [
    ("AWS::ECR::Repository", &["RepositoryPolicyText"], Kind::Repository),
    ("AWS::IAM::Group", &["Policies", "*", "PolicyDocument"], Kind::Identity),
    ("AWS::IAM::GroupPolicy", &["PolicyDocument"], Kind::Identity),
    ("AWS::IAM::ManagedPolicy", &["PolicyDocument"], Kind::Identity),
    ("AWS::IAM::Policy", &["PolicyDocument"], Kind::Identity),
    ("AWS::IAM::Role", &["AssumeRolePolicyDocument"], Kind::Trust),
    ("AWS::IAM::Role", &["Policies", "*", "PolicyDocument"], Kind::Identity),
    ("AWS::IAM::RolePolicy", &["PolicyDocument"], Kind::Identity),
    ("AWS::IAM::User", &["Policies", "*", "PolicyDocument"], Kind::Identity),
    ("AWS::IAM::UserPolicy", &["PolicyDocument"], Kind::Identity),
    ("AWS::KMS::Key", &["KeyPolicy"], Kind::Resource),
    ("AWS::OpenSearchService::Domain", &["AccessPolicies"], Kind::Resource),
    ("AWS::S3::BucketPolicy", &["PolicyDocument"], Kind::Resource),
    ("AWS::SNS::TopicPolicy", &["PolicyDocument"], Kind::Resource),
    ("AWS::SQS::QueuePolicy", &["PolicyDocument"], Kind::Resource),
    ("AWS::SSO::PermissionSet", &["InlinePolicy"], Kind::Identity),
    ("AWS::Serverless::Function", &["AssumeRolePolicyDocument"], Kind::Trust),
];

/// The versions of the policy language.
const VERSIONS: [&str; 2] = ["2012-10-17", "2008-10-17"];

/// Checks the policies of a resource.
pub(crate) fn check(context: &Context<'_>, resource: &Resource<'_>, place: &Place<'_>, findings: &mut Findings) {
    let (Some(ty), Some(properties)) = (resource.ty, resource.attribute("Properties")) else {
        return;
    };
    let of_properties = place.key(properties);
    for (_, path, kind) in PLACES.iter().filter(|(of, _, _)| *of == ty) {
        let mut check = Check {
            context,
            findings: &mut *findings,
            kind: *kind,
            ty,
        };
        check.descend(&properties.value, path, &of_properties);
    }
}

/// A check of one policy.
struct Check<'k, 'c> {
    context: &'k Context<'c>,
    findings: &'k mut Findings,
    kind: Kind,
    ty: &'k str,
}

/// Check of a value that is no function.
type Visit<'v, 'k, 'c> = &'v mut dyn FnMut(&mut Check<'k, 'c>, &Node, &Place<'_>);

impl<'k, 'c> Check<'k, 'c> {
    fn descend(&mut self, node: &Node, path: &[&str], place: &Place<'_>) {
        let Some((first, rest)) = path.split_first() else {
            return self.values(node, place, &mut |check, node, place| check.document(node, place));
        };
        self.values(node, place, &mut |check, node, place| {
            if *first == "*" {
                for (index, item) in node.as_list().unwrap_or_default().iter().enumerate() {
                    check.descend(item, rest, &place.item(index, item));
                }
            } else if let Some(entry) = node.as_map().and_then(|map| map.entry(first)) {
                check.descend(&entry.value, rest, &place.key(entry));
            }
        });
    }

    /// The value itself, or each that `Fn::If` can give; other functions are let through.
    fn values(&mut self, node: &Node, place: &Place<'_>, visit: Visit<'_, 'k, 'c>) {
        let function = node
            .function()
            .filter(|(name, _)| name.starts_with("Fn::") || *name == "Ref");
        let Some((name, argument)) = function else {
            return visit(self, node, place);
        };
        let Some([condition, yes, no]) = argument.as_list().filter(|_| name == "Fn::If") else {
            return;
        };
        let Some(condition) = condition.as_str() else { return };
        let inside = place.under("Fn::If", argument.at);
        for (index, branch, value) in [(1, yes, true), (2, no, false)] {
            let at = inside.item(index, branch).assuming(condition, value);
            if self.context.template.conditions.possible(at.assumptions()) {
                self.values(branch, &at, visit);
            }
        }
    }

    fn wrong(&mut self, place: &Place<'_>, message: String) {
        self.findings.add(self.kind.rule(), place, message);
    }

    fn document(&mut self, node: &Node, place: &Place<'_>) {
        if let Some(text) = node.as_str() {
            // Some types take the policy as text. What is no JSON is theirs to refuse.
            if let Ok(json) = serde_json::from_str::<serde_json::Value>(text)
                && json.is_object()
            {
                let node = Node::from_json(&json);
                self.document(&node, &place.within());
            }
            return;
        }
        let Some(map) = node.as_map() else {
            return self.wrong(place, format!("a policy is a map; this is {}", kind(node)));
        };
        if map.get("Statement").is_none() && !has_macro(map) {
            self.wrong(place, "a policy needs `Statement`".to_owned());
        }
        for entry in map {
            let at = place.key(entry);
            match entry.key.as_str() {
                "Version" => self.values(&entry.value, &at, &mut |check, node, place| check.version(node, place)),
                "Id" => {}
                "Statement" => self.statements(&entry.value, &at),
                key if key.starts_with("Fn::") => {}
                key => self.unknown(&place.name(entry), "a policy", key, &["Id", "Statement", "Version"]),
            }
        }
    }

    fn unknown(&mut self, place: &Place<'_>, what: &str, key: &str, known: &[&str]) {
        let note = self
            .findings
            .add(self.kind.rule(), place, format!("{what} has no `{key}`"));
        if let Some(help) = suggestion(key, known.iter().copied()) {
            note.help(help);
        }
    }

    fn version(&mut self, node: &Node, place: &Place<'_>) {
        match node.as_str() {
            Some("2008-10-17") => {
                self.findings
                    .add(
                        &rules::W2511,
                        place,
                        "this version of the policy language knows no policy variables",
                    )
                    .help("write 2012-10-17");
            }
            Some(text) if VERSIONS.contains(&text) => {}
            _ => {
                self.findings
                    .add(
                        self.kind.rule(),
                        place,
                        format!("the policy language has no such version; this is {}", kind(node)),
                    )
                    .help("write 2012-10-17");
            }
        }
    }

    fn statements(&mut self, node: &Node, place: &Place<'_>) {
        let mut sids: Vec<String> = Vec::new();
        // Buckets take the same id twice, and repositories and roles do not look.
        let is_unique = matches!(self.kind, Kind::Identity | Kind::Resource) && self.ty != "AWS::S3::BucketPolicy";
        self.values(node, place, &mut |check, node, place| match node.as_list() {
            Some(items) => {
                for (index, item) in items.iter().enumerate() {
                    check.values(item, &place.item(index, item), &mut |check, node, place| {
                        check.statement(node, place);
                    });
                    let Some(sid) = item.get("Sid").and_then(Node::as_str).filter(|_| is_unique) else {
                        continue;
                    };
                    if sids.iter().any(|other| other == sid) {
                        check.wrong(
                            &place.item(index, item),
                            format!("two statements have the `Sid` `{sid}`"),
                        );
                    }
                    sids.push(sid.to_owned());
                }
            }
            None => check.statement(node, place),
        });
    }
}

/// Whether a macro may add keys.
fn has_macro(map: &Map) -> bool {
    map.iter().any(|entry| entry.key.starts_with("Fn::"))
}
