//! Simulates the devices of a deployed plant, and says where every message ended up.

mod drive;
mod fleet;
mod message;
mod plant;
mod probe;
mod tally;
mod view;

use crate::aws::{Aws, AwsError};
use crate::commands::{DOWN, print};
use crate::faults::Plan;
use crate::held::{self, Held};
use crate::place::{Place, State};
use crate::report::Report;
use crate::stop::Stop;
use anyhow::{Context as _, Result};
use drive::{Counters, Pace, Run};
use fleet::Device;
use message::Load;
use plant::Plant;
use probe::{Probe, WATCHED};
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use tally::{Sums, Tally};
use view::{Percentiles, Stages, View};

/// Drive a deployed plant with simulated devices, and report where every message ended up.
///
/// Ends with status 1 when a message is lost or stands twice.
#[derive(Debug, clap::Args)]
pub(crate) struct Simulate {
    /// Folder of this local AWS
    #[arg(long)]
    dir: PathBuf,
    /// Devices, each with a thing and a certificate of its own
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=5000))]
    devices: u32,
    /// Messages per second of all devices
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    rate: u32,
    /// Seconds that they publish
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=86_400))]
    seconds: u32,
    /// Share of messages beyond every threshold, such as `1%`
    #[arg(long, default_value = "1%", value_parser = share)]
    anomalies: f64,
    /// Share of messages that are no reading, such as `0.1%`
    #[arg(long, default_value = "0%", value_parser = share)]
    bad: f64,
    /// Time in the middle of the run in which functions reach no service, such as `30s`
    #[arg(long, value_parser = seconds)]
    outage: Option<f64>,
    /// Faults between the functions and AWS: `all`, or some of throttle, unprocessed, lost-answer, slow, kill and again, each with its
    /// share or number per minute, such as `throttle=10%,kill=20`
    #[arg(long, value_parser = Plan::parse)]
    faults: Option<Plan>,
    /// Everything but the time follows from it
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Plant to drive; only needed where several are deployed
    #[arg(long)]
    plant: Option<String>,
    /// Suffix of its deployment; only needed where several are deployed
    #[arg(long)]
    suffix: Option<String>,
    /// Seconds to wait afterwards until everything is where it stays
    #[arg(long, default_value_t = 300)]
    settle: u64,
    /// Form of the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Json,
}

fn share(text: &str) -> Result<f64, String> {
    crate::faults::share(text)
}

fn seconds(text: &str) -> Result<f64, String> {
    let duration =
        humantime::parse_duration(text).map_err(|error| format!("{error}; expected a time such as `30s`"))?;
    Ok(duration.as_secs_f64())
}

/// Result of a run.
struct Outcome {
    sums: Sums,
    sent: u64,
    acknowledged: u64,
    anomalies: u64,
    bad: u64,
    took: Duration,
    drained: Duration,
    table: Percentiles,
    broker: Percentiles,
    settled: bool,
}

impl Simulate {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let place = Place::existing(&self.dir);
        let state = place.as_ref().map(Place::state).transpose()?.flatten();
        let (Some(place), Some(state)) = (place, state) else {
            eprintln!(
                "error: the local AWS does not run in {}\nhint: deploy a plant with --local",
                self.dir.display()
            );
            return Ok(ExitCode::from(DOWN));
        };
        let aws = Aws::new(&state.endpoint, &state.region);
        let wanted: Vec<String> = self.plant.iter().chain(&self.suffix).cloned().collect();
        let plant = Plant::find(&aws, &wanted)?;
        let mut view = View::new();
        let prefix = format!("sim-{}", &uuid::Uuid::new_v4().simple().to_string()[..8]);
        view.say(&format!("simulating {} devices of {}", self.devices, plant.stack));
        let ca = std::fs::read(&state.ca_file).context("cannot read the broker's authority")?;
        let made = Instant::now();
        let devices = fleet::make(&aws, &plant, &ca, &prefix, self.devices as usize)?;
        view.say(&format!(
            "{} devices made in {:.1} s",
            devices.len(),
            made.elapsed().as_secs_f64()
        ));
        let devices: Vec<Arc<Device>> = devices.into_iter().map(Arc::new).collect();
        let outcome = self.drive(&aws, &place, &state, &plant, &devices, &prefix, &mut view);
        Plan::clear(&place)?;
        let left = fleet::remove(&aws, &plant, &devices);
        if left > 0 {
            view.say(&format!("{left} devices could not be removed"));
        }
        let outcome = outcome?;
        self.tell(&plant, &outcome)?;
        let good = outcome.sums.lost == 0 && outcome.sums.duplicated == 0 && outcome.settled;
        Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    #[expect(clippy::too_many_arguments, reason = "each is used in one place")]
    fn drive(
        &self,
        aws: &Aws,
        place: &Place,
        state: &State,
        plant: &Plant,
        devices: &[Arc<Device>],
        prefix: &str,
        view: &mut View,
    ) -> Result<Outcome> {
        let report = || -> Report {
            let read = std::fs::read(place.report()).ok();
            read.and_then(|bytes| serde_json::from_slice(&bytes).ok())
                .unwrap_or_default()
        };
        let before = Stages::of(&report());
        let load = Load {
            seed: self.seed,
            anomalies: self.anomalies,
            bad: self.bad,
        };
        let pace = Pace {
            rate: f64::from(self.rate),
            seconds: f64::from(self.seconds),
            patience: Duration::from_secs(self.settle.min(60)),
        };
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()?;
        let counters = Arc::new(Counters::default());
        // Connecting takes its time: the clock starts when it should be done.
        let begin = Instant::now() + Duration::from_secs_f64(1.0 + devices.len() as f64 / 200.0);
        let run = Arc::new(Run {
            devices: devices.len(),
            topic: plant.topic.clone(),
            port: state.mqtt_port,
            load,
            pace,
            begin,
            counters: counters.clone(),
        });
        let runs: Vec<_> = (0..)
            .zip(devices)
            .map(|(at, device)| runtime.spawn(drive::device(run.clone(), at, device.clone())))
            .collect();
        self.plan(begin, pace).save(place)?;
        let stop = Stop::default();
        let probe = Probe::default();
        let watching = {
            let names: Vec<String> = devices.iter().take(WATCHED).map(|device| device.name.clone()).collect();
            let (aws, plant, stop, probe) = (aws.clone(), plant.clone(), stop.clone(), probe.clone());
            let due = move |at: usize, number: u64| run.due(at, number);
            std::thread::spawn(move || probe.watch(&aws, &plant, &names, due, &stop))
        };
        let (mut held, mut looked) = (Held::default(), Instant::now());
        while runs.iter().any(|run| !run.is_finished()) {
            std::thread::sleep(Duration::from_millis(500));
            let now = report();
            if looked.elapsed() > Duration::from_secs(5) {
                looked = Instant::now();
                held = held::look(aws, &now).unwrap_or_default();
            }
            let stages = Stages::of(&now).since(before);
            let latencies = Percentiles::of(probe.latencies());
            view.show(begin.elapsed(), &counters, stages, &held, latencies);
        }
        let took = begin.elapsed();
        let mut sent = Vec::new();
        for (at, run) in runs.into_iter().enumerate() {
            sent.push((devices[at].name.clone(), runtime.block_on(run).unwrap_or_default()));
        }
        let settled = self.settle(&report, before, &counters, view, &held, &probe);
        let drained = begin.elapsed();
        stop.set();
        let _ = watching.join();
        let now = report();
        view.say("counting where every message is");
        let sums = count(aws, plant, &now, prefix, &sent)?;
        let load = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
        Ok(Outcome {
            sums,
            sent: load(&counters.sent),
            acknowledged: load(&counters.acknowledged),
            anomalies: load(&counters.anomalies),
            bad: load(&counters.bad),
            took,
            drained,
            table: Percentiles::of(probe.latencies()),
            broker: Percentiles::of(counters.latencies()),
            settled,
        })
    }

    fn plan(&self, begin: Instant, pace: Pace) -> Plan {
        let mut plan = self.faults.clone().unwrap_or_default();
        plan.seed = self.seed;
        if let Some(outage) = self.outage {
            let start = begin.saturating_duration_since(Instant::now()).as_secs_f64() + pace.seconds / 3.0;
            plan.outage(start, outage);
        }
        plan
    }

    /// Waits until nothing moves any more; whether that came.
    fn settle(
        &self,
        report: &impl Fn() -> Report,
        before: Stages,
        counters: &Counters,
        view: &mut View,
        held: &Held,
        probe: &Probe,
    ) -> bool {
        let start = Instant::now();
        let (mut last, mut since) = (Stages::default(), Instant::now());
        while start.elapsed() < Duration::from_secs(self.settle) {
            std::thread::sleep(Duration::from_millis(500));
            let now = Stages::of(&report()).since(before);
            if now != last {
                (last, since) = (now, Instant::now());
            }
            view.show(start.elapsed(), counters, now, held, Percentiles::of(probe.latencies()));
            let through = now.processed + now.given_up >= now.put;
            if through && now.pending == 0 && since.elapsed() > Duration::from_secs(3) {
                return true;
            }
        }
        false
    }

    fn tell(&self, plant: &Plant, outcome: &Outcome) -> Result<()> {
        let Sums {
            stored,
            quarantined,
            parked,
            lost,
            duplicated,
        } = outcome.sums;
        #[expect(clippy::cast_precision_loss, reason = "a rate")]
        let reached = outcome.acknowledged as f64 / outcome.took.as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a rate")]
        let through = outcome.acknowledged as f64 / outcome.drained.as_secs_f64();
        if self.format == Format::Json {
            return print(&format_args!(
                "{:#}",
                json!({
                    "stack": plant.stack, "seed": self.seed, "devices": self.devices, "rate": self.rate, "seconds": self.seconds,
                    "published": outcome.acknowledged, "unacknowledged": outcome.sent - outcome.acknowledged,
                    "anomalies": outcome.anomalies, "bad": outcome.bad,
                    "stored": stored, "quarantined": quarantined, "parked": parked, "lost": lost, "duplicated": duplicated,
                    "latency_ms": outcome.table, "acknowledgement_ms": outcome.broker,
                    "per_second": {"acknowledged": reached.round(), "processed": through.round()},
                    "settled": outcome.settled,
                })
            ));
        }
        print(&format_args!(
            "published   {} ({} not acknowledged; {} anomalies, {} bad), {reached:.0} a second, {through:.0} until the last was processed\n\
             stored      {stored}\nquarantined {quarantined}\nparked      {parked}\nlost        {lost}\nduplicated  {duplicated}\n\
             latency     device to table {}\n            device to acknowledgement {}{}",
            outcome.acknowledged,
            outcome.sent - outcome.acknowledged,
            outcome.anomalies,
            outcome.bad,
            outcome.table,
            outcome.broker,
            if outcome.settled {
                ""
            } else {
                "\nnot everything was processed in time; --settle waits longer"
            }
        ))
    }
}

fn count(
    aws: &Aws,
    plant: &Plant,
    report: &Report,
    prefix: &str,
    sent: &[(String, drive::Sent)],
) -> Result<Sums, AwsError> {
    let mut tally = Tally::default();
    for (device, _) in sent {
        tally.table(aws, plant, device)?;
    }
    tally.quarantine(aws, prefix)?;
    tally.parked(aws, report, prefix)?;
    Ok(tally.sums(sent))
}
