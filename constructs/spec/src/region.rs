//! Where a resource type exists.

/// Whether a resource type exists in a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Availability {
    /// CloudFormation has the type there.
    Available,
    /// CloudFormation does not have the type there.
    Missing,
    /// The sources do not say: a region that they do not know, one whose list is a copy of another region's, or a type that no list
    /// names.
    Unknown,
}

/// A region of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// The name, such as `sa-east-1`.
    pub name: String,
    /// Whether its list of types is its own. The sources give regions that they cannot look into (isolated partitions, the European
    /// sovereign cloud) the list of `us-east-1`, which proves nothing.
    pub listed: bool,
}

/// A set of regions, by their position among the database's regions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RegionSet(u128);

impl RegionSet {
    /// How many regions a set can tell apart; AWS has about 45.
    pub const CAPACITY: usize = 128;

    /// The set with one more region; positions from [`Self::CAPACITY`] on change nothing.
    #[must_use]
    pub fn with(self, position: usize) -> Self {
        Self(self.0 | bit(position))
    }

    /// Whether the region at a position is in the set.
    #[must_use]
    pub fn has(self, position: usize) -> bool {
        self.0 & bit(position) != 0
    }

    /// Whether no region is in the set.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn to_text(self) -> String {
        format!("{:x}", self.0)
    }

    pub(crate) fn from_text(text: &str) -> Option<Self> {
        u128::from_str_radix(text, 16).ok().map(Self)
    }
}

fn bit(position: usize) -> u128 {
    u32::try_from(position)
        .ok()
        .and_then(|position| 1_u128.checked_shl(position))
        .unwrap_or_default()
}
