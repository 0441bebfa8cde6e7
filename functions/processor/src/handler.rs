//! The course of a batch.

use std::collections::BTreeSet;

use ferrocdk_contracts::{Reading, archive as keys};
use futures_util::{StreamExt, stream};

use crate::aggregate::Aggregates;
use crate::archive::{JSON, NDJSON, Reject, batch_lines, quarantine_document};
use crate::config::Config;
use crate::emf::Report;
use crate::error::{BatchFailed, Permanent, Transient};
use crate::item::Item;
use crate::ports::{AlertQueue, Archive, Clock, Deadline, Table, TableError};
use crate::record::{Event, Failure, Record, Response};
use crate::watch::{Watch, Written};
use crate::writer::Writer;

/// Quarantine objects in flight.
const OBJECTS_IN_FLIGHT: usize = 8;

/// The function.
pub(crate) struct Handler<T, A, Q, C, M> {
    config: Config,
    table: Writer<T>,
    archive: A,
    queue: Q,
    clock: C,
    /// Takes the metrics line of each batch.
    metrics: M,
}

/// Where the readings of a record ended.
#[derive(Debug, Clone, PartialEq, Default)]
struct Fate {
    written: usize,
    anomalies: usize,
    clock_errors: usize,
    quarantined: usize,
    alerts: usize,
    /// Why the record must come again, if it must.
    returned: Option<Transient>,
}

impl Fate {
    fn returned(reason: Transient) -> Self {
        Self {
            returned: Some(reason),
            ..Self::default()
        }
    }
}

impl<T: Table, A: Archive, Q: AlertQueue, C: Clock, M: Fn(&str)> Handler<T, A, Q, C, M> {
    pub(crate) fn new(config: Config, table: T, archive: A, queue: Q, clock: C, metrics: M) -> Self {
        Self {
            config,
            table: Writer::new(table),
            archive,
            queue,
            clock,
            metrics,
        }
    }

    /// Processes a batch until `deadline_ms`, in milliseconds since 1970, and reports the records to deliver again.
    ///
    /// # Errors
    /// No record could be dealt with.
    pub(crate) async fn handle(&self, event: Event, deadline_ms: u64) -> Result<Response, BatchFailed> {
        let returned = self.process(&event.records, deadline_ms).await?;
        let failures = returned.into_iter().map(|item_identifier| Failure { item_identifier });
        Ok(Response {
            batch_item_failures: failures.collect(),
        })
    }

    /// Returns the sequence numbers of the records to deliver again.
    pub(crate) async fn process(&self, records: &[Record], deadline_ms: u64) -> Result<Vec<String>, BatchFailed> {
        if records.is_empty() {
            return Ok(Vec::new());
        }
        let deadline = Deadline::of_invocation(deadline_ms, &self.clock);
        let mut fates = match self.store(records, &deadline).await {
            Ok(fates) => fates,
            Err(transient) => vec![Fate::returned(transient); records.len()],
        };
        hold_back_followers(records, &mut fates);
        (self.metrics)(&self.report(records, &fates).line(&self.config, self.clock.now_ms()));

        let returned = records.iter().zip(&fates);
        let returned = returned.filter_map(|(record, fate)| Some((record, &fate.returned.as_ref()?.0)));
        let returned: Vec<_> = returned.collect();
        let Some((first, reason)) = returned.first() else {
            return Ok(Vec::new());
        };
        let (shard, sequence_number) = (&first.shard, &first.sequence_number);
        tracing::error!(%shard, %sequence_number, returned = returned.len(), of = records.len(), "returned to the stream: {reason}");
        if returned.len() == records.len() {
            return Err(BatchFailed {
                records: records.len(),
                reason: (*reason).clone(),
            });
        }
        Ok(returned
            .into_iter()
            .map(|(record, _)| record.sequence_number.clone())
            .collect())
    }

    /// Brings each record to its place. Fails when nothing can be done for any.
    async fn store(&self, records: &[Record], deadline: &Deadline<'_, C>) -> Result<Vec<Fate>, Transient> {
        if let Some(reason) = self.table.open_reason(deadline.now_ms()) {
            return Err(Transient(reason.to_string()));
        }
        // First of all: the table forgets after its hot days, and what it never held must not be missing in the archive.
        self.archive_batch(records, deadline).await?;

        let mut fates = vec![Fate::default(); records.len()];
        let (mut positions, mut items, mut rejects) = (Vec::new(), Vec::new(), Vec::new());
        for (position, record) in records.iter().enumerate() {
            for part in Reading::of_message(&record.message) {
                let (text, index) = (part.text, part.index);
                match Item::from_part(part, record, &self.config) {
                    Ok(item) => {
                        positions.push((position, text, index));
                        items.push(item);
                    }
                    Err(error) => rejects.push((position, Reject { error, text, index })),
                }
            }
        }
        let outcomes = self.table.write(&items, &self.config, deadline).await;
        let mut written = Vec::with_capacity(items.len());
        for (((position, text, index), item), outcome) in positions.into_iter().zip(&items).zip(outcomes) {
            let fate = &mut fates[position];
            match outcome {
                Ok(()) => {
                    written.push(Written {
                        item,
                        record: &records[position],
                        position,
                    });
                    fate.written += 1;
                    fate.anomalies += usize::from(item.verdict.is_anomaly());
                    fate.clock_errors += usize::from(item.clock.is_some());
                }
                Err(error @ TableError::Refused(_)) => {
                    let error = Permanent {
                        code: "refused",
                        message: error.to_string(),
                    };
                    rejects.push((position, Reject { error, text, index }));
                }
                Err(error @ TableError::Unavailable(_)) => fate.returned = Some(Transient(error.to_string())),
            }
        }
        let quarantined = stream::iter(rejects)
            .map(|(position, reject)| async move {
                (position, self.quarantine(&records[position], &reject, deadline).await)
            })
            .buffer_unordered(OBJECTS_IN_FLIGHT)
            .collect::<Vec<_>>()
            .await;
        for (position, result) in quarantined {
            match result {
                Ok(()) => fates[position].quarantined += 1,
                Err(transient) => fates[position].returned = Some(transient),
            }
        }
        if self.config.alert_queue.is_some() {
            self.watch(&written, &mut fates, deadline).await;
        }
        let aggregates = Aggregates {
            config: &self.config,
            table: &self.table,
            deadline,
        };
        for (position, reason) in aggregates.renew(&written).await {
            fates[position].returned = Some(reason);
        }
        Ok(fates)
    }

    /// Follows the sensors of what is written, now that it is.
    async fn watch(&self, written: &[Written<'_>], fates: &mut [Fate], deadline: &Deadline<'_, C>) {
        let watch = Watch {
            config: &self.config,
            table: &self.table,
            queue: &self.queue,
            deadline,
        };
        let watched = watch.follow(written).await;
        if let Some(fate) = fates.first_mut() {
            fate.alerts = watched.alerts;
        }
        for (position, reason) in watched.returned {
            fates[position].returned = Some(reason);
        }
    }

    async fn archive_batch(&self, records: &[Record], deadline: &Deadline<'_, C>) -> Result<(), Transient> {
        let Some(first) = records.first() else { return Ok(()) };
        let key = keys::raw_key(first.arrived_at, &first.shard, &first.sequence_number, records.len());
        let put = self.archive.put(&key, NDJSON, batch_lines(records));
        let Some(result) = deadline.limit(put).await else {
            return Err(late());
        };
        result.map_err(|Transient(reason)| Transient(format!("the batch could not be archived: {reason}")))
    }

    async fn quarantine(
        &self,
        record: &Record,
        reject: &Reject<'_>,
        deadline: &Deadline<'_, C>,
    ) -> Result<(), Transient> {
        let Record {
            shard,
            sequence_number,
            arrived_at,
            ..
        } = record;
        let key = keys::quarantine_key(*arrived_at, shard, sequence_number, reject.index);
        let put = self.archive.put(&key, JSON, quarantine_document(record, reject));
        let Some(result) = deadline.limit(put).await else {
            return Err(late());
        };
        result.map_err(|Transient(reason)| Transient(format!("a record could not be quarantined: {reason}")))?;
        let Permanent { code, message } = &reject.error;
        tracing::warn!(%shard, %sequence_number, code, %key, "quarantined: {message}");
        Ok(())
    }

    fn report(&self, records: &[Record], fates: &[Fate]) -> Report {
        // Lambda begins again at the first record that is returned, whatever became of those behind it.
        let settled = fates
            .iter()
            .position(|fate| fate.returned.is_some())
            .unwrap_or(fates.len());
        let mut report = Report {
            retried: fates.len() - settled,
            // Sent is sent, whatever becomes of the records.
            alerts: self
                .config
                .alert_queue
                .is_some()
                .then(|| fates.iter().map(|fate| fate.alerts).sum()),
            ..Report::default()
        };
        let mut oldest = None;
        for (record, fate) in records.iter().zip(&fates[..settled]) {
            report.processed += fate.written;
            report.anomalies += fate.anomalies;
            report.clock_errors += fate.clock_errors;
            report.quarantined += fate.quarantined;
            if fate.written > 0 {
                oldest = Some(oldest.map_or(record.arrived_at, |oldest: u64| oldest.min(record.arrived_at)));
            }
        }
        report.latency_ms = oldest.map(|oldest| self.clock.now_ms().saturating_sub(oldest));
        report
    }
}

fn late() -> Transient {
    Transient("the invocation's time is used up".to_owned())
}

/// Returns, with each record, those behind it that have the same partition key: whoever reads the key in order must not
/// see the later ones accepted before the earlier one.
fn hold_back_followers(records: &[Record], fates: &mut [Fate]) {
    let mut returned = BTreeSet::new();
    for (record, fate) in records.iter().zip(fates) {
        if fate.returned.is_some() {
            returned.insert(record.partition_key.as_str());
        } else if returned.contains(record.partition_key.as_str()) {
            let reason = "an earlier record of its partition key was returned";
            fate.returned = Some(Transient(reason.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests;
