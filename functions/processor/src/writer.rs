//! Writes the items of a batch to the table.
//!
//! A reading that may stand at the time itself is inserted there, 25 in one request; the others, and those that found the
//! place taken by another reading, go to their own key in batches, unconditionally: only the same reading can stand there.
//! Both ways may be walked twice with the same result.

use std::time::Duration;

use futures_util::{StreamExt, stream};
use hashbrown::HashMap;

use crate::attributes::Standing;
use crate::breaker::{Breaker, Gate, PAUSE_MS};
use crate::config::Config;
use crate::item::Item;
use crate::ports::{Clock, Deadline, Insert, Key, MAX_BATCH, Row, Table, TableError};

/// Requests in flight.
const IN_FLIGHT: usize = 8;

/// How often a batch is sent while the table takes only a part of it: 6 times within about 3 seconds.
const ATTEMPTS: u32 = 6;

/// The longest wait before the second attempt; it doubles from there.
const BACKOFF_MS: u64 = 100;

/// Outcome of one item.
pub(crate) type Outcome = Result<(), TableError>;

/// Outcome of an insertion at the time itself: written, or what stands there.
type Placed = Result<Option<Standing>, TableError>;

/// The table behind its breaker.
pub(crate) struct Writer<T> {
    pub(crate) table: T,
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
    /// outcome is theirs: a request may not name a key twice, and the order of writes in flight is open.
    pub(crate) async fn write<C: Clock>(
        &self,
        items: &[Item],
        config: &Config,
        deadline: &Deadline<'_, C>,
    ) -> Vec<Outcome> {
        let mut last: HashMap<(&str, &str), usize> = HashMap::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            last.insert((&item.sensor.device, &item.own_key), index);
        }
        let chosen_for = |item: &Item| last.get(&(item.sensor.device.as_str(), item.own_key.as_str())).copied();
        let chosen: Vec<usize> = (0..items.len())
            .filter(|index| chosen_for(&items[*index]) == Some(*index))
            .collect();

        // Half open, the first item alone finds out whether the table answers.
        let probes = if self.breaker.gate(deadline.now_ms()) == Gate::Closed {
            0
        } else {
            chosen.len().min(1)
        };
        let (first, rest) = chosen.split_at(probes);
        let mut outcomes: Vec<Option<Outcome>> = vec![None; items.len()];
        for part in [first, rest] {
            for (index, outcome) in self.write_distinct(items, part, config, deadline).await {
                outcomes[index] = Some(outcome);
            }
        }
        let lost = || Err(TableError::Unavailable("the write was not begun".to_owned()));
        items
            .iter()
            .map(|item| {
                chosen_for(item)
                    .and_then(|index| outcomes[index].clone())
                    .unwrap_or_else(lost)
            })
            .collect()
    }

    async fn write_distinct<C: Clock>(
        &self,
        items: &[Item],
        chosen: &[usize],
        config: &Config,
        deadline: &Deadline<'_, C>,
    ) -> Vec<(usize, Outcome)> {
        let mut outcomes = Vec::with_capacity(chosen.len());
        let mut own = Vec::new();
        // Of the readings that compete for one place, the first of the batch is sent there; what it meets decides for all.
        let mut leaders: Vec<(usize, Vec<usize>)> = Vec::new();
        let mut places: HashMap<(&str, &str), usize> = HashMap::new();
        for &index in chosen {
            let item = &items[index];
            let Some(key) = &item.whole_key else {
                own.push(index);
                continue;
            };
            match places.get(&(item.sensor.device.as_str(), key.as_str())) {
                Some(&place) => leaders[place].1.push(index),
                None => {
                    places.insert((&item.sensor.device, key), leaders.len());
                    leaders.push((index, Vec::new()));
                }
            }
        }
        let insertions = leaders.chunks(MAX_BATCH).map(|chunk| async move {
            let rows = chunk.iter().map(|(leader, _)| Row {
                item: &items[*leader],
                sort_key: items[*leader].whole_key.as_deref().unwrap_or(&items[*leader].own_key),
            });
            self.insert_batch(&rows.collect::<Vec<_>>(), deadline).await
        });
        let placed: Vec<Vec<Placed>> = stream::iter(insertions).buffered(IN_FLIGHT).collect().await;
        for ((leader, followers), placed) in leaders.iter().zip(placed.into_iter().flatten()) {
            let competing = std::iter::once(leader).chain(followers);
            match placed {
                Ok(None) => {
                    outcomes.push((*leader, Ok(())));
                    own.extend(followers);
                }
                Ok(Some(standing)) => {
                    for &index in competing {
                        if items[index].is(&standing, config) {
                            outcomes.push((index, Ok(())));
                        } else {
                            own.push(index);
                        }
                    }
                }
                Err(error) => {
                    outcomes.push((*leader, Err(error.clone())));
                    match error {
                        // The leader is wrong in itself, and stands nowhere: the others go on without it.
                        TableError::Refused(_) => own.extend(followers),
                        TableError::Unavailable(_) => {
                            outcomes.extend(followers.iter().map(|index| (*index, Err(error.clone()))));
                        }
                    }
                }
            }
        }
        let batches = own
            .chunks(MAX_BATCH)
            .map(|batch| self.write_batch(items, batch.to_vec(), deadline));
        let written: Vec<_> = stream::iter(batches).buffer_unordered(IN_FLIGHT).collect().await;
        outcomes.extend(written.into_iter().flatten());
        outcomes
    }

    /// Inserts rows at the time itself; the outcomes stand in the order of the rows.
    async fn insert_batch<C: Clock>(&self, rows: &[Row<'_>], deadline: &Deadline<'_, C>) -> Vec<Placed> {
        let mut placed: Vec<Option<Placed>> = vec![None; rows.len()];
        let mut unseen = Vec::new();
        let mut open: Vec<usize> = (0..rows.len()).collect();
        for attempt in 0..ATTEMPTS {
            if open.is_empty() {
                break;
            }
            self.back_off(attempt, deadline).await;
            let sent: Vec<Row<'_>> = open.iter().map(|at| rows[*at]).collect();
            let answers = match self.call(self.table.insert_all(&sent), deadline).await {
                Ok(answers) => answers,
                // One bad row fails the whole request: alone, each gets its own answer.
                Err(TableError::Refused(_)) if sent.len() > 1 => {
                    for at in std::mem::take(&mut open) {
                        placed[at] = Box::pin(self.insert_batch(&rows[at..=at], deadline)).await.pop();
                    }
                    break;
                }
                Err(error) => {
                    open.drain(..).for_each(|at| placed[at] = Some(Err(error.clone())));
                    break;
                }
            };
            let mut left = Vec::new();
            for (at, answer) in open.into_iter().zip(answers) {
                match answer {
                    Insert::Written => placed[at] = Some(Ok(None)),
                    Insert::Taken(Some(standing)) => placed[at] = Some(Ok(Some(standing))),
                    Insert::Taken(None) => unseen.push(at),
                    Insert::Left => left.push(at),
                    Insert::Refused(reason) => placed[at] = Some(Err(TableError::Refused(reason))),
                    Insert::Failed(reason) => placed[at] = Some(Err(TableError::Unavailable(reason))),
                }
            }
            open = left;
        }
        if !open.is_empty() {
            self.breaker.failed(deadline.now_ms());
        }
        self.look(rows, &unseen, &mut placed, deadline).await;
        placed
            .into_iter()
            .map(|placed| placed.unwrap_or_else(|| Err(throttled())))
            .collect()
    }

    /// Reads what stands at the places of rows that the table only called taken.
    async fn look<C: Clock>(
        &self,
        rows: &[Row<'_>],
        unseen: &[usize],
        placed: &mut [Option<Placed>],
        deadline: &Deadline<'_, C>,
    ) {
        if unseen.is_empty() {
            return;
        }
        let keys: Vec<Key> = unseen
            .iter()
            .map(|at| (rows[*at].item.sensor.device.clone(), rows[*at].sort_key.to_owned()))
            .collect();
        match self.call(self.table.get_all(&keys), deadline).await {
            Ok(found) => {
                for (at, standing) in unseen.iter().zip(found) {
                    // It went away in between: the record comes again, and finds the place free.
                    let gone = || TableError::Unavailable("what stood at its key is gone".to_owned());
                    placed[*at] = Some(standing.map(Some).ok_or_else(gone));
                }
            }
            Err(error) => {
                let error = TableError::Unavailable(error.to_string());
                unseen.iter().for_each(|at| placed[*at] = Some(Err(error.clone())));
            }
        }
    }

    async fn write_batch<C: Clock>(
        &self,
        items: &[Item],
        mut indices: Vec<usize>,
        deadline: &Deadline<'_, C>,
    ) -> Vec<(usize, Outcome)> {
        let mut outcomes = Vec::with_capacity(indices.len());
        for attempt in 0..ATTEMPTS {
            self.back_off(attempt, deadline).await;
            let rows: Vec<Row<'_>> = indices.iter().map(|index| Row::own(&items[*index])).collect();
            match self.call(self.table.put_all(&rows), deadline).await {
                Ok(left) => {
                    let done = (0..indices.len()).filter(|position| !left.contains(position));
                    outcomes.extend(done.map(|position| (indices[position], Ok(()))));
                    indices = left.iter().map(|position| indices[*position]).collect();
                    if indices.is_empty() {
                        return outcomes;
                    }
                }
                // One bad row fails the whole request: alone, each gets its own answer.
                Err(TableError::Refused(_)) if indices.len() > 1 => {
                    for alone in indices {
                        outcomes.extend(Box::pin(self.write_batch(items, vec![alone], deadline)).await);
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
        outcomes.extend(indices.into_iter().map(|index| (index, Err(throttled()))));
        outcomes
    }

    /// Any wait up to the limit, so that throttled writers do not come back together.
    async fn back_off<C: Clock>(&self, attempt: u32, deadline: &Deadline<'_, C>) {
        if attempt > 0 {
            let wait = Duration::from_millis(fastrand::u64(0..=BACKOFF_MS << attempt));
            deadline.limit(tokio::time::sleep(wait)).await;
        }
    }

    /// Sends a request, if the breaker lets it through and time is left, and tells the breaker what came of it.
    pub(crate) async fn call<C: Clock, R>(
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

fn throttled() -> TableError {
    TableError::Unavailable(format!("it left items unprocessed {ATTEMPTS} times in a row"))
}

#[cfg(test)]
mod tests;
