//! What scanners find of a database, and why it is so.

use ferrocdk_cfn::rds::CfnDBInstance;
use ferrocdk_core::ScannerRule;

use super::Standby;
use crate::rds::engine::IamSupport;
use crate::rds::shared::DeletionProtection;

/// Settings that scanners ask for and a database does not have unless told to.
pub(super) struct Acknowledged {
    pub(super) standby: Standby,
    pub(super) monitoring: bool,
    pub(super) logs: bool,
    pub(super) protection: DeletionProtection,
    pub(super) iam: IamSupport,
    pub(super) port: bool,
    pub(super) key: bool,
    pub(super) patch: bool,
}

impl Acknowledged {
    /// Says the reason of each.
    pub(super) fn tell(&self, database: &CfnDBInstance) {
        if self.standby == Standby::None {
            let rules = [
                ScannerRule::Checkov("CKV_AWS_157"),
                ScannerRule::CdkNag("AwsSolutions-RDS3"),
                ScannerRule::Guard("RDS_MULTI_AZ_SUPPORT"),
                ScannerRule::Guard("CT.RDS.PR.1"),
            ];
            database.acknowledge(
                &rules,
                "has no second database in another zone, which costs as much again: Standby::OtherZone",
            );
        }
        if !self.monitoring {
            let rules = [
                ScannerRule::Checkov("CKV_AWS_118"),
                ScannerRule::Guard("RDS_ENHANCED_MONITORING_ENABLED"),
                ScannerRule::Guard("CT.RDS.PR.2"),
            ];
            database.acknowledge(
                &rules,
                "does not tell of the system below it, whose logs are paid for: monitoring_interval",
            );
        }
        if !self.logs {
            let rules = [
                ScannerRule::Guard("RDS_LOGGING_ENABLED"),
                ScannerRule::Guard("CT.RDS.PR.14"),
            ];
            database.acknowledge(
                &rules,
                "keeps the engine's logs itself; in CloudWatch they are paid for: cloudwatch_logs_exports",
            );
        }
        if self.protection == DeletionProtection::Off {
            let rules = [
                ScannerRule::CdkNag("AwsSolutions-RDS10"),
                ScannerRule::Guard("RDS_INSTANCE_DELETION_PROTECTION_ENABLED"),
                ScannerRule::Guard("CT.RDS.PR.13"),
            ];
            database.acknowledge(&rules, "stays when it leaves its stack; a protected one could not be taken back when its first deployment fails");
        }
        if self.iam == IamSupport::No {
            database.acknowledge(
                &[ScannerRule::Checkov("CKV_AWS_161")],
                "has an engine that IAM cannot let users into",
            );
        }
        if !self.key {
            database.acknowledge(
                &[ScannerRule::Guard("CT.RDS.PR.30")],
                "encrypted with the key of RDS; no key of the account is asked for",
            );
        }
        if !self.patch {
            database.acknowledge(
                &[ScannerRule::CfnLint("W3691")],
                "names a major version, of which RDS takes the newest patch; the rule knows whole versions only",
            );
        }
        if !self.port {
            database.acknowledge(
                &[
                    ScannerRule::CdkNag("AwsSolutions-RDS11"),
                    ScannerRule::Guard("CT.RDS.PR.20"),
                ],
                "listens at the engine's usual port; its security group decides who reaches it",
            );
        }
    }
}
