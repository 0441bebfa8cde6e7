//! Schedules of a group, in a time zone, once and with limits, to a queue, a topic, a bus and any API.

use ferrocdk::aws::events::EventBus;
use ferrocdk::aws::iam::PolicyStatement;
use ferrocdk::aws::kms::{Key, KeyProps};
use ferrocdk::aws::scheduler::{
    ContextAttribute, Cron, Schedule, ScheduleExpression, ScheduleGroup, ScheduleGroupProps, ScheduleProps,
    ScheduleState, ScheduleTarget,
};
use ferrocdk::aws::sns::{Topic, TopicProps};
use ferrocdk::aws::sqs::{Queue, QueueProps};
use ferrocdk::aws::units::{Days, Hours, Minutes};
use ferrocdk::{App, Stack, StackProps, doc};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Schedules", StackProps::default());
    let jobs = Queue::new(&stack, "Jobs", QueueProps::new());
    let lost = Queue::new(&stack, "Lost", QueueProps::new());
    let people = Topic::new(&stack, "People", TopicProps::new());
    let key = Key::new(&stack, "Key", KeyProps::new());
    let group = ScheduleGroup::new(&stack, "Shifts", ScheduleGroupProps::new().schedule_group_name("shifts"));
    let at_six = ScheduleExpression::cron(Cron::new().hour(6).week_day("MON-FRI")).time_zone("America/Sao_Paulo");
    let start = ScheduleTarget::sqs_send_message(&jobs)
        .input(doc!({ "job": "start", "at": ContextAttribute::SCHEDULED_TIME }))
        .dead_letter_queue(&lost)
        .retry_attempts(3)
        .max_event_age(Hours(1));
    let early = ScheduleProps::new(at_six, start)
        .group(&group)
        .flexible_window(Minutes(15))
        .encryption_key(&key)
        .description("Early shift");
    Schedule::new(&stack, "Early", early);
    let christmas = ScheduleExpression::at("2026-12-24T18:00:00");
    let go_home = ScheduleTarget::sns_publish(&people).input_text("go home");
    Schedule::new(&stack, "Once", ScheduleProps::new(christmas, go_home));
    let bus = EventBus::from_event_bus_name(&stack, "Bus", "plant");
    let hour = ScheduleTarget::event_bridge_put_events(&bus, "plant.clock", "Hour").input(doc!({ "kind": "full" }));
    let tick = ScheduleProps::new(ScheduleExpression::rate(Hours(1)), hour)
        .start("2026-12-01T00:00:00Z")
        .end("2027-01-01T00:00:00Z")
        .state(ScheduleState::Disabled);
    Schedule::new(&stack, "Tick", tick);
    let stop = PolicyStatement::allow(["rds:StopDBInstance"]).on("arn:aws:rds:sa-east-1:111122223333:db:office");
    let stop = ScheduleTarget::universal("rds", "stopDBInstance", [stop])
        .input(doc!({ "DbInstanceIdentifier": "office" }));
    Schedule::new(&stack, "Stop", ScheduleProps::new(ScheduleExpression::rate(Days(1)), stop));
}
