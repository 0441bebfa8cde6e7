//! Faults on purpose: between the functions and AWS, in the functions, and in what is delivered to them. Each follows from a seed.
//!
//! A simulation writes a plan into the folder of the local AWS; the daemon follows it until it is gone.

mod killer;
mod plan;
mod proxy;

pub(crate) use plan::{Plan, share};
pub(crate) use proxy::Proxy;

use crate::place::Place;
use crate::stop::Stop;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How often the plan is looked at.
const LOOK: Duration = Duration::from_millis(250);

/// The plan of the moment, shared by all that follow it.
#[derive(Clone, Default)]
pub(crate) struct Faults(Arc<Inner>);

#[derive(Default)]
struct Inner {
    plan: RwLock<Plan>,
    drawn: AtomicU64,
}

/// Milliseconds since 1970.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

impl Faults {
    pub(crate) fn plan(&self) -> Plan {
        self.0.plan.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A number from 0 to 1, the next of the plan's seed.
    fn draw(&self, seed: u64) -> f64 {
        let mut z = seed.wrapping_add(
            self.0
                .drawn
                .fetch_add(1, Ordering::Relaxed)
                .wrapping_mul(0x9e37_79b9_7f4a_7c15),
        );
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        #[expect(clippy::cast_precision_loss, reason = "53 bits are kept")]
        let share = ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64;
        share
    }

    /// Whether a batch that was processed is delivered once more.
    pub(crate) fn again(&self) -> bool {
        let plan = self.plan();
        plan.again > 0.0 && self.draw(plan.seed) < plan.again
    }

    /// Follows the plan in the folder until told to stop.
    pub(crate) fn follow(&self, place: &Place, emulator: u32, stop: &Stop) {
        while !stop.is_set() {
            let plan = Plan::read(place);
            let kill = plan.kill * LOOK.as_secs_f64() / 60.0;
            if plan != self.plan() {
                self.0.drawn.store(0, Ordering::Relaxed);
                *self.0.plan.write().unwrap_or_else(PoisonError::into_inner) = plan.clone();
            }
            if kill > 0.0 && self.draw(plan.seed) < kill {
                killer::kill_one(emulator, self.draw(plan.seed));
            }
            stop.wait(LOOK);
        }
    }
}
