//! `publish`: a device in one command. Works against the local AWS and against AWS IoT Core.

use crate::emulator::MAX_PAYLOAD;
use anyhow::{Context as _, Result, bail};
use rumqttc::{
    Client, Connection, ConnectionError, Event, MqttOptions, Outgoing, Packet, QoS, TlsConfiguration, Transport,
};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How many messages are on their way at once. AWS IoT takes 100 per second from one connection.
const IN_FLIGHT: u16 = 20;

/// Publish messages over MQTT with a device's certificate.
#[derive(Debug, clap::Args)]
pub(crate) struct Publish {
    /// Host of the broker
    #[arg(long)]
    host: String,
    /// Port of the broker
    #[arg(long, default_value_t = 8883, value_parser = clap::value_parser!(u16).range(1..))]
    port: u16,
    /// Certificate authority of the broker, PEM
    #[arg(long)]
    ca: PathBuf,
    /// Certificate of the device, PEM
    #[arg(long)]
    cert: PathBuf,
    /// Private key of the device, PEM
    #[arg(long)]
    key: PathBuf,
    /// Name of the thing, which is also the MQTT client id
    #[arg(long)]
    thing: String,
    /// Topic to publish to
    #[arg(long)]
    topic: String,
    /// Quality of service: 0 without, 1 with acknowledgement
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(0..=1))]
    qos: u8,
    /// Seconds until giving up
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=600))]
    timeout: u64,
    /// Take messages that are no JSON or larger than AWS IoT takes, to see what becomes of them
    #[arg(long)]
    raw: bool,
    #[command(flatten)]
    source: Source,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Source {
    /// One message
    #[arg(long)]
    payload: Option<String>,
    /// File with one message per line
    #[arg(long)]
    file: Option<PathBuf>,
    /// `-`: one message per line from standard input
    #[arg(value_parser = ["-"])]
    stdin: Option<String>,
}

impl Source {
    fn messages(&self) -> Result<Vec<String>> {
        let text = match (&self.payload, &self.file) {
            (Some(payload), _) => return Ok(vec![payload.clone()]),
            (None, Some(file)) => {
                std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?
            }
            (None, None) => {
                let mut text = String::new();
                std::io::stdin()
                    .read_to_string(&mut text)
                    .context("cannot read standard input")?;
                text
            }
        };
        let messages: Vec<String> = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect();
        if messages.is_empty() {
            bail!("there is no message to publish\nhint: give one JSON object per line");
        }
        Ok(messages)
    }
}

impl Publish {
    pub(crate) fn run(self) -> Result<()> {
        let messages = self.source.messages()?;
        self.check(&messages)?;
        let (client, mut connection) = Client::new(self.options()?, messages.len() + 2);
        let qos = if self.qos == 0 {
            QoS::AtMostOnce
        } else {
            QoS::AtLeastOnce
        };
        for message in &messages {
            client
                .try_publish(&self.topic, qos, false, message.as_bytes())
                .context("cannot queue a message")?;
        }
        self.drive(&client, &mut connection, messages.len())?;
        eprintln!("published {} to {}", count(messages.len()), self.topic);
        Ok(())
    }

    fn check(&self, messages: &[String]) -> Result<()> {
        for (at, message) in messages.iter().enumerate() {
            let number = at + 1;
            if !self.raw {
                serde_json::from_str::<serde_json::Value>(message)
                    .with_context(|| format!("message {number} is no JSON: `{message}`"))?;
            }
            if !self.raw && message.len() > MAX_PAYLOAD {
                bail!(
                    "message {number} has {} bytes, AWS IoT takes at most {MAX_PAYLOAD}",
                    message.len()
                );
            }
        }
        if self.topic.contains(['+', '#']) || self.topic.is_empty() || self.topic.len() > 256 {
            bail!(
                "`{}` is no topic to publish to\nhint: 1 to 256 bytes, without the wildcards `+` and `#`",
                self.topic
            );
        }
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '_' | '-');
        if !(1..=128).contains(&self.thing.len()) || !self.thing.chars().all(allowed) {
            bail!(
                "`{}` is no thing name\nhint: 1 to 128 of the characters a-z A-Z 0-9 : _ -",
                self.thing
            );
        }
        Ok(())
    }

    fn options(&self) -> Result<MqttOptions> {
        let read = |what: &str, path: &Path| {
            let bytes = std::fs::read(path).with_context(|| format!("cannot read the {what} {}", path.display()))?;
            if !bytes.windows(11).any(|part| part == b"-----BEGIN ") {
                bail!("the {what} {} is no PEM file", path.display());
            }
            Ok(bytes)
        };
        // Fails only when a provider is installed already, which then serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut options = MqttOptions::new(&self.thing, &self.host, self.port);
        options.set_transport(Transport::tls_with_config(TlsConfiguration::Simple {
            ca: read("certificate authority", &self.ca)?,
            alpn: None,
            client_auth: Some((read("certificate", &self.cert)?, read("private key", &self.key)?)),
        }));
        options.set_keep_alive(Duration::from_secs(30));
        options.set_inflight(IN_FLIGHT);
        options.set_max_packet_size(256 * 1024, 16 * 1024 * 1024);
        Ok(options)
    }

    /// Runs the connection until every message is acknowledged, or with QoS 0 written.
    fn drive(&self, client: &Client, connection: &mut Connection, wanted: usize) -> Result<()> {
        let end = Instant::now() + Duration::from_secs(self.timeout);
        let (mut connected, mut done) = (false, 0);
        while done < wanted {
            let left = end.saturating_duration_since(Instant::now());
            let event = match connection.recv_timeout(left) {
                Ok(Ok(event)) => event,
                Ok(Err(error)) => bail!(self.explain(&error, connected, done, wanted)),
                Err(_) => bail!(
                    "{}:{} {} within {} s: {done} of {wanted} messages went through\nhint: is it the MQTT port?",
                    self.host,
                    self.port,
                    if connected {
                        "did not acknowledge"
                    } else {
                        "did not answer"
                    },
                    self.timeout
                ),
            };
            match event {
                Event::Incoming(Packet::ConnAck(_)) => connected = true,
                Event::Incoming(Packet::PubAck(_)) => done += 1,
                Event::Outgoing(Outgoing::Publish(_)) if self.qos == 0 => done += 1,
                _ => {}
            }
        }
        // With QoS 0 the last message may still be in a buffer; a proper goodbye flushes it.
        let _ = client.try_disconnect();
        let end = Instant::now() + Duration::from_secs(2);
        while let Ok(Ok(event)) = connection.recv_timeout(end.saturating_duration_since(Instant::now())) {
            if matches!(event, Event::Outgoing(Outgoing::Disconnect)) {
                break;
            }
        }
        Ok(())
    }

    fn explain(&self, error: &ConnectionError, connected: bool, done: usize, wanted: usize) -> String {
        let place = format!("{}:{}", self.host, self.port);
        match error {
            ConnectionError::ConnectionRefused(code) => format!(
                "{place} refused the device `{}`: {code:?}\nhint: the certificate must be active, attached to the thing, and its \
                 policy must allow iot:Connect for this client id",
                self.thing
            ),
            ConnectionError::Tls(error) => format!(
                "no TLS connection to {place}: {error}\nhint: check that --ca belongs to this broker, and --cert to --key"
            ),
            ConnectionError::Io(error) if !connected && error.kind() == std::io::ErrorKind::ConnectionRefused => {
                format!("nothing listens at {place}\nhint: is the local AWS up, and is this its MQTT port?")
            }
            error if connected => format!(
                "{place} closed the connection after {done} of {wanted} messages: {error}\nhint: the policy of the certificate \
                 must allow iot:Publish on `{}`, and a message have at most {MAX_PAYLOAD} bytes",
                self.topic
            ),
            error => format!(
                "no connection to {place}: {error}\nhint: a broker that closes at once does not know the certificate, or its \
                 policy does not allow iot:Connect for `{}`",
                self.thing
            ),
        }
    }
}

fn count(messages: usize) -> String {
    if messages == 1 {
        "1 message".to_owned()
    } else {
        format!("{messages} messages")
    }
}
