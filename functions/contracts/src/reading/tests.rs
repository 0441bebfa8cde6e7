//! Readings as devices send them, and as they should not.

use super::*;

fn read(json: &str) -> Result<Reading, ReadingError> {
    Reading::from_json(json.as_bytes())
}

fn refusal(json: &str) -> (String, String) {
    let error = read(json).unwrap_err();
    (error.code().to_owned(), error.to_string())
}

/// A reading that is right but for `field`.
fn with(field: &str) -> String {
    format!(r#"{{"deviceId":"d-1","sensorType":"temperature","value":20,{field}}}"#)
}

#[test]
fn both_spellings_mean_the_same() {
    let camel = read(r#"{"deviceId":"d-1","sensorType":"pressure","sensorId":"inlet","value":1.50,"timestamp":1}"#);
    let snake = read(r#"{"device_id":"d-1","sensor_type":"Pressure","sensor_id":"inlet","value":1.5,"timestamp":1}"#);
    assert_eq!(camel, snake);
    assert_eq!(camel.unwrap().sensor_id.as_deref(), Some("inlet"));
}

#[test]
fn a_sensor_id_alone_is_the_device() {
    let reading = read(r#"{"sensor_id":"sensor-9","sensor_type":"vibration","value":0.1,"thing":"sensor-9"}"#).unwrap();
    assert_eq!((reading.device_id.as_str(), reading.sensor_id), ("sensor-9", None));
    let (code, message) = refusal(r#"{"sensor_id":"a.b","sensor_type":"vibration","value":0.1}"#);
    assert_eq!(code, "invalid_field", "{message}");
}

#[test]
fn numbers_keep_every_digit() {
    for (sent, stored) in [
        ("0.1", "0.1"),
        ("25.50", "25.5"),
        ("1e3", "1000"),
        (
            "-0.00000000000000000000000000000000000001",
            "-0.00000000000000000000000000000000000001",
        ),
        (
            "12345678901234567890123456789.012345678",
            "12345678901234567890123456789.012345678",
        ),
    ] {
        let json = format!(r#"{{"deviceId":"d","sensorType":"t","value":{sent}}}"#);
        assert_eq!(read(&json).unwrap().value.as_str(), stored);
    }
}

#[test]
fn metadata_and_unknown_fields_are_kept_as_text() {
    let json = with(r#""metadata": {"ratio": 0.10, "line": "A"}, "firmware":"1.2", "client":"d-1", "n": [1e400]"#);
    let reading = read(&json).unwrap();
    assert_eq!(reading.metadata.as_deref(), Some(r#"{"ratio": 0.10, "line": "A"}"#));
    assert_eq!(reading.extra.as_deref(), Some(r#"{"firmware":"1.2","n":[1e400]}"#));
    assert_eq!(
        read(&with(r#""unit":null"#)).unwrap().extra,
        None,
        "the rule's facts and nulls are no unknown fields"
    );
}

#[test]
fn the_rules_facts_are_taken() {
    let json = with(r#""thing":"d-1","client":"d-1","ingestedAt":1795248000000,"timestamp":1795247999999.0"#);
    let reading = read(&json).unwrap();
    assert_eq!(
        (reading.timestamp, reading.ingested_at),
        (Some(Time::from_ms(1_795_247_999_999)), Some(1_795_248_000_000))
    );
}

#[test]
fn in_an_envelope_only_the_rule_is_believed() {
    let said = |thing: &str, payload: &str| {
        let facts = Facts {
            thing: Some(thing.to_owned()),
            client: None,
            ingested_at: 1_795_248_000_000,
        };
        let message = Message {
            payload: payload.as_bytes().to_vec(),
            facts: Some(facts),
        };
        Reading::of_message(&message).remove(0).reading
    };
    let forged = with(r#""thing":"d-1","client":"c","ingestedAt":7"#);
    let reading = said("d-1", &forged).unwrap();
    assert_eq!(reading.ingested_at, Some(1_795_248_000_000));
    assert_eq!(
        reading.extra.as_deref(),
        Some(r#"{"thing":"d-1","client":"c","ingestedAt":7}"#)
    );
    assert_eq!(said("d-2", &forged).unwrap_err().code(), "impersonation");
}

#[test]
fn a_device_speaks_for_itself_only() {
    let (code, message) = refusal(&with(r#""thing":"d-2""#));
    assert_eq!(code, "impersonation");
    assert_eq!(message, "the reading names device d-1, but was sent by thing d-2");
    let long = format!(r#""thing":"{}""#, "x".repeat(1000));
    assert!(refusal(&with(&long)).1.len() < 300);
}

#[test]
fn what_is_no_reading_says_why() {
    for (json, code, message) in [
        ("", "not_json", "line 1, column 0"),
        ("{\n \"value\": nope}", "not_json", "line 2"),
        (r#"{"value":1} trailing"#, "not_json", "line 1, column 13"),
        (r#"{"value":NaN}"#, "not_json", "not JSON"),
        ("[]", "not_an_object", "not an object"),
        ("42", "not_an_object", "not an object"),
        ("\"text\"", "not_an_object", "not an object"),
        ("{}", "missing_field", "field deviceId is missing"),
        (r#"{"deviceId":null}"#, "missing_field", "field deviceId is missing"),
        (r#"{"deviceId":"d"}"#, "missing_field", "field sensorType is missing"),
        (
            r#"{"deviceId":"d","sensorType":"t"}"#,
            "missing_field",
            "field value is missing",
        ),
        (
            r#"{"deviceId":"d","sensorType":"t","value":null}"#,
            "missing_field",
            "field value is missing",
        ),
        (
            r#"{"deviceId":"d","sensorType":"t","value":"1"}"#,
            "invalid_field",
            "field value is a string; expected a JSON number",
        ),
        (
            r#"{"deviceId":"d","sensorType":"t","value":true}"#,
            "invalid_field",
            "field value is a boolean",
        ),
        (
            r#"{"deviceId":"d","sensorType":"t","value":1e400}"#,
            "invalid_field",
            "field value has a magnitude outside",
        ),
        (
            r#"{"deviceId":7,"sensorType":"t","value":1}"#,
            "invalid_field",
            "field deviceId is a number; expected a string",
        ),
        (
            r#"{"deviceId":"","sensorType":"t","value":1}"#,
            "invalid_field",
            "field deviceId has 0 characters",
        ),
        (
            r#"{"deviceId":"a/b","sensorType":"t","value":1}"#,
            "invalid_field",
            "expected 1 to 128 letters",
        ),
        (
            r#"{"deviceId":"\ud800","sensorType":"t","value":1}"#,
            "invalid_field",
            "field deviceId is no valid Unicode",
        ),
        (
            r#"{"deviceId":"d","sensorType":"é","value":1}"#,
            "invalid_field",
            "field sensorType has 1 characters",
        ),
    ] {
        let (found_code, found_message) = refusal(json);
        assert_eq!(found_code, code, "{json}: {found_message}");
        assert!(found_message.contains(message), "{json}: {found_message}");
    }
    for (field, message) in [
        (
            r#""metadata":[1]"#,
            "field metadata is an array; expected a JSON object",
        ),
        (
            r#""timestamp":"21 Nov 2026""#,
            "field timestamp is no such text; expected milliseconds since 1970 as a number, or an ISO 8601 date",
        ),
        (r#""timestamp":"1795248000000""#, "field timestamp is no such text"),
        (
            r#""timestamp":"1969-12-31T00:00:00Z""#,
            "field timestamp is no such text",
        ),
        (r#""timestamp":true"#, "field timestamp is a boolean"),
        (r#""timestamp":-1"#, "field timestamp is no such number"),
        (r#""timestamp":1e300"#, "field timestamp is no such number"),
        (r#""unit":"""#, "field unit has 0 characters"),
        (r#""sensorId":"a b""#, "field sensorId has 3 characters"),
    ] {
        assert!(
            refusal(&with(field)).1.contains(message),
            "{field}: {}",
            refusal(&with(field)).1
        );
    }
}

#[test]
fn times_are_read_in_every_form() {
    for (sent, ms) in [
        ("1795248000000", "1795248000000"),
        ("1795248000000.0", "1795248000000"),
        ("1.795248e12", "1795248000000"),
        ("1795248000000.25", "1795248000000.25"),
        ("1795248000.123", "1795248000.123"),
        ("0", "0"),
        (r#""2026-11-21T08:00:00Z""#, "1795248000000"),
        (r#""2026-11-21T05:00:00.123456-03:00""#, "1795248000123.456"),
        (r#""2026-11-21T08:00:00.5""#, "1795248000500"),
        (r#""9999-12-31T23:59:59Z""#, "253402300799000"),
    ] {
        let reading = read(&with(&format!(r#""timestamp":{sent}"#))).unwrap();
        assert_eq!(reading.timestamp.unwrap().to_string(), ms, "{sent}");
    }
}

#[test]
fn each_reading_of_an_array_stands_for_itself() {
    let parts = |payload: &str| {
        let message = Message {
            payload: payload.as_bytes().to_vec(),
            facts: None,
        };
        let parts = Reading::of_message(&message);
        let said = parts.iter().map(|part| match &part.reading {
            Ok(reading) => reading.value.to_string(),
            Err(error) => format!("{} {}", error.code(), String::from_utf8_lossy(part.text)),
        });
        said.collect::<Vec<_>>()
    };
    let one = |value: &str| format!(r#"{{"deviceId":"d","sensorType":"t","value":{value}}}"#);
    assert_eq!(
        parts(&format!(" [{}, {}, 7, []]", one("1.50"), one("\"hot\""))),
        [
            "1.5".to_owned(),
            format!("invalid_field {}", one("\"hot\"")),
            "not_an_object 7".to_owned(),
            "not_an_object []".to_owned(),
        ]
    );
    assert_eq!(parts("[]"), ["not_an_object []"]);
    assert_eq!(parts("[1"), ["not_json [1"]);
    assert_eq!(
        parts(&format!("[{}] x", one("1")))[0].split(' ').next(),
        Some("not_json")
    );
    let many = vec![one("1"); 5000].join(",");
    assert_eq!(
        parts(&format!("[{many}]")).len(),
        5000,
        "more than one reading may have bytes"
    );
    let large = format!("[{}]", " ".repeat(MAX_MESSAGE_BYTES));
    assert!(parts(&large)[0].starts_with("too_large"));
}

#[test]
fn a_field_that_is_given_twice_is_refused() {
    assert_eq!(
        refusal(&with(r#""thing":"d-2","thing":"d-1""#)).1,
        "field thing is given twice"
    );
    assert_eq!(
        refusal(&with(r#""device_id":"d-2""#)).1,
        "field device_id is given twice"
    );
    assert!(read(&with(r#""device_id":"d-1""#)).is_ok(), "they agree");
}

#[test]
fn bytes_that_no_device_sends_are_refused() {
    assert_eq!(
        Reading::from_json(&[0xf3, 0x89, 0x9a, 0xc2, 0x0a]).unwrap_err().code(),
        "aggregated"
    );
    assert_eq!(
        Reading::from_json(&[0x7b, 0x22, 0xff, 0x22]).unwrap_err().code(),
        "not_json"
    );
    assert_eq!(
        Reading::from_json(&vec![b' '; MAX_READING_BYTES + 1])
            .unwrap_err()
            .code(),
        "too_large"
    );
    let deep = format!("{{\"metadata\":{}", "[".repeat(100_000));
    assert_eq!(
        Reading::from_json(deep.as_bytes()).unwrap_err().code(),
        "not_json",
        "no stack overflows"
    );
}

proptest::proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
        drop(Reading::from_json(&bytes));
    }

    #[test]
    fn no_object_panics(value in "[-+0-9.eE]{0,12}", name in "\\PC{0,12}") {
        drop(read(&format!(r#"{{"deviceId":"d","sensorType":{name:?},"value":{value},"x":{name:?}}}"#)));
    }
}
