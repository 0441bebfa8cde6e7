//! Tables of DynamoDB.

use ferrocdk_cfn::iot::topic_rule::{
    Action as CfnAction, DynamoDBAction, DynamoDBv2Action, HashKeyType, PutItemInput, RangeKeyType,
};
use ferrocdk_core::Value;

use crate::dynamodb::Table;
use crate::iam::{PolicyStatement, Role};
use crate::iot::{RuleAction, TopicRule};

fn let_in(role: &Role, table: &Table) {
    role.add_to_policy(PolicyStatement::allow(["dynamodb:PutItem"]).on(table.arn()));
    if let Some(key) = table.encryption_key() {
        // Source: "Using IAM with KMS keys" of the DynamoDB developer guide: who writes needs them.
        key.grant(
            role,
            &[
                "kms:Decrypt",
                "kms:DescribeKey",
                "kms:Encrypt",
                "kms:GenerateDataKey*",
                "kms:ReEncrypt*",
            ],
        );
    }
}

/// A key of an item: the attribute, and its value as a substitution template.
#[derive(Clone, Debug, PartialEq)]
pub struct DynamoDbKey {
    attribute: Value<String>,
    value: Value<String>,
    is_number: bool,
}

impl DynamoDbKey {
    /// A text, such as `DynamoDbKey::string("thing", "${topic(2)}")`.
    pub fn string(attribute: impl Into<Value<String>>, value: impl Into<Value<String>>) -> Self {
        Self {
            attribute: attribute.into(),
            value: value.into(),
            is_number: false,
        }
    }

    /// A number, such as `DynamoDbKey::number("at", "${timestamp()}")`.
    pub fn number(attribute: impl Into<Value<String>>, value: impl Into<Value<String>>) -> Self {
        Self {
            is_number: true,
            ..Self::string(attribute, value)
        }
    }
}

/// Writes each message as an item: the keys, and the whole message in one attribute. An item with the same keys is replaced.
///
/// ```
/// use ferrocdk_aws::dynamodb::Table;
/// use ferrocdk_aws::iot::actions::{DynamoDbAction, DynamoDbKey};
/// # use ferrocdk_core::{App, Stack, StackProps};
/// # let app = App::new();
/// # let stack = Stack::new(&app, "plant", StackProps::default());
/// let readings = Table::from_table_name(&stack, "Readings", "readings");
/// let write = DynamoDbAction::new(&readings, DynamoDbKey::string("thing", "${topic(2)}")).sort_key(DynamoDbKey::number("at", "${timestamp()}"));
/// ```
#[derive(Clone, Debug)]
#[must_use = "an action takes effect in a rule"]
pub struct DynamoDbAction {
    table: Table,
    partition_key: DynamoDbKey,
    sort_key: Option<DynamoDbKey>,
    payload_field: Option<Value<String>>,
}

impl DynamoDbAction {
    /// Writes messages into a table, by its partition key.
    pub fn new(table: &Table, partition_key: DynamoDbKey) -> Self {
        Self {
            table: table.clone(),
            partition_key,
            sort_key: None,
            payload_field: None,
        }
    }

    /// The sort key, which a table that has one needs.
    pub fn sort_key(mut self, key: DynamoDbKey) -> Self {
        self.sort_key = Some(key);
        self
    }

    /// The attribute that gets the message. Default: `payload`, as IoT has it.
    pub fn payload_field(mut self, attribute: impl Into<Value<String>>) -> Self {
        self.payload_field = Some(attribute.into());
        self
    }
}

impl RuleAction for DynamoDbAction {
    fn bind(&self, rule: &TopicRule) -> CfnAction {
        let role = rule.role();
        let_in(&role, &self.table);
        let key = self.partition_key.clone();
        let mut action = DynamoDBAction::new()
            .table_name(self.table.name())
            .hash_key_field(key.attribute)
            .hash_key_value(key.value)
            .hash_key_type(if key.is_number {
                HashKeyType::Number
            } else {
                HashKeyType::String
            })
            .role_arn(role.arn());
        if let Some(key) = self.sort_key.clone() {
            action = action
                .range_key_field(key.attribute)
                .range_key_value(key.value)
                .range_key_type(if key.is_number {
                    RangeKeyType::Number
                } else {
                    RangeKeyType::String
                });
        }
        action.payload_field = self.payload_field.clone();
        CfnAction::new().dynamo_db(action)
    }
}

/// Writes each message as an item, each of its fields as an attribute. The keys of the table have to be fields, so the statement says them:
/// `SELECT *, topic(2) AS thing, timestamp() AS at FROM …`.
///
/// ```
/// use ferrocdk_aws::dynamodb::Table;
/// use ferrocdk_aws::iot::actions::DynamoDbV2Action;
/// # use ferrocdk_core::{App, Stack, StackProps};
/// # let app = App::new();
/// # let stack = Stack::new(&app, "plant", StackProps::default());
/// let write = DynamoDbV2Action::new(&Table::from_table_name(&stack, "Readings", "readings"));
/// ```
#[derive(Clone, Debug)]
#[must_use = "an action takes effect in a rule"]
pub struct DynamoDbV2Action {
    table: Table,
}

impl DynamoDbV2Action {
    /// Writes messages into a table.
    pub fn new(table: &Table) -> Self {
        Self { table: table.clone() }
    }
}

impl RuleAction for DynamoDbV2Action {
    fn bind(&self, rule: &TopicRule) -> CfnAction {
        let role = rule.role();
        let_in(&role, &self.table);
        let item = PutItemInput::new().table_name(self.table.name());
        CfnAction::new().dynamo_dbv2(DynamoDBv2Action::new().put_item(item).role_arn(role.arn()))
    }
}
