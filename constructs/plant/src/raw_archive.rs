//! Every record of a stream in a bucket, whatever the processor makes of it.

use ferrocdk_aws::cloudwatch::{AlarmProps, Statistic};
use ferrocdk_aws::kinesis::Stream;
use ferrocdk_aws::kinesisfirehose::{
    BufferingInterval, BufferingSize, Compression, DataFormatConversion, DeliveryStream, DeliveryStreamProps,
    LambdaFunctionProcessor, Logging, Processor, S3Bucket,
};
use ferrocdk_aws::kms::Key;
use ferrocdk_aws::lambda::{Code, Function, FunctionProps};
use ferrocdk_aws::props;
use ferrocdk_aws::s3::{Bucket, BucketProps, LifecycleRule};
use ferrocdk_aws::units::{Days, Mebibytes, Minutes, Seconds};
use ferrocdk_contracts::env;
use ferrocdk_core::{Construct, Diagnostic, RemovalPolicy, ScannerRule, Scope, Value};

use crate::archive_queries::{ArchiveQueries, ArchiveQueriesProps, RESULTS};
use crate::archive_table::ArchiveForm;
use crate::diagnostic_ids;
use crate::key::PlantKey;
use crate::naming::{NameOf, Naming};
use crate::part_alarm::{PartAlarm, Watch};
use crate::store::Tiers;

/// How long access logs of the archive are kept.
const ACCESS_LOG_RETENTION: Days = Days(90);
/// How long results of queries are kept.
const RESULT_RETENTION: Days = Days(7);
/// By hour of delivery, in UTC; Hive and Athena read such folders as partitions.
const HOURS: &str = "year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/";
/// How long one batch may take in the function, which only decodes.
const TRANSFORM_TIMEOUT: Seconds = Seconds(60);
/// Memory of the function: batches are held three times over.
const TRANSFORM_MEMORY: Mebibytes = Mebibytes(256);
/// Records for one invocation; what comes back must stay below Lambda's 6 MB.
const TRANSFORM_BUFFER: Mebibytes = Mebibytes(1);

props! {
    /// Settings of a [`RawArchive`].
    pub struct RawArchiveProps {
        /// The stream that is archived. The archive is a further reader of it: say so in the [`Load`](crate::Load).
        stream: Stream,
        /// The function that takes records out of the topic rule's envelope (`functions/archiver`). Default: none; the envelope is archived, with the payload in base64.
        transform: Option<Code>,
        /// The bucket that records go to. Default: one of the archive's own, with an access log.
        bucket: Option<Bucket>,
        /// Name of the own bucket. Default: the scope's way of naming, else CloudFormation generates one.
        bucket_name: Option<Value<String>>,
        /// Name of the delivery stream. Default: the scope's way of naming, else CloudFormation generates one.
        delivery_stream_name: Option<Value<String>>,
        /// Folder of the records. Default: `raw-data/`. Below it stand `year=…/month=…/day=…/hour=…/`, by the time of delivery in UTC.
        folder: String = "raw-data/".to_owned(),
        /// Folder of what could not be delivered, by the same hours and by the kind of error. Default: `errors/`.
        error_folder: String = "errors/".to_owned(),
        /// How long records are collected. Default: 5 minutes: fewer and larger objects, which cost less to write and to query.
        buffering_interval: BufferingInterval = BufferingInterval::from(Minutes(5)),
        /// How much is collected, whichever is reached first. Default: 5 MB of lines, or 128 MB for columns, of which Firehose takes 64 at least.
        buffering_size: Option<BufferingSize>,
        /// Form of the objects. Default: lines, which every tool reads; columns are for archives that are queried often.
        form: ArchiveForm = ArchiveForm::Lines,
        /// Whether SQL can read the archive, by an [`ArchiveQueries`]. Default: it can, which costs nothing while nobody asks.
        own is_queryable: bool = true,
        /// The year of the oldest records, for queries. Default: 2025.
        first_year: u32 = 2025_u32,
        /// Where objects of the own bucket move with age, and when they are deleted. Default: Glacier after 90 days, Deep Archive after 180, deleted after a year.
        tiers: Tiers = Tiers::default(),
        /// Where failures of deliveries are logged. Default: a log group of the archive's own, without which they are seen by nobody.
        logging: Logging = Logging::Own,
        /// How old a record may be without being archived before the alarm. Default: 15 minutes, three times the interval.
        alarm_behind: Seconds = Seconds(900),
        /// How long logs of the transforming function are kept. Default: that of the scope ([`Defaults`](ferrocdk_aws::Defaults)), else a year.
        log_retention: Option<Days>,
        /// The key that encrypts objects and logs. Default: that of the scope, else a [`PlantKey`](crate::PlantKey) of the archive's own.
        encryption_key: Option<Key>,
        /// Fate of the own bucket when it leaves the stack. Default: that of the scope, else it stays with its objects.
        removal_policy: Option<RemovalPolicy>,
    }
}

impl RawArchiveProps {
    /// Leaves out table, work group and queries.
    #[must_use]
    pub fn without_queries(mut self) -> Self {
        self.is_queryable = false;
        self
    }
}

/// A tap on a stream: every raw record goes into a bucket, independent of the processor, so that nothing that fails there is lost.
///
/// # Records, readable and to the byte
///
/// The topic rule carries payloads in base64, as it would round numbers otherwise. With [`transform`](RawArchiveProps::transform) records leave that
/// envelope on their way: each is one line of JSON in a gzip file, with the payload as `data` exactly as it was sent (spliced in, not written anew), or as
/// `dataBase64` where it is no JSON on one line; beside it stands what the broker and the stream know. `ferrocdk_contracts::archive_line` writes and reads
/// such lines. Without it the envelope itself is a line. Either way `zcat` and Athena read the files, and no byte is lost: what the function cannot
/// transform goes below the folder of errors as it came.
///
/// | field of a line | |
/// |---|---|
/// | `data` or `dataBase64` | what was sent |
/// | `thing`, `client`, `ingestedAt` | what the broker knows, where a topic rule took it |
/// | `arrivedAt`, `partitionKey`, `sequenceNumber` | what the stream knows; Firehose delivers at least once, and doubles have the same number |
///
/// With [`ArchiveForm::Parquet`] a record becomes a row: device, sensor type, value, times, what broker and stream know, and the payload to the byte in base64
/// (`ferrocdk_contracts::archive_columns`). Without a transform the row is the envelope.
///
/// # Resources
///
/// A delivery stream with two roles, a log group and a log stream; a bucket (versioned, encrypted, over TLS only, versions end after 7 days, unfinished uploads after
/// one) with an access log; with a transform a function with its role and log group; what an [`ArchiveQueries`] makes.
///
/// # Cost drivers
///
/// Firehose by the gigabyte that it takes in, and once more for columns; objects written, one a buffer; storage by age; invocations of the function, one a megabyte. A longer
/// interval writes fewer objects.
///
/// ```
/// use ferrocdk_aws::kinesis::{Stream, StreamProps};
/// use ferrocdk_core::{App, Stack, StackProps};
/// use ferrocdk_plant::{RawArchive, RawArchiveProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let readings = Stream::new(&stack, "Readings", StreamProps::new());
/// let archive = RawArchive::new(&stack, "Archive", RawArchiveProps::new(&readings));
/// assert_eq!(archive.prefix(), "raw-data/year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/");
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct RawArchive {
    scope: Scope,
    delivery: DeliveryStream,
    bucket: Bucket,
    transform: Option<Function>,
    queries: Option<ArchiveQueries>,
    form: ArchiveForm,
    buffer: (BufferingInterval, BufferingSize),
    folder: String,
    alarm_behind: Seconds,
}

impl Construct for RawArchive {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl RawArchive {
    /// Makes the archive.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: RawArchiveProps) -> Self {
        let scope = scope.scope().child(id);
        let key = PlantKey::or_own(props.encryption_key.clone(), &scope);
        let folder = folder(&scope, "folder", &props.folder);
        let errors = self::folder(&scope, "error_folder", &props.error_folder);
        let bucket = props.bucket.clone().unwrap_or_else(|| bucket(&scope, &key, &props));
        let transform = props
            .transform
            .clone()
            .map(|code| transform(&scope, &key, code, &props));
        let processor = match &transform {
            Some(function) => LambdaFunctionProcessor::new(function)
                .buffering_size(TRANSFORM_BUFFER)
                .buffering_interval(Seconds(60))
                .into(),
            // Firehose writes records one after another: without it, a file would be one line.
            None => Processor::AppendDelimiter,
        };
        let queries = queries(&scope, &bucket, &folder, &key, &props);
        let destination = S3Bucket::new(&bucket)
            .prefix(format!("{folder}{HOURS}"))
            .error_prefix(format!("{errors}{HOURS}!{{firehose:error-output-type}}/"))
            .buffering_interval(props.buffering_interval)
            .logging(props.logging.clone())
            .encryption_key(&key)
            .processors([processor]);
        let usual = match props.form {
            ArchiveForm::Lines => Mebibytes(5),
            ArchiveForm::Parquet => Mebibytes(128),
        };
        let size = props.buffering_size.unwrap_or_else(|| usual.into());
        let destination = destination.buffering_size(size);
        let destination = match (props.form, &queries) {
            (ArchiveForm::Parquet, Some(queries)) => destination
                .data_format_conversion(DataFormatConversion::new(queries.database_name(), queries.table_name())),
            _ => destination.compression(Compression::Gzip),
        };
        let mut delivery = DeliveryStreamProps::new(destination).source(&props.stream);
        let named = || Naming::of(&scope).name(NameOf::DeliveryStream, "archive");
        delivery.delivery_stream_name = props.delivery_stream_name.clone().or_else(named);
        let delivery = DeliveryStream::new(&scope, "Delivery", delivery);
        delivery.cfn().acknowledge(
            &[ScannerRule::CdkNag("AwsSolutions-KDF1")],
            "records come from a stream, which encrypts them; Firehose takes a key of its own for records that are put directly only",
        );
        if let (ArchiveForm::Parquet, Some(queries)) = (props.form, &queries) {
            // Firehose reads the columns when it is made.
            delivery.scope().depends_on(queries.table());
        }
        Self {
            scope,
            delivery,
            bucket,
            transform,
            queries,
            form: props.form,
            buffer: (props.buffering_interval, size),
            folder,
            alarm_behind: props.alarm_behind,
        }
    }

    /// The delivery stream, which reads the stream and writes the bucket.
    pub fn delivery_stream(&self) -> &DeliveryStream {
        &self.delivery
    }

    /// The bucket.
    pub fn bucket(&self) -> &Bucket {
        &self.bucket
    }

    /// The function that takes records out of the envelope, where there is one.
    pub fn transform(&self) -> Option<&Function> {
        self.transform.as_ref()
    }

    /// Table, work group and queries over the archive, unless they were left out.
    pub fn queries(&self) -> Option<&ArchiveQueries> {
        self.queries.as_ref()
    }

    /// Form of the objects.
    pub fn form(&self) -> ArchiveForm {
        self.form
    }

    pub(crate) fn seconds_of_buffer(&self) -> f64 {
        f64::from(self.buffer.0.quantity().0.max(1))
    }

    pub(crate) fn megabytes_of_buffer(&self) -> f64 {
        f64::from(self.buffer.1.quantity().0)
    }

    /// Beginning of the objects' keys, as Firehose evaluates it.
    pub fn prefix(&self) -> String {
        format!("{}{HOURS}", self.folder)
    }
}

fn bucket(scope: &Scope, key: &Key, props: &RawArchiveProps) -> Bucket {
    let tiers = props.tiers.clone().checked(scope);
    let mut logs = BucketProps::for_access_logs(ACCESS_LOG_RETENTION);
    logs.removal_policy = props.removal_policy;
    logs.bucket_name = Naming::of(scope).name(NameOf::Bucket, "raw-logs");
    let log = Bucket::new(scope, "AccessLog", logs);
    let mut bucket = BucketProps::new()
        .encryption_key(key)
        .lifecycle_rules([
            tiers.lifecycle(),
            LifecycleRule::new()
                .id("queries")
                .prefix(RESULTS)
                .expiration(RESULT_RETENTION),
        ])
        .server_access_log(&log);
    bucket.removal_policy = props.removal_policy;
    let named = |purpose| Naming::of(scope).name(NameOf::Bucket, purpose);
    bucket.bucket_name = props.bucket_name.clone().or_else(|| named("raw-data"));
    Bucket::new(scope, "Bucket", bucket)
}

fn transform(scope: &Scope, key: &Key, code: Code, props: &RawArchiveProps) -> Function {
    let form = match props.form {
        ArchiveForm::Lines => env::ARCHIVE_LINES,
        ArchiveForm::Parquet => env::ARCHIVE_COLUMNS,
    };
    let mut function = FunctionProps::new(code)
        .description("Takes records out of the topic rule's envelope on their way into the archive")
        .timeout(TRANSFORM_TIMEOUT)
        .memory(TRANSFORM_MEMORY)
        .encryption_key(key)
        .environment(env::ARCHIVE_FORM, form);
    function.log_retention = props.log_retention;
    function.function_name = Naming::of(scope).name(NameOf::Function, "archiver");
    Function::new(scope, "Transform", function)
}

fn queries(scope: &Scope, bucket: &Bucket, folder: &str, key: &Key, props: &RawArchiveProps) -> Option<ArchiveQueries> {
    if !props.is_queryable {
        if props.form == ArchiveForm::Parquet {
            let diagnostic = Diagnostic::error(diagnostic_ids::ARCHIVE_FORM, "an archive in columns has no table")
                .found("columns, and no queries")
                .help("leave out `without_queries()`: Firehose takes the columns from the table; or archive lines");
            scope.report(diagnostic);
        }
        return None;
    }
    let mut queries = ArchiveQueriesProps::new(bucket)
        .folder(folder)
        .form(props.form)
        .first_year(props.first_year)
        .encryption_key(key);
    queries.enveloped = props.transform.is_none();
    queries.removal_policy = props.removal_policy;
    Some(ArchiveQueries::new(scope, "Queries", queries))
}

/// A folder as it is given, or, where it is none, the archive's own word for it, with a report.
fn folder(scope: &Scope, setting: &str, folder: &str) -> String {
    let is_folder =
        folder.is_empty() || (folder.ends_with('/') && !folder.starts_with('/') && !folder.contains(['!', '{', '}']));
    if is_folder {
        return folder.to_owned();
    }
    let diagnostic = Diagnostic::error(diagnostic_ids::ARCHIVE_FOLDER, "a folder of the archive is none")
        .found(format!("{setting} `{folder}`"))
        .allowed("nothing, or a folder such as `raw-data/`, without expressions: the hours stand below it");
    scope.report(diagnostic);
    format!("{setting}/")
}

impl Watch for RawArchive {
    fn alarms(&self) -> Vec<PartAlarm> {
        let delivery = &self.delivery;
        let fresh = delivery.metric_delivery_to_s3_data_freshness();
        let behind = delivery.metric_kinesis_millis_behind_latest();
        let success = delivery.metric_delivery_to_s3_success();
        let (seconds, milliseconds) = (f64::from(self.alarm_behind.0), f64::from(self.alarm_behind.0) * 1_000.0);
        let mut alarms = vec![
            (
                "ArchiveBehind",
                "firehose-freshness",
                AlarmProps::new(fresh.statistic(Statistic::Maximum).at_least(seconds))
                    .description("Records wait too long for the archive's bucket; see the log of the delivery stream"),
            ),
            (
                // Freshness is of what Firehose has read: of a stream that it cannot read, it says nothing.
                "ArchiveReadsLate",
                "firehose-behind",
                AlarmProps::new(behind.statistic(Statistic::Maximum).at_least(milliseconds))
                    .description("The archive reads the stream late; records are lost when they outlive its retention"),
            ),
            (
                "ArchiveDeliveryFails",
                "firehose-delivery",
                AlarmProps::new(success.statistic(Statistic::Average).below(1.0))
                    .description("The archive's bucket refuses deliveries; the delivery stream tries again for a day"),
            ),
        ];
        if self.form == ArchiveForm::Parquet {
            let failed = delivery.metric("FailedConversion.Records").statistic(Statistic::Sum);
            alarms.push((
                "ArchiveConversionFails",
                "firehose-conversion",
                AlarmProps::new(failed.at_least(1))
                    .description("Records have no place in the columns; they are below the folder of errors"),
            ));
        }
        if let Some(function) = &self.transform {
            let errors = function.metric_errors().statistic(Statistic::Sum);
            alarms.push((
                "ArchiveTransformFails",
                "archiver-errors",
                AlarmProps::new(errors.at_least(1)).description(
                    "Records cannot be taken out of their envelope; those that fail again are below the folder of errors",
                ),
            ));
        }
        let alarm = |(id, purpose, props): (&str, &str, AlarmProps)| PartAlarm::new(id, purpose, props);
        alarms.into_iter().map(alarm).collect()
    }
}
