//! Amazon Route 53.

use ferrocdk_template::Node;

use crate::rules;
use crate::schema::{Code, Evaluation, Frame, Sink, visit};
use crate::words::quote;

pub(super) const RECORD_SET: &[(&str, Code)] = &[("", zone)];

/// A record stands in the zone that it names (E3041).
fn zone(evaluation: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let context = evaluation.context;
    visit(context, node, &["HostedZoneName"], frame.place, &mut |zone, place| {
        let Some(zone) = zone.and_then(Node::as_str) else {
            return;
        };
        let whole = if zone.ends_with('.') {
            zone.to_owned()
        } else {
            format!("{zone}.")
        };
        if !zone.ends_with('.') {
            sink.add(&rules::E3041, place, || {
                (
                    format!("{} does not end in a dot", quote(zone)),
                    Some(format!("write `{whole}`")),
                )
            });
        }
        visit(
            context,
            node,
            &["Name"],
            &frame.place.beside(place),
            &mut |name, place| {
                let Some(name) = name.and_then(Node::as_str) else {
                    return;
                };
                let with_dot = if name.ends_with('.') {
                    name.to_owned()
                } else {
                    format!("{name}.")
                };
                if with_dot != whole && !with_dot.ends_with(&format!(".{whole}")) {
                    sink.add(&rules::E3041, place, || {
                        (
                            format!("{} does not lie in the zone {}", quote(name), quote(zone)),
                            None,
                        )
                    });
                }
            },
        );
    });
}
