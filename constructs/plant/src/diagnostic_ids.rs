//! Ids of the diagnostics that this crate reports.

ferrocdk_core::diagnostic_ids! {
    /// The tiers of an archive do not come one after another.
    TIERS = "F4001";
    /// A physical name is longer or shorter than its service takes.
    NAME_LENGTH = "F4002";
    /// A physical name has a character that its service does not take.
    NAME_CHARACTERS = "F4003";
}
