//! A function that sends its results to a queue, is invoked by a rule, and watched.

use ferrocdk::aws::cloudwatch::{Alarm, AlarmProps};
use ferrocdk::aws::iam::Principal;
use ferrocdk::aws::lambda::{Architecture, Code, Function, FunctionProps, PermissionProps, Runtime};
use ferrocdk::aws::sqs::{Queue, QueueProps};
use ferrocdk::aws::units::{Days, Mebibytes, Minutes};
use ferrocdk::{App, Stack, StackProps};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Worker", StackProps::default());
    let failed = Queue::new(&stack, "Failed", QueueProps::new().retention_period(Days(14)));
    let results = QueueProps::new().visibility_timeout(Minutes(6)).dead_letter_queue(&failed, 5);
    let results = Queue::new(&stack, "Results", results);
    let worker = FunctionProps::new(Code::inline("exports.handler = async () => {};"))
        .runtime(Runtime::NODEJS_22)
        .handler("index.handler")
        .timeout(Minutes(1))
        .memory(Mebibytes(512))
        .environment("RESULTS", results.url())
        .reserved_concurrency(10)
        .architecture(Architecture::Arm64);
    let worker = Function::new(&stack, "Function", worker);
    results.grant_send_messages(&worker);
    let events = PermissionProps::new(Principal::service("events.amazonaws.com"))
        .source_arn("arn:aws:events:sa-east-1:111122223333:rule/nightly");
    worker.add_permission("Events", events);
    Alarm::new(&stack, "Errors", AlarmProps::new(worker.metric_errors().at_least(1)).evaluation_periods(1));
}
