//! Buckets: private, versioned, encrypted, over TLS only, and with an end for everything in them.

use std::cell::Cell;
use std::rc::Rc;

use ferrocdk_cfn::s3::bucket::{
    AbortIncompleteMultipartUpload, BucketEncryption, EventBridgeConfiguration, LifecycleConfiguration,
    LoggingConfiguration, NoncurrentVersionExpiration, NotificationConfiguration, OwnershipControls,
    OwnershipControlsRule, PublicAccessBlockConfiguration, Rule, ServerSideEncryptionByDefault,
    ServerSideEncryptionRule, Transition, VersioningConfiguration,
};
use ferrocdk_cfn::s3::{BucketPolicyProps, BucketProps as CfnBucketProps, CfnBucket, CfnBucketPolicy};
use ferrocdk_core::{Construct, Diagnostic, RemovalPolicy, ScannerRule, Scope, Stack, Tags, Value, doc, text};

use crate::custom_resource::{CustomResource, Provider};
use crate::diagnostic_ids;
use crate::iam::{Grantee, PolicyDocument, PolicyStatement, Principal, append_statement, free_sid};
use crate::kms::Key;
use crate::units::Days;

/// A class of storage that objects move to with age.
///
/// Source: "Understanding and managing Amazon S3 storage classes"; the shortest stay that is billed is in brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageClass {
    /// Read rarely, at once (30 days).
    StandardIa,
    /// Read in minutes to hours (90 days).
    Glacier,
    /// Read in half a day (180 days).
    DeepArchive,
}

impl StorageClass {
    fn word(self) -> &'static str {
        match self {
            Self::StandardIa => "STANDARD_IA",
            Self::Glacier => "GLACIER",
            Self::DeepArchive => "DEEP_ARCHIVE",
        }
    }
}

/// How objects age: where they move, and when they are deleted.
#[derive(Clone, Debug, Default)]
pub struct Lifecycle {
    transitions: Vec<(StorageClass, Days)>,
    expiration: Option<Days>,
}

impl Lifecycle {
    /// Objects move to a class at an age.
    #[must_use]
    pub fn transition(mut self, class: StorageClass, age: Days) -> Self {
        self.transitions.push((class, age));
        self
    }

    /// Objects are deleted at an age.
    #[must_use]
    pub fn expire(mut self, age: Days) -> Self {
        self.expiration = Some(age);
        self
    }

    fn into_rule(self) -> Rule {
        // Without these two, a versioned bucket never really deletes anything and keeps paying for uploads that never ended.
        let mut rule = Rule::new()
            .id("age")
            .status("Enabled")
            .noncurrent_version_expiration(NoncurrentVersionExpiration::new().noncurrent_days(7))
            .abort_incomplete_multipart_upload(AbortIncompleteMultipartUpload::new().days_after_initiation(1));
        if !self.transitions.is_empty() {
            let transition = |(class, age): (StorageClass, Days)| {
                Transition::new()
                    .storage_class(class.word())
                    .transition_in_days(age.get())
            };
            rule = rule.transitions(self.transitions.into_iter().map(transition).collect::<Vec<_>>());
        }
        if let Some(age) = self.expiration {
            rule = rule.expiration_in_days(age.get());
        }
        rule
    }
}

/// An S3 bucket.
#[derive(Clone, Debug)]
pub struct Bucket {
    scope: Scope,
    bucket: CfnBucket,
    policy: CfnBucketPolicy,
    key: Option<Key>,
    removal_policy: Rc<Cell<RemovalPolicy>>,
}

impl Construct for Bucket {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl Bucket {
    /// Makes a bucket for data, encrypted with a key of the account, which writes its access log to `access_log`: a bucket of the same account and region, as S3
    /// demands, which many may share, in other stacks too.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, key: &Key, lifecycle: Lifecycle, access_log: &Self) -> Self {
        let encryption = ServerSideEncryptionByDefault::new()
            .sse_algorithm("aws:kms")
            .kms_master_key_id(key.arn());
        let encryption = ServerSideEncryptionRule::new()
            .server_side_encryption_by_default(encryption)
            .bucket_key_enabled(true);
        let logging = LoggingConfiguration::new()
            .destination_bucket_name(access_log.name())
            .log_file_prefix(format!("{}/", id.to_lowercase()));
        let bucket = Self::make(scope, id, encryption, lifecycle, Some(logging), Some(key));
        access_log.receive_log_of(&bucket);
        bucket
    }

    /// Makes a bucket that receives access logs, kept for `retention`. Such a bucket cannot be encrypted with a key of the account.
    #[track_caller]
    pub fn for_access_logs(scope: &dyn Construct, id: &str, retention: Days) -> Self {
        let encryption = ServerSideEncryptionByDefault::new().sse_algorithm("AES256");
        let encryption = ServerSideEncryptionRule::new().server_side_encryption_by_default(encryption);
        let lifecycle = Lifecycle::default().expire(retention);
        let log = Self::make(scope, id, encryption, lifecycle, None, None);
        let rules = [
            ScannerRule::Checkov("CKV_AWS_18"),
            ScannerRule::Guard("S3_BUCKET_LOGGING_ENABLED"),
        ];
        log.bucket.acknowledge(
            &rules,
            "receives the access logs; a log of its own deliveries would never end",
        );
        log
    }

    /// Lets S3 deliver the access log of another bucket here.
    ///
    /// Within a stack, of just that bucket. From another stack, of every bucket of the account: with the bucket's ARN in this one's policy the two stacks would need each
    /// other, since that bucket names this one already. AWS CDK does the same.
    fn receive_log_of(&self, bucket: &Self) {
        let stack = |bucket: &Self| bucket.scope.stack();
        let (here, there) = (stack(self), stack(bucket));
        let id = |stack: &Option<Stack>| stack.as_ref().map(|stack| stack.scope().node_id());
        let delivery = PolicyStatement::allow(["s3:PutObject"])
            .by(Principal::service("logging.s3.amazonaws.com"))
            .on(self.objects());
        let within = id(&here) == id(&there);
        self.policy.update_property("PolicyDocument", |policy| {
            let delivery = if within {
                delivery
                    .sid(&free_sid(policy, "LogDelivery"))
                    .when("ArnLike", doc!({ "aws:SourceArn": bucket.arn() }))
            } else {
                delivery.sid("LogDeliveryOfOtherStacks")
            };
            append_statement(policy, delivery.from_own_account());
        });
        if let (Some(here), Some(there)) = (here, there) {
            let (here, there) = (here.environment(), there.environment());
            let differ =
                |one: &Option<String>, other: &Option<String>| one.is_some() && other.is_some() && one != other;
            if differ(&here.region, &there.region) || differ(&here.account, &there.account) {
                let diagnostic = Diagnostic::error(
                    diagnostic_ids::LOG_ELSEWHERE,
                    "S3 delivers access logs within an account and region only",
                )
                .found(format!("a log bucket in {here}, for a bucket in {there}"))
                .help("make a log bucket beside it: Bucket::for_access_logs");
                bucket.scope.report(diagnostic);
            }
        }
    }

    #[track_caller]
    fn make(
        scope: &dyn Construct,
        id: &str,
        encryption: ServerSideEncryptionRule,
        lifecycle: Lifecycle,
        logging: Option<LoggingConfiguration>,
        key: Option<&Key>,
    ) -> Self {
        let scope = scope.scope().child(id);
        let block = PublicAccessBlockConfiguration::new()
            .block_public_acls(true)
            .block_public_policy(true)
            .ignore_public_acls(true)
            .restrict_public_buckets(true);
        let owner = OwnershipControlsRule::new().object_ownership("BucketOwnerEnforced");
        let events = EventBridgeConfiguration::new().event_bridge_enabled(true);
        let props = CfnBucketProps::new()
            .bucket_encryption(BucketEncryption::new().server_side_encryption_configuration([encryption]))
            .public_access_block_configuration(block)
            .ownership_controls(OwnershipControls::new().rules([owner]))
            .versioning_configuration(VersioningConfiguration::new().status("Enabled"))
            .lifecycle_configuration(LifecycleConfiguration::new().rules([lifecycle.into_rule()]))
            .notification_configuration(NotificationConfiguration::new().event_bridge_configuration(events));
        let props = match logging {
            Some(logging) => props.logging_configuration(logging),
            None => props,
        };
        let bucket = CfnBucket::new(&scope, "Resource", props);
        bucket.apply_removal_policy(RemovalPolicy::Destroy);
        let resources = [bucket.attr_arn(), text!("{}/*", bucket.attr_arn())];
        let policy = PolicyDocument::of([PolicyStatement::deny_insecure_transport("s3:*", resources)]);
        let props = BucketPolicyProps::new()
            .bucket(bucket.reference())
            .policy_document(policy);
        let policy = CfnBucketPolicy::new(&scope, "Policy", props);
        Self {
            scope,
            bucket,
            policy,
            key: key.cloned(),
            removal_policy: Rc::new(Cell::new(RemovalPolicy::Destroy)),
        }
    }

    /// Says what happens to the bucket when it leaves the stack. Default: it goes with the stack, once it is empty.
    pub fn apply_removal_policy(&self, policy: RemovalPolicy) {
        self.bucket.apply_removal_policy(policy);
        self.removal_policy.set(policy);
    }

    /// Empties the bucket before CloudFormation deletes it, so that it can: all versions, delete markers and unfinished uploads.
    ///
    /// A tag says that the bucket may be emptied. Taking this call out of the program again takes the tag away before anything else, so a bucket
    /// that stays keeps its objects.
    ///
    /// Resources that still write to the bucket while a stack is deleted should depend on the resource this gives, so that it is deleted before:
    /// `writer.scope().depends_on(&emptier)`.
    #[track_caller]
    pub fn empty_on_deletion(&self, provider: &Provider) -> CustomResource {
        let (key, value) = ("ferrocdk:empty-on-deletion", "true");
        Tags::of(&self.bucket).add(key, value);
        let look = [
            "s3:GetBucketTagging",
            "s3:ListBucketMultipartUploads",
            "s3:ListBucketVersions",
        ];
        let empty = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:DeleteObjectVersion"];
        // In the bucket's policy rather than the provider's: when the bucket is replaced, the old one keeps its permissions until it is emptied.
        for (actions, resource) in [(look, self.arn()), (empty, self.objects())] {
            let by = Principal::arn(provider.role_arn());
            let statement = PolicyStatement::allow(actions).by(by).on(resource);
            self.policy
                .update_property("PolicyDocument", |policy| append_statement(policy, statement));
        }
        let properties = doc!({ "Kind": "EmptyBucket", "BucketName": self.name() });
        let token = provider.service_token();
        let emptier = CustomResource::new(&self.scope, "EmptyOnDeletion", "Custom::EmptyBucket", token, properties);
        // What depends on something is deleted before it: first all objects, then the policy that allows that, then the bucket.
        emptier.scope().depends_on(&self.policy);
        let policy = Rc::clone(&self.removal_policy);
        emptier.scope().add_validation(move |_| {
            if policy.get() == RemovalPolicy::Destroy {
                return Vec::new();
            }
            let diagnostic = Diagnostic::error(
                diagnostic_ids::EMPTIED_AND_KEPT,
                "a bucket that is kept would be emptied",
            )
            .help("take out empty_on_deletion, or let the removal policy be RemovalPolicy::Destroy");
            vec![diagnostic]
        });
        emptier
    }

    /// The bucket's name.
    pub fn name(&self) -> Value<String> {
        self.bucket.reference()
    }

    /// The bucket's ARN.
    pub fn arn(&self) -> Value<String> {
        self.bucket.attr_arn()
    }

    fn objects(&self) -> Value<String> {
        text!("{}/*", self.arn())
    }

    /// Lets a grantee write objects; nothing can be read or listed with it.
    pub fn grant_put(&self, grantee: &dyn Grantee) {
        grantee.add_to_principal_policy(PolicyStatement::allow(["s3:PutObject"]).on(self.objects()));
        if let Some(key) = &self.key {
            key.grant(grantee, &["kms:Decrypt", "kms:GenerateDataKey"]);
        }
    }
}
