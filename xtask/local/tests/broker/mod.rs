//! Devices at the broker: who is let in, what each may do, and when a connection ends.

use crate::support::{Local, emulator};
use rumqttc::{Client, Event, MqttOptions, Packet, QoS, TlsConfiguration, Transport};
use serde_json::{Value, json};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// A device speaks for itself, listens to its own commands, and nothing else.
fn own() -> Value {
    let arn = "arn:aws:iot:sa-east-1:000000000000";
    let thing = "${iot:Connection.Thing.ThingName}";
    json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "iot:Connect", "Resource": format!("{arn}:client/{thing}")},
        {"Effect": "Allow", "Action": "iot:Publish", "Resource": format!("{arn}:topic/sensor/{thing}/data")},
        {"Effect": "Allow", "Action": "iot:Subscribe", "Resource": format!("{arn}:topicfilter/sensor/{thing}/commands")},
        {"Effect": "Allow", "Action": "iot:Receive", "Resource": format!("{arn}:topic/sensor/{thing}/commands")},
    ]})
}

/// A connected device.
struct Device {
    client: Client,
    events: Receiver<Option<Packet>>,
}

impl Device {
    fn connect(local: &Local, certificate: Option<&str>, client: &str) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut options = MqttOptions::new(client, "127.0.0.1", local.mqtt_port);
        options.set_transport(Transport::tls_with_config(TlsConfiguration::Simple {
            ca: local.file("", "ca"),
            alpn: None,
            client_auth: certificate.map(|thing| (local.file(thing, "crt"), local.file(thing, "key"))),
        }));
        options.set_keep_alive(Duration::from_secs(5));
        let (client, mut connection) = Client::new(options, 20);
        let (sender, events) = channel();
        std::thread::spawn(move || {
            for event in connection.iter() {
                let told = match event {
                    Ok(Event::Incoming(packet)) => sender.send(Some(packet)).is_ok(),
                    Ok(Event::Outgoing(_)) => true,
                    Err(_) => {
                        let _ = sender.send(None);
                        false
                    }
                };
                if !told {
                    return;
                }
            }
        });
        Self { client, events }
    }

    /// Waits for a packet; false when the connection ends before.
    fn sees(&self, wanted: impl Fn(&Packet) -> bool) -> bool {
        let end = Instant::now() + Duration::from_secs(20);
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match self.events.recv_timeout(left).unwrap() {
                Some(packet) if wanted(&packet) => return true,
                Some(_) => {}
                None => return false,
            }
        }
    }

    fn connected(&self) -> bool {
        self.sees(|packet| matches!(packet, Packet::ConnAck(_)))
    }

    /// Publishes; whether it was acknowledged.
    fn publishes(&self, topic: &str, qos: QoS) -> bool {
        self.client.publish(topic, qos, false, "{}").unwrap();
        self.sees(|packet| matches!(packet, Packet::PubAck(_) | Packet::PubRec(_)))
    }
}

#[test]
#[cfg_attr(
    not(emulator),
    ignore = "needs the emulator: `cargo xtask local up` installs it, or FERROCDK_MINISTACK names it"
)]
fn a_device_is_who_its_certificate_says_and_does_what_its_policy_allows() {
    let local = Local::up(&emulator());
    let certificate = local.device_with("press-1", &own());
    local.device_with("press-2", &own());

    assert!(
        !Device::connect(&local, None, "press-1").connected(),
        "without a certificate"
    );
    assert!(
        !Device::connect(&local, Some("press-1"), "press-2").connected(),
        "under another name"
    );
    let device = || Device::connect(&local, Some("press-1"), "press-1");
    let good = device();
    assert!(good.connected());
    assert!(good.publishes("sensor/press-1/data", QoS::AtLeastOnce));
    assert!(!good.publishes("sensor/press-2/data", QoS::AtLeastOnce), "as another");
    let twice = device();
    assert!(twice.connected());
    assert!(
        !twice.publishes("sensor/press-1/data", QoS::ExactlyOnce),
        "AWS IoT has no QoS 2"
    );
    let curious = device();
    assert!(curious.connected());
    curious.client.subscribe("#", QoS::AtMostOnce).unwrap();
    assert!(!curious.sees(|packet| matches!(packet, Packet::SubAck(_))));
    local.until("the refusals to be told", || {
        local.status()["report"]["devices"]["refused"].as_u64().unwrap() >= 5
    });

    // Commands come back through the emulator's broker.
    let listener = device();
    assert!(listener.connected());
    listener
        .client
        .subscribe("sensor/press-1/commands", QoS::AtLeastOnce)
        .unwrap();
    assert!(listener.sees(|packet| matches!(packet, Packet::SubAck(_))));
    local.rest(
        "iotdata",
        "POST",
        "/topics/sensor%2Fpress-1%2Fcommands?qos=1",
        &json!({"stop": true}),
    );
    assert!(listener.sees(|packet| matches!(packet, Packet::Publish(found) if found.payload == r#"{"stop":true}"#)));

    // A certificate that is revoked loses the connection that lives, and gets no other.
    local.rest(
        "iot",
        "PUT",
        &format!("/certificates/{certificate}?newStatus=REVOKED"),
        &Value::Null,
    );
    assert!(!listener.sees(|_| false), "the connection ends");
    assert!(!device().connected());
    let other = Device::connect(&local, Some("press-2"), "press-2");
    assert!(other.connected(), "of another device nothing changed");
}

#[test]
#[cfg_attr(
    not(emulator),
    ignore = "needs the emulator: `cargo xtask local up` installs it, or FERROCDK_MINISTACK names it"
)]
fn messages_reach_who_listens_and_the_rules_of_the_emulator() {
    let local = Local::up(&emulator());
    local.sqs("CreateQueue", &json!({"QueueName": "other"}));
    let all = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iot:*", "Resource": "*"}]});
    local.device_with("press-1", &all);
    local.device_with("panel", &all);
    let queue = local.queue("other");
    let action = json!([{"sqs": {"queueUrl": queue, "roleArn": "r", "useBase64": false}}]);
    let rule =
        json!({"sql": "SELECT *, clientid() AS by FROM 'a/+'", "awsIotSqlVersion": "2016-03-23", "actions": action});
    local.rest("iot", "POST", "/rules/other", &rule);
    let panel = Device::connect(&local, Some("panel"), "panel");
    assert!(panel.connected());
    panel.client.subscribe("b/#", QoS::AtLeastOnce).unwrap();
    assert!(panel.sees(|packet| matches!(packet, Packet::SubAck(_))));
    let device = Device::connect(&local, Some("press-1"), "press-1");
    assert!(device.connected());
    assert!(device.publishes("b/1", QoS::AtLeastOnce));
    assert!(panel.sees(|packet| matches!(packet, Packet::Publish(found) if found.topic == "b/1")));
    assert!(device.publishes("a/1", QoS::AtLeastOnce));
    let mut found = Vec::new();
    local.until("the emulator's rule", || {
        found.extend(local.receive("other"));
        !found.is_empty()
    });
    assert_eq!(found, [json!({"by": "press-1"})]);
}
