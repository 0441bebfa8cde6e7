//! One statement of a policy.

use ferrocdk_template::{Map, Node, Value};

use super::{Check, Kind, has_macro};
use crate::compare::scalar_text;
use crate::place::Place;
use crate::rules;
use crate::template::SERVERLESS;
use crate::words::kind;

/// Operators of conditions, without the affixes that all of them take.
const OPERATORS: [&str; 27] = [
    "ArnEquals",
    "ArnLike",
    "ArnNotEquals",
    "ArnNotLike",
    "BinaryEquals",
    "Bool",
    "DateEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateNotEquals",
    "IpAddress",
    "NotIpAddress",
    "Null",
    "NumericEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericNotEquals",
    "StringEquals",
    "StringEqualsIgnoreCase",
    "StringLike",
    "StringNotEquals",
    "StringNotEqualsIgnoreCase",
    "StringNotLike",
];
const PRINCIPALS: [&str; 4] = ["AWS", "CanonicalUser", "Federated", "Service"];

impl Check<'_, '_> {
    /// Its keys, and what each may be.
    pub(super) fn statement(&mut self, node: &Node, place: &Place<'_>) {
        let Some(map) = node.as_map() else {
            return self.wrong(place, format!("a statement is a map; this is {}", kind(node)));
        };
        let mut known = vec!["Action", "Condition", "Effect", "NotAction", "Sid"];
        if self.kind != Kind::Identity {
            known.extend(["NotPrincipal", "Principal"]);
        }
        if self.kind != Kind::Trust {
            known.extend(["NotResource", "Resource"]);
        }
        if !has_macro(map) {
            self.needs(map, place);
        }
        for entry in map {
            let key = entry.key.as_str();
            if !known.contains(&key) {
                if !key.starts_with("Fn::") {
                    self.unknown(&place.name(entry), "a statement of this policy", key, &known);
                }
                continue;
            }
            let visit: &mut dyn FnMut(&mut Self, &Node, &Place<'_>) = match key {
                "Effect" => &mut |check, node, place| check.effect(node, place),
                "Sid" => &mut |check, node, place| check.sid(node, place),
                "Action" | "NotAction" => &mut |check, node, place| check.each(node, place, Self::action),
                "Resource" | "NotResource" => &mut |check, node, place| check.each(node, place, Self::resource),
                "Principal" | "NotPrincipal" => &mut |check, node, place| check.principal(node, place),
                _ => &mut |check, node, place| check.condition(node, place),
            };
            self.values(&entry.value, &place.key(entry), visit);
        }
    }

    /// Keys that a statement cannot do without, and those of which it can have one only.
    fn needs(&mut self, map: &Map, place: &Place<'_>) {
        if map.get("Effect").is_none() {
            self.wrong(place, "a statement needs `Effect`".to_owned());
        }
        let mut pairs = vec![("Action", "NotAction")];
        if matches!(self.kind, Kind::Identity | Kind::Resource) {
            pairs.push(("Resource", "NotResource"));
        }
        if self.kind != Kind::Identity {
            pairs.push(("Principal", "NotPrincipal"));
        }
        for (one, other) in pairs {
            match (map.get(one), map.entry(other)) {
                (None, None) => self.wrong(place, format!("a statement needs `{one}` or `{other}`")),
                (Some(_), Some(entry)) => self.wrong(
                    &place.name(entry),
                    format!("a statement has `{one}` or `{other}`, not both"),
                ),
                _ => {}
            }
        }
    }

    fn effect(&mut self, node: &Node, place: &Place<'_>) {
        if !matches!(node.as_str(), Some("Allow" | "Deny")) {
            self.wrong(place, format!("`Effect` is Allow or Deny; this is {}", kind(node)));
        }
    }

    fn sid(&mut self, node: &Node, place: &Place<'_>) {
        let Some(text) = node.as_str() else {
            if scalar_text(node).is_none() {
                self.wrong(place, format!("`Sid` is text; this is {}", kind(node)));
            }
            return;
        };
        let is_plain = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric());
        if self.kind == Kind::Identity && !is_plain {
            self.wrong(
                place,
                format!("the `Sid` of an identity policy is made of letters and digits; this is `{text}`"),
            );
        }
    }

    /// A text, or each of a list of them.
    fn each(&mut self, node: &Node, place: &Place<'_>, one: fn(&mut Self, &str, &Place<'_>)) {
        match (&node.value, scalar_text(node)) {
            (_, Some(text)) => one(self, &text, place),
            (Value::List(items), _) => {
                if items.is_empty() {
                    self.wrong(place, "there must be at least one item here".to_owned());
                }
                for (index, item) in items.iter().enumerate() {
                    self.values(item, &place.item(index, item), &mut |check, node, place| match (
                        scalar_text(node),
                        node.as_list(),
                    ) {
                        (Some(text), _) => one(check, &text, place),
                        // `Fn::If` in a list may give several.
                        (None, Some(_)) => check.wrong(place, "text is wanted here; this is a list".to_owned()),
                        (None, None) => check.wrong(place, format!("text is wanted here; this is {}", kind(node))),
                    });
                }
            }
            _ => self.wrong(
                place,
                format!("text or a list of it is wanted here; this is {}", kind(node)),
            ),
        }
    }

    /// An action that IAM does not know allows nothing.
    fn action(&mut self, action: &str, place: &Place<'_>) {
        if action == "*" || self.context.template.transforms.has(SERVERLESS) {
            return;
        }
        let Some((service, name)) = action.split_once(':') else {
            self.findings
                .add(&rules::W3037, place, format!("`{action}` is no action"))
                .help("an action is `service:Name`, or `*`");
            return;
        };
        let service = service.to_lowercase();
        if service.contains(['*', '?']) {
            return;
        }
        let Some(database) = self.context.facts.database() else {
            return;
        };
        let facts = self.context.facts.iam(&service);
        let Some(facts) = facts else {
            let note = self
                .findings
                .add(&rules::W3037, place, format!("IAM knows no service `{service}`"));
            if let Some(near) = crate::nearest::nearest(&service, database.iam_services()) {
                note.help(format!("did you mean `{near}`?"));
            }
            return;
        };
        let name = name.to_lowercase();
        if !facts.actions.keys().any(|known| wildcard(&name, known)) {
            let note = self
                .findings
                .add(&rules::W3037, place, format!("IAM knows no action `{action}`"));
            if let Some(near) = crate::nearest::nearest(&name, facts.actions.keys().map(String::as_str)) {
                let near = self.context.facts.spelling(near);
                note.help(format!("did you mean `{service}:{near}`?"));
            }
        }
    }

    fn resource(&mut self, text: &str, place: &Place<'_>) {
        let is_bucket = self.ty == "AWS::S3::BucketPolicy";
        let (rule, any) = match self.kind {
            Kind::Resource => (&rules::E3514, !is_bucket),
            _ => (self.kind.rule(), true),
        };
        if (text == "*" && any) || is_arn(text, self.kind != Kind::Resource) || text.contains("{{resolve:") {
            return;
        }
        let help = if any { "an ARN, or `*`" } else { "an ARN" };
        self.findings
            .add(rule, place, format!("`{text}` is no ARN"))
            .help(format!("a resource is {help}"));
    }

    fn principal(&mut self, node: &Node, place: &Place<'_>) {
        match &node.value {
            Value::String(text) if text == "*" => {}
            Value::Map(map) => {
                for entry in map {
                    let at = place.key(entry);
                    match entry.key.as_str() {
                        "AWS" => self.values(&entry.value, &at, &mut |check, node, place| {
                            check.each(node, place, Self::account);
                        }),
                        key if PRINCIPALS.contains(&key) => {
                            self.values(&entry.value, &at, &mut |check, node, place| {
                                check.each(node, place, |_, _, _| {});
                            });
                        }
                        key if key.starts_with("Fn::") => {}
                        key => self.unknown(&place.name(entry), "a principal", key, &PRINCIPALS),
                    }
                }
            }
            _ => self.wrong(place, format!("a principal is `*` or a map; this is {}", kind(node))),
        }
    }

    /// An account, or somebody in one.
    fn account(&mut self, text: &str, place: &Place<'_>) {
        let is_number = |text: &str| text.len() == 12 && text.chars().all(|c| c.is_ascii_digit());
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let fits = match parts.as_slice() {
            ["*"] => true,
            ["arn", partition, "iam", "", account, who] => {
                partition.starts_with("aws")
                    && ((is_number(account)
                        && ["root", "user", "group", "role"]
                            .iter()
                            .any(|kind| who.starts_with(kind)))
                        || (*account == "cloudfront" && who.starts_with("user/")))
            }
            ["arn", partition, "sts", "", account, who] => {
                partition.starts_with("aws")
                    && is_number(account)
                    && (who.starts_with("assumed-role") || who.starts_with("federated-user"))
            }
            [text] => is_number(text) || text.contains("{{resolve") || is_unique_id(text),
            _ => text.contains("{{resolve:"),
        };
        if !fits {
            self.findings
                .add(self.kind.rule(), place, format!("`{text}` is no principal of AWS"))
                .help("there are `*`, account numbers, and ARNs of accounts, users, roles and sessions");
        }
    }

    fn condition(&mut self, node: &Node, place: &Place<'_>) {
        let Some(map) = node.as_map() else {
            return self.wrong(
                place,
                format!("a condition is a map of operators; this is {}", kind(node)),
            );
        };
        for entry in map {
            let operator = entry.key.as_str();
            if operator.starts_with("Fn::") {
                continue;
            }
            if !is_operator(operator) {
                self.unknown(&place.name(entry), "IAM", operator, &OPERATORS);
                continue;
            }
            self.values(&entry.value, &place.key(entry), &mut |check, node, place| {
                let Some(keys) = node.as_map() else {
                    return check.wrong(
                        place,
                        format!("an operator has a map of keys and values; this is {}", kind(node)),
                    );
                };
                for key in keys.iter().filter(|key| !key.key.starts_with("Fn::")) {
                    check.values(&key.value, &place.key(key), &mut |check, node, place| {
                        check.each(node, place, |_, _, _| {});
                    });
                }
            });
        }
    }
}

/// Ids such as `AIDA...` stand in policies for users and roles that were deleted.
fn is_unique_id(text: &str) -> bool {
    text.len() > 16 && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

fn is_operator(text: &str) -> bool {
    let text = text
        .strip_prefix("ForAnyValue:")
        .or_else(|| text.strip_prefix("ForAllValues:"))
        .unwrap_or(text);
    let text = text.strip_suffix("IfExists").unwrap_or(text);
    OPERATORS.contains(&text.strip_suffix("Exists").unwrap_or(text))
}

/// Whether a text has an ARN's form, perhaps with wildcards.
fn is_arn(text: &str, any_partition: bool) -> bool {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let is_partition = |name: &str| {
        (any_partition && name == "*")
            || (name.starts_with("aws") && name.chars().all(|c| c.is_ascii_alphabetic() || c == '-'))
    };
    let is_account =
        |text: &str| matches!(text, "" | "*" | "aws") || (text.len() == 12 && text.chars().all(|c| c.is_ascii_digit()));
    match parts.as_slice() {
        ["arn", partition, service, _region] => is_partition(partition) && !service.is_empty(),
        ["arn", partition, service, _region, account, resource] => {
            is_partition(partition) && !service.is_empty() && is_account(account) && !resource.is_empty()
        }
        _ => false,
    }
}

/// Whether a pattern with `*` and `?` fits a text.
fn wildcard(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut from, mut star) = (0, 0, None);
    while from < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, from));
                at += 1;
            }
            Some(c) if *c == '?' || Some(c) == text.get(from) => {
                at += 1;
                from += 1;
            }
            _ => match star {
                Some((of_star, taken)) => {
                    star = Some((of_star, taken + 1));
                    at = of_star + 1;
                    from = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern.get(at..).unwrap_or_default().iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_fit_as_iam_has_it() {
        for (pattern, text) in [
            ("get*", "getobject"),
            ("*object*", "getobjectacl"),
            ("g?tobject", "getobject"),
            ("*", ""),
            ("a", "a"),
        ] {
            assert!(wildcard(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("get", "getobject"), ("*x", "getobject"), ("g?", "g")] {
            assert!(!wildcard(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn arns_have_their_form() {
        for text in [
            "arn:aws:s3:::bucket/*",
            "arn:aws:iam::aws:policy/A",
            "arn:aws:sqs:*:*:*",
            "arn:aws:s3:*",
            "arn:aws-cn:kms:cn-north-1:123456789012:key/1",
        ] {
            assert!(is_arn(text, false), "{text}");
        }
        for text in [
            "bucket",
            "arn:aws:s3",
            "arn:*:s3:::b",
            "arn:aws:s3::12:b",
            "arn:aws::::b",
        ] {
            assert!(!is_arn(text, false), "{text}");
        }
    }
}
