//! `Case`: an alert that lasts, or that has ended and is still to be told.

use ferrocdk_contracts::alert::{Alert, Change};
use ferrocdk_contracts::notice::NoticeKind;
use ferrocdk_contracts::{AlertPolicy, Severity};

/// How long a writer that wants to tell a case has for it, in milliseconds; longer than a publication with all its attempts. Others leave the case alone meanwhile.
pub(crate) const CLAIM_MS: u64 = 20_000;

/// An alert and what was done about it. Times are in milliseconds since 1970.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Case {
    /// As it opened, or as it ended.
    pub(crate) alert: Alert,
    pub(crate) severity: Severity,
    pub(crate) received_at: u64,
    /// The change that was told last.
    pub(crate) told: Option<Change>,
    pub(crate) told_at: u64,
    pub(crate) severity_at: u64,
    pub(crate) acknowledged_at: Option<u64>,
    pub(crate) acknowledged_by: Option<String>,
    pub(crate) claimed_until: u64,
    /// Changes of the item, counted by the store.
    pub(crate) revision: u64,
}

impl Case {
    /// An alert that was just received, claimed by whoever received it.
    pub(crate) fn new(alert: Alert, policy: &AlertPolicy, now: u64) -> Self {
        Self {
            severity: policy.severity_of(&alert.sensor_type),
            alert,
            received_at: now,
            told: None,
            told_at: now,
            severity_at: now,
            acknowledged_at: None,
            acknowledged_by: None,
            claimed_until: now + CLAIM_MS,
            revision: 0,
        }
    }

    /// Takes a further change of the same anomaly. Returns whether it is news: what ended does not open again.
    pub(crate) fn take(&mut self, alert: &Alert) -> bool {
        let is_news = self.alert.change == Change::Opened && alert.change == Change::Closed;
        if is_news {
            self.alert = alert.clone();
        }
        is_news
    }

    pub(crate) fn is_claimed(&self, now: u64) -> bool {
        self.claimed_until > now
    }

    pub(crate) fn claim(&mut self, now: u64) {
        self.claimed_until = now + CLAIM_MS;
    }

    pub(crate) fn release(&mut self) {
        self.claimed_until = 0;
    }

    /// Whether there is nothing to do about it any more.
    pub(crate) fn is_over(&self) -> bool {
        self.told == Some(Change::Closed)
    }

    /// Whether it ended without ever having been told.
    pub(crate) fn passed_by(&self) -> bool {
        self.told.is_none() && self.alert.change == Change::Closed
    }

    /// The reason to tell it at a moment, if there is one.
    pub(crate) fn due(&self, policy: &AlertPolicy, now: u64) -> Option<NoticeKind> {
        if self.told != Some(self.alert.change) {
            return Some(match self.alert.change {
                Change::Opened => NoticeKind::Opened,
                Change::Closed => NoticeKind::Closed,
            });
        }
        if self.alert.change == Change::Closed {
            return None;
        }
        let is_past = |since: u64, seconds: u32| seconds > 0 && now.saturating_sub(since) >= u64::from(seconds) * 1_000;
        match self.acknowledged_at {
            Some(at) => {
                let since = at.max(self.severity_at);
                let goes_down = self.severity > Severity::Notice && is_past(since, policy.downgrade_after);
                goes_down.then_some(NoticeKind::Downgraded)
            }
            None if self.severity < Severity::Critical && is_past(self.received_at, policy.escalate_after) => {
                Some(NoticeKind::Escalated)
            }
            None => is_past(self.told_at, policy.remind_every).then_some(NoticeKind::Reminder),
        }
    }

    /// Changes that a notice makes to it, before it is published.
    pub(crate) fn prepare(&mut self, kind: NoticeKind, now: u64) {
        match kind {
            NoticeKind::Escalated => (self.severity, self.severity_at) = (Severity::Critical, now),
            NoticeKind::Downgraded => (self.severity, self.severity_at) = (self.severity.lower(), now),
            _ => {}
        }
    }

    /// Writes down that it was told.
    pub(crate) fn tell(&mut self, now: u64) {
        self.told = Some(self.alert.change);
        self.told_at = now;
        self.release();
    }
}
