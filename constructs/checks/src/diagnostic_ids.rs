//! Ids of the diagnostics that the rules report.

ferrocdk_core::diagnostic_ids! {
    /// A topic rule loses messages or their order.
    RULE_LOSES = "C0001";
    /// An event source mapping of a stream loses records.
    MAPPING_LOSES = "C0002";
    /// A device may act as another.
    DEVICE_UNBOUND = "C0003";
    /// An alarm can never fire, or tells nobody.
    ALARM_BLIND = "C0004";
    /// A stack is for a region that the database does not know.
    UNKNOWN_REGION = "C0005";
}
