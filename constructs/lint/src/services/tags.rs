//! Tags of all services.

use ferrocdk_template::Node;

use super::assumed::Assumed;
use crate::place::Place;
use crate::rules;
use crate::schema::{Code, Evaluation, Frame, Sink, visit};
use crate::words::quote;

/// The check of the property `Tags`, whichever form it has.
pub(crate) const TAGS: Code = tags;

/// Characters that a key may have.
const KEY: usize = 128;
/// Characters that a value may have.
const VALUE: usize = 256;

/// Keys are given once, are not too long, and do not begin with `aws:`, which AWS keeps for itself (E3024).
fn tags(evaluation: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    if let Some(map) = node.as_map() {
        for entry in map {
            key(&entry.key, &frame.place.name(entry), sink);
            value(Some(&entry.value), &frame.place.key(entry), sink);
        }
        return;
    }
    let context = evaluation.context;
    visit(context, node, &["*", "Value"], frame.place, &mut |node, place| {
        value(node, place, sink);
    });
    let mut seen: Vec<(&str, Assumed)> = Vec::new();
    visit(context, node, &["*", "Key"], frame.place, &mut |key, place| {
        let Some(key) = key.and_then(Node::as_str) else { return };
        self::key(key, place, sink);
        let assumed = Assumed::at(place);
        let repeats = seen
            .iter()
            .any(|(other, before)| *other == key && assumed.meets(before, context));
        if repeats {
            sink.add(&rules::E3024, place, || {
                (format!("the tag {} stands here twice", quote(key)), None)
            });
        }
        seen.push((key, assumed));
    });
}

/// A key on its own.
fn key(text: &str, place: &Place<'_>, sink: &mut Sink<'_>) {
    if text.starts_with("aws:") {
        sink.add(&rules::E3024, place, || {
            (
                format!("{} begins with `aws:`, which AWS keeps for its own tags", quote(text)),
                None,
            )
        });
    }
    let length = text.chars().count();
    if !(1..=KEY).contains(&length) {
        sink.add(&rules::E3024, place, || {
            (
                format!("the key of a tag has 1 to {KEY} characters, and this one {length}"),
                None,
            )
        });
    }
}

/// A value on its own.
fn value(node: Option<&Node>, place: &Place<'_>, sink: &mut Sink<'_>) {
    let length = node.and_then(Node::as_str).map_or(0, |text| text.chars().count());
    if length > VALUE {
        sink.add(&rules::E3024, place, || {
            (
                format!("the value of a tag has at most {VALUE} characters, and this one {length}"),
                None,
            )
        });
    }
}
