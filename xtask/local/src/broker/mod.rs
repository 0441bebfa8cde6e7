//! The broker that devices connect to: mutual TLS, policies, and the rules of the plant.
//!
//! The emulator's broker takes any client and evaluates no policy, and its rules skip the Kinesis action. So this one stands before
//! it. A device has to hold the key of an active certificate, and each connection, publication and subscription has to be allowed by
//! the certificate's policies, also after it was made. What is published goes to the rule engine first and is acknowledged when the
//! streams have it. It travels on to the emulator's broker only if somebody there wants it: a subscriber, or a rule with other
//! actions. As on AWS there is no QoS 2, and no payload beyond 128 KB.
//!
//! Source: <https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html>

mod filters;
mod packet;
mod policy;
mod registry;
mod session;
mod tls;
mod wire;

use crate::aws::Aws;
use crate::emulator::HOST;
use crate::place::Place;
use crate::report::Board;
use crate::rules::Intake;
use crate::stop::Stop;
use anyhow::{Context as _, Result};
use filters::Filters;
use registry::{Identity, Registry};
use rustls::ClientConfig;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::net::TcpListener;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;

/// How often certificates are looked at while devices are connected, and their policies.
const LOOK: Duration = Duration::from_secs(1);
const POLICIES: Duration = Duration::from_secs(3);
/// Connections whose attachments are read again at a time.
const ATTACHMENTS: usize = 25;
/// How long a client may take to say who it is.
const GREETING: Duration = Duration::from_secs(15);

/// State that all connections share.
struct Hub {
    registry: Registry,
    intake: Intake,
    board: Board,
    filters: Filters,
    live: Mutex<HashMap<String, Live>>,
    /// Clients that were connected since the broker was started.
    seen: Mutex<HashSet<String>>,
    serial: AtomicU64,
    /// The emulator's broker.
    port: u16,
    tls: Arc<ClientConfig>,
}

/// One connection, by its client id.
#[derive(Clone)]
struct Live {
    serial: u64,
    identity: Arc<Identity>,
    end: Arc<End>,
}

/// Ends a connection from outside.
#[derive(Default)]
struct End {
    told: Notify,
    why: Mutex<Option<(u8, String)>>,
}

impl End {
    fn tell(&self, reason: u8, why: &str) {
        *self.why.lock().unwrap_or_else(PoisonError::into_inner) = Some((reason, why.to_owned()));
        self.told.notify_one();
    }
}

/// The broker's port, taken before anything else is started.
pub(crate) struct Door {
    listener: TcpListener,
    acceptor: TlsAcceptor,
}

impl Door {
    pub(crate) fn open(place: &Place, port: u16) -> Result<Self> {
        let listener = TcpListener::bind((HOST, port)).with_context(|| {
            format!(
                "the MQTT broker cannot listen on port {port}\nhint: choose another with --mqtt-port or FERROCDK_LOCAL_MQTT_PORT"
            )
        })?;
        listener.set_nonblocking(true)?;
        Ok(Self {
            listener,
            acceptor: TlsAcceptor::from(tls::server(place)?),
        })
    }

    /// Serves until told to stop. `ca` is the authority of the emulator's broker at `port`.
    pub(crate) fn serve(
        self,
        aws: &Aws,
        board: &Board,
        intake: Intake,
        port: u16,
        ca: &[u8],
        stop: &Stop,
    ) -> Result<()> {
        let hub = Arc::new(Hub {
            registry: Registry::new(aws),
            intake,
            board: board.clone(),
            filters: Filters::default(),
            live: Mutex::default(),
            seen: Mutex::default(),
            serial: AtomicU64::new(0),
            port,
            tls: tls::client(ca)?,
        });
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("broker")
            .enable_all()
            .build()?;
        let listener = {
            let _inside = runtime.enter();
            tokio::net::TcpListener::from_std(self.listener)?
        };
        let (acceptor, accepting) = (self.acceptor, hub.clone());
        runtime.spawn(async move {
            loop {
                match listener.accept().await {
                    Ok((stream, _)) => {
                        let (hub, acceptor) = (accepting.clone(), acceptor.clone());
                        tokio::spawn(async move { session::serve(hub, acceptor, stream).await });
                    }
                    Err(error) => {
                        tracing::warn!("broker: cannot take a connection: {error}");
                        tokio::time::sleep(Duration::from_millis(100)).await;
                    }
                }
            }
        });
        hub.watch(stop);
        // Connections end without an acknowledgement of what is under way, so their devices send it again.
        runtime.shutdown_timeout(Duration::from_millis(500));
        Ok(())
    }
}

impl Hub {
    fn live(&self) -> MutexGuard<'_, HashMap<String, Live>> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a connection; an earlier one of the same client ends.
    fn enter(&self, client: &str, identity: &Arc<Identity>) -> Live {
        let live = Live {
            serial: self.serial.fetch_add(1, Ordering::Relaxed),
            identity: identity.clone(),
            end: Arc::default(),
        };
        if let Some(before) = self.live().insert(client.to_owned(), live.clone()) {
            before
                .end
                .tell(packet::reason::TAKEN_OVER, "another connection took its client id");
        }
        self.board.lock().devices.connected = self.live().len() as u64;
        live
    }

    /// Whether a client was connected before, since the broker was started; from now on it was.
    fn remembers(&self, client: &str) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        !seen.insert(client.to_owned())
    }

    fn leave(&self, client: &str, serial: u64) {
        let mut live = self.live();
        if live.get(client).is_some_and(|found| found.serial == serial) {
            live.remove(client);
        }
        let connected = live.len() as u64;
        drop(live);
        self.board.lock().devices.connected = connected;
    }

    /// Notes why a device was refused or ended.
    fn refuse(&self, client: &str, why: &str) {
        tracing::info!("broker: {client}: {why}");
        let mut report = self.board.lock();
        report.devices.refused += 1;
        report.devices.last = Some(format!("{client}: {why}"));
    }

    /// Ends the connections of certificates that are not active any more, and keeps policies current.
    fn watch(&self, stop: &Stop) {
        let (mut policies, mut next) = (Instant::now(), 0);
        while !stop.is_set() {
            stop.wait(LOOK);
            let live: Vec<Live> = self.live().values().cloned().collect();
            if live.is_empty() {
                continue;
            }
            let mut look = || -> Result<(), crate::aws::AwsError> {
                let active: BTreeSet<String> = self.registry.active()?;
                for gone in live.iter().filter(|live| !active.contains(&live.identity.certificate)) {
                    gone.end
                        .tell(packet::reason::NOT_AUTHORIZED, "its certificate is not active any more");
                }
                if policies.elapsed() >= POLICIES {
                    policies = Instant::now();
                    let some = live
                        .iter()
                        .cycle()
                        .skip(next % live.len())
                        .take(ATTACHMENTS.min(live.len()));
                    let some: Vec<Arc<Identity>> = some.map(|live| live.identity.clone()).collect();
                    next += some.len();
                    self.registry.refresh(&some)?;
                }
                Ok(())
            };
            let problem = look()
                .err()
                .map(|error| format!("cannot look at certificates and policies: {error}"));
            self.board.tell("broker", problem);
        }
    }
}
