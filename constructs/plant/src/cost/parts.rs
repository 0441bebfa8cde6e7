//! Usages of the parts of a plant.

use ferrocdk_aws::kinesis::Stream;

use super::{Costs, HOURS, Traffic, Usage};
use crate::archive_table::ArchiveForm;
use crate::http_ingest::HttpIngest;
use crate::ingest::IngestPipeline;
use crate::raw_archive::RawArchive;
use crate::store::HotColdStore;
use crate::stream_processor::StreamProcessor;

/// Bytes of a put unit of Kinesis.
const PUT_UNIT: u32 = 25 * 1_024;
/// Bytes of a message of AWS IoT.
const IOT_UNIT: u32 = 5 * 1_024;
/// Bytes of a write unit of DynamoDB.
const WRITE_UNIT: u32 = 1_024;
/// Bytes of the line that an invocation of the processor logs.
const LOG_LINE: f64 = 700.0;
/// Metrics that the processor reports.
const METRICS: f64 = 8.0;
/// X-Ray takes the first trace of a second and so many percent of the others.
const TRACED_PERCENT: f64 = 5.0;
/// Milliseconds that the archiver takes for a megabyte.
const ARCHIVER_MS: f64 = 120.0;
const ARCHIVER_GB: f64 = 0.25;

fn units(bytes: u32, unit: u32) -> f64 {
    f64::from(bytes.div_ceil(unit).max(1))
}

fn shards(stream: &Stream) -> f64 {
    stream.shards().map_or(0.0, |shards| f64::from(shards.quantity()))
}

/// Cost drivers of invocations: requests, seconds of memory, and traces.
fn of_invocations(what: &str, invocations: f64, seconds: f64, gigabytes: f64) -> Vec<Usage> {
    let seconds_of_month = HOURS * 3_600.0;
    let first = invocations.min(seconds_of_month);
    let traces = first + (invocations - first) * TRACED_PERCENT / 100.0;
    vec![
        Usage::new(
            "lambda.request",
            format!("{what}: {invocations:.0} invocations"),
            invocations,
        ),
        Usage::new(
            "lambda.gb-second",
            format!("{what}: {seconds:.0} s with {gigabytes} GB"),
            seconds * gigabytes,
        ),
        Usage::new(
            "xray.trace",
            format!("{what}: one a second, and 5 % of the others"),
            traces,
        ),
    ]
}

/// Objects by the storage class that they are in after a year.
fn of_storage(traffic: &Traffic, gigabytes_per_month: f64) -> Vec<Usage> {
    let stored = traffic.stored(gigabytes_per_month).into_iter();
    stored
        .map(|(price, quantity)| {
            Usage::new(
                price,
                format!("{gigabytes_per_month:.0} GB a month, after a year"),
                quantity,
            )
        })
        .collect()
}

impl Costs for IngestPipeline {
    fn usage(&self, traffic: &Traffic) -> Vec<Usage> {
        let (shards, records) = (shards(self.stream()), traffic.records_per_month());
        let mut usages = vec![
            Usage::new("kinesis.shard-hour", format!("{shards} shards"), shards * HOURS),
            Usage::new(
                "kinesis.put-unit",
                format!("{records:.0} records of {} bytes", traffic.load.bytes_per_message),
                records * units(traffic.load.bytes_per_message, PUT_UNIT),
            ),
        ];
        if traffic.retention.0 > 24 {
            let driver = format!("{shards} shards that keep {} hours", traffic.retention.0);
            usages.push(Usage::new("kinesis.extended-shard-hour", driver, shards * HOURS));
        }
        if self.rule().is_some() {
            let devices = traffic.load.devices;
            let messages = records * units(traffic.payload, IOT_UNIT);
            let minutes = f64::from(devices) * HOURS * 60.0;
            usages.extend([
                Usage::new(
                    "iot.connection-minute",
                    format!("{devices} devices, always connected"),
                    minutes,
                ),
                Usage::new("iot.message", "each message; none by Basic Ingest", messages),
                Usage::new("iot.rule", "each message", messages),
                Usage::new("iot.action", "each message", messages),
            ]);
        }
        usages
    }
}

impl Costs for StreamProcessor {
    fn usage(&self, traffic: &Traffic) -> Vec<Usage> {
        let shards = f64::from(crate::capacity::Capacity::of(&traffic.load).shards);
        let batches = traffic.batches_per_month(shards);
        let gigabytes = f64::from(traffic.memory.quantity().0) / 1_024.0;
        let mut usages = of_invocations("batches", batches, traffic.seconds_of_batches(shards), gigabytes);
        usages.extend([
            Usage::new("logs.gb", "a line for each batch", batches * LOG_LINE / 1e9),
            Usage::new("cloudwatch.metric-month", "metrics of its own", METRICS),
        ]);
        usages
    }
}

impl Costs for HotColdStore {
    fn usage(&self, traffic: &Traffic) -> Vec<Usage> {
        let records = traffic.records_per_month();
        let hot = traffic.gigabytes_hot();
        let driver = || format!("{} days of readings", traffic.hot.0);
        let shards = f64::from(crate::capacity::Capacity::of(&traffic.load).shards);
        let mut usages = vec![
            Usage::new(
                "dynamodb.write-unit",
                format!("{records:.0} readings"),
                records * units(traffic.load.bytes_per_message, WRITE_UNIT),
            ),
            Usage::new("dynamodb.gb-month", driver(), hot),
            Usage::new("dynamodb.backup-gb-month", driver(), hot),
            Usage::new("s3.put", "an object for each batch", traffic.batches_per_month(shards)),
        ];
        // The processor writes lines as they are.
        usages.extend(of_storage(traffic, traffic.gigabytes_per_month()));
        usages
    }
}

impl Costs for RawArchive {
    fn usage(&self, traffic: &Traffic) -> Vec<Usage> {
        let gigabytes = traffic.gigabytes_per_month();
        let megabytes = gigabytes * 1_000.0;
        let by_time = HOURS * 3_600.0 / self.seconds_of_buffer();
        let objects = by_time.max(megabytes / self.megabytes_of_buffer());
        let mut usages = vec![
            Usage::new("firehose.gb", format!("{gigabytes:.0} GB of the stream"), gigabytes),
            Usage::new("s3.put", format!("{objects:.0} objects"), objects),
        ];
        if self.form() == ArchiveForm::Parquet {
            usages.push(Usage::new("firehose.conversion-gb", "columns", gigabytes));
        }
        if self.transform().is_some() {
            let seconds = megabytes * ARCHIVER_MS / 1_000.0;
            usages.extend(of_invocations(
                "archiver, a megabyte each",
                megabytes,
                seconds,
                ARCHIVER_GB,
            ));
        }
        usages.extend(of_storage(traffic, traffic.gigabytes_archived()));
        usages
    }
}

impl Costs for HttpIngest {
    fn usage(&self, traffic: &Traffic) -> Vec<Usage> {
        let requests = traffic.records_per_month();
        vec![Usage::new("apigateway.request", "each reading", requests)]
    }
}
