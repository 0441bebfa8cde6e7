//! Quotas of a region that a load may be too much for.
//!
//! Sources: "AWS IoT Core message broker and protocol limits", "Kinesis Data Streams quotas and limits", "Lambda quotas", "Service, account, and table quotas in
//! Amazon DynamoDB". The numbers are the defaults of a new account; all can be raised, which `[quotas]` then says.

use super::load::QuotasSection;
use crate::capacity::Capacity;

/// Regions in which an account may publish ten times as much.
const LARGE_FOR_IOT: &[&str] = &["ap-northeast-1", "eu-central-1", "eu-west-1", "us-east-1", "us-west-2"];
/// Regions in which an account has most shards.
const LARGE_FOR_KINESIS: &[&str] = &["eu-west-1", "us-east-1", "us-west-2"];
/// Executions that Lambda keeps for functions without any of their own.
const UNRESERVED: u32 = 100;

/// A quota that does not suffice.
pub(super) struct Exceeded {
    pub(super) key: &'static str,
    pub(super) name: &'static str,
    pub(super) needed: u32,
    pub(super) quota: u32,
}

/// The first quota on the way of a reading that a load is too much for.
pub(super) fn exceeded(
    region: &str,
    quotas: &QuotasSection,
    capacity: &Capacity,
    has_topic: bool,
    shards: u32,
    executions: u32,
) -> Option<Exceeded> {
    let by_region = |large: &[&str], most, least| if large.contains(&region) { most } else { least };
    let given = |own: Option<super::quantity::Count>, default| own.map_or(default, |count| count.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
    let publishes = capacity.records_per_second.ceil() as u32;
    let rows = [
        (
            "publishes",
            "messages a second to AWS IoT",
            if has_topic { publishes } else { 0 },
            given(quotas.publishes, by_region(LARGE_FOR_IOT, 20_000, 2_000)),
        ),
        (
            "shards",
            "shards",
            shards,
            given(quotas.shards, by_region(LARGE_FOR_KINESIS, 20_000, 1_000)),
        ),
        (
            "concurrency",
            "executions that the processor keeps for itself",
            executions,
            given(quotas.concurrency, 1_000).saturating_sub(UNRESERVED),
        ),
        (
            "writes",
            "write units a second of the table",
            capacity.writes_per_second,
            given(quotas.writes, 40_000),
        ),
    ];
    rows.into_iter()
        .find(|(_, _, needed, quota)| needed > quota)
        .map(|(key, name, needed, quota)| Exceeded {
            key,
            name,
            needed,
            quota,
        })
}
