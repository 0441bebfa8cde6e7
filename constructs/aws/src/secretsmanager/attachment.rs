//! `SecretTargetAttachment`: where a secret is used.

use ferrocdk_cfn::secretsmanager::{
    CfnSecretTargetAttachment, SecretTargetAttachmentProps as CfnSecretTargetAttachmentProps,
};
use ferrocdk_core::{Construct, Scope, Value};

use super::secret::Secret;
use crate::owned::constructs;
use crate::props::props;

/// The kind of database that a secret belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetType {
    /// An instance of RDS.
    RdsDbInstance,
    /// A cluster of RDS.
    RdsDbCluster,
    /// A cluster of Redshift.
    RedshiftCluster,
    /// An instance of DocumentDB.
    DocDbInstance,
    /// A cluster of DocumentDB.
    DocDbCluster,
}

impl TargetType {
    fn word(self) -> &'static str {
        match self {
            Self::RdsDbInstance => "AWS::RDS::DBInstance",
            Self::RdsDbCluster => "AWS::RDS::DBCluster",
            Self::RedshiftCluster => "AWS::Redshift::Cluster",
            Self::DocDbInstance => "AWS::DocDB::DBInstance",
            Self::DocDbCluster => "AWS::DocDB::DBCluster",
        }
    }
}

props! {
    /// Settings of a [`SecretTargetAttachment`].
    pub struct SecretTargetAttachmentProps for CfnSecretTargetAttachmentProps {
        /// The secret, a JSON object with `username` and `password`.
        secret: Secret,
        /// The kind of database.
        target_type: TargetType,
        /// The database, as `Ref` gives it.
        target_id: Value<String>,
    }
}

/// Writes host, port and name of a database into its secret, which rotation and programs need.
///
/// Makes an `AWS::SecretsManager::SecretTargetAttachment`. Costs nothing.
///
/// ```
/// use ferrocdk_aws::secretsmanager::{Secret, SecretProps, SecretTargetAttachment, SecretTargetAttachmentProps, TargetType};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let secret = Secret::new(&stack, "Historian", SecretProps::new());
/// SecretTargetAttachment::new(&stack, "Attached", SecretTargetAttachmentProps::new(&secret, TargetType::RdsDbInstance, "historian"));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct SecretTargetAttachment {
    scope: Scope,
    attachment: CfnSecretTargetAttachment,
}

constructs!(SecretTargetAttachment);

impl SecretTargetAttachment {
    /// Makes an attachment.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: SecretTargetAttachmentProps) -> Self {
        let scope = scope.scope().child(id);
        let attachment = CfnSecretTargetAttachmentProps::new()
            .secret_id(props.secret.arn())
            .target_type(props.target_type.word())
            .target_id(props.target_id);
        let attachment = CfnSecretTargetAttachment::new(&scope, "Resource", props.customize.apply(attachment));
        Self { scope, attachment }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnSecretTargetAttachment {
        self.attachment.clone()
    }

    /// The secret's ARN, known when the attachment is made: for rotation, which needs what the attachment writes.
    pub fn secret_arn(&self) -> Value<String> {
        self.attachment.reference()
    }
}
