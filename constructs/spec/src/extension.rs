//! Schemas beyond the registry's: conditions between properties, and values that depend on the region.

use serde::{Deserialize, Serialize};

/// A schema that a rule of cfn-lint applies at some place of a resource type; [`crate::Database::extension_schema`] decodes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Extension {
    /// The rule, such as `E3047`.
    pub rule: String,
    /// Where below `Properties`, with `*` for every item of a list: `BlockDeviceMappings/*/Ebs`; empty for `Properties` itself.
    pub path: String,
    /// The schema's name, such as `aws_ecs_taskdefinition/fargate_cpu_memory`.
    pub schema: String,
    /// Property that tells the schema's parts apart.
    pub selector: Selector,
}

/// Property by which the parts of an extension's schema are told apart; one part is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Selector {
    /// It has one part, which always applies.
    Whole,
    /// One part per region; a region without a part is not limited.
    Region,
    /// One part per value of the property `Engine` (in lower case) beside the others; an engine without a part is not limited.
    Engine,
}
