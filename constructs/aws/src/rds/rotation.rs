//! New passwords for the first user of a database.

use ferrocdk_cfn::secretsmanager::rotation_schedule::HostedRotationLambda;
use ferrocdk_core::{Construct, Scope, Value};

use super::credentials::{EXCLUDED, ROTATION};
use crate::ec2::{Connectable, SecurityGroup, SecurityGroupProps, SubnetSelection, Vpc};
use crate::owned::refuse;
use crate::secretsmanager::{HostedRotation, Rotation, RotationSchedule, RotationScheduleProps, Secret};

/// Where the function that makes new passwords runs, and which one it is.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) vpc: Vpc,
    pub(super) subnets: SubnetSelection,
    pub(super) rotation: HostedRotation,
}

/// Adds a schedule that gives the first user a new password.
#[track_caller]
pub(super) fn add(
    scope: &Scope,
    place: Option<&Place>,
    secret: Option<&Secret>,
    database: &dyn Connectable,
) -> Option<RotationSchedule> {
    let (Some(place), Some(secret)) = (place, secret) else {
        refuse(scope, "or has its password kept by RDS gets its new passwords there");
        return None;
    };
    let below = scope.child(ROTATION);
    let group = SecurityGroup::new(&below, "SecurityGroup", SecurityGroupProps::new(&place.vpc));
    database.allow_default_port_from(&group, "new passwords");
    let subnets = place.vpc.select_subnets(&place.subnets).ids;
    let groups = group.id();
    let props = RotationScheduleProps::new(secret, Rotation::Hosted(place.rotation)).cfn(move |mut schedule| {
        if let Some(Value::Lit(lambda)) = schedule.hosted_rotation_lambda.take() {
            let lambda: HostedRotationLambda = lambda
                .exclude_characters(EXCLUDED)
                .vpc_security_group_ids(groups.clone())
                .vpc_subnet_ids(Value::join(",", subnets.clone()));
            schedule.hosted_rotation_lambda = Some(lambda.into());
        }
        schedule
    });
    let schedule = RotationSchedule::new(&below, "Schedule", props);
    // The function reads host and port, which the attachment writes.
    if let Some(attachment) = secret.scope().find_child("Attachment") {
        schedule.cfn().scope().depends_on(&attachment);
    }
    Some(schedule)
}
