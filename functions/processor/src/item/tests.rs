//! Attributes of an item, in each plant's form.

use ferrocdk_contracts::Layout;

use super::*;
use crate::fakes::{ARRIVED, config, enveloped, items, record};

fn item(json: &str) -> Item {
    items(&record(1, "d-1", json), &config()).remove(0)
}

fn text(item: &Item, attribute: Attribute) -> Option<String> {
    let value = item.attributes.get(attribute)?;
    let text = value.get("S").or_else(|| value.get("N")).and_then(Value::as_str);
    Some(text.map_or_else(|| value.to_string(), str::to_owned))
}

/// The item at a key as the table holds it, a line for each attribute.
fn lines(item: &Item, sort_key: &str, config: &Config) -> Vec<String> {
    let mut json = Vec::new();
    item.attributes.write_item(&mut json, &config.layout, sort_key);
    let row: Standing = serde_json::from_slice(&json).unwrap();
    let mut lines: Vec<String> = row.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
    lines.sort();
    lines
}

#[test]
fn an_item_holds_what_the_contract_says() {
    let item = item(
        r#"{"deviceId":"d-1","sensorType":"Temperature","value":95.00,"timestamp":1795247999000,"unit":"celsius",
            "metadata":{"line":"A"},"fw":2,"thing":"d-1","client":"d-1","ingestedAt":1795247999500}"#,
    );
    assert_eq!(item.whole_key.as_deref(), Some("1795247999000"));
    assert_eq!(
        lines(&item, "1795247999000", &config()),
        [
            r#"deviceId={"S":"d-1"}"#,
            r#"eventTime={"N":"1795247999000"}"#,
            r#"expirationTime={"N":"1797839999"}"#,
            r#"extra={"S":"{\"fw\":2}"}"#,
            r#"ingestedAt={"N":"1795247999500"}"#,
            r#"isAnomaly={"BOOL":true}"#,
            r#"metadata={"S":"{\"line\":\"A\"}"}"#,
            r#"plant={"S":"sao-paulo"}"#,
            r#"processedAt={"N":"1795248000000"}"#,
            r#"reason={"S":"above max 80 celsius"}"#,
            r#"sensorType={"S":"temperature"}"#,
            r#"status={"S":"anomaly"}"#,
            r#"timestamp={"N":"1795247999000"}"#,
            r#"unit={"S":"celsius"}"#,
            r#"value={"N":"95"}"#,
        ]
    );
}

#[test]
fn a_plant_with_names_of_its_own_gets_them() {
    let mut config = config();
    config.layout = Layout::named("ten-thousand").unwrap();
    config.assets = serde_json::from_str(r#"{"s-*":{"line":"A \"old\"","cell":"2"}}"#).unwrap();
    let json =
        r#"{"sensor_id":"s-1","sensor_type":"temperature","value":81,"timestamp":"2026-11-21T04:59:59.000250-03:00"}"#;
    let item = items(&record(1, "s-1", json), &config).remove(0);
    let key = item.whole_key.clone().unwrap();
    assert_eq!(
        lines(&item, &key, &config),
        [
            r#"anomaly_detected={"BOOL":true}"#,
            r#"event_time={"N":"1795247999000.25"}"#,
            r#"expires_at={"N":"1797840000"}"#,
            r#"ingested_at={"N":"1795248000000"}"#,
            r#"labels={"M":{"cell":{"S":"2"},"line":{"S":"A \"old\""}}}"#,
            r#"plant={"S":"sao-paulo"}"#,
            r#"processed_at={"S":"2026-11-21T08:00:00.000Z"}"#,
            r#"reason={"S":"above max 80 celsius"}"#,
            r#"sensor_id={"S":"s-1"}"#,
            r#"sensor_type={"S":"temperature"}"#,
            r#"status={"S":"anomaly"}"#,
            r#"timestamp={"S":"2026-11-21T07:59:59.000Z"}"#,
            r#"value={"N":"81"}"#,
        ]
    );
    let places = {
        let mut places = Vec::new();
        item.attributes.write_places(&mut places, &config.layout);
        String::from_utf8(places).unwrap()
    };
    assert!(
        places.starts_with("'timestamp':?,'sensor_id':?,'event_time':?,'sensor_type':?,'value':?,"),
        "{places}"
    );
    let mut values = b"[".to_vec();
    item.attributes.write_values(&mut values, &config.layout, &key);
    values.push(b']');
    let values: Vec<Value> = serde_json::from_slice(&values).unwrap();
    assert_eq!(values.len(), places.split(',').count());
}

#[test]
fn where_any_reading_may_stand_at_the_time_itself_it_does() {
    let pressure = r#"{"deviceId":"d-1","sensorType":"pressure","value":1,"timestamp":1795247999000}"#;
    assert_eq!(item(pressure).whole_key, None);
    let mut config = config();
    config.layout = Layout::named("manufacturing").unwrap();
    let item = items(&record(1, "d-1", pressure), &config).remove(0);
    assert_eq!(item.whole_key.as_deref(), Some("1795247999000"));
}

#[test]
fn without_a_timestamp_the_receipt_is_the_event_and_the_record_the_key() {
    let json = r#"{"deviceId":"d-1","sensorType":"temperature","value":1}"#;
    let by_rule = items(&enveloped(1, "d-1", json), &config()).remove(0);
    assert_eq!(text(&by_rule, Attribute::EventTime), Some((ARRIVED - 10).to_string()));
    assert_eq!(by_rule.whole_key, None);
    let by_stream = item(json);
    assert_eq!(text(&by_stream, Attribute::EventTime), Some(ARRIVED.to_string()));
    assert_eq!(text(&by_stream, Attribute::IngestedAt), Some(ARRIVED.to_string()));

    let key = |number| items(&record(number, "d-1", json), &config()).remove(0).own_key;
    assert_eq!(key(1), by_stream.own_key, "delivered again");
    assert_ne!(key(2), by_stream.own_key, "another record of the same millisecond");
}

#[test]
fn readings_of_one_message_have_keys_of_their_own() {
    let one = r#"{"deviceId":"d-1","sensorType":"pressure","value":1}"#;
    let items = items(&record(1, "d-1", &format!("[{one},{one},{one}]")), &config());
    let keys: std::collections::BTreeSet<&str> = items.iter().map(|item| item.own_key.as_str()).collect();
    assert_eq!(keys.len(), 3);
}

#[test]
fn a_wrong_clock_is_marked_and_outlives_its_claim() {
    for (timestamp, clock, whole) in [
        ("1234567890000", "behind", "1234567890000"),
        ("0", "behind", "0"),
        ("1795248000", "behind", "1795248000"),
        ("1795248000.5", "behind", "1795248000"),
        (r#""1970-01-01T00:00:00Z""#, "behind", "0"),
        ("9999999999999", "ahead", "9999999999999"),
        (r#""9999-12-31T23:59:59.999Z""#, "ahead", "253402300799999"),
    ] {
        let json = format!(r#"{{"deviceId":"d-1","sensorType":"temperature","value":20,"timestamp":{timestamp}}}"#);
        let item = item(&json);
        assert_eq!(text(&item, Attribute::Clock).as_deref(), Some(clock), "{timestamp}");
        assert_eq!(
            item.whole_key.as_deref(),
            Some(whole),
            "it is where the device says it is"
        );
        let expiry = (ARRIVED / 1000 + 30 * 86_400).to_string();
        assert_eq!(text(&item, Attribute::Expiry), Some(expiry), "{timestamp}");
    }
}

#[test]
fn a_reading_knows_itself_in_the_table() {
    let json = |fields: &str| format!(r#"{{"deviceId":"d-1","sensorType":"t","value":1e2,"timestamp":7.5{fields}}}"#);
    let itself = item(&json(""));
    let standing = |item: &Item| {
        let mut text = Vec::new();
        item.attributes.write_item(&mut text, &config().layout, "7");
        serde_json::from_slice::<Standing>(&text).unwrap()
    };
    assert!(itself.is(&standing(&itself), &config()));
    let mut written = standing(&itself);
    written.0["value"] = serde_json::json!({ "N": "1E+2" });
    assert!(itself.is(&written, &config()), "a number written in another way");
    for other in [
        json(r#","unit":"C""#),
        json(r#","metadata":{}"#),
        json("").replace("7.5", "7.25"),
        json("").replace("1e2", "1e3"),
    ] {
        assert!(!itself.is(&standing(&item(&other)), &config()), "{other}");
    }
}
