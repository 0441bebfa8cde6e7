//! All rules.

mod alarm_watches;
mod device_policy_is_bound;
mod rule_parks_failures;
mod stream_mapping_keeps_records;

use ferrocdk_core::Diagnostic;

use crate::Resource;

/// A rule looks at one resource.
type Rule = fn(&Resource<'_>) -> Vec<Diagnostic>;

pub(crate) const ALL: &[Rule] = &[
    rule_parks_failures::check,
    stream_mapping_keeps_records::check,
    device_policy_is_bound::check,
    alarm_watches::check,
];
