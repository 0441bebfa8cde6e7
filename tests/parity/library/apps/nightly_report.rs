//! A state machine that a schedule starts: it lists, counts each line, waits where there is none, and tells of what failed.

use ferrocdk::aws::lambda::Function;
use ferrocdk::aws::s3::{Bucket, BucketProps};
use ferrocdk::aws::scheduler::{
    ContextAttribute, Cron, Schedule, ScheduleExpression, ScheduleProps, ScheduleTarget,
};
use ferrocdk::aws::sns::{Topic, TopicProps};
use ferrocdk::aws::sqs::{Queue, QueueProps};
use ferrocdk::aws::stepfunctions::{
    Catch, Choice, Condition, Fail, JsonPath, Map, Retry, StateMachine, StateMachineProps, Succeed, Wait, tasks,
};
use ferrocdk::aws::units::{Hours, Minutes, Seconds};
use ferrocdk::{App, Stack, StackProps, doc};

use super::node;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Report", StackProps::default());
    let reports = Bucket::new(&stack, "Reports", BucketProps::new());
    let operations = Topic::new(&stack, "Operations", TopicProps::new());
    let worker = |id: &str| Function::new(&stack, id, node().environment("BUCKET", reports.name()));
    let (lister, counter) = (worker("Lister"), worker("Counter"));
    reports.grant_read(&lister);
    reports.grants().objects("counts/*").put(&counter);
    let tell = tasks::sns_publish("Tell", &operations, JsonPath::at("$.error"))
        .parameter("Subject", "report")
        .next(Fail::new("Failed").error("ReportFailed").cause("see the log"));
    let count = tasks::lambda_invoke("Count", &counter).output_path("$.Payload").retry(
        Retry::on(["States.Timeout"]).interval(Seconds(10)).max_attempts(4).backoff_rate(1.5),
    );
    let each = Map::new("EachLine", count).items_path("$.lines").max_concurrency(10).result_path("$.counts");
    let later = Wait::duration("Later", Minutes(15)).next(Succeed::new("Nothing"));
    let any = Choice::new("AnyLines").when(Condition::is_present("$.lines[0]"), each).otherwise(later);
    let list = tasks::lambda_invoke("List", &lister)
        .output_path("$.Payload")
        .catch(Catch::on_all().result_path("$.error"), tell)
        .next(any);
    let machine = StateMachineProps::new(list).timeout(Hours(2)).state_machine_name("nightly-report");
    let machine = StateMachine::new(&stack, "Machine", machine);
    let target = ScheduleTarget::step_functions_start_execution(&machine)
        .input(doc!({ "day": ContextAttribute::SCHEDULED_TIME }))
        .dead_letter_queue(&Queue::new(&stack, "NotStarted", QueueProps::new()))
        .retry_attempts(3)
        .max_event_age(Hours(1));
    let at_night = ScheduleExpression::cron(Cron::new().minute(15).hour(1)).time_zone("America/Sao_Paulo");
    let nightly = ScheduleProps::new(at_night, target).flexible_window(Minutes(30));
    Schedule::new(&stack, "Nightly", nightly);
}
