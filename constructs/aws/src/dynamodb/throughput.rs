//! Billing as tables and their indexes have it, and what contradicts it.

use ferrocdk_core::{Diagnostic, Document, IntoDocument, Scope, doc};

use super::billing::{Autoscaling, Billing, Capacity};
use super::index::GlobalSecondaryIndex;
use crate::diagnostic_ids;

/// `OnDemandThroughput`, where there is a limit.
pub(super) fn on_demand(reads: Option<u32>, writes: Option<u32>) -> Option<Document> {
    let limits = [("MaxReadRequestUnits", reads), ("MaxWriteRequestUnits", writes)];
    let limits: Vec<_> = limits
        .into_iter()
        .filter_map(|(name, limit)| Some((name, limit?.into_document())))
        .collect();
    (!limits.is_empty()).then(|| Document::map(limits))
}

/// `ProvisionedThroughput`.
pub(super) fn provisioned(read: &Capacity, write: &Capacity) -> Document {
    doc!({ "ReadCapacityUnits": read.initial(), "WriteCapacityUnits": write.initial() })
}

/// Tells what of a table and its indexes has the wrong kind of billing, or is out of range.
pub(super) fn check<'a>(scope: &Scope, billing: &Billing, indexes: impl IntoIterator<Item = &'a GlobalSecondaryIndex>) {
    match billing {
        Billing::OnDemand(limits) => {
            check_limits(scope, limits.max_read_request_units, limits.max_write_request_units);
        }
        Billing::Provisioned(capacity) => {
            check_capacity(scope, &capacity.read);
            check_capacity(scope, &capacity.write);
        }
    }
    for index in indexes {
        let has_limits = index.max_read_request_units.is_some() || index.max_write_request_units.is_some();
        let has_capacity = index.read_capacity.is_some() || index.write_capacity.is_some();
        let (excluded, help) = match billing {
            Billing::OnDemand(_) => (
                has_capacity,
                "leave out the capacity of the index, or let the table be `Provisioned`",
            ),
            Billing::Provisioned(_) => (
                has_limits,
                "leave out the limits of the index, or let the table be `OnDemand`",
            ),
        };
        if excluded {
            let (found, allowed) = match billing {
                Billing::OnDemand(_) => ("capacity", "limits of request units"),
                Billing::Provisioned(_) => ("limits of request units", "capacity"),
            };
            let diagnostic = Diagnostic::error(diagnostic_ids::TABLE_BILLING, "an index is paid for like its table")
                .at("", Some("GlobalSecondaryIndexes"))
                .found(format!("{found} of {}", index.index_name))
                .allowed(allowed)
                .help(help);
            scope.report(diagnostic);
        }
        check_limits(scope, index.max_read_request_units, index.max_write_request_units);
        for capacity in [&index.read_capacity, &index.write_capacity].into_iter().flatten() {
            check_capacity(scope, capacity);
        }
    }
}

fn check_limits(scope: &Scope, reads: Option<u32>, writes: Option<u32>) {
    for limit in [reads, writes].into_iter().flatten() {
        at_least_one(scope, "OnDemandThroughput", limit);
    }
}

fn check_capacity(scope: &Scope, capacity: &Capacity) {
    match capacity {
        Capacity::Fixed(units) => at_least_one(scope, "ProvisionedThroughput", *units),
        Capacity::Autoscaled(scaling) => check_scaling(scope, scaling),
    }
}

fn check_scaling(scope: &Scope, scaling: &Autoscaling) {
    at_least_one(scope, "MinCapacity", scaling.min);
    if let Err(error) = scaling.target_utilization.check() {
        error.report(scope, diagnostic_ids::TABLE_RANGE, "TargetValue");
    }
    let Autoscaling { min, max, seed, .. } = scaling;
    if max < min {
        let diagnostic = Diagnostic::error(diagnostic_ids::TABLE_RANGE, "capacity cannot fall below its most")
            .at("", Some("MaxCapacity"))
            .found(format!("{min} to {max} units"))
            .allowed("the least, and then the most: `Autoscaling::between(5, 100)`");
        scope.report(diagnostic);
    } else if let Some(seed) = seed.filter(|seed| !(*min..=*max).contains(seed)) {
        let diagnostic = Diagnostic::error(diagnostic_ids::TABLE_RANGE, "capacity begins out of its bounds")
            .at("", Some("SeedCapacity"))
            .found(format!("{seed} units"))
            .allowed(format!("{min} to {max} units"));
        scope.report(diagnostic);
    }
}

fn at_least_one(scope: &Scope, property: &str, units: u32) {
    if units == 0 {
        let diagnostic = Diagnostic::error(diagnostic_ids::TABLE_RANGE, format!("{property} is out of range"))
            .at("", Some(property))
            .found("0 units")
            .allowed("at least 1 unit");
        scope.report(diagnostic);
    }
}
