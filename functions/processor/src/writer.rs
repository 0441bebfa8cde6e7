//! Writes the items of a batch to the table.
//!
//! A reading that may stand at the whole millisecond is written there on the condition that no other reading does; the
//! others, and those that found the place taken, go to their own key in batches, unconditionally: only the same reading
//! can stand there. Both ways may be walked twice with the same result.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::{StreamExt, stream};

use crate::breaker::{Breaker, Gate, PAUSE_MS};
use crate::item::Item;
use crate::ports::{Clock, Deadline, MAX_BATCH, Put, Row, Table, TableError};

/// Conditional writes in flight. A batch of 500 then takes some 16 round trips of a few milliseconds.
const PUTS_IN_FLIGHT: usize = 32;

/// Batches in flight.
const BATCHES_IN_FLIGHT: usize = 8;

/// How often a batch is sent while the table takes only a part of it: 6 times within about 3 seconds.
const ATTEMPTS: u32 = 6;

/// The longest wait before the second attempt; it doubles from there.
const BACKOFF_MS: u64 = 100;

/// Outcome of one item.
pub(crate) type Outcome = Result<(), TableError>;

/// The table behind its breaker.
pub(crate) struct Writer<T> {
    table: T,
    breaker: Breaker,
}

impl<T: Table> Writer<T> {
    pub(crate) fn new(table: T) -> Self {
        Self {
            table,
            breaker: Breaker::default(),
        }
    }

    /// Why nothing can be written at the moment, if so.
    pub(crate) fn open_reason(&self, now_ms: u64) -> Option<TableError> {
        (self.breaker.gate(now_ms) == Gate::Open).then(open)
    }

    /// Writes items; the outcomes stand in the order of the items.
    ///
    /// Of several items for one key, which is what a device's repeated message becomes, the last is written and its
    /// outcome is theirs: `BatchWriteItem` refuses a key that stands twice, and the order of writes in flight is open.
    pub(crate) async fn write<C: Clock>(&self, items: &[Item], deadline: &Deadline<'_, C>) -> Vec<Outcome> {
        let identity = |item: &Item| (item.device_id.clone(), item.own_key.clone());
        let last: BTreeMap<_, usize> = items
            .iter()
            .enumerate()
            .map(|(index, item)| (identity(item), index))
            .collect();
        let mut chosen: Vec<usize> = last.values().copied().collect();
        chosen.sort_unstable();

        // Half open, the first item alone finds out whether the table answers.
        let probes = if self.breaker.gate(deadline.now_ms()) == Gate::Closed {
            0
        } else {
            chosen.len().min(1)
        };
        let (first, rest) = chosen.split_at(probes);
        let mut outcomes = BTreeMap::new();
        for part in [first, rest] {
            outcomes.extend(self.write_distinct(items, part, deadline).await);
        }
        let lost = || Err(TableError::Unavailable("the write was not begun".to_owned()));
        items
            .iter()
            .map(|item| {
                last.get(&identity(item))
                    .and_then(|index| outcomes.get(index))
                    .cloned()
                    .unwrap_or_else(lost)
            })
            .collect()
    }

    async fn write_distinct<C: Clock>(
        &self,
        items: &[Item],
        chosen: &[usize],
        deadline: &Deadline<'_, C>,
    ) -> Vec<(usize, Outcome)> {
        let mut outcomes = Vec::with_capacity(chosen.len());
        let mut rows = Vec::new();
        // Readings that compete for one place are written one after the other, so that the first of the batch has it.
        let mut places: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for &index in chosen {
            match &items[index].whole_key {
                Some(key) => places.entry((&items[index].device_id, key)).or_default().push(index),
                None => rows.push((index, items[index].at(&items[index].own_key))),
            }
        }
        let puts = places.iter().map(|((_, key), indices)| async move {
            let mut puts = Vec::with_capacity(indices.len());
            for &index in indices {
                let row = items[index].at(key);
                puts.push((index, self.call(self.table.put_unless_taken(&row), deadline).await));
            }
            puts
        });
        let puts: Vec<_> = stream::iter(puts).buffer_unordered(PUTS_IN_FLIGHT).collect().await;
        for (index, put) in puts.into_iter().flatten() {
            match put {
                Ok(Put::Written) => outcomes.push((index, Ok(()))),
                Ok(Put::Taken) => rows.push((index, items[index].at(&items[index].own_key))),
                Err(error) => outcomes.push((index, Err(error))),
            }
        }
        let batches = rows
            .chunks(MAX_BATCH)
            .map(|batch| self.write_batch(batch.to_vec(), deadline));
        let written: Vec<_> = stream::iter(batches)
            .buffer_unordered(BATCHES_IN_FLIGHT)
            .collect()
            .await;
        outcomes.extend(written.into_iter().flatten());
        outcomes
    }

    async fn write_batch<C: Clock>(
        &self,
        batch: Vec<(usize, Row)>,
        deadline: &Deadline<'_, C>,
    ) -> Vec<(usize, Outcome)> {
        let (mut indices, mut rows): (Vec<usize>, Vec<Row>) = batch.into_iter().unzip();
        let mut outcomes = Vec::with_capacity(indices.len());
        for attempt in 0..ATTEMPTS {
            if attempt > 0 {
                // Any wait up to the limit, so that throttled writers do not come back together.
                let wait = Duration::from_millis(fastrand::u64(0..=BACKOFF_MS << attempt));
                deadline.limit(tokio::time::sleep(wait)).await;
            }
            match self.call(self.table.put_all(&rows), deadline).await {
                Ok(left) => {
                    let done = (0..indices.len()).filter(|position| !left.contains(position));
                    outcomes.extend(done.map(|position| (indices[position], Ok(()))));
                    indices = left.iter().map(|position| indices[*position]).collect();
                    rows = left
                        .iter()
                        .map(|position| std::mem::take(&mut rows[*position]))
                        .collect();
                    if indices.is_empty() {
                        return outcomes;
                    }
                }
                // One bad row fails the whole request: alone, each gets its own answer.
                Err(TableError::Refused(_)) if rows.len() > 1 => {
                    for alone in indices.into_iter().zip(rows) {
                        outcomes.extend(Box::pin(self.write_batch(vec![alone], deadline)).await);
                    }
                    return outcomes;
                }
                Err(error) => {
                    outcomes.extend(indices.into_iter().map(|index| (index, Err(error.clone()))));
                    return outcomes;
                }
            }
        }
        self.breaker.failed(deadline.now_ms());
        let throttled = TableError::Unavailable(format!("it left items unprocessed {ATTEMPTS} times in a row"));
        outcomes.extend(indices.into_iter().map(|index| (index, Err(throttled.clone()))));
        outcomes
    }

    /// Sends a request, if the breaker lets it through and time is left, and tells the breaker what came of it.
    async fn call<C: Clock, R>(
        &self,
        request: impl Future<Output = Result<R, TableError>>,
        deadline: &Deadline<'_, C>,
    ) -> Result<R, TableError> {
        if self.breaker.gate(deadline.now_ms()) == Gate::Open {
            return Err(open());
        }
        // Running out of time says that the batch is large, not that the table fails: the breaker hears nothing of it.
        let Some(answer) = deadline.limit(request).await else {
            return Err(TableError::Unavailable("the invocation's time is used up".to_owned()));
        };
        match answer {
            Err(TableError::Unavailable(_)) => self.breaker.failed(deadline.now_ms()),
            _ => self.breaker.answered(),
        }
        answer
    }
}

fn open() -> TableError {
    TableError::Unavailable(format!(
        "it failed repeatedly and is left alone for {} s",
        PAUSE_MS / 1000
    ))
}

#[cfg(test)]
mod tests;
