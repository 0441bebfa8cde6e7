//! Starts ministack, waits until it serves, and ends it.

use crate::aws::Aws;
use crate::place::{Place, remove, write};
use crate::process;
use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// The only address anything here listens on.
pub(crate) const HOST: &str = "127.0.0.1";

/// The most bytes of payload that AWS IoT takes in one message.
///
/// Source: <https://docs.aws.amazon.com/general/latest/gr/iot-core.html>, "AWS IoT Core message broker and protocol limits".
pub(crate) const MAX_PAYLOAD: usize = 128 * 1024;

/// Bytes that the broker may hold of one connection before it ends it: a packet with the largest payload, its topic and
/// properties, and one piece of what follows it (see [`SITE`]).
const MAX_BUFFER: usize = MAX_PAYLOAD + 2 * 4096;

/// The emulator binds its HTTP port where `BIND_HOST` says, but its MQTT port on every interface. Python loads this
/// module before anything else and binds to loopback instead; only the standard library is touched, so it holds for any
/// version of the emulator. Functions written in Python inherit it, which is meant.
///
/// The broker measures what it has buffered of a connection after each read, so with large reads messages that wait one
/// behind the other count as one that is too large. The emulator itself therefore reads in small pieces.
const SITE: &str = r#""""Keeps every server of this process tree on the loopback interface, and reads of the broker small."""
import socket
import sys

_bind = socket.socket.bind


def bind(self, address):
    if self.family == socket.AF_INET and address[0] in ("", "0.0.0.0"):
        address = ("127.0.0.1", *address[1:])
    elif self.family == socket.AF_INET6 and address[0] in ("", "::"):
        address = ("::1", *address[1:])
    return _bind(self, address)


socket.socket.bind = bind

if any("ministack" in word for word in sys.orig_argv[:3]):
    import asyncio

    # A device may send a number of any length; the emulator reads payloads as JSON where it can.
    sys.set_int_max_str_digits(0)

    _read = asyncio.StreamReader.read

    async def read(self, n=-1):
        return await _read(self, min(n, 4096))

    asyncio.StreamReader.read = read
"#;

/// Settings that the emulator is started with.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// The `ministack` program.
    pub(crate) program: PathBuf,
    /// The port for AWS clients.
    pub(crate) port: u16,
    /// The port for devices.
    pub(crate) mqtt_port: u16,
    /// The region of everything.
    pub(crate) region: String,
}

impl Settings {
    pub(crate) fn endpoint(&self) -> String {
        format!("http://{HOST}:{}", self.port)
    }
}

/// A running emulator.
pub(crate) struct Emulator {
    pid: u32,
    /// Port of its own broker, which ours stands before.
    mqtt_port: u16,
    /// Port at which functions find AWS: the way through which faults come.
    functions_port: u16,
    /// Absent for one that an earlier daemon started and left behind when it crashed.
    child: Option<Child>,
}

impl Emulator {
    /// Takes over the emulator of a crashed daemon, so that the deployed stacks survive the crash. Nothing when there is
    /// none, or it was started with other settings.
    pub(crate) fn adopt(place: &Place, settings: &Settings) -> Option<Self> {
        let orphan = Orphan::find(place).filter(|orphan| orphan.fits(settings))?;
        ready(&Aws::new(&settings.endpoint(), &settings.region)).then_some(Self {
            pid: orphan.pid,
            mqtt_port: orphan.mqtt_port,
            functions_port: orphan.functions_port,
            child: None,
        })
    }

    /// Starts one, in its own process group, so that it can be ended together with the functions it runs.
    pub(crate) fn start(place: &Place, settings: &Settings) -> Result<Self> {
        for folder in [place.scratch(), place.python(), place.dir().join("data")] {
            fs::create_dir_all(&folder).with_context(|| format!("cannot create the folder {}", folder.display()))?;
        }
        write(&place.python().join("sitecustomize.py"), SITE.as_bytes())?;
        let (mqtt_port, functions_port) = (free_port()?, free_port()?);
        let log = File::create(place.emulator_log())
            .with_context(|| format!("cannot write {}", place.emulator_log().display()))?;
        let mut command = Command::new(&settings.program);
        // Functions inherit the emulator's environment: nothing of the user's, above all no AWS credentials or profile,
        // may reach them, or they would talk to the real AWS.
        command.env_clear();
        for name in ["PATH", "HOME", "LANG", "LC_ALL"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command
            .env("PYTHONPATH", place.python())
            .env("PYTHONUNBUFFERED", "1")
            .env("TMPDIR", place.scratch())
            .env("STATE_DIR", place.dir().join("data"))
            .env("S3_DATA_DIR", place.dir().join("data/s3"))
            .env("BIND_HOST", HOST)
            .env("GATEWAY_PORT", settings.port.to_string())
            .env("IOT_MTLS_PORT", mqtt_port.to_string())
            .env("IOT_MTLS_ENABLED", "1")
            .env("IOT_WS_FRAME_MAX_BYTES", MAX_BUFFER.to_string())
            .env("SFTP_ENABLED", "0")
            .env("LAMBDA_EXECUTOR", "local")
            // Reaches the functions, whose clients would look for the real AWS without it.
            .env("AWS_ENDPOINT_URL", format!("http://{HOST}:{functions_port}"))
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .env("MINISTACK_REGION", &settings.region)
            .env("AWS_DEFAULT_REGION", &settings.region)
            // An address, not a name: S3 clients then put the bucket into the path.
            .env("MINISTACK_HOST", HOST)
            .current_dir(place.dir())
            .stdin(Stdio::null())
            .stderr(log.try_clone()?)
            .stdout(log)
            .process_group(0);
        let child = command.spawn().with_context(|| {
            format!(
                "cannot start {}\nhint: is it the `ministack` of a virtual environment",
                settings.program.display()
            )
        })?;
        let emulator = Self {
            pid: child.id(),
            mqtt_port,
            functions_port,
            child: Some(child),
        };
        let orphan = Orphan {
            pid: emulator.pid,
            port: settings.port,
            mqtt_port,
            functions_port,
            region: settings.region.clone(),
        };
        // An emulator that nobody knows of would go on to acknowledge messages that nobody handles.
        write(&place.emulator_file(), &serde_json::to_vec(&orphan)?).inspect_err(|_| {
            process::end_group(emulator.pid);
        })?;
        Ok(emulator)
    }

    pub(crate) fn mqtt_port(&self) -> u16 {
        self.mqtt_port
    }

    pub(crate) fn functions_port(&self) -> u16 {
        self.functions_port
    }

    pub(crate) fn pid(&self) -> u32 {
        self.pid
    }

    /// Waits until both ports serve.
    pub(crate) fn wait_ready(&mut self, place: &Place, settings: &Settings, stop: impl Fn() -> bool) -> Result<()> {
        let aws = Aws::new(&settings.endpoint(), &settings.region);
        let start = Instant::now();
        while !ready(&aws) {
            if stop() {
                bail!("interrupted while the emulator was starting");
            }
            if let Some(end) = self.ended() {
                bail!(
                    "the emulator ended while starting ({end})\n{}",
                    tail(&place.emulator_log(), 8)
                );
            }
            if start.elapsed() > Duration::from_secs(60) {
                bail!(
                    "the emulator did not become ready within 60 s\nhint: see {}",
                    place.emulator_log().display()
                );
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        match broker(&aws).as_deref() {
            Some("listening") => Ok(()),
            Some("disabled") => bail!(
                "the emulator has no MQTT broker: its Python environment lacks the package `cryptography`\n\
                 hint: {} -m pip install cryptography",
                settings.program.with_file_name("python").display()
            ),
            _ => bail!(
                "the emulator's MQTT broker does not listen on port {}\nhint: see {}",
                self.mqtt_port,
                place.emulator_log().display()
            ),
        }
    }

    /// How it ended, when it did.
    pub(crate) fn ended(&mut self) -> Option<String> {
        match &mut self.child {
            Some(child) => match child.try_wait() {
                Ok(status) => status.as_ref().map(ExitStatus::to_string),
                Err(error) => Some(error.to_string()),
            },
            None => (!process::is_emulator(self.pid)).then(|| "its process is gone".to_owned()),
        }
    }

    /// Ends it with all functions it runs.
    pub(crate) fn end(mut self, place: &Place) -> Result<()> {
        // Collects the process at the same time, or it would stay visible as a zombie of this one.
        let reaper = self
            .child
            .take()
            .map(|mut child| std::thread::spawn(move || child.wait()));
        let gone = process::end_group(self.pid);
        if let Some(reaper) = reaper
            && gone
        {
            let _ = reaper.join();
        }
        if !gone {
            bail!("the emulator (process {}) does not end", self.pid);
        }
        remove(&place.emulator_file())
    }
}

/// The emulator as it is noted down when it starts, for whoever comes after a crash of its daemon.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Orphan {
    pid: u32,
    port: u16,
    mqtt_port: u16,
    /// Zero for one that an earlier version started, which is not taken over.
    #[serde(default)]
    functions_port: u16,
    region: String,
}

impl Orphan {
    /// The emulator that is noted down, if it still runs.
    pub(crate) fn find(place: &Place) -> Option<Self> {
        let orphan: Self = serde_json::from_slice(&fs::read(place.emulator_file()).ok()?).ok()?;
        process::is_emulator(orphan.pid).then_some(orphan)
    }

    /// Whether it serves what is wanted.
    pub(crate) fn fits(&self, settings: &Settings) -> bool {
        self.functions_port != 0 && self.port == settings.port && self.region == settings.region
    }
}

/// Ends what a crashed daemon left behind. True when there was something.
pub(crate) fn end_orphan(place: &Place) -> Result<bool> {
    let orphan = Orphan::find(place);
    if let Some(Orphan { pid, .. }) = orphan
        && !process::end_group(pid)
    {
        bail!("the emulator (process {pid}) does not end");
    }
    remove(&place.emulator_file())?;
    Ok(orphan.is_some())
}

/// A port that nobody uses at the moment.
fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((HOST, 0)).context("cannot find a free port")?;
    Ok(listener.local_addr()?.port())
}

fn ready(aws: &Aws) -> bool {
    aws.page("/_ministack/ready")
        .is_ok_and(|answer| answer.status.is_success())
}

fn broker(aws: &Aws) -> Option<String> {
    let answer = aws.page("/_ministack/ready").ok()?;
    let page: serde_json::Value = serde_json::from_slice(&answer.body).ok()?;
    page["iot_mtls"].as_str().map(str::to_owned)
}

/// The last lines of a log, for an error message.
pub(crate) fn tail(path: &Path, lines: usize) -> String {
    let read = || -> std::io::Result<String> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(16 * 1024)))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    let text = read().unwrap_or_default();
    let all: Vec<&str> = text.lines().collect();
    all[all.len().saturating_sub(lines)..].join("\n")
}
