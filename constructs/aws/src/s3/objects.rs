//! Words on objects in several settings: their storage class, and their tags.

/// A class of storage.
///
/// Source: "Understanding and managing Amazon S3 storage classes"; the shortest stay that is billed is in brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageClass {
    /// Read rarely, at once (30 days).
    StandardIa,
    /// Moved between classes by S3 as objects are read, for a fee per object.
    IntelligentTiering,
    /// Read rarely, at once, and lost with its availability zone (30 days).
    OneZoneIa,
    /// Read about once in a quarter, at once (90 days).
    GlacierInstantRetrieval,
    /// Read in minutes to hours (90 days).
    Glacier,
    /// Read in half a day (180 days).
    DeepArchive,
}

impl StorageClass {
    /// As S3 names it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::StandardIa => "STANDARD_IA",
            Self::IntelligentTiering => "INTELLIGENT_TIERING",
            Self::OneZoneIa => "ONEZONE_IA",
            Self::GlacierInstantRetrieval => "GLACIER_IR",
            Self::Glacier => "GLACIER",
            Self::DeepArchive => "DEEP_ARCHIVE",
        }
    }

    /// Its step in the order in which objects can move. Source: "Transitioning objects using Amazon S3 Lifecycle".
    pub(super) fn coldness(self) -> u8 {
        match self {
            Self::StandardIa => 0,
            Self::IntelligentTiering => 1,
            Self::OneZoneIa => 2,
            Self::GlacierInstantRetrieval => 3,
            Self::Glacier => 4,
            Self::DeepArchive => 5,
        }
    }

    /// Whether S3 moves objects to it at 30 days only.
    pub(super) fn is_infrequent(self) -> bool {
        matches!(self, Self::StandardIa | Self::OneZoneIa)
    }
}

/// A tag of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectTag {
    /// The tag's name.
    pub key: String,
    /// The tag's value.
    pub value: String,
}

impl ObjectTag {
    /// A tag by name and value.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            value: value.into(),
        }
    }
}

/// Filters by tags as a property type has them; `None` for none.
pub(super) fn tag_filters<T>(tags: Vec<ObjectTag>, filter: impl Fn(String, String) -> T) -> Option<Vec<T>> {
    (!tags.is_empty()).then(|| tags.into_iter().map(|tag| filter(tag.key, tag.value)).collect())
}
