//! The background process: the emulator and the engines, from start to end.

use crate::aws::Aws;
use crate::broker::Door;
use crate::emulator::{Emulator, Settings, end_orphan};
use crate::faults::{Faults, Proxy};
use crate::place::{Place, State};
use crate::report::Board;
use crate::rules::Rules;
use crate::stop::Stop;
use crate::{api, complete, firehose, mapping, metrics, process, rules};
use anyhow::{Context as _, Result, bail};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use std::fs::{self, File};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often the emulator, signals and figures are looked at.
const LOOK: Duration = Duration::from_millis(200);

/// Serve in the foreground.
#[derive(Debug, clap::Args)]
pub(crate) struct Daemon {
    /// Folder of this local AWS
    #[arg(long)]
    dir: PathBuf,
    /// The `ministack` program
    #[arg(long)]
    ministack: PathBuf,
    /// Port for AWS clients
    #[arg(long)]
    port: u16,
    /// Port for devices
    #[arg(long)]
    mqtt_port: u16,
    /// Region of everything
    #[arg(long)]
    region: String,
}

impl Daemon {
    pub(crate) fn run(self) -> Result<()> {
        tracing_subscriber::fmt()
            .with_writer(std::io::stderr)
            .with_ansi(false)
            .with_max_level(tracing::Level::INFO)
            .with_target(false)
            // A line that cannot be written, because the disk is full, must not end the thread that wrote it.
            .log_internal_errors(false)
            .init();
        // Leaves the terminal: closing it, or Ctrl-C in it, must not end the daemon. Fails only for one that was started
        // by hand and leads a group already, which is fine too.
        let _ = rustix::process::setsid();
        let place = Place::create(&self.dir)?;
        let mut lock = hold(&place)?;
        place.sign(&mut lock)?;
        let term = Arc::new(AtomicBool::new(false));
        for signal in [SIGTERM, SIGINT] {
            signal_hook::flag::register(signal, term.clone())?;
        }
        signal_hook::flag::register(SIGHUP, Arc::new(AtomicBool::new(false)))?;

        let settings = Settings {
            program: self.ministack,
            port: self.port,
            mqtt_port: self.mqtt_port,
            region: self.region,
        };
        let result = serve(&place, &settings, &term);
        place.forget()?;
        drop(lock);
        result
    }
}

/// A command that looks whether a daemon runs takes the lock for a moment, so one refusal means nothing yet.
fn hold(place: &Place) -> Result<File> {
    for _ in 0..20 {
        if let Some(lock) = place.lock()? {
            return Ok(lock);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    bail!("another daemon serves {}", place.dir().display())
}

fn serve(place: &Place, settings: &Settings, term: &AtomicBool) -> Result<()> {
    let door = Door::open(place, settings.mqtt_port)?;
    let mut emulator = match Emulator::adopt(place, settings) {
        Some(emulator) => {
            tracing::info!(
                "taking over the emulator (process {}) of an earlier daemon",
                emulator.pid()
            );
            emulator
        }
        None => {
            end_orphan(place)?;
            // What was remembered belongs to mappings of an emulator that is gone.
            for folder in [place.mappings(), place.deliveries()] {
                match fs::remove_dir_all(folder) {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
                    _ => {}
                }
            }
            fs::create_dir_all(place.deliveries())?;
            crate::place::remove(&place.metrics())?;
            crate::faults::Plan::clear(place)?;
            Emulator::start(place, settings)?
        }
    };
    let board = Board::default();
    let result = run(place, settings, term, &mut emulator, &board, door);
    board.lock().ended = Some(match &result {
        Ok(()) => "stopped".to_owned(),
        Err(error) => format!("{error:#}"),
    });
    // First of all: whatever else fails, no broker may go on to acknowledge messages that nobody handles.
    let ended = emulator.end(place);
    let told = board.save(place).and(place.forget());
    result.and(ended).and(told)
}

fn run(
    place: &Place,
    settings: &Settings,
    term: &AtomicBool,
    emulator: &mut Emulator,
    board: &Board,
    door: Door,
) -> Result<()> {
    emulator.wait_ready(place, settings, || term.load(Ordering::Relaxed))?;
    let aws = Aws::new(&settings.endpoint(), &settings.region);
    let ca = aws
        .page("/_ministack/iot/ca.pem")
        .context("cannot read the broker's certificate authority")?;
    if !ca.status.is_success() {
        bail!(
            "cannot read the broker's certificate authority: the emulator answered {}",
            ca.status
        );
    }
    rules::prepare(&aws).context("cannot prepare the rule engine")?;
    let stop = Stop::default();
    let (rules, intake, lanes) = rules::open(&aws, board, &stop)?;
    let faults = Faults::default();
    let mut engines = start_engines(&aws, board, place, &rules, &faults, &stop)?;
    let proxy = Proxy::open(emulator.functions_port(), settings.port)?;
    let way = {
        let (faults, stop) = (faults.clone(), stop.clone());
        move || proxy.serve(&faults, &stop)
    };
    engines.push((
        "way of functions to AWS",
        std::thread::Builder::new().name("way".to_owned()).spawn(way)?,
    ));
    let plan = {
        let (place, stop, emulator) = (place.clone(), stop.clone(), emulator.pid());
        move || faults.follow(&place, emulator, &stop)
    };
    engines.push((
        "plan of faults",
        std::thread::Builder::new().name("faults".to_owned()).spawn(plan)?,
    ));
    engines.extend(lanes.into_iter().map(|lane| ("lane of the rule engine", lane)));
    let broker = {
        let (aws, board, stop, port) = (aws.clone(), board.clone(), stop.clone(), emulator.mqtt_port());
        move || {
            if let Err(error) = door.serve(&aws, &board, intake, port, &ca.body, &stop) {
                tracing::error!("broker: {error:#}");
            }
        }
    };
    engines.push((
        "broker",
        std::thread::Builder::new().name("broker".to_owned()).spawn(broker)?,
    ));
    board.save(place)?;
    place.remember(&State {
        pid: std::process::id(),
        ministack_pid: emulator.pid(),
        endpoint: settings.endpoint(),
        mqtt_port: settings.mqtt_port,
        region: settings.region.clone(),
        ca_file: place.ca(),
    })?;
    tracing::info!(
        "ready at {}, devices at port {}",
        settings.endpoint(),
        settings.mqtt_port
    );
    let result = watch(place, term, emulator, board, &engines);
    stop.set();
    let patience = Instant::now();
    while engines.iter().any(|(_, engine)| !engine.is_finished()) && patience.elapsed() < process::GRACE {
        std::thread::sleep(Duration::from_millis(20));
    }
    result
}

type Engine = (&'static str, JoinHandle<()>);

fn start_engines(
    aws: &Aws,
    board: &Board,
    place: &Place,
    rules: &Arc<Rules>,
    faults: &Faults,
    stop: &Stop,
) -> Result<Vec<Engine>> {
    let spawn = |name: &'static str, work: Box<dyn FnOnce() + Send>| -> Result<Engine> {
        Ok((name, std::thread::Builder::new().name(name.to_owned()).spawn(work)?))
    };
    let rule_engine = {
        let rules = rules.clone();
        Box::new(move || rules::serve(&rules))
    };
    let mappings = {
        let (aws, board, place, stop) = (aws.clone(), board.clone(), place.clone(), stop.clone());
        let faults = faults.clone();
        Box::new(move || mapping::serve(&aws, &board, &place, &faults, &stop))
    };
    let dropped = {
        let (aws, board, stop) = (aws.clone(), board.clone(), stop.clone());
        Box::new(move || complete::serve(&aws, &board, &stop))
    };
    let deliveries = {
        let (aws, board, place, stop) = (aws.clone(), board.clone(), place.clone(), stop.clone());
        Box::new(move || firehose::serve(&aws, &board, &place, &stop))
    };
    let figures = {
        let (aws, board, place, stop) = (aws.clone(), board.clone(), place.clone(), stop.clone());
        Box::new(move || metrics::serve(&aws, &board, &place, &stop))
    };
    let apis = {
        let (aws, board, stop) = (aws.clone(), board.clone(), stop.clone());
        Box::new(move || api::serve(&aws, &board, &stop))
    };
    Ok(vec![
        spawn("APIs", apis)?,
        spawn("rule engine", rule_engine)?,
        spawn("event source mappings", mappings)?,
        spawn("dropped properties", dropped)?,
        spawn("delivery streams", deliveries)?,
        spawn("metrics", figures)?,
    ])
}

/// Watches until told to end (success), or until something ends by itself.
fn watch(place: &Place, term: &AtomicBool, emulator: &mut Emulator, board: &Board, engines: &[Engine]) -> Result<()> {
    while !term.load(Ordering::Relaxed) {
        if let Some(end) = emulator.ended() {
            // Its state lives in its memory, so a restart would come up without the deployed stacks.
            bail!(
                "the emulator ended by itself ({end}), and the deployed stacks with it\nhint: start again and deploy, and see {}",
                place.emulator_log().display()
            );
        }
        if let Some((name, _)) = engines.iter().find(|(_, engine)| engine.is_finished()) {
            bail!("the {name} ended by itself\nhint: see {}", place.log().display());
        }
        // The engines need no disk to do their work, so a full one ends nothing here; `status` sees that the file is old.
        let unsaved = board.save(place).err().map(|error| format!("{error:#}"));
        board.tell("status file", unsaved);
        std::thread::sleep(LOOK);
    }
    tracing::info!("stopping");
    Ok(())
}
