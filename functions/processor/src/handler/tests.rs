//! Batches with poison, outages and repetitions: no record is ever lost.

use std::cell::RefCell;
use std::rc::Rc;

use ferrocdk_contracts::metrics::{ANOMALIES_DETECTED, PROCESSED_RECORDS, PROCESSING_ERRORS, RETRIED_RECORDS};
use proptest::prelude::*;
use serde_json::Value;

use crate::fakes::{
    ARRIVED, FakeArchive, FakeClock, FakeQueue, FakeTable, Mood, config, enveloped, items, record, standing, text,
};
use crate::ports::Row;

use super::*;

type Emit = Box<dyn Fn(&str)>;

/// A handler over fakes, and what it leaves behind.
struct Plant {
    table: FakeTable,
    archive: FakeArchive,
    metrics: Rc<RefCell<Vec<Value>>>,
    handler: Handler<FakeTable, FakeArchive, FakeQueue, FakeClock, Emit>,
}

impl Plant {
    fn new() -> Self {
        let (table, archive) = (FakeTable::new(), FakeArchive::default());
        let metrics = Rc::new(RefCell::new(Vec::new()));
        let sink = Rc::clone(&metrics);
        let emit: Emit = Box::new(move |line| sink.borrow_mut().push(serde_json::from_str(line).unwrap()));
        let handler = Handler::new(
            config(),
            table.clone(),
            archive.clone(),
            FakeQueue::default(),
            FakeClock::start(),
            emit,
        );
        Self {
            table,
            archive,
            metrics,
            handler,
        }
    }

    async fn process(&self, records: &[Record]) -> Result<Vec<String>, BatchFailed> {
        self.handler
            .process(records, self.handler.clock.now_ms() + 60_000)
            .await
    }

    fn quarantined(&self) -> Vec<String> {
        let keys = self.archive.keys("quarantine/").into_iter();
        keys.map(|key| key.rsplit_once('-').unwrap().1.trim_end_matches(".json").to_owned())
            .collect()
    }

    /// Metrics of the last batch: processed, quarantined, anomalies, retried.
    fn counts(&self) -> [u64; 4] {
        let metrics = self.metrics.borrow();
        let last = metrics.last().unwrap();
        [
            PROCESSED_RECORDS,
            PROCESSING_ERRORS,
            ANOMALIES_DETECTED,
            RETRIED_RECORDS,
        ]
        .map(|name| last[name].as_u64().unwrap())
    }
}

/// A temperature reading of device `d`, as the topic rule carries it.
fn reading(sequence_number: usize, value: &str) -> Record {
    let time = ARRIVED + sequence_number as u64;
    let json = format!(r#"{{"deviceId":"d","sensorType":"temperature","value":{value},"timestamp":{time}}}"#);
    enveloped(sequence_number, "d", &json)
}

#[tokio::test(start_paused = true)]
async fn an_empty_batch_is_a_success() {
    let plant = Plant::new();
    assert_eq!(plant.process(&[]).await, Ok(vec![]));
    assert!(plant.archive.keys("").is_empty());
}

#[tokio::test(start_paused = true)]
async fn readings_reach_the_table_and_the_archive() {
    let plant = Plant::new();
    let records = [reading(1, "25.50"), reading(2, "95.0"), reading(3, "80")];
    assert_eq!(plant.process(&records).await, Ok(vec![]));
    let rows = plant.table.rows.borrow();
    let states: Vec<_> = rows
        .values()
        .map(|row| (text(row, "value"), text(row, "status")))
        .collect();
    let expected = [("25.5", "normal"), ("95", "anomaly"), ("80", "normal")];
    assert_eq!(
        states,
        expected.map(|(value, status)| (value.to_owned(), status.to_owned()))
    );
    assert_eq!(
        plant.archive.keys(""),
        ["raw/dt=2026-11-21/hour=08/shardId-000000000000-1-3.ndjson"]
    );
    assert_eq!(plant.counts(), [3, 0, 1, 0]);
    assert_eq!(plant.metrics.borrow()[0]["LatencyMs"], 200);
}

#[tokio::test(start_paused = true)]
async fn poison_is_quarantined_wherever_it_stands() {
    for position in 0..4 {
        for poison in [
            "",
            "not json",
            "[]",
            r#"{"deviceId":"d"}"#,
            r#"{"deviceId":"d","sensorType":"temperature","value":"hot"}"#,
        ] {
            let plant = Plant::new();
            let mut records: Vec<Record> = (1..=4).map(|number| reading(number, "20")).collect();
            records[position].message.payload = poison.as_bytes().to_vec();
            assert_eq!(plant.process(&records).await, Ok(vec![]));
            assert_eq!(plant.table.values().len(), 3);
            assert_eq!(plant.quarantined(), [(position + 1).to_string()]);
            assert_eq!(plant.counts(), [3, 1, 0, 0]);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_batch_of_nothing_but_poison_is_dealt_with() {
    let plant = Plant::new();
    let records: Vec<Record> = (1..=3).map(|number| record(number, "d", "{")).collect();
    assert_eq!(plant.process(&records).await, Ok(vec![]));
    assert_eq!(plant.quarantined(), ["1", "2", "3"]);
}

#[tokio::test(start_paused = true)]
async fn a_device_that_speaks_for_another_is_quarantined() {
    let plant = Plant::new();
    let forged = enveloped(1, "e", r#"{"deviceId":"d","sensorType":"temperature","value":20}"#);
    assert_eq!(plant.process(&[forged]).await, Ok(vec![]));
    let objects = plant.archive.objects.borrow();
    let document: Value = serde_json::from_slice(&objects[&plant.archive.keys("quarantine/")[0]]).unwrap();
    assert_eq!(document["code"], "impersonation");
}

#[tokio::test(start_paused = true)]
async fn a_record_the_table_refuses_is_quarantined() {
    let plant = Plant::new();
    plant.table.set_mood(|row| {
        if text(row, "value") == "9" {
            Mood::Refuses
        } else {
            Mood::Takes
        }
    });
    assert_eq!(
        plant
            .process(&[reading(1, "20"), reading(2, "9"), reading(3, "21")])
            .await,
        Ok(vec![])
    );
    assert_eq!(
        (plant.quarantined(), plant.table.values().len()),
        (vec!["2".to_owned()], 2)
    );
}

#[tokio::test(start_paused = true)]
async fn nothing_is_written_before_the_batch_is_archived() {
    let plant = Plant::new();
    plant.archive.broken.borrow_mut().push("raw/");
    let error = plant
        .process(&[reading(1, "20"), record(2, "d", "{")])
        .await
        .unwrap_err();
    let message = "none of 2 records could be processed: the batch could not be archived: bucket archive: out of order";
    assert_eq!(error.to_string(), message);
    assert!(plant.table.values().is_empty() && plant.archive.keys("").is_empty());
    assert_eq!(plant.counts(), [0, 0, 0, 2]);
}

#[tokio::test(start_paused = true)]
async fn one_bad_reading_of_a_message_does_not_take_the_others_along() {
    let plant = Plant::new();
    let one = |value: &str| format!(r#"{{"deviceId":"d","sensorType":"pressure","value":{value}}}"#);
    let message = enveloped(1, "d", &format!("[{},{},{}]", one("1"), one("\"hot\""), one("2")));
    assert_eq!(plant.process(&[message]).await, Ok(vec![]));
    assert_eq!(plant.table.values().len(), 2);
    let keys = plant.archive.keys("quarantine/");
    assert_eq!(keys, ["quarantine/dt=2026-11-21/shardId-000000000000-1-1.json"]);
    let document: Value = serde_json::from_slice(&plant.archive.objects.borrow()[&keys[0]]).unwrap();
    assert_eq!(
        (&document["index"], &document["code"]),
        (&1.into(), &"invalid_field".into())
    );
    assert_eq!(plant.counts(), [2, 1, 0, 0]);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_quarantined_is_returned() {
    let plant = Plant::new();
    plant.archive.broken.borrow_mut().push("quarantine/");
    let records = [reading(1, "20"), record(2, "e", "{"), reading(3, "21")];
    assert_eq!(plant.process(&records).await, Ok(vec!["2".to_owned()]));
    assert_eq!(plant.counts(), [1, 0, 0, 2], "Lambda delivers the third again as well");
}

#[tokio::test(start_paused = true)]
async fn followers_of_a_returned_record_are_returned_too() {
    let plant = Plant::new();
    plant.table.set_mood(|row| {
        if text(row, "value") == "9" {
            Mood::Throttles
        } else {
            Mood::Takes
        }
    });
    let other = |number| record(number, "e", r#"{"deviceId":"e","sensorType":"pressure","value":1}"#);
    let records = [reading(1, "20"), reading(2, "9"), other(3), reading(4, "21")];
    assert_eq!(plant.process(&records).await, Ok(vec!["2".to_owned(), "4".to_owned()]));
}

#[tokio::test(start_paused = true)]
async fn an_outage_of_the_table_fails_the_invocation_until_it_is_over() {
    let plant = Plant::new();
    let records: Vec<Record> = (1..=150).map(|number| reading(number, "20")).collect();
    plant.table.set_mood(|_| Mood::Fails);
    let error = plant.process(&records).await.unwrap_err();
    assert!(error.reason.contains("out of order"), "{error}");

    let (sent, archived) = (plant.table.requests.get(), plant.archive.keys("").len());
    let error = plant.process(&records[..20]).await.unwrap_err();
    assert!(error.reason.contains("left alone for 10 s"), "{error}");
    assert_eq!(
        (plant.table.requests.get(), plant.archive.keys("").len()),
        (sent, archived),
        "returned at once"
    );

    plant.table.set_mood(|_| Mood::Takes);
    tokio::time::sleep(std::time::Duration::from_secs(10)).await;
    assert_eq!(plant.process(&records).await, Ok(vec![]));
    assert_eq!(plant.table.values().len(), 150);
}

#[tokio::test(start_paused = true)]
async fn a_batch_delivered_again_changes_nothing() {
    let plant = Plant::new();
    let records = [reading(1, "20"), record(2, "d", "{"), reading(3, "1e1")];
    plant.process(&records).await.unwrap();
    let (rows, objects) = (
        plant.table.rows.borrow().clone(),
        plant.archive.objects.borrow().clone(),
    );
    tokio::time::sleep(std::time::Duration::from_secs(3600)).await;
    plant.process(&records).await.unwrap();
    assert_eq!(
        (&*plant.table.rows.borrow(), &*plant.archive.objects.borrow()),
        (&rows, &objects)
    );
}

#[tokio::test(start_paused = true)]
async fn lambdas_event_is_answered_in_lambdas_form() {
    let table = FakeTable::with(|row| {
        if text(row, "deviceId") == "b" {
            Mood::Throttles
        } else {
            Mood::Takes
        }
    });
    let handler = Handler::new(
        config(),
        table,
        FakeArchive::default(),
        FakeQueue::default(),
        FakeClock::start(),
        |_| (),
    );
    let record = |number: u32, device: &str| {
        use base64::Engine as _;
        let json = format!(r#"{{"device_id":"{device}","sensor_type":"temperature","value":1,"timestamp":7}}"#);
        let data = base64::engine::general_purpose::STANDARD.encode(json);
        serde_json::json!({ "eventID": format!("shardId-000000000000:{number}"), "kinesis": {
            "partitionKey": device, "sequenceNumber": number.to_string(), "data": data,
            "approximateArrivalTimestamp": 1_795_248_000.123,
        }})
    };
    let event = serde_json::json!({ "Records": [record(1, "a"), record(2, "b"), record(3, "c")] });
    let response = handler
        .handle(serde_json::from_value(event).unwrap(), ARRIVED + 60_000)
        .await
        .unwrap();
    let response = serde_json::to_string(&response).unwrap();
    assert_eq!(response, r#"{"batchItemFailures":[{"itemIdentifier":"2"}]}"#);
}

/// A record with its place and what the table does with it.
fn any_record() -> impl Strategy<Value = (u8, Option<u8>, bool, u8)> {
    // Device, sensor, whether it is poison, and the table's mood.
    (
        0u8..4,
        proptest::option::of(0u8..3),
        proptest::bool::weighted(0.1),
        0u8..20,
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Each record is in the table, in quarantine, or returned, whatever fails.
    #[test]
    fn no_record_is_lost(
        drawn in proptest::collection::vec(any_record(), 1..80),
        raw_broken in proptest::bool::weighted(0.05),
        quarantine_broken in proptest::bool::weighted(0.1),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let plant = Plant::new();
            let broken = [("raw/", raw_broken), ("quarantine/", quarantine_broken)];
            plant.archive.broken.borrow_mut().extend(broken.iter().filter(|(_, is)| *is).map(|(prefix, _)| *prefix));
            // The mood travels in the value's last digits, so that the table can tell the record.
            plant.table.set_mood(|row| match text(row, "value").rsplit_once('.').map(|(_, mood)| mood.to_owned()).as_deref() {
                Some("11") => Mood::Throttles,
                Some("12") => Mood::Refuses,
                Some("13") => Mood::Fails,
                _ => Mood::Takes,
            });
            let records: Vec<Record> = drawn.iter().enumerate().map(|(at, (device, sensor, poison, mood))| {
                let sensor = sensor.map(|sensor| format!(r#","sensorId":"s{sensor}""#)).unwrap_or_default();
                let sensor_type = if mood % 2 == 0 { "pressure" } else { "temperature" };
                // Times repeat within a device, values do not.
                let time = ARRIVED + at as u64 / 7;
                let json = format!(
                    r#"{{"deviceId":"d{device}","sensorType":"{sensor_type}","value":{at}.{mood},"timestamp":{time}{sensor}}}"#
                );
                record(at, &format!("d{device}"), if *poison { "poison" } else { &json })
            }).collect();

            let returned = match plant.process(&records).await {
                Ok(returned) => returned,
                Err(error) => {
                    prop_assert_eq!(error.records, records.len());
                    return Ok(());
                }
            };
            let (rows, quarantined) = (plant.table.rows.borrow(), plant.quarantined());
            for record in &records {
                let number = &record.sequence_number;
                let poison = record.message.payload == b"poison";
                let stored = !poison && items(record, &config()).iter().all(|item| {
                    let keys = [item.whole_key.as_ref(), Some(&item.own_key)];
                    keys.into_iter().flatten().any(|sort_key| {
                        let row = Row { item, sort_key };
                        rows.get(&(item.sensor.device.clone(), sort_key.clone())) == Some(&standing(row))
                    })
                });
                let places = [stored, quarantined.contains(number), returned.contains(number)];
                prop_assert!(places.contains(&true), "record {} is nowhere", number);
            }
            let raw = plant.archive.keys("raw/");
            let lines = plant.archive.objects.borrow()[&raw[0]].iter().filter(|byte| **byte == b'\n').count();
            prop_assert_eq!(lines, records.len());
            Ok(())
        })?;
    }
}
