//! Amazon CloudFront.

use ferrocdk_template::Node;

use crate::rules;
use crate::schema::{Code, Evaluation, Frame, Sink, visit};
use crate::words::{names, quote};

pub(super) const DISTRIBUTION: &[(&str, Code)] =
    &[("DistributionConfig/Aliases/*", alias), ("DistributionConfig", origin)];

/// An alias is a domain name; a wildcard stands for its first label alone (E3013).
fn alias(evaluation: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let Some(text) = node.as_str() else { return };
    let is_domain = evaluation.patterns.matches(
        r"^([a-z0-9*]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$",
        text,
    );
    if !is_domain || text.contains(".*.") {
        sink.add(&rules::E3013, frame.place, || {
            (
                format!(
                    "{} is not a domain name in small letters, with `*` at most for its first label",
                    quote(text)
                ),
                None,
            )
        });
    }
}

/// The default behaviour's origin, or group of origins, exists (E3057).
fn origin(evaluation: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let context = evaluation.context;
    visit(
        context,
        node,
        &["DefaultCacheBehavior", "TargetOriginId"],
        frame.place,
        &mut |target, place| {
            let Some(target) = target.and_then(Node::as_str) else {
                return;
            };
            let mut ids = Vec::new();
            let mut is_known = true;
            let mut collect = |id: Option<&'_ Node>, is_required: bool| match id.map(Node::as_str) {
                Some(Some(id)) => ids.push(id.to_owned()),
                Some(None) => is_known = false,
                None => is_known &= !is_required,
            };
            let around = frame.place.beside(place);
            visit(context, node, &["Origins", "*", "Id"], &around, &mut |id, _| {
                collect(id, true);
            });
            visit(
                context,
                node,
                &["OriginGroups", "Items", "*", "Id"],
                &around,
                &mut |id, _| collect(id, false),
            );
            // Origins that a function gives are no list.
            let is_list = |name: &str| {
                node.get(name)
                    .is_none_or(|node| node.as_list().is_some() || node.get("Items").is_some())
            };
            if is_known && is_list("Origins") && is_list("OriginGroups") && !ids.iter().any(|id| id == target) {
                sink.add(&rules::E3057, place, || {
                    (
                        format!("there is no origin {}", quote(target)),
                        Some(format!("there are {}", names(ids.iter().map(String::as_str)))),
                    )
                });
            }
        },
    );
}
