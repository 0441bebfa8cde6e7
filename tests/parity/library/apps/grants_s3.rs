//! Every grant of a bucket.

use ferrocdk::aws::iam::Principal;
use ferrocdk::aws::kms::{Key, KeyProps};
use ferrocdk::aws::s3::{Bucket, BucketProps};
use ferrocdk::{App, Stack, StackProps};

use super::role;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Grants", StackProps::default());
    let key = Key::new(&stack, "Key", KeyProps::new());
    let bucket = Bucket::new(&stack, "Bucket", BucketProps::new().encryption_key(&key));
    bucket.grant_read(&role(&stack, "Reader"));
    bucket.grant_write(&role(&stack, "Writer"));
    bucket.grant_read_write(&role(&stack, "Both"));
    bucket.grant_put(&role(&stack, "Putter"));
    bucket.grant_put_acl(&role(&stack, "Owner"));
    bucket.grant_delete(&role(&stack, "Cleaner"));
    bucket.grants().objects("raw/*").read(&role(&stack, "RawReader"));
    bucket.grant_read(&Principal::account("444455556666"));
    let shared = Bucket::from_bucket_name(&stack, "Shared", "plant-firmware");
    shared.grant_read(&role(&stack, "SharedReader"));
}
