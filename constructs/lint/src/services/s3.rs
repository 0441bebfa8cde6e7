//! Amazon S3.

use ferrocdk_template::Node;

use super::iam;
use crate::compare::as_number;
use crate::rules;
use crate::schema::{Code, Evaluation, Frame, Sink};

pub(super) const BUCKET: &[(&str, Code)] = &[
    ("AccessControl", access_control),
    ("IntelligentTieringConfigurations/*/Tierings/*", tiering),
    ("ReplicationConfiguration/Role", iam::role),
];

/// Access control lists are what bucket policies replaced (W3045).
fn access_control(_: &Evaluation<'_>, _: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    sink.add(&rules::W3045, frame.place, || {
        let message = "access control lists are a legacy of S3".to_owned();
        (message, Some("give access with an `AWS::S3::BucketPolicy`".to_owned()))
    });
}

/// Archives take objects after their least number of days (E3061).
fn tiering(_: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let least = match node.get("AccessTier").and_then(Node::as_str) {
        Some("ARCHIVE_ACCESS") => 90.0,
        Some("DEEP_ARCHIVE_ACCESS") => 180.0,
        _ => return,
    };
    let Some(days) = node.get("Days").and_then(as_number) else {
        return;
    };
    if !(least..=730.0).contains(&days) {
        sink.add(&rules::E3061, frame.place, || {
            (
                format!("{days} days, and {least} to 730 are allowed for this tier"),
                None,
            )
        });
    }
}
