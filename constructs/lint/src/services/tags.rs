//! Tags of all services.

use ferrocdk_template::Node;

use crate::rules;
use crate::schema::{Code, Evaluation, Frame, Sink, quote, visit};

/// The check of the property `Tags`, whichever form it has.
pub(crate) const TAGS: Code = tags;

/// Keys are given once, and do not begin with `aws:`, which AWS keeps for itself (E3024).
fn tags(evaluation: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    if let Some(map) = node.as_map() {
        for entry in map.iter().filter(|entry| entry.key.starts_with("aws:")) {
            sink.add(&rules::E3024, &frame.place.name(entry), || (reserved(&entry.key), None));
        }
        return;
    }
    let context = evaluation.context;
    let mut seen: Vec<(&str, Vec<(String, bool)>)> = Vec::new();
    visit(context, node, &["*", "Key"], frame.place, &mut |key, place| {
        let Some(key) = key.and_then(Node::as_str) else { return };
        if key.starts_with("aws:") {
            sink.add(&rules::E3024, place, || (reserved(key), None));
        }
        let assumed: Vec<(String, bool)> = place
            .assumptions()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        let repeats = seen.iter().filter(|(other, _)| *other == key).any(|(_, before)| {
            let both = before
                .iter()
                .chain(&assumed)
                .map(|(name, value)| (name.as_str(), *value));
            context.template.conditions.possible(both)
        });
        if repeats {
            sink.add(&rules::E3024, place, || {
                (format!("the tag {} stands here twice", quote(key)), None)
            });
        }
        seen.push((key, assumed));
    });
}

fn reserved(key: &str) -> String {
    format!("{} begins with `aws:`, which AWS keeps for its own tags", quote(key))
}
