//! Amazon Data Firehose.

use ferrocdk::Stack;
use ferrocdk::aws::kinesisfirehose::{DeliveryStream, DeliveryStreamProps, S3Bucket};
use ferrocdk::aws::s3::Bucket;

pub(crate) fn forms(stack: &Stack) {
    let archive = Bucket::from_bucket_name(stack, "DeliveryArchive", "plant-archive");
    let props = DeliveryStreamProps::new(S3Bucket::new(&archive));
    DeliveryStream::new(stack, "DeliveryStream", props);
}
