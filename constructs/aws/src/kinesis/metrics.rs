//! Metrics of a stream.

use ferrocdk_cfn::kinesis::CfnStream;
use ferrocdk_core::CannedMetric;

use super::stream::Stream;
use crate::cloudwatch::Metric;

impl Stream {
    /// A metric of the stream by its name, such as `IncomingBytes`.
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new("AWS/Kinesis", name).dimension("StreamName", self.name())
    }

    /// Bytes that came in.
    pub fn metric_incoming_bytes(&self) -> Metric {
        CfnStream::metric_incoming_bytes_by_stream_name(self.name()).into()
    }

    /// Records that came in.
    pub fn metric_incoming_records(&self) -> Metric {
        CfnStream::metric_incoming_records_by_stream_name(self.name()).into()
    }

    /// Bytes that were read.
    pub fn metric_get_records_bytes(&self) -> Metric {
        CfnStream::metric_get_records_bytes_by_stream_name(self.name()).into()
    }

    /// Age of the last record that was read, in milliseconds: how far readers are behind.
    pub fn metric_get_records_iterator_age_milliseconds(&self) -> Metric {
        CfnStream::metric_get_records_iterator_age_milliseconds_by_stream_name(self.name()).into()
    }

    /// How long reading took, in milliseconds.
    pub fn metric_get_records_latency(&self) -> Metric {
        CfnStream::metric_get_records_latency_by_stream_name(self.name()).into()
    }

    /// Records that were read.
    pub fn metric_get_records(&self) -> Metric {
        CfnStream::metric_get_records_records_by_stream_name(self.name()).into()
    }

    /// Readings that succeeded.
    pub fn metric_get_records_success(&self) -> Metric {
        CfnStream::metric_get_records_success_by_stream_name(self.name()).into()
    }

    /// Bytes that were put one record at a time.
    pub fn metric_put_record_bytes(&self) -> Metric {
        self.canned("PutRecord.Bytes", "Average")
    }

    /// How long putting one record took, in milliseconds.
    pub fn metric_put_record_latency(&self) -> Metric {
        self.canned("PutRecord.Latency", "Average")
    }

    /// Puts of one record that succeeded.
    pub fn metric_put_record_success(&self) -> Metric {
        CfnStream::metric_put_record_success_by_stream_name(self.name()).into()
    }

    /// Bytes that were put several records at a time.
    pub fn metric_put_records_bytes(&self) -> Metric {
        CfnStream::metric_put_records_bytes_by_stream_name(self.name()).into()
    }

    /// How long putting several records took, in milliseconds.
    pub fn metric_put_records_latency(&self) -> Metric {
        self.canned("PutRecords.Latency", "Average")
    }

    /// Puts of several records of which at least one succeeded.
    pub fn metric_put_records_success(&self) -> Metric {
        CfnStream::metric_put_records_success_by_stream_name(self.name()).into()
    }

    /// Records that were to be put, several at a time.
    pub fn metric_put_records_total_records(&self) -> Metric {
        self.canned("PutRecords.TotalRecords", "Sum")
    }

    /// Records that were put, several at a time.
    pub fn metric_put_records_successful_records(&self) -> Metric {
        self.canned("PutRecords.SuccessfulRecords", "Sum")
    }

    /// Records that Kinesis could not put, several at a time, by a failure of its own.
    pub fn metric_put_records_failed_records(&self) -> Metric {
        self.canned("PutRecords.FailedRecords", "Sum")
    }

    /// Records that found no room, several at a time.
    pub fn metric_put_records_throttled_records(&self) -> Metric {
        self.canned("PutRecords.ThrottledRecords", "Sum")
    }

    /// Readings beyond what the shards give.
    pub fn metric_read_provisioned_throughput_exceeded(&self) -> Metric {
        CfnStream::metric_read_provisioned_throughput_exceeded_by_stream_name(self.name()).into()
    }

    /// Records beyond what the shards take.
    pub fn metric_write_provisioned_throughput_exceeded(&self) -> Metric {
        CfnStream::metric_write_provisioned_throughput_exceeded_by_stream_name(self.name()).into()
    }

    fn canned(&self, name: &'static str, statistic: &'static str) -> Metric {
        CannedMetric {
            namespace: "AWS/Kinesis",
            name,
            statistic,
            dimensions: vec![("StreamName", self.name())],
        }
        .into()
    }
}
