//! Grants of actions of one's own choice, on what has such grants alone or besides.

use ferrocdk::aws::kms::Key;
use ferrocdk::aws::logs::{LogGroup, LogGroupProps};
use ferrocdk::aws::scheduler::{ScheduleGroup, ScheduleGroupProps};
use ferrocdk::aws::stepfunctions::{Activity, ActivityProps, Pass, StateMachine, StateMachineProps};
use ferrocdk::aws::units::Days;
use ferrocdk::{App, Stack, StackProps};

use super::role;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Grants", StackProps::default());
    let log = LogGroup::new(&stack, "Log", LogGroupProps::new().retention(Days(30)));
    log.grants().actions(&role(&stack, "LogWriter"), ["logs:PutLogEvents"]);
    let shifts = ScheduleGroup::new(&stack, "Shifts", ScheduleGroupProps::new().schedule_group_name("shifts"));
    shifts.grant(&role(&stack, "Planner"), &["scheduler:GetScheduleGroup"]);
    let key = "arn:aws:kms:sa-east-1:111122223333:key/12345678-1234-1234-1234-123456789012";
    let key = Key::from_key_arn(&stack, "Key", key);
    key.grant(&role(&stack, "Decrypter"), &["kms:Decrypt"]);
    let activity = Activity::new(&stack, "Inspect", ActivityProps::new().activity_name("inspect"));
    activity.grants().actions(&role(&stack, "Inspector"), ["states:GetActivityTask"]);
    let machine = StateMachine::new(&stack, "Machine", StateMachineProps::new(Pass::new("Nothing")));
    machine.grants().actions(&role(&stack, "Owner"), ["states:UpdateStateMachine"]);
    machine.grant_redrive_execution(&role(&stack, "Redriver"));
}
