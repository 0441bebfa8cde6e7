//! Alarms over a metric and over maths, one over both, and a dashboard.

use ferrocdk::aws::cloudwatch::{
    Alarm, AlarmProps, AlarmRule, CompositeAlarm, CompositeAlarmProps, Dashboard, DashboardProps, Metric, Statistic,
    Widget,
};
use ferrocdk::aws::sqs::{Queue, QueueProps};
use ferrocdk::aws::units::Minutes;
use ferrocdk::{App, Stack, StackProps};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Monitoring", StackProps::default());
    let jobs = Queue::new(&stack, "Jobs", QueueProps::new());
    let late = AlarmProps::new(jobs.metric_approximate_age_of_oldest_message().above(Minutes(10)))
        .description("Jobs wait for ten minutes")
        .alarm_actions(["arn:aws:sns:sa-east-1:111122223333:operations"]);
    let late = Alarm::new(&stack, "Late", late);
    let of = |name: &str| Metric::new("Plant", name).dimension("Plant", "p1").statistic(Statistic::Sum);
    let (errors, calls) = (of("Errors"), of("Calls"));
    let share = (&errors / &calls).label("Share");
    let failing = AlarmProps::new(share.above(0.01))
        .description("More than one call in a hundred fails")
        .evaluation_periods(1);
    let failing = Alarm::new(&stack, "Failing", failing);
    let any = AlarmRule::any([AlarmRule::alarm(&late), AlarmRule::alarm(&failing)]);
    CompositeAlarm::new(&stack, "Any", CompositeAlarmProps::new(any));
    let board = DashboardProps::new()
        .dashboard_name("plant")
        .row([Widget::text("# Plant").width(24).height(2)])
        .row([
            Widget::graph("Calls").left([&calls]).right([&errors]).width(12),
            Widget::single_value("Errors").left([&errors]),
            Widget::alarm_status("State", [&late]),
        ]);
    Dashboard::new(&stack, "Board", board);
}
