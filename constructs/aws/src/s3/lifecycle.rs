//! `LifecycleRule`: where objects move with age, and when they are deleted.

use ferrocdk_cfn::s3::bucket::{
    AbortIncompleteMultipartUpload, NoncurrentVersionExpiration, NoncurrentVersionTransition as CfnNoncurrent, Rule,
    TagFilter, Transition as CfnTransition,
};
use ferrocdk_core::{Diagnostic, Scope};

use super::objects::{ObjectTag, StorageClass, tag_filters};
use crate::diagnostic_ids;
use crate::props::props;
use crate::units::Days;

/// The id of the rule that every bucket has for what no other rule ends.
const HOUSEKEEPING: &str = "housekeeping";

/// How long replaced and deleted versions can be had back where no rule says it.
const NONCURRENT: Days = Days(30);

/// How long parts of an upload that never ends are kept where no rule says it.
const UNFINISHED: Days = Days(7);

/// The most rules of a bucket. Source: "Amazon S3 lifecycle configuration" of the S3 user guide.
const MAX_RULES: usize = 1_000;

/// Objects move to a storage class at an age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The class that they move to.
    pub class: StorageClass,
    /// Their age in days: since they were made, or, for versions, since they were replaced or deleted.
    pub age: Days,
}

props! {
    /// How objects of a bucket age. A rule without a filter is about all of them.
    ///
    /// Source: "Managing the lifecycle of objects" of the S3 user guide. Each move is billed by the object, and each class but the first bills a shortest stay.
    ///
    /// ```
    /// use ferrocdk_aws::s3::{Bucket, BucketProps, LifecycleRule, StorageClass};
    /// use ferrocdk_aws::units::Days;
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let age = LifecycleRule::new().id("age").transition(StorageClass::Glacier, Days(90)).expiration(Days(365));
    /// let scratch = LifecycleRule::new().prefix("scratch/").expiration(Days(1));
    /// Bucket::new(&stack, "Archive", BucketProps::new().lifecycle_rules([age, scratch]));
    /// # assert!(app.synth().is_ok());
    /// ```
    pub struct LifecycleRule {
        /// A name of the rule, once in a bucket, 255 characters at most. Default: S3 makes one.
        id: Option<String>,
        /// Whether S3 follows the rule. Default: it does.
        status: RuleStatus = RuleStatus::Enabled,
        /// The rule is about objects whose key begins so. Default: about all.
        prefix: Option<String>,
        /// The rule is about objects with all these tags. Default: about all.
        own tags: Vec<ObjectTag> = Vec::new(),
        /// The rule is about objects larger than so many bytes.
        object_size_greater_than: Option<u64>,
        /// The rule is about objects smaller than so many bytes.
        object_size_less_than: Option<u64>,
        /// Where objects move, in the order of age.
        own transitions: Vec<Transition> = Vec::new(),
        /// The age at which objects are deleted; in a versioned bucket that makes a version of them, which [`noncurrent_version_expiration`](Self::noncurrent_version_expiration) ends.
        expiration: Option<Days>,
        /// The day on which objects are deleted, such as `2027-01-01`.
        expiration_date: Option<String>,
        /// Fate of a delete marker that is the last of its object. Default: it stays, as S3 has it.
        expired_object_delete_marker: Option<ExpiredDeleteMarker>,
        /// Where versions move that were replaced or deleted, in the order of age.
        own noncurrent_version_transitions: Vec<Transition> = Vec::new(),
        /// How long versions are kept after they were replaced or deleted. Default: 30 days for what no rule names.
        noncurrent_version_expiration: Option<Days>,
        /// How many versions are kept however old they are, 1 to 100; needs [`noncurrent_version_expiration`](Self::noncurrent_version_expiration).
        noncurrent_versions_to_retain: Option<u32>,
        /// How long parts of an upload that never ends are kept: they are billed and shown nowhere. Default: 7 days where no rule names it.
        abort_incomplete_multipart_upload_after: Option<Days>,
    }
}

/// Whether S3 follows a rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RuleStatus {
    /// It does.
    #[default]
    Enabled,
    /// It does not; the rule only stands there.
    Disabled,
}

/// Fate of a delete marker that is the last of its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpiredDeleteMarker {
    /// S3 deletes it.
    Delete,
    /// It stays.
    Keep,
}

impl LifecycleRule {
    /// Objects move to a class at an age.
    #[must_use]
    pub fn transition(mut self, class: StorageClass, age: impl Into<Days>) -> Self {
        let age = age.into();
        self.transitions.push(Transition { class, age });
        self
    }

    /// Versions move to a class at an age, which counts from when they were replaced or deleted.
    #[must_use]
    pub fn noncurrent_version_transition(mut self, class: StorageClass, age: impl Into<Days>) -> Self {
        let age = age.into();
        self.noncurrent_version_transitions.push(Transition { class, age });
        self
    }

    /// The rule is about objects with this tag too.
    #[must_use]
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.tags.push(ObjectTag::new(key, value));
        self
    }

    fn is_about_all(&self) -> bool {
        self.status == RuleStatus::Enabled
            && self.prefix.as_ref().is_none_or(String::is_empty)
            && self.tags.is_empty()
            && self.object_size_greater_than.is_none()
            && self.object_size_less_than.is_none()
    }

    pub(super) fn into_cfn(self) -> Rule {
        let status = match self.status {
            RuleStatus::Enabled => "Enabled",
            RuleStatus::Disabled => "Disabled",
        };
        let mut rule = Rule::new().status(status);
        rule.id = self.id.map(Into::into);
        rule.prefix = self.prefix.map(Into::into);
        if let Some(tags) = tag_filters(self.tags, |key, value| TagFilter::new().key(key).value(value)) {
            rule = rule.tag_filters(tags);
        }
        let bytes = |size: u64| i64::try_from(size).unwrap_or(i64::MAX).into();
        rule.object_size_greater_than = self.object_size_greater_than.map(bytes);
        rule.object_size_less_than = self.object_size_less_than.map(bytes);
        if !self.transitions.is_empty() {
            let transition = |Transition { class, age }: Transition| {
                CfnTransition::new()
                    .storage_class(class.word())
                    .transition_in_days(age.get())
            };
            rule = rule.transitions(self.transitions.into_iter().map(transition).collect::<Vec<_>>());
        }
        rule.expiration_in_days = self.expiration.map(|age| age.get().into());
        rule.expiration_date = self.expiration_date.map(Into::into);
        let marker = |marker| (marker == ExpiredDeleteMarker::Delete).into();
        rule.expired_object_delete_marker = self.expired_object_delete_marker.map(marker);
        if !self.noncurrent_version_transitions.is_empty() {
            let transition = |Transition { class, age }: Transition| {
                CfnNoncurrent::new()
                    .storage_class(class.word())
                    .transition_in_days(age.get())
            };
            let transitions = self.noncurrent_version_transitions.into_iter().map(transition);
            rule = rule.noncurrent_version_transitions(transitions.collect::<Vec<_>>());
        }
        if let Some(age) = self.noncurrent_version_expiration {
            let mut expiration = NoncurrentVersionExpiration::new().noncurrent_days(age.get());
            let versions = self.noncurrent_versions_to_retain;
            expiration.newer_noncurrent_versions = versions.map(|versions| i64::from(versions).into());
            rule = rule.noncurrent_version_expiration(expiration);
        }
        if let Some(age) = self.abort_incomplete_multipart_upload_after {
            let abort = AbortIncompleteMultipartUpload::new().days_after_initiation(age.get());
            rule = rule.abort_incomplete_multipart_upload(abort);
        }
        rule
    }
}

/// The rules of a bucket, with one more for what no rule about all objects says: without an end for versions and unfinished uploads, a versioned bucket never really
/// deletes anything and keeps paying for what nobody sees.
pub(super) fn complete(mut rules: Vec<LifecycleRule>, keeps_versions: bool) -> Vec<LifecycleRule> {
    let says = |aspect: fn(&LifecycleRule) -> bool| rules.iter().any(|rule| rule.is_about_all() && aspect(rule));
    let ends_versions = says(|rule| rule.noncurrent_version_expiration.is_some());
    let ends_uploads = says(|rule| rule.abort_incomplete_multipart_upload_after.is_some());
    let mut rule = LifecycleRule::new().id(HOUSEKEEPING);
    rule.noncurrent_version_expiration = (keeps_versions && !ends_versions).then_some(NONCURRENT);
    rule.abort_incomplete_multipart_upload_after = (!ends_uploads).then_some(UNFINISHED);
    if rule.noncurrent_version_expiration.is_some() || rule.abort_incomplete_multipart_upload_after.is_some() {
        rules.push(rule);
    }
    rules
}

/// Reports what S3 would refuse of the rules of a bucket.
#[track_caller]
pub(super) fn check(scope: &Scope, rules: &[LifecycleRule]) {
    if rules.len() > MAX_RULES {
        let diagnostic = Diagnostic::error(diagnostic_ids::LIFECYCLE, "too many lifecycle rules")
            .found(format!("{} rules", rules.len()))
            .allowed(format!("{MAX_RULES} with the bucket's own"));
        scope.report(diagnostic);
    }
    for (place, rule) in rules.iter().enumerate() {
        let name = rule.id.clone().unwrap_or_else(|| format!("number {}", place + 1));
        let before = rules.iter().take(place);
        if rule.id.is_some() && before.clone().any(|other| other.id == rule.id) {
            let diagnostic = Diagnostic::error(diagnostic_ids::LIFECYCLE, "two lifecycle rules have one id")
                .at("", Some("LifecycleConfiguration"))
                .found(name.clone())
                .help("give each its own, or none");
            scope.report(diagnostic);
        }
        for mistake in mistakes(rule) {
            let found = format!("rule {name}: {}", mistake.found);
            let diagnostic = Diagnostic::error(diagnostic_ids::LIFECYCLE, mistake.message)
                .at("", Some("LifecycleConfiguration"))
                .found(found)
                .allowed(mistake.allowed);
            scope.report(diagnostic);
        }
    }
}

struct Mistake {
    message: &'static str,
    found: String,
    allowed: &'static str,
}

fn mistakes(rule: &LifecycleRule) -> Vec<Mistake> {
    let mut found = Vec::new();
    let mut add = |message, allowed, what: String| {
        found.push(Mistake {
            message,
            found: what,
            allowed,
        });
    };
    let acts = !rule.transitions.is_empty()
        || !rule.noncurrent_version_transitions.is_empty()
        || rule.expiration.is_some()
        || rule.expiration_date.is_some()
        || rule.expired_object_delete_marker.is_some()
        || rule.noncurrent_version_expiration.is_some()
        || rule.abort_incomplete_multipart_upload_after.is_some();
    if !acts {
        add(
            "a lifecycle rule that does nothing",
            "a transition, an expiration, or an end of uploads",
            "no action".to_owned(),
        );
    }
    if rule.id.as_ref().is_some_and(|id| id.len() > 255) {
        add(
            "the id of a lifecycle rule is too long",
            "255 characters",
            format!("{} characters", rule.id.as_ref().map_or(0, String::len)),
        );
    }
    for (transitions, expiration) in [
        (&rule.transitions, rule.expiration),
        (&rule.noncurrent_version_transitions, rule.noncurrent_version_expiration),
    ] {
        for (message, allowed, what) in steps(transitions, expiration) {
            add(message, allowed, what);
        }
    }
    if rule.expiration.is_some() && rule.expiration_date.is_some() {
        add(
            "objects are deleted at an age and on a day",
            "one of them",
            "expiration and expiration_date".to_owned(),
        );
    }
    if rule.expiration.is_some_and(|age| age.0 == 0) {
        add(
            "an age that no object has",
            "1 day or more",
            "expiration at 0 days".to_owned(),
        );
    }
    let deletes_markers = rule.expired_object_delete_marker == Some(ExpiredDeleteMarker::Delete);
    if deletes_markers && (rule.expiration.is_some() || rule.expiration_date.is_some()) {
        add(
            "delete markers go with objects that expire",
            "one of them",
            "expiration and expired_object_delete_marker".to_owned(),
        );
    }
    if rule
        .noncurrent_versions_to_retain
        .is_some_and(|count| !(1..=100).contains(&count))
    {
        let count = rule.noncurrent_versions_to_retain.unwrap_or_default();
        add(
            "a number of versions that S3 does not keep",
            "1 to 100",
            format!("{count} versions"),
        );
    }
    if rule.noncurrent_versions_to_retain.is_some() && rule.noncurrent_version_expiration.is_none() {
        add(
            "versions are kept of what never expires",
            "with noncurrent_version_expiration",
            "noncurrent_versions_to_retain alone".to_owned(),
        );
    }
    let to_filter =
        !rule.tags.is_empty() || rule.object_size_greater_than.is_some() || rule.object_size_less_than.is_some();
    if rule.abort_incomplete_multipart_upload_after.is_some() && to_filter {
        add(
            "unfinished uploads have neither tags nor a size",
            "a prefix, or a rule about everything",
            "a filter by tags or size".to_owned(),
        );
    }
    if let (Some(least), Some(most)) = (rule.object_size_greater_than, rule.object_size_less_than)
        && least >= most
    {
        add(
            "a range of sizes that no object has",
            "a rising range",
            format!("more than {least} and less than {most} bytes"),
        );
    }
    found
}

/// Mistake in the steps that objects take: S3 refuses a rule that goes back.
fn steps(transitions: &[Transition], expiration: Option<Days>) -> Vec<(&'static str, &'static str, String)> {
    let mut found = Vec::new();
    for pair in transitions.windows(2) {
        let [before, after] = pair else { continue };
        if after.age <= before.age || after.class.coldness() <= before.class.coldness() {
            let what = format!(
                "{} at {} days, {} at {} days",
                before.class.word(),
                before.age.0,
                after.class.word(),
                after.age.0
            );
            found.push((
                "a transition does not come after the one before it",
                "ages that rise, to ever colder classes",
                what,
            ));
        }
    }
    for transition in transitions {
        if transition.class.is_infrequent() && transition.age < Days(30) {
            let what = format!("{} at {} days", transition.class.word(), transition.age.0);
            found.push(("objects move too early", "30 days or more", what));
        }
    }
    if let (Some(last), Some(age)) = (transitions.last(), expiration)
        && age <= last.age
    {
        let what = format!(
            "{} at {} days, the end at {} days",
            last.class.word(),
            last.age.0,
            age.0
        );
        found.push((
            "objects are deleted before they move",
            "an end after the last transition",
            what,
        ));
    }
    found
}
