//! ARNs of resources that do not exist yet: what is certain of them, with `*` for the rest.

use ferrocdk_facts::Partition;
use ferrocdk_spec::{Property, ResourceType};
use regex_lite::Regex;
use serde_json::Value;

use super::{Stack, texts};

/// Beginning of every ARN.
#[derive(Clone, Debug)]
pub(super) struct Environment {
    pub(super) partition: &'static str,
    pub(super) region: String,
    pub(super) account: String,
    pub(super) stack: String,
}

/// Types whose physical names are shorter than any source says, with the most characters that they may have.
const SHORT_NAMES: [(&str, u64); 2] = [
    ("AWS::ElastiCache::CacheCluster", 20),
    ("AWS::ElastiCache::ReplicationGroup", 20),
];
/// Types with ARNs that begin with those of their resources and go on: objects of a bucket, streams of a log group, indexes of a table,
/// consumers of a stream, versions of a function. That of a secret always goes on.
const WITHIN: [(&str, &[&str]); 7] = [
    ("AWS::CloudFormation::Stack", &["/*"]),
    ("AWS::DynamoDB::Table", &["", "/*"]),
    ("AWS::Kinesis::Stream", &["", "/*"]),
    ("AWS::Lambda::Function", &["", ":*"]),
    ("AWS::Logs::LogGroup", &["", ":*"]),
    ("AWS::S3::Bucket", &["", "/*"]),
    ("AWS::SecretsManager::Secret", &["-*"]),
];
/// As much of a stack's name as the names have that CloudFormation makes up for resources with room for it.
const KEPT_OF_STACK: usize = 24;
/// From how many characters on names have that room.
const ROOMY: u64 = 60;
/// Text that CloudFormation adds to the logical id: a hyphen on each side, and random characters.
const RANDOM: u64 = 14;

impl Environment {
    pub(super) fn new(stack: &Stack) -> Self {
        let region = stack.region.clone().unwrap_or_else(|| "*".to_owned());
        Self {
            partition: Partition::of(&region).map_or("*", |partition| partition.name),
            region,
            account: stack.account.clone().unwrap_or_else(|| "*".to_owned()),
            stack: stack.name.clone(),
        }
    }

    /// Fills in what is known of an ARN template; other variables become `*`.
    pub(super) fn fill(&self, template: &str) -> String {
        self.fill_with(template, |_| None)
    }

    fn fill_with(&self, template: &str, value: impl Fn(&str) -> Option<String>) -> String {
        let mut text = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once("${") {
            text.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                rest = after;
                break;
            };
            match name {
                "Partition" | "AWS::Partition" => text.push_str(self.partition),
                "Region" | "AWS::Region" => text.push_str(&self.region),
                "Account" | "AWS::AccountId" => text.push_str(&self.account),
                other => text.push_str(value(other).as_deref().unwrap_or("*")),
            }
            rest = after;
        }
        text + rest
    }

    /// A pattern for resources that the stacks do not have. Of IAM's, none but those with the stack's name: the actions on them change who may
    /// do what, such as attaching a policy to any user.
    pub(super) fn guarded(&self, pattern: String) -> String {
        let mut parts: Vec<&str> = pattern.splitn(6, ':').collect();
        match (parts.get(2).copied(), parts.pop()) {
            (Some("iam"), Some(resource)) => {
                let kind = resource.split('/').next().unwrap_or_default();
                format!("{}:{kind}/{}-*", parts.join(":"), self.stack)
            }
            _ => pattern,
        }
    }

    /// The ARNs that a resource of a type can have; none for a type without ARNs.
    pub(super) fn arns(&self, ty: &ResourceType, properties: &Value) -> Vec<String> {
        let Some(template) = &ty.arn else {
            return Vec::new();
        };
        let variables: Vec<&str> = template
            .split("${")
            .skip(1)
            .filter_map(|part| part.split('}').next())
            .filter(|name| !matches!(*name, "Partition" | "Region" | "Account"))
            .collect();
        let name = match variables.as_slice() {
            [variable] => self.name(ty, variable, properties),
            _ => None,
        };
        let arn = self.fill_with(template, |_| name.clone());
        if arn.ends_with('*') {
            return vec![arn];
        }
        let within = WITHIN
            .iter()
            .find(|(name, _)| *name == ty.name)
            .map(|(_, endings)| *endings);
        let endings = within.unwrap_or(&[""]).iter();
        endings.map(|ending| format!("{arn}{ending}")).collect()
    }

    /// The physical name that stands in ARNs, or a pattern for it.
    fn name(&self, ty: &ResourceType, variable: &str, properties: &Value) -> Option<String> {
        let (name, property) = name_property(ty, variable)?;
        let path = properties
            .get("Path")
            .filter(|_| variable.ends_with("WithPath"))
            .map(|path| texts::pattern(path, self));
        let path = path.unwrap_or_default();
        let path = path.trim_start_matches('/');
        let name = match properties.get(name) {
            Some(given) => texts::pattern(given, self).trim_start_matches('/').to_owned(),
            None => self.made_up(ty, property),
        };
        Some(format!("{path}{name}"))
    }

    /// A pattern for the names that CloudFormation makes up: the beginning of the stack's name, of which little is kept where names are short.
    fn made_up(&self, ty: &ResourceType, property: &Property) -> String {
        let limits = &property.ty.limits;
        let short = SHORT_NAMES
            .iter()
            .find(|(name, _)| *name == ty.name)
            .map(|(_, most)| *most);
        let kept = match short.or(limits.max_size).filter(|most| *most < ROOMY) {
            Some(most) => usize::try_from(most.saturating_sub(RANDOM) / 4).unwrap_or(1).max(1),
            None => KEPT_OF_STACK,
        };
        let mut name: String = self.stack.chars().take(kept).collect();
        if name.len() == self.stack.len() {
            name.push('-');
        }
        let allows = |text: &str| {
            let pattern = limits.pattern.as_deref().and_then(|pattern| Regex::new(pattern).ok());
            pattern.is_none_or(|pattern| pattern.is_match(text))
        };
        if !allows("AAAAAAAAAA") && allows("aaaaaaaaaa") {
            name = name.to_lowercase();
        }
        if !allows("aaaaa-aaaa") && allows("aaaaaaaaaa") {
            name = name.replace('-', "?");
        }
        name + "*"
    }
}

/// The property that holds the physical name which a variable of the ARN stands for.
fn name_property<'a>(ty: &'a ResourceType, variable: &str) -> Option<(&'a str, &'a Property)> {
    let property = |name: &str| {
        ty.properties
            .get_key_value(name)
            .map(|(name, property)| (name.as_str(), property))
    };
    if let [identifier] = ty.primary_identifier.as_slice()
        && let Some(found) = property(identifier)
    {
        return Some(found);
    }
    let bare = variable
        .trim_end_matches("WithPath")
        .trim_end_matches("WithoutLeadingSlash");
    let same = ty.properties.iter().find(|(name, _)| name.eq_ignore_ascii_case(bare));
    if let Some((name, property)) = same {
        return Some((name, property));
    }
    let (_, resource) = ty.service_and_resource();
    let is_name = bare.ends_with("Name") || ty.name == "AWS::SecretsManager::Secret";
    let candidates = [format!("{resource}Name"), "Name".to_owned()];
    candidates.iter().filter(|_| is_name).find_map(|name| property(name))
}

/// Whether an ARN of the stacks is of a kind of resources, given as a pattern: both begin with the same words.
pub(super) fn is_of_kind(arn: &str, pattern: &str) -> bool {
    let (kind_head, kind) = head_and_resource(pattern);
    let (head, resource) = head_and_resource(arn);
    if head != kind_head {
        return false;
    }
    match kind.split('*').next() {
        // A kind without a word of its own, such as queues, is none that has one, as `stream/x` does. Buckets and objects are alone in having
        // neither region nor account.
        None | Some("") => {
            let before = resource.split('*').next().unwrap_or_default();
            kind_head.ends_with("::") || !before.contains(['/', ':'])
        }
        Some(word) => resource.starts_with(word),
    }
}

/// An ARN's first five parts, and the rest.
fn head_and_resource(arn: &str) -> (&str, &str) {
    let end = arn.match_indices(':').nth(4).map_or(arn.len(), |(index, _)| index);
    arn.split_at_checked(end)
        .map_or((arn, ""), |(head, rest)| (head, rest.trim_start_matches(':')))
}
