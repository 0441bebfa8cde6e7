//! Sections of a plant file for HTTPS, network, cache and database: what they make, and what they do not take.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use ferrocdk_aws::lambda::{Architecture, RustCode};
use ferrocdk_core::{App, Stack};
use ferrocdk_plant::{Plant, PlantFile, PlantProps, Suffix};
use serde_json::{Value as Json, json};

const HEAD: &str = r#"
region = "ca-central-1"
load = { devices = 1000, rate = "10 per minute", payload = "250 bytes" }
hot = { layout = "http-ingest", keep = "30 days" }
"#;

fn template(rest: &str) -> Json {
    let file = PlantFile::parse("plants/doors.toml", &format!("{HEAD}{rest}")).unwrap();
    let code = RustCode::with_fingerprint("processor", &"0".repeat(64), Architecture::X86_64);
    let props = PlantProps::new(file, Suffix::new("dev").unwrap()).processor(code);
    let app = App::new();
    let stack = Stack::new(&app, "doors-dev", props.stack());
    Plant::new(&stack, "Default", props);
    app.synth().unwrap().template("doors-dev").unwrap().clone()
}

fn of_type(template: &Json, name: &str) -> Vec<Json> {
    let resources = template["Resources"].as_object().unwrap().values();
    let found = resources.filter(|resource| resource["Type"] == name);
    found.map(|resource| resource["Properties"].clone()).collect()
}

#[test]
fn sections_make_the_parts_with_their_values() {
    let rest = r#"
http = { path = "v1/readings", rate = 50, burst = 60 }
network = { addresses = "10.20.0.0/20", zones = 3 }
cache = { node = "r7g.large", replicas = 2, snapshots = "14 days" }
database = { version = "16.13", name = "doors", admin = "keeper", capacity = "1 to 8", readers = 2, backups = "14 days" }
"#;
    let template = template(rest);
    let plan = &of_type(&template, "AWS::ApiGateway::UsagePlan")[0];
    assert_eq!(plan["Throttle"], json!({ "BurstLimit": 60, "RateLimit": 50 }));
    assert_eq!(of_type(&template, "AWS::ApiGateway::Resource").len(), 2);
    assert_eq!(of_type(&template, "AWS::EC2::VPC")[0]["CidrBlock"], "10.20.0.0/20");
    let cache = &of_type(&template, "AWS::ElastiCache::ReplicationGroup")[0];
    assert_eq!(
        (&cache["CacheNodeType"], &cache["NumCacheClusters"]),
        (&json!("cache.r7g.large"), &json!(3))
    );
    assert_eq!(cache["SnapshotRetentionLimit"], 14);
    let database = &of_type(&template, "AWS::RDS::DBCluster")[0];
    assert_eq!(
        (&database["EngineVersion"], &database["DatabaseName"]),
        (&json!("16.13"), &json!("doors"))
    );
    let sizes = json!({ "MaxCapacity": 8, "MinCapacity": 1 });
    assert_eq!(database["ServerlessV2ScalingConfiguration"], sizes);
    assert_eq!(
        (&database["MasterUsername"], &database["BackupRetentionPeriod"]),
        (&json!("keeper"), &json!(14))
    );
    assert_eq!(of_type(&template, "AWS::RDS::DBInstance").len(), 3);
}

#[test]
fn a_plant_without_the_sections_has_none_of_the_parts() {
    let template = template("");
    for kind in [
        "ApiGateway::RestApi",
        "EC2::VPC",
        "ElastiCache::ReplicationGroup",
        "RDS::DBCluster",
    ] {
        assert!(of_type(&template, &format!("AWS::{kind}")).is_empty(), "{kind}");
    }
}

#[test]
fn values_that_cannot_be_are_told_with_what_is_allowed() {
    for (rest, expected) in [
        ("http.path = \"/sensor-data/\"", "did you mean \"sensor-data\"?"),
        ("http.rate = 0", "`http.rate` is out of range"),
        ("http.rate = 20_000", "1 to 10,000"),
        (
            "http.burst = \"many\"",
            "`http.burst` has a value that it does not take",
        ),
        ("http.rates = 10", "did you mean `rate`?"),
        ("network.addresses = \"10.0.1.0/16\"", "did you mean \"10.0.0.0/16\"?"),
        (
            "network.addresses = \"10.0.0.0/24\"",
            "`network.addresses` is out of range",
        ),
        ("network.addresses = \"8.8.0.0/16\"", "private addresses"),
        ("network.zones = 1", "2 to 4"),
        ("network = {}\ncache.replicas = 6", "0 to 5"),
        ("network = {}\ndatabase.version = \"fifteen\"", "such as \"17.9\""),
        (
            "network = {}\ndatabase.capacity = \"2 to 1\"",
            "`database.capacity` is out of range",
        ),
        ("network = {}\ndatabase.capacity = \"0.3 to 1\"", "in halves"),
        ("network = {}\ndatabase.backups = \"90 days\"", "0 to 35 days"),
        ("cache = {}", "`cache` needs a network"),
        ("database = {}", "`database` needs a network"),
    ] {
        let mistakes = PlantFile::parse("plants/doors.toml", &format!("{HEAD}{rest}")).unwrap_err();
        let text = mistakes.to_string();
        assert!(text.contains(expected), "{rest}:\n{text}");
        assert!(text.contains("plants/doors.toml:"), "{text}");
        assert_eq!(mistakes.0.len(), 1, "{text}");
    }
}

#[test]
fn an_output_of_a_part_that_is_not_there_is_told() {
    let text = format!("{HEAD}[outputs]\nvpc_id = \"network id\"\n");
    let file = PlantFile::parse("plants/doors.toml", &text).unwrap();
    let code = RustCode::with_fingerprint("processor", &"0".repeat(64), Architecture::X86_64);
    let props = PlantProps::new(file, Suffix::new("dev").unwrap()).processor(code);
    let app = App::new();
    let stack = Stack::new(&app, "doors-dev", props.stack());
    Plant::new(&stack, "Default", props);
    let told = app.synth().unwrap_err().to_string();
    assert!(
        told.contains("`outputs.vpc_id` is of a part that the plant does not have"),
        "{told}"
    );
}
