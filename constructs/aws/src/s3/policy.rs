//! The policy that every bucket has.

use ferrocdk_cfn::s3::{BucketPolicyProps, CfnBucket, CfnBucketPolicy};
use ferrocdk_core::{Scope, doc, text};

use super::bucket::Transport;
use crate::iam::{PolicyDocument, PolicyStatement, Principal};

#[track_caller]
pub(super) fn of(scope: &Scope, bucket: &CfnBucket, transport: Transport) -> CfnBucketPolicy {
    let resources = || [bucket.attr_arn(), text!("{}/*", bucket.attr_arn())];
    let insecure = PolicyStatement::deny_insecure_transport("s3:*", resources());
    let mut statements = vec![match transport {
        Transport::Tls | Transport::Tls13 => insecure,
        Transport::PlainReads => PolicyStatement::deny_all_but(["s3:GetObject"])
            .sid("DenyInsecureTransport")
            .by(Principal::star())
            .when("Bool", doc!({ "aws:SecureTransport": "false" }))
            .on_each(resources()),
    }];
    if transport == Transport::Tls13 {
        let old = PolicyStatement::deny(["s3:*"])
            .sid("DenyOldTransport")
            .by(Principal::star())
            .when("NumericLessThan", doc!({ "s3:TlsVersion": "1.3" }))
            .on_each(resources());
        statements.push(old);
    }
    let props = BucketPolicyProps::new()
        .bucket(bucket.reference())
        .policy_document(PolicyDocument::of(statements));
    CfnBucketPolicy::new(scope, "Policy", props)
}
