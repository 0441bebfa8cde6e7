//! `Router`: the course of a batch of messages.

use std::collections::BTreeSet;

use ferrocdk_contracts::Alert;
use ferrocdk_contracts::metrics;
use ferrocdk_contracts::notice::NoticeKind;
use lambda_runtime::Error;
use serde_json::Value as Json;

use crate::case::Case;
use crate::config::Config;
use crate::event::{Event, Failure, Message, Response, StopBegins};
use crate::ports::{Clock, Devices, Stop, Store, Topic, Unavailable, before};
use crate::text;

/// How often a case is read again that somebody else changes at the same time.
const ATTEMPTS: usize = 5;

pub(crate) const MS_PER_MINUTE: u64 = 60_000;
const SECONDS_PER_DAY: u64 = 86_400;

/// The function.
pub(crate) struct Router<S, T, D, C, M> {
    pub(crate) config: Config,
    pub(crate) store: S,
    pub(crate) topic: T,
    pub(crate) devices: D,
    pub(crate) clock: C,
    /// Takes lines of metrics.
    metrics: M,
}

/// Why a message is delivered again, or never understood.
#[derive(Debug, PartialEq, thiserror::Error)]
enum Undone {
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// The queue moves it to the dead letters after some attempts, where it keeps its bytes.
    #[error("{0}")]
    NoAlert(String),
}

impl<S: Store, T: Topic, D: Devices, C: Clock, M: Fn(&str)> Router<S, T, D, C, M> {
    pub(crate) fn new(config: Config, store: S, topic: T, devices: D, clock: C, metrics: M) -> Self {
        Self {
            config,
            store,
            topic,
            devices,
            clock,
            metrics,
        }
    }

    /// Deals with an event until `deadline_ms`, in milliseconds since 1970.
    pub(crate) async fn handle(&self, event: Json, deadline_ms: u64) -> Result<Json, Error> {
        match Event::read(event)? {
            Event::Messages(messages) => Ok(serde_json::to_value(self.messages(&messages, deadline_ms).await)?),
            Event::Minute => {
                before(deadline_ms, &self.clock, self.minute()).await?;
                Ok(Json::Null)
            }
            Event::Stop(stop) => {
                before(deadline_ms, &self.clock, self.begin_stop(&stop)).await?;
                Ok(Json::Null)
            }
        }
    }

    /// Deals with messages one by one. Those that are not done, and those of their groups behind them, are returned.
    pub(crate) async fn messages(&self, messages: &[Message], deadline_ms: u64) -> Response {
        let mut failures = Vec::new();
        let mut held = BTreeSet::new();
        for message in messages {
            let group = &message.attributes.group;
            if !held.contains(group) {
                let Err(reason) = self.message(message, deadline_ms).await else {
                    continue;
                };
                tracing::error!(message = %message.message_id, %group, "returned to the queue: {reason}");
                // Without a group there is no order to keep.
                if !group.is_empty() {
                    held.insert(group.clone());
                }
            }
            failures.push(Failure {
                item_identifier: message.message_id.clone(),
            });
        }
        Response {
            batch_item_failures: failures,
        }
    }

    async fn message(&self, message: &Message, deadline_ms: u64) -> Result<(), Undone> {
        let alert = Alert::from_json(message.body.as_bytes()).map_err(|error| Undone::NoAlert(error.to_string()))?;
        Ok(before(deadline_ms, &self.clock, self.alert(&alert)).await?)
    }

    /// Takes a change of a sensor to its case, and tells it.
    pub(crate) async fn alert(&self, alert: &Alert) -> Result<(), Unavailable> {
        for _ in 0..ATTEMPTS {
            let now = self.clock.now_ms();
            match self.store.case(&alert.anomaly).await? {
                None => {
                    if self.store.has_ended(&alert.anomaly).await? {
                        return Ok(());
                    }
                    let case = Case::new(alert.clone(), &self.config.policy, now);
                    if self.store.add(&case).await? {
                        return self.announce(case).await;
                    }
                }
                Some(mut case) => {
                    let is_news = case.take(alert);
                    // Where it is claimed, somebody is telling it; where they fail, the next minute does.
                    let is_told = case.told == Some(case.alert.change);
                    if !is_news && (is_told || case.is_claimed(now)) {
                        return if case.is_over() { self.end(&case).await } else { Ok(()) };
                    }
                    if is_news && case.is_claimed(now) && case.told.is_none() {
                        // Whoever tells that it opened would write over it.
                        return Err(Unavailable("the opening of the alert is just being told".to_owned()));
                    }
                    case.claim(now);
                    if self.store.update(&mut case).await? {
                        return self.announce(case).await;
                    }
                }
            }
        }
        Err(Unavailable("others change the alert all the time".to_owned()))
    }

    /// Tells a case that this invocation has claimed, unless it has to wait for the minute.
    async fn announce(&self, mut case: Case) -> Result<(), Unavailable> {
        let now = self.clock.now_ms();
        let Some(kind) = case.due(&self.config.policy, now) else {
            return Ok(());
        };
        let waits = self.is_stopped(now).await?
            || self.store.count(now / MS_PER_MINUTE, 1).await? > u64::from(self.config.policy.storm);
        if waits {
            case.release();
            // Where somebody else changed it, they released it.
            self.store.update(&mut case).await?;
            return Ok(());
        }
        self.publish(&case, kind).await?;
        self.told(case).await
    }

    /// Writes down that a case was told. An acknowledgement that came meanwhile stays.
    pub(crate) async fn told(&self, mut case: Case) -> Result<(), Unavailable> {
        for _ in 0..ATTEMPTS {
            case.tell(self.clock.now_ms());
            if case.is_over() {
                return self.end(&case).await;
            }
            if self.store.update(&mut case).await? {
                return Ok(());
            }
            let Some(now) = self.store.case(&case.alert.anomaly).await? else {
                return Ok(());
            };
            // Only people change a case that is claimed.
            (case.acknowledged_at, case.acknowledged_by) = (now.acknowledged_at, now.acknowledged_by);
            case.revision = now.revision;
        }
        Err(Unavailable("others change the alert all the time".to_owned()))
    }

    pub(crate) async fn end(&self, case: &Case) -> Result<(), Unavailable> {
        let days = u64::from(self.config.policy.remember_days);
        let expiry = self.clock.now_ms() / 1_000 + days * SECONDS_PER_DAY;
        self.store.end(case, expiry).await
    }

    pub(crate) async fn is_stopped(&self, now: u64) -> Result<bool, Unavailable> {
        Ok(self.store.stops().await?.iter().any(|stop| stop.holds(now)))
    }

    async fn begin_stop(&self, stop: &StopBegins) -> Result<(), Unavailable> {
        let since = self.clock.now_ms();
        let until = since + u64::from(stop.minutes) * MS_PER_MINUTE;
        let name = stop.name.clone();
        self.store.put_stop(&Stop { name, since, until }).await
    }

    /// Reports metrics.
    pub(crate) fn count(&self, counts: &[(&str, u64)]) {
        let Config { plant, environment, .. } = &self.config;
        (self.metrics)(&metrics::embedded(plant, environment, self.clock.now_ms(), counts));
    }

    /// Publishes the notice of one case.
    pub(crate) async fn publish(&self, case: &Case, kind: NoticeKind) -> Result<(), Unavailable> {
        self.topic.publish(&text::single(&self.config, case, kind)).await?;
        self.count(&[(metrics::NOTICES_PUBLISHED, 1)]);
        Ok(())
    }
}
