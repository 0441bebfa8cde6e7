//! The table's keys, conditions, throttling and outages.

use crate::fakes::{FakeClock, FakeTable, Mood, config, items, record, text};

use super::*;

const MINUTE_MS: u64 = 60_000;

/// A reading of a device's sensor at a second after 08:00.
fn item(device: &str, sensor_type: &str, sensor_id: Option<&str>, second: u64, value: &str) -> Item {
    let time = crate::fakes::ARRIVED + second * 1000;
    let sensor = sensor_id.map(|id| format!(r#","sensorId":"{id}""#)).unwrap_or_default();
    let json =
        format!(r#"{{"deviceId":"{device}","sensorType":"{sensor_type}","value":{value},"timestamp":{time}{sensor}}}"#);
    items(&record(1, device, &json), &config()).remove(0)
}

fn pressures(count: u64) -> Vec<Item> {
    (0..count)
        .map(|second| item("d", "pressure", None, second, "1"))
        .collect()
}

async fn write(writer: &Writer<FakeTable>, items: &[Item], clock: &FakeClock) -> Vec<Outcome> {
    let deadline = Deadline::of_invocation(clock.now_ms() + MINUTE_MS, clock);
    writer.write(items, &config(), &deadline).await
}

#[tokio::test(start_paused = true)]
async fn two_sensors_of_one_device_in_one_millisecond_both_survive() {
    let table = FakeTable::new();
    let writer = Writer::new(table.clone());
    let clock = FakeClock::start();
    let items = [
        item("d", "temperature", None, 0, "20"),
        item("d", "temperature", Some("t-2"), 0, "21"),
        item("d", "pressure", None, 0, "3"),
        item("d", "pressure", Some("p-2"), 0, "4"),
        item("e", "temperature", Some("t-2"), 0, "22"),
    ];
    assert_eq!(write(&writer, &items, &clock).await, vec![Ok(()); 5]);
    let rows = table.values();
    assert_eq!(rows.len(), 5, "{rows:?}");
    assert_eq!(
        rows[0],
        ("d@1795248000000".to_owned(), "20".to_owned()),
        "found with device and time alone"
    );
    assert_eq!(
        rows[4],
        ("e@1795248000000".to_owned(), "22".to_owned()),
        "a named sensor takes the free place"
    );

    // Delivered again, in whatever order, everything lands where it was.
    let backwards: Vec<Item> = items.iter().rev().cloned().collect();
    let before = table.rows.borrow().clone();
    assert_eq!(write(&writer, &backwards, &clock).await, vec![Ok(()); 5]);
    assert_eq!(*table.rows.borrow(), before);
}

#[tokio::test(start_paused = true)]
async fn a_reading_that_comes_twice_in_a_batch_is_written_once() {
    let table = FakeTable::new();
    let clock = FakeClock::start();
    let items = ["1", "1.0", "1"].map(|value| item("d", "pressure", None, 0, value));
    let outcomes = write(&Writer::new(table.clone()), &items, &clock).await;
    assert_eq!(outcomes, vec![Ok(()); 3]);
    assert_eq!((table.values().len(), table.requests.get()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn two_values_of_one_sensor_in_one_millisecond_both_survive() {
    for sensor_type in ["pressure", "temperature"] {
        let table = FakeTable::new();
        let writer = Writer::new(table.clone());
        let clock = FakeClock::start();
        let items = ["1", "2", "3"].map(|value| item("d", sensor_type, Some("s"), 0, value));
        assert_eq!(write(&writer, &items, &clock).await, vec![Ok(()); 3]);
        let mut values: Vec<String> = table.values().into_iter().map(|(_, value)| value).collect();
        values.sort();
        assert_eq!(values, ["1", "2", "3"]);

        let before = table.rows.borrow().clone();
        for again in &items {
            assert_eq!(write(&writer, std::slice::from_ref(again), &clock).await, [Ok(())]);
        }
        assert_eq!(
            *table.rows.borrow(),
            before,
            "{sensor_type}, delivered again one by one"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn readings_without_a_time_have_a_row_each() {
    let table = FakeTable::new();
    let writer = Writer::new(table.clone());
    let clock = FakeClock::start();
    let json = r#"{"deviceId":"d","sensorType":"temperature","value":20}"#;
    let items: Vec<Item> = (0..500)
        .map(|number| items(&record(number, "d", json), &config()).remove(0))
        .collect();
    for _ in 0..2 {
        assert!(write(&writer, &items, &clock).await.iter().all(Result::is_ok));
        assert_eq!(table.values().len(), 500);
    }
}

#[tokio::test(start_paused = true)]
async fn a_large_batch_is_written_in_parts_of_25() {
    let table = FakeTable::new();
    let clock = FakeClock::start();
    let outcomes = write(&Writer::new(table.clone()), &pressures(101), &clock).await;
    assert!(outcomes.iter().all(Result::is_ok));
    assert_eq!((table.values().len(), table.requests.get()), (101, 5));
}

#[tokio::test(start_paused = true)]
async fn unprocessed_items_are_sent_again() {
    let mut tries = std::collections::BTreeMap::new();
    let table = FakeTable::with(move |row| {
        let tries = tries.entry(text(row, "timestamp")).or_insert(0);
        *tries += 1;
        if *tries < 4 { Mood::Throttles } else { Mood::Takes }
    });
    let clock = FakeClock::start();
    let outcomes = write(&Writer::new(table.clone()), &pressures(30), &clock).await;
    assert!(outcomes.iter().all(Result::is_ok));
    assert_eq!(table.values().len(), 30);
}

#[tokio::test(start_paused = true)]
async fn what_stays_unprocessed_is_reported_and_the_rest_is_written() {
    let table = FakeTable::with(|row| {
        if text(row, "value") == "9" {
            Mood::Throttles
        } else {
            Mood::Takes
        }
    });
    let mut items = pressures(10);
    items[3] = item("d", "pressure", None, 3, "9");
    let clock = FakeClock::start();
    let outcomes = write(&Writer::new(table.clone()), &items, &clock).await;
    let failed: Vec<usize> = (0..10).filter(|at| outcomes[*at].is_err()).collect();
    assert_eq!(failed, [3]);
    assert!(
        outcomes[3]
            .clone()
            .unwrap_err()
            .to_string()
            .contains("unprocessed 6 times")
    );
    assert_eq!(table.values().len(), 9);
    assert!(
        clock.now_ms() < crate::fakes::ARRIVED + 10_000,
        "it gives up within seconds"
    );
}

#[tokio::test(start_paused = true)]
async fn one_refused_item_does_not_take_its_batch_along() {
    let table = FakeTable::with(|row| {
        if text(row, "value") == "9" {
            Mood::Refuses
        } else {
            Mood::Takes
        }
    });
    let clock = FakeClock::start();
    for position in 0..5 {
        let mut items = pressures(5);
        items[position] = item("d", "pressure", None, 77, "9");
        let outcomes = write(&Writer::new(table.clone()), &items, &clock).await;
        let refused: Vec<usize> = (0..5)
            .filter(|at| matches!(outcomes[*at], Err(TableError::Refused(_))))
            .collect();
        assert_eq!(refused, [position]);
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 4);
    }
}

#[tokio::test(start_paused = true)]
async fn readings_that_stand_at_their_time_go_25_in_one_request() {
    let table = FakeTable::new();
    let writer = Writer::new(table.clone());
    let clock = FakeClock::start();
    let temperatures: Vec<Item> = (0..100)
        .map(|second| item("d", "temperature", None, second, "20"))
        .collect();
    assert!(write(&writer, &temperatures, &clock).await.iter().all(Result::is_ok));
    assert_eq!((table.values().len(), table.requests.get()), (100, 4));

    // A table that says only that a place is taken is asked what stands there.
    for (tells, requests) in [(true, 4), (false, 8)] {
        table.tells.set(tells);
        table.requests.set(0);
        let before = table.rows.borrow().clone();
        assert!(write(&writer, &temperatures, &clock).await.iter().all(Result::is_ok));
        assert_eq!((&*table.rows.borrow(), table.requests.get()), (&before, requests));
    }
}

#[tokio::test(start_paused = true)]
async fn what_an_insertion_meets_is_each_rows_own() {
    let table = FakeTable::with(|row| match text(row, "value").as_str() {
        "8" => Mood::RefusesAlone,
        "9" => Mood::Throttles,
        _ => Mood::Takes,
    });
    let clock = FakeClock::start();
    let mut items: Vec<Item> = (0..10)
        .map(|second| item("d", "temperature", None, second, "20"))
        .collect();
    items[3] = item("d", "temperature", None, 3, "8");
    items[4] = item("d", "temperature", None, 3, "7");
    items[5] = item("d", "temperature", None, 5, "9");
    items[6] = item("d", "temperature", None, 5, "6");
    let outcomes = write(&Writer::new(table.clone()), &items, &clock).await;
    assert!(matches!(outcomes[3], Err(TableError::Refused(_))), "{outcomes:?}");
    assert_eq!(outcomes[4], Ok(()), "its competitor stands nowhere");
    for at in [5, 6] {
        assert!(
            matches!(outcomes[at], Err(TableError::Unavailable(_))),
            "{at}: who stands there is open"
        );
    }
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 7);
}

#[tokio::test(start_paused = true)]
async fn an_outage_opens_the_breaker_and_one_item_closes_it() {
    let table = FakeTable::with(|_| Mood::Fails);
    let writer = Writer::new(table.clone());
    let clock = FakeClock::start();
    let temperatures: Vec<Item> = (0..250)
        .map(|second| item("d", "temperature", None, second, "20"))
        .collect();
    assert!(write(&writer, &temperatures, &clock).await.iter().all(Result::is_err));
    let sent = table.requests.get();
    assert!(sent <= IN_FLIGHT, "of ten requests some were spared");
    assert!(writer.open_reason(clock.now_ms()).is_some());

    tokio::time::sleep(Duration::from_millis(PAUSE_MS)).await;
    assert_eq!(writer.open_reason(clock.now_ms()), None);
    assert!(write(&writer, &temperatures, &clock).await.iter().all(Result::is_err));
    assert_eq!(table.requests.get(), sent + 1, "half open, one item is tried");

    tokio::time::sleep(Duration::from_millis(PAUSE_MS)).await;
    table.set_mood(|_| Mood::Takes);
    assert!(write(&writer, &temperatures, &clock).await.iter().all(Result::is_ok));
    assert_eq!(table.values().len(), 250);
}

#[tokio::test(start_paused = true)]
async fn a_table_that_hangs_is_not_waited_for_beyond_the_deadline() {
    let table = FakeTable::with(|_| Mood::Hangs);
    let clock = FakeClock::start();
    let started = clock.now_ms();
    let deadline = Deadline::of_invocation(started + 3000, &clock);
    let outcomes = Writer::new(table).write(&pressures(60), &config(), &deadline).await;
    assert!(
        outcomes
            .iter()
            .all(|outcome| matches!(outcome, Err(TableError::Unavailable(_))))
    );
    assert_eq!(clock.now_ms() - started, 2500);
}
