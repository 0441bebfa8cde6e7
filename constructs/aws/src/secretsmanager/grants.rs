//! Who needs what of a secret.

use super::secret::Secret;
use crate::grants::grants;

grants! {
    "AWS::SecretsManager::Secret", SecretGrants for Secret;
    /// Lets somebody read the value.
    read, grant_read: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"] with_key ["kms:Decrypt"];
    /// Lets somebody set the value.
    write, grant_write: ["secretsmanager:PutSecretValue", "secretsmanager:UpdateSecret", "secretsmanager:UpdateSecretVersionStage"]
        with_key ["kms:Encrypt", "kms:GenerateDataKey"];
    /// Lets a function make new values: read the one that holds, put the next, and make it the one that holds.
    rotate, grant_rotate:
        ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"]
        with_key ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"]
        and ["secretsmanager:GetRandomPassword"] on ["*"];
}
