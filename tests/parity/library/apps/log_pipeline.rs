//! Logs that go on to a stream, a function and files, and a metric of their errors.

use ferrocdk::aws::cloudwatch::{Alarm, AlarmProps, Statistic};
use ferrocdk::aws::kinesis::{Stream, StreamProps};
use ferrocdk::aws::kinesisfirehose::{DeliveryStream, DeliveryStreamProps, Logging, S3Bucket};
use ferrocdk::aws::lambda::Function;
use ferrocdk::aws::logs::{
    FilterPattern, LogGroup, LogGroupProps, MetricFilter, MetricFilterProps, MetricTransformation, SubscriptionFilter,
    SubscriptionFilterProps, destinations,
};
use ferrocdk::aws::s3::{Bucket, BucketProps};
use ferrocdk::aws::units::Days;
use ferrocdk::{App, Stack, StackProps};

use super::node;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "LogPipeline", StackProps::default());
    let application = LogGroupProps::new().retention(Days(14)).log_group_name("/plant/application");
    let application = LogGroup::new(&stack, "Application", application);
    let access = LogGroup::new(&stack, "Access", LogGroupProps::new().retention(Days(30)));
    let stream = Stream::new(&stack, "Stream", StreamProps::new());
    let alarmer = Function::new(&stack, "Alarmer", node());
    let store = Bucket::new(&stack, "Store", BucketProps::new());
    let delivery = DeliveryStreamProps::new(S3Bucket::new(&store).logging(Logging::Off));
    let delivery = DeliveryStream::new(&stack, "Delivery", delivery);
    let to_stream = SubscriptionFilterProps::new(&application, destinations::KinesisDestination::new(&stream));
    SubscriptionFilter::new(&application, "ToStream", to_stream);
    let fatal = FilterPattern::field("$.level").equals("FATAL").or(FilterPattern::field("$.code").greater_than(900));
    let to_alarmer = SubscriptionFilterProps::new(&application, destinations::LambdaDestination::new(&alarmer));
    SubscriptionFilter::new(&application, "ToAlarmer", to_alarmer.filter_pattern(fatal));
    let to_store = SubscriptionFilterProps::new(&access, destinations::FirehoseDestination::new(&delivery));
    SubscriptionFilter::new(&access, "ToStore", to_store);
    let errors = MetricTransformation::new("Plant", "Errors").default_value(0);
    let errors = MetricFilterProps::new(&application, FilterPattern::field("$.level").equals("ERROR"), errors);
    let errors = MetricFilter::new(&application, "Errors", errors);
    let many = errors.metric().statistic(Statistic::Sum).at_least(5);
    Alarm::new(&stack, "ManyErrors", AlarmProps::new(many));
}
