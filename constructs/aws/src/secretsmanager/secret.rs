//! `Secret`: a value that is kept secret.

use ferrocdk_cfn::secretsmanager::secret::ReplicaRegion;
use ferrocdk_cfn::secretsmanager::{CfnResourcePolicy, CfnSecret, ResourcePolicyProps, SecretProps as CfnSecretProps};
use ferrocdk_core::{Construct, Diagnostic, RemovalPolicy, ScannerRule, Scope, Value, pseudo, text};

use super::generate::Generate;
use super::grants::SecretGrants;
use crate::grants::{ResourcePolicy, Target};
use crate::iam::{PolicyDocument, PolicyStatement, append_statement};
use crate::kms::Key;
use crate::owned::{Owned, constructs};
use crate::props::props;
use crate::{defaults, diagnostic_ids};

/// A copy of a secret in another region.
#[derive(Clone, Debug)]
pub struct Replica {
    /// The region.
    pub region: String,
    /// The ARN of the key there that encrypts the copy. `None`: the key of Secrets Manager.
    pub key_arn: Option<Value<String>>,
}

impl From<&str> for Replica {
    fn from(region: &str) -> Self {
        Self {
            region: region.to_owned(),
            key_arn: None,
        }
    }
}

props! {
    /// Settings of a [`Secret`].
    pub struct SecretProps for CfnSecretProps {
        /// How the value is made up. Default: 32 characters of all kinds.
        generate: Option<Generate>,
        /// The value itself, which then stands in the template: only for values that come from elsewhere, such as the secret of an access key. Excludes
        /// [`generate`](Self::generate).
        string_value: Option<Value<String>>,
        /// A name that does not change. Default: CloudFormation generates one.
        secret_name: Option<Value<String>>,
        /// For people. Default: none.
        description: Option<Value<String>>,
        /// The key of the account that encrypts it. Default: that of the scope ([`Defaults`](crate::Defaults)), else the key of Secrets Manager.
        encryption_key: Option<Key>,
        /// Other regions that have a copy.
        replicas: Vec<Replica>,
        /// Fate of the secret when it leaves the stack. Default: that of the scope ([`Defaults`](crate::Defaults)), else it stays. A deleted one can be brought back for 30 days.
        removal_policy: Option<RemovalPolicy>,
    }
}

/// A secret, whose value never stands in a template.
///
/// Makes an `AWS::SecretsManager::Secret`. Costs forty cents a month, and five cents for 10,000 calls; each replica as much.
///
/// ```
/// use ferrocdk_aws::secretsmanager::{Secret, SecretProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let token = Secret::new(&stack, "Token", SecretProps::new().description("Signs what gateways send"));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Secret {
    scope: Scope,
    resource: Owned<CfnSecret>,
    arn: Value<String>,
    /// The ARN for policies: that of an import may lack the six characters that Secrets Manager adds.
    granted: Value<String>,
    key: Option<Key>,
}

constructs!(Secret);
ferrocdk_cfn::refers!(Secret: secretsmanager { SecretArn => arn });

impl From<&Self> for Secret {
    fn from(secret: &Self) -> Self {
        secret.clone()
    }
}

impl Secret {
    /// Makes a secret.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: SecretProps) -> Self {
        let scope = scope.scope().child(id);
        let key = props.encryption_key.or_else(|| defaults::encryption_key(&scope));
        let mut secret = CfnSecretProps::new();
        match (props.generate, props.string_value) {
            (Some(_), Some(_)) => {
                let diagnostic = Diagnostic::error(diagnostic_ids::SECRET, "a secret has two values")
                    .found("a value, and how to make one up")
                    .allowed("`generate` or `string_value`");
                scope.report(diagnostic);
            }
            (None, Some(value)) => secret = secret.secret_string(value),
            (generate, None) => {
                let generate = generate.unwrap_or_default();
                generate.check(&scope);
                secret = secret.generate_secret_string(generate.into_cfn());
            }
        }
        secret.name = props.secret_name;
        secret.description = props.description;
        secret.kms_key_id = key.as_ref().map(Key::arn);
        if !props.replicas.is_empty() {
            let replica = |replica: Replica| {
                let mut region = ReplicaRegion::new().region(replica.region);
                region.kms_key_id = replica.key_arn;
                region
            };
            secret = secret.replica_regions(props.replicas.into_iter().map(replica).collect::<Vec<_>>());
        }
        let secret = CfnSecret::new(&scope, "Resource", props.customize.apply(secret));
        defaults::apply_removal_policy(&secret, props.removal_policy);
        let rules = [
            ScannerRule::CdkNag("AwsSolutions-SMG4"),
            ScannerRule::Guard("SECRETSMANAGER_ROTATION_ENABLED_CHECK"),
        ];
        secret.acknowledge(
            &rules,
            "rotation needs a function that knows where the secret is used: RotationSchedule",
        );
        if key.is_none() {
            let rules = [
                ScannerRule::Checkov("CKV_AWS_149"),
                ScannerRule::Guard("SECRETSMANAGER_USING_CMK"),
            ];
            secret.acknowledge(
                &rules,
                "encrypted with the key of Secrets Manager; no key of the account is asked for",
            );
        }
        let arn = secret.reference();
        Self {
            scope,
            resource: Owned::made(secret),
            granted: arn.clone(),
            arn,
            key,
        }
    }

    /// A secret of the stack's account and region that exists, by name.
    #[track_caller]
    pub fn from_secret_name(scope: &dyn Construct, id: &str, name: &str) -> Self {
        let arn = text!(
            "arn:{}:secretsmanager:{}:{}:secret:{}",
            pseudo::partition(),
            pseudo::region(),
            pseudo::account_id(),
            name
        );
        Self::from_secret_partial_arn(scope, id, arn)
    }

    /// A secret that exists, by its ARN with the six characters at its end.
    #[track_caller]
    pub fn from_secret_complete_arn(scope: &dyn Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        let arn = arn.into();
        Self::imported(scope, id, arn.clone(), arn)
    }

    /// A secret that exists, by its ARN without the six characters that Secrets Manager adds.
    #[track_caller]
    pub fn from_secret_partial_arn(scope: &dyn Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        let arn = arn.into();
        Self::imported(scope, id, arn.clone(), arn + "-??????")
    }

    #[track_caller]
    fn imported(scope: &dyn Construct, id: &str, arn: Value<String>, granted: Value<String>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            arn,
            granted,
            key: None,
        }
    }

    /// Says which key of the account encrypts an imported secret, so that grants reach it too.
    #[must_use]
    pub fn with_key(mut self, key: impl Into<Key>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnSecret {
        self.resource.resource(&self.scope, |scope| {
            CfnSecret::new(scope, "Resource", CfnSecretProps::new())
        })
    }

    /// The secret's ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// The key that encrypts it, if it is one of the account.
    pub fn encryption_key(&self) -> Option<&Key> {
        self.key.as_ref()
    }

    /// The whole value, as a dynamic reference that CloudFormation resolves at deployment.
    pub fn value(&self) -> Value<String> {
        Value::secret(self.arn(), "")
    }

    /// A field of a value that is a JSON object, as a dynamic reference that CloudFormation resolves at deployment.
    pub fn field(&self, name: &str) -> Value<String> {
        Value::secret(self.arn(), name)
    }

    /// Grants on this secret.
    pub fn grants(&self) -> SecretGrants {
        let target = Target::new(self, self.granted.clone());
        let service = text!("secretsmanager.{}.amazonaws.com", pseudo::region());
        let target = target.policy(self.clone()).key(self.key.as_ref());
        SecretGrants::on(target.key_through(service))
    }
}

impl ResourcePolicy for Secret {
    fn add_to_resource_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        self.resource.get()?;
        // A policy of a secret is about that secret, so it need not name it.
        let statement = statement.on_itself();
        let existing = self.scope.find("Policy/Resource");
        if let Some(policy) = existing.as_ref().and_then(ferrocdk_core::CfnResource::of) {
            policy.update_property("ResourcePolicy", |document| append_statement(document, statement));
            return existing;
        }
        let policy = ResourcePolicyProps::new()
            .secret_id(self.arn())
            .block_public_policy(true)
            .resource_policy(PolicyDocument::of([statement]));
        let policy = CfnResourcePolicy::new(&self.scope.child("Policy"), "Resource", policy);
        Some(policy.scope().clone())
    }
}
