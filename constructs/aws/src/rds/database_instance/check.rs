//! Settings of a database that RDS does not take, or not as they are meant.

use ferrocdk_core::{Diagnostic, Scope};

use super::{AllocatedStorage, DatabaseInstanceProps};
use crate::diagnostic_ids;
use crate::ec2::SubnetType;
use crate::rds::engine::IamSupport;
use crate::rds::shared::IamAuthentication;

/// Tells them, at the line of whoever makes the database.
#[track_caller]
pub(super) fn check(scope: &Scope, props: &DatabaseInstanceProps) {
    let checks = [
        ("AllocatedStorage", props.allocated_storage.check()),
        (
            "MaxAllocatedStorage",
            props.max_allocated_storage.map_or(Ok(()), AllocatedStorage::check),
        ),
        ("BackupRetentionPeriod", props.backup_retention.check()),
    ];
    for (property, checked) in checks {
        if let Err(error) = checked {
            error.report(scope, diagnostic_ids::DATABASE_RANGE, property);
        }
    }
    let wrong = |message: &str| Diagnostic::error(diagnostic_ids::DATABASE_SETTINGS, message);
    if let Some(most) = props
        .max_allocated_storage
        .filter(|most| *most <= props.allocated_storage)
    {
        let diagnostic = wrong("a disk that is to grow has its largest size already")
            .at("", Some("MaxAllocatedStorage"))
            .found(format!(
                "{} GB of at most {} GB",
                props.allocated_storage.get(),
                most.get()
            ))
            .allowed("a larger max_allocated_storage")
            .help("raise it by at least a tenth, or leave it out");
        scope.report(diagnostic);
    }
    if !props.parameters.is_empty() && props.parameter_group.is_some() {
        let diagnostic = wrong("a database has settings of its own, and a group of settings")
            .at("", Some("DBParameterGroupName"))
            .found("parameters beside parameter_group")
            .allowed("one of the two")
            .help("set them in the group");
        scope.report(diagnostic);
    }
    if props.iam_authentication == Some(IamAuthentication::Enabled) && props.engine.0.iam == IamSupport::No {
        let diagnostic = wrong("IAM cannot let users into this engine")
            .at("", Some("EnableIAMDatabaseAuthentication"))
            .found(props.engine.0.name)
            .allowed("postgres, mysql, mariadb")
            .help("leave iam_authentication out");
        scope.report(diagnostic);
    }
    if props.vpc_subnets.is_of_type(SubnetType::Public) {
        let diagnostic = Diagnostic::warning(
            diagnostic_ids::DATABASE_SETTINGS,
            "a database in public subnets has an address on the internet",
        )
        .at("", Some("PubliclyAccessible"))
        .found("vpc_subnets of type Public")
        .allowed("isolated subnets, or private ones")
        .help("select SubnetType::PrivateIsolated");
        scope.report(diagnostic);
    }
}
