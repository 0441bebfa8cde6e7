//! Topic rules with several actions each: states into a table and files, stops to people, devices and a metric.

use ferrocdk::aws::dynamodb::{Attribute, Table, TableProps};
use ferrocdk::aws::iot::actions::{
    CloudWatchLogsAction, DynamoDbV2Action, MetricAction, RepublishAction, S3Action, SnsAction, SqsAction,
};
use ferrocdk::aws::iot::{ErrorAction, TopicRule, TopicRuleProps};
use ferrocdk::aws::logs::{LogGroup, LogGroupProps};
use ferrocdk::aws::s3::{Bucket, BucketProps};
use ferrocdk::aws::sns::{Topic, TopicProps};
use ferrocdk::aws::sqs::{Queue, QueueProps};
use ferrocdk::aws::units::Days;
use ferrocdk::{App, Stack, StackProps};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Line", StackProps::default());
    let states = Table::new(&stack, "States", TableProps::new(Attribute::string("thing")));
    let archive = Bucket::new(&stack, "Archive", BucketProps::new());
    let stops = Topic::new(&stack, "Stops", TopicProps::new());
    let failed = Queue::new(&stack, "Failed", QueueProps::new());
    let errors = LogGroup::new(&stack, "Errors", LogGroupProps::new().retention(Days(30)));
    let select = "SELECT state, timestamp() AS at FROM 'line/+/state'";
    let state = TopicRuleProps::new(select, ErrorAction::new(SqsAction::new(&failed)))
        .action(DynamoDbV2Action::new(&states))
        .action(S3Action::new(&archive).key("${topic()}/${timestamp()}"));
    TopicRule::new(&stack, "State", state);
    let select = "SELECT * FROM 'line/+/state' WHERE state = 'stopped'";
    let stop = TopicRuleProps::new(select, ErrorAction::new(CloudWatchLogsAction::new(&errors)))
        .action(SnsAction::new(&stops))
        .action(RepublishAction::new("stops/${topic(2)}"))
        .action(MetricAction::new("Line", "Stops", "1").unit("Count"));
    TopicRule::new(&stack, "Stop", stop);
}
