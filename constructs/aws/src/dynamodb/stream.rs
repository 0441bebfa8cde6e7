//! `TableStream`: the changes of a table in the last 24 hours.

use ferrocdk_core::{Scope, Value};

use crate::grants::{Target, grants};
use crate::kms::Key;

/// The stream of a table's changes, of [`Table::stream`](super::Table::stream).
///
/// ```
/// use ferrocdk_aws::dynamodb::{Attribute, StreamView, Table, TableProps};
/// use ferrocdk_aws::iam::{Principal, Role, RoleProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let orders = Table::new(&stack, "Orders", TableProps::new(Attribute::string("id")).stream(StreamView::NewImage));
/// let watcher = Role::new(&stack, "Watcher", RoleProps::new(Principal::service("lambda.amazonaws.com")));
/// orders.stream().grant_read(&watcher);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct TableStream {
    scope: Scope,
    arn: Value<String>,
    key: Option<Key>,
}

ferrocdk_cfn::refers!(TableStream: dynamodb { TableStreamArn => arn });

impl TableStream {
    pub(super) fn new(scope: &Scope, arn: Value<String>, key: Option<Key>) -> Self {
        Self {
            scope: scope.clone(),
            arn,
            key,
        }
    }

    /// The stream's ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// Grants on this stream.
    pub fn grants(&self) -> TableStreamGrants {
        TableStreamGrants::on(Target::new(&self.scope, self.arn()).key(self.key.as_ref()))
    }
}

grants! {
    "AWS::DynamoDB::Table", TableStreamGrants for TableStream;
    /// Lets somebody read changes, and list the streams of the account, as Lambda asks for.
    read, grant_read: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"] with_key ["kms:Decrypt", "kms:DescribeKey"]
        and ["dynamodb:ListStreams"] on ["*"];
    /// Lets somebody list the streams of the account, which is the narrowest there is.
    list, grant_list: ["dynamodb:ListStreams"] on ["*"];
}
