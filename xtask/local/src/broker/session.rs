//! One connection of a device.

use super::packet::{self, Connect, Malformed, Packet, Publish, V5, kind, reason};
use super::policy::Facts;
use super::registry::Identity;
use super::{End, GREETING, Hub, wire};
use crate::emulator::{HOST, MAX_PAYLOAD};
use crate::rules::{Tapped, Verdict, now};
use rustls::pki_types::{IpAddr, Ipv4Addr, ServerName};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio_rustls::{TlsAcceptor, TlsConnector};

/// The largest packet: the largest payload, a topic of 256 bytes as AWS takes it, and properties.
const MAX_PACKET: usize = MAX_PAYLOAD + 8 * 1024;
/// Messages on their way of one device, as on AWS.
const IN_FLIGHT: usize = 100;
/// The longest keep-alive, which is also taken where a client wants none.
const KEEP_ALIVE: u16 = 1200;
/// Decisions of policies that a connection remembers.
const REMEMBERED: usize = 1000;

/// A device that was let in.
struct Session {
    hub: Arc<Hub>,
    connect: Connect,
    identity: Arc<Identity>,
    facts: Facts,
    out: mpsc::Sender<Vec<u8>>,
    upstream: Mutex<Option<mpsc::Sender<Vec<u8>>>>,
    end: Arc<End>,
    _seat: Seat,
}

/// The place of a connection among those that live; left when the connection is dropped.
struct Seat {
    hub: Arc<Hub>,
    client: String,
    serial: u64,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.hub.leave(&self.client, self.serial);
    }
}

/// A message that was handed to the rule engine.
struct Pending {
    packet: Packet,
    /// Absent with QoS 0.
    id: Option<u16>,
    /// Whether the emulator's broker gets it in any case.
    forward: bool,
    verdict: Option<oneshot::Receiver<Verdict>>,
}

/// How a connection ends.
enum Ending {
    /// The device said goodbye.
    Farewell,
    /// It is gone.
    Gone,
    /// It did what is not allowed.
    Refused(u8, String),
}

impl From<Malformed> for Ending {
    fn from(_: Malformed) -> Self {
        Self::Refused(reason::MALFORMED, "it sent a malformed packet".to_owned())
    }
}

impl From<io::Error> for Ending {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::FileTooLarge => {
                Self::Refused(reason::TOO_LARGE, format!("a payload has at most {MAX_PAYLOAD} bytes"))
            }
            io::ErrorKind::InvalidData => Malformed.into(),
            _ => Self::Gone,
        }
    }
}

/// Serves a connection to its end.
pub(super) async fn serve(hub: Arc<Hub>, acceptor: TlsAcceptor, stream: TcpStream) {
    // Small packets that answer each other must not wait for more.
    let _ = stream.set_nodelay(true);
    let stream = match tokio::time::timeout(GREETING, acceptor.accept(stream)).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => return hub.refuse("a client", &format!("no TLS connection with a certificate: {error}")),
        Err(_) => return,
    };
    let certificate = stream.get_ref().1.peer_certificates().and_then(<[_]>::first);
    let Some(certificate) = certificate.map(|certificate| hex(&Sha256::digest(certificate))) else {
        return hub.refuse("a client", "it has no certificate");
    };
    let (read, write) = tokio::io::split(stream);
    let mut read = BufReader::with_capacity(16 * 1024, read);
    let greeting = tokio::time::timeout(GREETING, wire::read(&mut read, MAX_PACKET)).await;
    let Ok(Ok(Some(first))) = greeting else { return };
    let (out, packets) = mpsc::channel(256);
    let writer = tokio::spawn(wire::write(write, packets));
    match Session::enter(&hub, &first, certificate, out.clone()).await {
        Ok(session) => session.run(read).await,
        Err(Some(refusal)) => drop(out.send(refusal).await),
        Err(None) => {}
    }
    drop(out);
    let _ = tokio::time::timeout(Duration::from_secs(5), writer).await;
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::new(), |out, byte| out + &format!("{byte:02x}"))
}

impl Session {
    /// Lets a device in, or says with which packet it is refused.
    async fn enter(
        hub: &Arc<Hub>,
        first: &Packet,
        certificate: String,
        out: mpsc::Sender<Vec<u8>>,
    ) -> Result<Arc<Self>, Option<Vec<u8>>> {
        let Ok(mut connect) = Connect::read(first) else {
            hub.refuse("a client", "it did not open with a CONNECT of MQTT 3.1.1 or 5");
            return Err(None);
        };
        let mut assigned = None;
        if connect.client.is_empty() {
            connect.client = uuid::Uuid::new_v4().to_string();
            assigned = Some(connect.client.clone());
        }
        let (version, client) = (connect.version, connect.client.clone());
        let asked = {
            let (hub, client) = (hub.clone(), client.clone());
            tokio::task::spawn_blocking(move || hub.registry.enter(&certificate, &client)).await
        };
        let refused = |why: &str| {
            hub.refuse(&client, why);
            // As AWS does: version 5 is told, 3.1.1 finds its connection closed.
            Err((version == V5).then(|| packet::refusal(version, reason::NOT_AUTHORIZED)))
        };
        let (identity, facts) = match asked {
            Ok(Ok(found)) => found,
            Ok(Err(why)) => return refused(&why.to_string()),
            Err(_) => return Err(None),
        };
        let allows = |action: &str, resource: String| hub.registry.allows(&identity, &facts, action, &resource);
        if !allows("iot:Connect", format!("client/{client}")) {
            return refused("its policies do not allow iot:Connect");
        }
        if let Some(will) = &connect.will {
            if !allows("iot:Publish", format!("topic/{}", will.topic)) {
                return refused(&format!(
                    "its policies do not allow iot:Publish on its will's topic `{}`",
                    will.topic
                ));
            }
            if will.qos > 1 {
                return refused("its will has QoS 2, which AWS IoT has not");
            }
        }
        let identity = Arc::new(identity);
        let live = hub.enter(&client, &identity);
        let session = Arc::new(Self {
            hub: hub.clone(),
            connect,
            identity,
            facts,
            out,
            upstream: Mutex::default(),
            end: live.end,
            _seat: Seat {
                hub: hub.clone(),
                client: client.clone(),
                serial: live.serial,
            },
        });
        // Whoever has a session, or a will, is known to the emulator's broker from the start; the others when they need it.
        let mut present = false;
        if !session.connect.clean || session.connect.will.is_some() || hub.intake.tells_presence() {
            match session.open().await {
                Ok((_, found)) => present = found,
                Err(error) => {
                    hub.refuse(&client, &format!("the emulator's broker did not take it: {error}"));
                    return Err(None);
                }
            }
        }
        let largest = u32::try_from(MAX_PACKET).unwrap_or(u32::MAX);
        let accepted = packet::connack(version, present, assigned.as_deref(), largest);
        if session.out.send(accepted).await.is_err() {
            return Err(None);
        }
        if present && !hub.remembers(&client) {
            // Its subscriptions were made before this broker was started, so nobody knows which they are.
            hub.filters.add("#");
        }
        Ok(session)
    }

    async fn run<R: AsyncRead + Unpin + Send + 'static>(self: Arc<Self>, mut from: BufReader<R>) {
        let (pending, queue) = mpsc::channel(IN_FLIGHT);
        let settling = tokio::spawn(self.clone().settle(queue));
        let mut held = Vec::new();
        let ending = tokio::select! {
            ending = self.read(&mut from, &pending, &mut held) => ending,
            () = self.end.told.notified() => {
                let told = self.end.why.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
                let (code, why) = told.unwrap_or((reason::NOT_AUTHORIZED, "it was ended".to_owned()));
                Ending::Refused(code, why)
            }
        };
        if self.connect.clean {
            held.iter().for_each(|filter| self.hub.filters.remove(filter));
        }
        match ending {
            Ending::Farewell => {
                if let Some(upstream) = self.upstream.lock().await.take() {
                    let _ = upstream.send(vec![kind::DISCONNECT << 4, 0]).await;
                }
            }
            Ending::Gone => self.publish_will().await,
            Ending::Refused(code, why) => {
                self.hub.refuse(&self.connect.client, &why);
                if self.connect.version == V5 {
                    let _ = self.out.try_send(packet::disconnect(code));
                }
                self.publish_will().await;
                settling.abort();
            }
        }
        drop(pending);
        // What was handed over before is still settled, as the device may have gone right after.
        let _ = settling.await;
        self.upstream.lock().await.take();
    }

    /// Reads until the connection ends.
    async fn read<R: AsyncRead + Unpin>(
        &self,
        from: &mut BufReader<R>,
        pending: &mpsc::Sender<Pending>,
        held: &mut Vec<String>,
    ) -> Ending {
        let keep_alive = match self.connect.keep_alive {
            0 => KEEP_ALIVE,
            seconds => seconds.min(KEEP_ALIVE),
        };
        let patience = Duration::from_secs(u64::from(keep_alive) * 3 / 2);
        let mut known = HashMap::new();
        loop {
            let packet = match tokio::time::timeout(patience, wire::read(from, MAX_PACKET)).await {
                Ok(Ok(Some(packet))) => packet,
                Ok(Ok(None)) | Err(_) => return Ending::Gone,
                Ok(Err(error)) => return error.into(),
            };
            let done = match packet.kind() {
                kind::PUBLISH => self.published(packet, pending, &mut known).await,
                kind::DISCONNECT => return Ending::Farewell,
                other => self.other(other, packet, held).await,
            };
            if let Err(ending) = done {
                return ending;
            }
        }
    }

    async fn published(
        &self,
        packet: Packet,
        pending: &mpsc::Sender<Pending>,
        known: &mut HashMap<String, (u64, bool)>,
    ) -> Result<(), Ending> {
        let version = self.connect.version;
        let message = Publish::read(&packet, version)?;
        if message.qos > 1 {
            return Err(Ending::Refused(
                reason::QOS,
                "it published with QoS 2, which AWS IoT has not".to_owned(),
            ));
        }
        if message.payload.len() > MAX_PAYLOAD {
            return Err(Ending::Refused(
                reason::TOO_LARGE,
                format!(
                    "it published {} bytes, a payload has at most {MAX_PAYLOAD}",
                    message.payload.len()
                ),
            ));
        }
        let id = (message.qos > 0).then_some(message.id);
        if !self.may_publish(&message, known) {
            let why = format!("its policies do not allow iot:Publish on `{}`", message.topic);
            return match id.filter(|_| version == V5) {
                Some(id) => {
                    self.hub.refuse(&self.connect.client, &why);
                    self.send(packet::puback(id, reason::NOT_AUTHORIZED)).await
                }
                None => Err(Ending::Refused(reason::NOT_AUTHORIZED, why)),
            };
        }
        let (tapped, forward) = self.tapped(message.topic, message.payload, message.retain);
        let verdict = match tapped {
            Some(tapped) => Some(self.hub.intake.offer(tapped).await.ok_or(Ending::Gone)?),
            None => None,
        };
        let entry = Pending {
            packet,
            id,
            forward,
            verdict,
        };
        pending.send(entry).await.map_err(|_| Ending::Gone)
    }

    fn may_publish(&self, message: &Publish<'_>, known: &mut HashMap<String, (u64, bool)>) -> bool {
        let epoch = self.hub.registry.epoch();
        let allows = |action: &str| {
            let resource = format!("topic/{}", message.topic);
            self.hub.registry.allows(&self.identity, &self.facts, action, &resource)
        };
        let remembered = known.get(message.topic).filter(|(at, _)| *at == epoch);
        let may = remembered.map_or_else(|| allows("iot:Publish"), |(_, may)| *may);
        if remembered.is_none() {
            if known.len() >= REMEMBERED {
                known.clear();
            }
            known.insert(message.topic.to_owned(), (epoch, may));
        }
        may && (!message.retain || allows("iot:RetainPublish"))
    }

    /// A message for the rule engine, and whether the emulator's broker gets it in any case.
    fn tapped(&self, topic: &str, payload: &[u8], retain: bool) -> (Option<Tapped>, bool) {
        let direct = topic.strip_prefix("$aws/rules/");
        let (rule, inner) = match direct {
            Some(rest) => {
                let (rule, inner) = rest.split_once('/').unwrap_or((rest, ""));
                (Some(rule.to_owned()), inner)
            }
            None if topic.starts_with('$') => return (None, true),
            None => (None, topic),
        };
        let tapped = Tapped {
            topic: inner.to_owned(),
            payload: payload.to_vec(),
            client: Some(self.connect.client.clone()),
            principal: Some(self.identity.certificate.clone()),
            trace: Some(uuid::Uuid::new_v4().to_string()),
            time: now(),
            rule,
            receipt: String::new(),
        };
        (
            Some(tapped),
            retain || (direct.is_none() && self.hub.filters.reaches(topic)),
        )
    }

    /// Acknowledges messages in their order, each when the streams have it; hands on what others want.
    async fn settle(self: Arc<Self>, mut queue: mpsc::Receiver<Pending>) {
        while let Some(entry) = queue.recv().await {
            let mut forward = entry.forward;
            if let Some(verdict) = entry.verdict {
                // Without a verdict the daemon ends, and the device sends the message again.
                let Ok(verdict) = verdict.await else { return };
                forward |= verdict.elsewhere;
            }
            if forward {
                // The emulator's broker acknowledges it then.
                if self.upstream(entry.packet.bytes()).await.is_err() {
                    self.end
                        .tell(reason::NOT_AUTHORIZED, "the emulator's broker does not answer");
                    return;
                }
            } else if let Some(id) = entry.id
                && self.send(packet::puback(id, 0)).await.is_err()
            {
                return;
            }
        }
    }

    async fn other(&self, kind: u8, mut packet: Packet, held: &mut Vec<String>) -> Result<(), Ending> {
        let version = self.connect.version;
        match kind {
            kind::SUBSCRIBE => {
                let filters = packet::subscriptions(&mut packet, version)?;
                for filter in &filters {
                    let resource = format!("topicfilter/{filter}");
                    if !self
                        .hub
                        .registry
                        .allows(&self.identity, &self.facts, "iot:Subscribe", &resource)
                    {
                        let why = format!("its policies do not allow iot:Subscribe on `{filter}`");
                        return Err(Ending::Refused(reason::NOT_AUTHORIZED, why));
                    }
                }
                for filter in filters {
                    self.hub.filters.add(&filter);
                    held.push(filter);
                }
                self.upstream(packet.bytes()).await
            }
            kind::UNSUBSCRIBE => {
                for filter in packet::unsubscriptions(&packet, version)? {
                    if let Some(at) = held.iter().position(|found| *found == filter) {
                        held.swap_remove(at);
                        self.hub.filters.remove(&filter);
                    }
                }
                self.upstream(packet.bytes()).await
            }
            kind::PINGREQ if self.upstream.lock().await.is_none() => self.send(vec![kind::PINGRESP << 4, 0]).await,
            kind::CONNECT => Err(Malformed.into()),
            _ => self.upstream(packet.bytes()).await,
        }
    }

    async fn send(&self, bytes: Vec<u8>) -> Result<(), Ending> {
        self.out.send(bytes).await.map_err(|_| Ending::Gone)
    }

    /// Sends to the emulator's broker, connecting to it first where that was not needed yet.
    async fn upstream(&self, bytes: Vec<u8>) -> Result<(), Ending> {
        let known = self.upstream.lock().await.clone();
        let sender = match known {
            Some(sender) => sender,
            None => match self.open().await {
                Ok((sender, _)) => sender,
                Err(_) => return Err(Ending::Gone),
            },
        };
        sender.send(bytes).await.map_err(|_| Ending::Gone)
    }

    /// Connects to the emulator's broker; also whether it remembered a session.
    async fn open(&self) -> io::Result<(mpsc::Sender<Vec<u8>>, bool)> {
        let mut slot = self.upstream.lock().await;
        if let Some(sender) = slot.clone() {
            return Ok((sender, false));
        }
        let stream = TcpStream::connect((HOST, self.hub.port)).await?;
        stream.set_nodelay(true)?;
        let name = ServerName::IpAddress(IpAddr::V4(Ipv4Addr::from([127, 0, 0, 1])));
        let mut stream = TlsConnector::from(self.hub.tls.clone()).connect(name, stream).await?;
        stream.write_all(&self.connect.packet().bytes()).await?;
        stream.flush().await?;
        let (read, write) = tokio::io::split(stream);
        let mut read = BufReader::new(read);
        let answer = tokio::time::timeout(GREETING, wire::read(&mut read, 4 * MAX_PACKET)).await;
        let answer = answer.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
        let Some(present) = answer
            .filter(|answer| answer.kind() == kind::CONNACK && answer.body.get(1) == Some(&0))
            .map(|answer| answer.body[0] & 1 != 0)
        else {
            return Err(io::ErrorKind::ConnectionRefused.into());
        };
        let (sender, packets) = mpsc::channel(256);
        tokio::spawn(wire::write(write, packets));
        *slot = Some(sender.clone());
        let relay = Relay {
            hub: self.hub.clone(),
            version: self.connect.version,
            identity: self.identity.clone(),
            facts: self.facts.clone(),
            out: self.out.clone(),
            upstream: sender.downgrade(),
            end: self.end.clone(),
        };
        tokio::spawn(async move { relay.run(read).await });
        Ok((sender, present))
    }

    /// The will reaches the rule engine; the emulator's broker publishes it to everybody else when its connection breaks.
    async fn publish_will(&self) {
        if let Some(will) = &self.connect.will {
            let (tapped, _) = self.tapped(&will.topic, &will.payload, will.retain);
            if let Some(tapped) = tapped {
                self.hub.intake.offer(tapped).await;
            }
        }
    }
}

/// The way back: from the emulator's broker to the device.
struct Relay {
    hub: Arc<Hub>,
    version: u8,
    identity: Arc<Identity>,
    facts: Facts,
    out: mpsc::Sender<Vec<u8>>,
    /// Weak, or the connection would keep itself alive.
    upstream: mpsc::WeakSender<Vec<u8>>,
    end: Arc<End>,
}

impl Relay {
    async fn run<R: AsyncRead + Unpin>(self, mut from: BufReader<R>) {
        while let Ok(Some(packet)) = wire::read(&mut from, 4 * MAX_PACKET).await {
            if packet.kind() == kind::PUBLISH
                && let Ok(message) = Publish::read(&packet, self.version)
                && !self.may_receive(message.topic)
            {
                if message.qos > 0
                    && let Some(upstream) = self.upstream.upgrade()
                {
                    // Fails only when the connection ends, which the next read tells.
                    let _ = upstream.send(packet::puback(message.id, 0)).await;
                }
                continue;
            }
            if self.out.send(packet.bytes()).await.is_err() {
                return;
            }
        }
        self.end
            .tell(reason::NOT_AUTHORIZED, "the emulator's broker ended the connection");
    }

    fn may_receive(&self, topic: &str) -> bool {
        let resource = format!("topic/{topic}");
        self.hub
            .registry
            .allows(&self.identity, &self.facts, "iot:Receive", &resource)
    }
}
