//! Services that a key has to let in by its policy, since they have no identity of the account.

use ferrocdk_core::{doc, pseudo, text};

use super::key::Key;
use crate::iam::{PolicyStatement, Principal};

impl Key {
    /// Lets CloudWatch Logs use the key for the log groups of this account and region.
    ///
    /// An imported key is left as it is: whoever owns it lets the service in.
    pub fn allow_log_groups(&self) {
        if !self.has_policy() {
            return;
        }
        let groups = text!(
            "arn:{}:logs:{}:{}:log-group:*",
            pseudo::partition(),
            pseudo::region(),
            pseudo::account_id()
        );
        let actions = [
            "kms:Encrypt",
            "kms:Decrypt",
            "kms:ReEncrypt*",
            "kms:GenerateDataKey*",
            "kms:DescribeKey",
        ];
        let statement = PolicyStatement::allow(actions)
            .sid("LogGroups")
            .by(Principal::service(text!("logs.{}.amazonaws.com", pseudo::region())))
            .when("ArnLike", doc!({ "kms:EncryptionContext:aws:logs:arn": groups }));
        self.add_to_key_policy(statement);
    }

    /// Lets CloudWatch alarms publish to topics that the key encrypts; with the key that AWS manages they cannot.
    ///
    /// An imported key is left as it is: whoever owns it lets the service in.
    pub fn allow_alarms(&self) {
        if !self.has_policy() {
            return;
        }
        let statement = PolicyStatement::allow(["kms:Decrypt", "kms:GenerateDataKey*"])
            .sid("Alarms")
            .by(Principal::service("cloudwatch.amazonaws.com"))
            .from_own_account();
        self.add_to_key_policy(statement);
    }
}
