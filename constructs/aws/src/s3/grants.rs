//! Who needs what of a bucket.

use ferrocdk_core::{Diagnostic, Value};

use super::bucket::Bucket;
use crate::diagnostic_ids;
use crate::grants::{Grant, grants};
use crate::iam::{PolicyStatement, Principal};

// Narrower than AWS CDK's, which give actions by wildcards (`s3:GetObject*`, `s3:GetBucket*`, `s3:List*`), each on the bucket and on its objects. Here an action has its
// name, and stands with what it is about; what destroys versions, or locks and unlocks them, is granted by itself.
grants! {
    "AWS::S3::Bucket", BucketGrants for Bucket;
    /// Lets somebody list and read objects, with their tags and in all their versions.
    read, grant_read: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketVersions"] and [
        "s3:GetObject", "s3:GetObjectAttributes", "s3:GetObjectTagging", "s3:GetObjectVersion", "s3:GetObjectVersionAttributes", "s3:GetObjectVersionTagging",
    ] on ["/*"] with_key ["kms:Decrypt"];
    /// Lets somebody write objects, in parts too, with tags; nothing can be read or listed with it.
    put, grant_put: ["s3:AbortMultipartUpload", "s3:PutObject", "s3:PutObjectTagging", "s3:PutObjectVersionTagging"]
        on ["/*"] with_key ["kms:Decrypt", "kms:GenerateDataKey"];
    /// Lets somebody set access control lists of objects, where the bucket has them.
    put_acl, grant_put_acl: ["s3:PutObjectAcl", "s3:PutObjectVersionAcl"] on ["/*"];
    /// Lets somebody lock versions against deletion, where the bucket has an [`ObjectLock`](super::ObjectLock).
    put_retention, grant_put_retention: ["s3:GetObjectLegalHold", "s3:GetObjectRetention", "s3:PutObjectLegalHold", "s3:PutObjectRetention"] on ["/*"];
    /// Lets somebody delete objects; versions of them stay, and `delete_versions` ends these.
    delete, grant_delete: ["s3:DeleteObject", "s3:DeleteObjectTagging"] on ["/*"];
    /// Lets somebody delete versions for good.
    delete_versions, grant_delete_versions: ["s3:DeleteObjectVersion", "s3:DeleteObjectVersionTagging"] on ["/*"];
    /// Lets somebody write and delete objects.
    write, grant_write: ["s3:GetBucketLocation", "s3:ListBucketMultipartUploads"] and [
        "s3:AbortMultipartUpload", "s3:DeleteObject", "s3:DeleteObjectTagging", "s3:ListMultipartUploadParts", "s3:PutObject", "s3:PutObjectTagging", "s3:PutObjectVersionTagging",
    ] on ["/*"] with_key ["kms:Decrypt", "kms:GenerateDataKey"];
    /// Lets somebody list, read, write and delete objects.
    read_write, grant_read_write: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:ListBucketVersions"] and [
        "s3:AbortMultipartUpload", "s3:DeleteObject", "s3:DeleteObjectTagging", "s3:GetObject", "s3:GetObjectAttributes", "s3:GetObjectTagging", "s3:GetObjectVersion",
        "s3:GetObjectVersionAttributes", "s3:GetObjectVersionTagging", "s3:ListMultipartUploadParts", "s3:PutObject", "s3:PutObjectTagging", "s3:PutObjectVersionTagging",
    ] on ["/*"] with_key ["kms:Decrypt", "kms:GenerateDataKey"];
}

impl BucketGrants {
    /// The same grants on the objects whose keys match a pattern only, such as `raw/*`.
    ///
    /// ```
    /// use ferrocdk_aws::iam::{Principal, Role, RoleProps};
    /// use ferrocdk_aws::s3::{Bucket, BucketProps};
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let archive = Bucket::new(&stack, "Archive", BucketProps::new());
    /// let press = Role::new(&stack, "Press", RoleProps::new(Principal::service("lambda.amazonaws.com")));
    /// archive.grants().objects("press/*").put(&press);
    /// # assert!(app.synth().unwrap().template("plant").unwrap().to_string().contains("/press/*"));
    /// ```
    #[must_use]
    pub fn objects(self, pattern: &str) -> Self {
        Self {
            target: self.target.parts("/*", [format!("/{pattern}")]),
        }
    }
}

impl Bucket {
    /// Lets everybody read the objects whose keys match a pattern, such as `public/*` or `*`, over the internet and without signing in.
    ///
    /// The bucket must not block that: [`BlockPublicAccess::AclsOnly`](super::BlockPublicAccess::AclsOnly).
    #[track_caller]
    pub fn grant_public_access(&self, pattern: impl Into<Value<String>>) -> Grant {
        if let Some(found) = self.what_keeps_it_private() {
            let diagnostic = Diagnostic::error(
                diagnostic_ids::PUBLIC_ACCESS,
                "objects are made public in a bucket that is kept private",
            )
            .found(found)
            .help("serve them through CloudFront; or block only access control lists (BlockPublicAccess::AclsOnly), and let S3 encrypt");
            self.report(diagnostic.located(std::panic::Location::caller()));
        }
        let statement = PolicyStatement::allow(["s3:GetObject"]).on(self.arn_for_objects(pattern));
        Grant::statement(statement, &Principal::any(), &self.target())
    }
}
