//! The plan of faults: how much of what.

use super::now;
use crate::place::{Place, remove, write};
use anyhow::Result;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Faults and their shares, 0 to 1.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    /// Requests of functions that are throttled.
    pub(crate) throttle: f64,
    /// Batches of which the second half is not processed.
    pub(crate) unprocessed: f64,
    /// Requests that are executed, and whose answer is lost.
    pub(crate) lost_answer: f64,
    /// Requests that get no answer for [`super::proxy::SLOW`].
    pub(crate) slow: f64,
    /// Functions that are killed a minute.
    pub(crate) kill: f64,
    /// Batches that are delivered once more, after later ones.
    pub(crate) again: f64,
    /// From when to when functions reach no service, in milliseconds since 1970.
    pub(crate) down: Option<(u64, u64)>,
}

const NAMES: &str = "throttle, unprocessed, lost-answer, slow, kill, again";

/// Reads a share such as `1%` or `0.01`.
///
/// # Errors
/// When it is none from 0 to 1.
pub(crate) fn share(text: &str) -> Result<f64, String> {
    let (number, unit) = match text.strip_suffix('%') {
        Some(number) => (number, 100.0),
        None => (text, 1.0),
    };
    match number.trim().parse::<f64>() {
        Ok(found) if (0.0..=1.0).contains(&(found / unit)) => Ok(found / unit),
        _ => Err(format!("`{text}` is no share; expected 0% to 100%, such as `0.1%`")),
    }
}

impl Plan {
    /// Reads `throttle=10%,kill=20`, or `all`.
    ///
    /// # Errors
    /// Names the part that is not understood.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut plan = Self::default();
        if text == "all" {
            return Self::parse("throttle=10%,unprocessed=10%,lost-answer=5%,slow=1%,kill=20,again=10%");
        }
        for part in text.split(',') {
            let (name, value) = part.split_once('=').unwrap_or((part, "10%"));
            let target = match name.trim() {
                "throttle" => &mut plan.throttle,
                "unprocessed" => &mut plan.unprocessed,
                "lost-answer" => &mut plan.lost_answer,
                "slow" => &mut plan.slow,
                "again" => &mut plan.again,
                "kill" => {
                    let number: f64 = value.trim_end_matches('%').parse().unwrap_or(-1.0);
                    if !(0.0..=600.0).contains(&number) {
                        return Err(format!("`{part}`: expected 0 to 600 kills a minute"));
                    }
                    plan.kill = number;
                    continue;
                }
                other => return Err(format!("`{other}` is no fault; expected `all` or some of {NAMES}")),
            };
            *target = share(value)?;
        }
        Ok(plan)
    }

    /// Takes every service away from the functions, in so many seconds and for so many.
    pub(crate) fn outage(&mut self, from: f64, seconds: f64) {
        let after = |seconds: f64| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "some hours at most, and not negative"
            )]
            let ms = (seconds.max(0.0) * 1000.0) as u64;
            now() + ms
        };
        self.down = Some((after(from), after(from + seconds)));
    }

    pub(super) fn is_down(&self) -> bool {
        self.down.is_some_and(|(from, to)| (from..to).contains(&now()))
    }

    fn file(place: &Place) -> PathBuf {
        place.dir().join("faults.json")
    }

    pub(crate) fn save(&self, place: &Place) -> Result<()> {
        write(&Self::file(place), &serde_json::to_vec(self)?)
    }

    pub(crate) fn clear(place: &Place) -> Result<()> {
        remove(&Self::file(place))
    }

    pub(super) fn read(place: &Place) -> Self {
        let read = std::fs::read(Self::file(place)).ok();
        read.and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_read_by_name() {
        let plan = Plan::parse("throttle=10%,kill=20,again").unwrap();
        assert!((plan.throttle - 0.1).abs() < 1e-9 && (plan.kill - 20.0).abs() < 1e-9 && plan.again > 0.0);
        assert!(Plan::parse("all").unwrap().unprocessed > 0.0);
        for (text, word) in [
            ("fire", "is no fault"),
            ("throttle=200%", "is no share"),
            ("kill=-1", "kills a minute"),
        ] {
            assert!(Plan::parse(text).unwrap_err().contains(word), "{text}");
        }
        assert_eq!(share("0.1%").map(|share| (share * 1e6).round()), Ok(1000.0));
    }

    #[test]
    fn an_outage_begins_and_ends() {
        let mut plan = Plan::default();
        assert!(!plan.is_down());
        plan.outage(-1.0, 60.0);
        assert!(plan.is_down());
        plan.outage(60.0, 1.0);
        assert!(!plan.is_down());
    }
}
