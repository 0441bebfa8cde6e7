//! The course of a request.

use std::time::{Duration, SystemTime};

use ferrocdk_contracts::archive::QUARANTINE_PREFIX;
use serde::{Deserialize, Serialize};

use crate::failure::{Batch, Failure};
use crate::ports::{Held, Object, Plant};
use crate::quarantine::record;
use crate::records::{Record, events};

/// Time that is left for the answer.
const ANSWER: Duration = Duration::from_secs(5);

/// Reasons that an answer repeats.
const MAX_REASONS: usize = 20;

/// Choice of what to bring back.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct Request {
    /// Whether to bring back the failure queue. Default: yes.
    pub(crate) failures: bool,
    /// Prefix of the keys in quarantine to bring back. Default: nothing; an empty text is all of it.
    pub(crate) quarantine: Option<String>,
    /// How many messages and objects, at most.
    pub(crate) limit: usize,
}

impl Default for Request {
    fn default() -> Self {
        Self {
            failures: true,
            quarantine: None,
            limit: 1000,
        }
    }
}

/// Outcome of it.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Answer {
    /// Records that were brought back.
    pub(crate) records: usize,
    /// Messages and objects that are dealt with, and gone from where they waited.
    pub(crate) done: usize,
    /// Messages and objects that wait still.
    pub(crate) left: usize,
    /// Whether the time or the limit ended it, so that more may wait.
    pub(crate) more: bool,
    /// Why they wait, the first twenty.
    pub(crate) reasons: Vec<String>,
}

impl Answer {
    fn note(&mut self, outcome: Result<usize, String>, what: &str) {
        match outcome {
            Ok(records) => {
                self.records += records;
                self.done += 1;
            }
            Err(reason) => {
                tracing::warn!("{what} is left: {reason}");
                self.left += 1;
                if self.reasons.len() < MAX_REASONS {
                    self.reasons.push(format!("{what}: {reason}"));
                }
            }
        }
    }

    fn seen(&self) -> usize {
        self.done + self.left
    }
}

/// Nothing could be looked at.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct RedriveError(String);

/// The function.
pub(crate) struct Handler<P> {
    plant: P,
}

impl<P: Plant> Handler<P> {
    pub(crate) fn new(plant: P) -> Self {
        Self { plant }
    }

    /// Brings back what waits, until the deadline.
    ///
    /// # Errors
    /// Queue or bucket cannot be looked at.
    pub(crate) async fn handle(&self, request: Request, deadline: SystemTime) -> Result<Answer, RedriveError> {
        let mut answer = Answer::default();
        let is_over = || {
            deadline
                .duration_since(SystemTime::now())
                .is_ok_and(|left| left < ANSWER)
        };
        let ends = |answer: &Answer| answer.seen() >= request.limit || is_over();
        while request.failures && !answer.more {
            let held = self.plant.failures().await.map_err(RedriveError)?;
            if held.is_empty() {
                break;
            }
            for held in held {
                answer.more |= ends(&answer);
                if !answer.more {
                    let outcome = self.bring_back(&held).await;
                    answer.note(outcome, "a failure");
                }
            }
        }
        if let Some(prefix) = &request.quarantine {
            let prefix = format!("{QUARANTINE_PREFIX}{prefix}");
            let mut after: Option<String> = None;
            while !answer.more {
                let objects = self
                    .plant
                    .objects(&prefix, after.as_deref())
                    .await
                    .map_err(RedriveError)?;
                let Some(last) = objects.last() else { break };
                after = Some(last.key.clone());
                for object in objects {
                    answer.more |= ends(&answer);
                    if !answer.more {
                        let outcome = self.release(&object).await;
                        answer.note(outcome, &object.key);
                    }
                }
            }
        }
        Ok(answer)
    }

    /// Deals with a message of the queue; what fails is seen again when its time of being held is over.
    async fn bring_back(&self, held: &Held) -> Result<usize, String> {
        let records = match Failure::read(&held.body).map_err(|error| error.to_string())? {
            Failure::Batch(batch) => {
                let records = self.whole(&batch).await?;
                self.process(&records).await?;
                records.len()
            }
            Failure::Message(message) => {
                let (key, data) = message.record(held.sent_at);
                self.plant.put(&key, &data).await?;
                1
            }
        };
        self.plant.done(held).await?;
        Ok(records)
    }

    /// The records of a batch, all of them.
    async fn whole(&self, batch: &Batch) -> Result<Vec<Record>, String> {
        let records = self.plant.records(batch).await?;
        let first = records.first().map(|record| &record.sequence_number);
        let last = records.last().map(|record| &record.sequence_number);
        if first != Some(&batch.start_sequence_number) || last != Some(&batch.end_sequence_number) {
            let Batch {
                shard_id,
                start_sequence_number,
                ..
            } = batch;
            let stream = batch.stream();
            return Err(format!(
                "stream {stream}, {shard_id} has not all of the batch from {start_sequence_number} on any more; its records are in the archive"
            ));
        }
        Ok(records)
    }

    async fn process(&self, records: &[Record]) -> Result<(), String> {
        for (_, event) in events(records) {
            match self.plant.process(&event).await? {
                0 => {}
                given_back => return Err(format!("the processor gave {given_back} records back")),
            }
        }
        Ok(())
    }

    /// Deals with an object of the quarantine. One that the processor cannot take this time either is written anew.
    async fn release(&self, object: &Object) -> Result<usize, String> {
        let record = record(&self.plant.read(object).await?)?;
        self.process(&[record]).await?;
        let now = self.plant.objects(&object.key, None).await?;
        let stands = now.iter().find(|other| other.key == object.key);
        if stands.is_some_and(|other| other.modified != object.modified || other.version != object.version) {
            return Err("it went into quarantine again".to_owned());
        }
        self.plant.delete(object).await?;
        Ok(1)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests;
