//! Metrics of a bucket.

use ferrocdk_cfn::s3::CfnBucket;

use super::bucket::Bucket;
use crate::cloudwatch::Metric;

impl Bucket {
    /// A metric of the bucket's storage by its name, such as `BucketSizeBytes`, for a type of storage such as `StandardStorage`. S3 measures once a day.
    pub fn metric(&self, name: &str, storage_type: &str) -> Metric {
        Metric::new("AWS/S3", name)
            .dimension("BucketName", self.name())
            .dimension("StorageType", storage_type)
    }

    /// Bytes in the standard class, once a day.
    pub fn metric_bucket_size_bytes(&self) -> Metric {
        CfnBucket::metric_bucket_size_bytes_by_bucket_name_for_standard_storage(self.name()).into()
    }

    /// Objects of all classes, once a day.
    pub fn metric_number_of_objects(&self) -> Metric {
        CfnBucket::metric_number_of_objects_by_bucket_name_for_all_storage_types(self.name()).into()
    }

    /// A metric of requests, such as `4xxErrors` or `FirstByteLatency`, by the minute, for [`RequestMetrics`](super::RequestMetrics) of this name.
    pub fn metric_requests(&self, name: &str, filter_id: &str) -> Metric {
        Metric::new("AWS/S3", name)
            .dimension("BucketName", self.name())
            .dimension("FilterId", filter_id)
    }
}
