//! References in text: dynamic ones, ARNs, and names that somebody forgot to substitute.

use super::{PSEUDO, Walk};
use crate::attributes::attribute;
use crate::kinds::Attribute;
use crate::place::Place;
use crate::resolve::{Piece, pieces};
use crate::rules;
use crate::template::SERVERLESS;

/// Where a secure string of the parameter store may stand: type and property.
const SECURE: [(&str, &str); 11] = [
    ("AWS::DirectoryService::MicrosoftAD", "Password"),
    ("AWS::DirectoryService::SimpleAD", "Password"),
    ("AWS::ElastiCache::ReplicationGroup", "AuthToken"),
    ("AWS::IAM::User", "LoginProfile.Password"),
    (
        "AWS::KinesisFirehose::DeliveryStream",
        "RedshiftDestinationConfiguration.Password",
    ),
    ("AWS::OpsWorks::App", "AppSource.Password"),
    ("AWS::OpsWorks::Stack", "CustomCookbooksSource.Password"),
    ("AWS::OpsWorks::Stack", "RdsDbInstances.DbPassword"),
    ("AWS::RDS::DBCluster", "MasterUserPassword"),
    ("AWS::RDS::DBInstance", "MasterUserPassword"),
    ("AWS::Redshift::Cluster", "MasterUserPassword"),
];

impl<'c> Walk<'_, 'c> {
    /// Checks a text that CloudFormation takes as it stands, but for dynamic references.
    pub(crate) fn text(&mut self, text: &str, place: &Place<'_>) {
        if PSEUDO.contains(&text) {
            self.findings
                .add(
                    &rules::W1054,
                    place,
                    format!("`{text}` is text here and not the pseudo parameter"),
                )
                .help(format!("write `{{ \"Ref\": \"{text}\" }}`"));
        }
        if text.contains("${") {
            self.unsubstituted(text, place);
        }
        self.dynamic_references(text, place);
        self.residency(text, place);
    }

    /// Checks the text of `Fn::Sub`.
    pub(super) fn substituted(&mut self, text: &str, place: &Place<'_>) {
        self.dynamic_references(text, place);
        self.residency(text, place);
        if self.resource.is_some() && !self.context.template.transforms.has(SERVERLESS) {
            for (start, _) in text.match_indices("arn:") {
                let partition = text.get(start + 4..).unwrap_or_default();
                let first = partition.chars().next();
                let names_one = partition
                    .split_once(':')
                    .is_some_and(|(name, rest)| name.starts_with("aws") && rest.contains(':'));
                if names_one && first.is_some_and(char::is_alphabetic) {
                    self.findings
                        .add(
                            &rules::I3042,
                            place,
                            "the ARN names its partition, so it holds in that one alone",
                        )
                        .help("write `arn:${AWS::Partition}:...`");
                }
            }
        }
    }

    /// `${Name}` outside of `Fn::Sub`, where CloudFormation leaves it as it is.
    fn unsubstituted(&mut self, text: &str, place: &Place<'_>) {
        let keys: Vec<&str> = place.keys().collect();
        if keys.contains(&"Fn::Sub") || keys.first() == Some(&"TemplateBody") {
            return;
        }
        for piece in pieces(text) {
            let Piece::Name(name) = piece else { continue };
            let plain = !name.is_empty()
                && name
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '.'));
            if !plain || !text.contains(&format!("${{{name}}}")) || self.is_substituted_later(name, &keys) {
                continue;
            }
            if self.means_something(name) || keys.contains(&"DefinitionString") {
                self.findings
                    .add(
                        &rules::E1029,
                        place,
                        format!("`${{{name}}}` stands in a text that is not substituted"),
                    )
                    .help("put the text into `Fn::Sub`, or write `${!...}` when it is meant as it stands");
                return;
            }
        }
    }

    fn means_something(&self, name: &str) -> bool {
        let template = self.context.template;
        match name.split_once('.') {
            Some((resource, wanted)) => {
                template.resources.contains_key(resource)
                    && !matches!(attribute(&self.context, resource, wanted), Attribute::Unknown(_))
            }
            None => {
                template.parameters.contains_key(name)
                    || template.resources.contains_key(name)
                    || PSEUDO.contains(&name)
            }
        }
    }

    /// State machines have substitutions of their own.
    fn is_substituted_later(&self, name: &str, keys: &[&str]) -> bool {
        if !keys.iter().any(|key| matches!(*key, "DefinitionString" | "Definition")) {
            return false;
        }
        self.resource
            .and_then(|id| self.context.template.resources.get(id))
            .and_then(|resource| resource.attribute("Properties"))
            .and_then(|properties| properties.value.get("DefinitionSubstitutions")?.get(name))
            .is_some()
    }

    /// `{{resolve:service:...}}`
    fn dynamic_references(&mut self, text: &str, place: &Place<'_>) {
        let mut rest = text;
        while let Some(start) = rest.find("{{") {
            let inside = rest.get(start + 2..).unwrap_or_default();
            let Some(end) = inside.find("}}") else { return };
            let reference = inside.get(..end).unwrap_or_default();
            rest = inside.get(end + 2..).unwrap_or_default();
            if reference.starts_with("resolve:") {
                self.dynamic_reference(reference, place);
            } else if reference.trim_start().starts_with("resolve")
                && reference.contains(':')
                && reference.starts_with(' ')
            {
                self.findings
                    .add(
                        &rules::W1053,
                        place,
                        "a dynamic reference with a space before `resolve` is plain text",
                    )
                    .help("write `{{resolve:` without spaces");
            }
        }
    }

    fn dynamic_reference(&mut self, reference: &str, place: &Place<'_>) {
        let parts: Vec<&str> = reference.split(':').collect();
        let is_whole = !reference.contains("${");
        match parts.as_slice() {
            [_, "ssm" | "ssm-secure", rest @ ..] => {
                let fits = matches!(rest, [name] | [name, _] if is_parameter_name(name));
                let version = rest.get(1).is_none_or(|version| version.parse::<u64>().is_ok());
                if is_whole && !(fits && version) {
                    self.malformed(
                        reference,
                        "`{{resolve:ssm:name}}` or `{{resolve:ssm:name:version}}`",
                        place,
                    );
                }
                if parts.get(1) == Some(&"ssm-secure") && !self.takes_secure(place) {
                    self.findings
                        .add(
                            &rules::E1027,
                            place,
                            "a secure string of the parameter store may not stand here",
                        )
                        .help("it may be the password of a few types; everywhere else use Secrets Manager");
                }
            }
            [_, "secretsmanager", rest @ ..] => {
                let (least, most) = if rest.first() == Some(&"arn") { (7, 11) } else { (1, 5) };
                let kind = if least == 7 { rest.get(7) } else { rest.get(1) };
                let fits = (least..=most).contains(&rest.len()) && rest.first().is_some_and(|name| !name.is_empty());
                if is_whole && !(fits && kind.is_none_or(|kind| matches!(*kind, "SecretString" | ""))) {
                    self.malformed(reference, "`{{resolve:secretsmanager:id-or-arn:SecretString:key:stage:version}}`, from the right all but the id may be left out", place);
                }
                self.secret_place(place);
            }
            _ => self.malformed(reference, "`ssm`, `ssm-secure` and `secretsmanager` as services", place),
        }
    }

    fn malformed(&mut self, reference: &str, form: &str, place: &Place<'_>) {
        self.findings
            .add(
                &rules::E1050,
                place,
                format!("`{{{{{reference}}}}}` is no dynamic reference that CloudFormation knows"),
            )
            .help(format!("it knows {form}"));
    }

    /// Secrets may stand in the properties of resources alone.
    fn secret_place(&mut self, place: &Place<'_>) {
        let mut keys: Vec<&str> = place.keys().collect();
        keys.reverse();
        match keys.as_slice() {
            ["Resources", _, "Properties", properties @ ..] => {
                let wants_arn = [
                    "SecretArn",
                    "SecretARN",
                    "SecretsManagerSecretId",
                    "SecretsManagerOracleAsmSecretId",
                    "SecretsManagerSecurityDbEncryptionSecretId",
                    "SecretsManagerConfiguration",
                ];
                if let Some(property) = properties.iter().find(|key| wants_arn.contains(key)) {
                    self.findings.add(
                        &rules::W1051,
                        place,
                        format!("`{property}` takes the ARN of a secret, and this puts the secret itself there"),
                    );
                }
            }
            ["Parameters", _, "Default", ..] => {}
            _ => {
                self.findings.add(
                    &rules::E1051,
                    place,
                    "a reference to Secrets Manager may stand in the properties of resources alone",
                );
            }
        }
    }

    fn takes_secure(&self, place: &Place<'_>) -> bool {
        let mut keys: Vec<&str> = place.keys().filter(|key| !key.starts_with("Fn::")).collect();
        keys.reverse();
        let ty = self
            .resource
            .and_then(|id| self.context.template.resources.get(id))
            .and_then(|resource| resource.ty);
        let property = keys.get(3..).unwrap_or_default().join(".");
        SECURE
            .iter()
            .any(|(secure, name)| Some(*secure) == ty && *name == property)
    }
}

fn is_parameter_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '/'))
}
