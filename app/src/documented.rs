//! docs/plant-file.md says the ranges and defaults that the constructs have.

use ferrocdk::aws::kinesis::{Retention, StreamProps};
use ferrocdk::aws::lambda::{BatchSize, Memory, Timeout};
use ferrocdk::plant::StreamProcessorProps as Processor;

/// A number as the page writes it.
fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let split = digits.len().saturating_sub(3);
    match &digits[..split] {
        "" => digits,
        thousands => format!("{thousands},{}", &digits[split..]),
    }
}

#[test]
fn ranges_and_defaults() {
    let page = include_str!("../../docs/plant-file.md");
    let days = |hours: i64| format!("`\"{} days\"`", hours / 24);
    let rows = [
        (
            "ingest.retention",
            Some(Retention::RANGE),
            days(StreamProps::DEFAULT_RETENTION.get()),
        ),
        (
            "processor.memory",
            Some(Memory::RANGE),
            format!("`\"{} MB\"`", Processor::DEFAULT_MEMORY.0),
        ),
        (
            "processor.timeout",
            Some(Timeout::RANGE),
            format!("`\"{} seconds\"`", Processor::DEFAULT_TIMEOUT.0),
        ),
        (
            "processor.batch",
            Some(BatchSize::RANGE),
            Processor::DEFAULT_BATCH_SIZE.to_string(),
        ),
        (
            "alarms.behind",
            None,
            format!("`\"{} seconds\"`", Processor::DEFAULT_BEHIND.0),
        ),
        ("alarms.anomalies", None, Processor::DEFAULT_ANOMALIES.to_string()),
    ];
    for (key, range, default) in rows {
        let row = page
            .lines()
            .find(|line| line.starts_with(&format!("| `{key}`")))
            .unwrap();
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        assert_eq!(cells[3], default, "{row}");
        if let Some(range) = range {
            let text = format!("{} to {}", grouped(*range.start()), grouped(*range.end()));
            assert!(cells[4].contains(&text), "{row} does not say {text}");
        }
    }
}
