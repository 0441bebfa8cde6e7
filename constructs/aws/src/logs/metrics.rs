//! Metrics of a log group itself. Figures of what the events say come from a [`MetricFilter`](super::MetricFilter).

use ferrocdk_cfn::logs::CfnLogGroup;

use super::log_group::LogGroup;
use crate::cloudwatch::Metric;

impl LogGroup {
    /// A metric of the log group by its name, such as `IncomingBytes`.
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new("AWS/Logs", name).dimension("LogGroupName", self.name())
    }

    /// Events that came in.
    pub fn metric_incoming_log_events(&self) -> Metric {
        CfnLogGroup::metric_incoming_log_events_by_log_group_name(self.name()).into()
    }

    /// Bytes that came in, uncompressed: what is paid for.
    pub fn metric_incoming_bytes(&self) -> Metric {
        CfnLogGroup::metric_incoming_bytes_by_log_group_name(self.name()).into()
    }

    /// Events that subscription filters sent on.
    pub fn metric_forwarded_log_events(&self) -> Metric {
        CfnLogGroup::metric_forwarded_log_events_by_log_group_name(self.name()).into()
    }

    /// Events that could not be sent on, since their destination failed.
    pub fn metric_delivery_errors(&self) -> Metric {
        CfnLogGroup::metric_delivery_errors_by_log_group_name(self.name()).into()
    }

    /// Events that could not be sent on at once, since their destination is too slow.
    pub fn metric_delivery_throttling(&self) -> Metric {
        CfnLogGroup::metric_delivery_throttling_by_log_group_name(self.name()).into()
    }
}
