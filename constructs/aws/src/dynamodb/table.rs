//! `Table`: items by key.

use ferrocdk_cfn::dynamodb::{CfnTable, TableProps as CfnTableProps};
use ferrocdk_core::{CfnResource, Construct, Diagnostic, Document, ScannerRule, Scope, Value, doc, text};

use super::billing::Billing;
use super::grants::{INDEXES, TableGrants};
use super::import_source::ImportSource;
use super::index::GlobalSecondaryIndex;
use super::policy::TablePolicy;
use super::scaling::{Dimension, scale};
use super::schema::Schema;
use super::settings::{
    ContributorInsights, PointInTimeRecovery, RecoveryPeriod, TableEncryption, TimePrecision, WarmThroughput,
};
use super::stream::TableStream;
use super::table_props::{TableAttributes, TableProps};
use super::throughput;
use crate::grants::{ResourcePolicy, Target};
use crate::iam::PolicyStatement;
use crate::kms::Key;
use crate::owned::{Owned, constructs};
use crate::{defaults, diagnostic_ids};

/// A table of DynamoDB, encrypted, which can be brought back to any second of the last 35 days.
///
/// Makes an `AWS::DynamoDB::Table`, and an `AWS::ApplicationAutoScaling::ScalableTarget` with its policy for each capacity that follows the load. By request it costs 62.5 cents a million
/// writes, 12.5 cents a million reads, and 25 cents a GB and month (first 25 GB free), as of us-east-1; each global index costs the same again for what it holds.
///
/// ```
/// use ferrocdk_aws::dynamodb::{Attribute, GlobalSecondaryIndex, StreamView, Table, TableProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let by_line = GlobalSecondaryIndex::new("byLine", Attribute::string("line")).sort_key(Attribute::number("time"));
/// let props = TableProps::new(Attribute::string("device"))
///     .sort_key(Attribute::number("time"))
///     .time_to_live_attribute("expiry")
///     .stream(StreamView::NewAndOldImages)
///     .global_secondary_indexes([by_line]);
/// let readings = Table::new(&stack, "Readings", props);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Table {
    pub(super) scope: Scope,
    pub(super) resource: Owned<CfnTable>,
    pub(super) policy: Option<TablePolicy>,
    pub(super) arn: Value<String>,
    pub(super) name: Value<String>,
    pub(super) stream_arn: Option<Value<String>>,
    pub(super) key: Option<Key>,
    pub(super) indexes: Vec<String>,
}

constructs!(Table);
ferrocdk_cfn::refers!(Table: dynamodb { TableArn => arn, TableName => name, TableStreamArn => stream_arn });

impl From<&Self> for Table {
    fn from(table: &Self) -> Self {
        table.clone()
    }
}

impl Table {
    /// Makes a table.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: TableProps) -> Self {
        let scope = scope.scope().child(id);
        let schema = Schema {
            partition_key: &props.partition_key,
            sort_key: props.sort_key.as_ref(),
            global: &props.global_secondary_indexes,
            local: &props.local_secondary_indexes,
        };
        schema.check(&scope);
        check(&scope, &props);
        let indexes = schema.index_names();
        let key = props
            .encryption_key
            .clone()
            .or_else(|| defaults::encryption_key(&scope));
        let mut table = CfnTableProps::new()
            .key_schema(schema.key_schema().cast::<Vec<Value<_>>>())
            .attribute_definitions(schema.attribute_definitions().cast::<Vec<Value<_>>>())
            .point_in_time_recovery_specification(props.point_in_time_recovery.document().cast());
        match &props.billing {
            Billing::OnDemand(limits) => {
                table = table.billing_mode("PAY_PER_REQUEST");
                table.on_demand_throughput =
                    throughput::on_demand(limits.max_read_request_units, limits.max_write_request_units)
                        .map(Document::cast);
            }
            Billing::Provisioned(capacity) => {
                table = table
                    .billing_mode("PROVISIONED")
                    .provisioned_throughput(throughput::provisioned(&capacity.read, &capacity.write).cast());
            }
        }
        match (&key, props.encryption) {
            (Some(key), _) => {
                let encryption = doc!({ "KMSMasterKeyId": key.arn(), "SSEEnabled": true, "SSEType": "KMS" });
                table = table.sse_specification(encryption.cast());
            }
            (None, TableEncryption::AwsManaged) => {
                table = table.sse_specification(doc!({ "SSEEnabled": true }).cast());
            }
            (None, TableEncryption::AwsOwned) => {}
        }
        if !props.local_secondary_indexes.is_empty() {
            let local = props.local_secondary_indexes.iter();
            let local = local.map(|index| index.document(&props.partition_key));
            table = table.local_secondary_indexes(Document::list(local).cast::<Vec<Value<_>>>());
        }
        if !props.global_secondary_indexes.is_empty() {
            let global = props.global_secondary_indexes.iter();
            let global = global.map(|index| global_index(index, &props.billing));
            table = table.global_secondary_indexes(Document::list(global).cast::<Vec<Value<_>>>());
        }
        if let Some(attribute) = &props.time_to_live_attribute {
            let expiry = doc!({ "AttributeName": attribute.as_str(), "Enabled": true });
            table = table.time_to_live_specification(expiry.cast());
        }
        if let Some(view) = props.stream {
            table = table.stream_specification(doc!({ "StreamViewType": view.word() }).cast());
        }
        if let Some(stream) = props.kinesis_stream {
            let precision = props.kinesis_precision_timestamp.map(TimePrecision::word);
            let stream = doc!({ "StreamArn": stream, "ApproximateCreationDateTimePrecision": precision });
            table = table.kinesis_stream_specification(stream.cast());
        }
        if props.deletion_protection.is_on() {
            table = table.deletion_protection_enabled(true);
        }
        if let Some(policy) = props.resource_policy {
            table = table.resource_policy(doc!({ "PolicyDocument": policy }).cast());
        }
        table.table_name = props.table_name;
        table.table_class = props
            .table_class
            .map(|class| ferrocdk_core::bindings::choice(class.word()));
        table.contributor_insights_specification =
            props.contributor_insights.map(|insights| insights.document().cast());
        table.warm_throughput = props.warm_throughput.map(|units| units.document().cast());
        table.import_source_specification = props.import_source.map(|source| source.document().cast());
        let resource = CfnTable::new(&scope, "Resource", props.customize.apply(table));
        defaults::apply_removal_policy(&resource, props.removal_policy);
        acknowledge(&resource, key.as_ref());
        let name = resource.reference();
        if let Billing::Provisioned(capacity) = &props.billing {
            scale(&scope, &name, None, Dimension::Read, &capacity.read);
            scale(&scope, &name, None, Dimension::Write, &capacity.write);
            for index in &props.global_secondary_indexes {
                let read = index.read_capacity.as_ref().unwrap_or(&capacity.read);
                let write = index.write_capacity.as_ref().unwrap_or(&capacity.write);
                scale(&scope, &name, Some(&index.index_name), Dimension::Read, read);
                scale(&scope, &name, Some(&index.index_name), Dimension::Write, write);
            }
        }
        Self {
            scope,
            policy: Some(TablePolicy::of_table(&resource)),
            arn: resource.attr_arn(),
            name,
            stream_arn: props.stream.map(|_| resource.attr_stream_arn()),
            resource: Owned::made(resource),
            key,
            indexes,
        }
    }

    /// A table of the stack's account and region that exists, by name. What is granted on it does not reach its indexes.
    #[track_caller]
    pub fn from_table_name(scope: &dyn Construct, id: &str, name: impl Into<Value<String>>) -> Self {
        let arn = CfnTable::arn_for(name);
        Self::from_table_attributes(scope, id, TableAttributes::new(arn))
    }

    /// A table that exists, by ARN. What is granted on it does not reach its indexes.
    #[track_caller]
    pub fn from_table_arn(scope: &dyn Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        Self::from_table_attributes(scope, id, TableAttributes::new(arn))
    }

    /// A table that exists, with what is to be known of it.
    #[track_caller]
    pub fn from_table_attributes(scope: &dyn Construct, id: &str, attributes: TableAttributes) -> Self {
        let TableAttributes {
            table_arn,
            table_stream_arn,
            encryption_key,
            indexes,
        } = attributes;
        let name = match table_arn.literal() {
            Some(text) => Value::from(text.split_once(":table/").map_or("", |(_, name)| name)),
            None => Value::select(1, table_arn.clone().split("/")),
        };
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            policy: None,
            arn: table_arn,
            name,
            stream_arn: table_stream_arn,
            key: encryption_key,
            indexes,
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnTable {
        self.resource.resource(&self.scope, |scope| {
            let no_key = Document::list([]).cast::<Vec<Value<_>>>();
            CfnTable::new(scope, "Resource", CfnTableProps::new().key_schema(no_key))
        })
    }

    /// The table's ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// The table's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// The key that encrypts it, if it is one of the account.
    pub fn encryption_key(&self) -> Option<&Key> {
        self.key.as_ref()
    }

    /// The stream of its changes. A table without one is a mistake, which is reported.
    #[track_caller]
    pub fn stream(&self) -> TableStream {
        // Within the closure, the caller would be its line.
        let caller = std::panic::Location::caller();
        let arn = self.stream_arn.clone().unwrap_or_else(|| {
            let diagnostic = Diagnostic::error(diagnostic_ids::TABLE_STREAM, "a table has no stream of its changes")
                .located(caller)
                .help(if self.resource.get().is_some() {
                    "give it one: `TableProps::stream(StreamView::NewAndOldImages)`"
                } else {
                    "name its stream: `TableAttributes::table_stream_arn(arn)`"
                });
            self.scope.report(diagnostic);
            text!("{}/stream/none", self.arn())
        });
        TableStream::new(&self.scope, arn, self.key.clone())
    }

    /// The ARN of the stream of its changes. A table without one is a mistake, which is reported.
    #[track_caller]
    pub fn stream_arn(&self) -> Value<String> {
        self.stream().arn()
    }

    /// Grants on this table.
    pub fn grants(&self) -> TableGrants {
        let indexes = self.indexes.iter().map(|index| format!("/index/{index}"));
        TableGrants::on(
            Target::new(self, self.arn())
                .policy(self.clone())
                .key(self.key.as_ref())
                .parts(INDEXES, indexes),
        )
    }
}

impl ResourcePolicy for Table {
    fn add_to_resource_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        self.policy.as_ref().map(|policy| policy.add(statement))
    }
}

fn global_index(index: &GlobalSecondaryIndex, billing: &Billing) -> Document {
    let (on_demand, provisioned) = match billing {
        Billing::OnDemand(limits) => {
            let reads = index.max_read_request_units.or(limits.max_read_request_units);
            let writes = index.max_write_request_units.or(limits.max_write_request_units);
            (throughput::on_demand(reads, writes), None)
        }
        Billing::Provisioned(capacity) => {
            let read = index.read_capacity.as_ref().unwrap_or(&capacity.read);
            let write = index.write_capacity.as_ref().unwrap_or(&capacity.write);
            (None, Some(throughput::provisioned(read, write)))
        }
    };
    doc!({
        "IndexName": index.index_name.as_str(),
        "KeySchema": index.key_schema(),
        "Projection": index.projection.document(),
        "OnDemandThroughput": on_demand,
        "ProvisionedThroughput": provisioned,
        "WarmThroughput": index.warm_throughput.map(WarmThroughput::document),
        "ContributorInsightsSpecification": index.contributor_insights.map(ContributorInsights::document),
    })
}

/// Acknowledges that no key of the account encrypts a table.
fn acknowledge(table: &CfnResource, key: Option<&Key>) {
    if key.is_none() {
        table.acknowledge(
            &[
                ScannerRule::Checkov("CKV_AWS_119"),
                ScannerRule::Guard("CT.DYNAMODB.PR.2"),
                ScannerRule::Guard("DYNAMODB_TABLE_ENCRYPTED_KMS"),
            ],
            "encrypted by DynamoDB itself; a key of the account would be paid for each use, and is there for whoever gives one",
        );
    }
}

fn check(scope: &Scope, props: &TableProps) {
    throughput::check(scope, &props.billing, &props.global_secondary_indexes);
    check_recovery(scope, props.point_in_time_recovery);
    if let Some(delimiter) = props.import_source.as_ref().and_then(ImportSource::wrong_delimiter) {
        let diagnostic = Diagnostic::error(
            diagnostic_ids::TABLE_RANGE,
            "fields of a file are parted by something else",
        )
        .at("", Some("Delimiter"))
        .found(format!("{delimiter:?}"))
        .allowed(
            ImportSource::DELIMITERS
                .map(|delimiter| format!("{delimiter:?}"))
                .join(", "),
        );
        scope.report(diagnostic);
    }
    if props.kinesis_precision_timestamp.is_some() && props.kinesis_stream.is_none() {
        let diagnostic = Diagnostic::error(
            diagnostic_ids::TABLE_STREAM,
            "the exactness of times without a stream that has them",
        )
        .at("", Some("ApproximateCreationDateTimePrecision"))
        .help("name the stream: `kinesis_stream(stream.arn())`");
        scope.report(diagnostic);
    }
}

pub(super) fn check_recovery(scope: &Scope, recovery: PointInTimeRecovery) {
    if let Some(Err(error)) = recovery.period().map(RecoveryPeriod::check) {
        error.report(scope, diagnostic_ids::TABLE_RANGE, "RecoveryPeriodInDays");
    }
}
