//! Amazon CloudWatch Logs.

use std::collections::BTreeMap;

use crate::context::Context;
use crate::findings::Findings;
use crate::rules;
use crate::schema::each_resource;

/// Filters that one log group takes.
const FILTERS: usize = 5;

/// Subscription filters per log group (E2529).
pub(super) fn check(context: Context<'_>, findings: &mut Findings) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    each_resource(context, &mut |resource, ty, place| {
        if ty != "AWS::Logs::SubscriptionFilter" {
            return;
        }
        let Some(properties) = resource.attribute("Properties") else {
            return;
        };
        let Some(entry) = properties.value.as_map().and_then(|map| map.entry("LogGroupName")) else {
            return;
        };
        let count = counts.entry(entry.value.to_json().to_string()).or_default();
        *count += 1;
        if *count == FILTERS + 1 {
            let place = place.key(properties);
            let message = format!("a log group takes {FILTERS} subscription filters, and this is one more");
            findings.add(&rules::E2529, &place.key(entry), message);
        }
    });
}
