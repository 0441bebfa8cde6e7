//! The course of a minute: what waits, what escalates, what is forgotten.

use ferrocdk_contracts::metrics;
use ferrocdk_contracts::notice::NoticeKind;

use crate::case::Case;
use crate::handler::{MS_PER_MINUTE, Router};
use crate::ports::{Clock, Devices, Store, Topic, Unavailable};
use crate::{silence, text};

impl<S: Store, T: Topic, D: Devices, C: Clock, M: Fn(&str)> Router<S, T, D, C, M> {
    /// Tells what is due: one by one, or in a digest where it is much.
    pub(crate) async fn minute(&self) -> Result<(), Unavailable> {
        let now = self.clock.now_ms();
        let is_stopped = self.is_stopped(now).await?;
        let active = self.store.active().await?;
        self.count(&[
            (metrics::ALERTS_ACTIVE, active.len() as u64),
            (metrics::PLANNED_STOP, u64::from(is_stopped)),
        ]);
        if is_stopped {
            return self.let_pass(active, now).await;
        }
        if (now / MS_PER_MINUTE).is_multiple_of(silence::EVERY_MINUTES) {
            self.ask_after_devices(&active, now).await?;
        }
        let mut due = Vec::new();
        for case in active {
            if case.is_claimed(now) {
                continue;
            }
            if case.is_over() {
                self.end(&case).await?;
            } else if let Some(kind) = case.due(&self.config.policy, now) {
                due.extend(self.claim(case, kind, now).await?.map(|case| (case, kind)));
            }
        }
        self.tell(due, now).await
    }

    /// During a stop nobody is told; what came and went in it never is.
    async fn let_pass(&self, active: Vec<Case>, now: u64) -> Result<(), Unavailable> {
        let mut suppressed = 0;
        for case in active.iter().filter(|case| case.passed_by() && !case.is_claimed(now)) {
            self.end(case).await?;
            suppressed += 1;
        }
        if suppressed > 0 {
            self.count(&[(metrics::ALERTS_SUPPRESSED, suppressed)]);
        }
        Ok(())
    }

    /// Claims a case, with what its notice changes about it; `None` where somebody else works on it.
    async fn claim(&self, mut case: Case, kind: NoticeKind, now: u64) -> Result<Option<Case>, Unavailable> {
        case.claim(now);
        Ok(self.store.update(&mut case).await?.then(|| {
            case.prepare(kind, now);
            case
        }))
    }

    async fn tell(&self, due: Vec<(Case, NoticeKind)>, now: u64) -> Result<(), Unavailable> {
        if due.is_empty() {
            return Ok(());
        }
        let many = self.store.count(now / MS_PER_MINUTE, due.len() as u64).await? > u64::from(self.config.policy.storm);
        if many && due.len() > 1 {
            self.topic.publish(&text::digest(&self.config, &due)).await?;
            self.count(&[(metrics::NOTICES_PUBLISHED, 1)]);
            for (case, _) in due {
                self.told(case).await?;
            }
            return Ok(());
        }
        // One that cannot be told does not keep the others from it; its claim ends, and the next minute tells it.
        let mut failed = None;
        for (case, kind) in due {
            match self.publish(&case, kind).await {
                Ok(()) => self.told(case).await?,
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(()), Err)
    }
}
