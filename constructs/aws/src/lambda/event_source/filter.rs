//! Filters: which records a function gets.

use ferrocdk_cfn::lambda::event_source_mapping::{Filter, FilterCriteria};
use ferrocdk_core::Document;

/// Patterns as the API takes them: JSON in a string each. A record that matches one is let through; what none matches is not kept and costs no invocation.
pub(super) fn criteria(patterns: Vec<Document>) -> Option<FilterCriteria> {
    if patterns.is_empty() {
        return None;
    }
    let filters = patterns
        .into_iter()
        .map(|pattern| Filter::new().pattern(pattern.to_json_string()));
    Some(FilterCriteria::new().filters(filters.collect::<Vec<_>>()))
}
