//! The complete apps below `constructs/examples` on the local AWS: each is deployed as it is synthesized, and does there what it is for.
//!
//! Types that the emulator does not know are left out of that deployment alone, and named in [`LACKS`]; a type that it has learned fails the test, so that the list stays true.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by it")]

use std::path::Path;
use std::process::Command;

use serde_json::{Value as Json, json};
use workspace_tests::{LocalAws, cargo, root};

/// Stacks with a resource of a type that the emulator does not know.
const LACKS: [(&str, &str); 2] = [
    ("Shop", "AWS::Events::Archive"),
    ("Pipeline", "AWS::Athena::NamedQuery"),
];

/// A local AWS, and the folder that the apps are synthesized into.
struct Place {
    local: LocalAws,
    folder: tempfile::TempDir,
}

impl Place {
    /// Synthesizes an example and deploys its stacks, in this order.
    fn deploy(&self, example: &str, stacks: &[&str]) {
        let out = self.folder.path().join(example);
        let mut command = Command::new(cargo());
        command
            .current_dir(root())
            .args([
                "run",
                "--quiet",
                "--package",
                "ferrocdk",
                "--features",
                "all-constructs",
            ])
            .args(["--example", example])
            .env("CDK_OUTDIR", &out)
            .env("CDK_CONTEXT_JSON", "{}");
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        for stack in stacks {
            self.deploy_stack(stack, &out);
        }
    }

    fn deploy_stack(&self, stack: &str, out: &Path) {
        let text = std::fs::read(out.join(format!("{stack}.template.json"))).unwrap();
        let mut template: Json = serde_json::from_slice(&text).unwrap();
        let deployed = self.local.deploy("create-stack", stack, out, &template);
        let lacks = LACKS.iter().find(|(of, _)| *of == stack);
        match (deployed, lacks) {
            (Ok(_), None) => {}
            (Err(refused), Some((_, kind))) => {
                assert!(
                    refused.contains(&format!("Unrecognized resource types: [{kind}]")),
                    "{refused}"
                );
                let resources = template["Resources"].as_object_mut().unwrap();
                resources.retain(|_, resource| resource["Type"] != *kind);
                self.local.deploy("create-stack", stack, out, &template).unwrap();
            }
            (deployed, lacks) => panic!("{stack}: {deployed:?}, and the list says {lacks:?}"),
        }
    }

    /// Writes JSON where commands of the AWS CLI take it as bytes, in both of its versions.
    fn bytes(&self, content: &Json) -> String {
        let file = self.folder.path().join("bytes");
        std::fs::write(&file, content.to_string()).unwrap();
        format!("fileb://{}", file.display())
    }

    /// The one item that a table gets.
    fn item(&self, table: &str) -> Json {
        self.local.eventually("the table has its item", || {
            let found = self.local.aws(&["dynamodb", "scan", "--table-name", table]);
            found["Items"].as_array().unwrap().first().cloned()
        })
    }

    fn worker(&self) {
        self.deploy("worker", &["Worker"]);
        let jobs = self.local.physical_id("Worker", "Jobs");
        let job = json!({ "id": "press-7", "value": 21 }).to_string();
        self.local
            .aws(&["sqs", "send-message", "--queue-url", &jobs, "--message-body", &job]);
        let result = self.item(&self.local.physical_id("Worker", "Results"));
        assert_eq!(result, json!({ "id": { "S": "press-7" }, "result": { "N": "42" } }));
    }

    fn serverless_api(&self) {
        self.deploy("serverless_api", &["ServerlessApi"]);
        let api = self.local.physical_id("ServerlessApi", "Api");
        let items = |method: &str, body: Option<&str>| self.local.call_api(&api, "prod", method, "/items", body);
        let (status, made) = items("POST", Some(r#"{"name":"valve"}"#));
        assert_eq!((status, &made["name"]), (201, &json!("valve")));
        assert_eq!(items("GET", None), (200, json!([made])));
    }

    fn state_machine(&self) {
        self.deploy("state_machine", &["Orders"]);
        let machine = self.local.physical_id("Orders", "Machine");
        let order = json!({ "id": "o-1", "lines": [{ "price": 2, "count": 3 }] }).to_string();
        let start = [
            "stepfunctions",
            "start-execution",
            "--state-machine-arn",
            &machine,
            "--input",
            &order,
        ];
        let execution = self.local.aws(&start)["executionArn"].as_str().unwrap().to_owned();
        let ended = self.local.eventually("the order is through", || {
            let look = ["stepfunctions", "describe-execution", "--execution-arn", &execution];
            let seen = self.local.aws(&look);
            (seen["status"] != "RUNNING").then_some(seen)
        });
        assert_eq!(ended["status"], "SUCCEEDED", "{ended}");
        let output: Json = serde_json::from_str(ended["output"].as_str().unwrap()).unwrap();
        assert_eq!(
            (&output["total"], &output["payment"]["Payload"]),
            (&json!(6), &json!({ "paid": 6 }))
        );
    }

    fn event_bus(&self) {
        self.deploy("event_bus", &["Shop", "Shipping", "Records"]);
        let publish = self.local.physical_id("Shop", "Publish");
        let answer = self.folder.path().join("answer");
        for total in [0, 5] {
            let order = self.bytes(&json!({ "total": total }));
            let invoke = ["lambda", "invoke", "--function-name", &publish, "--payload", &order];
            self.local
                .aws_text(&[invoke.as_slice(), &[answer.to_str().unwrap()]].concat());
        }
        let parcels = self.local.physical_id("Shipping", "Parcels");
        let event = self.local.eventually("the parcel waits", || {
            let waiting = self.local.aws(&["sqs", "receive-message", "--queue-url", &parcels]);
            waiting["Messages"][0]["Body"].as_str().map(str::to_owned)
        });
        let event: Json = serde_json::from_str(&event).unwrap();
        // The order of nothing did not pass the rule's pattern.
        assert_eq!(
            (&event["source"], &event["detail"]),
            (&json!("shop"), &json!({ "total": 5 }))
        );
    }

    fn iot_fleet(&self) {
        self.deploy("iot_fleet", &["Fleet"]);
        let reading = self.bytes(&json!({ "value": 1.5 }));
        let publish = [
            "iot-data",
            "publish",
            "--topic",
            "plant/press-7/readings",
            "--payload",
            &reading,
        ];
        self.local.aws_text(&publish);
        let item = self.item(&self.local.physical_id("Fleet", "Readings"));
        assert_eq!(
            (&item["thing"], &item["value"]),
            (&json!({ "S": "press-7" }), &json!({ "N": "1.5" }))
        );
    }

    fn data_pipeline(&self) {
        self.deploy("data_pipeline", &["Pipeline"]);
        let stream = self.local.physical_id("Pipeline", "Readings");
        let reading = json!({ "thing": "press-7", "value": 1.5 });
        let data = self.bytes(&reading);
        let put = [
            "kinesis",
            "put-record",
            "--stream-name",
            &stream,
            "--partition-key",
            "press-7",
            "--data",
            &data,
        ];
        self.local.aws(&put);
        let lake = self.local.physical_id("Pipeline", "Lake");
        let key = self.local.eventually("the reading is in the lake", || {
            let listed = self.local.aws(&["s3api", "list-objects-v2", "--bucket", &lake]);
            listed["Contents"][0]["Key"].as_str().map(str::to_owned)
        });
        assert!(key.starts_with("readings/day=20"), "{key}");
        let file = self.folder.path().join("object");
        let get = [
            "s3api",
            "get-object",
            "--bucket",
            &lake,
            "--key",
            &key,
            file.to_str().unwrap(),
        ];
        self.local.aws(&get);
        let stored: Json = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        assert_eq!(stored, reading);
    }
}

#[test]
fn every_example_is_deployed_and_does_its_work() {
    let place = Place {
        local: LocalAws::new("examples"),
        folder: tempfile::tempdir().unwrap(),
    };
    place.local.xtask(&["local", "up"]);
    place.local.bootstrap();
    place.worker();
    place.serverless_api();
    place.state_machine();
    place.event_bus();
    place.iot_fleet();
    place.data_pipeline();
}
