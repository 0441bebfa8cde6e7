//! The API of a plant: one path and verb, a key, a plan, and the stream behind it.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use ferrocdk_aws::kinesis::{Stream, StreamProps};
use ferrocdk_core::{App, Stack, StackProps};
use ferrocdk_plant::{HttpIngest, HttpIngestProps, Naming, Watch};
use serde_json::{Value as Json, json};

fn template(build: impl FnOnce(&Stack, &Stream)) -> Json {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let stream = Stream::new(&stack, "Stream", StreamProps::new());
    build(&stack, &stream);
    app.synth().unwrap().template("plant").unwrap().clone()
}

fn simple() -> Json {
    template(|stack, stream| {
        HttpIngest::new(stack, "Http", HttpIngestProps::new(stream));
    })
}

fn of_type(template: &Json, name: &str) -> Vec<Json> {
    let resources = template["Resources"].as_object().unwrap().values();
    let found = resources.filter(|resource| resource["Type"] == name);
    found.map(|resource| resource["Properties"].clone()).collect()
}

#[test]
fn one_path_takes_one_verb_with_a_key() {
    let template = simple();
    let methods = of_type(&template, "AWS::ApiGateway::Method");
    let [method] = methods.as_slice() else {
        panic!("{methods:?}")
    };
    assert_eq!(
        (&method["HttpMethod"], &method["ApiKeyRequired"]),
        (&json!("POST"), &json!(true))
    );
    let resources = of_type(&template, "AWS::ApiGateway::Resource");
    assert_eq!((resources.len(), &resources[0]["PathPart"]), (1, &json!("sensor-data")));
    let validators = of_type(&template, "AWS::ApiGateway::RequestValidator");
    assert_eq!(validators[0]["ValidateRequestBody"], true);
    assert!(method["RequestModels"]["application/json"].is_object());
}

#[test]
fn the_stream_is_asked_by_a_role_that_may_only_put() {
    let template = simple();
    let integration = &of_type(&template, "AWS::ApiGateway::Method")[0]["Integration"];
    assert_eq!(
        (&integration["Type"], &integration["PassthroughBehavior"]),
        (&json!("AWS"), &json!("NEVER"))
    );
    assert!(integration["Uri"].to_string().contains(":kinesis:action/PutRecord"));
    let request = &integration["RequestTemplates"]["application/json"]["Fn::Join"][1];
    let texts = request.as_array().unwrap().iter().filter_map(Json::as_str);
    let request = texts.collect::<String>();
    let parts = [
        "$.deviceId",
        "$.device_id",
        "$.sensorId",
        "$.sensor_id",
        r#""PartitionKey":"$device""#,
        "> 349528",
    ];
    for part in parts {
        assert!(request.contains(part), "{part}: {request}");
    }
    let policies = of_type(&template, "AWS::IAM::ManagedPolicy");
    let actions: Vec<&Json> = policies
        .iter()
        .flat_map(|policy| policy["PolicyDocument"]["Statement"].as_array().unwrap())
        .map(|statement| &statement["Action"])
        .collect();
    assert!(
        actions.iter().all(|action| action.to_string().contains("kinesis:Put")),
        "{actions:?}"
    );
}

#[test]
fn what_the_stream_refuses_is_no_success() {
    let template = simple();
    let responses = of_type(&template, "AWS::ApiGateway::Method")[0]["Integration"]["IntegrationResponses"].clone();
    assert_eq!(
        (&responses[0]["StatusCode"], &responses[0]["SelectionPattern"]),
        (&json!("200"), &json!("2\\d{2}"))
    );
    assert_eq!(
        (&responses[1]["StatusCode"], responses[1].get("SelectionPattern")),
        (&json!("503"), None)
    );
    let declared = of_type(&template, "AWS::ApiGateway::Method")[0]["MethodResponses"].clone();
    let statuses: Vec<&Json> = declared
        .as_array()
        .unwrap()
        .iter()
        .map(|response| &response["StatusCode"])
        .collect();
    assert_eq!(statuses, ["200", "400", "503"]);
}

#[test]
fn every_client_has_a_key_of_one_plan_and_no_template_knows_it() {
    let template = template(|stack, stream| {
        let props = HttpIngestProps::new(stream).further_clients(["laboratory"]);
        HttpIngest::new(stack, "Http", props);
    });
    let plans = of_type(&template, "AWS::ApiGateway::UsagePlan");
    assert_eq!(
        (plans.len(), &plans[0]["Throttle"]),
        (1, &json!({ "BurstLimit": 400, "RateLimit": 200 }))
    );
    assert_eq!(plans[0]["ApiStages"].as_array().unwrap().len(), 1);
    let keys = of_type(&template, "AWS::ApiGateway::ApiKey");
    assert_eq!(keys.len(), 2);
    assert!(keys.iter().all(|key| key.get("Value").is_none()));
    assert_eq!(of_type(&template, "AWS::ApiGateway::UsagePlanKey").len(), 2);
}

#[test]
fn requests_are_logged_traced_and_counted() {
    let template = simple();
    let stage = &of_type(&template, "AWS::ApiGateway::Stage")[0];
    assert_eq!(
        (&stage["StageName"], &stage["TracingEnabled"]),
        (&json!("prod"), &json!(true))
    );
    assert!(stage["AccessLogSetting"]["DestinationArn"].is_object());
    assert_eq!(stage["MethodSettings"][0]["MetricsEnabled"], true);
    assert!(of_type(&template, "AWS::Logs::LogGroup")[0]["KmsKeyId"].is_object());
}

#[test]
fn names_follow_the_plant() {
    let mut purposes = Vec::new();
    let template = template(|stack, stream| {
        Naming::of(stack).set(Naming::plant("http-ingest", "prod"));
        let http = HttpIngest::new(stack, "Http", HttpIngestProps::new(stream));
        purposes.extend(http.alarms().iter().map(|alarm| alarm.purpose().to_owned()));
    });
    let api = &of_type(&template, "AWS::ApiGateway::RestApi")[0];
    assert_eq!(api["Name"], "http-ingest-apigateway-readings-prod");
    let key = &of_type(&template, "AWS::ApiGateway::ApiKey")[0];
    assert_eq!(key["Name"], "http-ingest-apigateway-sensors-prod");
    let expected = [
        "apigateway-server-errors",
        "apigateway-client-errors",
        "apigateway-latency",
    ];
    assert_eq!(purposes, expected);
}

#[test]
fn what_api_gateway_does_not_take_is_told() {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let stream = Stream::new(&stack, "Stream", StreamProps::new());
    let props = HttpIngestProps::new(&stream)
        .rate_limit(0)
        .burst_limit(9_000)
        .path("/sensor data");
    HttpIngest::new(&stack, "Http", props);
    let told: Vec<String> = app
        .synth()
        .unwrap_err()
        .0
        .iter()
        .map(|mistake| format!("{} {:?}", mistake.id, mistake.found))
        .collect();
    assert_eq!(
        &told[..3],
        [
            "F4021 Some(\"0 requests a second\")",
            "F4021 Some(\"9000 requests\")",
            "F4022 Some(\"\\\"/sensor data\\\"\")"
        ]
    );
}
