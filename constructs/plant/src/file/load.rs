//! `[load]` and `[quotas]`: what devices send at their busiest, and what the account may take.

use super::entry::section;
use super::quantity::{Count, Payload, Rate};

section! {
    /// `[load]`.
    pub LoadSection {
        /// devices that are connected, or clients of the API
        devices: Count [required],
        /// messages of one device at its busiest
        rate: Rate [required],
        /// one message as the device sends it; on the stream it takes a third more and about 450 bytes
        payload: Payload [required],
    }
}

section! {
    /// `[quotas]`.
    pub QuotasSection {
        /// messages a second that AWS IoT takes of the account
        publishes: Count [or "of the region"],
        /// shards of all streams of the account
        shards: Count [or "of the region"],
        /// executions of all functions of the account at the same time
        concurrency: Count [or "1,000"],
        /// write units a second of one table
        writes: Count [or "40,000"],
    }
}
