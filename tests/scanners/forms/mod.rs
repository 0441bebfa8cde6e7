//! The default form of every construct: with what its constructor asks for, and no more.

use ferrocdk::Stack;

macro_rules! services {
    ($($service:ident,)*) => {
        $(mod $service;)*
        /// The forms of each service.
        pub(crate) const FORMS: &[(&str, fn(&Stack))] = &[$((stringify!($service), $service::forms),)*];
    };
}

services! {
    cloudwatch,
    ec2,
    iam,
    kms,
    lambda,
    secretsmanager,
    sqs,
    ssm,
    stepfunctions,
}

/// Constructs without a form, each with the reason.
pub(crate) const LEFT_OUT: &[(&str, &str)] = &[];
