//! Secondary indexes: further keys to find items by.

use ferrocdk_core::{Document, doc};

use super::attribute::{Attribute, key_schema};
use super::billing::Capacity;
use super::settings::{ContributorInsights, WarmThroughput};
use crate::props::props;

/// Attributes of each item that an index holds. What it does not hold costs a read of the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Projection {
    /// Everything: the same storage and writes as the table.
    #[default]
    All,
    /// The keys of table and index alone.
    KeysOnly,
    /// The keys, and these attributes; of all indexes together 100 at most.
    Include(Vec<String>),
}

impl Projection {
    /// The keys and these attributes.
    pub fn include(attributes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::Include(attributes.into_iter().map(Into::into).collect())
    }

    pub(super) fn document(&self) -> Document {
        match self {
            Self::All => doc!({ "ProjectionType": "ALL" }),
            Self::KeysOnly => doc!({ "ProjectionType": "KEYS_ONLY" }),
            Self::Include(attributes) => {
                doc!({ "ProjectionType": "INCLUDE", "NonKeyAttributes": attributes.clone() })
            }
        }
    }

    pub(super) fn non_key_attributes(&self) -> &[String] {
        match self {
            Self::Include(attributes) => attributes,
            Self::All | Self::KeysOnly => &[],
        }
    }
}

props! {
    /// An index over the whole table, with a key of its own, which is brought up to date after each write.
    ///
    /// It is written with what the table is written with, and paid for like a table. Indexes can be added and removed later, one in each deployment.
    ///
    /// ```
    /// use ferrocdk_aws::dynamodb::{Attribute, GlobalSecondaryIndex, Projection};
    ///
    /// let by_line = GlobalSecondaryIndex::new("byLine", Attribute::string("line"))
    ///     .sort_key(Attribute::number("time"))
    ///     .projection(Projection::include(["celsius"]));
    /// assert_eq!(by_line.index_name, "byLine");
    /// ```
    pub struct GlobalSecondaryIndex {
        /// Name of the index, 3 to 255 of letters, digits, `_`, `-` and `.`.
        index_name: String,
        /// Spreads items over partitions; [`and_partition_key`](Self::and_partition_key) makes a key of several attributes.
        partition_key: Attribute,
        /// The further attributes of the partition key, three at most.
        own further_partition_keys: Vec<Attribute> = Vec::new(),
        /// Orders the items of a partition, four attributes at most. Default: none, so that items of a partition have no order.
        own sort_keys: Vec<Attribute> = Vec::new(),
        /// Attributes of each item that the index holds. Default: everything.
        projection: Projection = Projection::All,
        /// Read units of a provisioned table. Default: those of the table.
        read_capacity: Option<Capacity>,
        /// Write units of a provisioned table. Default: those of the table.
        write_capacity: Option<Capacity>,
        /// Read units a second of a table by request, at most. Default: those of the table.
        max_read_request_units: Option<u32>,
        /// Write units a second of a table by request, at most. Default: those of the table.
        max_write_request_units: Option<u32>,
        /// Throughput that is there at once. Default: what AWS gives every index.
        warm_throughput: Option<WarmThroughput>,
        /// Which keys are counted. Default: none.
        contributor_insights: Option<ContributorInsights>,
    }
}

impl GlobalSecondaryIndex {
    /// Orders the items of a partition; a further call adds an attribute to the sort key.
    pub fn sort_key(mut self, attribute: Attribute) -> Self {
        self.sort_keys.push(attribute);
        self
    }

    /// Adds an attribute to the partition key.
    pub fn and_partition_key(mut self, attribute: Attribute) -> Self {
        self.further_partition_keys.push(attribute);
        self
    }

    /// The attributes of the partition key.
    pub(super) fn partition_keys(&self) -> impl Iterator<Item = &Attribute> {
        std::iter::once(&self.partition_key).chain(&self.further_partition_keys)
    }

    pub(super) fn key_schema(&self) -> Document {
        key_schema(self.partition_keys(), &self.sort_keys)
    }
}

props! {
    /// An index within each partition of the table, with another sort key, which can be read as of the last write.
    ///
    /// It can only be made with the table, and limits a partition, with its indexes, to 10 GB.
    ///
    /// ```
    /// use ferrocdk_aws::dynamodb::{Attribute, LocalSecondaryIndex, Projection};
    ///
    /// let by_value = LocalSecondaryIndex::new("byValue", Attribute::number("celsius")).projection(Projection::KeysOnly);
    /// assert_eq!(by_value.index_name, "byValue");
    /// ```
    pub struct LocalSecondaryIndex {
        /// Name of the index, 3 to 255 of letters, digits, `_`, `-` and `.`.
        index_name: String,
        /// Orders the items of a partition.
        sort_key: Attribute,
        /// Attributes of each item that the index holds. Default: everything.
        projection: Projection = Projection::All,
    }
}

impl LocalSecondaryIndex {
    pub(super) fn document(&self, partition_key: &Attribute) -> Document {
        doc!({
            "IndexName": self.index_name.as_str(),
            "KeySchema": key_schema([partition_key], [&self.sort_key]),
            "Projection": self.projection.document(),
        })
    }
}
