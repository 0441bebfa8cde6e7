//! The apps, written against `ferrocdk::aws`; `../cdk` holds the same apps for AWS CDK, each in a file of the same name.

use ferrocdk::aws::iam::{Principal, Role, RoleProps};
use ferrocdk::{App, Construct};

macro_rules! apps {
    ($($name:ident,)*) => {
        $(mod $name;)*
        /// Name of each app, and what fills the tree.
        pub(crate) const APPS: &[(&str, fn(&App))] = &[$((stringify!($name), $name::app),)*];
    };
}

apps! {
    fan_out,
    grants_dynamodb,
    grants_kinesis,
    event_bus,
    event_rules,
    grants_events,
    databases,
    grants_kms,
    grants_sns,
    grants_sqs,
    logs_and_filters,
    grants_lambda,
    grants_secretsmanager,
    grants_sqs,
    grants_ssm,
    monitoring,
    network_by_default,
    network_of_three_tiers,
    machines,
    monitoring,
    network_dual_stack,
    network_three_tiers,
    queue_with_dead_letters,
    readings_table,
    roles_and_policies,
    schedules,
    queue_worker,
    rest_api,
    roles_and_policies,
    secrets_and_parameters,
    users_and_groups,
}

/// A role without permissions, that a grant fills.
fn role(scope: &dyn Construct, id: &str) -> Role {
    Role::new(scope, id, RoleProps::new(Principal::service("lambda.amazonaws.com")))
}
