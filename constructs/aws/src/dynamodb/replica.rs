//! `Replica`: a global table in a further region.

use ferrocdk_cfn::refs;
use ferrocdk_core::{Document, IntoDocument, Value, doc};

use super::billing::{Autoscaling, Billing, Capacity};
use super::global_table::GlobalTableProps;
use super::index::GlobalSecondaryIndex;
use super::settings::{ContributorInsights, DeletionProtection, PointInTimeRecovery, TableClass};
use crate::iam::PolicyDocument;
use crate::props::props;

props! {
    /// A global table in a further region. What it does not say is as in the region of the stack.
    ///
    /// ```
    /// use ferrocdk_aws::dynamodb::{DeletionProtection, Replica};
    ///
    /// let ireland = Replica::new("eu-west-1").deletion_protection(DeletionProtection::On);
    /// ```
    pub struct Replica {
        /// The region, such as `eu-west-1`.
        region: String,
        /// Read units of a provisioned table. Default: those of the table.
        read_capacity: Option<Capacity>,
        /// Read units a second of a table by request, at most. Default: those of the table.
        max_read_request_units: Option<u32>,
        /// The key of that region that encrypts the replica, by ARN; needed where a key of the account encrypts the table.
        refers encryption_key_arn: Option<refs::kms::KeyArn>,
        /// A Kinesis stream of that region that gets all changes. Default: none.
        refers kinesis_stream: Option<refs::kinesis::StreamArn>,
        /// Whether it can be brought back to any second of the last days. Default: as the table.
        point_in_time_recovery: Option<PointInTimeRecovery>,
        /// Whether it can be deleted at all. Default: as the table.
        deletion_protection: Option<DeletionProtection>,
        /// Whether storage or requests are dearer there. Default: as the table.
        table_class: Option<TableClass>,
        /// Which keys CloudWatch counts. Default: as the table.
        contributor_insights: Option<ContributorInsights>,
        /// Who may use the replica besides those that identities' policies allow. Default: nobody.
        resource_policy: Option<PolicyDocument>,
    }
}

impl Replica {
    /// The table itself, as the replica of the stack's own region.
    pub(super) fn own(key: Option<Value<String>>, props: &GlobalTableProps) -> Self {
        let mut own = Self::new("");
        own.encryption_key_arn = key;
        own.kinesis_stream.clone_from(&props.kinesis_stream);
        own.resource_policy.clone_from(&props.resource_policy);
        own
    }

    pub(super) fn document(&self, region: Value<String>, props: &GlobalTableProps) -> Document {
        let recovery = self.point_in_time_recovery.unwrap_or(props.point_in_time_recovery);
        let protection = self.deletion_protection.unwrap_or(props.deletion_protection);
        let insights = self.contributor_insights.or(props.contributor_insights);
        let (on_demand, provisioned) = match &props.billing {
            Billing::OnDemand(limits) => (self.max_read_request_units.or(limits.max_read_request_units), None),
            Billing::Provisioned(capacity) => {
                let read = self.read_capacity.as_ref().unwrap_or(&capacity.read);
                (None, Some(reads(read)))
            }
        };
        let indexes = props.global_secondary_indexes.iter();
        let indexes: Vec<Document> = indexes.map(|index| self.index(index, props)).collect();
        doc!({
            "Region": region,
            "PointInTimeRecoverySpecification": recovery.document(),
            "DeletionProtectionEnabled": protection.is_on().then_some(true),
            "TableClass": self.table_class.or(props.table_class).map(TableClass::word),
            "ContributorInsightsSpecification": insights.map(ContributorInsights::document),
            "ReadOnDemandThroughputSettings": on_demand.map(|units| doc!({ "MaxReadRequestUnits": units })),
            "ReadProvisionedThroughputSettings": provisioned,
            "GlobalSecondaryIndexes": (!indexes.is_empty()).then(|| Document::list(indexes)),
            "KinesisStreamSpecification": self.kinesis_stream.clone().map(|arn| doc!({ "StreamArn": arn })),
            "ResourcePolicy": self.resource_policy.clone().map(|policy| doc!({ "PolicyDocument": policy })),
            "SSESpecification": self.encryption_key_arn.clone().map(|key| doc!({ "KMSMasterKeyId": key })),
        })
    }

    fn index(&self, index: &GlobalSecondaryIndex, props: &GlobalTableProps) -> Document {
        let insights = index.contributor_insights.map(ContributorInsights::document);
        let (on_demand, provisioned) = match &props.billing {
            Billing::OnDemand(limits) => {
                let units = index.max_read_request_units.or(self.max_read_request_units);
                (units.or(limits.max_read_request_units), None)
            }
            Billing::Provisioned(capacity) => {
                let read = index.read_capacity.as_ref().or(self.read_capacity.as_ref());
                (None, Some(reads(read.unwrap_or(&capacity.read))))
            }
        };
        doc!({
            "IndexName": index.index_name.as_str(),
            "ContributorInsightsSpecification": insights,
            "ReadOnDemandThroughputSettings": on_demand.map(|units| doc!({ "MaxReadRequestUnits": units })),
            "ReadProvisionedThroughputSettings": provisioned,
        })
    }
}

/// `ReadProvisionedThroughputSettings`.
fn reads(capacity: &Capacity) -> Document {
    match capacity {
        Capacity::Fixed(units) => doc!({ "ReadCapacityUnits": *units }),
        Capacity::Autoscaled(scaling) => doc!({ "ReadCapacityAutoScalingSettings": autoscaling(scaling) }),
    }
}

/// `CapacityAutoScalingSettings`.
pub(super) fn autoscaling(scaling: &Autoscaling) -> Document {
    let tracking = doc!({
        "TargetValue": scaling.target_utilization.get(),
        "ScaleInCooldown": scaling.scale_in_cooldown.map(|time| time.get()),
        "ScaleOutCooldown": scaling.scale_out_cooldown.map(|time| time.get()),
    });
    doc!({
        "MinCapacity": scaling.min,
        "MaxCapacity": scaling.max,
        "SeedCapacity": scaling.seed.map(IntoDocument::into_document),
        "TargetTrackingScalingPolicyConfiguration": tracking,
    })
}
