//! Plant files: what is read from them, and what is said of each kind of mistake.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use ferrocdk_plant::PlantFile;
use ferrocdk_plant::file::OutputValue;

const GOOD: &str = r#"region = "sa-east-1"
[load]
devices = 2000
rate = "1 per second"
payload = "250 bytes"
[ingest]
topic = "sensor/data/{thing}"
retention = "7 days"
[processor]
memory = "512 MB"
[hot]
keep = "30 days"
layout = "sao-paulo"
[cold]
infrequent_access = "30 days"
glacier = "90 days"
expire = "1 year"
[thresholds]
temperature = { min = 0, max = 100, unit = "celsius" }
[outputs]
stream = "stream name"
"#;

/// The one mistake that a change of the good file makes, as text.
fn mistake(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    let mistakes = PlantFile::parse("plants/p.toml", &GOOD.replacen(from, to, 1)).unwrap_err();
    assert_eq!(mistakes.0.len(), 1, "{from} -> {to}\n{mistakes}");
    mistakes.to_string()
}

#[test]
fn a_good_file_is_read_whole() {
    let file = PlantFile::parse("plants/p.toml", GOOD).unwrap();
    assert_eq!((file.name(), file.region.0.as_str()), ("p", "sa-east-1"));
    assert_eq!(file.ingest.retention.get(), 168);
    assert_eq!(file.processor.batch.get(), 500, "the default of the construct");
    assert_eq!(file.hot.keep.0.0, 30);
    assert_eq!(file.thresholds.get("temperature").unwrap().max, Some(100.0));
    assert_eq!(file.outputs.0, [("stream".to_owned(), OutputValue::StreamName)]);
    let place = file.place("cold.glacier");
    assert_eq!((place.line, place.column), (16, 11));
}

#[test]
fn each_mistake_has_its_place_what_is_allowed_and_what_was_meant() {
    let cases = [
        // what is changed, to what, where, what is said
        ("[load]", "[laod]", "2:2", "did you mean `load`?"),
        ("devices =", "device =", "3:1", "did you mean `devices`?"),
        ("retention =", "retentoin =", "8:1", "did you mean `retention`?"),
        (
            "keep = \"30 days\"",
            "keep = \"30 hours\"",
            "12:8",
            "one of days, years in quotes",
        ),
        ("\"512 MB\"", "\"512 mb\"", "10:10", "did you mean \"512 MB\"?"),
        ("\"512 MB\"", "512", "10:10", "128 to 10,240 MB"),
        ("\"512 MB\"", "\"64 MB\"", "10:10", "found: \"64 MB\""),
        ("\"512 MB\"", "\"64 MB\"", "10:10", "128 to 10,240 MB"),
        ("\"7 days\"", "\"400 days\"", "8:13", "24 to 8,760 hours"),
        ("\"7 days\"", "\"1.5 hours\"", "8:13", "24 to 8,760 hours"),
        ("= 2000", "= 0", "3:11", "a whole number, at least 1"),
        ("= 2000", "= -5", "3:11", "found: -5"),
        ("= 2000", "= \"2000\"", "3:11", "a whole number, at least 1"),
        ("= 2000", "= 99999999999999999999", "3:11", "is out of range"),
        (
            "\"1 per second\"",
            "\"101 per second\"",
            "4:8",
            "at most 100 per second",
        ),
        (
            "\"1 per second\"",
            "\"1 per secnd\"",
            "4:8",
            "did you mean \"1 per second\"?",
        ),
        ("\"1 per second\"", "\"0 per second\"", "4:8", "above 0"),
        ("\"250 bytes\"", "\"129 KB\"", "5:11", "1 to 131,072 bytes"),
        ("\"sa-east-1\"", "\"Brazil\"", "1:10", "an AWS region such as"),
        ("sensor/data/{thing}", "sensor/data", "7:9", "one level `{thing}`"),
        ("sensor/data/{thing}", "sensor/#/{thing}", "7:9", "no wildcard"),
        ("\"sao-paulo\"", "\"sao_paulo\"", "13:10", "did you mean \"sao-paulo\"?"),
        ("\"90 days\"", "\"59 days\"", "16:11", "at least 60 days"),
        (
            "\"30 days\"\nglacier",
            "\"29 days\"\nglacier",
            "15:21",
            "at least 30 days",
        ),
        ("\"1 year\"", "\"90 days\"", "17:10", "at least 91 days"),
        (
            "min = 0, max = 100",
            "min = 100, max = 0",
            "19:1",
            "a min below the max",
        ),
        (
            "min = 0, max = 100",
            "min = 7, max = 7",
            "19:1",
            "found: min = 7, max = 7",
        ),
        ("min = 0, max = 100, ", "", "19:1", "has no limit"),
        ("max = 100", "max = inf", "19:32", "a finite number"),
        (
            "max = 100",
            "maximum = 100",
            "19:26",
            "there is no key `thresholds.temperature.maximum`",
        ),
        ("\"celsius\"", "\"celcius\"", "19:1", "did you mean `celsius`?"),
        (
            "\"stream name\"",
            "\"streem name\"",
            "21:10",
            "did you mean \"stream name\"?",
        ),
        ("stream = ", "Stream-1 = ", "21:1", "kinesis_stream_name"),
        ("= 2000", "= 20000", "2:1", "found: 20000 messages a second"),
        ("[hot]", "[hot", "11:5", "unclosed table"),
    ];
    for (from, to, place, says) in cases {
        let said = mistake(from, to);
        let place = format!("--> plants/p.toml:{place}");
        assert!(said.contains(&place), "{from} -> {to}: {place}\n{said}");
        assert!(said.contains(says), "{from} -> {to}: {says}\n{said}");
    }
}

#[test]
fn mistakes_are_told_together_in_the_order_of_the_file() {
    let text = GOOD
        .replace("30 days\"\nlayout", "30 dayz\"\nlayout")
        .replace("= 2000", "= 0")
        .replace("topic =", "topik =");
    let mistakes = PlantFile::parse("plants/p.toml", &text).unwrap_err();
    let lines: Vec<u32> = mistakes.0.iter().map(|one| one.place.as_ref().unwrap().line).collect();
    assert_eq!(lines, [3, 7, 12], "{mistakes}");
}

#[test]
fn what_is_required_is_missed_where_its_section_stands() {
    let said = mistake("devices = 2000\n", "");
    assert!(
        said.contains("`load.devices` is missing\n  --> plants/p.toml:2:1"),
        "{said}"
    );
    let said = mistake("region = \"sa-east-1\"\n", "");
    assert!(
        said.contains("`region` is missing") && said.contains("an AWS region"),
        "{said}"
    );
    let said = mistake("[hot]\nkeep = \"30 days\"\nlayout = \"sao-paulo\"\n", "");
    assert!(
        said.contains("`hot` is missing") && said.contains("a section [hot]"),
        "{said}"
    );
}

#[test]
fn a_raised_quota_takes_a_larger_load() {
    let large = GOOD.replace("= 2000", "= 20000");
    let mistakes = PlantFile::parse("plants/p.toml", &large).unwrap_err();
    assert!(mistakes.to_string().contains("quotas.publishes"), "{mistakes}");
    let raised = large.clone() + "[quotas]\npublishes = 30000\n";
    assert!(PlantFile::parse("plants/p.toml", &raised).is_ok());
    let elsewhere = large.replace("sa-east-1", "us-east-1");
    assert!(PlantFile::parse("plants/p.toml", &elsewhere).is_ok(), "a larger region");
    let huge = elsewhere
        .replace("= 20000", "= 20000000")
        .replace("[load]", "[quotas]\npublishes = 90000000\n[load]");
    let mistakes = PlantFile::parse("plants/p.toml", &huge).unwrap_err();
    assert_eq!(mistakes.0.len(), 1, "the first quota on the way alone: {mistakes}");
    assert!(mistakes.to_string().contains("30000 shards"), "{mistakes}");
}

#[test]
fn the_reference_has_every_key_once() {
    let rows = PlantFile::rows();
    let mut keys: Vec<&str> = rows.iter().map(|row| row.key.as_str()).collect();
    for key in [
        "region",
        "load.rate",
        "hot.layout",
        "cold.deep_archive",
        "thresholds.<sensor type>.max",
        "outputs.<name>",
    ] {
        assert!(keys.contains(&key), "{key}");
    }
    for row in &rows {
        assert!(
            !row.says.is_empty() && !row.allowed.is_empty() && !row.default.is_empty(),
            "{row:?}"
        );
    }
    let all = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), all);
}
