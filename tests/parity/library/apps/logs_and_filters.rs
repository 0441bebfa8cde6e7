//! A log group with a stream, metrics of its events, a subscription, a query, and a policy for a service.

use ferrocdk::aws::iam::{PolicyStatement, Principal};
use ferrocdk::aws::lambda::Function;
use ferrocdk::aws::logs::{
    FilterPattern, LogGroup, LogGroupProps, LogStream, LogStreamProps, MetricFilter, MetricFilterProps,
    MetricTransformation, MetricValue, QueryDefinition, QueryDefinitionProps, QueryString, ResourcePolicy,
    ResourcePolicyProps, SubscriptionFilter, SubscriptionFilterProps, destinations,
};
use ferrocdk::aws::units::Days;
use ferrocdk::{App, Stack, StackProps};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Logs", StackProps::default());
    let props = LogGroupProps::new().log_group_name("/plant/press").retention(Days(90));
    let group = LogGroup::new(&stack, "Group", props);
    LogStream::new(&stack, "Stream", LogStreamProps::new(&group).log_stream_name("failures"));
    let field = |path: &str| FilterPattern::field(path);
    let metric = |name: &str| MetricTransformation::new("Plant", name);
    let filter = |id: &str, pattern: FilterPattern, metric: MetricTransformation| {
        MetricFilter::new(&stack, id, MetricFilterProps::new(&group, pattern, metric));
    };
    filter("Errors", field("$.level").equals("ERROR").into(), metric("Errors").default_value(0));
    let latency = metric("Latency")
        .value(MetricValue::Field("$.latency".into()))
        .dimension("Line", "$.line")
        .unit("Milliseconds");
    filter("Latency", field("$.latency").exists().into(), latency);
    let failed = field("$.status").at_least(500).and(field("$.retried").is_false());
    filter("Failed", failed.into(), metric("Failed"));
    filter("Words", FilterPattern::any_term(["ERROR", "say \"no\""]), metric("Words"));
    let columns = FilterPattern::columns(["host", "...", "status", "bytes"])
        .restrict("status", |status| status.at_least(400))
        .restrict("status", |status| status.less_than(500));
    filter("Columns", columns.into(), metric("Columns"));
    let arn = "arn:aws:lambda:sa-east-1:111122223333:function:handler";
    let handler = Function::from_function_arn(&stack, "Handler", arn);
    let to_handler = SubscriptionFilterProps::new(&group, destinations::LambdaDestination::new(&handler))
        .filter_pattern(FilterPattern::all_terms(["ERROR", "press"]));
    SubscriptionFilter::new(&stack, "ToHandler", to_handler);
    let errors = QueryString::new()
        .fields(["@timestamp", "@message"])
        .filter("level = \"ERROR\"")
        .sort("@timestamp desc")
        .limit(20);
    QueryDefinition::new(&stack, "Query", QueryDefinitionProps::new("plant/errors", errors).log_groups([&group]));
    let queries = LogGroup::from_log_group_name(&stack, "Queries", "/aws/route53/plant");
    let statement = PolicyStatement::allow(["logs:CreateLogStream", "logs:PutLogEvents"])
        .by(Principal::service("route53.amazonaws.com"))
        .on(queries.arn());
    let policy = ResourcePolicyProps::new().resource_policy_name("route53").statements([statement]);
    ResourcePolicy::new(&stack, "Route53", policy);
}
