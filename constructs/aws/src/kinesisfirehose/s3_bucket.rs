//! `S3Bucket`: delivery into files of a bucket.

use ferrocdk_core::{Diagnostic, Document, IntoDocument, Scope, doc};

use super::backup::S3Backup;
use super::conversion::DataFormatConversion;
use super::delivery::{
    self, BufferingInterval, BufferingSize, Compression, Files, Logging, buffering, logging, present,
};
use super::partitioning::{self, DynamicPartitioning};
use super::processor::Processor;
use crate::diagnostic_ids;
use crate::iam::Role;
use crate::kms::Key;
use crate::props::props;
use crate::s3::Bucket;
use crate::units::Mebibytes;

/// The least that is collected where records are partitioned or converted.
const LEAST_LARGE_BUFFER: i64 = 64;
/// The least time that is collected where records are partitioned.
const LEAST_PARTITIONED_INTERVAL: i64 = 60;

props! {
    /// Delivery into files of a bucket.
    ///
    /// ```
    /// use ferrocdk_aws::kinesisfirehose::{Compression, DeliveryStream, DeliveryStreamProps, S3Bucket};
    /// use ferrocdk_aws::s3::{Bucket, BucketProps};
    /// use ferrocdk_aws::units::{Mebibytes, Minutes};
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let archive = Bucket::new(&stack, "Archive", BucketProps::new());
    /// let destination = S3Bucket::new(&archive)
    ///     .prefix("readings/!{timestamp:yyyy/MM/dd}/")
    ///     .compression(Compression::Gzip)
    ///     .buffering_interval(Minutes(5))
    ///     .buffering_size(Mebibytes(64));
    /// DeliveryStream::new(&stack, "Delivery", DeliveryStreamProps::new(destination));
    /// # assert!(app.synth().is_ok());
    /// ```
    pub struct S3Bucket {
        /// The bucket.
        bucket: Bucket,
        /// Beginning of keys, with expressions such as `!{timestamp:yyyy/MM/dd}`; without any, the time follows. Default: nothing, and every key where records are partitioned.
        prefix: Option<String>,
        /// Beginning of the keys of failures. Default: nothing, and with expressions in the prefix `failed/!{firehose:error-output-type}/`.
        error_prefix: Option<String>,
        /// How files are compressed. Default: not at all; converted files by Snappy.
        compression: Option<Compression>,
        /// Ending of files, such as `.jsonl.gz`. Default: what the compression says.
        file_extension: Option<String>,
        /// The time zone of the prefix, such as `America/Sao_Paulo`. Default: UTC.
        time_zone: Option<String>,
        /// The key of the account that encrypts files. Default: that of the bucket.
        encryption_key: Option<Key>,
        /// How long records are collected. Default: 300 seconds, as Firehose has it.
        buffering_interval: Option<BufferingInterval>,
        /// How much is collected. Default: 5 MB, as Firehose has it; 128 where records are partitioned or converted.
        buffering_size: Option<BufferingSize>,
        /// Processors of records on their way, in this order.
        processors: Vec<Processor>,
        /// Parts records by what they say. Default: they go together.
        dynamic_partitioning: Option<DynamicPartitioning>,
        /// Makes columns of JSON. Default: records are written as they are.
        data_format_conversion: Option<DataFormatConversion>,
        /// Keeps all records as they came, too. Default: they are not kept.
        backup: Option<S3Backup>,
        /// Where failures are logged. Default: in a log group of the delivery stream's own.
        logging: Logging = Logging::Own,
        /// The role by which Firehose delivers. Default: one of its own.
        role: Option<Role>,
    }
}

impl S3Bucket {
    /// `ExtendedS3DestinationConfiguration`, and the role that it needs.
    pub(super) fn document(&self, scope: &Scope) -> (Document, Role) {
        let role = delivery::role(scope, "S3 Destination Role", self.role.as_ref());
        let partitioning = self.dynamic_partitioning.as_ref();
        let prefix = self
            .prefix
            .clone()
            .or_else(|| partitioning.and_then(DynamicPartitioning::default_prefix));
        partitioning::check(scope, partitioning, prefix.as_deref(), &self.processors);
        self.check(scope);
        let files = Files {
            bucket: self.bucket.clone(),
            prefix,
            error_prefix: self.error_prefix.clone(),
            compression: self.compression,
            encryption_key: self.encryption_key.clone(),
        };
        let mut entries = files.document(scope, &role);
        let is_large = partitioning.is_some() || self.data_format_conversion.is_some();
        let large = is_large.then(|| BufferingSize::from(Mebibytes(128)));
        let hints = buffering(scope, self.buffering_interval, self.buffering_size.or(large));
        let mut processors: Vec<Document> = Vec::new();
        processors.extend(self.processors.iter().map(|processor| processor.document(scope, &role)));
        processors.extend(partitioning.and_then(DynamicPartitioning::processor));
        let processing =
            (!processors.is_empty()).then(|| doc!({ "Enabled": true, "Processors": Document::list(processors) }));
        let conversion = self.data_format_conversion.as_ref();
        let backup = self.backup.as_ref();
        let text = |text: &Option<String>| text.clone().map(IntoDocument::into_document);
        entries.extend([
            ("BufferingHints", hints),
            (
                "CloudWatchLoggingOptions",
                logging(scope, &self.logging, &role, "S3Destination"),
            ),
            ("FileExtension", text(&self.file_extension)),
            ("CustomTimeZone", text(&self.time_zone)),
            ("ProcessingConfiguration", processing),
            (
                "DynamicPartitioningConfiguration",
                partitioning.map(|partitioning| partitioning.document(scope)),
            ),
            (
                "DataFormatConversionConfiguration",
                conversion.map(|conversion| conversion.document(&role)),
            ),
            ("S3BackupMode", backup.map(|_| "Enabled".into_document())),
            (
                "S3BackupConfiguration",
                backup.map(|backup| backup.document(scope, &role)),
            ),
        ]);
        (present(entries), role)
    }

    pub(super) fn buckets(&self) -> Vec<&Bucket> {
        let backup = self.backup.as_ref().map(|backup| &backup.bucket);
        std::iter::once(&self.bucket).chain(backup).collect()
    }

    fn check(&self, scope: &Scope) {
        let report = |property: &str, message: &str, found: String, allowed: &str| {
            let diagnostic = Diagnostic::error(diagnostic_ids::DELIVERY_RANGE, message).at("", Some(property));
            scope.report(diagnostic.found(found).allowed(allowed));
        };
        let is_partitioned = self.dynamic_partitioning.is_some();
        let is_converted = self.data_format_conversion.is_some();
        if let Some(size) = self.buffering_size.filter(|size| size.get() < LEAST_LARGE_BUFFER)
            && (is_partitioned || is_converted)
        {
            report(
                "SizeInMBs",
                "too little is collected for partitions or columns",
                format!("{} MB", size.get()),
                "64 to 128 MB",
            );
        }
        if let Some(interval) = self
            .buffering_interval
            .filter(|interval| interval.get() < LEAST_PARTITIONED_INTERVAL)
            && is_partitioned
        {
            report(
                "IntervalInSeconds",
                "too short a time is collected for partitions",
                format!("{} seconds", interval.get()),
                "60 to 900 seconds",
            );
        }
        if let Some(compression) = self.compression.filter(|_| is_converted) {
            report(
                "CompressionFormat",
                "files with columns are compressed within",
                format!("{compression:?}"),
                "no compression besides that of the format",
            );
        }
        if let Some(extension) = &self.file_extension {
            let is_taken = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "!-_.*'()".contains(c);
            if !extension.starts_with('.') || !extension.chars().all(is_taken) {
                report(
                    "FileExtension",
                    "files cannot end so",
                    extension.clone(),
                    "a dot, and small letters, digits and `!-_.*'()`",
                );
            }
        }
    }
}
