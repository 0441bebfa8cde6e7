//! Every grant of a stream and of a consumer.

use ferrocdk::aws::iam::Principal;
use ferrocdk::aws::kinesis::{Stream, StreamConsumer, StreamConsumerProps, StreamProps};
use ferrocdk::aws::kms::{Key, KeyProps};
use ferrocdk::{App, Stack, StackProps};

use super::role;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Grants", StackProps::default());
    let key = Key::new(&stack, "Key", KeyProps::new());
    let stream = Stream::new(&stack, "Stream", StreamProps::new().encryption_key(&key));
    stream.grant_read(&role(&stack, "Reader"));
    stream.grant_write(&role(&stack, "Writer"));
    stream.grant_read_write(&role(&stack, "Worker"));
    stream
        .grants()
        .actions(&role(&stack, "Looker"), ["kinesis:DescribeStream"]);
    stream.grant_read(&Principal::account("444455556666"));
    let consumer = StreamConsumer::new(&stack, "Consumer", StreamConsumerProps::new("dashboard", &stream));
    consumer.grant_read(&role(&stack, "Dashboard"));
    let arn = "arn:aws:kinesis:sa-east-1:111122223333:stream/imported";
    let imported = Stream::from_stream_arn(&stack, "Imported", arn);
    imported.grant_write(&role(&stack, "Forwarder"));
}
