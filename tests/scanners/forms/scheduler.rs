//! EventBridge Scheduler.

use ferrocdk::Construct;
use ferrocdk::aws::scheduler::{
    Schedule, ScheduleExpression, ScheduleGroup, ScheduleGroupProps, ScheduleProps, ScheduleTarget,
};
use ferrocdk::aws::units::Hours;

pub(crate) fn forms(stack: &dyn Construct) {
    ScheduleGroup::new(stack, "ScheduleGroup", ScheduleGroupProps::new());
    let machine = "arn:aws:states:sa-east-1:111122223333:stateMachine:report";
    let target = ScheduleTarget::step_functions_start_execution(machine);
    Schedule::new(stack, "Schedule", ScheduleProps::new(ScheduleExpression::rate(Hours(1)), target));
}
