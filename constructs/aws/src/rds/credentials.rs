//! `Credentials`: name and password of a database's first user.

use ferrocdk_core::{CfnResource, Construct, ScannerRule, Scope, Value};

use super::engine::EngineFacts;
use crate::defaults;
use crate::kms::Key;
use crate::secretsmanager::{
    Generate, Secret, SecretProps, SecretTargetAttachment, SecretTargetAttachmentProps, TargetType,
};

/// Characters that one of the engines or a shell takes for something else; as AWS CDK leaves them out, since another list would make another password.
pub(super) const EXCLUDED: &str = " %+~`#$&*()|[]{}:;<>?!'/@\"\\";
/// Id of what gives a secret new values.
pub(super) const ROTATION: &str = "RotationSingleUser";
const PASSWORD_LENGTH: u32 = 30;

/// Name and password of a database's first user, which never stand in a template.
#[derive(Clone, Debug)]
pub struct Credentials(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Generated { username: String, key: Option<Key> },
    Given(Secret),
    Managed { username: String, key: Option<Key> },
}

impl Credentials {
    /// A secret with a name, and a password that is made up.
    pub fn generated(username: impl Into<String>) -> Self {
        Self(Kind::Generated {
            username: username.into(),
            key: None,
        })
    }

    /// A secret that is there: a JSON object with `username` and `password`.
    pub fn from_secret(secret: &Secret) -> Self {
        Self(Kind::Given(secret.clone()))
    }

    /// A secret that RDS makes, keeps, and gives a new password every seven days, without a function of yours. Not for read replicas elsewhere.
    pub fn managed(username: impl Into<String>) -> Self {
        Self(Kind::Managed {
            username: username.into(),
            key: None,
        })
    }

    /// Encrypts the secret with a key of the account. Default: that of the scope ([`Defaults`](crate::Defaults)), else the key of Secrets Manager.
    #[must_use]
    pub fn encryption_key(mut self, of_secret: impl Into<Key>) -> Self {
        match &mut self.0 {
            Kind::Generated { key, .. } | Kind::Managed { key, .. } => *key = Some(of_secret.into()),
            Kind::Given(_) => {}
        }
        self
    }

    fn username(&self) -> Option<String> {
        match &self.0 {
            Kind::Generated { username, .. } => Some(username.clone()),
            Kind::Given(_) | Kind::Managed { .. } => None,
        }
    }

    /// The form in which a database is given them, with the secret made below it.
    #[track_caller]
    pub(super) fn render(given: Option<Self>, scope: &Scope, engine: &EngineFacts) -> Rendered {
        // The name that was given is written out, so that it can be read; AWS CDK does so too.
        let written = given.as_ref().and_then(Self::username);
        let Self(kind) = given.unwrap_or_else(|| Self::generated(engine.username));
        match kind {
            Kind::Managed { username, key } => Rendered::Managed {
                username: username.into(),
                key: key.or_else(|| defaults::encryption_key(scope)),
            },
            Kind::Given(secret) => Rendered::Secret { secret, username: None },
            Kind::Generated { username, key } => {
                let template = format!("{{\"username\":{}}}", serde_json::Value::from(username));
                let generate = Generate::new()
                    .length(PASSWORD_LENGTH)
                    .template(&template)
                    .field("password")
                    .exclude_characters(EXCLUDED);
                let mut props = SecretProps::new()
                    .generate(generate)
                    .description(format!("first user of {}", scope.path()));
                props.encryption_key = key;
                Rendered::Secret {
                    secret: Secret::new(scope, "Secret", props),
                    username: written,
                }
            }
        }
    }
}

/// The form in which a database is given credentials.
pub(super) enum Rendered {
    Secret { secret: Secret, username: Option<String> },
    Managed { username: Value<String>, key: Option<Key> },
}

impl Rendered {
    /// The secret, told of the database that it is for.
    #[track_caller]
    pub(super) fn attach(self, scope: &Scope, target_type: TargetType, database: Value<String>) -> Option<Secret> {
        let Self::Secret { secret, .. } = self else {
            return None;
        };
        // One secret can be given to several databases; it is told of the first.
        if secret.scope().find_child("Attachment").is_none() {
            SecretTargetAttachment::new(
                &secret,
                "Attachment",
                SecretTargetAttachmentProps::new(&secret, target_type, database),
            );
        }
        acknowledge_no_rotation(scope, &secret);
        Some(secret)
    }
}

/// Says why a secret gets no new values, if it gets none when the tree is complete.
fn acknowledge_no_rotation(scope: &Scope, secret: &Secret) {
    let Some(resource) = secret.scope().find_child("Resource").as_ref().and_then(CfnResource::of) else {
        return;
    };
    scope.add_validation(move |scope| {
        if scope.find_child(ROTATION).is_none() {
            resource.acknowledge(
                &[
                    ScannerRule::CdkNag("AwsSolutions-SMG4"),
                    ScannerRule::Guard("SECRETSMANAGER_ROTATION_ENABLED_CHECK"),
                ],
                "gets new passwords by add_rotation_single_user, whose function needs a way to Secrets Manager from the network",
            );
        }
        Vec::new()
    });
}
