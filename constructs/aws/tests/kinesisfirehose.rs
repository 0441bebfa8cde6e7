//! Delivery streams in a template, and what is refused.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use ferrocdk_aws::Defaults;
use ferrocdk_aws::iam::{Principal, Role, RoleProps};
use ferrocdk_aws::kinesis::{Stream, StreamProps};
use ferrocdk_aws::kinesisfirehose::{
    Compression, DataFormatConversion, DeliveryEncryption, DeliveryStream, DeliveryStreamProps, DynamicPartitioning,
    HttpEndpoint, LambdaFunctionProcessor, Logging, Processor, S3Backup, S3Bucket,
};
use ferrocdk_aws::kms::{Key, KeyProps};
use ferrocdk_aws::lambda::{Code, Function, FunctionProps, Runtime};
use ferrocdk_aws::logs::LogGroup;
use ferrocdk_aws::s3::{Bucket, BucketProps};
use ferrocdk_aws::secretsmanager::{Secret, SecretProps};
use ferrocdk_aws::sns::{FirehoseSubscription, Topic, TopicProps};
use ferrocdk_aws::units::{Mebibytes, Minutes, Seconds};
use ferrocdk_core::Stack;
use serde_json::{Value as Json, json};

use crate::support::{template as synthesized, told, with_ids as of_type};

/// The only delivery stream that `build` makes.
fn delivery(build: impl FnOnce(&Stack) -> DeliveryStreamProps) -> Json {
    let template = synthesized(|stack| {
        let props = build(stack);
        DeliveryStream::new(stack, "Delivery", props);
    });
    of_type(&template, "AWS::KinesisFirehose::DeliveryStream")[0].1["Properties"].clone()
}

fn lake(stack: &Stack) -> Bucket {
    Bucket::from_bucket_name(stack, "Lake", "plant-lake")
}

fn cleaner(stack: &Stack) -> Function {
    let props = FunctionProps::new(Code::inline("exports.handler = async (event) => event"))
        .runtime(Runtime::NODEJS_22)
        .handler("index.handler");
    Function::new(stack, "Cleaner", props)
}

/// The actions of the policies of the role whose id contains a text.
fn actions(template: &Json, role: &str) -> Vec<String> {
    let policies = of_type(template, "AWS::IAM::ManagedPolicy");
    let of_role = policies.iter().filter(|(id, _)| id.contains(role));
    let statements =
        of_role.flat_map(|(_, policy)| policy["Properties"]["PolicyDocument"]["Statement"].as_array().unwrap());
    let mut actions: Vec<String> = statements
        .flat_map(|statement| match &statement["Action"] {
            Json::Array(actions) => actions
                .iter()
                .map(|action| action.as_str().unwrap().to_owned())
                .collect(),
            action => vec![action.as_str().unwrap().to_owned()],
        })
        .collect();
    actions.sort();
    actions
}

fn mistakes(build: impl FnOnce(&Stack) -> DeliveryStreamProps) -> Vec<String> {
    told(|stack| {
        let props = build(stack);
        DeliveryStream::new(stack, "Delivery", props);
    })
}

#[test]
fn records_are_put_directly_logged_and_encrypted() {
    let template = synthesized(|stack| {
        let bucket = Bucket::new(stack, "Archive", BucketProps::new());
        let props = DeliveryStreamProps::new(S3Bucket::new(&bucket));
        DeliveryStream::new(stack, "Delivery", props);
    });
    let (_, stream) = of_type(&template, "AWS::KinesisFirehose::DeliveryStream")[0];
    let properties = &stream["Properties"];
    assert_eq!(properties["DeliveryStreamType"], "DirectPut");
    assert_eq!(
        properties["DeliveryStreamEncryptionConfigurationInput"],
        json!({ "KeyType": "AWS_OWNED_CMK" })
    );
    let destination = &properties["ExtendedS3DestinationConfiguration"];
    assert_eq!(destination["CloudWatchLoggingOptions"]["Enabled"], true);
    assert_eq!(destination.get("BufferingHints"), None, "Firehose's own");
    let expected = [
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "s3:AbortMultipartUpload",
        "s3:GetBucketLocation",
        "s3:GetObject",
        "s3:ListBucket",
        "s3:ListBucketMultipartUploads",
        "s3:PutObject",
    ];
    assert_eq!(actions(&template, "S3DestinationRole"), expected);
    let roles = of_type(&template, "AWS::IAM::Role");
    assert_eq!(roles.len(), 1, "no source, no key: no further role");
    let trust = &roles[0].1["Properties"]["AssumeRolePolicyDocument"]["Statement"][0];
    assert_eq!(
        trust["Condition"]["StringEquals"]["aws:SourceAccount"],
        json!({ "Ref": "AWS::AccountId" })
    );
    let policy = of_type(&template, "AWS::IAM::ManagedPolicy")[0].0;
    let waits = stream["DependsOn"].to_string();
    assert!(waits.contains(policy.as_str()), "its permissions are tried: {waits}");
}

#[test]
fn a_stream_is_read_by_a_role_of_its_own() {
    let template = synthesized(|stack| {
        let key = Key::new(stack, "Key", KeyProps::new());
        Defaults::of(stack).encryption_key(&key);
        let source = Stream::new(stack, "Source", StreamProps::new());
        let destination = S3Bucket::new(lake(stack)).logging(Logging::Off);
        DeliveryStream::new(stack, "Delivery", DeliveryStreamProps::new(destination).source(&source));
    });
    let stream = &of_type(&template, "AWS::KinesisFirehose::DeliveryStream")[0].1["Properties"];
    assert_eq!(stream["DeliveryStreamType"], "KinesisStreamAsSource");
    assert_eq!(stream.get("DeliveryStreamEncryptionConfigurationInput"), None);
    let read = actions(&template, "ServiceRole");
    assert!(read.contains(&"kinesis:GetRecords".to_owned()), "{read:?}");
    assert!(read.contains(&"kms:Decrypt".to_owned()), "{read:?}");
}

#[test]
fn files_are_named_compressed_and_backed_up() {
    let found = delivery(|stack| {
        let key = Key::new(stack, "Key", KeyProps::new());
        let bucket = lake(stack);
        let group = LogGroup::from_log_group_name(stack, "Shared", "/plant/deliveries");
        let destination = S3Bucket::new(&bucket)
            .prefix("readings/!{timestamp:yyyy/MM/dd}/")
            .compression(Compression::Gzip)
            .file_extension(".jsonl.gz")
            .time_zone("America/Sao_Paulo")
            .encryption_key(&key)
            .buffering_interval(Minutes(5))
            .logging(Logging::To(group))
            .processors([
                Processor::Decompress,
                Processor::CloudWatchLogMessages,
                Processor::AppendDelimiter,
            ])
            .backup(
                S3Backup::new(&bucket)
                    .prefix("raw/")
                    .buffering_size(Mebibytes(10))
                    .logging(Logging::Off),
            );
        DeliveryStreamProps::new(destination).encryption(DeliveryEncryption::Unencrypted)
    });
    let destination = &found["ExtendedS3DestinationConfiguration"];
    let expected = [
        ("Prefix", json!("readings/!{timestamp:yyyy/MM/dd}/")),
        ("ErrorOutputPrefix", json!("failed/!{firehose:error-output-type}/")),
        ("CompressionFormat", json!("GZIP")),
        ("FileExtension", json!(".jsonl.gz")),
        ("CustomTimeZone", json!("America/Sao_Paulo")),
        ("BufferingHints", json!({ "IntervalInSeconds": 300, "SizeInMBs": 5 })),
        ("S3BackupMode", json!("Enabled")),
        (
            "ProcessingConfiguration",
            json!({
                "Enabled": true,
                "Processors": [
                    { "Type": "Decompression", "Parameters": [{ "ParameterName": "CompressionFormat", "ParameterValue": "GZIP" }] },
                    { "Type": "CloudWatchLogProcessing", "Parameters": [{ "ParameterName": "DataMessageExtraction", "ParameterValue": "true" }] },
                    { "Type": "AppendDelimiterToRecord", "Parameters": [] },
                ],
            }),
        ),
    ];
    for (property, value) in expected {
        assert_eq!(destination[property], value, "{property}");
    }
    assert_eq!(
        destination["CloudWatchLoggingOptions"]["LogGroupName"],
        "/plant/deliveries"
    );
    let backup = &destination["S3BackupConfiguration"];
    assert_eq!(backup["Prefix"], "raw/");
    assert_eq!(
        backup["BufferingHints"],
        json!({ "IntervalInSeconds": 300, "SizeInMBs": 10 })
    );
    assert_eq!(found.get("DeliveryStreamEncryptionConfigurationInput"), None);
}

#[test]
fn records_are_parted_by_what_they_say() {
    let found = delivery(|stack| {
        let by = DynamicPartitioning::new()
            .key("device", ".deviceId")
            .key("line", ".line")
            .retry_duration(Seconds(60));
        let destination = S3Bucket::new(lake(stack)).dynamic_partitioning(by);
        DeliveryStreamProps::new(destination)
    });
    let destination = &found["ExtendedS3DestinationConfiguration"];
    assert_eq!(
        destination["Prefix"],
        "device=!{partitionKeyFromQuery:device}/line=!{partitionKeyFromQuery:line}/"
    );
    assert_eq!(
        destination["DynamicPartitioningConfiguration"],
        json!({ "Enabled": true, "RetryOptions": { "DurationInSeconds": 60 } })
    );
    assert_eq!(
        destination["BufferingHints"],
        json!({ "IntervalInSeconds": 300, "SizeInMBs": 128 })
    );
    let expected = json!([{
        "Type": "MetadataExtraction",
        "Parameters": [
            { "ParameterName": "MetadataExtractionQuery", "ParameterValue": "{\"device\":.deviceId,\"line\":.line}" },
            { "ParameterName": "JsonParsingEngine", "ParameterValue": "JQ-1.6" },
        ],
    }]);
    assert_eq!(destination["ProcessingConfiguration"]["Processors"], expected);
}

#[test]
fn a_function_changes_records_and_glue_says_their_columns() {
    let template = synthesized(|stack| {
        let processor = LambdaFunctionProcessor::new(cleaner(stack))
            .buffering_interval(Seconds(30))
            .buffering_size(Mebibytes(2))
            .retries(5);
        let destination = S3Bucket::new(lake(stack))
            .processors([processor])
            .data_format_conversion(DataFormatConversion::new("plant", "readings"));
        DeliveryStream::new(stack, "Delivery", DeliveryStreamProps::new(destination));
    });
    let stream = &of_type(&template, "AWS::KinesisFirehose::DeliveryStream")[0].1["Properties"];
    let destination = &stream["ExtendedS3DestinationConfiguration"];
    let parameters = &destination["ProcessingConfiguration"]["Processors"][0]["Parameters"];
    let names: Vec<&Json> = parameters
        .as_array()
        .unwrap()
        .iter()
        .map(|parameter| &parameter["ParameterName"])
        .collect();
    let expected = [
        "RoleArn",
        "LambdaArn",
        "BufferIntervalInSeconds",
        "BufferSizeInMBs",
        "NumberOfRetries",
    ];
    assert_eq!(names, expected);
    let conversion = &destination["DataFormatConversionConfiguration"];
    assert_eq!(conversion["SchemaConfiguration"]["TableName"], "readings");
    let given = actions(&template, "S3DestinationRole");
    assert!(given.contains(&"glue:GetTableVersions".to_owned()), "{given:?}");
    assert!(given.contains(&"lambda:InvokeFunction".to_owned()), "{given:?}");
}

#[test]
fn a_web_server_gets_records_and_s3_what_it_refuses() {
    let template = synthesized(|stack| {
        let secret = Secret::new(stack, "ApiKey", SecretProps::new());
        let endpoint = HttpEndpoint::new("https://ingest.example.com", S3Backup::new(lake(stack)))
            .secret(&secret)
            .compressed()
            .attribute("plant", "sao-paulo")
            .retry_duration(Minutes(2));
        DeliveryStream::new(stack, "Delivery", DeliveryStreamProps::new(endpoint));
    });
    let stream = &of_type(&template, "AWS::KinesisFirehose::DeliveryStream")[0].1["Properties"];
    let destination = &stream["HttpEndpointDestinationConfiguration"];
    assert_eq!(
        destination["EndpointConfiguration"],
        json!({ "Url": "https://ingest.example.com" })
    );
    let expected = json!({
        "ContentEncoding": "GZIP",
        "CommonAttributes": [{ "AttributeName": "plant", "AttributeValue": "sao-paulo" }],
    });
    assert_eq!(destination["RequestConfiguration"], expected);
    assert_eq!(destination["RetryOptions"], json!({ "DurationInSeconds": 120 }));
    assert_eq!(destination["S3BackupMode"], "FailedDataOnly");
    assert_eq!(destination["SecretsManagerConfiguration"]["Enabled"], true);
    let given = actions(&template, "HttpDestinationRole");
    assert!(given.contains(&"secretsmanager:GetSecretValue".to_owned()), "{given:?}");
    assert_eq!(of_type(&template, "AWS::Logs::LogGroup").len(), 1, "for both logs");
    assert_eq!(of_type(&template, "AWS::Logs::LogStream").len(), 2);
}

#[test]
fn whoever_puts_records_and_topics_are_let_in() {
    let template = synthesized(|stack| {
        let delivery = DeliveryStreamProps::new(S3Bucket::new(lake(stack)));
        let delivery = DeliveryStream::new(stack, "Delivery", delivery);
        let gateway = Role::new(
            stack,
            "Gateway",
            RoleProps::new(Principal::service("ec2.amazonaws.com")),
        );
        delivery.grant_put_records(&gateway);
        for id in ["Orders", "Returns"] {
            let topic = Topic::new(stack, id, TopicProps::new());
            topic.add_subscription(FirehoseSubscription::new(&delivery).raw());
        }
        let arn = "arn:aws:firehose:sa-east-1:111122223333:deliverystream/other";
        let other = DeliveryStream::from_delivery_stream_arn(stack, "Other", arn);
        assert_eq!(other.name().literal().unwrap(), "other");
    });
    assert_eq!(
        actions(&template, "GatewayPolicy"),
        ["firehose:PutRecord", "firehose:PutRecordBatch"]
    );
    let subscriptions = of_type(&template, "AWS::SNS::Subscription");
    assert_eq!(subscriptions.len(), 2);
    let roles: Vec<&Json> = subscriptions
        .iter()
        .map(|(_, subscription)| &subscription["Properties"]["SubscriptionRoleArn"])
        .collect();
    assert_eq!(roles[0], roles[1], "one role for all topics");
}

#[test]
fn mistakes_are_told_with_what_was_found() {
    let to_s3 = |change: fn(S3Bucket) -> S3Bucket| {
        mistakes(move |stack| DeliveryStreamProps::new(change(S3Bucket::new(lake(stack)))))
    };
    let by = || DynamicPartitioning::new().key("device", ".deviceId");
    assert_eq!(
        to_s3(|bucket| bucket.buffering_interval(Minutes(16)).buffering_size(Mebibytes(200))),
        [
            "F3149 IntervalInSeconds is out of range: 960 seconds",
            "F3149 SizeInMBs is out of range: 200 MB"
        ]
    );
    assert_eq!(
        to_s3(|bucket| bucket.prefix("!{time:yyyy}/")),
        ["F3150 an expression of a prefix is none: !{time:yyyy}/"]
    );
    assert_eq!(
        to_s3(|bucket| bucket
            .prefix("a/!{timestamp:yyyy}/")
            .error_prefix("b/!{timestamp:yyyy}/")),
        ["F3150 a prefix of failures does not say the kind of error: b/!{timestamp:yyyy}/"]
    );
    assert_eq!(
        to_s3(|bucket| bucket.prefix("!{firehose:error-output-type}/")),
        ["F3150 what is delivered has no kind of error: !{firehose:error-output-type}/"]
    );
    assert_eq!(
        to_s3(|bucket| bucket.prefix("!{partitionKeyFromQuery:device}/")),
        ["F3151 a prefix names keys of records that are not partitioned: !{partitionKeyFromQuery:device}/"]
    );
    assert_eq!(
        to_s3(|bucket| bucket.processors([Processor::DeaggregateJson])),
        ["F3151 records are taken apart that are not partitioned: a processor that parts records"]
    );
    assert_eq!(
        to_s3(|bucket| bucket.dynamic_partitioning(DynamicPartitioning::new()).prefix("raw/")),
        ["F3151 records are partitioned by no key: raw/"]
    );
    assert_eq!(
        to_s3(|bucket| bucket
            .dynamic_partitioning(DynamicPartitioning::new())
            .prefix("!{partitionKeyFromLambda:customer}/")),
        ["F3151 a prefix names a key of a function that there is not: customer"]
    );
    let small = mistakes(|stack| {
        let destination = S3Bucket::new(lake(stack))
            .dynamic_partitioning(by())
            .buffering_size(Mebibytes(5))
            .buffering_interval(Seconds(30));
        DeliveryStreamProps::new(destination)
    });
    assert_eq!(
        small,
        [
            "F3149 too little is collected for partitions or columns: 5 MB",
            "F3149 too short a time is collected for partitions: 30 seconds"
        ]
    );
    let other_key = mistakes(|stack| {
        let destination = S3Bucket::new(lake(stack)).dynamic_partitioning(by().key("line", ".line"));
        DeliveryStreamProps::new(destination.prefix("!{partitionKeyFromQuery:device}/!{partitionKeyFromQuery:plant}/"))
    });
    assert_eq!(
        other_key,
        [
            "F3151 a prefix names a key that is taken from no record: plant",
            "F3151 a key is named in no prefix: line"
        ]
    );
    assert_eq!(
        to_s3(|bucket| bucket
            .compression(Compression::Zip)
            .data_format_conversion(DataFormatConversion::new("plant", "readings"))),
        ["F3149 files with columns are compressed within: Zip"]
    );
    assert_eq!(
        to_s3(|bucket| bucket.file_extension("jsonl")),
        ["F3149 files cannot end so: jsonl"]
    );
    let encrypted = mistakes(|stack| {
        let key = Key::new(stack, "Key", KeyProps::new());
        let source = Stream::new(stack, "Source", StreamProps::new());
        let props = DeliveryStreamProps::new(S3Bucket::new(lake(stack)));
        props.source(&source).encryption_key(&key)
    });
    assert_eq!(encrypted.len(), 1, "{encrypted:?}");
    assert!(encrypted[0].starts_with("F3152"), "{encrypted:?}");
    let insecure =
        mistakes(|stack| DeliveryStreamProps::new(HttpEndpoint::new("http://example.com", S3Backup::new(lake(stack)))));
    assert_eq!(
        insecure,
        ["F3149 Firehose delivers over HTTPS only: http://example.com"]
    );
}
