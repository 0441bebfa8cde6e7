//! The app.

use ferrocdk::aws::cloudwatch::{Alarm, AlarmProps};
use ferrocdk::aws::dynamodb::{Attribute, Table, TableProps};
use ferrocdk::aws::lambda::{BatchAnswer, Code, Function, FunctionProps, Runtime, SqsEventSource};
use ferrocdk::aws::sns::{EmailSubscription, Topic, TopicProps};
use ferrocdk::aws::sqs::{Queue, QueueProps};
use ferrocdk::aws::units::{Minutes, Seconds};
use ferrocdk::{App, Stack, StackProps};

pub(crate) fn worker(app: &App) {
    let stack = Stack::new(app, "Worker", StackProps::default());
    let failed = Queue::new(&stack, "Failed", QueueProps::new());
    let jobs = QueueProps::new()
        .visibility_timeout(Minutes(7))
        .dead_letter_queue(&failed, 3);
    let jobs = Queue::new(&stack, "Jobs", jobs);
    let results = Table::new(&stack, "Results", TableProps::new(Attribute::string("id")));

    let function = FunctionProps::new(Code::inline(include_str!("worker.py")))
        .runtime(Runtime::PYTHON_3_14)
        .handler("index.handler")
        .timeout(Minutes(1))
        .environment("TABLE", results.name());
    let function = Function::new(&stack, "Function", function);
    let source = SqsEventSource::new(&jobs).batch_answer(BatchAnswer::PerRecord);
    function.add_event_source(source.batch_size(10).max_batching_window(Seconds(5)));
    results.grant_write_data(&function);

    let operations = Topic::new(&stack, "Operations", TopicProps::new());
    operations.add_subscription(EmailSubscription::new("operations@example.com"));
    let given_up = failed
        .metric_approximate_number_of_messages_visible()
        .statistic("Maximum")
        .at_least(1);
    let given_up = AlarmProps::new(given_up)
        .description("Jobs failed three times")
        .at_once();
    Alarm::new(&stack, "GivenUp", given_up.tell(&operations));
}
