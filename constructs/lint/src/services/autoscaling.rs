//! Auto Scaling.

use ferrocdk_template::Node;

use crate::rules;
use crate::schema::{Code, Evaluation, Frame, Sink};
use crate::words::quote;

pub(super) const GROUP: &[(&str, Code)] = &[("HealthCheckType", health_check)];

/// EC2's health check stands alone (E3056).
fn health_check(_: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let Some(text) = node.as_str() else { return };
    let kinds: Vec<&str> = text.split(',').map(str::trim).collect();
    if kinds.len() > 1 && kinds.contains(&"EC2") {
        sink.add(&rules::E3056, frame.place, || {
            (
                format!("{} combines `EC2` with another health check", quote(text)),
                Some("EC2's own check is always part of the others".to_owned()),
            )
        });
    }
}
