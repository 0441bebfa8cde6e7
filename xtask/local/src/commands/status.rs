//! `status`: what the local AWS does.

use super::{DOWN, print};
use crate::aws::Aws;
use crate::held::{self, Held};
use crate::place::{Place, State};
use crate::report::{HEARTBEAT, Report};
use anyhow::Result;
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Tell whether the local AWS runs, and what it does.
#[derive(Debug, clap::Args)]
pub(crate) struct Status {
    /// Folder of this local AWS
    #[arg(long)]
    dir: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Status {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let place = Place::existing(&self.dir);
        let state = place.as_ref().map(Place::state).transpose()?.flatten();
        let file = place.map(|place| place.report());
        let mut report: Report = file
            .as_ref()
            .and_then(|file| std::fs::read(file).ok())
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        let mut held = None;
        if let Some(state) = &state {
            if let Some(problem) = file.as_deref().and_then(stale) {
                report.problems.insert("status file".to_owned(), problem);
            }
            match held::look(&Aws::new(&state.endpoint, &state.region), &report) {
                Ok(found) => held = Some(found),
                Err(error) => {
                    let problem = format!("cannot look what waits: {error}");
                    report.problems.insert("emulator".to_owned(), problem);
                }
            }
        }
        if self.json {
            let lost = report.lost();
            print(&format_args!(
                "{:#}",
                json!({"up": state.is_some(), "state": state, "report": report, "held": held, "lost": lost})
            ))?;
        } else {
            print(&text(state.as_ref(), &report, held.as_ref()).trim_end())?;
        }
        Ok(if state.is_some() {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(DOWN)
        })
    }
}

/// Why the figures are not those of now.
fn stale(file: &Path) -> Option<String> {
    let age = std::fs::metadata(file)
        .and_then(|file| file.modified())
        .ok()?
        .elapsed()
        .ok()?;
    (age > 3 * HEARTBEAT).then(|| {
        format!(
            "the figures below are {} s old: the daemon cannot write {}; is the disk full?",
            age.as_secs(),
            file.display()
        )
    })
}

fn text(state: Option<&State>, report: &Report, held: Option<&Held>) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = render(&mut out, state, report, held);
    out
}

/// The line of what did not reach its table: `1 record in quarantine (archive), 2 parked (failures), 0 lost`.
fn line(held: &Held, lost: u64) -> String {
    let part = |counts: &BTreeMap<String, u64>, what: &str| {
        let places: Vec<&str> = counts.keys().map(String::as_str).collect();
        let sum: u64 = counts.values().sum();
        let places = if places.is_empty() {
            String::new()
        } else {
            format!(" ({})", places.join(", "))
        };
        format!("{sum} {what}{places}")
    };
    format!(
        "{}, {}, {lost} lost",
        part(&held.quarantined, "in quarantine"),
        part(&held.parked, "parked")
    )
}

fn render(out: &mut String, state: Option<&State>, report: &Report, held: Option<&Held>) -> std::fmt::Result {
    let Some(state) = state else {
        writeln!(out, "down")?;
        return match report.ended.as_deref() {
            None | Some("stopped") => Ok(()),
            Some(reason) => writeln!(out, "  the last run ended: {reason}"),
        };
    };
    writeln!(
        out,
        "up at {} (process {}, emulator {})",
        state.endpoint, state.pid, state.ministack_pid
    )?;
    writeln!(
        out,
        "  devices: port {} with the authority {}",
        state.mqtt_port,
        state.ca_file.display()
    )?;
    writeln!(out, "  region:  {}", state.region)?;
    let devices = &report.devices;
    if devices.connected + devices.refused > 0 {
        writeln!(
            out,
            "  broker:  {} connected, {} refused",
            devices.connected, devices.refused
        )?;
    }
    if let Some(last) = &devices.last {
        writeln!(out, "  refused: {last}")?;
    }
    if let Some(held) = held {
        writeln!(out, "  records: {}", line(held, report.lost()))?;
    }
    for (what, problem) in &report.problems {
        writeln!(out, "  problem: {what}: {problem}")?;
    }
    for (name, rule) in &report.rules {
        let off = if rule.enabled { "" } else { ", disabled" };
        writeln!(out, "rule {name}: {} to {}{off}", rule.filter, rule.streams.join(", "))?;
        writeln!(
            out,
            "  {} messages, {} put, {} left out by WHERE, {} failed, {} lost",
            rule.matched, rule.put, rule.skipped, rule.failed, rule.lost
        )?;
        if let Some(problem) = &rule.problem {
            writeln!(out, "  problem: {problem}")?;
        }
    }
    for (id, mapping) in &report.mappings {
        let name = |arn: &str| arn.rsplit([':', '/']).next().unwrap_or_default().to_owned();
        writeln!(
            out,
            "mapping {id}: {} to {}, {}",
            name(&mapping.stream),
            name(&mapping.function),
            mapping.state
        )?;
        writeln!(
            out,
            "  {} batches, {} partial, {} failed; {} records, {} filtered, {} to the destination, {} discarded",
            mapping.batches,
            mapping.partial,
            mapping.failures,
            mapping.records,
            mapping.filtered,
            mapping.to_destination,
            mapping.discarded
        )?;
        for (id, shard) in &mapping.shards {
            let checkpoint = shard.checkpoint.as_deref().unwrap_or("none yet");
            writeln!(
                out,
                "  {id}: {} pending, {} ms behind, checkpoint {checkpoint}",
                shard.pending, shard.behind_ms
            )?;
        }
        if let Some(problem) = &mapping.problem {
            writeln!(out, "  last problem: {problem}")?;
        }
    }
    for (name, delivery) in &report.deliveries {
        writeln!(
            out,
            "delivery stream {name}: {} to {}",
            delivery.stream, delivery.bucket
        )?;
        writeln!(
            out,
            "  {} objects, {} records, {} bytes, {} failures",
            delivery.objects, delivery.records, delivery.bytes, delivery.failures
        )?;
        if let Some(problem) = &delivery.problem {
            writeln!(out, "  last problem: {problem}")?;
        }
    }
    for (resource, properties) in &report.completed {
        writeln!(out, "completed {resource}: {}", properties.join(", "))?;
    }
    for (stack, properties) in &report.waiting {
        writeln!(out, "to come in {stack}: {}", properties.join("; "))?;
    }
    for (stack, properties) in &report.dropped {
        writeln!(out, "not in {stack}: {}", properties.join(", "))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{MappingReport, RuleReport, ShardReport};
    #[test]
    fn a_down_aws_says_why() {
        assert_eq!(text(None, &Report::default(), None), "down\n");
        let ended = Report {
            ended: Some("the emulator ended by itself".to_owned()),
            ..Report::default()
        };
        assert_eq!(
            text(None, &ended, None),
            "down\n  the last run ended: the emulator ended by itself\n"
        );
    }

    #[test]
    fn a_running_aws_shows_its_figures() {
        let state = State {
            pid: 1,
            ministack_pid: 2,
            endpoint: "http://127.0.0.1:4566".to_owned(),
            mqtt_port: 8883,
            region: "sa-east-1".to_owned(),
            ca_file: PathBuf::from("ca.pem"),
        };
        let rule = RuleReport {
            filter: "sensor/data/+".to_owned(),
            streams: vec!["readings".to_owned()],
            enabled: true,
            matched: 3,
            put: 2,
            failed: 1,
            problem: Some("put failed".to_owned()),
            ..RuleReport::default()
        };
        let shard = ShardReport {
            checkpoint: Some("49".to_owned()),
            pending: 1,
            behind_ms: 20,
        };
        let mapping = MappingReport {
            function: "arn:aws:lambda:sa-east-1:0:function:processor".to_owned(),
            stream: "arn:aws:kinesis:sa-east-1:0:stream/readings".to_owned(),
            state: "serving".to_owned(),
            batches: 4,
            records: 9,
            shards: BTreeMap::from([("shardId-0".to_owned(), shard)]),
            ..MappingReport::default()
        };
        let report = Report {
            rules: BTreeMap::from([("ingest".to_owned(), rule)]),
            mappings: BTreeMap::from([("m".to_owned(), mapping)]),
            ..Report::default()
        };
        let held = Held {
            quarantined: BTreeMap::from([("archive".to_owned(), 3)]),
            parked: BTreeMap::from([("failures".to_owned(), 1), ("terminal".to_owned(), 1)]),
        };
        assert_eq!(
            text(Some(&state), &report, Some(&held)),
            "up at http://127.0.0.1:4566 (process 1, emulator 2)\n\
             \x20 devices: port 8883 with the authority ca.pem\n\
             \x20 region:  sa-east-1\n\
             \x20 records: 3 in quarantine (archive), 2 parked (failures, terminal), 0 lost\n\
             rule ingest: sensor/data/+ to readings\n\
             \x20 3 messages, 2 put, 0 left out by WHERE, 1 failed, 0 lost\n\
             \x20 problem: put failed\n\
             mapping m: readings to processor, serving\n\
             \x20 4 batches, 0 partial, 0 failed; 9 records, 0 filtered, 0 to the destination, 0 discarded\n\
             \x20 shardId-0: 1 pending, 20 ms behind, checkpoint 49\n"
        );
    }
}
