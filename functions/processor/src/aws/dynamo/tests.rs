//! Requests and answers in DynamoDB's form.

use ferrocdk_contracts::Time;
use serde_json::{Value, json};

use super::*;
use crate::fakes::{config, items, record};
use crate::item::Item;
use crate::ports::Span;

fn table() -> DynamoTable {
    let variable = |_: &str| Some("http://127.0.0.1:1".to_owned());
    let caller = Arc::new(Caller::new(variable).unwrap());
    DynamoTable {
        service: caller.service("dynamodb", variable),
        caller,
        name: "readings".to_owned(),
        layout: config().layout,
    }
}

fn item() -> Item {
    let json = r#"{"deviceId":"d","sensorType":"t","value":1,"timestamp":7,"metadata":{"a":"\"b\\"}}"#;
    items(&record(1, "d", json), &config()).remove(0)
}

#[test]
fn requests_have_the_services_form() {
    let (table, item) = (table(), item());
    let row = |sort_key| Row { item: &item, sort_key };
    let puts: Value = serde_json::from_slice(&table.puts(&[row("7"), row("8")])).unwrap();
    let put = &puts["RequestItems"]["readings"][1]["PutRequest"]["Item"];
    assert_eq!(put["timestamp"], json!({ "N": "8" }));
    assert_eq!(put["metadata"], json!({ "S": r#"{"a":"\"b\\"}"# }));

    let inserts: Value = serde_json::from_slice(&table.insertions(&[row("7"), row("8")])).unwrap();
    let second = &inserts["Statements"][1];
    let statement = second["Statement"].as_str().unwrap();
    assert!(
        statement.starts_with("INSERT INTO \"readings\" VALUE {'timestamp':?,'deviceId':?,"),
        "{statement}"
    );
    let values = second["Parameters"].as_array().unwrap();
    assert_eq!(values.len(), statement.matches('?').count());
    assert_eq!(values[..2], [json!({ "N": "8" }), json!({ "S": "d" })]);

    let keys = [("d".to_owned(), "7".to_owned())];
    let gets: Value = serde_json::from_slice(&table.gets(&keys.iter().collect::<Vec<_>>())).unwrap();
    let keys = json!([{ "deviceId": { "S": "d" }, "timestamp": { "N": "7" } }]);
    assert_eq!(
        gets["RequestItems"]["readings"],
        json!({ "ConsistentRead": true, "Keys": keys })
    );
}

#[test]
fn a_devices_readings_are_asked_for_from_a_time_on() {
    let mut table = table();
    let at = |second: u64| Time::from_ms(1_795_248_000_000 + second * 1000);
    let span = Span {
        from: at(0),
        until: None,
        sensor_type: Some("t"),
    };
    let query = |table: &DynamoTable, span: Span<'_>, start: Option<&Standing>| {
        serde_json::from_str::<Value>(&table.query("d", span, start)).unwrap()
    };
    assert_eq!(
        query(&table, span, None)["ExpressionAttributeValues"][":from"],
        json!({ "N": "1795248000000" })
    );
    table.layout = Layout::named("ten-thousand").unwrap();
    let asked = query(&table, span, None);
    assert_eq!(
        asked["ExpressionAttributeValues"][":from"],
        json!({ "S": "2026-11-21T08:00:00.000" })
    );
    assert_eq!(asked["ExpressionAttributeNames"]["#device"], "sensor_id");
    assert_eq!(asked["ExpressionAttributeNames"]["#type"], "sensor_type");
    let window = Span {
        from: at(0),
        until: Some(at(60)),
        sensor_type: None,
    };
    let start: Standing = serde_json::from_value(json!({ "sensor_id": { "S": "d" } })).unwrap();
    let next = query(&table, window, Some(&start));
    assert_eq!(next["ExclusiveStartKey"], json!({ "sensor_id": { "S": "d" } }));
    assert_eq!(
        next["KeyConditionExpression"],
        "#device = :device AND #time BETWEEN :from AND :until"
    );
    assert_eq!(
        next["ExpressionAttributeValues"][":until"],
        json!({ "S": "2026-11-21T08:01:00.000" })
    );
    assert!(next.get("FilterExpression").is_none());
}

#[test]
fn unprocessed_rows_are_found_again() {
    let (table, item) = (table(), item());
    let rows = ["1.1", "1.2", "2.1"].map(|sort_key| Row { item: &item, sort_key });
    let left = |times: &[&str]| {
        let items = times
            .iter()
            .map(|time| json!({ "deviceId": { "S": "d" }, "timestamp": { "N": time } }));
        items
            .map(|item| serde_json::from_value(item).unwrap())
            .collect::<Vec<Standing>>()
    };
    assert_eq!(table.positions(&rows, &[]), Ok(vec![]));
    assert_eq!(table.positions(&rows, &left(&["2.1", "1.1"])), Ok(vec![2, 0]));
    assert!(
        table.positions(&rows, &left(&["1.1", "9"])).is_err(),
        "an answer about a row that was not sent"
    );
}

#[test]
fn every_answer_to_a_statement_has_its_meaning() {
    let answer = |error: Value| insert(serde_json::from_value(json!({ "TableName": "t", "Error": error })).unwrap());
    assert_eq!(answer(Value::Null), Insert::Written);
    assert_eq!(answer(json!({ "Code": "DuplicateItem" })), Insert::Taken(None));
    let standing = json!({ "deviceId": { "S": "d" } });
    assert!(matches!(
        answer(json!({ "Code": "DuplicateItem", "Item": standing })),
        Insert::Taken(Some(_))
    ));
    assert_eq!(
        answer(json!({ "Code": "ThrottlingError", "Message": "m" })),
        Insert::Left
    );
    assert_eq!(
        answer(json!({ "Code": "ValidationError", "Message": "too large" })),
        Insert::Refused("ValidationError: too large".to_owned())
    );
    assert_eq!(
        answer(json!({ "Code": "AccessDenied", "Message": "no" })),
        Insert::Failed("AccessDenied: no".to_owned())
    );
}

#[tokio::test]
async fn a_table_out_of_reach_is_unavailable() {
    let item = item();
    let answer = table().put_all(&[Row::own(&item)]).await;
    assert!(matches!(answer, Err(TableError::Unavailable(_))), "{answer:?}");
}
