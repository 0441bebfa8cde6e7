//! `S3EventSource`: a bucket whose objects a function deals with.

use super::EventSource;
use crate::lambda::Function;
use crate::s3::{Bucket, Notification};

/// A bucket that invokes a function for each object of some, asynchronously: what the function fails with goes where its [`on_failure`](crate::lambda::FunctionProps::on_failure) says.
///
/// ```
/// use ferrocdk_aws::lambda::{Code, Function, FunctionProps, S3EventSource};
/// use ferrocdk_aws::s3::{Bucket, BucketProps, EventType, Notification};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let uploads = Bucket::new(&stack, "Uploads", BucketProps::new());
/// let reader = Function::new(&stack, "Reader", FunctionProps::new(Code::rust("processor")));
/// reader.add_event_source(S3EventSource::new(&uploads, Notification::new(EventType::ObjectCreated).suffix(".csv")));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
#[must_use = "a source takes effect in Function::add_event_source"]
pub struct S3EventSource {
    /// The bucket.
    pub bucket: Bucket,
    /// Occasions on which it tells: events, with a prefix or a suffix of the key.
    pub notification: Notification,
}

impl S3EventSource {
    /// A bucket, and what it tells of: an event such as `EventType::ObjectCreated`, or a [`Notification`] with a prefix or a suffix of the key.
    pub fn new(bucket: &Bucket, notification: impl Into<Notification>) -> Self {
        Self {
            bucket: bucket.clone(),
            notification: notification.into(),
        }
    }
}

impl EventSource for S3EventSource {
    type Made = ();

    #[track_caller]
    fn connect(self, function: &Function) {
        self.bucket.add_event_notification(self.notification, function);
    }
}
