//! The example of a data pipeline.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

#[path = "../examples/data_pipeline/app.rs"]
mod app;

use ferrocdk::App;
use serde_json::Value as Json;

#[test]
fn readings_of_a_stream_become_rows_of_a_table_that_needs_no_crawler() {
    let tree = App::new();
    app::data_pipeline(&tree);
    let assembly = tree.synth().unwrap();
    assert_eq!(assembly.warnings(), []);
    let resources = assembly.template("Pipeline").unwrap()["Resources"].as_object().unwrap();
    let of = |kind: &str| -> Vec<&Json> {
        let of_kind = resources.values().filter(|resource| resource["Type"] == *kind);
        of_kind.map(|resource| &resource["Properties"]).collect()
    };
    let delivery = of("AWS::KinesisFirehose::DeliveryStream")[0];
    assert_eq!(delivery["DeliveryStreamType"], "KinesisStreamAsSource");
    let prefix = &delivery["ExtendedS3DestinationConfiguration"]["Prefix"];
    assert_eq!(prefix, "readings/day=!{timestamp:yyyy-MM-dd}/");
    let table = &of("AWS::Glue::Table")[0]["TableInput"];
    assert_eq!(table["Parameters"]["projection.day.range"], "2026-01-01,NOW");
    assert!(
        table["StorageDescriptor"]["Location"]
            .to_string()
            .contains("/readings/")
    );
    let policies = format!("{:?}", of("AWS::IAM::ManagedPolicy"));
    assert!(
        policies.contains("kinesis:GetRecords") && policies.contains("s3:PutObject"),
        "{policies}"
    );
    assert_eq!(
        of("AWS::CloudWatch::Alarm")[0]["Threshold"],
        900_000,
        "CloudWatch has the age in milliseconds"
    );
}
