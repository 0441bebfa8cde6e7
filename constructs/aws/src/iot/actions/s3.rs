//! Buckets of S3.

use ferrocdk_cfn::iot::topic_rule::{Action as CfnAction, CannedAcl, S3Action as CfnS3Action};
use ferrocdk_core::Value;

use super::{BY_TEMPLATE, pattern};
use crate::iam::PolicyStatement;
use crate::iot::{RuleAction, TopicRule};
use crate::s3::Bucket;

/// Writes each message into an object of its own.
///
/// An object costs half a cent a thousand to write and is paid as 128 kB at least in most storage classes; for many small messages, Firehose gathers them first.
///
/// ```
/// use ferrocdk_aws::iot::actions::S3Action;
/// use ferrocdk_aws::s3::{Bucket, BucketProps};
/// # use ferrocdk_core::{App, Stack, StackProps};
/// # let app = App::new();
/// # let stack = Stack::new(&app, "plant", StackProps::default());
/// let archive = Bucket::new(&stack, "Archive", BucketProps::new());
/// let keep = S3Action::new(&archive).key("raw/${topic(2)}/${timestamp()}");
/// ```
#[derive(Clone, Debug)]
#[must_use = "an action takes effect in a rule"]
pub struct S3Action {
    bucket: Bucket,
    key: Value<String>,
    canned_acl: Option<CannedAcl>,
}

impl S3Action {
    /// Writes messages into a bucket.
    pub fn new(bucket: &Bucket) -> Self {
        Self {
            bucket: bucket.clone(),
            key: "${topic()}/${timestamp()}-${newuuid()}".into(),
            canned_acl: None,
        }
    }

    /// Sets the key of an object, a substitution template. Default: `${topic()}/${timestamp()}-${newuuid()}`. AWS CDK's default lacks the last part, so that of two messages
    /// of a topic within a millisecond one would overwrite the other.
    pub fn key(mut self, key: impl Into<Value<String>>) -> Self {
        self.key = key.into();
        self
    }

    /// Sets an access control list of the objects, where the bucket has such lists. Default: none.
    pub fn canned_acl(mut self, list: CannedAcl) -> Self {
        self.canned_acl = Some(list);
        self
    }
}

impl RuleAction for S3Action {
    fn bind(&self, rule: &TopicRule) -> CfnAction {
        let role = rule.role();
        let objects = self.bucket.arn_for_objects(pattern(&self.key));
        let acl = self.canned_acl.is_some().then_some("s3:PutObjectAcl");
        let actions = std::iter::once("s3:PutObject").chain(acl);
        role.add_to_policy(PolicyStatement::allow(actions).on(objects).because(BY_TEMPLATE));
        if let Some(key) = self.bucket.encryption_key() {
            key.grant(&role, &["kms:GenerateDataKey"]);
        }
        let mut action = CfnS3Action::new()
            .bucket_name(self.bucket.name())
            .key(self.key.clone())
            .role_arn(role.arn());
        if let Some(list) = self.canned_acl {
            action = action.canned_acl(list);
        }
        CfnAction::new().s3(action)
    }
}
