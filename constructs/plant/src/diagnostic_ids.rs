//! Ids of the diagnostics that this crate reports.

ferrocdk_core::diagnostic_ids! {
    /// The tiers of an archive do not come one after another.
    TIERS = "F4001";
    /// A planned stop has a name, a time or a length that no stop can have.
    PLANNED_STOP = "F4020";
    /// The message of an alarm does not fit into it.
    ALARM_MESSAGE = "F4021";
}
