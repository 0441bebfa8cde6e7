//! `RawArchive`: what reaches the template.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::path::Path;

use ferrocdk_assertions::{Match, Template, pattern};
use ferrocdk_aws::Defaults;
use ferrocdk_aws::kinesis::{Stream, StreamProps};
use ferrocdk_aws::kms::{Key, KeyProps};
use ferrocdk_aws::lambda::{Architecture, RustCode};
use ferrocdk_aws::s3::Bucket;
use ferrocdk_core::{App, RemovalPolicy, Stack, StackProps};
use ferrocdk_plant::{ArchiveForm, RawArchive, RawArchiveProps, Watch};

fn archive(change: impl FnOnce(RawArchiveProps, &Stack) -> RawArchiveProps) -> (App, Stack, RawArchive) {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    Defaults::of(&stack).removal_policy(RemovalPolicy::Destroy);
    let key = Key::new(&stack, "Key", KeyProps::new());
    Defaults::of(&stack).encryption_key(&key);
    let stream = Stream::new(&stack, "Readings", StreamProps::new());
    let archive = RawArchive::new(&stack, "Archive", change(RawArchiveProps::new(&stream), &stack));
    (app, stack, archive)
}

fn archiver() -> RustCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    RustCode::new(&root, "archiver", Architecture::X86_64).unwrap()
}

#[test]
fn records_lie_by_the_hour_in_gzip_and_line_by_line() {
    let (app, stack, _) = archive(|props, _| props);
    let template = Template::from_stack(&app, &stack);
    template.has_resource_properties(
        "AWS::KinesisFirehose::DeliveryStream",
        pattern!({
            "DeliveryStreamType": "KinesisStreamAsSource",
            "ExtendedS3DestinationConfiguration": {
                "Prefix": "raw-data/year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/",
                "ErrorOutputPrefix": "errors/year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/!{firehose:error-output-type}/",
                "BufferingHints": { "IntervalInSeconds": 300, "SizeInMBs": 5 },
                "CompressionFormat": "GZIP",
                "CloudWatchLoggingOptions": { "Enabled": true },
                "EncryptionConfiguration": { "KMSEncryptionConfig": { "AWSKMSKeyARN": Match::any_value() } },
                "ProcessingConfiguration": { "Enabled": true, "Processors": [{ "Type": "AppendDelimiterToRecord" }] },
            },
        }),
    );
    template.resource_count_is("AWS::KMS::Key", 1);
    template.resource_count_is("AWS::Lambda::Function", 0);
}

#[test]
fn the_own_bucket_ages_and_logs() {
    let (app, stack, _) = archive(|props, _| props.bucket_name("readings-of-the-press-shop"));
    let template = Template::from_stack(&app, &stack);
    template.has_resource_properties(
        "AWS::S3::Bucket",
        pattern!({
            "BucketName": "readings-of-the-press-shop",
            "VersioningConfiguration": { "Status": "Enabled" },
            "LoggingConfiguration": Match::any_value(),
            "LifecycleConfiguration": { "Rules": Match::array_with([Match::object_like(pattern!({
                "AbortIncompleteMultipartUpload": { "DaysAfterInitiation": 1 },
                "NoncurrentVersionExpiration": { "NoncurrentDays": 7 },
                "ExpirationInDays": 365,
            }))]) },
        }),
    );
    // A policy of TLS for it and for the access log.
    template.resource_count_is("AWS::S3::BucketPolicy", 2);
    for (_, bucket) in template.find_resources("AWS::S3::Bucket", pattern!({})) {
        assert_eq!(bucket["DeletionPolicy"], "Delete");
    }
}

#[test]
fn a_transform_takes_records_out_of_the_envelope() {
    let (app, stack, archive) = archive(|props, _| props.transform(archiver()));
    let template = Template::from_stack(&app, &stack);
    template.has_resource_properties(
        "AWS::Lambda::Function",
        pattern!({ "Environment": { "Variables": { "ARCHIVE_FORM": "lines" } }, "Timeout": 60, "KmsKeyArn": Match::any_value() }),
    );
    template.has_resource_properties(
        "AWS::KinesisFirehose::DeliveryStream",
        pattern!({ "ExtendedS3DestinationConfiguration": { "ProcessingConfiguration": { "Processors": [Match::object_like(pattern!({ "Type": "Lambda" }))] } } }),
    );
    let alarms: Vec<String> = archive
        .alarms()
        .iter()
        .map(|alarm| alarm.purpose().to_owned())
        .collect();
    assert_eq!(
        alarms,
        [
            "firehose-freshness",
            "firehose-behind",
            "firehose-delivery",
            "archiver-errors"
        ]
    );
}

#[test]
fn columns_come_from_the_table_that_queries_read() {
    let (app, stack, archive) = archive(|props, _| props.transform(archiver()).form(ArchiveForm::Parquet));
    let template = Template::from_stack(&app, &stack);
    template.has_resource_properties(
        "AWS::KinesisFirehose::DeliveryStream",
        pattern!({ "ExtendedS3DestinationConfiguration": {
            "CompressionFormat": Match::absent(),
            "BufferingHints": { "SizeInMBs": 128 },
            "DataFormatConversionConfiguration": {
                "Enabled": true,
                "InputFormatConfiguration": { "Deserializer": { "OpenXJsonSerDe": {} } },
                "OutputFormatConfiguration": { "Serializer": { "ParquetSerDe": {} } },
                "SchemaConfiguration": { "TableName": "readings" },
            },
        } }),
    );
    template.has_resource_properties(
        "AWS::Glue::Table",
        pattern!({ "TableInput": {
            "Parameters": {
                "classification": "parquet",
                "projection.enabled": "true",
                "projection.year.type": "date",
                "projection.year.range": "2025,NOW",
                "projection.hour.range": "0,23",
                "projection.hour.digits": "2",
            },
            "PartitionKeys": [{ "Name": "year" }, { "Name": "month" }, { "Name": "day" }, { "Name": "hour" }],
            "StorageDescriptor": { "Columns": Match::array_with([Match::object_like(pattern!({ "Name": "value", "Type": "double" }))]) },
        } }),
    );
    template.has_resource_properties(
        "AWS::Lambda::Function",
        pattern!({ "Environment": { "Variables": { "ARCHIVE_FORM": "columns" } } }),
    );
    assert!(
        archive
            .alarms()
            .iter()
            .any(|alarm| alarm.purpose() == "firehose-conversion")
    );
}

#[test]
fn lines_are_queried_too() {
    let (app, stack, _) = archive(|props, _| props.transform(archiver()));
    let template = Template::from_stack(&app, &stack);
    template.has_resource_properties(
        "AWS::Glue::Table",
        pattern!({ "TableInput": { "StorageDescriptor": {
            "SerdeInfo": { "SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe", "Parameters": { "ignore.malformed.json": "true" } },
            "Columns": Match::array_with([Match::object_like(pattern!({ "Name": "data", "Type": "string" }))]),
        } } }),
    );
    template.has_resource_properties(
        "AWS::Athena::WorkGroup",
        pattern!({ "WorkGroupConfiguration": { "EnforceWorkGroupConfiguration": true, "BytesScannedCutoffPerQuery": 100_000_000_000_u64 } }),
    );
    template.resource_count_is("AWS::Athena::NamedQuery", 5);
    let text = template.json().to_string();
    assert!(text.contains("json_extract_scalar(data, '$.sensor_id')"), "{text}");
}

#[test]
fn an_envelope_is_opened_by_the_query() {
    let (app, stack, _) = archive(|props, _| props);
    let template = Template::from_stack(&app, &stack);
    template.resource_count_is("AWS::Athena::NamedQuery", 4);
    let text = template.json().to_string();
    assert!(text.contains("from_utf8(from_base64(payload))"), "{text}");
}

#[test]
fn queries_can_be_left_out_of_lines_only() {
    let (app, stack, archive) = archive(|props, _| props.without_queries());
    assert!(archive.queries().is_none());
    Template::from_stack(&app, &stack).resource_count_is("AWS::Glue::Table", 0);
    let (app, _, _) = self::archive(|props, _| props.without_queries().form(ArchiveForm::Parquet));
    let mistakes = app.synth().unwrap_err();
    assert_eq!(mistakes.0[0].found.as_deref(), Some("columns, and no queries"));
}

#[test]
fn another_bucket_takes_the_place_of_the_own_one() {
    let (app, stack, _) = archive(|props, stack| props.bucket(Bucket::from_bucket_name(stack, "Lake", "lake")));
    Template::from_stack(&app, &stack).resource_count_is("AWS::S3::Bucket", 0);
}

#[test]
fn without_a_key_of_the_scope_it_has_one_of_its_own() {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let stream = Stream::new(&stack, "Readings", StreamProps::new());
    RawArchive::new(&stack, "Archive", RawArchiveProps::new(&stream));
    Template::from_stack(&app, &stack).resource_count_is("AWS::KMS::Key", 1);
}

#[test]
fn a_folder_that_is_none_is_told() {
    for wrong in ["/raw/", "raw", "raw-!{timestamp:yyyy}/"] {
        let (app, _, _) = archive(|props, _| props.folder(wrong));
        let mistakes = app.synth().unwrap_err();
        assert_eq!(mistakes.0.len(), 1, "{mistakes:?}");
        assert_eq!(
            mistakes.0[0].found.as_deref(),
            Some(format!("folder `{wrong}`").as_str())
        );
    }
}
