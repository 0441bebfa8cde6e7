//! Secrets Manager.

use ferrocdk::Stack;
use ferrocdk::aws::secretsmanager::{
    HostedRotation, Rotation, RotationSchedule, RotationScheduleProps, Secret, SecretProps, SecretTargetAttachment,
    SecretTargetAttachmentProps, TargetType,
};

pub(crate) fn forms(stack: &Stack) {
    let secret = Secret::new(stack, "Secret", SecretProps::new());
    let rotation = Rotation::Hosted(HostedRotation::PostgreSqlSingleUser);
    RotationSchedule::new(stack, "Rotation", RotationScheduleProps::new(&secret, rotation));
    let attachment = SecretTargetAttachmentProps::new(&secret, TargetType::RdsDbInstance, "historian");
    SecretTargetAttachment::new(stack, "Attachment", attachment);
}
