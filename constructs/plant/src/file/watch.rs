//! `[alarms]` and `[alerts]`: when operations are told, and when the people of the process.

use ferrocdk_aws::units::Seconds;
use ferrocdk_contracts::AlertPolicy;

use super::entry::section;
use super::quantity::Count;
use super::word::Name;
use crate::stream_processor::StreamProcessorProps as Processor;

section! {
    /// `[alarms]`.
    pub AlarmsSection {
        /// how far the processor may be behind the stream
        behind: Seconds [default Processor::DEFAULT_BEHIND],
        /// readings outside of their thresholds within five minutes
        anomalies: Count [default Count(Processor::DEFAULT_ANOMALIES)],
        /// how long no reading may come in
        silent: Seconds [default Seconds(900)],
    }
}

section! {
    /// `[alerts]`.
    pub AlertsSection {
        /// package of the function that routes alerts, anywhere in the workspace
        function: Name [default Name("alert-router".to_owned())],
        /// how long an alert may last unacknowledged before it is critical
        escalate_after: Seconds [default Seconds(AlertPolicy::default().escalate_after)],
        /// how often people are reminded of an alert that nobody has acknowledged
        remind_every: Seconds [default Seconds(AlertPolicy::default().remind_every)],
        /// how long after it was acknowledged an alert that lasts matters less
        downgrade_after: Seconds [default Seconds(AlertPolicy::default().downgrade_after)],
        /// messages within a minute that are sent one by one; more are folded into one
        storm: Count [default Count(AlertPolicy::default().storm)],
        /// how long a device of `silent_group` may say nothing
        silent_after: Seconds [or "for ever"],
        /// group of things whose devices must not be silent
        silent_group: Name [or "none"],
    }
}

impl AlertsSection {
    /// The policy.
    pub fn policy(&self) -> AlertPolicy {
        AlertPolicy {
            escalate_after: self.escalate_after.0,
            remind_every: self.remind_every.0,
            downgrade_after: self.downgrade_after.0,
            storm: self.storm.0,
            silent_after: self.silent_after.map_or(0, |after| after.0),
            silent_group: self.silent_group.as_ref().map(|group| group.0.clone()),
            ..AlertPolicy::default()
        }
    }
}
