//! Mistakes of state machines that the transform refuses, beside their events and policies.

use ferrocdk_template::Node;

use crate::rules;
use crate::schema::{Evaluation, Frame, Sink, is_open};

/// A state machine has its definition in the template or elsewhere, and not both.
pub(super) fn definition(_: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let Some(map) = node.as_map().filter(|map| !is_open(map)) else {
        return;
    };
    match (map.entry("Definition"), map.entry("DefinitionUri")) {
        (None, None) => sink.add(&rules::E3014, frame.place, || {
            ("one of `Definition` and `DefinitionUri` is required".to_owned(), None)
        }),
        (Some(_), Some(uri)) => sink.add(&rules::E3014, &frame.place.name(uri), || {
            (
                "only one of `Definition` and `DefinitionUri` may be there".to_owned(),
                None,
            )
        }),
        _ => {}
    }
}
