//! `device`: makes devices and lets them publish readings over MQTT with their own certificates.

use std::{
    fs,
    path::PathBuf,
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context as _, Result};
use clap::Subcommand;
use ferrocdk_toolkit::{
    assembly::Assembly,
    device::{self, Device},
    names::ThingName,
    outputs::FlatOutputs,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    aws::Aws,
    cloud::{devices, quarantine::Quarantine},
    commands::outputs,
    context::Context,
    deployment::{self, Deployment, Place},
    failure::Failure,
    format::{FormatArg, table as table_of},
    local,
    program::PROGRAM,
    ui,
};

/// Make devices with certificates and let them publish readings.
///
/// Keys and certificates are kept in .ferrocdk/devices/, which git ignores.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} device add press-01 --suffix dev --local
  {program} device publish press-01 --suffix dev --local --wait

Status: 0, 1 where it failed, 2 for a wrong call, 3 where the local AWS is down.")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a thing and a certificate that may publish.
    #[command(after_help = "Examples:
  {program} device add press-01 --suffix dev --local

Status: 0, 1 where it cannot be made, 3 where the local AWS is down.")]
    Add(One),
    /// Publish a reading as a device.
    #[command(after_help = "Examples:
  {program} device publish press-01 --suffix dev --local --value 95 --wait
  {program} device publish press-01 --suffix dev --local --payload '{\"value\": \"hot\"}' --wait

Status: 0, 1 where it was not taken, went to quarantine or did not arrive, 3 where the local AWS is down.")]
    Publish(Publish),
    /// List the deployment's devices.
    #[command(after_help = "Examples:
  {program} device list --suffix dev --local
  {program} device list --suffix prod --format json

Status: 0, or 3 where the local AWS is down.")]
    List(All),
    /// Remove a device with its certificate.
    #[command(after_help = "Examples:
  {program} device remove press-01 --suffix dev --local

Status: 0, 1 where there is no such device, 3 where the local AWS is down.")]
    Remove(One),
}

#[derive(Debug, clap::Args)]
struct One {
    /// Name of the device: 1 to 128 of a-z, A-Z, 0-9, `:`, `_` and `-`.
    name: ThingName,

    #[command(flatten)]
    place: Place,
}

#[derive(Debug, clap::Args)]
struct All {
    #[command(flatten)]
    place: Place,

    #[command(flatten)]
    format: FormatArg,
}

/// Payload that a device publishes.
#[derive(Debug, clap::Args)]
struct Publish {
    #[command(flatten)]
    one: One,

    /// Kind of sensor.
    #[arg(long = "type", value_name = "TYPE", default_value = "temperature")]
    sensor_type: String,

    /// Value of the reading.
    #[arg(long, default_value_t = 21.5, allow_negative_numbers = true, value_parser = finite)]
    value: f64,

    /// Time of the reading in milliseconds since 1970-01-01 UTC; now when left out.
    #[arg(long, value_name = "MS")]
    timestamp: Option<u64>,

    /// Publish this JSON instead of a reading.
    #[arg(long, value_name = "JSON", conflicts_with_all = ["sensor_type", "value", "timestamp"], value_parser = json)]
    payload: Option<String>,

    /// Wait until the reading stands in the table, and print it.
    #[arg(long)]
    wait: bool,
}

fn finite(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        _ => Err("expected a number such as 21.5".to_owned()),
    }
}

/// Checks JSON, and leaves its text as it is: read and written anew, a number may lose digits.
fn json(text: &str) -> Result<String, String> {
    match serde_json::from_str::<serde::de::IgnoredAny>(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => Err(format!("not JSON: {error}")),
    }
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    match &args.command {
        Command::Add(one) => {
            let session = Session::open(context, &one.place)?;
            let device = session.add(&one.name)?;
            ui::data(devices::folder(context, &session.deployment, &device.thing).display())?;
        }
        Command::Publish(publish) => {
            let session = Session::open(context, &publish.one.place)?;
            let payload = match &publish.payload {
                Some(payload) => payload.clone(),
                None => device::reading(
                    &publish.one.name,
                    &publish.sensor_type,
                    publish.value,
                    publish.timestamp.map_or_else(now, Ok)?,
                )
                .to_string(),
            };
            session.publish(&publish.one.name, &payload)?;
            if publish.wait {
                ui::data(serde_json::to_string_pretty(&session.wait(&payload)?)?)?;
            }
        }
        Command::List(all) => Session::open(context, &all.place)?.list(all.format)?,
        Command::Remove(one) => {
            let session = Session::open(context, &one.place)?;
            let device = session.known(&one.name)?;
            devices::remove(&session.aws, &session.folder(&device.thing), &device)?;
            ui::step("Removed", format!("device {} with its certificate", one.name));
        }
    }
    Ok(())
}

/// Milliseconds since 1970-01-01 UTC.
pub fn now() -> Result<u64> {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .context("this machine's clock stands before 1970")?;
    Ok(u64::try_from(since.as_millis())?)
}

/// A deployment whose devices are worked with.
pub(crate) struct Session<'a> {
    context: &'a Context,
    deployment: Deployment,
    assembly: Assembly,
    aws: Aws,
}

/// How long `--wait` waits: a cold function and a full batching window fit in several times over.
const WAIT: Duration = Duration::from_secs(60);

impl<'a> Session<'a> {
    pub(crate) fn open(context: &'a Context, place: &Place) -> Result<Self> {
        let deployment = Deployment::new(context, place)?;
        let assembly = deployment.assembly(context)?;
        let aws = deployment.connect(context, &assembly, false)?;
        Ok(Self {
            context,
            deployment,
            assembly,
            aws,
        })
    }

    fn folder(&self, thing: &str) -> PathBuf {
        devices::folder(self.context, &self.deployment, thing)
    }

    fn outputs(&self) -> Result<FlatOutputs> {
        outputs::read(&self.deployment, &self.assembly, &self.aws)
    }

    /// Makes a device, or takes the one that is there.
    pub(crate) fn add(&self, name: &ThingName) -> Result<Device> {
        let folder = self.folder(name.as_str());
        let outputs = self.outputs()?;
        let topic = device::topic(outputs.get("iot_topic").map(String::as_str), name);
        if let Some(mut device) = devices::load(&folder)? {
            if devices::certificate_status(&self.aws, &device.certificate_id)?.is_some() {
                if device.topic != topic {
                    device.topic = topic;
                    devices::note(&folder, &device)?;
                }
                ui::step(
                    "Found",
                    format!("device {name} in {}", deployment::shown(self.context, &folder)),
                );
                return Ok(device);
            }
            ui::step(
                "Replacing",
                format!("device {name}: AWS IoT does not know its certificate any more"),
            );
            fs::remove_dir_all(&folder).with_context(|| format!("cannot remove `{}`", folder.display()))?;
        }
        let policy = outputs.get("iot_policy_name").ok_or_else(|| {
            Failure::new(format!(
                "{} has no output `IotPolicyName`, so devices cannot be permitted to publish",
                self.deployment.name()
            ))
        })?;
        let device = devices::add(&self.aws, &folder, name, policy, topic)?;
        ui::step(
            "Added",
            format!("device {name} in {}", deployment::shown(self.context, &folder)),
        );
        Ok(device)
    }

    fn device(&self, name: &ThingName) -> Result<Device> {
        devices::load(&self.folder(name.as_str()))?.ok_or_else(|| {
            Failure::new(format!(
                "{} has no device `{name}` on this machine",
                self.deployment.name()
            ))
            .hint(format!("run `{PROGRAM} device add {name}{}`", self.deployment.flags()))
            .into()
        })
    }

    /// A device that is to go. One that is not known here can only be a mistake, or another machine's.
    fn known(&self, name: &ThingName) -> Result<Device> {
        if let Some(device) = devices::load(&self.folder(name.as_str()))? {
            return Ok(device);
        }
        let known: Vec<String> = devices::all(self.context, &self.deployment)?
            .into_iter()
            .map(|device| device.thing)
            .collect();
        let hint = if known.is_empty() {
            "none was made on this machine; what another machine made is removed there".to_owned()
        } else {
            format!("use one of: {}", known.join(", "))
        };
        Err(Failure::new(format!(
            "{} has no device `{name}` on this machine",
            self.deployment.name()
        ))
        .hint(hint)
        .into())
    }

    /// Publishes a payload as a device.
    pub(crate) fn publish(&self, name: &ThingName, payload: &str) -> Result<()> {
        let device = self.device(name)?;
        let folder = self.folder(&device.thing);
        let (port, ca) = if self.deployment.local {
            let state = local::require(self.context)?;
            (state.mqtt_port, state.ca_file)
        } else {
            (8883, authorities()?)
        };
        let mut command = local::command(self.context)?;
        command
            .args([
                "publish",
                "--host",
                &device.endpoint,
                "--port",
                &port.to_string(),
                "--qos",
                "1",
            ])
            .arg("--ca")
            .arg(self.context.root.join(ca))
            .arg("--cert")
            .arg(folder.join(devices::CERTIFICATE))
            .arg("--key")
            .arg(folder.join(devices::KEY))
            .args(["--thing", &device.thing, "--topic", &device.topic, "--payload", payload]);
        self.context.show(&command);
        let output = command.output().context("cannot start the MQTT client")?;
        if !output.status.success() {
            ui::line(String::from_utf8_lossy(&output.stderr).trim_end());
            return Err(Failure::told(1).into());
        }
        ui::step("Published", format!("{payload} to {}", device.topic));
        Ok(())
    }

    /// Waits until a published reading stands in the table, or in quarantine, which is an error with the reason.
    pub(crate) fn wait(&self, payload: &str) -> Result<Value> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Answer {
            items: Vec<Value>,
        }
        // What is no reading can only come to quarantine.
        let values = serde_json::from_str(payload)
            .ok()
            .and_then(|payload| device::query_values(&payload));
        let values = values.map(|values| values.to_string()).unwrap_or_default();
        let outputs = self.outputs()?;
        let table = table(&outputs)?;
        let mut args = vec!["dynamodb", "query", "--consistent-read", "--table-name", table];
        args.extend(device::READING_QUERY);
        args.extend(["--expression-attribute-values", &values]);
        let mut quarantine = Quarantine::new(outputs.iter());
        let start = Instant::now();
        while start.elapsed() < WAIT {
            if let Some(found) = quarantine.find(&self.aws, payload)? {
                return Err(
                    Failure::new(format!("the reading went to quarantine: {}", found.reason))
                        .hint(format!(
                            "the record lies in {}; mend the device or the reading and publish again",
                            found.place
                        ))
                        .into(),
                );
            }
            let answer: Option<Answer> = if values.is_empty() {
                None
            } else {
                self.aws
                    .read(&args)
                    .with_context(|| format!("cannot read table `{table}`"))?
            };
            if let Some(item) = answer.and_then(|answer| answer.items.into_iter().next()) {
                let seconds = start.elapsed().as_secs_f64();
                ui::step(
                    "Stored",
                    format!("in table {table}, seen {seconds:.1} s after the device had its acknowledgement"),
                );
                return Ok(device::plain_item(&item));
            }
            thread::sleep(Duration::from_millis(200));
        }
        Err(Failure::new(format!("the reading did not arrive in table `{table}` within {} s", WAIT.as_secs()))
            .hint(format!("`{PROGRAM} logs` shows what the function wrote, `{PROGRAM} waiting` what lies in queues; locally `{PROGRAM} local status` tells of the way there"))
            .into())
    }

    fn list(&self, format: FormatArg) -> Result<()> {
        let devices = devices::all(self.context, &self.deployment)?;
        if devices.is_empty() {
            ui::step(
                "Found",
                format!("no device of {} on this machine", self.deployment.name()),
            );
        }
        let mut listed = Vec::new();
        for device in devices {
            let status = devices::certificate_status(&self.aws, &device.certificate_id)?;
            listed.push(Listed {
                name: device.thing,
                certificate: status.unwrap_or_else(|| "GONE".to_owned()),
                topic: device.topic,
            });
        }
        format.print(&listed, || {
            let row = |device: &Listed| vec![device.name.clone(), device.certificate.clone(), device.topic.clone()];
            table_of(&listed.iter().map(row).collect::<Vec<_>>())
        })
    }
}

/// A device as `list` shows it.
#[derive(Debug, Serialize)]
struct Listed {
    name: String,
    /// Status of its certificate in AWS IoT; `GONE` where that does not know it.
    certificate: String,
    topic: String,
}

/// The table that readings go to: the only output that names a table, or the hot one of several.
fn table(outputs: &FlatOutputs) -> Result<&str> {
    let tables: Vec<_> = outputs
        .iter()
        .filter(|(name, _)| name.ends_with("table_name"))
        .collect();
    let hot = tables.iter().find(|(name, _)| name.contains("hot"));
    match (hot, tables.as_slice()) {
        (Some((_, table)), _) | (None, [(_, table)]) => Ok(table),
        _ => {
            let names: Vec<&str> = tables.iter().map(|(name, _)| name.as_str()).collect();
            let found = if names.is_empty() {
                "none".to_owned()
            } else {
                names.join(", ")
            };
            Err(Failure::new(format!(
                "cannot tell which table holds readings; outputs that name a table: {found}"
            ))
            .into())
        }
    }
}

/// The machine's bundle of certificate authorities, which holds Amazon's.
fn authorities() -> Result<PathBuf> {
    const PLACES: [&str; 4] = [
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/cert.pem",
        "/etc/ssl/ca-bundle.pem",
    ];
    let given = std::env::var_os("SSL_CERT_FILE").map(PathBuf::from);
    given
        .into_iter()
        .chain(PLACES.map(PathBuf::from))
        .find(|path| path.is_file())
        .ok_or_else(|| {
            Failure::new("cannot find this machine's certificate authorities")
                .hint("set SSL_CERT_FILE to a PEM file that holds Amazon Root CA 1")
                .into()
        })
}
