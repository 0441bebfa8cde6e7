//! Readings that a function cleans, in a bucket that a crawler finds tables in and Athena asks.

use ferrocdk::aws::athena::{NamedQuery, NamedQueryProps, QueryResults, WorkGroup, WorkGroupProps};
use ferrocdk::aws::glue::{CrawledObjects, Crawler, CrawlerProps, Database, DatabaseProps};
use ferrocdk::aws::iam::{Principal, Role, RoleProps};
use ferrocdk::aws::kinesisfirehose::{
    Compression, DeliveryStream, DeliveryStreamProps, LambdaFunctionProcessor, S3Bucket,
};
use ferrocdk::aws::kms::{Key, KeyProps};
use ferrocdk::aws::lambda::Function;
use ferrocdk::aws::s3::{Bucket, BucketProps};
use ferrocdk::aws::units::{Mebibytes, Minutes};
use ferrocdk::{App, Stack, StackProps};

use super::node;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Lake", StackProps::default());
    let key = Key::new(&stack, "Key", KeyProps::new());
    let lake = Bucket::new(&stack, "Lake", BucketProps::new().encryption_key(&key));
    let cleaner = Function::new(&stack, "Cleaner", node().timeout(Minutes(2)));
    let readings = S3Bucket::new(&lake)
        .compression(Compression::Snappy)
        .prefix("readings/!{timestamp:yyyy/MM/dd}/")
        .error_prefix("failed/!{firehose:error-output-type}/")
        .buffering_interval(Minutes(10))
        .buffering_size(Mebibytes(128))
        .encryption_key(&key)
        .processors([LambdaFunctionProcessor::new(&cleaner).retries(2)]);
    let stream = DeliveryStream::new(&stack, "Delivery", DeliveryStreamProps::new(readings));
    let tasks = Principal::service("ecs-tasks.amazonaws.com");
    stream.grant_put_records(&Role::new(&stack, "Gateway", RoleProps::new(tasks)));
    let database = Database::new(&stack, "Plant", DatabaseProps::new().database_name("plant"));
    let crawler = CrawlerProps::new(&database)
        .objects([CrawledObjects::new(&lake, "readings/")])
        .schedule("cron(0 3 * * ? *)");
    Crawler::new(&stack, "Crawler", crawler);
    let reports = WorkGroupProps::new()
        .work_group_name("reports")
        .bytes_scanned_cutoff(10_000_000_000_u64)
        .results(QueryResults::bucket(&lake, "results/"))
        .encryption_key(&key);
    let reports = WorkGroup::new(&stack, "Reports", reports);
    let yesterday = NamedQueryProps::about(&database, "SELECT count(*) FROM readings")
        .query_name("yesterday")
        .work_group(&reports);
    NamedQuery::new(&stack, "Yesterday", yesterday);
}
