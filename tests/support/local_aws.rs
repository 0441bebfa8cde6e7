//! A local AWS for one test, in a folder and on ports of its own.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use crate::{cargo, root};

/// How long something may take to happen that a second should do.
const PATIENCE: Duration = Duration::from_secs(60);

/// The region of the default plant, which is asked where a test says no other.
const REGION: &str = "sa-east-1";

/// A local AWS in a folder and on ports of its own, beside one that a developer has up. It is stopped when dropped.
#[derive(Debug)]
pub struct LocalAws {
    folder: tempfile::TempDir,
    port: u16,
    mqtt_port: u16,
    region: &'static str,
}

impl LocalAws {
    /// Chooses a folder and ports. The first command that needs it starts it.
    pub fn new(name: &str) -> Self {
        let folder = tempfile::Builder::new()
            .prefix(&format!("ferrocdk-{name}-"))
            .tempdir()
            .unwrap();
        // Both are held while they are chosen, so that they differ.
        let listeners = [free(), free()];
        let [port, mqtt_port] = listeners
            .each_ref()
            .map(|listener| listener.local_addr().unwrap().port());
        Self {
            folder,
            port,
            mqtt_port,
            region: REGION,
        }
    }

    /// Asks services of another region from now on.
    pub fn ask_in(&mut self, region: &'static str) {
        self.region = region;
    }

    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(root());
        command.env("FERROCDK_LOCAL_DIR", self.folder.path());
        command.env("FERROCDK_LOCAL_PORT", self.port.to_string());
        command.env("FERROCDK_LOCAL_MQTT_PORT", self.mqtt_port.to_string());
        command
    }

    /// A program in the workspace's folder that takes this for AWS.
    pub fn client(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = self.command(program);
        command
            .env("AWS_ENDPOINT_URL", self.endpoint())
            .env("AWS_REGION", self.region)
            .env("AWS_DEFAULT_REGION", self.region)
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_PAGER", "");
        // Either would win over the keys.
        command.env_remove("AWS_PROFILE").env_remove("AWS_SESSION_TOKEN");
        command
    }

    /// Where it answers.
    pub fn endpoint(&self) -> String {
        // An address, where the SDKs put the bucket's name into the path: for a name they would ask a DNS server.
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Runs a command, however it ends.
    pub fn run_xtask(&self, arguments: &[&str]) -> Output {
        let mut command = self.command(cargo());
        command
            .args(["run", "--quiet", "--package", "xtask", "--"])
            .args(arguments);
        command.output().unwrap()
    }

    /// Runs a command that must succeed, and gives what it printed on standard output.
    pub fn xtask(&self, arguments: &[&str]) -> String {
        let output = self.run_xtask(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "cargo xtask {}: {}\n{errors}",
            arguments.join(" "),
            output.status
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// As [`xtask`](Self::xtask), with what it said to people.
    pub fn xtask_all(&self, arguments: &[&str]) -> String {
        let output = self.run_xtask(arguments);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            output.status.success(),
            "cargo xtask {}: {}\n{errors}",
            arguments.join(" "),
            output.status
        );
        errors
    }

    /// Publishes lines as a device of a deployment, each a message, whatever it is.
    pub fn publish(&self, deployment: &str, thing: &str, topic: &str, lines: &str) -> Output {
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |to| root().join(to));
        let device = root().join(".ferrocdk/devices/local").join(deployment).join(thing);
        let file = self.folder.path().join("messages");
        std::fs::write(&file, lines).unwrap();
        let mut command = self.command(target.join("debug/ferrocdk-local"));
        command.args([
            "publish",
            "--raw",
            "--host",
            "127.0.0.1",
            "--thing",
            thing,
            "--topic",
            topic,
        ]);
        command.args(["--port", &self.mqtt_port.to_string()]);
        command.arg("--ca").arg(self.folder.path().join("ca.pem"));
        command.arg("--cert").arg(device.join("certificate.pem"));
        command.arg("--key").arg(device.join("private.key"));
        command.arg("--file").arg(file);
        command.output().unwrap()
    }

    /// Asks the local AWS through the AWS CLI.
    pub fn aws(&self, arguments: &[&str]) -> Json {
        json(&self.aws_text(arguments))
    }

    /// As [`aws`](Self::aws); where the service refuses, what the AWS CLI says.
    ///
    /// # Errors
    /// When the AWS CLI fails.
    pub fn try_aws(&self, arguments: &[&str]) -> Result<Json, String> {
        self.call(arguments).map(|output| json(&output))
    }

    /// As [`aws`](Self::aws), for commands that print no JSON.
    pub fn aws_text(&self, arguments: &[&str]) -> Vec<u8> {
        match self.call(arguments) {
            Ok(output) => output,
            Err(error) => panic!("aws {}: {error}", arguments.join(" ")),
        }
    }

    fn call(&self, arguments: &[&str]) -> Result<Vec<u8>, String> {
        let installed = root().join(".tools/venv/bin/aws");
        let mut command = self.client(if installed.is_file() {
            installed
        } else {
            PathBuf::from("aws")
        });
        // Version 1 does not take the endpoint from the environment for every service.
        command.args(arguments).args([
            "--endpoint-url",
            &self.endpoint(),
            "--region",
            self.region,
            "--output",
            "json",
        ]);
        let output = command.output().unwrap();
        if output.status.success() {
            Ok(output.stdout)
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned())
        }
    }

    /// Asks again and again until there is an answer.
    pub fn eventually<T>(&self, what: &str, ask: impl Fn() -> Option<T>) -> T {
        let start = Instant::now();
        loop {
            if let Some(answer) = ask() {
                return answer;
            }
            if start.elapsed() > PATIENCE {
                let log = std::fs::read_to_string(self.folder.path().join("local.log")).unwrap_or_default();
                panic!("not within {PATIENCE:?}: {what}\n{log}");
            }
            std::thread::sleep(Duration::from_millis(300));
        }
    }
}

/// The CLI prints nothing at all for some empty answers.
fn json(output: &[u8]) -> Json {
    if output.is_empty() {
        Json::Null
    } else {
        serde_json::from_slice(output).unwrap()
    }
}

impl Drop for LocalAws {
    /// Also after a failed assertion, nothing goes on running.
    fn drop(&mut self) {
        let output = self.run_xtask(&["local", "down"]);
        if !output.status.success() {
            eprintln!(
                "the local AWS did not stop: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
    }
}

fn free() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").unwrap()
}
