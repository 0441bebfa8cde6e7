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
    /// A function has fewer executions than its stream can ask for.
    MAPPING_OUTPACES_FUNCTION = "C0006";
    /// A mapping tries records for longer than its stream keeps them.
    MAPPING_OUTLIVES_STREAM = "C0007";
    /// A mapping of a stream waits for longer than its latency goal.
    MAPPING_WAITS = "C0008";
    /// An alarm or a dashboard looks at a metric that no service publishes.
    METRIC_DOES_NOT_EXIST = "C0009";
    /// Alarms tell a topic that they cannot publish to.
    TOPIC_IS_CLOSED_TO_ALARMS = "C0010";
    /// A table forgets what nothing else keeps.
    EXPIRY_WITHOUT_ARCHIVE = "C0011";
    /// A bucket keeps every version of its objects for ever.
    OLD_VERSIONS_STAY = "C0012";
    /// Data leaves the account or the region of its stack.
    DATA_LEAVES_RESIDENCY = "C0013";
    /// More is asked for than a quota of the service takes.
    QUOTA_IS_EXCEEDED = "C0014";
    /// A role that nothing takes.
    ROLE_IS_UNUSED = "C0015";
    /// A policy grants more than it names.
    GRANT_IS_WILD = "C0016";
    /// A network has a way out through NAT.
    NETWORK_HAS_NAT = "C0017";
    /// A function does not say its timeout or its memory.
    FUNCTION_LEAVES_LIMITS_OPEN = "C0018";
}
