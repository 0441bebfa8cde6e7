//! Alarms by a threshold, by what is usual and by silence, one over all of them that is quiet in maintenance, and a dashboard.

use ferrocdk::aws::cloudwatch::{
    Alarm, AlarmProps, AlarmRule, CompositeAlarm, CompositeAlarmProps, Dashboard, DashboardProps, Metric, MissingData,
    Statistic, Widget,
};
use ferrocdk::aws::logs::{LogGroup, LogGroupProps};
use ferrocdk::aws::sns::{Topic, TopicProps};
use ferrocdk::aws::units::{Days, Minutes};
use ferrocdk::{App, Stack, StackProps};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Service", StackProps::default());
    let operations = Topic::new(&stack, "Operations", TopicProps::new());
    let group = LogGroupProps::new().log_group_name("/plant/service").retention(Days(180));
    let group = LogGroup::new(&stack, "Log", group);
    let of = |name: &str, statistic: Statistic| {
        Metric::new("Service", name).dimension("Service", "orders").statistic(statistic)
    };
    let (calls, errors) = (of("Calls", Statistic::Sum), of("Errors", Statistic::Sum));
    let latency = of("Latency", Statistic::Percentile(99.0));
    let slow = AlarmProps::new(latency.above(500)).description("slower than half a second");
    let slow = Alarm::new(&stack, "Slow", slow);
    let unusual = AlarmProps::new(calls.outside_band(3)).description("calls as never before");
    let unusual = Alarm::new(&stack, "Unusual", unusual);
    let silent = AlarmProps::new(calls.at_most(0))
        .description("nobody calls")
        .evaluation_periods(10)
        .datapoints_to_alarm(10)
        .missing_data(MissingData::Breaching)
        .alarm_actions([&operations]);
    let silent = Alarm::new(&stack, "Silent", silent);
    let rule = AlarmRule::all([
        AlarmRule::any([AlarmRule::alarm(&slow), AlarmRule::alarm(&unusual)]),
        !AlarmRule::alarm(&silent),
    ]);
    let bad = CompositeAlarmProps::new(rule)
        .composite_alarm_name("orders-bad")
        .description("orders are not served")
        .actions_suppressor("arn:aws:cloudwatch:sa-east-1:111122223333:alarm:maintenance")
        .suppressor_wait(Minutes(2))
        .suppressor_extension(Minutes(5))
        .alarm_actions([&operations])
        .ok_actions([&operations]);
    CompositeAlarm::new(&stack, "Bad", bad);
    let board = DashboardProps::new()
        .dashboard_name("orders")
        .start("-P1D")
        .row([
            Widget::graph("Load").left([&calls]).right([&latency]).line_at(1_000, "planned").width(12),
            Widget::gauge("Errors", 0, 100).left([&errors]).width(6),
            Widget::alarm("Slow", &slow).width(6),
        ])
        .row([Widget::log_query("Last errors", [group.name()], "fields @message | filter level = \"ERROR\" | limit 20").width(24)]);
    Dashboard::new(&stack, "Board", board);
}
