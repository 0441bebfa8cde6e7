//! `Inventory` and `RequestMetrics`: what S3 lists and counts of a bucket.

use ferrocdk_cfn::s3::bucket::{Destination, InventoryConfiguration, MetricsConfiguration, TagFilter};
use ferrocdk_core::Value;

use super::Bucket;
use super::objects::{ObjectTag, tag_filters};
use crate::props::props;

/// The form of an inventory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InventoryFormat {
    /// Lines of text, compressed.
    #[default]
    Csv,
    /// Apache Parquet.
    Parquet,
    /// Apache ORC.
    Orc,
}

/// How often S3 lists a bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InventoryFrequency {
    /// Every day.
    Daily,
    /// On Sundays.
    #[default]
    Weekly,
}

/// Which versions an inventory lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InventoryVersions {
    /// All, since those that were replaced are paid too.
    #[default]
    All,
    /// Those that are there.
    Current,
}

props! {
    /// A list of the objects in a bucket, which S3 writes into another one.
    ///
    /// Source: "Cataloging and analyzing your data with S3 Inventory". Costs a quarter of a cent for a million objects listed.
    ///
    /// ```
    /// use ferrocdk_aws::s3::{Bucket, BucketProps, Inventory};
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let lists = Bucket::new(&stack, "Lists", BucketProps::new());
    /// Bucket::new(&stack, "Archive", BucketProps::new().inventories([Inventory::new(&lists).fields(["Size", "StorageClass"])]));
    /// # assert!(app.synth().is_ok());
    /// ```
    pub struct Inventory {
        /// The bucket that lists are written to, of the same region. Its policy lets S3 in.
        destination: Bucket,
        /// Beginning of the lists' keys. Default: the bucket's name.
        destination_prefix: Option<Value<String>>,
        /// The account that owns the bucket that lists are written to, where it is another.
        destination_account: Option<Value<String>>,
        /// A name of the inventory, once in a bucket. Default: `inventory` with its number.
        id: Option<String>,
        /// Only objects whose key begins so are listed. Default: all.
        prefix: Option<Value<String>>,
        /// The form of the lists. Default: CSV.
        format: InventoryFormat = InventoryFormat::Csv,
        /// How often S3 lists. Default: every week.
        frequency: InventoryFrequency = InventoryFrequency::Weekly,
        /// Which versions are listed. Default: all.
        versions: InventoryVersions = InventoryVersions::All,
        /// Facts of objects beside their keys, as S3 names it: `Size`, `LastModifiedDate`, `StorageClass`, …
        fields: Vec<String>,
    }
}

impl Inventory {
    pub(super) fn into_cfn(self, place: usize) -> InventoryConfiguration {
        let format = match self.format {
            InventoryFormat::Csv => "CSV",
            InventoryFormat::Parquet => "Parquet",
            InventoryFormat::Orc => "ORC",
        };
        let mut destination = Destination::new().bucket_arn(self.destination.arn()).format(format);
        destination.prefix = self.destination_prefix;
        destination.bucket_account_id = self.destination_account;
        let frequency = match self.frequency {
            InventoryFrequency::Daily => "Daily",
            InventoryFrequency::Weekly => "Weekly",
        };
        let versions = match self.versions {
            InventoryVersions::All => "All",
            InventoryVersions::Current => "Current",
        };
        let mut inventory = InventoryConfiguration::new()
            .destination(destination)
            .enabled(true)
            .id(self.id.unwrap_or_else(|| format!("inventory{}", place + 1)))
            .included_object_versions(versions)
            .schedule_frequency(frequency);
        inventory.prefix = self.prefix;
        if !self.fields.is_empty() {
            inventory.optional_fields = Some(ferrocdk_core::bindings::choices(
                self.fields.into_iter().map(Value::from).collect::<Vec<_>>(),
            ));
        }
        inventory
    }
}

props! {
    /// Metrics of the requests to a bucket, by the minute, under a name that [`Bucket::metric_requests`] takes.
    ///
    /// Source: "Monitoring metrics with Amazon CloudWatch". Each of its 16 metrics costs as a custom metric of CloudWatch does.
    pub struct RequestMetrics {
        /// A name of the filter, once in a bucket.
        id: String,
        /// Only requests to objects whose key begins so. Default: all.
        prefix: Option<Value<String>>,
        /// Only requests to objects with all these tags. Default: all.
        own tags: Vec<ObjectTag> = Vec::new(),
    }
}

impl RequestMetrics {
    /// Counts requests to objects with this tag only.
    #[must_use]
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.tags.push(ObjectTag::new(key, value));
        self
    }

    pub(super) fn into_cfn(self) -> MetricsConfiguration {
        let mut metrics = MetricsConfiguration::new().id(self.id);
        metrics.prefix = self.prefix;
        if let Some(tags) = tag_filters(self.tags, |key, value| TagFilter::new().key(key).value(value)) {
            metrics = metrics.tag_filters(tags);
        }
        metrics
    }
}
