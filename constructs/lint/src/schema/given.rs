//! The kind of id, name or ARN that `Ref` and `Fn::GetAtt` give, and whether a property takes it.
//!
//! Formats of the schemas say it for some two hundred attributes. For all others the name of the attribute does: what is called `...Arn` is an ARN,
//! and what is called `...Name` is none. Of everything else nothing is known, and nothing is reported.

use serde_json::{Map, Value as Json};

use crate::patterns::Patterns;
use crate::words;

/// Formats that a property takes beside the one that its schema names: wanted, given.
const ALSO: [(&str, &str); 1] = [
    // A record may be an alias of another record in its own zone.
    ("AWS::Route53::AliasTarget.HostedZoneId", "AWS::Route53::HostedZone.Id"),
];

/// Values of each format, to find out whether a pattern takes it.
const SAMPLES: [(&str, &[&str]); 11] = [
    ("AWS::EC2::Image.Id", &["ami-01234567", "ami-0123456789abcdef0"]),
    ("AWS::EC2::SecurityGroup.Id", &["sg-01234567", "sg-0123456789abcdef0"]),
    ("AWS::EC2::Subnet.Id", &["subnet-01234567", "subnet-0123456789abcdef0"]),
    ("AWS::EC2::VPC.Id", &["vpc-01234567", "vpc-0123456789abcdef0"]),
    ("AWS::EC2::SecurityGroup.Name", NAMES),
    ("AWS::KMS::Alias.AliasName", &["alias/some"]),
    ("AWS::KMS::Key.Id", &["01234567-89ab-4def-8123-456789abcdef"]),
    ("AWS::Lambda::Function.Name", NAMES),
    ("AWS::Logs::LogGroup.Name", NAMES),
    ("AWS::S3::Bucket.Name", NAMES),
    ("AWS::Route53::HostedZone.Id", &["Z0123456789ABCDEFGHIJ"]),
];
const NAMES: &[&str] = &["some-name", "some", "Name1"];
const ARNS: &[&str] = &[
    "arn:aws:some:us-east-1:123456789012:kind/some-name",
    "arn:aws:some:us-east-1:123456789012:some-name",
    "arn:aws:some:::some-name",
    "arn:aws:some::123456789012:kind/01234567-89ab-4def-8123-456789abcdef",
];
/// Texts that are no ids, names or ARNs. A pattern that takes one, as it takes anything or looks at a part only, says nothing about them.
const NONE: [&str; 3] = ["?!", "?! some-name", "some-name ?!"];

/// Formats whose values have a form of their own, which no name has.
const IDS: [&str; 5] = [
    "AWS::EC2::Image.Id",
    "AWS::EC2::SecurityGroup.Id",
    "AWS::EC2::Subnet.Id",
    "AWS::EC2::VPC.Id",
    "AWS::Route53::AliasTarget.HostedZoneId",
];

/// Properties that take a name where no schema says so, from AWS's references of the types.
const NAMED: [(&str, &[&str]); 12] = [
    ("AWS::EC2::Instance", &["IamInstanceProfile"]),
    ("AWS::IAM::GroupPolicy", &["GroupName"]),
    ("AWS::IAM::InstanceProfile", &["Roles"]),
    ("AWS::IAM::ManagedPolicy", &["Groups", "Roles", "Users"]),
    ("AWS::IAM::Policy", &["Groups", "Roles", "Users"]),
    ("AWS::IAM::RolePolicy", &["RoleName"]),
    ("AWS::IAM::User", &["Groups"]),
    ("AWS::IAM::UserPolicy", &["UserName"]),
    ("AWS::IAM::UserToGroupAddition", &["GroupName", "Users"]),
    ("AWS::S3::AccessPoint", &["Bucket"]),
    ("AWS::S3::BucketPolicy", &["Bucket"]),
    ("AWS::S3::MultiRegionAccessPoint", &["Bucket"]),
];

/// Where a value is wanted: the type of the resource, and the property.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'w> {
    pub(crate) ty: &'w str,
    pub(crate) property: Option<&'w str>,
}

impl Wanted<'_> {
    fn is_name(&self) -> bool {
        NAMED
            .iter()
            .any(|(ty, properties)| *ty == self.ty && self.property.is_some_and(|name| properties.contains(&name)))
    }
}

/// The kind of a value that a resource gives.
pub(crate) enum Given<'g> {
    /// It has one of these formats.
    Formats(Vec<&'g str>),
    /// An ARN; the type whose own one it is, when it is no other's.
    Arn(Option<&'g str>),
    /// A name that somebody chose.
    Name,
}

/// The last step of an attribute that holds the ARN of its own resource.
const OWN: &str = "Arn";

impl<'g> Given<'g> {
    /// The kind that an attribute of a type gives: `schema` is the attribute's own. `None` when nothing is known of it.
    pub(crate) fn by(ty: &'g str, attribute: &str, schema: &'g Json) -> Option<Self> {
        let formats = formats(schema);
        if !formats.is_empty() {
            return Some(Self::Formats(formats));
        }
        if type_of(schema).is_some_and(|ty| ty != "string") {
            return None;
        }
        let last = attribute.rsplit('.').next().unwrap_or(attribute);
        if last.ends_with("Arn") || last.ends_with("ARN") {
            return Some(Self::Arn((attribute == OWN).then_some(ty)));
        }
        last.ends_with("Name").then_some(Self::Name)
    }

    fn is_arn(&self) -> bool {
        match self {
            Self::Formats(formats) => formats.iter().all(|format| format.ends_with(".Arn")),
            Self::Arn(_) => true,
            Self::Name => false,
        }
    }

    /// The kind in words.
    fn words(&self) -> String {
        match self {
            Self::Formats(formats) => words::names(formats.iter().copied()),
            Self::Arn(_) => "an ARN".to_owned(),
            Self::Name => "a name".to_owned(),
        }
    }
}

/// The formats that a schema names, itself and in its alternatives.
fn formats(schema: &Json) -> Vec<&str> {
    let alternatives = schema.get("anyOf").and_then(Json::as_array).into_iter().flatten();
    std::iter::once(schema)
        .chain(alternatives)
        .filter_map(|schema| schema.get("format")?.as_str())
        .filter(|format| is_kind(format))
        .collect()
}

fn type_of(schema: &Json) -> Option<&str> {
    schema.get("type")?.as_str()
}

fn is_kind(format: &str) -> bool {
    ["AWS::", "ipv4", "ipv6"].iter().any(|kind| format.starts_with(kind))
}

/// The kind that is given and the one that is wanted, in words, where they differ. `None` when the value fits, or when nobody knows.
pub(crate) fn misfit(
    given: &Given<'_>,
    wanted: Wanted<'_>,
    schema: &Map<String, Json>,
    patterns: &Patterns,
) -> Option<(String, String)> {
    let text = |keyword: &str| schema.get(keyword).and_then(Json::as_str);
    let pattern = text("pattern").map(|pattern| Pattern {
        pattern,
        is_of_name: wanted.property.is_some_and(|property| property.ends_with("Name")),
        patterns,
    });
    let misfits = match text("format").filter(|format| is_kind(format)) {
        None if wanted.is_name() => given.is_arn().then(|| "a name".to_owned()),
        Some(wanted) => misfits_format(given, wanted, pattern.as_ref()).then(|| words::quote(wanted)),
        None => {
            let pattern = pattern?;
            pattern
                .refuses(given)
                .then(|| format!("what matches {}", words::quote(pattern.pattern)))
        }
    };
    misfits.map(|wanted| (given.words(), wanted))
}

fn misfits_format(given: &Given<'_>, wanted: &str, pattern: Option<&Pattern<'_>>) -> bool {
    let takes = |samples| pattern.is_some_and(|pattern| pattern.takes(samples));
    let wants_arn = wanted.ends_with(".Arn");
    match given {
        Given::Formats(formats) => !formats
            .iter()
            .any(|format| *format == wanted || ALSO.contains(&(wanted, *format)) || samples(format).is_some_and(takes)),
        Given::Arn(None) => !wants_arn && !takes(ARNS),
        Given::Arn(Some(ty)) if wants_arn => is_other_service(wanted, ty) && !takes(ARNS),
        Given::Arn(Some(_)) => !takes(ARNS),
        Given::Name => (wants_arn || IDS.contains(&wanted) || wanted.starts_with("ip")) && !takes(NAMES),
    }
}

fn samples(format: &str) -> Option<&'static [&'static str]> {
    if format.ends_with(".Arn") {
        return Some(ARNS);
    }
    SAMPLES
        .iter()
        .find(|(name, _)| *name == format)
        .map(|(_, samples)| *samples)
}

/// Whether an ARN of the type can never be one of the wanted format: services differ, and so does what the resource is called. Certificates come from
/// several services, and so do topics.
fn is_other_service(wanted: &str, ty: &str) -> bool {
    let mut wanted = wanted.trim_end_matches(".Arn").split("::").skip(1);
    let mut given = ty.split("::").skip(1);
    match (wanted.next(), wanted.next(), given.next(), given.next()) {
        (Some(wanted_service), Some(wanted), Some(given_service), Some(given)) => {
            wanted_service != given_service && !given.contains(wanted)
        }
        _ => false,
    }
}

struct Pattern<'p> {
    pattern: &'p str,
    /// Whether the property is called a name.
    is_of_name: bool,
    patterns: &'p Patterns,
}

impl Pattern<'_> {
    /// Whether the pattern takes such values on purpose, and not because it takes anything.
    fn takes(&self, samples: &[&str]) -> bool {
        samples.iter().any(|sample| self.patterns.matches(self.pattern, sample)) && self.takes_none(&NONE)
    }

    fn takes_none(&self, samples: &[&str]) -> bool {
        !samples.iter().any(|sample| self.patterns.matches(self.pattern, sample))
    }

    /// Whether no such value can match, whatever it is in particular.
    fn refuses(&self, given: &Given<'_>) -> bool {
        match given {
            Given::Formats(formats) => {
                !formats.is_empty()
                    && formats.iter().all(|format| match *format {
                        format if format.ends_with(".Arn") => self.refuses_arns(),
                        "AWS::KMS::Key.Id" => self.is_of_arns(),
                        format if format.ends_with(".Id") => {
                            IDS.contains(&format) && samples(format).is_some_and(|samples| self.takes_none(samples))
                        }
                        format if format.ends_with("Name") => self.is_of_arns(),
                        _ => false,
                    })
            }
            Given::Arn(Some(ty)) if !ty.starts_with("AWS::IAM::") && self.is_of_iam() => true,
            Given::Arn(_) => self.refuses_arns(),
            Given::Name => self.is_of_arns(),
        }
    }

    /// Whether no ARN at all matches. A pattern for ARNs of some resource refuses those of the samples too, and shows that it is one by its colons.
    fn refuses_arns(&self) -> bool {
        let is_of_colons = self.pattern.contains(':') || self.pattern.to_lowercase().contains("arn");
        // The service takes the pattern of a name for the whole of it, though many schemas do not say so.
        let whole = format!("^(?:{})$", self.pattern);
        let pattern = if self.is_of_name { &whole } else { self.pattern };
        !is_of_colons && !ARNS.iter().any(|arn| self.patterns.matches(pattern, arn))
    }

    /// Whether nothing but ARNs of IAM matches.
    fn is_of_iam(&self) -> bool {
        self.pattern.contains(":iam::") && !self.pattern.contains('|')
    }

    /// Whether nothing but ARNs matches: all alternatives stand behind the beginning of one.
    fn is_of_arns(&self) -> bool {
        let start = self.pattern.trim_start_matches(['^', '(']);
        let Some(rest) = start.strip_prefix("arn:") else {
            return false;
        };
        let mut depth = 0_i32;
        for letter in rest.chars() {
            match letter {
                '(' => depth += 1,
                ')' => depth -= 1,
                '|' if depth <= 0 => return false,
                _ => {}
            }
        }
        self.takes_none(NAMES)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn is_misfit(ty: &str, attribute: &str, given: &Json, wanted: &Json) -> bool {
        let Json::Object(wanted) = wanted else {
            panic!("no schema")
        };
        Given::by(ty, attribute, given).is_some_and(|given| {
            misfit(
                &given,
                Wanted {
                    ty: "AWS::Some::Type",
                    property: None,
                },
                wanted,
                &Patterns::default(),
            )
            .is_some()
        })
    }

    #[test]
    fn formats_and_names_of_attributes_tell_kinds() {
        let text = json!({ "type": "string" });
        let format = |format: &str| json!({ "type": "string", "format": format });
        let role = format("AWS::IAM::Role.Arn");
        let log_group = json!({ "format": "AWS::Logs::LogGroup.Name", "pattern": "[a-z]+" });
        for (ty, attribute, given, wanted) in [
            ("AWS::Logs::LogGroup", "Arn", &text, &log_group),
            ("AWS::S3::Bucket", "Arn", &text, &format("AWS::S3::Bucket.Name")),
            ("AWS::IAM::Role", "RoleName", &text, &role),
            ("AWS::DynamoDB::Table", "Arn", &text, &role),
            (
                "AWS::RDS::DBCluster",
                "MasterUserSecret.SecretArn",
                &text,
                &format("AWS::EC2::VPC.Id"),
            ),
            (
                "AWS::EC2::Subnet",
                "SubnetId",
                &format("AWS::EC2::Subnet.Id"),
                &format("AWS::EC2::VPC.Id"),
            ),
            (
                "AWS::Kinesis::Stream",
                "Arn",
                &text,
                &json!({ "pattern": "^[a-zA-Z0-9_.-]{1,128}$" }),
            ),
            (
                "AWS::SQS::Queue",
                "QueueName",
                &text,
                &json!({ "pattern": "^arn:aws:sqs:.+$" }),
            ),
            (
                "AWS::EC2::VPC",
                "VpcId",
                &format("AWS::EC2::VPC.Id"),
                &json!({ "pattern": "^subnet-[0-9a-f]{8,17}$" }),
            ),
        ] {
            assert!(is_misfit(ty, attribute, given, wanted), "{ty}.{attribute}: {wanted}");
        }
        for (ty, attribute, given, wanted) in [
            ("AWS::S3::AccessPoint", "Alias", &text, &format("AWS::S3::Bucket.Name")),
            ("AWS::SecretsManager::Secret", "Id", &text, &role),
            ("AWS::Some::Thing", "RoleArn", &text, &role),
            ("AWS::IAM::InstanceProfile", "Arn", &text, &role),
            (
                "AWS::IAM::ServerCertificate",
                "Arn",
                &text,
                &format("AWS::ACM::Certificate.Arn"),
            ),
            ("AWS::QuickSight::Topic", "Arn", &text, &format("AWS::SNS::Topic.Arn")),
            (
                "AWS::Some::Thing",
                "ClientName",
                &text,
                &format("AWS::EC2::SecurityGroup.Name"),
            ),
            (
                "AWS::Route53::HostedZone",
                "Id",
                &format("AWS::Route53::HostedZone.Id"),
                &format("AWS::Route53::AliasTarget.HostedZoneId"),
            ),
            ("AWS::Kinesis::Stream", "Arn", &text, &json!({ "pattern": "^\\S+$" })),
            (
                "AWS::Kinesis::Stream",
                "Arn",
                &text,
                &json!({ "pattern": "^arn:aws:kinesis:.{30,}$" }),
            ),
            (
                "AWS::SQS::Queue",
                "QueueName",
                &text,
                &json!({ "pattern": "^arn:.+$|^[a-z]+$" }),
            ),
            (
                "AWS::Some::Thing",
                "Arns",
                &json!({ "type": "array" }),
                &format("AWS::EC2::VPC.Id"),
            ),
            (
                "AWS::KMS::Alias",
                "AliasName",
                &format("AWS::KMS::Alias.AliasName"),
                &json!({ "format": "AWS::KMS::Key.Arn", "pattern": "^(arn:.+)|(alias/\\S+)$" }),
            ),
        ] {
            assert!(!is_misfit(ty, attribute, given, wanted), "{ty}.{attribute}: {wanted}");
        }
    }
}
