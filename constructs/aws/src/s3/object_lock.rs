//! `ObjectLock`: versions that nobody can delete for a time.

use ferrocdk_cfn::s3::bucket::{DefaultRetention, ObjectLockConfiguration, ObjectLockRule};

use crate::units::Days;

/// Who can still delete a version before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetentionMode {
    /// Whoever has a permission of its own for that (`s3:BypassGovernanceRetention`).
    Governance,
    /// Nobody, not even the account itself, until the time is over or the account is closed.
    Compliance,
}

/// Lets versions be locked against deletion.
///
/// Source: "Locking objects with Object Lock". It cannot be taken back from a bucket.
///
/// ```
/// use ferrocdk_aws::s3::{Bucket, BucketProps, ObjectLock, RetentionMode};
/// use ferrocdk_aws::units::Days;
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let lock = ObjectLock::retain(RetentionMode::Governance, Days(365));
/// Bucket::new(&stack, "Evidence", BucketProps::new().object_lock(lock));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectLock {
    /// Versions are locked one by one, as whoever writes them says.
    Allowed,
    /// Each version is locked for a time from when it is written.
    Retain {
        /// Who can still delete it.
        mode: RetentionMode,
        /// For how long, up to a hundred years.
        duration: Days,
    },
}

impl ObjectLock {
    /// Versions are locked one by one, as whoever writes them says.
    pub fn allowed() -> Self {
        Self::Allowed
    }

    /// Each version is locked for a time from when it is written.
    pub fn retain(mode: RetentionMode, duration: impl Into<Days>) -> Self {
        Self::Retain {
            mode,
            duration: duration.into(),
        }
    }

    pub(super) fn into_cfn(self) -> ObjectLockConfiguration {
        let lock = ObjectLockConfiguration::new().object_lock_enabled("Enabled");
        match self {
            Self::Allowed => lock,
            Self::Retain { mode, duration } => {
                let mode = match mode {
                    RetentionMode::Governance => "GOVERNANCE",
                    RetentionMode::Compliance => "COMPLIANCE",
                };
                let retention = DefaultRetention::new().mode(mode).days(duration.get());
                lock.rule(ObjectLockRule::new().default_retention(retention))
            }
        }
    }
}
