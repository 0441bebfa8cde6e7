//! A public site in a bucket.

use ferrocdk::aws::s3::{BlockPublicAccess, Bucket, BucketProps, Website};
use ferrocdk::{App, CfnOutput, RemovalPolicy, Stack, StackProps};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Site", StackProps::default());
    let pages = BucketProps::new()
        .website(Website::pages("index.html").error_document("error.html"))
        .block_public_access(BlockPublicAccess::AclsOnly)
        .removal_policy(RemovalPolicy::Destroy);
    let pages = Bucket::new(&stack, "Pages", pages);
    pages.grant_public_access("*");
    CfnOutput::new(&stack, "Url", pages.website_url());
}
