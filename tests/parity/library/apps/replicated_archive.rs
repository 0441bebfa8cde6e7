//! An archive that is copied into another region in a quarter of an hour, and what is to be kept long into a cold bucket.

use ferrocdk::aws::cloudwatch::{Alarm, AlarmProps, Metric, Statistic};
use ferrocdk::aws::kms::{Key, KeyProps};
use ferrocdk::aws::s3::{Bucket, BucketProps, ReplicationRule, ReplicationTime, StorageClass};
use ferrocdk::aws::units::Minutes;
use ferrocdk::{App, Stack, StackProps};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Archive", StackProps::default());
    let key = Key::new(&stack, "Key", KeyProps::new());
    let remote = "arn:aws:kms:eu-central-1:111122223333:key/0a1b2c3d-0000-4000-8000-000000000000";
    let remote = Key::from_key_arn(&stack, "RemoteKey", remote);
    let copy = Bucket::from_bucket_name(&stack, "Copy", "archive-in-frankfurt");
    let cold = Bucket::new(&stack, "Cold", BucketProps::new());
    let to_frankfurt = ReplicationRule::new(&copy)
        .id("frankfurt")
        .priority(2_u32)
        .prefix("raw/")
        .encryption_key(&remote)
        .time(ReplicationTime::FifteenMinutes);
    let to_cold = ReplicationRule::new(&cold)
        .id("cold")
        .priority(1_u32)
        .tag("keep", "long")
        .storage_class(StorageClass::DeepArchive);
    let readings = BucketProps::new().encryption_key(&key).replication([to_frankfurt, to_cold]);
    let archive = Bucket::new(&stack, "Readings", readings);
    let latency = Metric::new("AWS/S3", "ReplicationLatency")
        .dimension("SourceBucket", archive.name())
        .dimension("DestinationBucket", copy.name())
        .dimension("RuleId", "frankfurt")
        .statistic(Statistic::Maximum)
        .period(Minutes(5));
    Alarm::new(&stack, "Behind", AlarmProps::new(latency.above(Minutes(15))));
}
