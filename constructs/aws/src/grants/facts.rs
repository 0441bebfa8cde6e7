//! The facts of all grants.

/// A row of the table: the actions that a grant gives.
///
/// Several rows of the same grant are given together, such as those on a bucket and on its objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GrantFacts {
    /// The CloudFormation type of the resource, such as `AWS::SQS::Queue`.
    pub resource: &'static str,
    /// The grant, such as `send_messages`.
    pub grant: &'static str,
    /// The actions on the resource. Empty for a row that is about the key alone.
    pub actions: &'static [&'static str],
    /// Endings of the resource's ARN in the statement, each by itself: nothing, or such as `/*`. [`EVERYTHING`](Self::EVERYTHING) alone is for actions that have no resource level.
    pub on: &'static [&'static str],
    /// The actions on the key that encrypts the resource, if there is one.
    pub key_actions: &'static [&'static str],
}

impl GrantFacts {
    /// Word of [`on`](Self::on) for actions that have no resource level: the statement is on `*`.
    pub const EVERYTHING: &'static str = "*";
}

/// The facts of every grant of the services that are compiled.
///
/// ```
/// let send = ferrocdk_aws::grants::all().find(|facts| facts.grant == "send_messages").unwrap();
/// assert!(send.actions.contains(&"sqs:SendMessage"));
/// ```
pub fn all() -> impl Iterator<Item = &'static GrantFacts> {
    const TABLES: &[&[GrantFacts]] = &[
        #[cfg(feature = "apigateway")]
        crate::apigateway::ApiKeyGrants::FACTS,
        #[cfg(feature = "apigateway")]
        crate::apigateway::MethodGrants::FACTS,
        #[cfg(feature = "apigatewayv2")]
        crate::apigatewayv2::HttpRouteGrants::FACTS,
        #[cfg(feature = "athena")]
        crate::athena::WorkGroupGrants::FACTS,
        #[cfg(feature = "dynamodb")]
        crate::dynamodb::TableGrants::FACTS,
        #[cfg(feature = "dynamodb")]
        crate::dynamodb::TableStreamGrants::FACTS,
        #[cfg(feature = "events")]
        crate::events::EventBusGrants::FACTS,
        #[cfg(feature = "glue")]
        crate::glue::CrawlerGrants::FACTS,
        #[cfg(feature = "glue")]
        crate::glue::JobGrants::FACTS,
        #[cfg(feature = "iot")]
        crate::iot::ThingGrants::FACTS,
        #[cfg(feature = "kinesis")]
        crate::kinesis::StreamConsumerGrants::FACTS,
        #[cfg(feature = "kinesis")]
        crate::kinesis::StreamGrants::FACTS,
        #[cfg(feature = "kinesisfirehose")]
        crate::kinesisfirehose::DeliveryStreamGrants::FACTS,
        crate::iam::RoleGrants::FACTS,
        crate::kms::KeyGrants::FACTS,
        #[cfg(feature = "lambda")]
        crate::lambda::FunctionGrants::FACTS,
        #[cfg(feature = "logs")]
        crate::logs::LogGroupGrants::FACTS,
        #[cfg(feature = "s3")]
        crate::s3::BucketGrants::FACTS,
        #[cfg(feature = "scheduler")]
        crate::scheduler::ScheduleGrants::FACTS,
        #[cfg(feature = "secretsmanager")]
        crate::secretsmanager::SecretGrants::FACTS,
        #[cfg(feature = "sns")]
        crate::sns::TopicGrants::FACTS,
        #[cfg(feature = "sqs")]
        crate::sqs::QueueGrants::FACTS,
        #[cfg(feature = "ssm")]
        crate::ssm::StringParameterGrants::FACTS,
        #[cfg(feature = "stepfunctions")]
        crate::stepfunctions::ActivityGrants::FACTS,
        #[cfg(feature = "stepfunctions")]
        crate::stepfunctions::StateMachineGrants::FACTS,
    ];
    TABLES.iter().flat_map(|table| table.iter())
}
