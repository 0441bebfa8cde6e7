//! Secrets Manager.

use ferrocdk::Construct;
use ferrocdk::aws::secretsmanager::{
    Rotation, RotationSchedule, RotationScheduleProps, Secret, SecretProps, SecretTargetAttachment,
    SecretTargetAttachmentProps, TargetType,
};

pub(crate) fn forms(stack: &dyn Construct) {
    Secret::new(stack, "Secret", SecretProps::new());
    let secret = Secret::new(stack, "Rotated", SecretProps::new());
    let function = Rotation::Function("arn:aws:lambda:us-east-1:111122223333:function:rotate".into());
    RotationSchedule::new(stack, "RotationSchedule", RotationScheduleProps::new(&secret, function));
    let attachment = SecretTargetAttachmentProps::new(&secret, TargetType::RdsDbInstance, "readings");
    SecretTargetAttachment::new(stack, "SecretTargetAttachment", attachment);
}
