//! `[alarms]`: when operations are told.

use ferrocdk_aws::units::Seconds;

use super::entry::section;
use super::quantity::Count;
use crate::stream_processor::StreamProcessorProps as Processor;

section! {
    /// `[alarms]`.
    pub AlarmsSection {
        /// how far the processor may be behind the stream
        behind: Seconds [default Processor::DEFAULT_BEHIND],
        /// readings outside of their thresholds within five minutes
        anomalies: Count [default Count(Processor::DEFAULT_ANOMALIES)],
    }
}
