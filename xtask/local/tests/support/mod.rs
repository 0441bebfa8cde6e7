//! A local AWS of its own for one test: free ports, a temporary folder, stopped at the end.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The emulator: named in `FERROCDK_MINISTACK`, or the one that xtask installed for this workspace. A test that needs it is ignored without it (`build.rs`).
pub(crate) fn emulator() -> String {
    let named = std::env::var_os("FERROCDK_MINISTACK").map(PathBuf::from);
    let program =
        named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.tools/venv/bin/ministack"));
    program.display().to_string()
}

pub(crate) struct Local {
    dir: TempDir,
    pub(crate) port: u16,
    pub(crate) mqtt_port: u16,
    agent: ureq::Agent,
}

/// Header that the emulator reads account, region and service from; it does not verify the signature.
fn credential(service: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential=test/20000101/sa-east-1/{service}/aws4_request, SignedHeaders=host, Signature=x"
    )
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0))
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

impl Local {
    pub(crate) fn at(dir: TempDir) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .build()
            .new_agent();
        Self {
            dir,
            port: free_port(),
            mqtt_port: free_port(),
            agent,
        }
    }

    pub(crate) fn up(program: &str) -> Self {
        let local = Self::at(tempfile::tempdir().unwrap());
        let up = local.command(&["up", "--ministack", program], "");
        assert!(up.status.success(), "{}", String::from_utf8_lossy(&up.stderr));
        assert_eq!(
            String::from_utf8(up.stdout).unwrap(),
            format!("http://127.0.0.1:{}\n", local.port)
        );
        local
    }

    pub(crate) fn command(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ferrocdk-local"));
        let (name, rest) = arguments.split_first().unwrap();
        command.arg(name);
        if *name != "publish" {
            command.arg("--dir").arg(self.dir.path().join("local"));
        }
        if *name == "up" {
            command.args([
                "--port",
                &self.port.to_string(),
                "--mqtt-port",
                &self.mqtt_port.to_string(),
            ]);
        }
        let mut child = command
            .args(rest)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    pub(crate) fn publish(&self, thing: &str, topic: &str, lines: &str) {
        let output = self.publish_command(thing, topic, lines);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    pub(crate) fn publish_command(&self, thing: &str, topic: &str, lines: &str) -> Output {
        self.publish_with(&[], thing, topic, lines)
    }

    /// Publishes lines whatever they are.
    pub(crate) fn publish_raw(&self, thing: &str, topic: &str, lines: &str) {
        let output = self.publish_raw_command(thing, topic, lines);
        let log = || std::fs::read_to_string(self.folder().join("ministack.log")).unwrap_or_default();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}\n{}", log());
    }

    pub(crate) fn publish_raw_command(&self, thing: &str, topic: &str, lines: &str) -> Output {
        self.publish_with(&["--raw"], thing, topic, lines)
    }

    fn publish_with(&self, flags: &[&str], thing: &str, topic: &str, lines: &str) -> Output {
        let path = |name: String| self.dir.path().join(name).display().to_string();
        let (ca, cert, key) = (
            path("local/ca.pem".to_owned()),
            path(format!("{thing}.crt")),
            path(format!("{thing}.key")),
        );
        let port = self.mqtt_port.to_string();
        let arguments = [
            "publish",
            "--host",
            "127.0.0.1",
            "--port",
            &port,
            "--ca",
            &ca,
            "--cert",
            &cert,
            "--key",
            &key,
            "--thing",
            thing,
            "--topic",
            topic,
            "-",
        ];
        self.command(&[&arguments, flags].concat(), lines)
    }

    /// Makes a thing with an active certificate and a policy for its own topics.
    pub(crate) fn device(&self, thing: &str) {
        let policy = json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": ["iot:Connect", "iot:Publish"], "Resource": "*"},
        ]});
        self.device_with(thing, &policy);
    }

    /// Makes a thing with an active certificate and a policy; gives the certificate's id.
    pub(crate) fn device_with(&self, thing: &str, policy: &Value) -> String {
        self.rest("iot", "POST", &format!("/things/{thing}"), &json!({}));
        self.rest(
            "iot",
            "POST",
            &format!("/policies/{thing}"),
            &json!({"policyDocument": policy.to_string()}),
        );
        let made = self.rest("iot", "POST", "/keys-and-certificate?setAsActive=true", &json!({}));
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        std::fs::write(
            self.dir.path().join(format!("{thing}.crt")),
            text(&made["certificatePem"]),
        )
        .unwrap();
        std::fs::write(
            self.dir.path().join(format!("{thing}.key")),
            text(&made["keyPair"]["PrivateKey"]),
        )
        .unwrap();
        let arn = text(&made["certificateArn"]);
        self.rest(
            "iot",
            "PUT",
            &format!("/target-policies/{thing}"),
            &json!({"target": arn}),
        );
        let path = format!("/things/{thing}/principals");
        self.request("iot", "PUT", &path, &[("x-amzn-principal", &arn)], &Value::Null);
        text(&made["certificateId"])
    }

    /// A file of a device: `ca`, `crt` or `key`.
    pub(crate) fn file(&self, thing: &str, kind: &str) -> Vec<u8> {
        let file = match kind {
            "ca" => self.folder().join("ca.pem"),
            kind => self.dir.path().join(format!("{thing}.{kind}")),
        };
        std::fs::read(file).unwrap()
    }

    pub(crate) fn kinesis(&self, operation: &str, body: &Value) -> Value {
        self.request(
            "kinesis",
            "POST",
            "/",
            &[("x-amz-target", &format!("Kinesis_20131202.{operation}"))],
            body,
        )
    }

    pub(crate) fn sqs(&self, operation: &str, body: &Value) -> Value {
        self.request(
            "sqs",
            "POST",
            "/",
            &[("x-amz-target", &format!("AmazonSQS.{operation}"))],
            body,
        )
    }

    pub(crate) fn dynamodb(&self, operation: &str, body: &Value) -> Value {
        self.request(
            "dynamodb",
            "POST",
            "/",
            &[("x-amz-target", &format!("DynamoDB_20120810.{operation}"))],
            body,
        )
    }

    pub(crate) fn cloudwatch(&self, operation: &str, body: &Value) -> Value {
        let target = format!("GraniteServiceVersion20100801.{operation}");
        self.request("monitoring", "POST", "/", &[("x-amz-target", &target)], body)
    }

    /// The folder of the local AWS.
    pub(crate) fn folder(&self) -> PathBuf {
        self.dir.path().join("local")
    }

    /// Creates or updates a stack and waits until the emulator is through with it.
    pub(crate) fn deploy(&self, action: &str, stack: &str, template: &Value) {
        let escape =
            |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
        let form = format!(
            "Action={action}&Version=2010-05-15&StackName={stack}&TemplateBody={}&Capabilities.member.1=CAPABILITY_IAM",
            escape(&template.to_string())
        );
        self.form(&form);
        let describe = format!("Action=DescribeStacks&Version=2010-05-15&StackName={stack}");
        self.until("the stack", || self.form(&describe).contains("_COMPLETE</StackStatus>"));
    }

    pub(crate) fn form(&self, form: &str) -> String {
        let request = ureq::http::Request::builder()
            .method("POST")
            .uri(format!("http://127.0.0.1:{}/", self.port))
            .header("authorization", credential("cloudformation"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form.to_owned())
            .unwrap();
        let mut response = self.agent.run(request).unwrap();
        let text = response.body_mut().read_to_string().unwrap();
        assert!(response.status().is_success(), "{text}");
        text
    }

    fn stack_id(&self, stack: &str) -> String {
        let describe = format!("Action=DescribeStacks&Version=2010-05-15&StackName={stack}");
        let answer = self.form(&describe);
        answer
            .split("<StackId>")
            .nth(1)
            .unwrap()
            .split('<')
            .next()
            .unwrap()
            .to_owned()
    }

    /// Removes what stands beside a stack.
    pub(crate) fn release(&self, stack: &str) {
        let output = self.command(&["release", "--stack", &self.stack_id(stack)], "");
        assert!(output.status.success(), "{output:?}");
    }

    /// Words of `settle` about a stack.
    pub(crate) fn settle(&self, stack: &str) -> Value {
        let output = self.command(&["settle", "--stack", &self.stack_id(stack)], "");
        assert!(output.status.success(), "{output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    pub(crate) fn secret(&self, name: &str) -> Value {
        let target = [("x-amz-target", "secretsmanager.GetSecretValue")];
        self.request("secretsmanager", "POST", "/", &target, &json!({"SecretId": name}))
    }

    /// The body of an answer, as text; also of one that says that something is not there.
    pub(crate) fn text(&self, service: &str, path: &str) -> String {
        String::from_utf8(self.bytes(service, path)).unwrap()
    }

    pub(crate) fn bytes(&self, service: &str, path: &str) -> Vec<u8> {
        let request = ureq::http::Request::builder()
            .uri(format!("http://127.0.0.1:{}{path}", self.port))
            .header("authorization", credential(service))
            .body(())
            .unwrap();
        self.agent.run(request).unwrap().body_mut().read_to_vec().unwrap()
    }

    pub(crate) fn rest(&self, service: &str, method: &str, path: &str, body: &Value) -> Value {
        self.request(service, method, path, &[], body)
    }

    fn request(&self, service: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Value {
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("http://127.0.0.1:{}{path}", self.port))
            .header("authorization", credential(service))
            .header("content-type", "application/x-amz-json-1.0");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let bytes = if body.is_null() {
            Vec::new()
        } else {
            body.to_string().into_bytes()
        };
        let mut response = self.agent.run(request.body(bytes).unwrap()).unwrap();
        let text = response.body_mut().read_to_string().unwrap();
        assert!(response.status().is_success(), "{service} {method} {path}: {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    pub(crate) fn queue(&self, name: &str) -> String {
        self.sqs("GetQueueUrl", &json!({"QueueName": name}))["QueueUrl"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Takes the messages that wait in a queue.
    pub(crate) fn receive(&self, queue: &str) -> Vec<Value> {
        let url = self.queue(queue);
        let answer = self.sqs("ReceiveMessage", &json!({"QueueUrl": url, "MaxNumberOfMessages": 10}));
        let messages = answer["Messages"].as_array().cloned().unwrap_or_default();
        messages
            .iter()
            .map(|message| serde_json::from_str(message["Body"].as_str().unwrap()).unwrap())
            .collect()
    }

    /// Where the function writes what it saw.
    pub(crate) fn seen(&self) -> String {
        self.dir.path().join("seen.jsonl").display().to_string()
    }

    pub(crate) fn rows(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.seen()).unwrap_or_default();
        // The last line may be half written.
        text.lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect()
    }

    pub(crate) fn status(&self) -> Value {
        let output = self.command(&["status", "--json"], "");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    pub(crate) fn until(&self, what: &str, mut done: impl FnMut() -> bool) {
        let start = Instant::now();
        while !done() {
            let log = || std::fs::read_to_string(self.dir.path().join("local/local.log")).unwrap_or_default();
            assert!(
                start.elapsed() < Duration::from_secs(30),
                "waited too long for {what}\n{}",
                log()
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    pub(crate) fn listening(&self) -> bool {
        [self.port, self.mqtt_port]
            .iter()
            .any(|port| TcpStream::connect(("127.0.0.1", *port)).is_ok())
    }

    /// Every server socket of the two ports is bound to 127.0.0.1. Reads what Linux tells; elsewhere there is nothing to read.
    pub(crate) fn listens_on_loopback_only(&self) {
        let Ok(table) = std::fs::read_to_string("/proc/net/tcp") else {
            return;
        };
        let sixth = std::fs::read_to_string("/proc/net/tcp6").unwrap_or_default();
        for port in [self.port, self.mqtt_port] {
            let suffix = format!(":{port:04X}");
            let bound: Vec<&str> = table
                .lines()
                .chain(sixth.lines())
                .filter_map(|line| {
                    let mut words = line.split_whitespace().skip(1);
                    let (address, _, state) = (words.next()?, words.next()?, words.next()?);
                    (state == "0A" && address.ends_with(&suffix)).then_some(address)
                })
                .collect();
            assert_eq!(bound, [format!("0100007F{suffix}")]);
        }
    }

    pub(crate) fn kill_daemon(&self) {
        let state = std::fs::read(self.dir.path().join("local/state.json")).unwrap();
        let state: Value = serde_json::from_slice(&state).unwrap();
        let killed = Command::new("kill")
            .args(["-9", &state["pid"].to_string()])
            .status()
            .unwrap();
        assert!(killed.success());
        self.until("the daemon to die", || {
            self.command(&["status"], "").status.code() == Some(3)
        });
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        self.command(&["down"], "");
    }
}

/// A zip with one file, in base64 as Lambda takes it.
pub(crate) fn zip(name: &str, content: &str) -> String {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer
        .start_file(name, zip::write::SimpleFileOptions::default())
        .unwrap();
    writer.write_all(content.as_bytes()).unwrap();
    BASE64_STANDARD.encode(writer.finish().unwrap().into_inner())
}
