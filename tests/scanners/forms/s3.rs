//! S3.

use ferrocdk::Construct;
use ferrocdk::aws::s3::{Bucket, BucketDeployment, BucketDeploymentProps, BucketProps, Source};
use ferrocdk::aws::units::Days;

pub(crate) fn forms(stack: &dyn Construct) {
    let bucket = Bucket::new(stack, "Bucket", BucketProps::new());
    Bucket::new(stack, "AccessLogs", BucketProps::for_access_logs(Days(90)));
    let files = BucketDeploymentProps::new(&bucket).sources([Source::data("about.txt", "press 7")]);
    BucketDeployment::new(stack, "Files", files);
}
