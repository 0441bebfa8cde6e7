//! `IntelligentTiering`: which objects of the class of that name S3 may archive.

use ferrocdk_cfn::s3::bucket::{IntelligentTieringConfiguration, TagFilter, Tiering};
use ferrocdk_core::{Scope, Value};

use super::objects::{ObjectTag, tag_filters};
use crate::bounds::bounded;
use crate::diagnostic_ids;
use crate::props::props;
use crate::units::Days;

bounded! {
    /// How long an object is not read before S3 archives it, 90 to 730 days.
    ArchiveAfter(Days) in 90..=730, "days";
    /// How long an object is not read before S3 archives it deeply, 180 to 730 days.
    DeepArchiveAfter(Days) in 180..=730, "days";
}

props! {
    /// Archives objects of the class [`IntelligentTiering`](super::StorageClass::IntelligentTiering) that nobody reads. Reading them back then takes hours.
    ///
    /// Source: "How S3 Intelligent-Tiering works".
    ///
    /// ```
    /// use ferrocdk_aws::s3::{Bucket, BucketProps, IntelligentTiering};
    /// use ferrocdk_aws::units::Days;
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let unread = IntelligentTiering::new("unread").archive_access_after(Days(90)).deep_archive_access_after(Days(180));
    /// Bucket::new(&stack, "Archive", BucketProps::new().intelligent_tiering([unread]));
    /// # assert!(app.synth().is_ok());
    /// ```
    pub struct IntelligentTiering {
        /// A name, once in a bucket.
        id: String,
        /// Only objects whose key begins so. Default: all.
        prefix: Option<Value<String>>,
        /// Only objects with all these tags. Default: all.
        own tags: Vec<ObjectTag> = Vec::new(),
        /// How long an object is not read before it is archived (three to five hours to have it back).
        archive_access_after: Option<ArchiveAfter>,
        /// How long an object is not read before it is archived deeply (up to twelve hours to have it back).
        deep_archive_access_after: Option<DeepArchiveAfter>,
    }
}

impl IntelligentTiering {
    /// Archives objects with this tag only.
    #[must_use]
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.tags.push(ObjectTag::new(key, value));
        self
    }

    pub(super) fn check(&self, scope: &Scope) {
        let archive = self.archive_access_after.map(ArchiveAfter::check);
        let deep = self.deep_archive_access_after.map(DeepArchiveAfter::check);
        for error in [archive, deep].into_iter().flatten().filter_map(Result::err) {
            error.report(scope, diagnostic_ids::BUCKET_RANGE, "IntelligentTieringConfigurations");
        }
    }

    pub(super) fn into_cfn(self) -> IntelligentTieringConfiguration {
        let archive = self.archive_access_after.map(|age| ("ARCHIVE_ACCESS", age.get()));
        let deep = self
            .deep_archive_access_after
            .map(|age| ("DEEP_ARCHIVE_ACCESS", age.get()));
        let tierings = [archive, deep].into_iter().flatten();
        let tierings = tierings.map(|(tier, days)| Tiering::new().access_tier(tier).days(days));
        let mut tiering = IntelligentTieringConfiguration::new()
            .id(self.id)
            .status("Enabled")
            .tierings(tierings.collect::<Vec<_>>());
        tiering.prefix = self.prefix;
        if let Some(tags) = tag_filters(self.tags, |key, value| TagFilter::new().key(key).value(value)) {
            tiering = tiering.tag_filters(tags);
        }
        tiering
    }
}
