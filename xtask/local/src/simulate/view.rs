//! View of a simulation for people: a block that is drawn anew, or plain lines where there is no terminal.

use super::drive::Counters;
use crate::held::Held;
use crate::report::Report;
use std::io::{IsTerminal as _, Write as _, stderr};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// How often lines are written without a terminal.
const LINES: Duration = Duration::from_secs(5);

/// Percentiles of durations, in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub(super) struct Percentiles {
    pub(super) p50: u32,
    pub(super) p90: u32,
    pub(super) p99: u32,
    pub(super) max: u32,
    pub(super) samples: usize,
}

impl Percentiles {
    pub(super) fn of(mut values: Vec<u32>) -> Self {
        values.sort_unstable();
        let at = |share: usize| match values.len() {
            0 => 0,
            count => values[(count * share / 100).min(count - 1)],
        };
        Self {
            p50: at(50),
            p90: at(90),
            p99: at(99),
            max: values.last().copied().unwrap_or_default(),
            samples: values.len(),
        }
    }
}

impl std::fmt::Display for Percentiles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.samples == 0 {
            return f.write_str("none yet");
        }
        write!(
            f,
            "p50 {} p90 {} p99 {} max {} ms",
            self.p50, self.p90, self.p99, self.max
        )
    }
}

/// Figures of the stages behind the devices, since the simulation began.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Stages {
    /// Messages that rules matched, and records put.
    pub(super) matched: u64,
    pub(super) put: u64,
    pub(super) failed: u64,
    /// Records that functions processed, and invocations that failed in part or as a whole.
    pub(super) processed: u64,
    pub(super) unsuccessful: u64,
    /// Records that were given up.
    pub(super) given_up: u64,
    /// Records read and not done yet, and how far the readers are behind.
    pub(super) pending: u64,
    pub(super) behind_ms: u64,
    /// Records that delivery streams wrote.
    pub(super) delivered: u64,
}

impl Stages {
    pub(super) fn of(report: &Report) -> Self {
        let mut all = Self::default();
        for rule in report.rules.values() {
            all.matched += rule.matched;
            all.put += rule.put;
            all.failed += rule.failed;
        }
        for mapping in report.mappings.values() {
            all.processed += mapping.records + mapping.filtered;
            all.unsuccessful += mapping.partial + mapping.failures;
            all.given_up += mapping.to_destination + mapping.discarded;
            for shard in mapping.shards.values() {
                all.pending += shard.pending as u64;
                all.behind_ms = all.behind_ms.max(shard.behind_ms);
            }
        }
        all.delivered = report.deliveries.values().map(|delivery| delivery.records).sum();
        all
    }

    pub(super) fn since(self, before: Self) -> Self {
        Self {
            matched: self.matched.saturating_sub(before.matched),
            put: self.put.saturating_sub(before.put),
            failed: self.failed.saturating_sub(before.failed),
            processed: self.processed.saturating_sub(before.processed),
            unsuccessful: self.unsuccessful.saturating_sub(before.unsuccessful),
            given_up: self.given_up.saturating_sub(before.given_up),
            delivered: self.delivered.saturating_sub(before.delivered),
            ..self
        }
    }
}

/// The view.
pub(super) struct View {
    terminal: bool,
    drawn: usize,
    said: Option<Instant>,
    last: (Instant, u64, u64),
}

impl View {
    pub(super) fn new() -> Self {
        Self {
            terminal: stderr().is_terminal(),
            drawn: 0,
            said: None,
            last: (Instant::now(), 0, 0),
        }
    }

    /// One line of text, above what is drawn.
    pub(super) fn say(&mut self, text: &str) {
        self.drawn = 0;
        let _ = writeln!(stderr(), "{text}");
    }

    /// Shows the figures of the moment.
    pub(super) fn show(
        &mut self,
        elapsed: Duration,
        counters: &Counters,
        stages: Stages,
        held: &Held,
        table: Percentiles,
    ) {
        let due = self.terminal || self.said.is_none_or(|at| at.elapsed() >= LINES);
        if !due {
            return;
        }
        self.said = Some(Instant::now());
        let of = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
        let (sent, acknowledged) = (of(&counters.sent), of(&counters.acknowledged));
        let passed = self.last.0.elapsed().as_secs_f64().max(0.001);
        #[expect(clippy::cast_precision_loss, reason = "a rate")]
        let rate = |now: u64, before: u64| now.saturating_sub(before) as f64 / passed;
        let (published, processed) = (rate(acknowledged, self.last.1), rate(stages.processed, self.last.2));
        self.last = (Instant::now(), acknowledged, stages.processed);
        let sum = |counts: &std::collections::BTreeMap<String, u64>| counts.values().sum::<u64>();
        let lines = [
            format!(
                "{:>4.0} s  {published:>8.0} /s acknowledged  {processed:>8.0} /s processed",
                elapsed.as_secs_f64()
            ),
            format!(
                "devices   {} connected, {} broken, {sent} sent, {acknowledged} acknowledged, {} anomalies, {} bad",
                of(&counters.connected),
                of(&counters.broken),
                of(&counters.anomalies),
                of(&counters.bad)
            ),
            format!(
                "rules     {} matched, {} put, {} failed",
                stages.matched, stages.put, stages.failed
            ),
            format!(
                "function  {} processed, {} pending, {} ms behind, {} unsuccessful, {} given up",
                stages.processed, stages.pending, stages.behind_ms, stages.unsuccessful, stages.given_up
            ),
            format!(
                "waiting   {} in quarantine, {} parked; firehose {} delivered",
                sum(&held.quarantined),
                sum(&held.parked),
                stages.delivered
            ),
            format!("latency   device to table {table}"),
        ];
        let mut out = String::new();
        if self.terminal {
            if self.drawn > 0 {
                out.extend(["\x1b[", &self.drawn.to_string(), "A"]);
            }
            for line in &lines {
                out.extend(["\x1b[2K", line.as_str(), "\n"]);
            }
            self.drawn = lines.len();
        } else {
            out += &lines.join(" | ");
            out.push('\n');
        }
        // Nobody who looks is no reason to end.
        let _ = stderr().write_all(out.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_the_sorted_values() {
        let found = Percentiles::of((1..=100).rev().collect());
        assert_eq!((found.p50, found.p90, found.p99, found.max), (51, 91, 100, 100));
        assert_eq!(Percentiles::of(Vec::new()).to_string(), "none yet");
        assert_eq!(Percentiles::of(vec![7]).p99, 7);
    }
}
