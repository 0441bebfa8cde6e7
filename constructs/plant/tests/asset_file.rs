//! Sections of a plant file that only the processor reads: labels of devices, aggregates, hysteresis.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use ferrocdk_plant::PlantFile;

const GOOD: &str = r#"
region = "sa-east-1"
load = { devices = 20, rate = "1 per second", payload = "250 bytes" }
ingest.topic = "sensor/data/{thing}"

[hot]
keep = "30 days"
aggregates = "5 minutes"

[thresholds]
temperature = { max = 80, hysteresis = 2 }

[assets]
"press-*" = { line = "A", cell = "2" }
press-7 = { line = "B" }
"#;

#[test]
fn labels_aggregates_and_hysteresis_are_read() {
    let file = PlantFile::parse("plants/p.toml", GOOD).unwrap();
    assert_eq!(file.assets.of("press-1").unwrap()["cell"], "2");
    assert_eq!(file.assets.of("press-7").unwrap()["line"], "B");
    assert_eq!(file.hot.aggregates.unwrap().0.0, 300);
    assert_eq!(file.thresholds.get("temperature").unwrap().hysteresis, Some(2.0));
}

#[test]
fn mistakes_have_their_place() {
    for (from, to, line, message) in [
        (
            "\"press-*\" =",
            "\"press/*\" =",
            14,
            "asset \"press/*\": expected 1 to 128 letters",
        ),
        ("line = \"B\"", "line = \"\"", 15, "label \"line\" must have"),
        ("line = \"B\"", "line = 7", 15, "a text of 1 to 128 characters"),
        ("5 minutes", "2 days", 8, "1 to 86,400 seconds"),
        ("hysteresis = 2", "hysteresis = -2", 11, "it must be from 0"),
    ] {
        let mistakes = PlantFile::parse("plants/p.toml", &GOOD.replacen(from, to, 1)).unwrap_err();
        let text = mistakes.to_string();
        assert_eq!(mistakes.0.len(), 1, "{text}");
        assert_eq!(mistakes.0[0].place.as_ref().unwrap().line, line, "{text}");
        assert!(text.contains(message), "{text}");
    }
}
