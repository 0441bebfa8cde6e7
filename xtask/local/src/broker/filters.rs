//! Topic filters that somebody has subscribed to through this broker, so that a message nobody listens to need not travel on.

use crate::topic;
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

/// Filters with how often each stands.
#[derive(Default)]
pub(super) struct Filters(RwLock<Inner>);

#[derive(Default)]
struct Inner {
    /// Those without a wildcard, which are most: each device listens to its own commands.
    exact: HashMap<String, usize>,
    wild: HashMap<String, usize>,
}

/// The filter of a shared subscription without its group.
fn plain(filter: &str) -> &str {
    let shared = filter.strip_prefix("$share/").and_then(|rest| rest.split_once('/'));
    shared.map_or(filter, |(_, filter)| filter)
}

impl Inner {
    fn of(&mut self, filter: &str) -> &mut HashMap<String, usize> {
        if filter.contains(['+', '#']) {
            &mut self.wild
        } else {
            &mut self.exact
        }
    }
}

impl Filters {
    pub(super) fn add(&self, filter: &str) {
        let filter = plain(filter);
        let mut inner = self.0.write().unwrap_or_else(PoisonError::into_inner);
        *inner.of(filter).entry(filter.to_owned()).or_default() += 1;
    }

    pub(super) fn remove(&self, filter: &str) {
        let filter = plain(filter);
        let mut inner = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let of = inner.of(filter);
        if let Some(count) = of.get_mut(filter) {
            *count -= 1;
            if *count == 0 {
                of.remove(filter);
            }
        }
    }

    pub(super) fn reaches(&self, topic: &str) -> bool {
        let inner = self.0.read().unwrap_or_else(PoisonError::into_inner);
        inner.exact.contains_key(topic) || inner.wild.keys().any(|filter| topic::matches(filter, topic))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_counts_as_long_as_somebody_holds_it() {
        let filters = Filters::default();
        filters.add("a/b");
        filters.add("a/b");
        filters.add("$share/group/c/+");
        assert!(filters.reaches("a/b") && filters.reaches("c/d") && !filters.reaches("c"));
        filters.remove("a/b");
        assert!(filters.reaches("a/b"));
        filters.remove("a/b");
        filters.remove("$share/group/c/+");
        filters.remove("never");
        assert!(!filters.reaches("a/b") && !filters.reaches("c/d"));
    }
}
