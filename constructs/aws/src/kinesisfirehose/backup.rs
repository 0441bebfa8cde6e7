//! `S3Backup`: records as they came, in a bucket.

use ferrocdk_core::{Document, Scope};

use super::delivery::{BufferingInterval, BufferingSize, Compression, Files, Logging, buffering, logging, present};
use crate::iam::Role;
use crate::kms::Key;
use crate::props::props;
use crate::s3::Bucket;

props! {
    /// Records as they came, or those that could not be delivered, in a bucket.
    ///
    /// ```
    /// use ferrocdk_aws::kinesisfirehose::{Compression, S3Backup};
    /// use ferrocdk_aws::s3::Bucket;
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let raw = S3Backup::new(Bucket::from_bucket_name(&stack, "Raw", "plant-raw")).prefix("raw/").compression(Compression::Gzip);
    /// ```
    pub struct S3Backup {
        /// The bucket.
        bucket: Bucket,
        /// Beginning of keys; the time follows, `2026/11/29/14/`. Default: nothing.
        prefix: Option<String>,
        /// Beginning of the keys of failures. Default: nothing, and with expressions in the prefix `failed/!{firehose:error-output-type}/`.
        error_prefix: Option<String>,
        /// How files are compressed. Default: not at all.
        compression: Option<Compression>,
        /// The key of the account that encrypts files. Default: that of the bucket.
        encryption_key: Option<Key>,
        /// How long records are collected. Default: 300 seconds, as Firehose has it.
        buffering_interval: Option<BufferingInterval>,
        /// How much is collected. Default: 5 MB, as Firehose has it.
        buffering_size: Option<BufferingSize>,
        /// Where failures are logged. Default: in a log group of the delivery stream's own.
        logging: Logging = Logging::Own,
    }
}

impl S3Backup {
    pub(super) fn document(&self, scope: &Scope, role: &Role) -> Document {
        let files = Files {
            bucket: self.bucket.clone(),
            prefix: self.prefix.clone(),
            error_prefix: self.error_prefix.clone(),
            compression: self.compression,
            encryption_key: self.encryption_key.clone(),
        };
        let mut entries = files.document(scope, role);
        entries.push((
            "BufferingHints",
            buffering(scope, self.buffering_interval, self.buffering_size),
        ));
        entries.push((
            "CloudWatchLoggingOptions",
            logging(scope, &self.logging, role, "S3Backup"),
        ));
        present(entries)
    }
}
