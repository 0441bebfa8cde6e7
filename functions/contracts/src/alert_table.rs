//! Keys and attributes of the table in which the router of alerts keeps them, for whoever declares it, writes it, or acknowledges.
//!
//! Cases that need attention stand under one partition key, so that one query gives them; those that have ended stand by themselves, and expire. Acknowledging is a write of
//! [`ACKNOWLEDGED_AT`] and [`ACKNOWLEDGED_BY`] to the item under [`ACTIVE`], with [`REVISION`] one higher: a router that works on the item meanwhile starts again.

/// Partition key, `S`: [`ACTIVE`], [`ENDED`], [`MINUTE`] or [`STOP`].
pub const KIND: &str = "kind";
/// Sort key, `S`: the name of the anomaly, the minute, or the name of the stop.
pub const NAME: &str = "name";
/// When DynamoDB deletes the item, `N`, seconds since 1970. The table's TTL attribute.
pub const EXPIRY: &str = "expiry";

/// Alerts that last, and those that have ended and are still to be told.
pub const ACTIVE: &str = "active";
/// Alerts that have ended, so that nothing is told of them again. The anomaly is part of the partition, as they are many: `ended#<anomaly>`.
pub const ENDED: &str = "ended";
/// Counts of messages, minute by minute.
pub const MINUTE: &str = "minute";
/// Planned stops that are under way.
pub const STOP: &str = "stop";

/// The alert as it opened or ended last, `S`: the JSON of an [`Alert`](crate::alert::Alert).
pub const ALERT: &str = "alert";
/// Notice that was told of it last, `S`: `opened`, `closed`; absent while nothing was.
pub const TOLD: &str = "told";
/// [`Severity`](crate::Severity), `S`.
pub const SEVERITY: &str = "severity";
/// When the router received it, `N`, milliseconds since 1970.
pub const RECEIVED_AT: &str = "receivedAt";
/// Until when somebody is about to tell it, `N`, milliseconds since 1970.
pub const CLAIMED_UNTIL: &str = "claimedUntil";
/// When it was told last, `N`, milliseconds since 1970.
pub const TOLD_AT: &str = "toldAt";
/// When its severity changed last, `N`, milliseconds since 1970.
pub const SEVERITY_AT: &str = "severityAt";
/// When somebody acknowledged it, `N`, milliseconds since 1970.
pub const ACKNOWLEDGED_AT: &str = "acknowledgedAt";
/// Who acknowledged it, `S`.
pub const ACKNOWLEDGED_BY: &str = "acknowledgedBy";
/// Number of changes of the item, `N`, so that two writers do not undo each other.
pub const REVISION: &str = "revision";
/// Number of messages of a minute, `N`.
pub const COUNT: &str = "count";
/// Until when a stop lasts, `N`, milliseconds since 1970.
pub const UNTIL: &str = "until";
/// When a stop began, `N`, milliseconds since 1970.
pub const SINCE: &str = "since";
