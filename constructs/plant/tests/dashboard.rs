//! `PlantDashboard`: every metric of the reference that exists, with all its dimensions.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::collections::BTreeSet;

use ferrocdk_assertions::{Match, Template, pattern};
use ferrocdk_aws::kinesis::{Stream, StreamProps};
use ferrocdk_aws::lambda::{Architecture, RustCode};
use ferrocdk_core::{App, Stack, StackProps};
use ferrocdk_plant::{
    FailureParking, FailureParkingProps, HotColdStore, HotColdStoreProps, IngestPipeline, IngestPipelineProps, Load,
    Naming, PlantDashboard, PlantDashboardProps, RawArchive, RawArchiveProps, ReadingMetrics, StreamProcessor,
    StreamProcessorProps, TableKeys, Topic,
};
use serde_json::Value as Json;

fn code(package: &str) -> RustCode {
    RustCode::with_fingerprint(package, &"0".repeat(64), Architecture::X86_64)
}

fn whole() -> Template {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    Naming::of(&stack).set(Naming::plant("ten-thousand", "prod"));
    let load = Load {
        devices: 10,
        messages_per_second: 1.0,
        bytes_per_message: 500,
        readers: 2,
    };
    let topic = Topic::new("sensor/{thing}/data").unwrap();
    let ingest = IngestPipeline::new(&stack, "Ingest", IngestPipelineProps::new(load).topic(topic));
    let props = StreamProcessorProps::of(&ingest, code("processor"));
    let processor = StreamProcessor::new(&stack, "Processor", props);
    let keys = TableKeys::new("sensor_id", "timestamp", "expires_at");
    let store = HotColdStore::new(&stack, "Store", HotColdStoreProps::new(keys));
    let archive = RawArchiveProps::new(ingest.stream()).transform(code("archiver"));
    let archive = RawArchive::new(&stack, "Archive", archive);
    PlantDashboard::new(
        &stack,
        "Dashboard",
        PlantDashboardProps::new().heading("# ten-thousand"),
    )
    .show(&ReadingMetrics::new("ten-thousand", "prod"))
    .show(&ingest)
    .show(&processor)
    .show(&store)
    .show(&archive);
    Template::from_stack(&app, &stack)
}

/// The body, with `?` for what is known at deployment only.
fn body(template: &Template) -> Json {
    let found = template.find_resources("AWS::CloudWatch::Dashboard", pattern!({}));
    let (_, board) = found.first().unwrap();
    let text = match &board["Properties"]["DashboardBody"] {
        Json::String(text) => text.clone(),
        joined => {
            let parts = joined["Fn::Join"][1].as_array().unwrap();
            parts.iter().map(|part| part.as_str().unwrap_or("?")).collect()
        }
    };
    serde_json::from_str(&text).unwrap()
}

/// Each metric as `namespace name dimension,dimension`.
fn metrics(body: &Json) -> BTreeSet<String> {
    let widgets = body["widgets"].as_array().unwrap().iter();
    let metrics = widgets.flat_map(|widget| widget["properties"]["metrics"].as_array().into_iter().flatten());
    metrics
        .map(|metric| {
            let texts: Vec<&str> = metric.as_array().unwrap().iter().filter_map(Json::as_str).collect();
            let dimensions: Vec<&str> = texts[2..].iter().step_by(2).copied().collect();
            format!("{} {} {}", texts[0], texts[1], dimensions.join(","))
        })
        .collect()
}

#[test]
fn every_metric_of_the_reference_has_all_its_dimensions() {
    let metrics = metrics(&body(&whole()));
    for expected in [
        "AWS/Kinesis IncomingRecords StreamName",
        "AWS/Kinesis IncomingBytes StreamName",
        "AWS/Kinesis WriteProvisionedThroughputExceeded StreamName",
        "AWS/Lambda Invocations FunctionName",
        "AWS/Lambda Errors FunctionName",
        "AWS/Lambda Duration FunctionName",
        "AWS/Lambda ConcurrentExecutions FunctionName",
        "AWS/Firehose DeliveryToS3.Success DeliveryStreamName",
        "AWS/Firehose DeliveryToS3.DataFreshness DeliveryStreamName",
        "AWS/Firehose DeliveryToS3.Records DeliveryStreamName",
        "AWS/DynamoDB ConsumedReadCapacityUnits TableName",
        "AWS/DynamoDB ConsumedWriteCapacityUnits TableName",
        "AWS/IoT TopicMatch RuleName",
        "IoT/Manufacturing ProcessedRecords Plant,Environment",
    ] {
        assert!(metrics.contains(expected), "{expected} is not among {metrics:#?}");
    }
    // This metric needs the operation as well, in whichever order.
    let throttled: Vec<&String> = metrics
        .iter()
        .filter(|metric| metric.contains("ThrottledRequests"))
        .collect();
    assert!(!throttled.is_empty());
    for metric in throttled {
        assert!(metric.contains("TableName") && metric.contains("Operation"), "{metric}");
    }
    assert!(
        !metrics.iter().any(|metric| metric.contains("ItemCount")),
        "it is no metric"
    );
    for metric in &metrics {
        assert!(!metric.ends_with(' '), "{metric} has no dimension");
    }
}

#[test]
fn the_overview_counts_every_stage() {
    let body = body(&whole());
    let widgets = body["widgets"].as_array().unwrap();
    let overview = widgets
        .iter()
        .find(|widget| widget["properties"]["title"] == "Records by stage")
        .unwrap();
    let labels: Vec<&str> = overview["properties"]["metrics"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|metric| metric.as_array()?.last()?["label"].as_str())
        .collect();
    assert_eq!(
        labels,
        [
            "in the table",
            "in quarantine",
            "published",
            "in the stream",
            "failures",
            "archived"
        ]
    );
}

#[test]
fn queries_search_the_logs_of_the_functions() {
    let template = whole();
    template.resource_count_is("AWS::Logs::QueryDefinition", 4);
    template.has_resource_properties(
        "AWS::Logs::QueryDefinition",
        pattern!({ "Name": "ten-thousand-logs-processor-errors-prod", "LogGroupNames": [Match::any_value()] }),
    );
    template.has_resource_properties(
        "AWS::CloudWatch::Dashboard",
        pattern!({ "DashboardName": "ten-thousand-cloudwatch-overview-prod" }),
    );
}

#[test]
fn a_dashboard_of_one_part_is_whole() {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    Stream::new(&stack, "Stream", StreamProps::new());
    let parking = FailureParking::new(&stack, "Parking", FailureParkingProps::new());
    let dashboard = PlantDashboard::new(&stack, "Dashboard", PlantDashboardProps::new()).show(&parking);
    assert!(dashboard.name().literal().is_none());
    let template = Template::from_stack(&app, &stack);
    assert_eq!(metrics(&body(&template)).len(), 2);
}
