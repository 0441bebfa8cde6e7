//! Typed patterns and readings.

use ferrocdk_assertions::{Match, Template, pattern};
use ferrocdk_cfn::kinesis::stream::{CfnStream, StreamEncryption, StreamProps};
use ferrocdk_cfn::sqs::queue::{CfnQueue, QueueProps};
use ferrocdk_core::{App, Expr, Stack, StackProps, Tag, Value, pseudo, text};
use serde_json::json;

use crate::message;

fn template() -> (Stack, CfnQueue, Template) {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let queue = CfnQueue::new(&stack, "Queue", QueueProps::new().delay_seconds(5));
    let encryption = StreamEncryption::new().encryption_type("KMS").key_id(queue.attr_arn());
    let stream = StreamProps::new()
        .shard_count(4)
        .name(text!("readings-{}", pseudo::region()))
        .stream_encryption(encryption)
        .tags(vec![Tag::new("plant", "sao-paulo")]);
    CfnStream::new(&stack, "Stream", stream);
    let template = Template::from_stack(&app, &stack);
    (stack, queue, template)
}

#[test]
fn only_fields_that_are_set_count() {
    let (_, _, template) = template();
    template.has(StreamProps::new());
    template.has(StreamProps::new().shard_count(4));
    template.has(StreamProps::new().name(text!("readings-{}", pseudo::region())));
    template.has(StreamProps::new().stream_encryption(StreamEncryption::new().encryption_type("KMS")));
    template.has(StreamProps::new().tags(vec![Tag::new("plant", "sao-paulo")]));
    let key = Value::Intrinsic(Expr::call(
        "Fn::GetAtt",
        Expr::Array(vec![Expr::string("Queue"), Expr::string("Arn")]),
    ));
    template.has(StreamProps::new().stream_encryption(StreamEncryption::new().key_id(key)));
    let typed = Match::typed(QueueProps::new().delay_seconds(5));
    template.has_resource("AWS::SQS::Queue", pattern!({ "Properties": typed }));
}

#[test]
fn what_differs_is_told_by_its_cloudformation_name() {
    let (_, _, template) = template();
    let text = message(std::panic::AssertUnwindSafe(|| {
        template.has(StreamProps::new().shard_count(3).retention_period_hours(24));
    }));
    assert!(text.contains("^ Properties.ShardCount: expected 3, found 4"), "{text}");
    assert!(
        text.contains("^ Properties.RetentionPeriodHours: expected 24, found nothing"),
        "{text}"
    );
}

#[test]
fn a_reference_to_a_construct_is_refused_with_the_way_out() {
    let (_, queue, template) = template();
    let encryption = StreamEncryption::new().key_id(queue.attr_arn());
    let text = message(std::panic::AssertUnwindSafe(|| {
        template.has(StreamProps::new().stream_encryption(encryption));
    }));
    assert!(
        text.starts_with("a typed pattern holds what only its own app can resolve: a value refers"),
        "{text}"
    );
    assert!(text.contains("\nhelp: write Expr::name_ref"), "{text}");
}

#[test]
fn properties_are_read_as_their_binding_has_them() {
    let (_, _, template) = template();
    let streams = template.read::<StreamProps>();
    let [(id, stream)] = streams.as_slice() else {
        panic!("{} streams", streams.len())
    };
    assert_eq!(*id, "Stream");
    assert_eq!(stream.shard_count, Some(4.into()));
    assert_eq!(stream.retention_period_hours, None);
    assert!(stream.name.as_ref().is_some_and(Value::is_intrinsic));
    let foreign = json!({ "Resources": { "S": { "Type": "AWS::Kinesis::Stream", "Properties": { "Shards": 4 } } } });
    assert_eq!(
        message(|| drop(Template::from_json(foreign).read::<StreamProps>())),
        "the properties of S are not those of AWS::Kinesis::Stream: unknown property \"Shards\""
    );
}
