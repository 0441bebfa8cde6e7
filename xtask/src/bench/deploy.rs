//! Measurements on a local AWS: a deployment that has nothing to do, and how long a reading takes to the table.

use std::{
    env, fs,
    io::{Read as _, Write as _},
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use ferrocdk_toolkit::device as readings;
use serde_json::{Value as Json, json};
use tempfile::TempDir;

use super::measure::{Contestant, Figure, Run, Target, contest};
use ferrocdk_cli::{Context, Failure, OUTPUTS_FILE, now, ui};

const SUFFIX: &str = "bench";
const DEVICE: &str = "bench-01";

/// How long a reading may take at most.
const PATIENCE: Duration = Duration::from_secs(60);

/// Measures on a local AWS of its own, of which nothing remains.
pub(super) fn measure(context: &Context, rounds: u32) -> Result<Vec<Figure>> {
    let cloud = Cloud::new(context)?;
    ui::step("Deploying", "to a local AWS of its own");
    let deploy = cloud.xtask(&["deploy"])?;
    deploy.time(context)?;
    let target = Target::AtMost {
        seconds: 5.0,
        bytes: None,
    };
    let deploy = [Contestant::new("deploy --local", deploy, target)];
    let mut figures = contest(context, "deploy", "without a change", &deploy, rounds)?;

    ui::step("Measuring", "deploy: a reading's way");
    let (_, outputs) = cloud.xtask(&["outputs", "--format", "json"])?.time(context)?;
    let outputs: Json = serde_json::from_str(&outputs)?;
    let output = |name: &str| {
        outputs[name]
            .as_str()
            .with_context(|| format!("the deployment has no output `{name}`"))
    };
    let (table, region) = (output("dynamodb_table_name")?, output("region")?);
    cloud.xtask(&["device", "add", DEVICE])?.time(context)?;
    // The function starts with its first reading, which is another figure.
    let first = cloud.reading(table, region)?;
    let mut warm = Vec::new();
    for _ in 0..rounds {
        warm.push(cloud.reading(table, region)?);
    }
    for (case, seconds) in [("the first reading", vec![first]), ("further readings", warm)] {
        figures.push(Figure::new("deploy", case, "broker to table", seconds, Target::None));
    }
    cloud.xtask(&["device", "remove", DEVICE])?.time(context)?;
    Ok(figures)
}

/// A local AWS in a folder and on ports of its own. Dropping it stops it and puts back what its deployments wrote into the workspace.
struct Cloud<'a> {
    context: &'a Context,
    folder: TempDir,
    port: u16,
    mqtt_port: u16,
    plant: String,
    /// The outputs of the user's last deployment.
    outputs: Option<Vec<u8>>,
}

impl<'a> Cloud<'a> {
    fn new(context: &'a Context) -> Result<Self> {
        let free = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
        // Both are held while they are chosen, so that they differ.
        let (api, mqtt) = (free()?, free()?);
        Ok(Self {
            context,
            folder: context.scratch()?,
            port: api.local_addr()?.port(),
            mqtt_port: mqtt.local_addr()?.port(),
            plant: context.plant()?,
            outputs: fs::read(context.root.join(OUTPUTS_FILE)).ok(),
        })
    }

    /// A call of this program for the deployment that is measured.
    fn xtask(&self, words: &[&str]) -> Result<Run> {
        let place = ["--local", "--suffix", SUFFIX, "--plant", &self.plant];
        Ok(self.plain(words)?.args(&place))
    }

    fn plain(&self, words: &[&str]) -> Result<Run> {
        let own: PathBuf = env::current_exe().context("cannot tell where this program stands")?;
        Ok(Run::new(own)
            .args(words)
            .env("FERROCDK_LOCAL_DIR", self.folder.path())
            .env("FERROCDK_LOCAL_PORT", self.port.to_string())
            .env("FERROCDK_LOCAL_MQTT_PORT", self.mqtt_port.to_string()))
    }

    /// Publishes a reading and returns the seconds from its receipt by the broker to when it can be read from the table.
    fn reading(&self, table: &str, region: &str) -> Result<f64> {
        let time = now()?;
        let reading = readings::reading(&DEVICE.parse()?, "temperature", 21.5, time);
        // A temperature stands at its own millisecond, so its key is known.
        let key = json!({ "deviceId": { "S": DEVICE }, "timestamp": { "N": time.to_string() } });
        let run = self.xtask(&["device", "publish", DEVICE, "--payload", &reading.to_string()])?;
        let mut command = run.command(self.context);
        self.context.show(&command);
        let mut device = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let seen = self.wait(table, region, &key, &mut device);
        let output = device.wait_with_output()?;
        if !output.status.success() {
            ui::line(String::from_utf8_lossy(&output.stderr).trim_end());
            return Err(Failure::new("the device did not publish; see the messages above").into());
        }
        let (item, at) = seen?;
        let received = item["ingestedAt"]["N"]
            .as_str()
            .and_then(|number| number.parse::<u64>().ok())
            .context("the item does not say when it was received")?;
        Ok(Duration::from_millis(at.saturating_sub(received)).as_secs_f64())
    }

    /// Asks for an item until it is there; returns it and when that was, in milliseconds since 1970. Once the device is done it has to come soon.
    fn wait(&self, table: &str, region: &str, key: &Json, device: &mut Child) -> Result<(Json, u64)> {
        let request = json!({ "TableName": table, "Key": key, "ConsistentRead": true }).to_string();
        let mut deadline = None;
        loop {
            let answer = self.get_item(region, &request)?;
            if let Some(item) = answer.get("Item") {
                return Ok((item.clone(), now()?));
            }
            if let Some(status) = device.try_wait()?
                && (!status.success() || Instant::now() > *deadline.get_or_insert_with(|| Instant::now() + PATIENCE))
            {
                let message = format!("the reading did not arrive in table `{table}` within {PATIENCE:?}");
                return Err(Failure::new(message).into());
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Asks the local AWS directly: starting the AWS CLI takes longer than what is measured.
    fn get_item(&self, region: &str, request: &str) -> Result<Json> {
        let mut stream =
            TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).context("the local AWS does not answer")?;
        let length = request.len();
        let head = format!(
            "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/x-amz-json-1.0\r\n\
             X-Amz-Target: DynamoDB_20120810.GetItem\r\n\
             Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/{region}/dynamodb/aws4_request, SignedHeaders=host, Signature=0\r\n\
             Content-Length: {length}\r\n\r\n{request}"
        );
        stream.write_all(head.as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
        if !head.starts_with("HTTP/1.1 200") {
            return Err(Failure::new(format!("the local AWS refuses GetItem: {}", body.trim())).into());
        }
        serde_json::from_str(body).with_context(|| format!("the local AWS answered {body:?}"))
    }
}

impl Drop for Cloud<'_> {
    fn drop(&mut self) {
        if let Err(error) = self.plain(&["local", "down"]).and_then(|down| down.time(self.context)) {
            ui::warning(format!("the local AWS did not stop: {error:#}"));
        }
        let file = self.context.root.join(OUTPUTS_FILE);
        // What cannot be put back is written again by the next deployment.
        let _ = match &self.outputs {
            Some(contents) => fs::write(file, contents),
            None => fs::remove_file(file),
        };
        let name = format!("{}-{SUFFIX}", self.plant);
        let _ = fs::remove_dir_all(self.context.root.join("cdk.out/.local").join(&name));
        let _ = fs::remove_dir_all(self.context.root.join(".ferrocdk/devices/local").join(&name));
    }
}
