//! AWS Backup.

use ferrocdk_template::Node;

use crate::compare::as_number;
use crate::rules;
use crate::schema::{Code, Evaluation, Frame, Sink};

pub(super) const PLAN: &[(&str, Code)] = &[
    ("BackupPlan/BackupPlanRule/*/Lifecycle", lifecycle),
    ("BackupPlan/BackupPlanRule/*/CopyActions/*/Lifecycle", lifecycle),
];

/// Backups in cold storage stay there for 90 days at least (E3504).
fn lifecycle(_: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let days = |name| node.get(name).and_then(as_number);
    let (Some(deleted), Some(cold)) = (days("DeleteAfterDays"), days("MoveToColdStorageAfterDays")) else {
        return;
    };
    if deleted - cold < 90.0 {
        sink.add(&rules::E3504, frame.place, || {
            let message = format!("`DeleteAfterDays` is {deleted}, and must be at least {}", cold + 90.0);
            (
                message,
                Some("what moves to cold storage stays there for at least 90 days".to_owned()),
            )
        });
    }
}
