//! `GlobalTable`: a table in several regions.

use std::ops::Deref;

use ferrocdk_cfn::dynamodb::{CfnGlobalTable, GlobalTableProps as CfnGlobalTableProps};
use ferrocdk_cfn::refs;
use ferrocdk_core::{Construct, Diagnostic, Document, RemovalPolicy, Scope, Value, doc, pseudo, text};

use super::attribute::Attribute;
use super::billing::{Billing, Capacity, OnDemand};
use super::index::{GlobalSecondaryIndex, LocalSecondaryIndex};
use super::policy::TablePolicy;
use super::replica::{Replica, autoscaling};
use super::schema::Schema;
use super::settings::{
    ContributorInsights, DeletionProtection, PointInTimeRecovery, StreamView, TableClass, TableEncryption,
    WarmThroughput,
};
use super::table::{Table, check_recovery};
use super::throughput;
use crate::iam::PolicyDocument;
use crate::kms::Key;
use crate::owned::{Owned, constructs};
use crate::props::props;
use crate::{defaults, diagnostic_ids};

/// Whether a read sees a write in another region at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Consistency {
    /// It sees it about a second later; of two writes of an item at once, the later one stays.
    #[default]
    Eventual,
    /// It sees it at once. Three regions have to take part, and writes wait for a second one.
    Strong,
    /// It sees it at once, and the third region holds no items, but helps to decide. It costs a third less.
    StrongWithWitness(String),
}

props! {
    /// Settings of a [`GlobalTable`]. They hold in every region where a [`Replica`] says nothing else.
    pub struct GlobalTableProps for CfnGlobalTableProps {
        /// Spreads items over partitions, each of which takes 1,000 writes and 3,000 reads a second.
        partition_key: Attribute,
        /// Orders the items of a partition. Default: none, so that the partition key alone names an item.
        sort_key: Option<Attribute>,
        /// A name that does not change. Default: CloudFormation generates one, so that a replacement can stand beside the table it replaces.
        table_name: Option<Value<String>>,
        /// The further regions. Default: none yet; they can be added later.
        replicas: Vec<Replica>,
        /// Whether a read sees a write in another region at once. Default: it sees it about a second later.
        consistency: Consistency = Consistency::Eventual,
        /// How requests are paid for. Default: by request, without limits. Provisioned writes have to follow the load.
        billing: Billing = Billing::OnDemand(OnDemand::new()),
        /// Further keys over the whole table, 20 at most.
        global_secondary_indexes: Vec<GlobalSecondaryIndex>,
        /// Further sort keys within partitions, 5 at most.
        local_secondary_indexes: Vec<LocalSecondaryIndex>,
        /// The attribute that holds the second, since 1970, at which an item may go. Default: none.
        time_to_live_attribute: Option<String>,
        /// A stream of all changes of the last 24 hours. Default: with replicas, one that says everything, by which they are kept alike; else none.
        stream: Option<StreamView>,
        /// A Kinesis stream that gets all changes in the stack's region. Default: none.
        refers kinesis_stream: Option<refs::kinesis::StreamArn>,
        /// Whether the table can be brought back to any second of the last days. Default: 35 days.
        point_in_time_recovery: PointInTimeRecovery = PointInTimeRecovery::On,
        /// Whether the table can be deleted at all. Default: it can; the removal policy keeps it when it leaves the stack.
        deletion_protection: DeletionProtection = DeletionProtection::Off,
        /// The key of the account that encrypts the table in the stack's region; each replica names one of its own. Default: that of the scope ([`Defaults`](crate::Defaults)), else none.
        encryption_key: Option<Key>,
        /// Encryption of the table without a key of the account. Default: a key that AWS owns, which costs nothing.
        encryption: TableEncryption = TableEncryption::AwsOwned,
        /// Whether storage or requests are dearer. Default: storage.
        table_class: Option<TableClass>,
        /// Which keys CloudWatch counts. Default: none.
        contributor_insights: Option<ContributorInsights>,
        /// Throughput that is there at once. Default: what AWS gives every table.
        warm_throughput: Option<WarmThroughput>,
        /// Who may use the table in the stack's region besides those that identities' policies allow. Default: nobody.
        resource_policy: Option<PolicyDocument>,
        /// Fate of the table when it leaves the stack. Default: that of the scope ([`Defaults`](crate::Defaults)), else it stays with its items.
        removal_policy: Option<RemovalPolicy>,
    }
}

/// A table of DynamoDB that several regions have, each of which takes writes.
///
/// It is a [`Table`] of the stack's region for whoever uses it there: grants, metrics and the stream are those of that. [`replica`](Self::replica) gives that of another
/// region. An existing one is a [`Table`] too: [`Table::from_table_arn`].
///
/// Makes an `AWS::DynamoDB::GlobalTable`. Every region pays for its storage, and for each write once more.
///
/// ```
/// use ferrocdk_aws::dynamodb::{Attribute, GlobalTable, GlobalTableProps, Replica};
/// use ferrocdk_aws::iam::{Principal, Role, RoleProps};
/// use ferrocdk_core::{App, Environment, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "shop", StackProps::default().environment(Environment::region("sa-east-1")));
/// let props = GlobalTableProps::new(Attribute::string("id")).replicas([Replica::new("eu-west-1")]);
/// let orders = GlobalTable::new(&stack, "Orders", props);
///
/// let worker = Role::new(&stack, "Worker", RoleProps::new(Principal::service("lambda.amazonaws.com")));
/// orders.grant_read_write_data(&worker);
/// orders.replica("eu-west-1").grant_read_data(&worker);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct GlobalTable {
    scope: Scope,
    resource: CfnGlobalTable,
    table: Table,
    replicas: Vec<String>,
}

constructs!(GlobalTable);
ferrocdk_cfn::refers!(GlobalTable: dynamodb {
    GlobalTableArn => arn, GlobalTableName => name, GlobalTableStreamArn => stream_arn, TableArn => arn, TableName => name,
});

impl Deref for GlobalTable {
    type Target = Table;

    /// The table in the stack's region.
    fn deref(&self) -> &Table {
        &self.table
    }
}

impl GlobalTable {
    /// Makes a table.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: GlobalTableProps) -> Self {
        let scope = scope.scope().child(id);
        let schema = Schema {
            partition_key: &props.partition_key,
            sort_key: props.sort_key.as_ref(),
            global: &props.global_secondary_indexes,
            local: &props.local_secondary_indexes,
        };
        schema.check(&scope);
        let key = props
            .encryption_key
            .clone()
            .or_else(|| defaults::encryption_key(&scope));
        check(&scope, &props, key.as_ref());
        let region = scope.stack().and_then(|stack| stack.environment().region);
        let region = region.map_or_else(pseudo::region, Value::from);
        let own = Replica::own(key.as_ref().map(Key::arn), &props);
        let others = props.replicas.iter();
        let others = others.map(|replica| (Value::from(replica.region.as_str()), replica.clone()));
        let replicas = std::iter::once((region, own)).chain(others);
        let replicas = replicas.map(|(region, replica)| replica.document(region, &props));
        let mut table = CfnGlobalTableProps::new()
            .key_schema(schema.key_schema().cast::<Vec<Value<_>>>())
            .attribute_definitions(schema.attribute_definitions().cast::<Vec<Value<_>>>())
            .replicas(Document::list(replicas).cast::<Vec<Value<_>>>());
        if key.is_some() || props.encryption == TableEncryption::AwsManaged {
            table = table.sse_specification(doc!({ "SSEEnabled": true, "SSEType": "KMS" }).cast());
        }
        match &props.billing {
            Billing::OnDemand(limits) => {
                table = table.billing_mode("PAY_PER_REQUEST");
                table.write_on_demand_throughput_settings = limits
                    .max_write_request_units
                    .map(|units| doc!({ "MaxWriteRequestUnits": units }).cast());
            }
            Billing::Provisioned(capacity) => {
                table = table.billing_mode("PROVISIONED");
                table.write_provisioned_throughput_settings = writes(&capacity.write).map(Document::cast);
            }
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
        // Replicas are kept alike by this stream.
        let stream = props
            .stream
            .or((!props.replicas.is_empty()).then_some(StreamView::NewAndOldImages));
        table.stream_specification = stream.map(|view| doc!({ "StreamViewType": view.word() }).cast());
        match &props.consistency {
            Consistency::Eventual => {}
            Consistency::Strong => table = table.multi_region_consistency("STRONG"),
            Consistency::StrongWithWitness(region) => {
                let witness = Document::list([doc!({ "Region": region.as_str() })]);
                table = table
                    .multi_region_consistency("STRONG")
                    .global_table_witnesses(witness.cast::<Vec<Value<_>>>());
            }
        }
        table.table_name.clone_from(&props.table_name);
        table.warm_throughput = props.warm_throughput.map(|units| units.document().cast());
        let resource = CfnGlobalTable::new(&scope, "Resource", props.customize.apply(table));
        defaults::apply_removal_policy(&resource, props.removal_policy);
        let table = Table {
            scope: scope.clone(),
            resource: Owned::imported(),
            policy: Some(TablePolicy::of_replica(&resource, 0)),
            arn: resource.attr_arn(),
            name: resource.reference(),
            stream_arn: stream.map(|_| resource.attr_stream_arn()),
            key,
            indexes: schema.index_names(),
        };
        Self {
            scope,
            resource,
            table,
            replicas: props.replicas.into_iter().map(|replica| replica.region).collect(),
        }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnGlobalTable {
        self.resource.clone()
    }

    /// The table as another region has it. A region without a replica is a mistake, which is reported.
    #[track_caller]
    pub fn replica(&self, region: &str) -> Table {
        let place = self.replicas.iter().position(|replica| replica == region);
        if place.is_none() {
            let diagnostic = Diagnostic::error(diagnostic_ids::REPLICA, "a table has no replica in this region")
                .located(std::panic::Location::caller())
                .found(region)
                .allowed(self.replicas.join(", "))
                .help("add one: `GlobalTableProps::replicas([Replica::new(region)])`");
            self.scope.report(diagnostic);
        }
        let arn = text!(
            "arn:{}:dynamodb:{}:{}:table/{}",
            pseudo::partition(),
            region,
            pseudo::account_id(),
            self.table.name()
        );
        Table {
            // The resource lists the stack's own region first.
            policy: place.map(|place| TablePolicy::of_replica(&self.resource, place + 1)),
            arn,
            stream_arn: None,
            key: None,
            ..self.table.clone()
        }
    }
}

/// `WriteProvisionedThroughputSettings`, of capacity that follows the load.
fn writes(capacity: &Capacity) -> Option<Document> {
    match capacity {
        Capacity::Fixed(_) => None,
        Capacity::Autoscaled(scaling) => Some(doc!({ "WriteCapacityAutoScalingSettings": autoscaling(scaling) })),
    }
}

fn global_index(index: &GlobalSecondaryIndex, billing: &Billing) -> Document {
    let (on_demand, provisioned) = match billing {
        Billing::OnDemand(limits) => (index.max_write_request_units.or(limits.max_write_request_units), None),
        Billing::Provisioned(capacity) => (None, writes(index.write_capacity.as_ref().unwrap_or(&capacity.write))),
    };
    doc!({
        "IndexName": index.index_name.as_str(),
        "KeySchema": index.key_schema(),
        "Projection": index.projection.document(),
        "WarmThroughput": index.warm_throughput.map(WarmThroughput::document),
        "WriteOnDemandThroughputSettings": on_demand.map(|units| doc!({ "MaxWriteRequestUnits": units })),
        "WriteProvisionedThroughputSettings": provisioned,
    })
}

fn check(scope: &Scope, props: &GlobalTableProps, key: Option<&Key>) {
    throughput::check(scope, &props.billing, &props.global_secondary_indexes);
    let recoveries = props
        .replicas
        .iter()
        .filter_map(|replica| replica.point_in_time_recovery);
    for recovery in std::iter::once(props.point_in_time_recovery).chain(recoveries) {
        check_recovery(scope, recovery);
    }
    check_writes(scope, props);
    let mistake = |message: &str| Diagnostic::error(diagnostic_ids::REPLICA, message).at("", Some("Replicas"));
    let own = scope.stack().and_then(|stack| stack.environment().region);
    for (place, replica) in props.replicas.iter().enumerate() {
        let is_twice = props
            .replicas
            .iter()
            .take(place)
            .any(|other| other.region == replica.region);
        if is_twice || own.as_ref() == Some(&replica.region) {
            let twice = mistake("a region has a table twice").found(replica.region.as_str());
            scope.report(twice.help("name the further regions alone; the stack's own is one by itself"));
        }
        if key.is_some() && replica.encryption_key_arn.is_none() {
            let keyless = mistake("a replica has no key").found(replica.region.as_str());
            scope.report(keyless.help("name one of its region: `Replica::encryption_key_arn(arn)`; or encrypt the table without a key of the account"));
        }
    }
    if !props.replicas.is_empty() && own.is_none() {
        let mistake = mistake("replicas of a table whose own region is not known");
        scope.report(
            mistake.help("give the stack a region: `StackProps::environment(Environment::region(\"sa-east-1\"))`"),
        );
    }
    if let Some(view) = props.stream.filter(|view| *view != StreamView::NewAndOldImages)
        && !props.replicas.is_empty()
    {
        let mistake = mistake("replicas are kept alike by a stream that says everything")
            .found(view.word())
            .allowed(StreamView::NewAndOldImages.word());
        scope.report(mistake.help("leave out the stream"));
    }
    let (wanted, found) = match props.consistency {
        Consistency::Eventual => return,
        Consistency::Strong => (2, props.replicas.len()),
        Consistency::StrongWithWitness(_) => (1, props.replicas.len()),
    };
    if found != wanted {
        let mistake = mistake("strong consistency takes three regions, no more and no fewer")
            .found(format!("{found} replicas"))
            .allowed(format!(
                "{wanted} besides the stack's own region and the witness, if there is one"
            ));
        scope.report(mistake);
    }
}

/// Fixed write capacity cannot be: each region has to keep up with the writes of all others.
fn check_writes(scope: &Scope, props: &GlobalTableProps) {
    let Billing::Provisioned(capacity) = &props.billing else {
        return;
    };
    let of_indexes = props
        .global_secondary_indexes
        .iter()
        .filter_map(|index| index.write_capacity.as_ref());
    for write in std::iter::once(&capacity.write).chain(of_indexes) {
        if let Capacity::Fixed(units) = write {
            let diagnostic = Diagnostic::error(
                diagnostic_ids::TABLE_BILLING,
                "writes to a global table follow the load",
            )
            .at("", Some("WriteProvisionedThroughputSettings"))
            .found(format!("{units} units"))
            .allowed("a least and a most: `Autoscaling::between(5, 100)`");
            scope.report(diagnostic);
        }
    }
}
