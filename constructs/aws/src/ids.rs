//! The ids of what this crate reports.

ferrocdk_core::diagnostic_ids! {
    /// A setting of a function is out of the range that Lambda takes.
    FUNCTION_RANGE = "F3001";
    /// A setting of an event source mapping is out of the range that Lambda takes.
    MAPPING_RANGE = "F3002";
}
