//! Runtimes of Lambda on the day for which the template must be fit.

use crate::context::Context;
use crate::rules::{self, Rule};

/// The day of the database's sources.
const SOURCES: &str = "2026-10-20";

/// Whether a runtime is one with which functions should not be made any more.
pub(crate) fn is_outdated(context: Context<'_>, name: &str) -> bool {
    outdated(context, name).is_some()
}

/// Verdict on a runtime: rule, message, help.
pub(crate) fn outdated(context: Context<'_>, name: &str) -> Option<(&'static Rule, String, Option<String>)> {
    let runtime = context.facts.runtimes().iter().find(|runtime| runtime.name == name)?;
    let today = context.options.date.as_deref().unwrap_or(SOURCES);
    let is_past = |date: &Option<String>| date.as_deref().is_some_and(|date| date <= today);
    let (rule, what, since) = if is_past(&runtime.update_blocked) {
        (
            &rules::E2533,
            "no function that has it can be created or updated",
            &runtime.update_blocked,
        )
    } else if is_past(&runtime.create_blocked) {
        (
            &rules::E2531,
            "no function can be created with it",
            &runtime.create_blocked,
        )
    } else if is_past(&runtime.deprecated) {
        (&rules::W2531, "it gets no more patches", &runtime.deprecated)
    } else {
        return None;
    };
    let message = format!(
        "the runtime `{name}` is out of date: {what} since {}",
        since.as_deref().unwrap_or_default()
    );
    Some((
        rule,
        message,
        runtime
            .successor
            .as_ref()
            .map(|successor| format!("move to `{successor}`")),
    ))
}
