//! Words, ranges and grants that instances and clusters have in common.

use ferrocdk_core::{Scope, Value, pseudo, text};

use crate::bounds::bounded;
use crate::grants::{Grant, Target};
use crate::iam::{Grantee, ManagedPolicy, PolicyStatement, Principal, Role, RoleProps};
use crate::units::{Days, Seconds};

bounded! {
    /// How long automatic backups are kept, 0 (none) to 35 days. Source: "Backup retention period" of the RDS user guide.
    BackupRetention(Days) in 0..=35, "days";
}

/// Whether a database can be deleted by mistake.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeletionProtection {
    /// It can, as far as its removal policy lets CloudFormation.
    #[default]
    Off,
    /// Nobody deletes it before the protection is taken off.
    On,
}

/// Whether IAM lets users in, with tokens in place of passwords.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IamAuthentication {
    /// It does, beside passwords.
    Enabled,
    /// Passwords only.
    Disabled,
}

/// How often the system below a database tells how it fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MonitoringInterval {
    /// Every second.
    OneSecond,
    /// Every five seconds.
    FiveSeconds,
    /// Every ten seconds.
    TenSeconds,
    /// Every fifteen seconds.
    FifteenSeconds,
    /// Every thirty seconds.
    ThirtySeconds,
    /// Every minute.
    OneMinute,
}

impl MonitoringInterval {
    pub(super) fn seconds(self) -> Seconds {
        Seconds(match self {
            Self::OneSecond => 1,
            Self::FiveSeconds => 5,
            Self::TenSeconds => 10,
            Self::FifteenSeconds => 15,
            Self::ThirtySeconds => 30,
            Self::OneMinute => 60,
        })
    }
}

/// The role by which RDS writes what the system below a database tells.
#[track_caller]
pub(super) fn monitoring_role(scope: &Scope) -> Role {
    let policy = ManagedPolicy::from_aws_managed_policy_name("service-role/AmazonRDSEnhancedMonitoringRole");
    let props = RoleProps::new(Principal::service("monitoring.rds.amazonaws.com")).managed_policies([policy]);
    Role::new(scope, "MonitoringRole", props)
}

/// Lets somebody connect as a user of the database, by a token of IAM.
#[track_caller]
pub(super) fn grant_connect(
    scope: &Scope,
    resource_id: Value<String>,
    user: Value<String>,
    grantee: &dyn Grantee,
) -> Grant {
    let arn = text!(
        "arn:{}:rds-db:{}:{}:dbuser:{}/{}",
        pseudo::partition(),
        pseudo::region(),
        pseudo::account_id(),
        resource_id,
        user
    );
    let statement = PolicyStatement::allow(["rds-db:connect"]).on(&arn);
    Grant::statement(statement, grantee, &Target::new(scope, arn))
}

/// Lets somebody query a cluster over HTTPS.
#[track_caller]
pub(super) fn grant_data_api(scope: &Scope, cluster_arn: Value<String>, grantee: &dyn Grantee) -> Grant {
    let actions = [
        "rds-data:BatchExecuteStatement",
        "rds-data:BeginTransaction",
        "rds-data:CommitTransaction",
        "rds-data:ExecuteStatement",
        "rds-data:RollbackTransaction",
    ];
    let statement = PolicyStatement::allow(actions).on(&cluster_arn);
    Grant::statement(statement, grantee, &Target::new(scope, cluster_arn))
}
