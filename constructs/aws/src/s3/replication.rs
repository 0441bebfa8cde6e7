//! `ReplicationRule`: copies of objects in another bucket, made as they are written.

use ferrocdk_cfn::s3::bucket::{
    AccessControlTranslation, DeleteMarkerReplication, EncryptionConfiguration, Metrics, ReplicaModifications,
    ReplicationConfiguration, ReplicationDestination, ReplicationRule as CfnReplicationRule,
    ReplicationRuleAndOperator, ReplicationRuleFilter, ReplicationTime as CfnReplicationTime, ReplicationTimeValue,
    SourceSelectionCriteria, SseKmsEncryptedObjects, TagFilter,
};
use ferrocdk_core::{Diagnostic, Scope, Value};

use super::bucket::Bucket;
use super::objects::{ObjectTag, StorageClass, tag_filters};
use crate::diagnostic_ids;
use crate::iam::{PolicyStatement, Principal, Role, RoleProps};
use crate::kms::Key;
use crate::props::props;

/// Whose a copy in a bucket of another account is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReplicaOwner {
    /// Whoever owns the object that is copied.
    #[default]
    Source,
    /// The account of the bucket that it is copied to.
    Destination,
}

/// Whether what is done to one side is done to the other too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Replicated {
    /// It is not.
    #[default]
    No,
    /// It is.
    Yes,
}

/// How soon S3 promises a copy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReplicationTime {
    /// Without a promise: most within minutes.
    #[default]
    Unbounded,
    /// 99.99 % within fifteen minutes, with metrics of what is behind. Costs one and a half cents a gigabyte.
    FifteenMinutes,
}

props! {
    /// Copies objects to another bucket as they are written; what was there before is left.
    ///
    /// Source: "Replicating objects within and across Regions". Both buckets must be versioned. The role that copies may read here, and write there; a bucket of another
    /// account has to let it in by its own policy.
    ///
    /// ```
    /// use ferrocdk_aws::s3::{Bucket, BucketProps, ReplicationRule};
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let copy = Bucket::from_bucket_name(&stack, "Copy", "archive-in-ireland");
    /// Bucket::new(&stack, "Archive", BucketProps::new().replication([ReplicationRule::new(&copy).prefix("raw/")]));
    /// # assert!(app.synth().is_ok());
    /// ```
    pub struct ReplicationRule {
        /// The bucket that objects are copied to.
        destination: Bucket,
        /// A name of the rule, once in a bucket. Default: S3 makes one.
        id: Option<String>,
        /// Which rule holds where several of one destination do: the highest. Default: the place of the rule, the first highest.
        priority: Option<u32>,
        /// Only objects whose key begins so are copied. Default: all.
        prefix: Option<Value<String>>,
        /// Only objects with all these tags are copied. Default: all.
        own tags: Vec<ObjectTag> = Vec::new(),
        /// The class of the copies. Default: that of the objects.
        storage_class: Option<StorageClass>,
        /// The key that encrypts the copies. Default: the one of the destination, where it is one of the account.
        encryption_key: Option<Key>,
        /// Whether deletions are copied, as delete markers. Default: they are not, so that a mistake here spares the copies. A rule with tags cannot.
        delete_markers: Replicated = Replicated::No,
        /// Whether changes to what is known of a copy (tags, locks) come back. Default: they do not.
        replica_modifications: Replicated = Replicated::No,
        /// How soon S3 promises a copy. Default: without a promise.
        time: ReplicationTime = ReplicationTime::Unbounded,
        /// The account of the destination, where it is another.
        account: Option<Value<String>>,
        /// Whose the copies are. Default: the source's; another account can be made their owner.
        owner: ReplicaOwner = ReplicaOwner::Source,
    }
}

impl ReplicationRule {
    /// Copies objects with this tag only.
    #[must_use]
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.tags.push(ObjectTag::new(key, value));
        self
    }

    fn key(&self) -> Option<&Key> {
        self.encryption_key
            .as_ref()
            .or_else(|| self.destination.encryption_key())
    }

    fn into_cfn(self, priority: usize, is_encrypted: bool) -> CfnReplicationRule {
        let mut destination = ReplicationDestination::new().bucket(self.destination.arn());
        if let Some(key) = self.key() {
            destination =
                destination.encryption_configuration(EncryptionConfiguration::new().replica_kms_key_id(key.arn()));
        }
        if let Some(class) = self.storage_class {
            destination = destination.storage_class(class.word());
        }
        if self.time == ReplicationTime::FifteenMinutes {
            let time = || ReplicationTimeValue::new().minutes(15);
            destination = destination
                .replication_time(CfnReplicationTime::new().status("Enabled").time(time()))
                .metrics(Metrics::new().status("Enabled").event_threshold(time()));
        }
        destination.account = self.account;
        if self.owner == ReplicaOwner::Destination {
            destination = destination.access_control_translation(AccessControlTranslation::new().owner("Destination"));
        }
        let status = |copied: Replicated| match copied {
            Replicated::Yes => "Enabled",
            Replicated::No => "Disabled",
        };
        let priority = self
            .priority
            .map_or_else(|| i64::try_from(priority).unwrap_or(i64::MAX), i64::from);
        let mut rule = CfnReplicationRule::new()
            .status("Enabled")
            .priority(priority)
            .delete_marker_replication(DeleteMarkerReplication::new().status(status(self.delete_markers)))
            .destination(destination)
            .filter(filter(self.prefix, self.tags));
        rule.id = self.id.map(Into::into);
        let mut selection = SourceSelectionCriteria::new();
        if is_encrypted {
            selection = selection.sse_kms_encrypted_objects(SseKmsEncryptedObjects::new().status("Enabled"));
        }
        if self.replica_modifications == Replicated::Yes {
            selection = selection.replica_modifications(ReplicaModifications::new().status("Enabled"));
        }
        if is_encrypted || self.replica_modifications == Replicated::Yes {
            rule = rule.source_selection_criteria(selection);
        }
        rule
    }
}

fn filter(prefix: Option<Value<String>>, tags: Vec<ObjectTag>) -> ReplicationRuleFilter {
    let mut tags = tag_filters(tags, |key, value| TagFilter::new().key(key).value(value)).unwrap_or_default();
    match (prefix, tags.len()) {
        // The prefix of everything; without any filter, S3 takes the rule for one of an older form.
        (prefix, 0) => ReplicationRuleFilter::new().prefix(prefix.unwrap_or_else(|| "".into())),
        (None, 1) => ReplicationRuleFilter::new().tag_filter(tags.remove(0)),
        (prefix, _) => {
            let mut both = ReplicationRuleAndOperator::new().tag_filters(tags);
            both.prefix = prefix;
            ReplicationRuleFilter::new().and(both)
        }
    }
}

/// The role that copies and its rules.
pub(super) struct Replication {
    rules: Vec<ReplicationRule>,
    role: Role,
}

impl Replication {
    /// The replication of a bucket; `None` without a rule.
    #[track_caller]
    pub(super) fn of(
        scope: &Scope,
        rules: Vec<ReplicationRule>,
        role: Option<Role>,
        is_versioned: bool,
    ) -> Option<Self> {
        if rules.is_empty() {
            return None;
        }
        if !is_versioned {
            let diagnostic = Diagnostic::error(diagnostic_ids::VERSIONS, "S3 copies from versioned buckets only")
                .at("", Some("ReplicationConfiguration"))
                .found("a bucket without versions")
                .help("leave the versioning as it is by default, or the replication out");
            scope.report(diagnostic);
        }
        if rules
            .iter()
            .any(|rule| rule.delete_markers == Replicated::Yes && !rule.tags.is_empty())
        {
            let diagnostic = Diagnostic::error(diagnostic_ids::REPLICATION, "a delete marker has no tags")
                .at("", Some("ReplicationConfiguration"))
                .found("a rule with tags that copies delete markers")
                .help("leave out one of them");
            scope.report(diagnostic);
        }
        let service = || Principal::service("s3.amazonaws.com");
        let role = role.unwrap_or_else(|| Role::new(scope, "ReplicationRole", RoleProps::new(service())));
        Some(Self { rules, role })
    }

    pub(super) fn to_cfn(&self, is_encrypted: bool) -> ReplicationConfiguration {
        let count = self.rules.len();
        let rules = self.rules.iter().enumerate();
        let rules = rules.map(|(place, rule)| rule.clone().into_cfn(count - place - 1, is_encrypted));
        ReplicationConfiguration::new()
            .role(self.role.arn())
            .rules(rules.collect::<Vec<_>>())
    }

    /// Lets the role read here and write there.
    #[track_caller]
    pub(super) fn permit(&self, bucket: &Bucket) {
        let look = ["s3:GetReplicationConfiguration", "s3:ListBucket"];
        let read = [
            "s3:GetObjectVersionForReplication",
            "s3:GetObjectVersionAcl",
            "s3:GetObjectVersionTagging",
        ];
        self.role.add_to_policy(PolicyStatement::allow(look).on(bucket.arn()));
        self.role
            .add_to_policy(PolicyStatement::allow(read).on(bucket.arn_for_objects("*")));
        if let Some(key) = bucket.encryption_key() {
            key.grant(&self.role, &["kms:Decrypt"]);
        }
        for rule in &self.rules {
            let mut write = vec!["s3:ReplicateObject", "s3:ReplicateTags"];
            if rule.delete_markers == Replicated::Yes {
                write.push("s3:ReplicateDelete");
            }
            if rule.owner == ReplicaOwner::Destination {
                write.push("s3:ObjectOwnerOverrideToBucketOwner");
            }
            let write = PolicyStatement::allow(write).on(rule.destination.arn_for_objects("*"));
            self.role.add_to_policy(write);
            if let Some(key) = rule.key() {
                key.grant(&self.role, &["kms:Encrypt", "kms:GenerateDataKey"]);
            }
        }
    }
}
