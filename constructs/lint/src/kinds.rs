//! Kinds of values that functions take and give, and that attributes have.

/// Kinds of values that functions take and give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kinds(u8);

impl Kinds {
    /// Text, numbers and booleans, which CloudFormation turns into each other.
    pub(crate) const SCALAR: Self = Self(1);
    /// A list.
    pub(crate) const LIST: Self = Self(2);
    /// A map.
    pub(crate) const MAP: Self = Self(4);
    /// Values of conditions; none of a property.
    pub(crate) const CONDITION: Self = Self(8);
    /// Any value of a property.
    pub(crate) const ANY: Self = Self(7);

    /// Both kinds.
    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether there is a kind in both.
    pub(crate) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The kinds in words.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::SCALAR => "text",
            Self::LIST => "a list",
            Self::MAP => "a map",
            Self::CONDITION => "a condition",
            _ if self == Self::LIST.or(Self::MAP) => "a list or a map",
            _ => "a value",
        }
    }
}

/// Facts of an attribute.
pub(crate) enum Attribute {
    /// It exists and gives this.
    Known(Kinds),
    /// It may exist: the type leaves it open, or is not known.
    Open,
    /// It does not exist; these do.
    Unknown(Vec<String>),
}
