//! The apps, written against `ferrocdk::aws`; `../cdk` holds the same apps for AWS CDK, each in a file of the same name.

use ferrocdk::aws::iam::{Principal, Role, RoleProps};
use ferrocdk::aws::lambda::{Code, FunctionProps, Runtime};
use ferrocdk::{App, Construct};

macro_rules! apps {
    ($($name:ident,)*) => {
        $(mod $name;)*
        /// Name of each app, and what fills the tree.
        pub(crate) const APPS: &[(&str, fn(&App))] = &[$((stringify!($name), $name::app),)*];
    };
}

apps! {
    alerts_fan_out,
    api_with_plans,
    approvals,
    archive_bucket,
    archive_delivery,
    autoscaled_tables,
    columnar_lake,
    data_tasks,
    databases,
    direct_integrations,
    event_bus,
    event_rules,
    example_data_pipeline,
    example_event_bus,
    example_iot_fleet,
    example_serverless_api,
    example_state_machine,
    example_worker,
    fan_out,
    function_in_network,
    global_orders,
    grants_apigateway,
    grants_by_actions,
    grants_dynamodb,
    grants_events,
    grants_global_table,
    grants_glue,
    grants_iam,
    grants_kinesis,
    grants_kms,
    grants_kms_alias,
    grants_lambda,
    grants_of_functions,
    grants_rds,
    grants_s3,
    grants_secretsmanager,
    grants_sns,
    grants_sqs,
    grants_ssm,
    grants_stepfunctions,
    http_api,
    http_crud,
    job_poller,
    log_pipeline,
    logs_and_filters,
    machines,
    monitoring,
    network_by_default,
    network_dual_stack,
    network_of_three_tiers,
    network_three_tiers,
    nightly_report,
    openapi_orders,
    order_events,
    order_flow,
    ordered_jobs,
    private_network,
    queue_with_dead_letters,
    queue_worker,
    readings_table,
    releases,
    replicated_archive,
    rest_api,
    rest_api_with_cors,
    roles_and_policies,
    rules_of_a_line,
    schedules,
    secret_rotation,
    secrets_and_parameters,
    service_alarms,
    session_cache,
    static_site,
    stream_consumers,
    telemetry,
    users_and_groups,
}

/// A role without permissions, that a grant fills.
fn role(scope: &dyn Construct, id: &str) -> Role {
    Role::new(scope, id, RoleProps::new(Principal::service("lambda.amazonaws.com")))
}

/// A function whose code does not matter.
fn node() -> FunctionProps {
    FunctionProps::new(Code::inline("exports.handler = async () => {};"))
        .runtime(Runtime::NODEJS_22)
        .handler("index.handler")
}
