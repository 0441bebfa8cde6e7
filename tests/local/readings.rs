//! Readings that are hard to keep: exact numbers, values that meet, messages that are none.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value as Json, json};
use workspace_tests::LocalAws;

/// The deployment that readings are sent to.
pub(crate) struct Plant<'a> {
    pub(crate) local: &'a LocalAws,
    pub(crate) table: String,
    pub(crate) bucket: String,
}

const THING: &str = "press-7";
pub(crate) const TOPIC: &str = "sensor/data/press-7";

impl Plant<'_> {
    pub(crate) fn publish(&self, topic: &str, lines: &str) {
        let output = self.local.publish("sao-paulo-e2e", THING, topic, lines);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// The rows of a sensor type of the device.
    fn rows(&self, sensor_type: &str) -> Vec<Json> {
        let values = json!({ ":d": { "S": THING }, ":t": { "S": sensor_type } }).to_string();
        let answer = self.local.aws(&[
            "dynamodb",
            "query",
            "--table-name",
            &self.table,
            "--key-condition-expression",
            "deviceId = :d",
            "--filter-expression",
            "sensorType = :t",
            "--expression-attribute-values",
            &values,
        ]);
        answer["Items"].as_array().cloned().unwrap_or_default()
    }

    pub(crate) fn eventually(&self, sensor_type: &str, count: usize) -> Vec<Json> {
        self.local.eventually(&format!("{count} rows of {sensor_type}"), || {
            let rows = self.rows(sensor_type);
            (rows.len() >= count).then_some(rows)
        })
    }

    /// All objects below a prefix, as text.
    fn objects(&self, prefix: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let (to, from) = (
            folder.path().to_str().unwrap(),
            format!("s3://{}/{prefix}", self.bucket),
        );
        self.local.aws_text(&["s3", "cp", "--recursive", "--quiet", &from, to]);
        let mut text = String::new();
        let mut open = vec![folder.path().to_owned()];
        while let Some(path) = open.pop() {
            if path.is_dir() {
                open.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            } else {
                text += &std::fs::read_to_string(path).unwrap();
                text.push('\n');
            }
        }
        text
    }

    /// Numbers come through digit for digit: floats, 38 digits, and the text in the archive.
    pub(crate) fn numbers_keep_every_digit(&self) {
        let mut sent: Vec<String> = (1..=120)
            .map(|n| format!("{}", f64::from(n) * 0.1 + 1.0 / f64::from(n + 7)))
            .collect();
        sent.push("12345678901234567890123456789012345678".to_owned());
        sent.push("-0.00000000000000000000000000000000000001".to_owned());
        let lines: Vec<String> = sent
            .iter()
            .map(|value| format!(r#"{{"deviceId":"{THING}","sensorType":"exact","value":{value},"f": 1.50}}"#))
            .collect();
        self.publish(TOPIC, &lines.join("\n"));
        let rows = self.eventually("exact", sent.len());
        let stored: BTreeSet<&str> = rows.iter().map(|row| row["value"]["N"].as_str().unwrap()).collect();
        assert_eq!(stored, sent.iter().map(String::as_str).collect());
        let archive = self.objects("raw/");
        for line in &lines {
            assert!(
                archive.contains(&format!("\"data\":{line}}}")),
                "{line} is not in the archive to the letter"
            );
        }
    }

    /// 500 at once without a time are 500 rows, also with one value; two values of one moment are two.
    pub(crate) fn readings_do_not_overwrite_each_other(&self, at: u64) {
        let untimed = format!(r#"{{"deviceId":"{THING}","sensorType":"untimed","value":1}}"#);
        self.publish(TOPIC, &vec![untimed; 500].join("\n"));
        let timed: Vec<String> = ["1", "2", "3", "2", "2.0"]
            .iter()
            .map(|value| format!(r#"{{"deviceId":"{THING}","sensorType":"meeting","value":{value},"timestamp":{at}}}"#))
            .collect();
        self.publish(TOPIC, &timed.join("\n"));
        let rows = self.eventually("meeting", 3);
        let mut values: Vec<&str> = rows.iter().map(|row| row["value"]["N"].as_str().unwrap()).collect();
        values.sort_unstable();
        assert_eq!(values, ["1", "2", "3"], "the same sent again is the same row");
        assert_eq!(self.eventually("untimed", 500).len(), 500);
    }

    /// Payloads that are no readings are in quarantine with its bytes, and told by `status`, metrics and alarms.
    pub(crate) fn what_is_no_reading_keeps_its_bytes(&self) {
        let twice = r#"{"deviceId":"press-7","sensorType":"twice","value":1,"value":2}"#;
        let long = r#"{"deviceId":"press-7","sensorType":"long","value":1234567890123456789012345678901234567890.5}"#;
        let expected = [
            ("not json <\u{e9}>", "not_json"),
            (twice, "ambiguous_field"),
            (long, "invalid_field"),
        ];
        let lines: Vec<&str> = expected.iter().map(|(line, _)| *line).collect();
        self.publish(TOPIC, &lines.join("\n"));
        let found = self.local.eventually("three records in quarantine", || {
            let found: Vec<Json> = self
                .objects("quarantine/")
                .lines()
                .filter_map(|line| serde_json::from_str(line).ok())
                .collect();
            let all = expected.iter().all(|(line, code)| {
                found.iter().any(|record: &Json| {
                    record["code"] == *code && record["dataBase64"] == BASE64.encode(line) && record["thing"] == THING
                })
            });
            all.then_some(found)
        });
        let status: Json = serde_json::from_str(&self.local.xtask(&["local", "status", "--", "--json"])).unwrap();
        assert_eq!(status["held"]["quarantined"][&self.bucket], found.len());
        assert_eq!(status["lost"], 0);

        self.local.eventually(
            "every alarm has data, but the one for silence, and the one for the quarantine rings",
            || {
                let alarms = self.local.aws(&["cloudwatch", "describe-alarms"]);
                let alarms = alarms["MetricAlarms"].as_array().unwrap().clone();
                assert_eq!(alarms.len(), 18);
                // Nothing counts what comes into streams here.
                let blind = |alarm: &&Json| {
                    alarm["StateValue"] == "INSUFFICIENT_DATA" && alarm["MetricName"] != "IncomingRecords"
                };
                let quarantine = alarms.iter().find(|alarm| alarm["MetricName"] == "ProcessingErrors");
                let rings = quarantine.is_some_and(|alarm| alarm["StateValue"] == "ALARM");
                (alarms.iter().filter(blind).count() == 0 && rings).then_some(())
            },
        );
    }

    /// The broker takes 128 KB and not more.
    pub(crate) fn the_broker_has_the_limit_of_aws(&self) {
        let message = |bytes: usize| {
            let head = format!(r#"{{"deviceId":"{THING}","sensorType":"size","value":{bytes},"pad":""#);
            format!("{head}{}\"}}", "x".repeat(bytes - head.len() - 2))
        };
        self.publish(TOPIC, &[message(128 * 1024), message(100_000), message(200)].join("\n"));
        self.eventually("size", 3);
        for bytes in [128 * 1024 + 1, 150_000, 800_000] {
            let output = self.local.publish("sao-paulo-e2e", THING, TOPIC, &message(bytes));
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(
                !output.status.success() && said.contains("closed the connection after 0 of 1"),
                "{said}"
            );
        }
        assert_eq!(self.rows("size").len(), 3);
    }

    /// A message straight to the rule becomes a reading, once.
    pub(crate) fn basic_ingest_reaches_the_stream(&self) {
        let rules = self.local.aws(&["iot", "list-topic-rules"]);
        let rules = rules["rules"].as_array().unwrap().clone();
        let rule = rules
            .iter()
            .find(|rule| rule["topicPattern"] == "sensor/data/+")
            .unwrap();
        let topic = format!("$aws/rules/{}/{TOPIC}", rule["ruleName"].as_str().unwrap());
        self.publish(
            &topic,
            &format!(r#"{{"deviceId":"{THING}","sensorType":"basic","value":7}}"#),
        );
        self.publish(
            TOPIC,
            &format!(r#"{{"deviceId":"{THING}","sensorType":"basic","value":8}}"#),
        );
        self.eventually("basic", 2);
        std::thread::sleep(std::time::Duration::from_secs(3));
        assert_eq!(self.rows("basic").len(), 2);
    }

    /// Records that another producer puts on the stream, without an envelope, are readings as well.
    pub(crate) fn plain_readings_stay_valid(&self, stream: &str) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("record");
        std::fs::write(
            &file,
            format!(r#"{{"deviceId":"{THING}","sensorType":"plain","value":0.30}}"#),
        )
        .unwrap();
        let data = format!("fileb://{}", file.display());
        let put = [
            "kinesis",
            "put-record",
            "--stream-name",
            stream,
            "--partition-key",
            THING,
            "--data",
            &data,
        ];
        self.local.aws(&put);
        assert_eq!(self.eventually("plain", 1)[0]["value"]["N"], "0.3");
    }

    /// A second deployment on the same topic is refused before anything is made.
    pub(crate) fn another_deployment_does_not_listen_in(&self) {
        let output = self.local.run_xtask(&["deploy", "--suffix", "other", "--local"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        for part in [
            "stack `sao-paulo-other` would share messages with another deployment",
            "selects `sensor/data/+`",
            "of stack `sao-paulo-e2e`",
            "{plant}/{suffix}/data/{thing}",
            "--share-topic",
        ] {
            assert!(said.contains(part), "{part:?} is missing in: {said}");
        }
        let stacks = self.local.aws(&["cloudformation", "list-stacks"]).to_string();
        assert!(!stacks.contains("sao-paulo-other"), "{stacks}");
    }
}
