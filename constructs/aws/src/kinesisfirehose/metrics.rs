//! Metrics of a delivery stream.

use ferrocdk_cfn::kinesisfirehose::CfnDeliveryStream;

use super::delivery_stream::DeliveryStream;
use crate::cloudwatch::Metric;

impl DeliveryStream {
    /// A metric of the delivery stream by its name, such as `ThrottledRecords`.
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new("AWS/Firehose", name).dimension("DeliveryStreamName", self.name())
    }

    /// Bytes that came in.
    pub fn metric_incoming_bytes(&self) -> Metric {
        CfnDeliveryStream::metric_incoming_bytes_by_delivery_stream_name(self.name()).into()
    }

    /// Records that came in.
    pub fn metric_incoming_records(&self) -> Metric {
        CfnDeliveryStream::metric_incoming_records_by_delivery_stream_name(self.name()).into()
    }

    /// Milliseconds by which reading the Kinesis stream is behind.
    pub fn metric_kinesis_millis_behind_latest(&self) -> Metric {
        CfnDeliveryStream::metric_kinesis_millis_behind_latest_by_delivery_stream_name(self.name()).into()
    }

    /// Bytes that were delivered to S3.
    pub fn metric_delivery_to_s3_bytes(&self) -> Metric {
        CfnDeliveryStream::metric_delivery_to_s3_bytes_by_delivery_stream_name(self.name()).into()
    }

    /// Age of the oldest record that is not in S3 yet, in seconds.
    pub fn metric_delivery_to_s3_data_freshness(&self) -> Metric {
        CfnDeliveryStream::metric_delivery_to_s3_data_freshness_by_delivery_stream_name(self.name()).into()
    }

    /// Records that were delivered to S3.
    pub fn metric_delivery_to_s3_records(&self) -> Metric {
        CfnDeliveryStream::metric_delivery_to_s3_records_by_delivery_stream_name(self.name()).into()
    }

    /// Deliveries to S3 that succeeded, of all.
    pub fn metric_delivery_to_s3_success(&self) -> Metric {
        CfnDeliveryStream::metric_delivery_to_s3_success_by_delivery_stream_name(self.name()).into()
    }

    /// Bytes that were kept in S3 beside their delivery.
    pub fn metric_backup_to_s3_bytes(&self) -> Metric {
        CfnDeliveryStream::metric_backup_to_s3_bytes_by_delivery_stream_name(self.name()).into()
    }

    /// Age of the oldest record that is not kept in S3 yet, in seconds.
    pub fn metric_backup_to_s3_data_freshness(&self) -> Metric {
        CfnDeliveryStream::metric_backup_to_s3_data_freshness_by_delivery_stream_name(self.name()).into()
    }

    /// Records that were kept in S3 beside their delivery.
    pub fn metric_backup_to_s3_records(&self) -> Metric {
        CfnDeliveryStream::metric_backup_to_s3_records_by_delivery_stream_name(self.name()).into()
    }
}
