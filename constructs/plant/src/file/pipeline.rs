//! `[ingest]`, `[processor]`, `[hot]` and `[cold]`: the way of a reading from the device into table and archive.

use ferrocdk_aws::kinesis::{Retention, Shards, StreamProps};
use ferrocdk_aws::lambda::{BatchSize, Memory, ParallelizationFactor, Timeout};
use ferrocdk_aws::units::Days;
use ferrocdk_contracts::Layout;

use super::entry::section;
use super::quantity::{HotDays, Window};
use super::word::Name;
use crate::store::Tiers;
use crate::stream_processor::StreamProcessorProps as Processor;
use crate::topic::TopicPattern;

section! {
    /// `[ingest]`.
    pub IngestSection {
        /// topic of readings; without one there is no topic rule, and readings come over the API
        topic: TopicPattern [or "none"],
        /// topic on which, and below which, a device receives commands
        commands: TopicPattern [or "none"],
        /// shards of the stream; fewer than the load needs are a warning
        shards: Shards [or "from the load"],
        /// how long records wait for the processor
        retention: Retention [default StreamProps::DEFAULT_RETENTION],
    }
}

section! {
    /// `[processor]`.
    pub ProcessorSection {
        /// package of the function, anywhere in the workspace
        function: Name [default Name("processor".to_owned())],
        /// memory, and the share of a processor with it
        memory: Memory [default Memory::from(Processor::DEFAULT_MEMORY)],
        /// time that one batch may take
        timeout: Timeout [default Timeout::from(Processor::DEFAULT_TIMEOUT)],
        /// records in a batch at most
        batch: BatchSize [default BatchSize::from(Processor::DEFAULT_BATCH_SIZE)],
        /// batches of one shard at the same time
        parallel: ParallelizationFactor [default ParallelizationFactor::from(Processor::DEFAULT_PARALLELIZATION_FACTOR)],
    }
}

section! {
    /// `[hot]`.
    pub HotSection {
        /// how long a reading stays in the table
        keep: HotDays [required],
        /// names and types of the table's keys and attributes, by the plant that has them
        layout: Layout [default Layout::default()],
        /// window in which each sensor's readings are counted, with least, greatest and mean value; each batch then reads the windows that it touches
        aggregates: Window [or "none"],
    }
}

section! {
    /// `[cold]`.
    pub ColdSection {
        /// age at which archived objects move to Standard-IA
        infrequent_access: Days [or "none"],
        /// age at which they move to Glacier; at least 30 days after Standard-IA
        glacier: Days [or "none; 90 days when `[cold]` is left out"],
        /// age at which they move to Deep Archive
        deep_archive: Days [or "none; 180 days when `[cold]` is left out"],
        /// age at which they are deleted
        expire: Days [or "none; 365 days when `[cold]` is left out"],
    }
}

impl ColdSection {
    /// The tiers.
    pub fn tiers(&self) -> Tiers {
        let step = |tiers: Tiers, age: Option<Days>, add: fn(Tiers, Days) -> Tiers| match age {
            Some(age) => add(tiers, age),
            None => tiers,
        };
        let tiers = step(Tiers::new(), self.infrequent_access, Tiers::infrequent_access);
        let tiers = step(tiers, self.glacier, Tiers::glacier);
        let tiers = step(tiers, self.deep_archive, Tiers::deep_archive);
        step(tiers, self.expire, Tiers::expire)
    }
}
