//! Items of DynamoDB.

use ferrocdk_core::{Document, IntoDocument};

use super::integration;
use crate::dynamodb::Table;
use crate::iam::PolicyStatement;
use crate::stepfunctions::Task;

/// A value of an attribute, as DynamoDB has it: its type and itself, mostly a path.
///
/// ```
/// use ferrocdk_aws::stepfunctions::{JsonPath, tasks::AttributeValue};
/// use ferrocdk_core::doc;
///
/// let key = doc!({ "thing": AttributeValue::string(JsonPath::at("$.thing")), "at": AttributeValue::number("1764") });
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct AttributeValue(Document);

impl AttributeValue {
    fn of(kind: &str, value: Document) -> Self {
        Self(Document::map([(kind, value)]))
    }

    /// A text.
    pub fn string(value: impl IntoDocument) -> Self {
        Self::of("S", value.into_document())
    }

    /// A number, which DynamoDB takes as text. A path to a number needs `States.Format('{}', $.number)`.
    pub fn number(value: impl IntoDocument) -> Self {
        Self::of("N", value.into_document())
    }

    /// Bytes in base64.
    pub fn binary(value: impl IntoDocument) -> Self {
        Self::of("B", value.into_document())
    }

    /// `true` or `false`.
    pub fn bool(value: impl IntoDocument) -> Self {
        Self::of("BOOL", value.into_document())
    }

    /// Nothing.
    pub fn null() -> Self {
        Self::of("NULL", true.into_document())
    }

    /// Several texts, each once.
    pub fn string_set(values: impl IntoDocument) -> Self {
        Self::of("SS", values.into_document())
    }

    /// Several numbers, each once, as texts.
    pub fn number_set(values: impl IntoDocument) -> Self {
        Self::of("NS", values.into_document())
    }

    /// A list of values.
    pub fn list(values: impl IntoIterator<Item = Self>) -> Self {
        Self::of("L", Document::list(values.into_iter().map(|value| value.0)))
    }

    /// A map of values.
    pub fn map<K: Into<String>>(values: impl IntoIterator<Item = (K, Self)>) -> Self {
        let values = values.into_iter().map(|(key, value)| (key.into(), value.0));
        Self::of("M", Document::map(values))
    }
}

impl IntoDocument for AttributeValue {
    fn into_document(self) -> Document {
        self.0
    }
}

#[track_caller]
fn call(
    name: &str,
    action: &str,
    permission: &'static str,
    key_actions: &'static [&'static str],
    table: &Table,
) -> Task {
    let granted = table.clone();
    Task::new(name, integration(&format!("dynamodb:{action}")))
        .parameter("TableName", table.name())
        .grant(move |role| {
            role.add_to_policy(PolicyStatement::allow([permission]).on(granted.arn()));
            if let Some(key) = granted.encryption_key() {
                key.grant(role, key_actions);
            }
        })
}

const READ_KEY: &[&str] = &["kms:Decrypt", "kms:DescribeKey"];
const WRITE_KEY: &[&str] = &[
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey*",
    "kms:ReEncrypt*",
];

/// Reads an item by its key: a map of [`AttributeValue`]s. The result has it as `Item`, if there is one.
///
/// ```
/// use ferrocdk_aws::dynamodb::Table;
/// use ferrocdk_aws::stepfunctions::{JsonPath, tasks, tasks::AttributeValue};
/// use ferrocdk_core::{App, Stack, StackProps, doc};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let things = Table::from_table_name(&stack, "Things", "things");
/// let key = doc!({ "thing": AttributeValue::string(JsonPath::at("$.thing")) });
/// let read = tasks::dynamodb_get_item("Read", &things, key).result_path("$.known");
/// ```
#[track_caller]
pub fn dynamodb_get_item(name: &str, table: &Table, key: impl IntoDocument) -> Task {
    call(name, "getItem", "dynamodb:GetItem", READ_KEY, table).parameter("Key", key)
}

/// Writes an item: a map of [`AttributeValue`]s. One with the same key is replaced.
///
/// ```
/// use ferrocdk_aws::dynamodb::Table;
/// use ferrocdk_aws::stepfunctions::{JsonPath, tasks, tasks::AttributeValue};
/// use ferrocdk_core::{App, Stack, StackProps, doc};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let things = Table::from_table_name(&stack, "Things", "things");
/// let item = doc!({ "thing": AttributeValue::string(JsonPath::at("$.thing")), "state": AttributeValue::string("inspected") });
/// let write = tasks::dynamodb_put_item("Write", &things, item).parameter("ConditionExpression", "attribute_not_exists(thing)");
/// ```
#[track_caller]
pub fn dynamodb_put_item(name: &str, table: &Table, item: impl IntoDocument) -> Task {
    call(name, "putItem", "dynamodb:PutItem", WRITE_KEY, table).parameter("Item", item)
}

/// Changes an item by its key, as an expression says, whose values are [`AttributeValue`]s.
///
/// ```
/// use ferrocdk_aws::dynamodb::Table;
/// use ferrocdk_aws::stepfunctions::{JsonPath, tasks, tasks::AttributeValue};
/// use ferrocdk_core::{App, Stack, StackProps, doc};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let things = Table::from_table_name(&stack, "Things", "things");
/// let key = doc!({ "thing": AttributeValue::string(JsonPath::at("$.thing")) });
/// let count = tasks::dynamodb_update_item("Count", &things, key, "ADD inspections :one")
///     .parameter("ExpressionAttributeValues", doc!({ ":one": AttributeValue::number("1") }));
/// ```
#[track_caller]
pub fn dynamodb_update_item(name: &str, table: &Table, key: impl IntoDocument, update_expression: &str) -> Task {
    call(name, "updateItem", "dynamodb:UpdateItem", WRITE_KEY, table)
        .parameter("Key", key)
        .parameter("UpdateExpression", update_expression)
}

/// Deletes an item by its key: a map of [`AttributeValue`]s.
///
/// ```
/// use ferrocdk_aws::dynamodb::Table;
/// use ferrocdk_aws::stepfunctions::{JsonPath, tasks, tasks::AttributeValue};
/// use ferrocdk_core::{App, Stack, StackProps, doc};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let things = Table::from_table_name(&stack, "Things", "things");
/// let forget = tasks::dynamodb_delete_item("Forget", &things, doc!({ "thing": AttributeValue::string(JsonPath::at("$.thing")) }));
/// ```
#[track_caller]
pub fn dynamodb_delete_item(name: &str, table: &Table, key: impl IntoDocument) -> Task {
    call(name, "deleteItem", "dynamodb:DeleteItem", WRITE_KEY, table).parameter("Key", key)
}
