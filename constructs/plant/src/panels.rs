//! The panels of the parts of a plant, made of the same metrics as their alarms.

use ferrocdk_aws::cloudwatch::{Metric, Statistic};
use ferrocdk_aws::dynamodb::Operation;
use ferrocdk_aws::lambda::Function;
use ferrocdk_aws::logs::QueryString;
use ferrocdk_contracts::metrics;

use crate::failure_parking::FailureParking;
use crate::fleet_provisioning::FleetProvisioning;
use crate::ingest::IngestPipeline;
use crate::panel::{Panel, Show, errors_of_logs, graph};
use crate::raw_archive::RawArchive;
use crate::store::HotColdStore;
use crate::stream_processor::StreamProcessor;

fn sum(metric: Metric, label: &str) -> Metric {
    metric.statistic(Statistic::Sum).label(label)
}

fn most(metric: Metric, label: &str) -> Metric {
    metric.statistic(Statistic::Maximum).label(label)
}

fn mean(metric: Metric, label: &str) -> Metric {
    metric.statistic(Statistic::Average).label(label)
}

impl Show for IngestPipeline {
    fn panel(&self) -> Panel {
        let stream = self.stream();
        let records = sum(stream.metric_incoming_records(), "records");
        let bytes = sum(stream.metric_incoming_bytes(), "bytes");
        let refused = sum(stream.metric_write_provisioned_throughput_exceeded(), "writes refused");
        let held_up = sum(stream.metric_read_provisioned_throughput_exceeded(), "reads refused");
        let age = most(
            stream.metric_get_records_iterator_age_milliseconds(),
            "age of what is read",
        );
        let mut panel = Panel::new("Stream").widgets([
            graph("Records and bytes", [&records]).right([&bytes]),
            graph("Refused", [&refused, &held_up]),
            graph("Age in the stream (ms)", [&age]),
        ]);
        if let Some(rule) = self.rule() {
            let matched = sum(rule.metric_topic_match(), "messages");
            let wrong = sum(rule.metric_parse_error(), "not understood");
            let dropped = sum(rule.metric_rule_message_throttled(), "dropped");
            panel = panel
                .widgets([
                    graph("Messages of devices", [&matched]),
                    graph("Messages without an action", [&wrong, &dropped]),
                ])
                .stage(matched.label("published"));
        }
        let mut panel = panel.stage(records.label("in the stream"));
        let parking = self.parking().panel();
        panel.widgets.extend(parking.widgets);
        panel.stages.extend(parking.stages);
        panel
    }
}

impl Show for FailureParking {
    fn panel(&self) -> Panel {
        let waiting = |label: &str| most(self.failures().metric_approximate_number_of_messages_visible(), label);
        let given_up = most(
            self.terminal().metric_approximate_number_of_messages_visible(),
            "given up",
        );
        let age = most(self.failures().metric_approximate_age_of_oldest_message(), "oldest (s)");
        Panel::new("Failures")
            .widgets([graph("Failures that wait", [&waiting("waiting"), &given_up]).right([&age])])
            .stage(waiting("failures"))
    }
}

/// Work of a function: invocations, errors, duration, executions at the same time.
fn of_function(function: &Function) -> [ferrocdk_aws::cloudwatch::Widget; 3] {
    let calls = sum(function.metric_invocations(), "invocations");
    let errors = sum(function.metric_errors(), "errors");
    let throttles = sum(function.metric_throttles(), "throttles");
    let p99 = function.metric_duration().statistic("p99").label("p99");
    [
        graph("Invocations", [&calls]).right([&errors, &throttles]),
        graph("Duration (ms)", [&mean(function.metric_duration(), "mean"), &p99]),
        graph(
            "Executions at the same time",
            [&most(function.metric_concurrent_executions(), "executions")],
        ),
    ]
}

impl Show for StreamProcessor {
    fn panel(&self) -> Panel {
        let function = self.function();
        let behind = most(function.metric_iterator_age(), "behind (ms)");
        let logs = || [function.log_group_name()];
        let batches = QueryString::new()
            .filter("ispresent(ProcessedRecords)")
            .stats(
                "sum(ProcessedRecords) as processed, sum(ProcessingErrors) as quarantined, sum(AnomaliesDetected) as anomalies, \
                 sum(RetriedRecords) as retried, max(LatencyMs) as slowest by bin(5m)",
            )
            .sort("@timestamp desc");
        let quarantine = QueryString::new()
            .filter("level = 'WARN' and ispresent(fields.code)")
            .stats("count(*) as records, latest(fields.key) as example by fields.code")
            .sort("records desc");
        Panel::new("Processor")
            .widgets(of_function(function))
            .widgets([graph("Behind the stream (ms)", [&behind])])
            .query("ProcessorErrors", "processor-errors", errors_of_logs(), logs())
            .query("ProcessorBatches", "processor-batches", batches, logs())
            .query("ProcessorQuarantine", "processor-quarantine", quarantine, logs())
    }
}

impl Show for HotColdStore {
    fn panel(&self) -> Panel {
        let table = self.table();
        let written = sum(table.metric_consumed_write_capacity_units(), "write units");
        let read = sum(table.metric_consumed_read_capacity_units(), "read units");
        // CloudWatch has this metric by operation only: without one, a graph is empty.
        let operations = [
            (Operation::BatchWriteItem, "BatchWriteItem"),
            (Operation::PutItem, "PutItem"),
            (Operation::GetItem, "GetItem"),
            (Operation::Query, "Query"),
        ];
        let throttled = operations.map(|(operation, label)| sum(table.metric_throttled_requests(operation), label));
        let events = [
            sum(table.metric_write_throttle_events(), "writes"),
            sum(table.metric_read_throttle_events(), "reads"),
        ];
        Panel::new("Hot table").widgets([
            graph("Capacity used", [&written, &read]),
            graph("Requests throttled", throttled.iter()),
            graph("Throttle events", events.iter()),
        ])
    }
}

impl Show for RawArchive {
    fn panel(&self) -> Panel {
        let delivery = self.delivery_stream();
        let records = sum(delivery.metric_delivery_to_s3_records(), "records");
        let bytes = sum(delivery.metric_delivery_to_s3_bytes(), "bytes");
        let success = mean(delivery.metric_delivery_to_s3_success(), "share of deliveries");
        let fresh = most(delivery.metric_delivery_to_s3_data_freshness(), "oldest record (s)");
        let behind = most(delivery.metric_kinesis_millis_behind_latest(), "behind the stream (ms)");
        let mut panel = Panel::new("Archive")
            .widgets([
                graph("Delivered", [&records]).right([&bytes]),
                graph("Deliveries that succeed", [&success]).left_axis(0, 1),
                graph("Freshness", [&fresh]).right([&behind]),
            ])
            .stage(records.label("archived"));
        if let Some(function) = self.transform() {
            panel = panel.widgets(of_function(function)).query(
                "ArchiverErrors",
                "archiver-errors",
                errors_of_logs(),
                [function.log_group_name()],
            );
        }
        panel
    }
}

impl Show for FleetProvisioning {
    fn panel(&self) -> Panel {
        let answers = QueryString::new()
            .fields([
                "@timestamp",
                "fields.serial_number",
                "fields.certificate_id",
                "fields.reason",
                "fields.message",
            ])
            .filter("ispresent(fields.serial_number)")
            .sort("@timestamp desc")
            .limit(200);
        Panel::new("Registration").widgets(of_function(self.hook())).query(
            "Registrations",
            "registrations",
            answers,
            [self.hook().log_group_name()],
        )
    }
}

/// The metrics that the processor reports of itself, for a dashboard and for alarms.
///
/// ```
/// use ferrocdk_plant::{ReadingMetrics, Show};
///
/// let readings = ReadingMetrics::new("sao-paulo", "prod");
/// assert_eq!(readings.panel().stages.len(), 2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadingMetrics {
    plant: String,
    environment: String,
}

impl ReadingMetrics {
    /// Those of a plant and the suffix of its deployment.
    pub fn new(plant: impl Into<String>, environment: impl Into<String>) -> Self {
        Self {
            plant: plant.into(),
            environment: environment.into(),
        }
    }

    /// A metric by its name (`ferrocdk_contracts::metrics`), with the dimensions that the processor reports it with.
    pub fn metric(&self, name: &str) -> Metric {
        let [plant, environment] = metrics::DIMENSIONS;
        Metric::new(metrics::NAMESPACE, name)
            .dimension(plant, self.plant.as_str())
            .dimension(environment, self.environment.as_str())
    }
}

impl Show for ReadingMetrics {
    fn panel(&self) -> Panel {
        let count = |name: &str, label: &str| sum(self.metric(name), label);
        let processed = |label: &str| count(metrics::PROCESSED_RECORDS, label);
        let anomalies = count(metrics::ANOMALIES_DETECTED, "anomalies");
        let alerts = count(metrics::ALERTS_SENT, "alerts");
        let kept_out = [
            count(metrics::PROCESSING_ERRORS, "in quarantine"),
            count(metrics::RETRIED_RECORDS, "delivered again"),
            count(metrics::CLOCK_ERRORS, "with a wrong clock"),
        ];
        let latency = |statistic: &str| self.metric(metrics::LATENCY_MS).statistic(statistic).label(statistic);
        Panel::new("Readings")
            .widgets([
                graph("Readings", [&processed("processed")]).right([&anomalies, &alerts]),
                graph("Quarantine, retries, clocks", kept_out.iter()),
                graph("From the stream to the table (ms)", [&latency("p50"), &latency("p99")]),
            ])
            .stage(processed("in the table"))
            .stage(count(metrics::PROCESSING_ERRORS, "in quarantine"))
    }
}
