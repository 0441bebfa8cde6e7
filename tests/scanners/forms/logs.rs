//! CloudWatch Logs.

use ferrocdk::Construct;
use ferrocdk::aws::iam::{PolicyStatement, Principal};
use ferrocdk::aws::logs::{
    FilterPattern, LogGroup, LogGroupProps, LogStream, LogStreamProps, MetricFilter, MetricFilterProps,
    MetricTransformation, QueryDefinition, QueryDefinitionProps, QueryString, ResourcePolicy, ResourcePolicyProps,
    SubscriptionFilter, SubscriptionFilterProps, destinations,
};

pub(crate) fn forms(stack: &dyn Construct) {
    let group = LogGroup::new(stack, "LogGroup", LogGroupProps::new());
    LogStream::new(stack, "LogStream", LogStreamProps::new(&group));
    let errors = MetricTransformation::new("Plant", "Errors");
    let pattern = FilterPattern::all_terms(["ERROR"]);
    MetricFilter::new(stack, "MetricFilter", MetricFilterProps::new(&group, pattern, errors));
    let archive = "arn:aws:firehose:sa-east-1:111122223333:deliverystream/archive";
    let archive = destinations::FirehoseDestination::new(archive);
    SubscriptionFilter::new(stack, "SubscriptionFilter", SubscriptionFilterProps::new(&group, archive));
    let query = QueryString::new().fields(["@message"]);
    QueryDefinition::new(stack, "QueryDefinition", QueryDefinitionProps::new("errors", query));
    let statement = PolicyStatement::allow(["logs:PutLogEvents"])
        .by(Principal::service("route53.amazonaws.com"))
        .on(group.arn());
    ResourcePolicy::new(stack, "LogPolicy", ResourcePolicyProps::new().statements([statement]));
}
