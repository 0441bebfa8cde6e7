//! Records of a stream, and others that are put directly and by a topic, in files of a bucket.

use ferrocdk::aws::kinesis::{Stream, StreamProps};
use ferrocdk::aws::kinesisfirehose::{
    Compression, DeliveryStream, DeliveryStreamProps, DynamicPartitioning, Logging, Processor, S3Backup, S3Bucket,
};
use ferrocdk::aws::kms::{Key, KeyProps};
use ferrocdk::aws::s3::Bucket;
use ferrocdk::aws::sns::{FirehoseSubscription, Topic, TopicProps};
use ferrocdk::aws::units::{Mebibytes, Minutes};
use ferrocdk::{App, Stack, StackProps};

use super::role;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Archive", StackProps::default());
    let archive = Bucket::from_bucket_name(&stack, "Archive", "plant-archive");
    let source = Stream::new(&stack, "Source", StreamProps::new());
    let readings = S3Bucket::new(&archive)
        .compression(Compression::Gzip)
        .prefix("readings/!{timestamp:yyyy/MM/dd}/")
        .buffering_interval(Minutes(5))
        .buffering_size(Mebibytes(64))
        .processors([Processor::AppendDelimiter]);
    DeliveryStream::new(&stack, "FromStream", DeliveryStreamProps::new(readings).source(&source));
    let key = Key::new(&stack, "Key", KeyProps::new());
    let devices = S3Bucket::new(&archive)
        .dynamic_partitioning(DynamicPartitioning::new().key("device", ".deviceId"))
        .logging(Logging::Off)
        .backup(S3Backup::new(&archive).prefix("raw/").logging(Logging::Off));
    let direct = DeliveryStreamProps::new(devices).encryption_key(&key);
    let direct = DeliveryStream::new(&stack, "Direct", direct);
    direct.grant_put_records(&role(&stack, "Gateway"));
    let orders = Topic::new(&stack, "Orders", TopicProps::new());
    orders.add_subscription(FirehoseSubscription::new(&direct).raw());
}
