//! Windows by event time: late readings, repeated batches and wrong clocks.

use proptest::prelude::*;

use crate::fakes::{ARRIVED, FakeArchive, FakeClock, FakeQueue, FakeTable, Mood, config, enveloped, text};
use crate::handler::Handler;
use crate::ports::Clock as _;
use crate::record::Record;

use super::*;

type Silent = fn(&str);

/// A handler that aggregates in windows of a minute.
struct Plant {
    table: FakeTable,
    clock: FakeClock,
    handler: Handler<FakeTable, FakeArchive, FakeQueue, FakeClock, Silent>,
}

impl Plant {
    fn new() -> Self {
        let (table, clock) = (FakeTable::new(), FakeClock::start());
        let mut config = config();
        config.window = Some(60);
        let silent: Silent = |_| ();
        let handler = Handler::new(
            config,
            table.clone(),
            FakeArchive::default(),
            FakeQueue::default(),
            clock,
            silent,
        );
        Self { table, clock, handler }
    }

    async fn process(&self, records: &[Record]) -> Vec<String> {
        self.handler
            .process(records, self.clock.now_ms() + 60_000)
            .await
            .unwrap_or_default()
    }

    /// Sensor, window, count, least, greatest and mean of each aggregate.
    fn aggregates(&self) -> Vec<String> {
        let rows = self.table.rows.borrow();
        let aggregates = rows
            .iter()
            .filter(|((partition, _), _)| partition.starts_with("aggregate#"));
        let lines = aggregates.map(|((partition, sort), row)| {
            assert!(row.get("value").is_none());
            let window = (sort.parse::<i64>().unwrap() - ARRIVED as i64) / 60_000;
            let [count, min, max, mean] = ["count", "min", "max", "mean"].map(|name| text(row, name));
            format!("{partition} {window}: {count} {min} {max} {mean}")
        });
        lines.collect()
    }
}

/// A reading of device `d` at a second after 08:00, which the next record took.
fn reading(number: usize, sensor: &str, second: i64, value: &str) -> Record {
    let time = ARRIVED as i64 + second * 1000;
    let json = format!(r#"{{"deviceId":"d","sensorType":"{sensor}","value":{value},"timestamp":{time}}}"#);
    enveloped(number, "d", &json)
}

#[tokio::test(start_paused = true)]
async fn windows_are_by_the_time_of_the_event() {
    let plant = Plant::new();
    let first = [
        reading(1, "t", -60, "0.1"),
        reading(2, "t", -1, "0.2"),
        reading(3, "t", 0, "9"),
        reading(4, "p", 0, "1"),
    ];
    assert!(plant.process(&first).await.is_empty());
    let expected = [
        "aggregate#d#p# 0: 1 1 1 1",
        "aggregate#d#t# -1: 2 0.1 0.2 0.15",
        "aggregate#d#t# 0: 1 9 9 9",
    ];
    assert_eq!(plant.aggregates(), expected);
    // A late one, and the first batch again.
    assert!(plant.process(&[reading(5, "t", -30, "0.3")]).await.is_empty());
    let after = plant.aggregates();
    assert!(after[1].starts_with("aggregate#d#t# -1: 3 0.1 0.3 0.2"), "{after:?}");
    assert!(plant.process(&first).await.is_empty());
    assert_eq!(plant.aggregates(), after);
}

#[tokio::test(start_paused = true)]
async fn a_wrong_clock_is_in_no_aggregate() {
    let plant = Plant::new();
    let ahead = enveloped(
        1,
        "d",
        r#"{"deviceId":"d","sensorType":"t","value":5,"timestamp":9999999999999}"#,
    );
    let unset = enveloped(2, "d", r#"{"deviceId":"d","sensorType":"t","value":5,"timestamp":0}"#);
    let untimed = enveloped(3, "d", r#"{"deviceId":"d","sensorType":"t","value":7}"#);
    assert!(plant.process(&[ahead, unset, untimed]).await.is_empty());
    assert_eq!(
        plant.aggregates(),
        ["aggregate#d#t# -1: 1 7 7 7"],
        "received 10 ms before 08:00"
    );
}

#[tokio::test(start_paused = true)]
async fn a_window_that_cannot_be_renewed_comes_again() {
    let plant = Plant::new();
    plant.table.set_mood(|row| {
        if row.get("count").is_some() {
            Mood::Fails
        } else {
            Mood::Takes
        }
    });
    let records = [reading(1, "t", 0, "1"), reading(2, "t", 1, "2")];
    let result = plant.handler.process(&records, plant.clock.now_ms() + 60_000).await;
    assert!(result.is_err_and(|error| error.reason.contains("aggregates could not be renewed")));
    plant.table.set_mood(|_| Mood::Takes);
    assert!(plant.process(&records).await.is_empty());
    assert_eq!(plant.aggregates(), ["aggregate#d#t# 0: 2 1 2 1.5"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// However readings are cut into batches, repeated and shuffled, the aggregates are those of all of them.
    #[test]
    fn aggregates_are_those_of_all_readings(
        drawn in proptest::collection::vec((0i64..300, 0u32..50), 1..30).prop_shuffle(),
        size in 1usize..10,
    ) {
        let records: Vec<Record> = drawn.iter().enumerate()
            .map(|(at, (second, value))| reading(at, "t", -*second, &format!("{value}.{at:03}"))).collect();
        let mut expected: BTreeMap<i64, Vec<f64>> = BTreeMap::new();
        for (at, (second, value)) in drawn.iter().enumerate() {
            let value = f64::from(*value) + at as f64 / 1000.0;
            expected.entry((-*second).div_euclid(60)).or_default().push(value);
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let plant = Plant::new();
            for batch in records.chunks(size).chain([&records[..]]) {
                prop_assert!(plant.process(batch).await.is_empty());
            }
            let found = plant.aggregates();
            prop_assert_eq!(found.len(), expected.len());
            for values in expected.values() {
                let least = values.iter().copied().fold(f64::INFINITY, f64::min);
                let mean = values.iter().sum::<f64>() / values.len() as f64;
                let fits = found.iter().any(|line| {
                    let numbers: Vec<f64> = line.split_once(": ").unwrap().1.split(' ').map(|n| n.parse().unwrap()).collect();
                    numbers[0] as usize == values.len() && numbers[1] == least && (numbers[3] - mean).abs() < 1e-9
                });
                prop_assert!(fits, "{:?} is not in {:?}", values, found);
            }
            Ok(())
        })?;
    }
}
