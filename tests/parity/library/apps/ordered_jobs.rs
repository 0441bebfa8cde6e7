//! Jobs in order by their groups, a worker that takes them, what fails at last, and alarms of all three.

use ferrocdk::aws::cloudwatch::{Alarm, AlarmProps, Condition};
use ferrocdk::aws::lambda::{BatchAnswer, Function, SqsEventSource};
use ferrocdk::aws::sqs::{FifoQueue, Queue, QueueProps, RedriveAllow};
use ferrocdk::aws::units::{Minutes, Seconds};
use ferrocdk::{App, Stack, StackProps, doc};

use super::node;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Jobs", StackProps::default());
    let failed = QueueProps::new().fifo(FifoQueue::ByDeduplicationId).redrive_allow(RedriveAllow::All);
    let failed = Queue::new(&stack, "Failed", failed);
    let jobs = QueueProps::new()
        .fifo(FifoQueue::HighThroughput)
        .cfn(|queue| queue.content_based_deduplication(true))
        .visibility_timeout(Minutes(6))
        .receive_message_wait_time(Seconds(20))
        .dead_letter_queue(&failed, 4);
    let jobs = Queue::new(&stack, "Jobs", jobs);
    let worker = Function::new(&stack, "Worker", node().timeout(Minutes(1)).reserved_concurrency(20));
    let source = SqsEventSource::new(&jobs)
        .batch_size(5)
        .max_concurrency(10)
        .batch_answer(BatchAnswer::PerRecord)
        .filters([doc!({ "body": { "kind": ["print", "pack"] } })]);
    worker.add_event_source(source);
    let starter = Function::new(&stack, "Starter", node().environment("JOBS", jobs.url()));
    jobs.grant_send_messages(&starter);
    let redriver = Function::new(&stack, "Redriver", node());
    failed.grant_consume_messages(&redriver);
    let alarm = |id: &str, when: Condition| Alarm::new(&stack, id, AlarmProps::new(when).evaluation_periods(1));
    alarm("Dead", failed.metric_approximate_number_of_messages_visible().at_least(1));
    alarm("Old", jobs.metric_approximate_age_of_oldest_message().at_least(Minutes(15)));
    alarm("Throttled", worker.metric_throttles().at_least(1));
}
