//! The load: every device connects by itself, publishes at its pace, and keeps what nobody has acknowledged.

use super::fleet::Device;
use super::message::{Kind, Load, MOST};
use rumqttc::{AsyncClient, Event, EventLoop, MqttOptions, Outgoing, Packet, QoS, TlsConfiguration, Transport};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::time::{sleep, sleep_until, timeout};

/// Pace of a simulation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    /// Messages per second of all devices.
    pub(super) rate: f64,
    pub(super) seconds: f64,
    /// How long a device waits at the end for what is not acknowledged.
    pub(super) patience: Duration,
}

/// Figures while it runs.
#[derive(Default)]
pub(super) struct Counters {
    pub(super) connected: AtomicU64,
    pub(super) sent: AtomicU64,
    pub(super) acknowledged: AtomicU64,
    pub(super) anomalies: AtomicU64,
    pub(super) bad: AtomicU64,
    /// Connections that broke.
    pub(super) broken: AtomicU64,
    /// Milliseconds from a publication to its acknowledgement.
    latencies: Mutex<Vec<u32>>,
}

impl Counters {
    pub(super) fn latencies(&self) -> Vec<u32> {
        self.latencies.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Messages of a device, by number: sent, and whether acknowledged.
pub(super) type Sent = Vec<bool>;

fn wall_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// Messages on their way of one device, as AWS IoT takes them.
const IN_FLIGHT: u16 = 100;

struct Driver {
    at: usize,
    name: String,
    topic: String,
    load: Load,
    counters: Arc<Counters>,
    acknowledged: Sent,
    /// Numbers that were handed to the client and not sent yet, in order.
    queued: VecDeque<u64>,
    /// Numbers by packet id.
    flying: HashMap<u16, u64>,
    /// When each number was published first, and its text.
    open: BTreeMap<u64, (Instant, String)>,
}

/// State that the devices of a run share.
pub(super) struct Run {
    /// How many devices there are.
    pub(super) devices: usize,
    /// Topic, with `{thing}` for the device's name.
    pub(super) topic: String,
    /// The broker's port.
    pub(super) port: u16,
    pub(super) load: Load,
    pub(super) pace: Pace,
    /// When the first message is due.
    pub(super) begin: Instant,
    pub(super) counters: Arc<Counters>,
}

impl Run {
    /// When a message of a device is due: devices take turns, and each keeps its pace.
    pub(super) fn due(&self, device: usize, number: u64) -> Instant {
        #[expect(
            clippy::cast_precision_loss,
            reason = "far fewer devices, and at most ten million messages"
        )]
        let turns = device as f64 + self.devices as f64 * (number - 1) as f64;
        self.begin + Duration::from_secs_f64(turns / self.pace.rate)
    }
}

/// Runs one device to its end.
pub(super) async fn device(run: Arc<Run>, at: usize, device: Arc<Device>) -> Sent {
    let mut options = MqttOptions::new(&device.name, "127.0.0.1", run.port);
    options.set_transport(Transport::tls_with_config(TlsConfiguration::Rustls(device.tls.clone())));
    options.set_keep_alive(Duration::from_secs(60));
    options.set_inflight(IN_FLIGHT);
    let (client, events) = AsyncClient::new(options, 2 * usize::from(IN_FLIGHT));
    let driver = Driver {
        at,
        name: device.name.clone(),
        topic: run.topic.replace("{thing}", &device.name),
        load: run.load,
        counters: run.counters.clone(),
        acknowledged: Vec::new(),
        queued: VecDeque::new(),
        flying: HashMap::new(),
        open: BTreeMap::new(),
    };
    driver.run(client, events, &run).await
}

impl Driver {
    async fn run(mut self, client: AsyncClient, mut events: EventLoop, run: &Run) -> Sent {
        let pace = run.pace;
        let end = run.begin + Duration::from_secs_f64(pace.seconds);
        let (mut number, mut connected, mut goodbye) = (0_u64, false, None::<Instant>);
        loop {
            let due = run.due(self.at, number + 1);
            let more = due < end && number < MOST;
            if !more {
                let since = *goodbye.get_or_insert_with(Instant::now);
                if self.open.is_empty() || since.elapsed() > pace.patience {
                    break;
                }
            }
            let room = self.open.len() < usize::from(IN_FLIGHT);
            tokio::select! {
                () = sleep_until(due.into()), if more && room => {
                    number += 1;
                    self.publish(&client, number, connected);
                }
                event = events.poll() => match event {
                    Ok(event) => connected = self.seen(&client, &event) || connected,
                    Err(_) => {
                        if connected {
                            self.counters.connected.fetch_sub(1, Ordering::Relaxed);
                            self.counters.broken.fetch_add(1, Ordering::Relaxed);
                        }
                        connected = false;
                        self.flying.clear();
                        self.queued.clear();
                        sleep(Duration::from_millis(300)).await;
                    }
                },
                () = sleep(Duration::from_millis(200)), if !more => {}
            }
        }
        if connected {
            self.counters.connected.fetch_sub(1, Ordering::Relaxed);
        }
        let _ = client.try_disconnect();
        let _ = timeout(Duration::from_millis(500), async {
            while !matches!(events.poll().await, Ok(Event::Outgoing(Outgoing::Disconnect)) | Err(_)) {}
        })
        .await;
        self.acknowledged
    }

    fn publish(&mut self, client: &AsyncClient, number: u64, connected: bool) {
        let text = self.load.message(&self.name, self.at, number, wall_ms());
        self.acknowledged.push(false);
        self.counters.sent.fetch_add(1, Ordering::Relaxed);
        match self.load.kind(self.at, number) {
            Kind::Anomaly => self.counters.anomalies.fetch_add(1, Ordering::Relaxed),
            Kind::Bad => self.counters.bad.fetch_add(1, Ordering::Relaxed),
            Kind::Normal => 0,
        };
        self.open.insert(number, (Instant::now(), text));
        if connected {
            self.hand_over(client, number);
        }
    }

    /// Gives a message to the client; one that it has no room for is sent when the connection is made anew.
    fn hand_over(&mut self, client: &AsyncClient, number: u64) {
        if let Some((_, text)) = self.open.get(&number)
            && client
                .try_publish(&self.topic, QoS::AtLeastOnce, false, text.as_bytes())
                .is_ok()
        {
            self.queued.push_back(number);
        }
    }

    /// Takes an event; true for a connection that was made.
    fn seen(&mut self, client: &AsyncClient, event: &Event) -> bool {
        match event {
            Event::Incoming(Packet::ConnAck(_)) => {
                self.counters.connected.fetch_add(1, Ordering::Relaxed);
                let numbers: Vec<u64> = self.open.keys().copied().collect();
                for number in numbers {
                    self.hand_over(client, number);
                }
                return true;
            }
            Event::Outgoing(Outgoing::Publish(id)) => {
                if let Some(number) = self.queued.pop_front() {
                    self.flying.insert(*id, number);
                }
            }
            Event::Incoming(Packet::PubAck(ack)) => {
                if let Some(number) = self.flying.remove(&ack.pkid)
                    && let Some((since, _)) = self.open.remove(&number)
                {
                    let index = usize::try_from(number - 1).unwrap_or_default();
                    self.acknowledged[index] = true;
                    self.counters.acknowledged.fetch_add(1, Ordering::Relaxed);
                    let took = u32::try_from(since.elapsed().as_millis()).unwrap_or(u32::MAX);
                    self.counters
                        .latencies
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push(took);
                }
            }
            _ => {}
        }
        false
    }
}
