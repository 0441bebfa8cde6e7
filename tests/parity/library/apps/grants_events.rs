//! Every grant of an event bus, a log group and a group of schedules.

use ferrocdk::aws::events::{EventBus, EventBusProps};
use ferrocdk::aws::iam::Principal;
use ferrocdk::aws::logs::{LogGroup, LogGroupProps};
use ferrocdk::aws::scheduler::{ScheduleGroup, ScheduleGroupProps};
use ferrocdk::{App, Stack, StackProps};

use super::role;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Grants", StackProps::default());
    let bus = EventBus::new(&stack, "Bus", EventBusProps::new());
    bus.grant_put_events_to(&role(&stack, "Sender"));
    bus.grant_put_events_to(&Principal::account("444455556666"));
    let group = LogGroup::new(&stack, "Logs", LogGroupProps::new());
    group.grant_write(&role(&stack, "Writer"));
    group.grant_read(&role(&stack, "Reader"));
    group.grant_write(&Principal::service("route53.amazonaws.com"));
    let shifts = ScheduleGroup::new(&stack, "Shifts", ScheduleGroupProps::new().schedule_group_name("shifts"));
    shifts.grant_read_schedules(&role(&stack, "ScheduleReader"));
    shifts.grant_write_schedules(&role(&stack, "ScheduleWriter"));
    shifts.grant_delete_schedules(&role(&stack, "ScheduleCleaner"));
}
