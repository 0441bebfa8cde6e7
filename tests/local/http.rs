//! The plant that takes readings over HTTPS, with the real programs: from a request to an item in the table, and back to nothing.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value as Json, json};
use workspace_tests::LocalAws;

use super::now_ms;

const PLANT: [&str; 5] = ["--plant", "http-ingest", "--suffix", "http", "--local"];

/// The deployment, and how readings are sent to it.
struct Api<'a> {
    local: &'a LocalAws,
    agent: ureq::Agent,
    url: String,
    key: String,
    stream: String,
    table: String,
}

/// Status and body of an answer.
type Answer = (u16, String);

impl Api<'_> {
    fn send(&self, method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = ureq::http::Request::builder().method(method).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut answer = self.agent.run(request.body(body.to_owned()).unwrap()).unwrap();
        let status = answer.status().as_u16();
        (status, answer.body_mut().read_to_string().unwrap_or_default())
    }

    fn post(&self, body: &str) -> Answer {
        let headers = [("x-api-key", self.key.as_str()), ("content-type", "application/json")];
        self.send("POST", &self.url, &headers, body)
    }

    /// Everything in the stream: data by partition key.
    fn records(&self) -> Vec<(String, Vec<u8>)> {
        let shards = self
            .local
            .aws(&["kinesis", "list-shards", "--stream-name", &self.stream]);
        let mut records = Vec::new();
        for shard in shards["Shards"].as_array().unwrap() {
            let id = shard["ShardId"].as_str().unwrap();
            let from = [
                "--stream-name",
                &self.stream,
                "--shard-id",
                id,
                "--shard-iterator-type",
                "TRIM_HORIZON",
            ];
            let iterator = self
                .local
                .aws(&[&["kinesis", "get-shard-iterator"], from.as_slice()].concat());
            let iterator = iterator["ShardIterator"].as_str().unwrap();
            let answer = self
                .local
                .aws(&["kinesis", "get-records", "--shard-iterator", iterator]);
            for record in answer["Records"].as_array().unwrap() {
                let data = BASE64.decode(record["Data"].as_str().unwrap()).unwrap();
                records.push((record["PartitionKey"].as_str().unwrap().to_owned(), data));
            }
        }
        records
    }

    fn item(&self, device: &str, at: u64) -> Json {
        let key = json!({ "deviceId": { "S": device }, "timestamp": { "N": at.to_string() } }).to_string();
        self.local
            .eventually(&format!("the reading of {device} is in the table"), || {
                let get = ["dynamodb", "get-item", "--table-name", &self.table, "--key", &key];
                self.local.aws(&get).get("Item").cloned()
            })
    }

    fn only_one_path_and_verb_is_open_and_with_a_key(&self) {
        let reading = reading("door-1", now_ms());
        let json = ("content-type", "application/json");
        let (key, wrong) = (
            ("x-api-key", self.key.as_str()),
            ("x-api-key", "not-the-key-that-was-made"),
        );
        let root = self.url.trim_end_matches("sensor-data");
        for (method, url, headers) in [
            ("POST", self.url.as_str(), vec![json]),
            ("POST", &self.url, vec![json, wrong]),
            ("GET", &self.url, vec![key]),
            ("PUT", &self.url, vec![json, key]),
            ("DELETE", &self.url, vec![key]),
            ("POST", root, vec![json, key]),
            ("POST", &format!("{}/more", self.url), vec![json, key]),
            ("POST", &format!("{root}other"), vec![json, key]),
        ] {
            let body = if method == "GET" || method == "DELETE" {
                ""
            } else {
                reading.as_str()
            };
            let (status, text) = self.send(method, url, &headers, body);
            assert_eq!(status, 403, "{method} {url} {headers:?}: {text}");
        }
    }

    fn what_is_no_reading_is_refused(&self) {
        let with = |changes: &[(&str, &str)]| {
            let mut fields = BTreeMap::from([
                ("deviceId", r#""door-1""#),
                ("sensorType", r#""temperature""#),
                ("value", "1"),
            ]);
            for (name, text) in changes {
                fields.remove(name);
                if !text.is_empty() {
                    fields.insert(name, text);
                }
            }
            let fields: Vec<String> = fields.iter().map(|(name, text)| format!("\"{name}\":{text}")).collect();
            format!("{{{}}}", fields.join(","))
        };
        let one = with(&[]);
        let digits = "1234567890123456789012345678901234567890.5";
        let large = format!("\"{}\"", "x".repeat(300_000));
        for body in [
            String::new(),
            "not json".to_owned(),
            "{}".to_owned(),
            "null".to_owned(),
            format!("[{one}]"),
            format!("[{one},{one}]"),
            format!("{one}{one}"),
            with(&[("deviceId", "")]),
            with(&[("sensorType", "")]),
            with(&[("value", "")]),
            with(&[("value", "null")]),
            with(&[("value", "\"1\"")]),
            with(&[("value", "NaN")]),
            with(&[("value", "1e200")]),
            with(&[("value", "1e-200")]),
            with(&[("value", digits)]),
            with(&[("value", "[1]")]),
            with(&[("deviceId", "7")]),
            with(&[("deviceId", "\"\"")]),
            with(&[("deviceId", "null")]),
            with(&[("deviceId", "\"a/b\"")]),
            with(&[("deviceId", "\"it's\"")]),
            with(&[("deviceId", "\"$util.urlEncode('x')\"")]),
            with(&[("deviceId", &format!("\"{}\"", "x".repeat(129)))]),
            with(&[("device_id", "\"door-2\"")]),
            with(&[("deviceId", ""), ("sensorId", "\"a.b\"")]),
            with(&[("sensor_type", "\"pressure\"")]),
            with(&[("timestamp", "-1")]),
            with(&[("timestamp", "\"yesterday\"")]),
            with(&[("timestamp", "\"2026-13-01T00:00:00Z\"")]),
            with(&[("timestamp", "1e300")]),
            with(&[("metadata", "[]")]),
            with(&[("note", &large)]),
            one.replace("\"value\":1", "\"value\":1,\"value\":2"),
            one.replace("\"deviceId\"", "\"deviceId\":\"door-2\",\"deviceId\""),
        ] {
            let (status, text) = self.post(&body);
            let shown: String = body.chars().take(120).collect();
            assert_eq!(status, 400, "{shown}: {text}");
        }
        let headers = [("x-api-key", self.key.as_str()), ("content-type", "text/plain")];
        assert_eq!(self.send("POST", &self.url, &headers, "hello").0 / 100, 4);
        assert!(self.records().is_empty(), "nothing of it is in the stream");
    }

    fn readings_are_in_the_stream_once_and_then_in_the_table(&self) {
        let at = now_ms();
        let exact = "12.34567890123456789012345678901234567";
        let iso = "2026-11-21T05:00:00.5-03:00";
        let bodies = [
            (
                "door-1",
                at,
                format!(r#"{{"deviceId":"door-1","sensorType":"temperature","value":{exact},"timestamp":{at}}}"#),
            ),
            (
                "door-2",
                at,
                format!(r#"{{ "device_id":"door-2", "sensor_type":"pressure", "value":250, "timestamp":{at} }}"#),
            ),
            (
                "door-3",
                1_795_248_000_500,
                format!(r#"{{"sensor_id":"door-3","sensor_type":"vibration","value":-0.50,"timestamp":"{iso}"}}"#),
            ),
            (
                "door-4",
                at,
                format!(
                    r#"{{"deviceId":"door-4","sensorType":"temperature","value":1,"timestamp":{at},"metadata":{{"note":"it's \"x\" $context #set é\n"}}}}"#
                ),
            ),
        ];
        for (device, _, body) in &bodies {
            let (status, text) = self.post(body);
            assert_eq!(status, 200, "{device}: {text}");
            let answer: Json = serde_json::from_str(&text).unwrap();
            assert!(
                answer["sequenceNumber"]
                    .as_str()
                    .is_some_and(|number| !number.is_empty()),
                "{text}"
            );
        }
        let records = self.records();
        assert_eq!(records.len(), bodies.len(), "each once");
        for (device, _, body) in &bodies {
            let record = records.iter().find(|(key, _)| key == device).unwrap();
            let envelope: Json = serde_json::from_slice(&record.1).unwrap();
            let payload = BASE64.decode(envelope["payload"].as_str().unwrap()).unwrap();
            assert_eq!(String::from_utf8(payload).unwrap(), *body, "to the letter");
        }
        for (device, at, _) in &bodies {
            let item = self.item(device, *at);
            assert!(
                item["expirationTime"]["N"].is_string() && item["processedAt"].is_object(),
                "{item}"
            );
        }
        assert_eq!(self.item("door-1", at)["value"]["N"], exact);
        let hot = self.item("door-2", at);
        assert_eq!(
            (&hot["status"]["S"], &hot["isAnomaly"]["BOOL"]),
            (&json!("anomaly"), &json!(true))
        );
        assert_eq!(self.item("door-3", 1_795_248_000_500)["value"]["N"], "-0.5");
    }

    /// Readings of one device keep their order, also when its key is spelled in another way.
    fn a_device_stands_in_one_shard(&self) {
        let keys: Vec<String> = self.records().into_iter().map(|(key, _)| key).collect();
        let spelled = [r#""deviceId""#, r#""device_id""#, r#""sensorId""#, r#""sensor_id""#];
        for name in spelled {
            let (status, text) = self.post(&format!(r#"{{{name}:"gate-1","sensorType":"count","value":1}}"#));
            assert_eq!(status, 200, "{text}");
        }
        let mine = self.records().into_iter().filter(|(key, _)| key == "gate-1").count();
        assert_eq!((mine, self.records().len()), (4, keys.len() + 4));
    }

    fn a_client_is_held_to_its_rate(&self) {
        let plans = self
            .local
            .aws(&["apigateway", "get-usage-plans", "--key-id", &self.key_id()]);
        let plans = plans["items"].as_array().unwrap();
        let [plan] = plans.as_slice() else {
            panic!("one plan: {plans:?}")
        };
        assert_eq!(plan["throttle"], json!({ "burstLimit": 400, "rateLimit": 200.0 }));
        let id = plan["id"].as_str().unwrap();
        let limit = |rate: &str, burst: &str| {
            let patch = json!([
                { "op": "replace", "path": "/throttle/rateLimit", "value": rate },
                { "op": "replace", "path": "/throttle/burstLimit", "value": burst },
            ]);
            let patch = patch.to_string();
            self.local.aws(&[
                "apigateway",
                "update-usage-plan",
                "--usage-plan-id",
                id,
                "--patch-operations",
                &patch,
            ]);
        };
        limit("0.01", "1");
        let before = self.records().len();
        let statuses: Vec<u16> = (0..3).map(|_| self.post(&reading("rate-1", now_ms())).0).collect();
        limit("200", "400");
        let refused = statuses.iter().filter(|status| **status == 429).count();
        let taken = statuses.iter().filter(|status| **status == 200).count();
        assert!(refused >= 1 && refused + taken == 3, "{statuses:?}");
        assert_eq!(
            self.records().len(),
            before + taken,
            "what is refused is not in the stream"
        );
    }

    fn key_id(&self) -> String {
        let keys = self.local.aws(&["apigateway", "get-api-keys"]);
        keys["items"][0]["id"].as_str().unwrap().to_owned()
    }
}

fn reading(device: &str, at: u64) -> String {
    json!({ "deviceId": device, "sensorType": "temperature", "value": 20.5, "timestamp": at }).to_string()
}

#[test]
fn a_plant_takes_readings_over_https() {
    let mut local = LocalAws::new("http");
    local.ask_in("ca-central-1");
    local.xtask(&[&["deploy"], PLANT.as_slice()].concat());
    let outputs = local.xtask(&[&["outputs"], PLANT.as_slice(), &["--format", "json"]].concat());
    let outputs: Json = serde_json::from_str(&outputs).unwrap();
    for name in [
        "vpc_id",
        "redis_endpoint",
        "aurora_endpoint",
        "aurora_reader_endpoint",
        "api_gateway_url",
        "api_key_id",
        "secrets_manager_secret_arn",
    ] {
        assert!(
            outputs[name].as_str().is_some_and(|value| !value.is_empty()),
            "{name}: {outputs}"
        );
    }
    let output = |name: &str| outputs[name].as_str().unwrap().to_owned();
    assert!(output("api_gateway_url").starts_with(&local.endpoint()), "{outputs}");
    let key_id = output("api_key_id");
    let key = local.aws(&["apigateway", "get-api-key", "--api-key", &key_id, "--include-value"]);
    let agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .proxy(None)
        .build();
    let api = Api {
        local: &local,
        agent: agent.new_agent(),
        url: output("api_gateway_url"),
        key: key["value"].as_str().unwrap().to_owned(),
        stream: output("kinesis_stream_name"),
        table: output("dynamodb_table_name"),
    };
    api.only_one_path_and_verb_is_open_and_with_a_key();
    api.what_is_no_reading_is_refused();
    api.readings_are_in_the_stream_once_and_then_in_the_table();
    api.a_device_stands_in_one_shard();
    api.a_client_is_held_to_its_rate();
    let again = local.xtask_all(&[&["deploy"], PLANT.as_slice()].concat());
    assert!(again.contains("Unchanged"), "{again}");

    local.xtask(&[&["destroy"], PLANT.as_slice()].concat());
    nothing_remains(&local);
    local.xtask(&["local", "down"]);
}

fn nothing_remains(local: &LocalAws) {
    super::nothing_remains(local);
    for (service, action, list) in [
        ("apigateway", "get-rest-apis", "items"),
        ("apigateway", "get-api-keys", "items"),
        ("apigateway", "get-usage-plans", "items"),
        ("rds", "describe-db-clusters", "DBClusters"),
        ("elasticache", "describe-replication-groups", "ReplicationGroups"),
        ("elasticache", "describe-user-groups", "UserGroups"),
    ] {
        let answer = local.aws(&[service, action]);
        let left = answer[list].as_array().cloned().unwrap_or_default();
        assert!(left.is_empty(), "{service} {action}: {left:?}");
    }
    let networks = local.aws(&["ec2", "describe-vpcs", "--filters", "Name=is-default,Values=false"]);
    assert_eq!(networks["Vpcs"], json!([]));
}
