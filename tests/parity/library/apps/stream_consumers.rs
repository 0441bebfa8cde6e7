//! A stream that two functions read: one in batches with what fails kept, one with throughput of its own, in windows.

use ferrocdk::aws::cloudwatch::{Alarm, AlarmProps};
use ferrocdk::aws::dynamodb::{Attribute, Table, TableProps};
use ferrocdk::aws::kinesis::{Stream, StreamConsumer, StreamConsumerProps, StreamProps};
use ferrocdk::aws::kms::{Key, KeyProps};
use ferrocdk::aws::lambda::{Function, KinesisEventSource, StartingPosition};
use ferrocdk::aws::sqs::{Queue, QueueProps};
use ferrocdk::aws::units::{Hours, Minutes, Seconds};
use ferrocdk::{App, Stack, StackProps, doc};

use super::node;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Consumers", StackProps::default());
    let key = Key::new(&stack, "Key", KeyProps::new());
    let stream = StreamProps::new().shard_count(4).retention_period(Hours(72)).encryption_key(&key);
    let stream = Stream::new(&stack, "Stream", stream);
    let consumer = StreamConsumer::new(&stack, "Fast", StreamConsumerProps::new("fast", &stream));
    let latest = Table::new(&stack, "Latest", TableProps::new(Attribute::string("thing")));
    let failed = Queue::new(&stack, "Failed", QueueProps::new());
    let keeper = Function::new(&stack, "Keeper", node());
    latest.grant_write_data(&keeper);
    let all = KinesisEventSource::new(&stream)
        .batch_size(500)
        .max_batching_window(Seconds(5))
        .parallelization_factor(2)
        .retry_attempts(5)
        .max_record_age(Hours(12))
        .on_failure(&failed);
    keeper.add_event_source(all);
    let watcher = Function::new(&stack, "Watcher", node());
    let hot = KinesisEventSource::new(&consumer)
        .starting_position(StartingPosition::Latest)
        .tumbling_window(Minutes(1))
        .filters([doc!({ "data": { "celsius": [{ "numeric": [">", 80, "<=", 120] }] } })]);
    watcher.add_event_source(hot);
    let late = AlarmProps::new(keeper.metric_iterator_age().above(Minutes(1))).evaluation_periods(5);
    Alarm::new(&stack, "Late", late);
}
