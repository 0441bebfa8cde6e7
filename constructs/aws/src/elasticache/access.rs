//! `CacheAccess`: how clients prove who they are.

use ferrocdk_core::{ScannerRule, Scope, Value};

use crate::grants::{Grant, Target};
use crate::iam::{Grantee, PolicyStatement};
use crate::secretsmanager::{Generate, Secret, SecretProps};

/// How clients of a cache prove who they are, beside being let in by its security group.
#[derive(Clone, Debug, Default)]
pub enum CacheAccess {
    /// By a password that all of them know, in a secret that is made.
    #[default]
    GeneratedToken,
    /// By a password that all of them know, as the text of a secret: 16 to 128 letters, digits and `!&#$^<>-`.
    Token(Secret),
    /// As users of a group, by its id; IAM can let them in ([`ReplicationGroup::grant_connect`](super::ReplicationGroup::grant_connect)).
    UserGroup(Value<String>),
    /// Not at all.
    Open,
}

const TOKEN_LENGTH: u32 = 64;

impl CacheAccess {
    /// The secret with the password, made below the cache where none is given.
    #[track_caller]
    pub(super) fn token(&self, scope: &Scope) -> Option<Secret> {
        match self {
            Self::GeneratedToken => {
                let generate = Generate::new().length(TOKEN_LENGTH).exclude_punctuation();
                let secret = Secret::new(scope, "Token", SecretProps::new().generate(generate));
                secret.cfn().acknowledge(
                    &[
                        ScannerRule::CdkNag("AwsSolutions-SMG4"),
                        ScannerRule::Guard("SECRETSMANAGER_ROTATION_ENABLED_CHECK"),
                    ],
                    "is known to all clients of a cache: a new one is given by an update of the cache, not by a function",
                );
                Some(secret)
            }
            Self::Token(secret) => Some(secret.clone()),
            Self::UserGroup(_) | Self::Open => None,
        }
    }
}

/// Lets somebody connect to a cache as a user of it, by a token of IAM.
#[track_caller]
pub(super) fn grant_connect(
    scope: &Scope,
    cache_arn: &Value<String>,
    user_arn: Value<String>,
    grantee: &dyn Grantee,
) -> Grant {
    let statement = PolicyStatement::allow(["elasticache:Connect"]).on_each([cache_arn.clone(), user_arn]);
    Grant::statement(statement, grantee, &Target::new(scope, cache_arn))
}
