//! `EventType` and `Notification`: what of a bucket is told to whom.

use crate::props::props;

macro_rules! event_types {
    ($($(#[$doc:meta])* $name:ident = $word:literal;)*) => {
        /// Something that happens to objects.
        ///
        /// Source: "Supported event types for SQS, SNS, and Lambda" of the S3 user guide.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum EventType {
            $($(#[$doc])* $name,)*
        }

        impl EventType {
            /// As S3 names it.
            pub(super) fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }
    };
}

event_types! {
    /// An object is written, in whatever way.
    ObjectCreated = "s3:ObjectCreated:*";
    /// An object is written by `PUT`.
    ObjectCreatedPut = "s3:ObjectCreated:Put";
    /// An object is uploaded by a form.
    ObjectCreatedPost = "s3:ObjectCreated:Post";
    /// An object is copied.
    ObjectCreatedCopy = "s3:ObjectCreated:Copy";
    /// An object is complete that was uploaded in parts.
    ObjectCreatedCompleteMultipartUpload = "s3:ObjectCreated:CompleteMultipartUpload";
    /// An object or a version of one is deleted.
    ObjectRemoved = "s3:ObjectRemoved:*";
    /// An object without versions, or a version, is deleted.
    ObjectRemovedDelete = "s3:ObjectRemoved:Delete";
    /// An object with versions is deleted, which leaves a marker.
    ObjectRemovedDeleteMarkerCreated = "s3:ObjectRemoved:DeleteMarkerCreated";
    /// An archived object is asked to be brought back.
    ObjectRestorePost = "s3:ObjectRestore:Post";
    /// An archived object is back.
    ObjectRestoreCompleted = "s3:ObjectRestore:Completed";
    /// The copy of an archived object is gone again.
    ObjectRestoreDelete = "s3:ObjectRestore:Delete";
    /// An object of the class for reduced redundancy is lost.
    ReducedRedundancyLostObject = "s3:ReducedRedundancyLostObject";
    /// Something happened to a copy by replication.
    Replication = "s3:Replication:*";
    /// An object could not be copied.
    ReplicationOperationFailed = "s3:Replication:OperationFailedReplication";
    /// A copy took longer than fifteen minutes.
    ReplicationMissedThreshold = "s3:Replication:OperationMissedThreshold";
    /// A copy that took longer is made.
    ReplicationReplicatedAfterThreshold = "s3:Replication:OperationReplicatedAfterThreshold";
    /// An object is not counted among what has to be copied any more.
    ReplicationNotTracked = "s3:Replication:OperationNotTracked";
    /// A lifecycle rule ends an object.
    LifecycleExpiration = "s3:LifecycleExpiration:*";
    /// A lifecycle rule deletes an object without versions, or a version.
    LifecycleExpirationDelete = "s3:LifecycleExpiration:Delete";
    /// A lifecycle rule deletes an object with versions, which leaves a marker.
    LifecycleExpirationDeleteMarkerCreated = "s3:LifecycleExpiration:DeleteMarkerCreated";
    /// A lifecycle rule moves an object.
    LifecycleTransition = "s3:LifecycleTransition";
    /// An object that nobody read is archived.
    IntelligentTiering = "s3:IntelligentTiering";
    /// Tags of an object change.
    ObjectTagging = "s3:ObjectTagging:*";
    /// Tags are put on an object.
    ObjectTaggingPut = "s3:ObjectTagging:Put";
    /// The tags of an object are taken away.
    ObjectTaggingDelete = "s3:ObjectTagging:Delete";
    /// The access control list of an object changes.
    ObjectAclPut = "s3:ObjectAcl:Put";
}

impl EventType {
    /// Whether something that happens can be of both types.
    fn meets(self, other: Self) -> bool {
        let covers = |wide: &str, narrow: &str| wide.strip_suffix('*').is_some_and(|start| narrow.starts_with(start));
        let (one, other) = (self.word(), other.word());
        one == other || covers(one, other) || covers(other, one)
    }
}

props! {
    /// Event of a bucket that is told: a type of event, for objects whose key begins and ends in a certain way. An [`EventType`] alone is about all objects.
    ///
    /// ```
    /// use ferrocdk_aws::s3::{EventType, Notification};
    ///
    /// let tables = Notification::new(EventType::ObjectCreated).prefix("raw/").suffix(".csv");
    /// ```
    pub struct Notification {
        /// The type of event.
        event: EventType,
        /// How the key begins. Default: in any way.
        prefix: Option<String>,
        /// How the key ends. Default: in any way.
        suffix: Option<String>,
    }
}

impl From<EventType> for Notification {
    fn from(event: EventType) -> Self {
        Self::new(event)
    }
}

impl Notification {
    /// Whether something that happens could be told by both: S3 takes no two such notifications, since it tells each event once.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        let text = |part: &Option<String>| part.clone().unwrap_or_default();
        let (prefix, others) = (text(&self.prefix), text(&other.prefix));
        let prefixes = prefix.starts_with(&others) || others.starts_with(&prefix);
        let (suffix, others) = (text(&self.suffix), text(&other.suffix));
        let suffixes = suffix.ends_with(&others) || others.ends_with(&suffix);
        self.event.meets(other.event) && prefixes && suffixes
    }

    /// For messages: the event, and the keys that it is about.
    pub(super) fn shown(&self) -> String {
        let text = |part: &Option<String>| part.clone().unwrap_or_default();
        format!("{} of {}*{}", self.event.word(), text(&self.prefix), text(&self.suffix))
    }
}
