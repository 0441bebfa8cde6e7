//! `up`: starts the local AWS.

use super::print;
use crate::emulator::{HOST, Orphan, Settings, end_orphan, tail};
use crate::place::{Place, State};
use crate::process;
use anyhow::{Context as _, Result, bail};
use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Longer than the daemon waits for the emulator, so that its message arrives.
const PATIENCE: Duration = Duration::from_secs(75);

/// Start the local AWS and wait until it is ready.
#[derive(Debug, clap::Args)]
pub(crate) struct Up {
    /// Folder of this local AWS: its state, logs and data
    #[arg(long)]
    dir: PathBuf,
    /// The `ministack` program of a virtual environment
    #[arg(long)]
    ministack: PathBuf,
    /// Port for AWS clients
    #[arg(long, env = "FERROCDK_LOCAL_PORT", default_value_t = 4566, value_parser = clap::value_parser!(u16).range(1..))]
    port: u16,
    /// Port for devices
    #[arg(
        long, env = "FERROCDK_LOCAL_MQTT_PORT", default_value_t = 8883, value_parser = clap::value_parser!(u16).range(1..)
    )]
    mqtt_port: u16,
    /// Region of everything
    #[arg(long, default_value = "sa-east-1")]
    region: String,
}

impl Up {
    pub(crate) fn run(self) -> Result<()> {
        let place = Place::create(&self.dir)?;
        if place.lock()?.is_none() {
            return self.join(&place);
        }
        // Stale: nobody holds the lock. From here on the file appears when the new daemon serves.
        place.forget()?;
        if self.port == self.mqtt_port {
            bail!(
                "port {} cannot serve AWS clients and devices at once\nhint: choose another --mqtt-port",
                self.port
            );
        }
        let program = self.program()?;
        let settings = Settings {
            program,
            port: self.port,
            mqtt_port: self.mqtt_port,
            region: self.region.clone(),
        };
        // A crashed daemon may have left its emulator. The next daemon takes it over if it fits.
        if !Orphan::find(&place).is_some_and(|orphan| orphan.fits(&settings)) {
            end_orphan(&place)?;
            free(self.port, "--port", "FERROCDK_LOCAL_PORT")?;
            free(self.mqtt_port, "--mqtt-port", "FERROCDK_LOCAL_MQTT_PORT")?;
        }
        eprintln!(
            "starting the local AWS on port {} and its MQTT broker on port {}",
            self.port, self.mqtt_port
        );
        let start = Instant::now();
        let mut daemon = self.start(&place, &settings.program)?;
        let waited = wait(&place, Some(&mut daemon));
        match waited {
            Ok(state) => {
                eprintln!("ready after {:.1} s", start.elapsed().as_secs_f64());
                print(&state.endpoint)?;
                Ok(())
            }
            Err(error) => {
                process::end(daemon.id());
                end_orphan(&place)?;
                Err(error)
            }
        }
    }

    /// Another daemon serves this folder, or is about to.
    fn join(&self, place: &Place) -> Result<()> {
        let state = wait(place, None)?;
        let wanted = format!("http://{HOST}:{}", self.port);
        if state.endpoint != wanted || state.mqtt_port != self.mqtt_port || state.region != self.region {
            bail!(
                "the local AWS in {} runs at {} with MQTT port {} in {}, not at {wanted} with {} in {}\n\
                 hint: take it down first, or use another --dir",
                place.dir().display(),
                state.endpoint,
                state.mqtt_port,
                state.region,
                self.mqtt_port,
                self.region
            );
        }
        eprintln!("already up");
        print(&state.endpoint)?;
        Ok(())
    }

    fn program(&self) -> Result<PathBuf> {
        match self.ministack.canonicalize() {
            // Not the canonical path itself: a virtual environment is found through the path its programs are called by.
            Ok(path) if path.is_file() => std::path::absolute(&self.ministack).map_err(Into::into),
            _ => bail!(
                "there is no emulator at {}\nhint: make one with `python3 -m venv DIR && DIR/bin/pip install ministack cryptography` \
                 and pass --ministack DIR/bin/ministack",
                self.ministack.display()
            ),
        }
    }

    fn start(&self, place: &Place, program: &Path) -> Result<Child> {
        let log = File::create(place.log()).with_context(|| format!("cannot write {}", place.log().display()))?;
        Command::new(std::env::current_exe()?)
            .arg("daemon")
            .arg("--dir")
            .arg(place.dir())
            .arg("--ministack")
            .arg(program)
            .args([
                "--port",
                &self.port.to_string(),
                "--mqtt-port",
                &self.mqtt_port.to_string(),
            ])
            .args(["--region", &self.region])
            .stdin(Stdio::null())
            .stderr(log.try_clone()?)
            .stdout(log)
            .spawn()
            .context("cannot start the daemon")
    }
}

/// Waits until the daemon serves. `daemon` is given when this process started it.
fn wait(place: &Place, mut daemon: Option<&mut Child>) -> Result<State> {
    let start = Instant::now();
    let mut told = 0;
    loop {
        if let Some(daemon) = daemon.as_mut()
            && daemon.try_wait()?.is_some()
        {
            bail!("the local AWS did not start\n{}", failure(place));
        }
        // While the daemon is being started, nobody holds the lock yet, and looking at the state would take it.
        if daemon.is_none() || place.has_state() {
            match place.state()? {
                Some(state) => return Ok(state),
                None if daemon.is_none() && place.lock()?.is_some() => {
                    bail!("the local AWS did not start\n{}", failure(place))
                }
                None => {}
            }
        }
        let seconds = start.elapsed().as_secs();
        if seconds >= told + 5 {
            told = seconds;
            eprintln!("still starting after {seconds} s");
        }
        if start.elapsed() > PATIENCE {
            bail!(
                "the local AWS is not ready after {} s\n{}",
                PATIENCE.as_secs(),
                failure(place)
            );
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Last words of the daemon, for the message of `up`.
fn failure(place: &Place) -> String {
    let log = tail(&place.log(), 40);
    let error = log
        .lines()
        .skip_while(|line| !line.starts_with("error: "))
        .collect::<Vec<_>>()
        .join("\n");
    if error.is_empty() {
        format!("{}\nhint: see {}", tail(&place.log(), 8), place.log().display())
    } else {
        error.trim_start_matches("error: ").to_owned()
    }
}

/// Refuses a port that is taken. Someone may take it right after this look; the emulator's own message tells then.
fn free(port: u16, flag: &str, variable: &str) -> Result<()> {
    match TcpListener::bind((HOST, port)) {
        Ok(_) => Ok(()),
        Err(error) => bail!(
            "port {port} cannot be used: {error}\nhint: end what listens there, or choose another port with {flag} or {variable}"
        ),
    }
}
