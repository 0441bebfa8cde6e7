//! Tables on demand, encrypted, with point-in-time recovery.

use ferrocdk_cfn::dynamodb::table::{
    AttributeDefinition, KeySchema, PointInTimeRecoverySpecification, SSESpecification, TimeToLiveSpecification,
};
use ferrocdk_cfn::dynamodb::{CfnTable, TableProps as CfnTableProps};
use ferrocdk_core::{Construct, RemovalPolicy, Scope, Value};

use crate::cloudwatch::Metric;
use crate::iam::{Grantee, PolicyStatement};
use crate::kms::Key;

/// A key attribute: its name and type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    name: String,
    kind: &'static str,
}

impl Attribute {
    /// A string attribute.
    pub fn string(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind: "S",
        }
    }

    /// A number attribute.
    pub fn number(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind: "N",
        }
    }
}

/// Settings of a [`Table`].
#[derive(Clone, Debug)]
pub struct TableProps {
    /// Spreads items over partitions: each takes 1,000 writes a second.
    pub partition_key: Attribute,
    /// Orders the items of a partition.
    pub sort_key: Attribute,
    /// Attribute holding the second, since 1970, at which an item may be deleted.
    pub time_to_live: Option<String>,
    /// Fate of the table when it leaves the stack. Default: it goes with the stack.
    pub removal_policy: RemovalPolicy,
}

impl TableProps {
    /// A table with a partition and a sort key.
    pub fn new(partition_key: Attribute, sort_key: Attribute) -> Self {
        Self {
            partition_key,
            sort_key,
            time_to_live: None,
            removal_policy: RemovalPolicy::Destroy,
        }
    }

    /// Lets items expire by an attribute.
    #[must_use]
    pub fn time_to_live(mut self, attribute: &str) -> Self {
        self.time_to_live = Some(attribute.to_owned());
        self
    }

    /// Says what happens on removal.
    #[must_use]
    pub fn removal_policy(mut self, policy: RemovalPolicy) -> Self {
        self.removal_policy = policy;
        self
    }
}

/// A DynamoDB table that is billed by request.
#[derive(Clone, Debug)]
pub struct Table {
    scope: Scope,
    table: CfnTable,
    key: Key,
}

impl Construct for Table {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl Table {
    /// Makes a table.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, key: &Key, props: TableProps) -> Self {
        let scope = scope.scope().child(id);
        let attribute = |attribute: &Attribute| {
            AttributeDefinition::new()
                .attribute_name(&attribute.name)
                .attribute_type(attribute.kind)
        };
        let role = |attribute: &Attribute, kind: &str| KeySchema::new().attribute_name(&attribute.name).key_type(kind);
        let encryption = SSESpecification::new()
            .sse_enabled(true)
            .sse_type("KMS")
            .kms_master_key_id(key.arn());
        let mut table = CfnTableProps::new()
            .billing_mode("PAY_PER_REQUEST")
            .key_schema([role(&props.partition_key, "HASH"), role(&props.sort_key, "RANGE")])
            .attribute_definitions([attribute(&props.partition_key), attribute(&props.sort_key)])
            .point_in_time_recovery_specification(
                PointInTimeRecoverySpecification::new().point_in_time_recovery_enabled(true),
            )
            .sse_specification(encryption);
        if let Some(attribute) = props.time_to_live {
            let expiry = TimeToLiveSpecification::new().attribute_name(attribute).enabled(true);
            table = table.time_to_live_specification(expiry);
        }
        let table = CfnTable::new(&scope, "Resource", table);
        table.apply_removal_policy(props.removal_policy);
        Self {
            scope,
            table,
            key: key.clone(),
        }
    }

    /// The table's name.
    pub fn name(&self) -> Value<String> {
        self.table.reference()
    }

    /// The table's ARN.
    pub fn arn(&self) -> Value<String> {
        self.table.attr_arn()
    }

    /// Lets a grantee put items, one by one or in batches. Nothing can be read or scanned with it.
    pub fn grant_write(&self, grantee: &dyn Grantee) {
        grantee.add_to_principal_policy(
            PolicyStatement::allow(["dynamodb:BatchWriteItem", "dynamodb:PutItem"]).on(self.arn()),
        );
        let actions = [
            "kms:Decrypt",
            "kms:DescribeKey",
            "kms:Encrypt",
            "kms:GenerateDataKey*",
            "kms:ReEncrypt*",
        ];
        grantee.add_to_principal_policy(PolicyStatement::allow(actions).on(self.key.arn()));
    }

    /// A metric of the table, such as `WriteThrottleEvents`.
    pub fn metric(&self, name: &'static str) -> Metric {
        Metric::new("AWS/DynamoDB", name).dimension("TableName", self.name())
    }
}
