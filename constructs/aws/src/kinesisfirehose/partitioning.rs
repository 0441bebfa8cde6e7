//! `DynamicPartitioning`: a place of its own for the records of each device, customer or kind.

use ferrocdk_core::{Diagnostic, Document, Scope, doc};

use super::delivery::RetryDuration;
use super::processor::{Processor, rendered};
use crate::diagnostic_ids;

/// Records go below a prefix by what they say.
///
/// Keys are taken from the JSON of each record by jq, and from what a function says (`partitionKeys`). The prefix names them: `!{partitionKeyFromQuery:device}` or
/// `!{partitionKeyFromLambda:customer}`. It cannot be switched off again. Costs two cents a GB, and half a cent for 1,000 objects.
///
/// ```
/// use ferrocdk_aws::kinesisfirehose::{DynamicPartitioning, S3Bucket};
/// use ferrocdk_aws::s3::Bucket;
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let lake = Bucket::from_bucket_name(&stack, "Lake", "plant-lake");
/// let by_device = DynamicPartitioning::new().key("device", ".deviceId").key("line", ".line");
/// // Below `device=press-7/line=a/`.
/// let destination = S3Bucket::new(&lake).dynamic_partitioning(by_device);
/// ```
#[derive(Clone, Debug, Default)]
pub struct DynamicPartitioning {
    /// Names of keys, and the jq expression that finds each in a record.
    pub keys: Vec<PartitionKey>,
    /// How long a delivery that fails is tried again. Default: 300 seconds, as Firehose has it.
    pub retry_duration: Option<RetryDuration>,
}

/// A key by which records are parted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartitionKey {
    /// Its name, in prefixes.
    pub name: String,
    /// The jq expression that finds it in a record, such as `.deviceId`.
    pub query: String,
}

impl DynamicPartitioning {
    /// Without keys yet: those of a function are named in the prefix.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a key from the JSON of each record, by a jq expression such as `.deviceId`.
    #[must_use]
    pub fn key(mut self, name: impl Into<String>, query: impl Into<String>) -> Self {
        self.keys.push(PartitionKey {
            name: name.into(),
            query: query.into(),
        });
        self
    }

    /// Sets how long a delivery that fails is tried again, 0 to 7,200 seconds.
    #[must_use]
    pub fn retry_duration(mut self, duration: impl Into<RetryDuration>) -> Self {
        self.retry_duration = Some(duration.into());
        self
    }

    /// The prefix that names every key, as Athena and Glue read it.
    pub(super) fn default_prefix(&self) -> Option<String> {
        let parts = self.keys.iter();
        let prefix: String = parts
            .map(|PartitionKey { name, .. }| format!("{name}=!{{partitionKeyFromQuery:{name}}}/"))
            .collect();
        (!prefix.is_empty()).then_some(prefix)
    }

    pub(super) fn document(&self, scope: &Scope) -> Document {
        if let Some(Err(error)) = self.retry_duration.map(RetryDuration::check) {
            error.report(scope, diagnostic_ids::DELIVERY_RANGE, "DurationInSeconds");
        }
        let retry = self
            .retry_duration
            .map(|duration| doc!({ "DurationInSeconds": duration.get() }));
        doc!({ "Enabled": true, "RetryOptions": retry })
    }

    /// The processor that finds the keys.
    pub(super) fn processor(&self) -> Option<Document> {
        if self.keys.is_empty() {
            return None;
        }
        let keys = self.keys.iter();
        let keys: Vec<String> = keys
            .map(|PartitionKey { name, query }| format!("\"{name}\":{query}"))
            .collect();
        let query = format!("{{{}}}", keys.join(","));
        Some(rendered(
            "MetadataExtraction",
            vec![
                ("MetadataExtractionQuery", query.into()),
                ("JsonParsingEngine", "JQ-1.6".into()),
            ],
        ))
    }
}

/// Tells what of keys and prefix does not go together.
pub(super) fn check(
    scope: &Scope,
    partitioning: Option<&DynamicPartitioning>,
    prefix: Option<&str>,
    processors: &[Processor],
) {
    let report = |message: &str, found: &str, help: &str| {
        let diagnostic = Diagnostic::error(diagnostic_ids::PARTITIONING, message).at("", Some("Prefix"));
        scope.report(diagnostic.found(found).help(help));
    };
    let prefix = prefix.unwrap_or_default();
    let Some(partitioning) = partitioning else {
        if prefix.contains("!{partitionKeyFrom") {
            let help = "part them: `dynamic_partitioning(DynamicPartitioning::new().key(\"device\", \".deviceId\"))`";
            report("a prefix names keys of records that are not partitioned", prefix, help);
        }
        if processors.iter().any(Processor::deaggregates) {
            let help = "part them by a key, or leave out the processor";
            report(
                "records are taken apart that are not partitioned",
                "a processor that parts records",
                help,
            );
        }
        return;
    };
    let named = |namespace: &str| -> Vec<String> {
        let parts = prefix.split(namespace).skip(1);
        parts
            .filter_map(|part| part.split_once('}').map(|(key, _)| key.to_owned()))
            .collect()
    };
    let of_query = named("!{partitionKeyFromQuery:");
    for key in &of_query {
        if !partitioning.keys.iter().any(|known| known.name == *key) {
            report(
                "a prefix names a key that is taken from no record",
                key,
                "say where it stands: `key(name, \".field\")`",
            );
        }
    }
    for key in &partitioning.keys {
        if !of_query.contains(&key.name) {
            report(
                "a key is named in no prefix",
                &key.name,
                "name each: `!{partitionKeyFromQuery:…}`",
            );
        }
    }
    let of_function = named("!{partitionKeyFromLambda:");
    let has_function = processors
        .iter()
        .any(|processor| matches!(processor, Processor::Lambda(_)));
    if !of_function.is_empty() && !has_function {
        let help = "name the function: `processors([LambdaFunctionProcessor::new(&function)])`";
        report(
            "a prefix names a key of a function that there is not",
            &of_function.join(", "),
            help,
        );
    }
    if of_query.is_empty() && of_function.is_empty() {
        report(
            "records are partitioned by no key",
            prefix,
            "take one from the records: `DynamicPartitioning::new().key(\"device\", \".deviceId\")`",
        );
    }
}
