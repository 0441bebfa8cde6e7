//! Rule SQL against what AWS documents.

use super::{Message, Statement, Template};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::cell::OnceCell;

fn message<'a>(topic: &'a str, payload: &'a [u8]) -> Message<'a> {
    Message {
        topic,
        payload,
        client: Some("press-1"),
        principal: Some("cafe"),
        trace: Some("trace-1"),
        time: 1_763_700_000_123,
        account: "000000000000",
        uuid: || "uuid-1".to_owned(),
        json: OnceCell::new(),
    }
}

fn run(sql: &str, payload: &Value) -> Option<Value> {
    let bytes = payload.to_string().into_bytes();
    let out = Statement::parse(sql)
        .unwrap()
        .run(&message("sensor/data/press-1", &bytes))?;
    Some(serde_json::from_slice(&out).unwrap())
}

/// The value of one expression, as the key `v` of the result.
fn value(expr: &str, payload: &Value) -> Value {
    run(&format!("SELECT {expr} AS v FROM 'a'"), payload).unwrap()["v"].take()
}

fn holds(condition: &str, payload: &Value) -> bool {
    run(&format!("SELECT * FROM 'a' WHERE {condition}"), payload).is_some()
}

#[test]
fn a_bare_star_keeps_the_published_bytes() {
    let payload = b"{ \"t\" : 21.50 , \"t\": 1 }\xff";
    let statement = Statement::parse("select * from 'sensor/data/+'").unwrap();
    assert_eq!(statement.filter, "sensor/data/+");
    assert_eq!(statement.run(&message("a", payload)).unwrap(), payload);
}

#[test]
fn the_rule_of_an_ingest_pipeline() {
    let sql = "SELECT *, topic(3) AS thing, clientid() AS client, timestamp() AS ingestedAt FROM 'sensor/data/+'";
    assert_eq!(
        run(sql, &json!({"temperature": 21.5, "unit": "C"})),
        Some(json!({
            "temperature": 21.5, "unit": "C", "thing": "press-1", "client": "press-1", "ingestedAt": 1_763_700_000_123_i64
        }))
    );
}

#[test]
fn names_of_selected_values() {
    let payload = json!({"a": {"b": 1}, "c": [1, {"d": 2}]});
    assert_eq!(run("SELECT a.b FROM 'x'", &payload), Some(json!({"b": 1})));
    assert_eq!(
        run("SELECT a.b AS one.two, c FROM 'x'", &payload),
        Some(json!({"one": {"two": 1}, "c": [1, {"d": 2}]}))
    );
    assert_eq!(
        run("SELECT topic() FROM 'x'", &payload),
        Some(json!({"topic": "sensor/data/press-1"}))
    );
    assert_eq!(
        run("SELECT * AS raw FROM 'x'", &json!({"a": 1})),
        Some(json!({"raw": {"a": 1}}))
    );
    assert_eq!(
        run("SELECT missing, a.b FROM 'x'", &payload),
        Some(json!({"b": 1})),
        "undefined is left out"
    );
    assert_eq!(
        run("SELECT a.b AS n, * FROM 'x'", &json!({"a": {"b": 2}, "n": 3})),
        Some(json!({"n": 3, "a": {"b": 2}}))
    );
}

#[test]
fn values() {
    let payload = json!({"i": 7, "f": 2.5, "s": "abc", "n": "12", "t": true, "z": null, "l": [1, 2], "o": {"k": "v"}});
    for (expr, expected) in [
        ("i + 1", json!(8)),
        ("i / 2", json!(3)),
        ("i % 4", json!(3)),
        ("-i - 1", json!(-8)),
        ("i * f", json!(17.5)),
        ("i / f", json!(2.8)),
        ("2 + 3 * 4", json!(14)),
        ("(2 + 3) * 4", json!(20)),
        ("10 - 3 - 2", json!(5)),
        ("n + 1", json!("121")),
        ("n * 2", json!(24)),
        ("'x' + i", json!("x7")),
        ("i / 0", Value::Null),
        ("t + 1", Value::Null),
        ("upper(s)", json!("ABC")),
        ("lower('ÄB')", json!("äb")),
        ("concat(s, '-', i)", json!("abc-7")),
        ("length('grüß')", json!(4)),
        ("substring('012345', 2)", json!("2345")),
        ("substring('012345', 2, 4)", json!("23")),
        ("indexof('grüß', 'ß')", json!(3)),
        ("indexof(s, 'x')", json!(-1)),
        ("replace(s, 'b', '')", json!("ac")),
        ("startswith(s, 'ab')", json!(true)),
        ("endswith(s, 'x')", json!(false)),
        ("trim('  a ')", json!("a")),
        ("get(l, 1)", json!(2)),
        ("get(o, 'k')", json!("v")),
        ("get(l, 9)", Value::Null),
        ("abs(-3)", json!(3)),
        ("floor(f)", json!(2)),
        ("ceil(f)", json!(3)),
        ("round(2.4)", json!(2)),
        ("trunc(2.345, 2)", json!(2.34)),
        ("sign(-2)", json!(-1)),
        ("power(2, 10)", json!(1024.0)),
        ("mod(7, 4)", json!(3)),
        ("nanvl(s, 5)", json!(5)),
        ("isNull(z)", json!(true)),
        ("isNull(i)", json!(false)),
        ("isUndefined(zz)", json!(true)),
        ("cast(t AS Int)", json!(1)),
        ("cast('12.6' as int)", json!(13)),
        ("cast(i AS String)", json!("7")),
        ("cast(i AS Boolean)", json!(true)),
        ("cast('true' AS Boolean)", json!(true)),
        ("cast('1' AS Boolean)", Value::Null),
        ("cast(i AS Blob)", Value::Null),
        ("encode('ab', 'base64')", json!("YWI=")),
        ("decode('YWI=', 'base64')", json!("ab")),
        ("encode(o, 'base64')", json!("eyJrIjoidiJ9")),
        ("newuuid()", json!("uuid-1")),
        ("principal()", json!("cafe")),
        ("traceid()", json!("trace-1")),
        ("accountid()", json!("000000000000")),
        ("topic(1)", json!("sensor")),
        ("topic(0)", Value::Null),
        ("topic(4)", Value::Null),
        ("'it''s'", json!("it's")),
        ("CASE i WHEN 7 THEN 'seven' ELSE 'other' END", json!("seven")),
        ("CASE i WHEN 8 THEN 'eight' END", Value::Null),
        ("i IN [1, 7]", json!(true)),
        ("s IN ['x']", json!(false)),
    ] {
        assert_eq!(value(expr, &payload), expected, "{expr}");
    }
}

#[test]
fn encode_star_takes_the_bytes() {
    let out = Statement::parse("SELECT encode(*, 'base64') AS p FROM 'a'")
        .unwrap()
        .run(&message("a", b"\xff\x00"))
        .unwrap();
    assert_eq!(out, br#"{"p":"/wA="}"#);
}

#[test]
fn conditions() {
    let payload = json!({"t": 81, "s": "ok", "n": "9", "b": true, "z": null});
    for (condition, expected) in [
        ("t > 80", true),
        ("t > 80 AND s = 'ok'", true),
        ("t > 80 AND s <> 'ok'", false),
        ("t < 80 OR s = 'ok'", true),
        ("NOT t < 80", true),
        ("not (t > 80 and s = 'ok')", false),
        ("n < 10", true),
        ("n = 9", false),
        ("'b' > 'a'", true),
        ("b", true),
        ("t", false),
        ("missing = 1", false),
        ("NOT missing = 1", false),
        ("missing = 1 OR b", true),
        ("b OR missing = 1", true),
        ("NOT (missing = 1 AND t < 80)", true),
        ("isUndefined(missing)", true),
        ("z = null", true),
        ("s NOT IN ['a', 'b']", true),
        ("t != 81", false),
        ("t = 81.0", true),
    ] {
        assert_eq!(holds(condition, &payload), expected, "{condition}");
    }
    assert!(!holds("t > 80", &json!("no object")));
}

#[test]
fn refusals_say_where() {
    for (sql, expected) in [
        ("", "expected SELECT, found the end at character 1"),
        ("SELECT", "expected a value, found the end at character 7"),
        ("SELECT * FORM 'a'", "expected FROM, found `FORM` at character 10"),
        (
            "SELECT * FROM a",
            "FROM needs a topic filter in single quotes at character 15",
        ),
        ("SELECT * FROM 'a", "the string is not closed at character 15"),
        (
            "SELECT a + 1 FROM 'a'",
            "a computed value needs a name: write `AS name` after it at character 14",
        ),
        (
            "SELECT aws_lambda(1) AS x FROM 'a'",
            "the function `aws_lambda` is not supported here at character 8",
        ),
        (
            "SELECT topic(1, 2) AS x FROM 'a'",
            "`topic` takes 0 to 1 arguments, found 2 at character 20",
        ),
        (
            "SELECT * FROM 'a' WHERE x IN (SELECT 1)",
            "a sub-query is not supported here at character 31",
        ),
        (
            "SELECT * FROM 'a' WHERE",
            "expected a value, found the end at character 24",
        ),
        ("SELECT * FROM 'a' garbage", "unexpected `garbage` at character 19"),
        (
            "SELECT a[0] AS x FROM 'a'",
            "an index is written get(array, index) at character 9",
        ),
        ("SELECT ü; FROM 'a'", "unexpected `;` at character 9"),
    ] {
        assert_eq!(Statement::parse(sql).unwrap_err().to_string(), expected, "{sql}");
    }
    let deep = format!("SELECT {}1{} AS x FROM 'a'", "(".repeat(500), ")".repeat(500));
    assert!(
        Statement::parse(&deep)
            .unwrap_err()
            .to_string()
            .contains("nested deeper than 100 levels")
    );
    let long = format!("SELECT 1{} AS x FROM 'a'", "+1".repeat(50_000));
    assert!(
        Statement::parse(&long)
            .unwrap_err()
            .to_string()
            .contains("longer than 2000 tokens")
    );
}

#[test]
fn templates() {
    let payload = json!({"line": {"id": 4}}).to_string().into_bytes();
    let message = message("sensor/data/press-1", &payload);
    for (template, expected) in [
        ("${topic(3)}", Some("press-1")),
        ("plain", Some("plain")),
        ("", Some("")),
        ("a-${line.id}-${newuuid()}!", Some("a-4-uuid-1!")),
        ("${'}' + topic(1)}", Some("}sensor")),
        ("$topic", Some("$topic")),
        ("${missing}", None),
    ] {
        assert_eq!(
            Template::parse(template).unwrap().fill(&message).as_deref(),
            expected,
            "{template}"
        );
    }
    assert_eq!(
        Template::parse("ab${topic(1)").unwrap_err().to_string(),
        "`${` is not closed at character 3"
    );
    assert_eq!(
        Template::parse("ab${nope()}").unwrap_err().to_string(),
        "the function `nope` is not supported here at character 5"
    );
}

proptest! {
    #[test]
    fn a_float_keeps_its_last_digit(sent in proptest::num::f64::NORMAL) {
        let payload = format!(r#"{{"v":{sent:?}}}"#);
        let statement = Statement::parse("SELECT *, 1 AS one FROM 'a'").unwrap();
        let out = statement.run(&message("a", payload.as_bytes())).unwrap();
        let out: Value = serde_json::from_slice(&out).unwrap();
        prop_assert_eq!(out["v"].as_f64(), Some(sent));
    }

    #[test]
    fn encode_carries_any_payload(sent in proptest::collection::vec(any::<u8>(), 0..200)) {
        use base64::Engine as _;
        let statement = Statement::parse("SELECT encode(*, 'base64') AS p, topic(2) AS t FROM 'a'").unwrap();
        let out: Value = serde_json::from_slice(&statement.run(&message("a/b", &sent)).unwrap()).unwrap();
        let carried = base64::prelude::BASE64_STANDARD.decode(out["p"].as_str().unwrap()).unwrap();
        prop_assert_eq!((carried, &out["t"]), (sent, &json!("b")));
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "\\PC{0,80}") {
        let _ = Statement::parse(&text);
        let _ = Template::parse(&text);
    }

    #[test]
    fn no_expression_makes_the_evaluator_panic(
        parts in proptest::collection::vec(
            prop::sample::select(vec![
                "a", "1", "'x'", "*", "+", "-", "/", "%", "(", ")", "topic", "(3)", "AND", "OR", "NOT", "=", "<", "get(l, i)",
                "9223372036854775807", "substring('aü', i, 1)", "IN", "[1]", "round(f)", "trunc(f, 2)", "CASE", "WHEN", "END",
            ]),
            1..12,
        ),
        i in any::<i64>(),
        f in any::<f64>(),
    ) {
        if let Ok(statement) = Statement::parse(&format!("SELECT * FROM 'a' WHERE {}", parts.join(" "))) {
            let payload = json!({"a": i, "i": i, "f": f, "l": [1, "2"]}).to_string().into_bytes();
            let _ = statement.run(&message("a/b/c", &payload));
        }
    }
}
