//! Settings of tables, and what is to be known of those that exist.

use ferrocdk_cfn::dynamodb::TableProps as CfnTableProps;
use ferrocdk_cfn::refs;
use ferrocdk_core::{RemovalPolicy, Value};

use super::attribute::Attribute;
use super::billing::{Billing, OnDemand};
use super::import_source::ImportSource;
use super::index::{GlobalSecondaryIndex, LocalSecondaryIndex};
use super::settings::{
    ContributorInsights, DeletionProtection, PointInTimeRecovery, StreamView, TableClass, TableEncryption,
    TimePrecision, WarmThroughput,
};
use crate::iam::PolicyDocument;
use crate::kms::Key;
use crate::props::props;

props! {
    /// Settings of a [`Table`](super::Table).
    pub struct TableProps for CfnTableProps {
        /// Spreads items over partitions, each of which takes 1,000 writes and 3,000 reads a second.
        partition_key: Attribute,
        /// Orders the items of a partition. Default: none, so that the partition key alone names an item.
        sort_key: Option<Attribute>,
        /// A name that does not change. Default: CloudFormation generates one, so that a replacement can stand beside the table it replaces.
        table_name: Option<Value<String>>,
        /// How requests are paid for. Default: by request, without limits.
        billing: Billing = Billing::OnDemand(OnDemand::new()),
        /// Further keys over the whole table, 20 at most.
        global_secondary_indexes: Vec<GlobalSecondaryIndex>,
        /// Further sort keys within partitions, 5 at most.
        local_secondary_indexes: Vec<LocalSecondaryIndex>,
        /// The attribute that holds the second, since 1970, at which an item may go; DynamoDB deletes it within days, for nothing. Default: none.
        time_to_live_attribute: Option<String>,
        /// A stream of all changes of the last 24 hours, and what it says of each. Default: none.
        stream: Option<StreamView>,
        /// A Kinesis stream that gets all changes. Default: none.
        refers kinesis_stream: Option<refs::kinesis::StreamArn>,
        /// The exactness of the times in the records of the Kinesis stream. Default: microseconds, as DynamoDB has it.
        kinesis_precision_timestamp: Option<TimePrecision>,
        /// Whether the table can be brought back to any second of the last days. Default: 35 days, so that no mistake of a program is final. Costs 20 cents a GB and month.
        point_in_time_recovery: PointInTimeRecovery = PointInTimeRecovery::On,
        /// Whether the table can be deleted at all. Default: it can; the removal policy keeps it when it leaves the stack.
        deletion_protection: DeletionProtection = DeletionProtection::Off,
        /// The key of the account that encrypts the table. Default: that of the scope ([`Defaults`](crate::Defaults)), else none.
        encryption_key: Option<Key>,
        /// Encryption of the table without a key of the account. Default: a key that AWS owns, which costs nothing.
        encryption: TableEncryption = TableEncryption::AwsOwned,
        /// Whether storage or requests are dearer. Default: storage, as for most tables.
        table_class: Option<TableClass>,
        /// Which keys CloudWatch counts. Default: none, as each event is paid.
        contributor_insights: Option<ContributorInsights>,
        /// Throughput that is there at once. Default: what AWS gives every table.
        warm_throughput: Option<WarmThroughput>,
        /// Files that the table is filled with when it is made. Default: none.
        import_source: Option<ImportSource>,
        /// Who may use the table besides those that identities' policies allow. [`add_to_resource_policy`](crate::grants::ResourcePolicy::add_to_resource_policy) adds to it. Default: nobody.
        resource_policy: Option<PolicyDocument>,
        /// Fate of the table when it leaves the stack. Default: that of the scope ([`Defaults`](crate::Defaults)), else it stays with its items.
        removal_policy: Option<RemovalPolicy>,
    }
}

props! {
    /// Facts of a table that exists.
    ///
    /// ```
    /// use ferrocdk_aws::dynamodb::{Table, TableAttributes};
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let attributes = TableAttributes::new("arn:aws:dynamodb:sa-east-1:111122223333:table/orders").indexes(["byCustomer"]);
    /// let orders = Table::from_table_attributes(&stack, "Orders", attributes);
    /// # assert!(app.synth().is_ok());
    /// ```
    pub struct TableAttributes {
        /// The table's ARN.
        table_arn: Value<String>,
        /// The ARN of the stream of its changes. Default: none is known.
        table_stream_arn: Option<Value<String>>,
        /// The key of the account that encrypts it, so that grants reach it too. Default: none.
        encryption_key: Option<Key>,
        /// Names of the indexes that grants reach; `*` for all. Default: none.
        indexes: Vec<String>,
    }
}
