//! Roles by their ARN.

use ferrocdk_template::Node;

use crate::rules;
use crate::schema::{Code, Evaluation, Frame, Sink};
use crate::words::quote;

pub(super) const BACKUP_SELECTION: &[(&str, Code)] = &[("BackupSelection/IamRoleArn", role)];
pub(super) const COMPUTE_ENVIRONMENT: &[(&str, Code)] =
    &[("ComputeResources/SpotIamFleetRole", role), ("ServiceRole", role)];

/// The ARN of a role, not its name (E3511).
pub(super) fn role(evaluation: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let Some(text) = node.as_str() else { return };
    if !evaluation
        .patterns
        .matches(r"^arn:(aws[a-zA-Z-]*)?:iam::[0-9]{12}:role/[a-zA-Z_0-9+=,.@/-]+$", text)
    {
        sink.add(&rules::E3511, frame.place, || {
            (
                format!(
                    "{} is not the ARN of a role: `arn:aws:iam::<account>:role/<name>`",
                    quote(text)
                ),
                None,
            )
        });
    }
}
