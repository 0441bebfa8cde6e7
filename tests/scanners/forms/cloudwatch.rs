//! CloudWatch.

use ferrocdk::Construct;
use ferrocdk::aws::cloudwatch::{
    Alarm, AlarmMuteRule, AlarmMuteRuleProps, AlarmProps, AlarmRule, CompositeAlarm, CompositeAlarmProps, Dashboard, DashboardProps, Metric,
};
use ferrocdk::aws::units::Hours;

pub(crate) fn forms(stack: &dyn Construct) {
    let metric = Metric::new("AWS/SQS", "ApproximateAgeOfOldestMessage").dimension("QueueName", "jobs");
    let alarm = Alarm::new(stack, "Alarm", AlarmProps::new(metric.above(600)));
    AlarmMuteRule::new(stack, "AlarmMuteRule", AlarmMuteRuleProps::new("cron(0 6 * * SUN)", Hours(8))).add_alarm(&alarm);
    CompositeAlarm::new(stack, "CompositeAlarm", CompositeAlarmProps::new(AlarmRule::alarm(&alarm)));
    Dashboard::new(stack, "Dashboard", DashboardProps::new());
}
