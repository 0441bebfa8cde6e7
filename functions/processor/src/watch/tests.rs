//! Alerts of whole batches: once for each change, in the order of events, whatever is delivered again or fails.

use proptest::prelude::*;

use crate::fakes::{ARRIVED, FakeArchive, FakeClock, FakeQueue, FakeTable, Mood, config, enveloped, record};
use crate::handler::Handler;
use crate::ports::Clock as _;

use super::*;

type Silent = fn(&str);

/// A handler with a queue of alerts.
struct Plant {
    table: FakeTable,
    queue: FakeQueue,
    clock: FakeClock,
    handler: Handler<FakeTable, FakeArchive, FakeQueue, FakeClock, Silent>,
}

impl Plant {
    fn new() -> Self {
        let (table, queue, clock) = (FakeTable::new(), FakeQueue::default(), FakeClock::start());
        let mut config = config();
        config.alert_queue = Some("https://queue/alerts.fifo".to_owned());
        config.assets = serde_json::from_str(r#"{"press-*":{"line":"A"}}"#).unwrap();
        let silent: Silent = |_| ();
        let handler = Handler::new(
            config,
            table.clone(),
            FakeArchive::default(),
            queue.clone(),
            clock,
            silent,
        );
        Self {
            table,
            queue,
            clock,
            handler,
        }
    }

    /// The sequence numbers that are returned; all of them where none could be dealt with.
    async fn process(&self, records: &[Record]) -> Vec<String> {
        let returned = self.handler.process(records, self.clock.now_ms() + 60_000).await;
        returned.unwrap_or_else(|_| records.iter().map(|record| record.sequence_number.clone()).collect())
    }
}

/// A temperature of `press-7` at a second after 07:59.
fn reading(number: usize, second: u64, value: &str) -> Record {
    let time = ARRIVED - 60_000 + second * 1000;
    let json = format!(r#"{{"deviceId":"press-7","sensorType":"temperature","value":{value},"timestamp":{time}}}"#);
    enveloped(number, "press-7", &json)
}

#[tokio::test(start_paused = true)]
async fn a_sensor_that_passes_its_limit_alerts_once_until_it_is_back() {
    let plant = Plant::new();
    for (number, value) in ["20", "80", "80.5", "99", "81", "80", "20"].into_iter().enumerate() {
        assert!(plant.process(&[reading(number, number as u64, value)]).await.is_empty());
    }
    assert_eq!(plant.queue.said(), ["press-7 opened 80.5", "press-7 closed 80"]);
    let alerts = plant.queue.alerts.borrow();
    assert_eq!(alerts[0].anomaly, alerts[1].anomaly);
    assert_eq!(alerts[0].limit, alerts[1].limit);
    assert_eq!(
        (alerts[0].event_time, alerts[1].opened_at),
        (ARRIVED - 58_000, ARRIVED - 58_000)
    );
    assert_eq!(alerts[0].labels["line"], "A");
    assert_eq!(alerts[0].record.sequence_number, "2");
    assert_eq!(plant.queue.messages.get(), 2);
}

#[tokio::test(start_paused = true)]
async fn many_changes_of_one_batch_are_told_in_their_order_and_once() {
    let plant = Plant::new();
    let records: Vec<Record> = ["20", "90", "91", "20", "95", "20"]
        .into_iter()
        .enumerate()
        .map(|(number, value)| reading(number, number as u64, value))
        .collect();
    for _ in 0..3 {
        assert!(plant.process(&records).await.is_empty());
    }
    let expected = [
        "press-7 opened 90",
        "press-7 closed 20",
        "press-7 opened 95",
        "press-7 closed 20",
    ];
    assert_eq!(plant.queue.said(), expected);
    assert_eq!(plant.queue.messages.get(), 4, "delivered again, nothing is said");
}

#[tokio::test(start_paused = true)]
async fn late_readings_are_judged_where_they_belong() {
    let plant = Plant::new();
    plant.process(&[reading(1, 20, "20")]).await;
    plant.process(&[reading(2, 10, "90")]).await;
    assert_eq!(
        plant.queue.said(),
        ["press-7 opened 90", "press-7 closed 20"],
        "it was over when it became known"
    );
    plant.process(&[reading(3, 15, "95"), reading(4, 5, "95")]).await;
    assert_eq!(plant.queue.said().len(), 2, "from before the last change");
    plant.process(&[reading(5, 30, "85")]).await;
    assert_eq!(plant.queue.said().len(), 3);
    let states = plant.table.rows.borrow();
    let state = &states[&("state#press-7#temperature#".to_owned(), "0".to_owned())];
    assert!(state.get("value").is_none());
}

#[tokio::test(start_paused = true)]
async fn readings_without_a_time_count_in_the_order_of_the_stream() {
    let plant = Plant::new();
    let untimed = |number: usize, value: &str| {
        let json = format!(r#"{{"deviceId":"d","sensorType":"temperature","value":{value}}}"#);
        enveloped(number, "d", &json)
    };
    let records = [
        untimed(9, "20"),
        untimed(10, "95"),
        untimed(11, "96"),
        untimed(12, "20"),
    ];
    for _ in 0..2 {
        assert!(plant.process(&records).await.is_empty());
        assert_eq!(
            plant.queue.said(),
            ["d opened 95", "d closed 20"],
            "all of one millisecond"
        );
    }
    plant.process(&[untimed(13, "97")]).await;
    assert_eq!(plant.queue.messages.get(), 3);
}

#[tokio::test(start_paused = true)]
async fn sensors_are_told_apart() {
    let plant = Plant::new();
    let one = |sensor: &str| format!(r#"{{"deviceId":"d","sensorType":"temperature","value":90{sensor}}}"#);
    let other = r#"{"deviceId":"d","sensorType":"torque","value":1e9}"#;
    let message = format!(
        "[{},{},{},{other}]",
        one(""),
        one(r#","sensorId":"a""#),
        one(r#","sensorId":"a""#)
    );
    plant.process(&[record(1, "d", &message)]).await;
    assert_eq!(plant.queue.said(), ["d opened 90", "d opened 90"]);
    assert_eq!(plant.queue.alerts.borrow()[1].sensor_id.as_deref(), Some("a"));
}

#[tokio::test(start_paused = true)]
async fn a_wrong_clock_alerts_by_the_receipt_and_old_data_alert_nobody() {
    for (timestamp, alerts) in [
        ("0", 1),
        ("1795248000", 1),
        ("9999999999999", 1),
        (r#""2026-11-21T05:00:00-03:00""#, 1),
        (r#""2026-10-01T00:00:00Z""#, 0),
        (r#""2020-01-01T00:00:00Z""#, 0),
    ] {
        let plant = Plant::new();
        let json = format!(r#"{{"deviceId":"d","sensorType":"temperature","value":90,"timestamp":{timestamp}}}"#);
        assert!(plant.process(&[enveloped(1, "d", &json)]).await.is_empty());
        assert_eq!(plant.queue.said().len(), alerts, "{timestamp}");
        assert_eq!(plant.table.values().len(), 1, "stored all the same");
        if let Some(alert) = plant.queue.alerts.borrow().first() {
            assert!(
                alert.event_time.abs_diff(ARRIVED) < 1000,
                "{timestamp}: {}",
                alert.event_time
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_fails_on_the_way_is_returned_and_told_later() {
    let plant = Plant::new();
    let records = [reading(1, 1, "20"), reading(2, 2, "90"), reading(3, 3, "91")];
    plant.queue.fails.set(true);
    assert_eq!(plant.process(&records).await, ["2", "3"]);
    plant.queue.fails.set(false);
    // The alert goes out, and the function is killed before it remembers.
    plant.table.set_mood(|row| {
        if row.get("version").is_some() {
            Mood::Fails
        } else {
            Mood::Takes
        }
    });
    assert_eq!(plant.process(&records[1..]).await, ["2", "3"]);
    assert_eq!(plant.queue.messages.get(), 1);
    plant.table.set_mood(|_| Mood::Takes);
    assert!(plant.process(&records[1..]).await.is_empty());
    assert_eq!(
        (plant.queue.messages.get(), plant.queue.said().len()),
        (2, 1),
        "the same message again"
    );
}

#[tokio::test(start_paused = true)]
async fn without_a_queue_no_state_is_kept() {
    let table = FakeTable::new();
    let clock = FakeClock::start();
    let silent: Silent = |_| ();
    let handler = Handler::new(
        config(),
        table.clone(),
        FakeArchive::default(),
        FakeQueue::default(),
        clock,
        silent,
    );
    handler
        .process(&[reading(1, 1, "90")], clock.now_ms() + 60_000)
        .await
        .unwrap();
    assert_eq!((table.rows.borrow().len(), table.requests.get()), (1, 1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// In order, however batches are cut, repeated and interrupted: the alerts are the changes of the readings in a row.
    #[test]
    fn alerts_are_the_changes_of_the_readings_in_a_row(
        values in proptest::collection::vec((0u8..3, prop_oneof![Just(20u32), Just(80), Just(90)]), 1..40),
        cuts in proptest::collection::vec((0usize..40, 0u8..6), 0..8),
    ) {
        let records: Vec<Record> = values.iter().enumerate().map(|(at, (device, value))| {
            let time = ARRIVED - 60_000 + at as u64;
            let json = format!(
                r#"{{"deviceId":"d{device}","sensorType":"temperature","value":{value},"timestamp":{time}}}"#
            );
            enveloped(at, &format!("d{device}"), &json)
        }).collect();
        // The model: one flag for each device.
        let (mut open, mut expected) = ([false; 3], vec![Vec::new(); 3]);
        for (device, value) in &values {
            let device = usize::from(*device);
            if (*value > 80) != open[device] {
                open[device] = !open[device];
                expected[device].push(format!("d{device} {} {value}", if open[device] { "opened" } else { "closed" }));
            }
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let plant = Plant::new();
            let mut start = 0;
            for (length, trouble) in cuts.into_iter().chain([(40, 0), (40, 0)]) {
                let end = (start + length.max(1)).min(records.len());
                let batch = &records[start..end];
                if batch.is_empty() {
                    break;
                }
                plant.queue.fails.set(trouble == 1);
                plant.table.set_mood(move |row| match trouble {
                    2 if row.get("version").is_some() => Mood::Fails,
                    3 if row.text("value") == Some("90") => Mood::Throttles,
                    _ => Mood::Takes,
                });
                let returned = plant.process(batch).await;
                // As Lambda does: from the first that is returned; sometimes the whole batch comes again.
                let done = match returned.first() {
                    Some(number) => batch.iter().position(|record| record.sequence_number == *number).unwrap(),
                    None if trouble == 4 => 0,
                    None => batch.len(),
                };
                start += done;
                tokio::time::sleep(std::time::Duration::from_secs(11)).await;
            }
            if start == records.len() {
                let said = plant.queue.said();
                for (device, expected) in expected.iter().enumerate() {
                    let of_device = |text: &&String| text.starts_with(&format!("d{device} "));
                    let said: Vec<&String> = said.iter().filter(of_device).collect();
                    prop_assert_eq!(said, expected.iter().collect::<Vec<_>>());
                }
            }
            Ok(())
        })?;
    }
}
