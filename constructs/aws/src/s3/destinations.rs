//! Receivers that a bucket can notify: queues, topics, functions.

use ferrocdk_cfn::lambda::{CfnPermission, PermissionProps};
use ferrocdk_core::{Construct, Diagnostic, Scope, Value, pseudo};

use super::notifications::{BoundDestination, DestinationKind, NotificationDestination, NotifyingBucket};
use crate::diagnostic_ids;
use crate::grants::ResourcePolicy;
use crate::iam::PolicyStatement;
use crate::kms::Key;
use crate::lambda::Function;
use crate::sqs::Queue;

impl NotificationDestination for Queue {
    fn bind(&self, bucket: &NotifyingBucket) -> BoundDestination {
        refuse_fifo(bucket, self.is_fifo(), "queue");
        if self.has_key_of_aws() {
            let diagnostic = Diagnostic::error(
                diagnostic_ids::NOTIFICATION,
                "S3 may not use the key that encrypts a queue",
            )
            .found("a queue that the key of AWS for SQS encrypts (QueueEncryption::KmsManaged)")
            .help("let SQS encrypt it, or a key of the account");
            bucket.report(diagnostic);
        }
        let send = PolicyStatement::allow(["sqs:SendMessage"]);
        BoundDestination {
            kind: DestinationKind::Queue,
            arn: self.arn(),
            after: let_in(bucket, self, self.arn(), send, "sqs:SendMessage", self.encryption_key()),
        }
    }
}

#[cfg(feature = "sns")]
impl NotificationDestination for crate::sns::Topic {
    fn bind(&self, bucket: &NotifyingBucket) -> BoundDestination {
        refuse_fifo(bucket, self.is_fifo(), "topic");
        let publish = PolicyStatement::allow(["sns:Publish"]);
        BoundDestination {
            kind: DestinationKind::Topic,
            arn: self.arn(),
            after: let_in(bucket, self, self.arn(), publish, "sns:Publish", self.encryption_key()),
        }
    }
}

impl NotificationDestination for Function {
    fn bind(&self, bucket: &NotifyingBucket) -> BoundDestination {
        let arn = self.arn();
        let mut after = Vec::new();
        if self.can_permit() {
            // Beside the bucket rather than below the function: a function of another stack would need the bucket's stack, which needs the function's.
            let id = format!("Invoke{}", self.scope().address());
            let scope = bucket.scope();
            let permission = scope.find_child(&id).unwrap_or_else(|| {
                let props = PermissionProps::new()
                    .action("lambda:InvokeFunction")
                    .function_name(arn.clone())
                    .principal("s3.amazonaws.com")
                    .source_account(pseudo::account_id())
                    .source_arn(bucket.bucket().arn());
                CfnPermission::new(scope, &id, props).scope().clone()
            });
            after.push(permission);
        } else {
            bucket.may_be_refused(self, "lambda:InvokeFunction");
        }
        BoundDestination {
            kind: DestinationKind::Function,
            arn,
            after,
        }
    }
}

/// Lets S3 deliver by the policies of the destination and of the key that encrypts what waits there. Gives what has to be there before.
fn let_in<T: Construct + ResourcePolicy>(
    bucket: &NotifyingBucket,
    destination: &T,
    arn: Value<String>,
    statement: PolicyStatement,
    action: &str,
    key: Option<&Key>,
) -> Vec<Scope> {
    let policy = destination.add_to_resource_policy(statement.by(bucket.principal()).on(arn));
    if policy.is_none() {
        bucket.may_be_refused(destination, action);
    }
    let on_key = key.map(|key| {
        let use_key = PolicyStatement::allow(["kms:Decrypt", "kms:GenerateDataKey"]);
        let policy = key.add_to_resource_policy(use_key.by(bucket.principal()));
        if policy.is_none() {
            bucket.may_be_refused(key, "kms:Decrypt and kms:GenerateDataKey");
        }
        policy
    });
    policy.into_iter().chain(on_key.flatten()).collect()
}

fn refuse_fifo(bucket: &NotifyingBucket, is_fifo: bool, kind: &str) {
    if is_fifo {
        let diagnostic = Diagnostic::error(diagnostic_ids::NOTIFICATION, "S3 notifies no FIFO destination")
            .found(format!("a FIFO {kind}"))
            .allowed(format!("a standard {kind}"))
            .help("have a rule of EventBridge send to it");
        bucket.report(diagnostic);
    }
}
