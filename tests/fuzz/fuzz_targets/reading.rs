//! Readings: bytes of a stream's record become readings, whose keys and values a table takes, or are refused with a reason.

#![no_main]

use ferrocdk_contracts::{Decimal, Message, Reading, Time, TimeForm, table};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let message = Message::of_record(bytes.to_vec());
    let parts = Reading::of_message(&message);
    assert!(!parts.is_empty(), "a record is something");
    for part in parts {
        let reading = match part.reading {
            Ok(reading) => reading,
            Err(error) => {
                assert!(!error.to_string().is_empty() && error.to_string().len() < 1000);
                continue;
            }
        };
        assert_eq!(
            Decimal::parse(reading.value.as_str()).as_ref(),
            Ok(&reading.value),
            "digits are what they say"
        );
        let time = reading.timestamp.unwrap_or(Time::from_ms(7));
        assert_eq!(Time::parse_digits(&time.to_string()), Some(time));
        let key = table::reading_key(TimeForm::Milliseconds, time, &reading);
        assert!(
            Decimal::parse(&key).is_ok_and(|number| number.as_str() == key),
            "{key} is a number of the table"
        );
        let text = table::reading_key(TimeForm::Iso, time, &reading);
        assert_eq!(
            Time::parse_iso(&text).map(Time::ms),
            Some(time.ms()),
            "{text} is a time"
        );
        for json in [&reading.metadata, &reading.extra].into_iter().flatten() {
            assert!(
                serde_json::from_str::<&serde_json::value::RawValue>(json).is_ok(),
                "{json}"
            );
        }
    }
});
