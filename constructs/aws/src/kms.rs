//! A customer managed key whose policy says who may use it for what.

use ferrocdk_cfn::kms::{CfnKey, KeyProps as CfnKeyProps};
use ferrocdk_core::{Construct, Scope, Value, doc, pseudo, text};

use crate::bounds::bounded;
use crate::diagnostic_ids;
use crate::iam::{Grantee, Principal, Statement, append_statement, policy_document};
use crate::units::Days;

bounded! {
    /// How long a key can be brought back after it was deleted, 7 to 30 days. Source: "Deleting AWS KMS keys".
    PendingWindow(Days) in 7..=30, "days";
}

/// A symmetric key that rotates every year.
///
/// The account's IAM policies decide who uses it; services are let in one by one with conditions, and nobody but a service may pass it on.
#[derive(Clone, Debug)]
pub struct Key {
    scope: Scope,
    key: CfnKey,
}

impl Construct for Key {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl Key {
    /// Makes a key. `pending_window` is how long it can be brought back after deletion.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, description: &str, pending_window: impl Into<PendingWindow>) -> Self {
        let scope = scope.scope().child(id);
        let pending_window = pending_window.into();
        if let Err(error) = pending_window.check() {
            error.report(&scope, diagnostic_ids::KEY_RANGE, "PendingWindowInDays");
        }
        let administration = Statement::allow(["kms:*"])
            .sid("AccountAdministration")
            .by(Principal::Account)
            .on_everything();
        // Grants outlive policies, so only services on behalf of a resource may make them (Control Tower CT.KMS.PR.3).
        let grants = Statement::deny(["kms:CreateGrant"])
            .sid("GrantsForServicesOnly")
            .by(Principal::Anybody)
            .on_everything()
            .when(
                "BoolIfExists",
                doc!({ "kms:GrantIsForAWSResource": "false", "aws:PrincipalIsAWSService": "false" }),
            );
        let props = CfnKeyProps::new()
            .description(description)
            .enable_key_rotation(true)
            .pending_window_in_days(pending_window.get())
            .key_policy(policy_document([administration, grants]));
        let key = CfnKey::new(&scope, "Resource", props);
        Self { scope, key }
    }

    /// The key's ARN.
    pub fn arn(&self) -> Value<String> {
        self.key.attr_arn()
    }

    fn allow(&self, statement: Statement) {
        self.key
            .update_property("KeyPolicy", |policy| append_statement(policy, statement));
    }

    /// Lets a grantee encrypt and decrypt what services store for it.
    pub fn grant_use(&self, grantee: &dyn Grantee) {
        grantee.grant(Statement::allow(["kms:Decrypt", "kms:GenerateDataKey"]).on(self.arn()));
    }

    /// Lets CloudWatch Logs use the key for the log groups of this account and region.
    pub fn allow_log_groups(&self) {
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
        let statement = Statement::allow(actions)
            .sid("LogGroups")
            .by(Principal::Service(text!("logs.{}.amazonaws.com", pseudo::region())))
            .on_everything()
            .when("ArnLike", doc!({ "kms:EncryptionContext:aws:logs:arn": groups }));
        self.allow(statement);
    }

    /// Lets CloudWatch alarms publish to topics that the key encrypts; with the key that AWS manages they cannot.
    pub fn allow_alarms(&self) {
        let statement = Statement::allow(["kms:Decrypt", "kms:GenerateDataKey*"])
            .sid("Alarms")
            .by(Principal::service("cloudwatch.amazonaws.com"))
            .on_everything()
            .from_own_account();
        self.allow(statement);
    }
}
