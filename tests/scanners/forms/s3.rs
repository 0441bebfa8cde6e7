//! S3.

use ferrocdk::Stack;
use ferrocdk::aws::s3::{Bucket, BucketProps};

pub(crate) fn forms(stack: &Stack) {
    Bucket::new(stack, "Bucket", BucketProps::new());
}
