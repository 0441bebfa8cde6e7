//! The default form of every construct: with what its constructor asks for, and no more.

use ferrocdk::Construct;

macro_rules! services {
    ($($service:ident,)*) => {
        $(mod $service;)*
        /// The forms of each service, which are made below a scope of its name.
        pub(crate) const FORMS: &[(&str, fn(&dyn Construct))] = &[$((stringify!($service), $service::forms),)*];
    };
}

services! {
    apigateway,
    apigatewayv2,
    athena,
    cloudwatch,
    custom_resource,
    dynamodb,
    ec2,
    elasticache,
    events,
    glue,
    iam,
    iot,
    kinesis,
    kinesisfirehose,
    kms,
    lambda,
    logs,
    rds,
    s3,
    scheduler,
    secretsmanager,
    sns,
    sqs,
    ssm,
    stepfunctions,
}

/// Constructs without a form, each with the reason.
pub(crate) const LEFT_OUT: &[(&str, &str)] = &[(
    "ec2::LaunchTemplate",
    "AwsSolutions-EC26 throws for an instance without a template where the stack has one",
)];
