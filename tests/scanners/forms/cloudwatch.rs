//! CloudWatch.

use ferrocdk::Construct;
use ferrocdk::aws::cloudwatch::{
    Alarm, AlarmProps, AlarmRule, CompositeAlarm, CompositeAlarmProps, Dashboard, DashboardProps, Metric,
};

pub(crate) fn forms(stack: &dyn Construct) {
    let metric = Metric::new("AWS/SQS", "ApproximateAgeOfOldestMessage").dimension("QueueName", "jobs");
    let alarm = Alarm::new(stack, "Alarm", AlarmProps::new(metric.above(600)));
    CompositeAlarm::new(stack, "CompositeAlarm", CompositeAlarmProps::new(AlarmRule::alarm(&alarm)));
    Dashboard::new(stack, "Dashboard", DashboardProps::new());
}
