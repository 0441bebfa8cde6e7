//! Records of the archive in columns, for queries: what the reading says, and the payload to the byte.
//!
//! A record becomes one JSON object of texts, whole numbers and numbers, of which Firehose makes a row of Parquet. Columns of a record that
//! is no reading are empty but for its origin and its payload, so that nothing is lost on the way into columns.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

use crate::archive_line::{ARRIVED_AT, ArchiveLine, PARTITION_KEY, SEQUENCE_NUMBER};
use crate::message::{CLIENT, INGESTED_AT, THING};
use crate::{Reading, Time};

/// Type of a column, as Athena and Glue name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// `string`.
    Text,
    /// `bigint`.
    Whole,
    /// `double`. The exact number stands in the payload.
    Number,
}

/// Columns in their order: name, type, meaning. Tables of Glue have the names in small letters.
pub const COLUMNS: &[(&str, Type, &str)] = &[
    ("deviceId", Type::Text, "device that the reading names"),
    ("sensorType", Type::Text, "quantity that was measured, in small letters"),
    ("sensorId", Type::Text, "sensor of the device, where it names one"),
    (
        "value",
        Type::Number,
        "measured value, as the nearest binary number; the payload has all digits",
    ),
    ("unit", Type::Text, "unit of the value, where the device says it"),
    (
        "eventTime",
        Type::Whole,
        "milliseconds since 1970: as the device says, else when it was received",
    ),
    (THING, Type::Text, "thing whose certificate published it"),
    (CLIENT, Type::Text, "MQTT client that published it"),
    (
        INGESTED_AT,
        Type::Whole,
        "milliseconds since 1970 at which the topic rule took it",
    ),
    (
        ARRIVED_AT,
        Type::Whole,
        "milliseconds since 1970 at which the stream took it",
    ),
    (PARTITION_KEY, Type::Text, "key by which the stream orders records"),
    (
        SEQUENCE_NUMBER,
        Type::Text,
        "place in the shard; what is archived twice has the same one",
    ),
    ("payload", Type::Text, "bytes that were sent, in base64"),
];

/// Rows of a record: one for each reading that it carries, and one for what is none. The payload stands in the first, so that it is kept once.
///
/// Each is a JSON object; Firehose takes several that stand one after another.
///
/// ```
/// # use ferrocdk_contracts::{Message, archive_columns, archive_line::{ArchiveLine, Origin}};
/// let payload = br#"{"deviceId":"press-7","sensorType":"temperature","value":1.50,"timestamp":7}"#.to_vec();
/// let line = ArchiveLine { message: Message { payload, facts: None }, origin: Origin::default() };
/// let row: serde_json::Value = serde_json::from_str(&archive_columns::rows(&line)).unwrap();
/// assert_eq!((&row["deviceId"], &row["value"], &row["eventTime"]), (&"press-7".into(), &1.5.into(), &7.into()));
/// ```
#[must_use]
pub fn rows(line: &ArchiveLine) -> String {
    let readings = Reading::of_message(&line.message).into_iter();
    let rows = readings.enumerate().map(|(index, part)| {
        let mut row = json!({});
        if let Ok(reading) = part.reading {
            say(&mut row, reading, line.origin.arrived_at);
        }
        origin(&mut row, line);
        if index == 0 {
            row["payload"] = BASE64.encode(&line.message.payload).into();
        }
        row.to_string()
    });
    rows.collect()
}

/// The columns of a reading.
fn say(row: &mut Value, reading: Reading, arrived_at: Option<u64>) {
    let event = reading.timestamp.map(Time::ms);
    let event = event.or(reading.ingested_at).or(arrived_at);
    row["deviceId"] = reading.device_id.into();
    row["sensorType"] = reading.sensor_type.into();
    row["value"] = reading.value.to_f64().into();
    set(row, "sensorId", reading.sensor_id);
    set(row, "unit", reading.unit.map(|unit| unit.as_str().to_owned()));
    set(row, "eventTime", event);
}

/// The columns of where a record comes from.
fn origin(row: &mut Value, line: &ArchiveLine) {
    if let Some(facts) = &line.message.facts {
        set(row, THING, facts.thing.as_deref());
        set(row, CLIENT, facts.client.as_deref());
        set(row, INGESTED_AT, Some(facts.ingested_at));
    }
    set(row, ARRIVED_AT, line.origin.arrived_at);
    set(row, PARTITION_KEY, line.origin.partition_key.as_deref());
    set(row, SEQUENCE_NUMBER, line.origin.sequence_number.as_deref());
}

fn set(row: &mut Value, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        row[name] = value.into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive_line::Origin;
    use crate::{Facts, Message};

    fn columns(payload: &[u8], facts: Option<Facts>) -> Vec<Value> {
        let origin = Origin {
            sequence_number: Some("49".to_owned()),
            partition_key: Some("press-7".to_owned()),
            arrived_at: Some(9),
        };
        let message = Message {
            payload: payload.to_vec(),
            facts,
        };
        let text = rows(&ArchiveLine { message, origin });
        let rows: Vec<Value> = serde_json::Deserializer::from_str(&text)
            .into_iter()
            .map(Result::unwrap)
            .collect();
        for (name, value) in rows.iter().flat_map(|row| row.as_object().unwrap()) {
            let (_, kind, _) = COLUMNS.iter().find(|(column, ..)| column == name).unwrap();
            let fits = match kind {
                Type::Text => value.is_string(),
                Type::Whole => value.is_u64(),
                Type::Number => value.is_f64(),
            };
            assert!(fits, "{name} is {value}");
        }
        rows
    }

    #[test]
    fn a_reading_has_its_columns_and_its_bytes() {
        let facts = Facts {
            thing: Some("press-7".to_owned()),
            client: Some("c-1".to_owned()),
            ingested_at: 8,
        };
        let payload = br#"{"sensor_id":"press-7","sensor_type":"Pressure","value":80,"unit":"psi"}"#;
        let rows = columns(payload, Some(facts));
        let [row] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!(row["sensorType"], "pressure");
        assert_eq!((&row["value"], &row["unit"]), (&80.0.into(), &"psi".into()));
        assert_eq!(row["eventTime"], 8, "without a time of its own it is the receipt's");
        assert_eq!(BASE64.decode(row["payload"].as_str().unwrap()).unwrap(), payload);
    }

    #[test]
    fn what_is_no_reading_keeps_origin_and_bytes() {
        let rows = columns(b"\xff\n", None);
        let [row] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!(row["payload"], "/wo=");
        assert_eq!(
            (&row["arrivedAt"], &row["partitionKey"]),
            (&9.into(), &"press-7".into())
        );
        assert!(row.get("deviceId").is_none());
    }

    #[test]
    fn each_reading_of_an_array_is_a_row_and_the_bytes_stand_once() {
        let payload = br#"[{"deviceId":"press-7","sensorType":"pressure","value":80}, {"deviceId":"press-7"}]"#;
        let rows = columns(payload, None);
        assert_eq!(
            (rows.len(), &rows[0]["value"], rows[1].get("value")),
            (2, &80.0.into(), None)
        );
        assert_eq!(BASE64.decode(rows[0]["payload"].as_str().unwrap()).unwrap(), payload);
        assert!(rows[1].get("payload").is_none() && rows[1]["sequenceNumber"] == "49");
    }
}
