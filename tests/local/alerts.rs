//! From a reading beyond its limit to the people of the process, and back.

use serde_json::{Value as Json, json};

use crate::readings::{Plant, TOPIC};

/// The sensor, which no other test speaks for.
const SENSOR: &str = "alerts";

impl Plant<'_> {
    /// A sensor that passes its limit is told once, is listed and acknowledged, and told when it is back.
    pub(crate) fn an_alert_reaches_people_once(&self, now_ms: u64) {
        let listener = self.listener();
        let reading = |value: &str, after: u64| {
            let at = now_ms + after;
            format!(
                r#"{{"deviceId":"press-7","sensorType":"pressure","sensorId":"{SENSOR}","value":{value},"timestamp":{at}}}"#
            )
        };
        self.publish(TOPIC, &reading("250.50", 0));
        let opened = self.notice(&listener);
        for (field, value) in [
            ("kind", json!("opened")),
            ("device", json!("press-7")),
            ("sensorType", json!("pressure")),
            ("value", json!(250.5)),
            ("severity", json!("warning")),
        ] {
            assert_eq!(opened[field], value, "{opened}");
        }
        assert!(opened["runbook"].as_str().unwrap().ends_with("#alerts"), "{opened}");

        self.publish(TOPIC, &[reading("251", 10), reading("252", 20)].join("\n"));
        self.eventually("pressure", 3);
        let list = || {
            self.local
                .xtask(&["alerts", "list", "--format", "json", "--suffix", "e2e", "--local"])
        };
        let lasting: Vec<Json> = serde_json::from_str(&list()).unwrap();
        let own = lasting.iter().find(|case| case["alert"]["sensorId"] == SENSOR).unwrap();
        assert_eq!(
            (own["anomaly"].clone(), &own["acknowledgedBy"]),
            (opened["anomaly"].clone(), &Json::Null)
        );
        let anomaly = opened["anomaly"].as_str().unwrap();
        self.local
            .xtask(&["alerts", "ack", anomaly, "--by", "Ana", "--suffix", "e2e", "--local"]);
        assert!(list().contains("\"Ana\""));

        self.publish(TOPIC, &reading("120", 30));
        let closed = self.notice(&listener);
        assert_eq!(
            (&closed["kind"], &closed["anomaly"]),
            (&json!("closed"), &opened["anomaly"]),
            "and no second one before"
        );
    }

    /// A queue that hears the process topic.
    fn listener(&self) -> String {
        let topics = self.local.aws(&["sns", "list-topics"]);
        let mut topics = topics["Topics"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|topic| topic["TopicArn"].as_str());
        let topic = topics
            .find(|arn| arn.ends_with("sao-paulo-sns-process-e2e"))
            .unwrap()
            .to_owned();
        let queue = self
            .local
            .aws(&["sqs", "create-queue", "--queue-name", "alerts-listener"]);
        let url = queue["QueueUrl"].as_str().unwrap().to_owned();
        let attributes = self.local.aws(&[
            "sqs",
            "get-queue-attributes",
            "--queue-url",
            &url,
            "--attribute-names",
            "QueueArn",
        ]);
        let arn = attributes["Attributes"]["QueueArn"].as_str().unwrap();
        self.local.aws(&[
            "sns",
            "subscribe",
            "--topic-arn",
            &topic,
            "--protocol",
            "sqs",
            "--notification-endpoint",
            arn,
        ]);
        url
    }

    /// The next notice about the sensor.
    fn notice(&self, queue: &str) -> Json {
        self.local.eventually("a notice on the process topic", || {
            let answer = self.local.aws(&[
                "sqs",
                "receive-message",
                "--queue-url",
                queue,
                "--wait-time-seconds",
                "1",
            ]);
            let message = &answer["Messages"][0];
            let handle = message["ReceiptHandle"].as_str()?;
            self.local.aws_text(&[
                "sqs",
                "delete-message",
                "--queue-url",
                queue,
                "--receipt-handle",
                handle,
            ]);
            let envelope: Json = serde_json::from_str(message["Body"].as_str()?).ok()?;
            let notice: Json = serde_json::from_str(envelope["Message"].as_str()?).ok()?;
            (notice["sensorId"] == SENSOR).then_some(notice)
        })
    }
}
