//! Amazon GuardDuty.

use ferrocdk_template::Node;

use crate::rules;
use crate::schema::{Code, Evaluation, Frame, Sink};

pub(super) const DETECTOR: &[(&str, Code)] = &[("", sources)];

/// Features took the place of data sources; both together are refused (E3063).
fn sources(_: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    if node.get("DataSources").is_some() && node.get("Features").is_some() {
        sink.add(&rules::E3063, frame.place, || {
            let message = "`DataSources` and `Features` exclude each other".to_owned();
            (message, Some("`Features` says all that `DataSources` does".to_owned()))
        });
    }
}
