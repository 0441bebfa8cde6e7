//! Options of the linter: regions, wanted rules, and what is known beside the template.

use crate::{RegistrySchema, Values};

/// Settings that the rules need beside the template.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The regions that the template must be fit for. When there are none here, those that its metadata name, else `us-east-1`, as cfn-lint
    /// has it.
    pub regions: Vec<String>,
    /// Rules whose findings are not wanted, by id or by its beginning: `W`, `E3012`.
    pub ignore: Vec<String>,
    /// Rules whose findings are wanted although they only inform, in the same form; `I` for all of them.
    pub include: Vec<String>,
    /// The region that nothing may lead out of: literal ARNs, regions and zones of other regions in properties are errors then. Not looked at
    /// unless told.
    pub residency: Option<String>,
    /// The day for which the template must be fit, `YYYY-MM-DD`: what AWS has switched off by then is an error. The day of the database's
    /// sources unless told otherwise, so that the same text gives the same findings whenever it is read.
    pub date: Option<String>,
    /// Schemas of types that the database does not have; those of types that it has are not looked at.
    pub schemas: Vec<RegistrySchema>,
    /// Values that are assumed for parameters and for what stands in the parameter store.
    pub values: Values,
}
