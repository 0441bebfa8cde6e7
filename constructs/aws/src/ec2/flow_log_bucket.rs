//! A bucket as the destination of a [`FlowLog`](super::FlowLog), with the permissions that it takes.

use ferrocdk_core::{Scope, doc, pseudo, text};

use super::flow_log::FlowLogDestination;
use crate::grants::ResourcePolicy;
use crate::iam::{PolicyStatement, Principal};
use crate::s3::Bucket;

const DELIVERY: &str = "delivery.logs.amazonaws.com";

impl FlowLogDestination {
    /// A bucket of this app, below a folder (none if it is empty), with the permissions to write there in the policies of the bucket and of its key. EC2 would add them to a
    /// policy by itself, and CloudFormation take them away at the next deployment.
    ///
    /// ```
    /// use ferrocdk_aws::ec2::{FlowLog, FlowLogDestination, FlowLogProps, Vpc, VpcProps};
    /// use ferrocdk_aws::s3::{Bucket, BucketProps};
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
    /// let audit = Bucket::new(&stack, "Audit", BucketProps::new());
    /// let traffic = FlowLogProps::new(&vpc).destination(FlowLogDestination::bucket(&audit, "traffic"));
    /// FlowLog::new(&stack, "Traffic", traffic);
    /// # assert!(app.synth().is_ok());
    /// ```
    pub fn bucket(bucket: &Bucket, folder: &str) -> Self {
        let folder = folder.trim_matches('/');
        let below = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        let policy = allow_delivery(bucket, &below);
        let destination = if folder.is_empty() {
            Self::s3(bucket.arn())
        } else {
            Self::s3_folder(bucket.arn(), folder)
        };
        destination.after(policy)
    }
}

/// Lets log delivery write below a folder. Source: "Amazon S3 bucket permissions for flow logs".
fn allow_delivery(bucket: &Bucket, below: &str) -> Option<Scope> {
    let own = |condition: PolicyStatement| {
        let source = text!(
            "arn:{}:logs:{}:{}:*",
            pseudo::partition(),
            pseudo::region(),
            pseudo::account_id()
        );
        condition
            .by(Principal::service(DELIVERY))
            .when("StringEquals", doc!({ "aws:SourceAccount": pseudo::account_id() }))
            .when("ArnLike", doc!({ "aws:SourceArn": source }))
    };
    let files = ["", "aws-account-id="]
        .map(|begin| text!("{}/{}AWSLogs/{}{}/*", bucket.arn(), below, begin, pseudo::account_id()));
    let write = PolicyStatement::allow(["s3:PutObject"])
        .on_each(files)
        .when("StringEquals", doc!({ "s3:x-amz-acl": "bucket-owner-full-control" }));
    bucket.add_to_resource_policy(own(write));
    if let Some(key) = bucket.encryption_key() {
        let actions = [
            "kms:Decrypt",
            "kms:DescribeKey",
            "kms:Encrypt",
            "kms:GenerateDataKey*",
            "kms:ReEncrypt*",
        ];
        key.add_to_resource_policy(own(PolicyStatement::allow(actions)));
    }
    bucket.add_to_resource_policy(own(
        PolicyStatement::allow(["s3:GetBucketAcl", "s3:ListBucket"]).on(bucket.arn())
    ))
}
