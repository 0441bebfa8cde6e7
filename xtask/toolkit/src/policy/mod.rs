//! The least that CloudFormation has to be allowed so that it can create, update and delete the stacks of an assembly.
//!
//! The actions are those that the handlers of the templates' resource types call; each is limited to the ARNs that resources of the stacks can
//! have, where its service looks at ARNs at all.

mod arn;
mod document;
mod needs;
mod stack;
mod texts;

use std::collections::{BTreeMap, BTreeSet};

use ferrocdk_spec::{Database, IamService};
use serde_json::Value;

pub use document::LIMIT;
pub use stack::Stack;

use arn::Environment;
use needs::Needs;

/// Permissions that a role needs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Policy {
    /// Policy documents, each small enough for a managed policy.
    pub documents: Vec<Value>,
    /// Notes for a person: types whose needs are not published, and the like.
    pub notes: Vec<String>,
}

impl Policy {
    /// All statements in one document, which a role takes as its own up to 10,240 characters.
    #[must_use]
    pub fn whole(&self) -> Value {
        let statements = self
            .documents
            .iter()
            .filter_map(|document| document["Statement"].as_array());
        document::of(statements.flatten().cloned().collect())
    }
}

/// Works out the policy of some stacks, which together are one deployment.
///
/// # Errors
/// When the database is damaged.
pub fn least(database: &Database<'_>, stacks: &[Stack]) -> Result<Policy, ferrocdk_spec::Error> {
    let mut grants = Grants::default();
    let mut unpublished = BTreeSet::new();
    for stack in stacks {
        let environment = Environment::new(stack);
        let needs = Needs::of(stack, &environment, database)?;
        unpublished.extend(needs.unpublished.iter().cloned());
        let mut services = BTreeMap::new();
        for action in needs.actions.keys() {
            let prefix = action.split(':').next().unwrap_or_default();
            if !services.contains_key(prefix) {
                services.insert(prefix.to_owned(), database.iam_service(prefix)?.unwrap_or_default());
            }
        }
        for (action, types) in &needs.actions {
            grants.add(action, types, &needs, &services, &environment);
        }
        for (action, resources) in &needs.direct {
            grants.allow(action, resources.iter().cloned());
        }
        grants.pass_role(&needs);
    }
    let documents = document::pack(grants);
    let mut notes = Vec::new();
    if !unpublished.is_empty() {
        let types = unpublished.into_iter().collect::<Vec<_>>().join(", ");
        notes.push(format!(
            "the permissions that these types need are not published, so they are not in the policy: {types}"
        ));
    }
    match documents.len() {
        0 | 1 => {}
        count => notes.push(format!(
            "a managed policy holds {LIMIT} characters, and this one has more: `--split` prints it as {count} documents to attach together"
        )),
    }
    if documents.len() > MOST_POLICIES {
        notes.push(format!(
            "a role takes {MOST_POLICIES} managed policies unless its quota is raised"
        ));
    }
    Ok(Policy { documents, notes })
}

/// As many managed policies as a role may have by default.
const MOST_POLICIES: usize = 10;

/// Verbs of actions that look at one resource, of whichever of its kinds; others may look at several kinds at once, such as a stream and its
/// key, and then each has to be allowed.
const ONE_RESOURCE: [&str; 8] = ["delete", "describe", "get", "head", "list", "tag", "untag", "remove"];

/// Grants: by resources, the actions.
#[derive(Debug, Default)]
struct Grants {
    /// By action, the ARNs.
    allowed: BTreeMap<String, BTreeSet<String>>,
    /// Actions whose service looks at no ARN.
    anywhere: BTreeSet<String>,
    /// The roles that may be passed, and the services that they may be passed to.
    passed: BTreeSet<String>,
    passed_to: BTreeSet<String>,
}

impl Grants {
    fn allow(&mut self, action: &str, resources: impl IntoIterator<Item = String>) {
        self.allowed.entry(action.to_owned()).or_default().extend(resources);
    }

    /// Allows an action that handlers of some types call.
    fn add(
        &mut self,
        action: &str,
        types: &BTreeSet<String>,
        needs: &Needs,
        services: &BTreeMap<String, IamService>,
        environment: &Environment,
    ) {
        let (prefix, name) = action.split_once(':').unwrap_or((action, ""));
        let service = services.get(prefix);
        for (action, kinds) in expanded(prefix, name, service) {
            match (action.as_str(), kinds) {
                ("iam:PassRole", _) => self.passed.extend(needs.roles(environment)),
                ("iam:CreateServiceLinkedRole", _) => {
                    self.allow(
                        &action,
                        [environment.fill("arn:${Partition}:iam::${Account}:role/aws-service-role/*")],
                    );
                }
                (_, Some([])) => {
                    self.anywhere.insert(action);
                }
                (_, Some(kinds)) => {
                    let resources = limited(&action, kinds, service, needs, environment);
                    self.allow(&action, resources);
                }
                // IAM's list lacks the action: it grants nothing, or is new. It is kept to what the stacks have in its service.
                (_, None) => {
                    let service = format!(":{prefix}:");
                    let is_own = |arn: &&String| arn.contains(&service);
                    let of_types = types
                        .iter()
                        .filter_map(|ty| needs.arns.get(ty))
                        .flatten()
                        .filter(is_own);
                    let mut resources: BTreeSet<String> = of_types.cloned().collect();
                    if resources.is_empty() {
                        resources.extend(needs.arns.values().flatten().filter(is_own).cloned());
                    }
                    if resources.is_empty() {
                        resources.insert(environment.fill(&format!("arn:${{Partition}}:{prefix}:*")));
                    }
                    self.allow(&action, resources);
                }
            }
        }
    }

    fn pass_role(&mut self, needs: &Needs) {
        self.passed_to.extend(needs.trusted.iter().cloned());
    }
}

/// An action as IAM lists it, with the kinds of resources that it can be limited to (`None`: not listed). A pattern such as `ec2:Describe*`
/// becomes all actions that it stands for: a policy should say what it allows.
fn expanded<'a>(prefix: &str, name: &str, service: Option<&'a IamService>) -> Vec<(String, Option<&'a [String]>)> {
    let listed = |name: &str| {
        let kinds = service?.actions.get(&name.to_ascii_lowercase())?;
        Some(kinds.as_slice())
    };
    let Some((start, _)) = name.split_once('*') else {
        return vec![(format!("{prefix}:{name}"), listed(name))];
    };
    let start = start.to_ascii_lowercase();
    let actions = service.into_iter().flat_map(|service| &service.actions);
    actions
        .filter(|(name, _)| name.starts_with(&start))
        .map(|(name, kinds)| (format!("{prefix}:{name}"), Some(kinds.as_slice())))
        .collect()
}

/// The ARNs that an action is limited to.
fn limited(
    action: &str,
    kinds: &[String],
    service: Option<&IamService>,
    needs: &Needs,
    environment: &Environment,
) -> BTreeSet<String> {
    let verb = action.split(':').nth(1).unwrap_or_default().to_ascii_lowercase();
    let one = ONE_RESOURCE.iter().any(|prefix| verb.starts_with(prefix));
    let mut own = BTreeSet::new();
    let mut others = BTreeSet::new();
    for kind in kinds {
        let formats = service.and_then(|service| service.resources.get(&kind.to_ascii_lowercase()));
        for format in formats.into_iter().flatten() {
            let pattern = environment.fill(&format.replace(".*", "*"));
            let mut matching = needs
                .arns
                .values()
                .flatten()
                .filter(|arn| arn::is_of_kind(arn, &pattern))
                .peekable();
            if matching.peek().is_some() {
                own.extend(matching.cloned());
            } else {
                others.insert(environment.guarded(pattern));
            }
        }
    }
    if own.is_empty() || !one {
        own.extend(others);
    }
    if own.is_empty() {
        own.insert("*".to_owned());
    }
    own
}
