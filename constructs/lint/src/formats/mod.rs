//! Formats of text: ids and ARNs of AWS, addresses, dates.

use crate::patterns::Patterns;
use crate::rules::{self, Rule};

mod network;
mod time;

/// Formats that a pattern describes: name, rule, pattern, what it is called.
const PATTERNS: [(&str, &Rule, &str, &str); 15] = [
    (
        "AWS::EC2::SecurityGroup.Id",
        &rules::E1150,
        r"^sg-([a-fA-F0-9]{8}|[a-fA-F0-9]{17})$",
        "the id of a security group: `sg-` and 8 or 17 hexadecimal digits",
    ),
    (
        "AWS::EC2::VPC.Id",
        &rules::E1151,
        r"^vpc-([0-9A-Fa-f]{8}|[0-9A-Fa-f]{17})$",
        "the id of a VPC: `vpc-` and 8 or 17 hexadecimal digits",
    ),
    (
        "AWS::EC2::Image.Id",
        &rules::E1152,
        r"^(ami-([0-9a-z]{8}|[0-9a-z]{17})|resolve:ssm.*)$",
        "the id of an image: `ami-` and 8 or 17 digits and letters",
    ),
    (
        "AWS::EC2::SecurityGroup.Name",
        &rules::E1153,
        r"^[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]+$",
        "the name of a security group: letters, digits, blanks and `._-:/()#,@[]+=&;{}!$*`",
    ),
    (
        "AWS::EC2::Subnet.Id",
        &rules::E1154,
        r"^subnet-([0-9A-Fa-f]{8}|[0-9A-Fa-f]{17})$",
        "the id of a subnet: `subnet-` and 8 or 17 hexadecimal digits",
    ),
    (
        "AWS::Logs::LogGroup.Name",
        &rules::E1155,
        r"^[.\-_/#A-Za-z0-9]{1,512}$",
        "the name of a log group: 1 to 512 letters, digits and `.-_/#`",
    ),
    (
        "AWS::IAM::Role.Arn",
        &rules::E1156,
        r"^arn:aws[a-zA-Z-]*:iam::[0-9]{12}:role/.+$",
        "the ARN of a role: `arn:aws:iam::<account>:role/<name>`",
    ),
    (
        "AWS::KMS::Key.Arn",
        &rules::E1157,
        r"^arn:aws[a-zA-Z-]*:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/.+$",
        "the ARN of a key: `arn:aws:kms:<region>:<account>:key/<id>`",
    ),
    (
        "AWS::SNS::Topic.Arn",
        &rules::E1158,
        r"^arn:aws[a-zA-Z-]*:sns:[a-z0-9-]+:[0-9]{12}:.+$",
        "the ARN of a topic: `arn:aws:sns:<region>:<account>:<name>`",
    ),
    (
        "AWS::ACM::Certificate.Arn",
        &rules::E1159,
        r"^arn:aws[a-zA-Z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/.+$",
        "the ARN of a certificate: `arn:aws:acm:<region>:<account>:certificate/<id>`",
    ),
    (
        "AWS::Lambda::Function.Arn",
        &rules::E1160,
        r"^arn:aws[a-zA-Z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:.+$",
        "the ARN of a function: `arn:aws:lambda:<region>:<account>:function:<name>`",
    ),
    (
        "AWS::S3::Bucket.Name",
        &rules::E1161,
        r"^$|^(?![.\-])(?!.*\.\.)(?!.*-\.)(?!.*\.-)[a-z0-9.\-]{3,63}(?<![.\-])$",
        "the name of a bucket: 3 to 63 small letters, digits, `.` and `-`, with a letter or digit at both ends",
    ),
    (
        "AWS::KMS::Key.Id",
        &rules::E1162,
        r"^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32}|alias/[a-zA-Z0-9/_-]+)$",
        "the id of a key or an alias",
    ),
    (
        "AWS::KMS::Alias.AliasName",
        &rules::E1164,
        r"^alias/[a-zA-Z0-9:/_-]+$",
        "the name of an alias: `alias/` and letters, digits and `:/_-`",
    ),
    (
        "time",
        &rules::E1103,
        r"^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?(Z|[+-].*)$",
        "a time such as `09:30:00Z`",
    ),
];

/// Reports text that is not of the format: the rule, and what it ought to be. Unknown formats hold everything.
pub(crate) fn check(format: &str, text: &str, patterns: &Patterns, report: impl FnOnce(&'static Rule, &'static str)) {
    if let Some((_, rule, pattern, wanted)) = PATTERNS.iter().find(|(name, ..)| *name == format) {
        if !patterns.matches(pattern, text) {
            report(rule, wanted);
        }
        return;
    }
    let (fits, wanted) = match format {
        "ipv4" => (network::is_ipv4(text), "an IPv4 address"),
        "ipv6" => (network::is_ipv6(text), "an IPv6 address"),
        "ipv4-network" => (
            network::is_ipv4_network(text),
            "an IPv4 network such as `10.0.0.0/16`, with no bit set behind the prefix",
        ),
        "ipv6-network" => (
            network::is_ipv6_network(text),
            "an IPv6 network such as `2001:db8::/32`, with no bit set behind the prefix",
        ),
        "date" => (time::is_date(text), "a date such as `2026-02-28`"),
        "date-time" => (
            time::is_date_time(text),
            "a date with time such as `2026-02-28T09:30:00Z`",
        ),
        "email" => (text.contains('@'), "an e-mail address"),
        _ => return,
    };
    if !fits {
        report(&rules::E1103, wanted);
    }
}
