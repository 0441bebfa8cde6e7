//! Amazon Data Firehose.

use ferrocdk::Construct;
use ferrocdk::aws::kinesisfirehose::{DeliveryStream, DeliveryStreamProps, S3Bucket};
use ferrocdk::aws::s3::Bucket;

pub(crate) fn forms(stack: &dyn Construct) {
    let archive = Bucket::from_bucket_name(stack, "DeliveryArchive", "plant-archive");
    let props = DeliveryStreamProps::new(S3Bucket::new(&archive));
    DeliveryStream::new(stack, "DeliveryStream", props);
}
