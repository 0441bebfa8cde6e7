//! Ids of the diagnostics that this crate reports.

ferrocdk_core::diagnostic_ids! {
    /// A setting of a function is out of the range that Lambda takes.
    FUNCTION_RANGE = "F3001";
    /// A setting of an event source mapping is out of the range that Lambda takes.
    MAPPING_RANGE = "F3002";
    /// The type or the properties of a custom resource are not what CloudFormation takes.
    CUSTOM_RESOURCE = "F3003";
    /// A call of an AWS API at deployment is not one that can be made, or may not be made on anything.
    API_CALL = "F3004";
    /// A bucket that is kept is to be emptied.
    EMPTIED_AND_KEPT = "F3005";
    /// A provider of custom resources has more policies than IAM attaches to one role.
    PROVIDER_FULL = "F3006";
    /// A bucket's access log would leave its account or region.
    LOG_ELSEWHERE = "F3007";
    /// A setting of a stream is out of the range that Kinesis takes.
    STREAM_RANGE = "F3008";
    /// A setting of a key is out of the range that KMS takes.
    KEY_RANGE = "F3009";
    /// The context says something else than a command for building functions.
    BUILD_COMMAND = "F3010";
}
