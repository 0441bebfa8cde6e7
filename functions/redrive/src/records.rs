//! Records as the processor takes them.

use serde_json::{Value, json};

/// A record of a shard.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Record {
    pub(crate) shard: String,
    pub(crate) sequence_number: String,
    pub(crate) partition_key: String,
    /// Seconds since 1970.
    pub(crate) arrived_at: f64,
    /// In base64, as the stream has it.
    pub(crate) data: String,
}

/// Bytes of an invocation, at most: Lambda takes 6 MB.
const MAX_BYTES: usize = 4 << 20;

/// Records of an invocation, at most.
const MAX_RECORDS: usize = 500;

/// Cuts records into events for the processor, in their order.
pub(crate) fn events(records: &[Record]) -> Vec<(usize, Value)> {
    let (mut events, mut start, mut bytes) = (Vec::new(), 0, 0);
    for (at, record) in records.iter().enumerate() {
        let size = record.data.len() + 512;
        if at > start && (bytes + size > MAX_BYTES || at - start == MAX_RECORDS) {
            events.push(event(&records[start..at]));
            (start, bytes) = (at, 0);
        }
        bytes += size;
    }
    if start < records.len() {
        events.push(event(&records[start..]));
    }
    events
}

fn event(records: &[Record]) -> (usize, Value) {
    let records: Vec<Value> = records
        .iter()
        .map(|record| {
            json!({
                "eventID": format!("{}:{}", record.shard, record.sequence_number),
                "eventSource": "aws:kinesis",
                "kinesis": {
                    "partitionKey": record.partition_key,
                    "sequenceNumber": record.sequence_number,
                    "approximateArrivalTimestamp": record.arrived_at,
                    "data": record.data,
                },
            })
        })
        .collect();
    (records.len(), json!({ "Records": records }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(count: usize, bytes: usize) -> Vec<Record> {
        let record = |number: usize| Record {
            shard: "shardId-000000000000".to_owned(),
            sequence_number: number.to_string(),
            partition_key: "d".to_owned(),
            arrived_at: 1.5,
            data: "A".repeat(bytes),
        };
        (0..count).map(record).collect()
    }

    #[test]
    fn events_hold_all_records_in_their_order() {
        for (count, bytes, expected) in [
            (0, 0, vec![]),
            (1, 8 << 20, vec![1]),
            (501, 10, vec![500, 1]),
            (3, 3 << 20, vec![1, 1, 1]),
        ] {
            let events = events(&records(count, bytes));
            let sizes: Vec<usize> = events.iter().map(|(size, _)| *size).collect();
            assert_eq!(sizes, expected);
        }
        let (_, event) = events(&records(2, 4)).remove(0);
        assert_eq!(event["Records"][1]["eventID"], "shardId-000000000000:1");
        assert_eq!(event["Records"][1]["kinesis"]["approximateArrivalTimestamp"], 1.5);
    }
}
