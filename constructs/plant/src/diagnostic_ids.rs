//! Ids of the diagnostics that this crate reports.

ferrocdk_core::diagnostic_ids! {
    /// The tiers of an archive do not come one after another.
    TIERS = "F4001";
}
