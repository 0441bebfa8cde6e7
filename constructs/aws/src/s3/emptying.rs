//! Emptying a bucket before CloudFormation deletes it, which deletes empty ones only.

use ferrocdk_cfn::s3::{CfnBucket, CfnBucketPolicy};
use ferrocdk_core::{Construct, Diagnostic, RemovalPolicy, Scope, Tags, doc, text};

use crate::custom_resource::{CustomResource, CustomResourceProps, Provider};
use crate::diagnostic_ids;
use crate::iam::{PolicyStatement, Principal, append_statement};

/// Fate of the objects of a bucket that is deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ObjectsOnDeletion {
    /// Nothing: the deletion fails until somebody has emptied the bucket.
    #[default]
    Keep,
    /// They are deleted first.
    Delete,
}

/// Makes the resource that empties a bucket: all versions, delete markers and unfinished uploads.
///
/// A tag says that the bucket may be emptied. Taking the setting out of the program again takes the tag away before anything else, so a bucket that stays keeps its
/// objects.
#[track_caller]
pub(super) fn empty_on_deletion(scope: &Scope, bucket: &CfnBucket, policy: &CfnBucketPolicy) -> CustomResource {
    let provider = Provider::of(scope);
    Tags::of(bucket).add("ferrocdk:empty-on-deletion", "true");
    let look = [
        "s3:GetBucketTagging",
        "s3:ListBucketMultipartUploads",
        "s3:ListBucketVersions",
    ];
    let empty = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:DeleteObjectVersion"];
    // In the bucket's policy rather than the provider's: when the bucket is replaced, the old one keeps its permissions until it is emptied.
    let objects = text!("{}/*", bucket.attr_arn());
    for (actions, resource) in [(look, bucket.attr_arn()), (empty, objects)] {
        let by = Principal::arn(provider.role_arn());
        let statement = PolicyStatement::allow(actions).by(by).on(resource);
        policy.update_property("PolicyDocument", |policy| append_statement(policy, statement));
    }
    let properties = doc!({ "Kind": "EmptyBucket", "BucketName": bucket.reference() });
    let props = CustomResourceProps::new(provider.service_token())
        .resource_type("Custom::EmptyBucket")
        .properties(properties);
    let emptier = CustomResource::new(scope, "EmptyOnDeletion", props);
    // What depends on something is deleted before it: first all objects, then the policy that allows that, then the bucket.
    emptier.scope().depends_on(policy);
    let emptied = bucket.clone();
    emptier.scope().add_validation(move |_| {
        if emptied.deletion_policy() == Some(RemovalPolicy::Destroy) {
            return Vec::new();
        }
        let diagnostic = Diagnostic::error(
            diagnostic_ids::EMPTIED_AND_KEPT,
            "a bucket that is kept would be emptied",
        )
        .help("take out auto_delete_objects, or let the removal policy be RemovalPolicy::Destroy");
        vec![diagnostic]
    });
    emptier
}
