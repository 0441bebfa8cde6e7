//! Lambda.

use ferrocdk_template::Node;

use crate::rules;
use crate::schema::{Code, Evaluation, Frame, Sink};

/// The day of the database's sources.
const SOURCES: &str = "2026-10-20";

pub(super) const FUNCTION: &[(&str, Code)] = &[("Runtime", runtime)];

/// Runtimes that can no longer be used to create a function (E2531), to update one (E2533), or that get no more patches (W2531).
fn runtime(evaluation: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let Some(name) = node.as_str() else { return };
    let facts = evaluation.context.facts;
    let Some(runtime) = facts.runtimes().iter().find(|runtime| runtime.name == name) else {
        return;
    };
    let today = evaluation.context.options.date.as_deref().unwrap_or(SOURCES);
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
        return;
    };
    sink.add(rule, frame.place, || {
        let message = format!(
            "the runtime `{name}` is out of date: {what} since {}",
            since.as_deref().unwrap_or_default()
        );
        (
            message,
            runtime
                .successor
                .as_ref()
                .map(|successor| format!("move to `{successor}`")),
        )
    });
}
