//! A secret that exists already, and who may read it.

use ferrocdk_aws::grants::Grant;
use ferrocdk_aws::iam::Grantee;
use ferrocdk_aws::kms::Key;
use ferrocdk_aws::props;
use ferrocdk_aws::secretsmanager::Secret;
use ferrocdk_core::{Construct, Diagnostic, Scope, Value};

use crate::diagnostic_ids;

/// Source: "Secret name" of the Secrets Manager API.
const MAX_NAME: usize = 512;

props! {
    /// Settings of a [`SecretRef`].
    pub struct SecretRefProps {
        /// Name of the secret, such as `iot-api-credentials-prod`: letters, digits and `/_+=.@-`, 512 at most.
        name: String,
        /// The key of the account that encrypts it, which readers then may use as well. Default: the key of Secrets Manager, which the account may use.
        encryption_key: Option<Key>,
    }
}

/// A secret that somebody else makes and keeps: it is looked up by its name and granted for reading. Nothing of it stands in the template but the name, and the
/// deletion of the stack leaves it as it is.
///
/// Secrets Manager adds six characters to the ARN of a secret; grants name them as `??????`, so that they reach this secret alone: `name-*` would reach
/// `name-of-another` as well.
///
/// # Resources
///
/// None. Costs nothing by itself; five cents for 10,000 readings of the value.
///
/// ```
/// use ferrocdk_aws::iam::{Principal, Role, RoleProps};
/// use ferrocdk_core::{App, Stack, StackProps};
/// use ferrocdk_plant::{SecretRef, SecretRefProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let credentials = SecretRef::new(&stack, "Credentials", SecretRefProps::new("iot-api-credentials-prod"));
/// let gateway = Role::new(&stack, "Gateway", RoleProps::new(Principal::service("lambda.amazonaws.com")));
/// credentials.grant_read(&gateway);
/// assert_eq!(credentials.name().literal().map(String::as_str), Some("iot-api-credentials-prod"));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct SecretRef {
    secret: Secret,
    name: String,
}

impl Construct for SecretRef {
    fn scope(&self) -> &Scope {
        self.secret.scope()
    }
}

impl SecretRef {
    /// Refers to the secret.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: SecretRefProps) -> Self {
        let mut secret = Secret::from_secret_name(scope, id, &props.name);
        if let Some(key) = &props.encryption_key {
            secret = secret.with_key(key);
        }
        let legal = |character: char| character.is_ascii_alphanumeric() || "/_+=.@-".contains(character);
        if props.name.is_empty() || props.name.len() > MAX_NAME || !props.name.chars().all(legal) {
            let diagnostic = Diagnostic::error(diagnostic_ids::SECRET_NAME, "a secret cannot have such a name")
                .found(format!("`{}`", props.name))
                .allowed("1 to 512 letters, digits and `/_+=.@-`; the name alone, not the ARN");
            secret.scope().report(diagnostic);
        }
        Self {
            secret,
            name: props.name,
        }
    }

    /// Lets somebody read the value, and nothing else.
    #[track_caller]
    pub fn grant_read(&self, grantee: &dyn Grantee) -> Grant {
        self.secret.grants().read(grantee)
    }

    /// The secret's name, by which programs ask for it.
    pub fn name(&self) -> Value<String> {
        self.name.as_str().into()
    }

    /// The secret itself.
    pub fn secret(&self) -> &Secret {
        &self.secret
    }
}
