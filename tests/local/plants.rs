//! The plants beside the default one on the local AWS: each is deployed, takes a reading from a device, is updated, and leaves nothing.

use serde_json::{Value as Json, json};
use workspace_tests::LocalAws;

use crate::{nothing_remains, now_ms};

/// One plant, and what its users look for.
struct Case {
    plant: &'static str,
    region: &'static str,
    outputs: &'static [&'static str],
    /// Names of device, flag and expiry in the table.
    keys: [&'static str; 3],
    /// Days that an item stays.
    days: u64,
}

impl Case {
    fn place(&self) -> [&str; 5] {
        ["--plant", self.plant, "--suffix", "e2e", "--local"]
    }

    fn xtask(&self, local: &LocalAws, command: &[&str]) -> String {
        local.xtask(&[command, &self.place()].concat())
    }

    /// Deploys, sends a reading beyond its limit, deploys again and destroys.
    fn lives(&self) {
        let mut local = LocalAws::new(self.plant);
        local.ask_in(self.region);
        self.xtask(&local, &["deploy", "--yes"]);
        let outputs: Json = serde_json::from_str(&self.xtask(&local, &["outputs", "--format", "json"])).unwrap();
        for name in self.outputs {
            assert!(
                outputs[name].is_string(),
                "{}: no output {name} in {outputs}",
                self.plant
            );
        }
        self.a_reading_arrives(&local, outputs["dynamodb_table_name"].as_str().unwrap());
        let again = local.xtask_all(&[&["deploy", "--yes"][..], &self.place()].concat());
        assert!(again.contains("Unchanged"), "{again}");
        self.xtask(&local, &["destroy", "--yes"]);
        nothing_remains(&local);
        local.xtask(&["local", "down"]);
    }

    fn a_reading_arrives(&self, local: &LocalAws, table: &str) {
        let [device, flag, expiry] = self.keys;
        self.xtask(local, &["device", "add", "press-7"]);
        let payload =
            json!({ "deviceId": "press-7", "sensorType": "temperature", "value": 101.25, "timestamp": now_ms() })
                .to_string();
        self.xtask(local, &["device", "publish", "press-7", "--payload", &payload]);
        let values = json!({ ":d": { "S": "press-7" } }).to_string();
        let condition = format!("{device} = :d");
        let query = [
            "dynamodb",
            "query",
            "--table-name",
            table,
            "--key-condition-expression",
            &condition,
            "--expression-attribute-values",
            &values,
        ];
        let item = local.eventually("the reading is in the table", || {
            let items = local.aws(&query)["Items"].as_array().cloned().unwrap_or_default();
            items.into_iter().find(|item| item.get("value").is_some())
        });
        assert_eq!(item["value"]["N"], "101.25", "{item}");
        assert_eq!(
            (&item["status"]["S"], &item[flag]["BOOL"]),
            (&json!("anomaly"), &json!(true)),
            "{item}"
        );
        let expires: u64 = item[expiry]["N"].as_str().unwrap().parse().unwrap();
        let expected = now_ms() / 1_000 + self.days * 86_400;
        assert!(expires.abs_diff(expected) < 600, "{item}: not {expected}");
    }
}

#[test]
fn manufacturing_lives_from_deployment_to_destruction() {
    let case = Case {
        plant: "manufacturing",
        region: "us-east-1",
        outputs: &[
            "iot_policy_name",
            "iot_endpoint",
            "kinesis_stream_name",
            "dynamodb_table_name",
            "s3_bucket_name",
            "lambda_function_name",
        ],
        keys: ["deviceId", "anomalyDetected", "ttl"],
        days: 90,
    };
    case.lives();
}

#[test]
fn ten_thousand_lives_from_deployment_to_destruction() {
    let case = Case {
        plant: "ten-thousand",
        region: "eu-central-1",
        outputs: &[
            "kinesis_stream_name",
            "raw_data_bucket_name",
            "processed_data_bucket_name",
            "dynamodb_table_name",
            "processor_lambda_name",
            "api_secret_name",
            "sns_topic_name",
            "firehose_name",
            "dashboard_name",
        ],
        keys: ["sensor_id", "anomaly_detected", "expires_at"],
        days: 30,
    };
    case.lives();
}
