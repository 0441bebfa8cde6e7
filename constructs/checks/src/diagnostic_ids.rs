//! Ids of the diagnostics that the rules report.

ferrocdk_core::diagnostic_ids! {
    /// A topic rule loses messages or their order.
    TOPIC_RULE_LOSES_MESSAGES = "C0001";
    /// An event source mapping of a stream loses records.
    STREAM_MAPPING_LOSES_RECORDS = "C0002";
    /// A device may act as another.
    DEVICE_MAY_ACT_AS_ANOTHER = "C0003";
    /// An alarm can never fire, or tells nobody.
    ALARM_IS_BLIND = "C0004";
    /// A stack is for a region that the database does not know.
    REGION_IS_UNKNOWN = "C0005";
}
