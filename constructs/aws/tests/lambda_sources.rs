//! Event sources in a template, and mappings that are refused.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use ferrocdk_aws::dynamodb::{Attribute, StreamView, Table, TableProps};
use ferrocdk_aws::kinesis::{Stream, StreamProps};
use ferrocdk_aws::lambda::{
    Architecture, BatchAnswer, DynamoEventSource, EventSourceMapping, EventSourceMappingProps, Function, FunctionProps,
    KinesisEventSource, ManagedKafkaEventSource, ProvisionedPollers, RustCode, S3EventSource,
    SelfManagedKafkaEventSource, SnsEventSource, SqsEventSource, StartingPosition,
};
use ferrocdk_aws::s3::{Bucket, BucketProps, EventType, Notification};
use ferrocdk_aws::sns::{Topic, TopicProps};
use ferrocdk_aws::sqs::{FifoQueue, Queue, QueueProps};
use ferrocdk_aws::units::{Days, Hours, Seconds};
use ferrocdk_core::{App, Stack, StackProps, doc};
use serde_json::{Value as Json, json};

use crate::support::{of_type, properties, statements, template, told_in_region as told};

fn code() -> RustCode {
    RustCode::with_fingerprint("press", &"0".repeat(64), Architecture::X86_64)
}

fn function(stack: &Stack) -> Function {
    Function::new(stack, "Function", FunctionProps::new(code()))
}

#[test]
fn a_queue_is_read_with_what_that_needs() {
    let template = template(|stack| {
        let jobs = Queue::new(stack, "Jobs", QueueProps::new());
        let source = SqsEventSource::new(&jobs)
            .batch_size(100)
            .max_batching_window(Seconds(5))
            .max_concurrency(4)
            .batch_answer(BatchAnswer::PerRecord)
            .filters([doc!({ "body": { "line": ["press"] } })]);
        function(stack).add_event_source(source);
    });
    let mapping = properties(&template, "AWS::Lambda::EventSourceMapping");
    let expected = json!({
        "BatchSize": 100, "MaximumBatchingWindowInSeconds": 5, "ScalingConfig": { "MaximumConcurrency": 4 },
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "FilterCriteria": { "Filters": [{ "Pattern": r#"{"body":{"line":["press"]}}"# }] },
    });
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(mapping[key], *value, "{key}");
    }
    let ids: Vec<&String> = template["Resources"].as_object().unwrap().keys().collect();
    assert!(
        ids.iter().any(|id| id.starts_with("FunctionSqsEventSourceplantJobs")),
        "as AWS CDK names it: {ids:?}"
    );
    assert!(
        serde_json::to_string(&statements(&template))
            .unwrap()
            .contains("sqs:DeleteMessage")
    );
}

#[test]
fn a_stream_loses_nothing() {
    let template = template(|stack| {
        let stream = Stream::new(stack, "Stream", StreamProps::new());
        let failed = Queue::new(stack, "Failed", QueueProps::new());
        function(stack).add_event_source(KinesisEventSource::new(&stream).on_failure(&failed));
    });
    let mapping = properties(&template, "AWS::Lambda::EventSourceMapping");
    let expected = json!({
        "BatchSize": 100, "BisectBatchOnFunctionError": true, "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "MaximumRecordAgeInSeconds": 151_200, "StartingPosition": "TRIM_HORIZON",
    });
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(mapping[key], *value, "{key}");
    }
    assert!(mapping["DestinationConfig"]["OnFailure"]["Destination"].is_object());
    assert!(
        mapping.get("MaximumRetryAttempts").is_none(),
        "as often as the age allows"
    );
}

#[test]
fn the_changes_of_a_table_are_read() {
    let template = template(|stack| {
        let orders = TableProps::new(Attribute::string("id")).stream(StreamView::NewImage);
        let orders = Table::new(stack, "Orders", orders);
        function(stack).add_event_source(DynamoEventSource::new(&orders));
    });
    let mapping = properties(&template, "AWS::Lambda::EventSourceMapping");
    assert_eq!(mapping["EventSourceArn"]["Fn::GetAtt"][1], "StreamArn");
    assert_eq!(mapping["MaximumRecordAgeInSeconds"], 21_600, "a quarter of a day");
    let text = serde_json::to_string(&statements(&template)).unwrap();
    assert!(text.contains("dynamodb:GetShardIterator"), "{text}");
}

#[test]
fn kafka_is_read_in_msk_and_elsewhere() {
    let template = template(|stack| {
        let function = function(stack);
        let cluster = "arn:aws:kafka:sa-east-1:111122223333:cluster/orders/12345678-1234-1234-1234-123456789012-1";
        let managed = ManagedKafkaEventSource::new(cluster, "orders")
            .consumer_group_id("workers")
            .starting_position(StartingPosition::AtTimestamp(1_800_000_000))
            .provisioned_pollers(ProvisionedPollers { minimum: 1, maximum: 3 });
        function.add_event_source(managed);
        let own = SelfManagedKafkaEventSource::new("orders")
            .bootstrap_servers(["kafka.example.com:9096"])
            .secret("arn:aws:secretsmanager:sa-east-1:111122223333:secret:kafka-AbCdEf")
            .subnets(["subnet-1"])
            .security_groups(["sg-1"]);
        own.mapping(stack, "Own", &function);
    });
    let mappings = of_type(&template, "AWS::Lambda::EventSourceMapping");
    let of = |at: usize| &mappings[at]["Properties"];
    assert_eq!(of(0)["Topics"], json!(["orders"]));
    assert_eq!(of(0)["StartingPositionTimestamp"], 1_800_000_000);
    assert_eq!(
        of(0)["AmazonManagedKafkaEventSourceConfig"]["ConsumerGroupId"],
        "workers"
    );
    assert_eq!(
        of(0)["ProvisionedPollerConfig"],
        json!({ "MinimumPollers": 1, "MaximumPollers": 3 })
    );
    let servers = &of(1)["SelfManagedEventSource"]["Endpoints"]["KafkaBootstrapServers"];
    assert_eq!(*servers, json!(["kafka.example.com:9096"]));
    let kinds: Vec<&Json> = of(1)["SourceAccessConfigurations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|access| &access["Type"])
        .collect();
    assert_eq!(kinds, ["SASL_SCRAM_512_AUTH", "VPC_SECURITY_GROUP", "VPC_SUBNET"]);
    let text = serde_json::to_string(&statements(&template)).unwrap();
    assert!(
        text.contains("kafka:GetBootstrapBrokers") && text.contains("secretsmanager:GetSecretValue"),
        "{text}"
    );
}

#[test]
fn mappings_that_contradict_themselves_are_told() {
    let queue = |source: fn(SqsEventSource) -> SqsEventSource| {
        told(|stack| {
            let jobs = Queue::new(stack, "Jobs", QueueProps::new());
            function(stack).add_event_source(source(SqsEventSource::new(&jobs)));
        })
    };
    let pollers = |minimum| ProvisionedPollers { minimum, maximum: 3 };
    assert_eq!(
        queue(|source| source.batch_size(11)),
        ["F3103 a batch of a queue that does not wait to fill is too large: 11 messages"]
    );
    assert_eq!(
        queue(|source| source.provisioned_pollers(ProvisionedPollers { minimum: 1, maximum: 3 })),
        ["F3103 a queue has two provisioned pollers at least: 1"]
    );
    assert_eq!(
        queue(|source| source
            .max_concurrency(2)
            .provisioned_pollers(ProvisionedPollers { minimum: 2, maximum: 3 })),
        ["F3103 a mapping with a maximum concurrency and with provisioned pollers: "]
    );
    let fifo = told(|stack| {
        let jobs = Queue::new(stack, "Jobs", QueueProps::new().fifo(FifoQueue::ByContent));
        function(stack).add_event_source(SqsEventSource::new(&jobs).max_batching_window(Seconds(1)));
    });
    assert_eq!(
        fifo,
        ["F3103 batches of a FIFO queue do not wait to fill: a batching window"]
    );
    let found = told(|stack| {
        let function = function(stack);
        EventSourceMapping::new(stack, "Nothing", EventSourceMappingProps::new(&function));
        let props =
            EventSourceMappingProps::new(&function).event_source_arn("arn:aws:mq:sa-east-1:111122223333:broker:a:b-1");
        EventSourceMapping::new(stack, "Pollers", props.provisioned_pollers(pollers(4)));
        function.add_event_source(SelfManagedKafkaEventSource::new("a").bootstrap_servers(["a:1"]));
    });
    let expected = [
        "F3103 a mapping without a source: ",
        "F3002 ProvisionedPollerConfig is out of range: 3 pollers",
        "F3103 brokers that Lambda cannot reach: 0 subnets, 0 security groups, no secret",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_queue_that_shows_messages_too_soon_is_told() {
    let times = |visibility: Option<Seconds>, limit: Option<Seconds>, window: Option<Seconds>| {
        let app = App::new();
        let stack = Stack::new(&app, "plant", StackProps::default());
        let mut jobs = QueueProps::new();
        jobs.visibility_timeout = visibility.map(Into::into);
        let jobs = Queue::new(&stack, "Jobs", jobs);
        let mut props = FunctionProps::new(code());
        props.timeout = limit.map(Into::into);
        let mut source = SqsEventSource::new(&jobs);
        source.max_batching_window = window.map(Into::into);
        Function::new(&stack, "Function", props).add_event_source(source);
        match app.synth() {
            Ok(assembly) => assembly.warnings().to_vec(),
            Err(diagnostics) => diagnostics.0,
        }
    };
    let seconds = |time| Some(Seconds(time));
    let (refused, advised) = (
        Some("six times that and the batching window, "),
        Some(" seconds, as AWS advises"),
    );
    let cases = [
        ("by themselves", times(None, None, None), None, 0),
        ("six times", times(seconds(360), seconds(60), None), None, 0),
        (
            "six times and the window",
            times(seconds(380), seconds(60), seconds(20)),
            None,
            0,
        ),
        (
            "without the window",
            times(seconds(360), seconds(60), seconds(20)),
            advised,
            380,
        ),
        ("as long", times(seconds(60), seconds(60), None), advised, 360),
        ("shorter", times(seconds(59), seconds(60), None), refused, 360),
        ("the queue's usual time", times(None, seconds(31), None), refused, 186),
        ("the function's usual time", times(seconds(2), None, None), refused, 18),
    ];
    for (case, found, expected, needed) in cases {
        let Some(expected) = expected else {
            assert!(found.is_empty(), "{case}: {found:?}");
            continue;
        };
        let [told] = found.as_slice() else {
            panic!("{case}: {found:?}");
        };
        assert_eq!(told.id, "F3029", "{case}");
        assert!(told.allowed.as_deref().unwrap().contains(expected), "{case}: {told:?}");
        assert!(
            told.help.as_deref().unwrap().contains(&format!("Seconds({needed})")),
            "{case}: {told:?}"
        );
        assert!(
            told.location.unwrap().file().ends_with("lambda_sources.rs"),
            "{case}: {told:?}"
        );
    }
    let imported = told(|stack| {
        let jobs = Queue::from_queue_arn(stack, "Jobs", "arn:aws:sqs:sa-east-1:111122223333:jobs");
        let slow = FunctionProps::new(code()).timeout(Seconds(900));
        Function::new(stack, "Function", slow).add_event_source(SqsEventSource::new(&jobs));
    });
    assert!(imported.is_empty(), "{imported:?}");
}

#[test]
fn ranges_of_streams_are_told_where_the_values_are_given() {
    let stream = |source: fn(KinesisEventSource) -> KinesisEventSource, hours: u32| {
        told(|stack| {
            let stream = Stream::new(stack, "Stream", StreamProps::new().retention_period(Hours(hours)));
            function(stack).add_event_source(source(KinesisEventSource::new(&stream)));
        })
    };
    assert_eq!(stream(|source| source, 24), [""; 0]);
    let found = stream(
        |source| {
            source
                .batch_size(10_001)
                .parallelization_factor(0)
                .retry_attempts(10_001)
        },
        24,
    );
    let expected = [
        "F3002 BatchSize is out of range: 10001 records",
        "F3002 ParallelizationFactor is out of range: 0 batches",
        "F3002 MaximumRetryAttempts is out of range: 10001 attempts",
    ];
    assert_eq!(found, expected);
    let two_days = |source: KinesisEventSource| source.max_record_age(Days(2));
    let expected = "F3002 MaximumRecordAgeInSeconds is out of range: 172800 seconds";
    assert_eq!(
        stream(two_days, 24),
        [expected],
        "no record is tried for longer than the stream keeps it"
    );
    assert_eq!(stream(two_days, 168), [""; 0]);
}

#[test]
fn topics_and_buckets_invoke_the_function_themselves() {
    let template = template(|stack| {
        let function = function(stack);
        let alarms = Topic::new(stack, "Alarms", TopicProps::new());
        function.add_event_source(SnsEventSource::new(&alarms));
        let uploads = Bucket::new(stack, "Uploads", BucketProps::new());
        let created = Notification::new(EventType::ObjectCreated).suffix(".csv");
        function.add_event_source(S3EventSource::new(&uploads, created));
    });
    let permissions = of_type(&template, "AWS::Lambda::Permission");
    let by: Vec<&Json> = permissions.iter().map(|one| &one["Properties"]["Principal"]).collect();
    assert!(
        by.contains(&&json!("sns.amazonaws.com")) && by.contains(&&json!("s3.amazonaws.com")),
        "{by:?}"
    );
    assert_eq!(properties(&template, "AWS::SNS::Subscription")["Protocol"], "lambda");
}
