//! The hot table in DynamoDB.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use ferrocdk_calls::{CallError, Caller, Json, Service};
use ferrocdk_contracts::Layout;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::attributes::{Standing, json_string, sort_value, string_value};
use crate::ports::{Insert, Key, MAX_BATCH, Row, Span, Table, TableError};
use crate::state::VERSION;

/// Bytes of one row in a request, about: so that its text grows once.
const ROW_BYTES: usize = 800;

/// Keys that one `BatchGetItem` takes.
const MAX_KEYS: usize = 100;

/// Pages of a `Query`, of a megabyte each: a sensor's readings behind a late one. Some ten thousand readings of a device.
const MAX_PAGES: usize = 16;

/// How often keys are asked for again that DynamoDB left out of its answer.
const ATTEMPTS: u32 = 4;

/// The table.
#[derive(Debug)]
pub(crate) struct DynamoTable {
    pub(super) caller: Arc<Caller>,
    pub(super) service: Service,
    pub(super) name: String,
    pub(super) layout: Layout,
}

impl DynamoTable {
    async fn call<T: DeserializeOwned>(&self, operation: &str, body: Vec<u8>) -> Result<T, TableError> {
        let target = format!("DynamoDB_20120810.{operation}");
        let answer = self.caller.json(&self.service, &target, Json::V1_0, body).await;
        let answer = answer.map_err(|error| table_error(&error))?;
        // Taking an unknown answer for success would lose a row.
        serde_json::from_slice(&answer)
            .map_err(|error| TableError::Unavailable(format!("its answer is unknown: {error}")))
    }

    /// The body of a `BatchWriteItem`.
    fn puts(&self, rows: &[Row<'_>]) -> Vec<u8> {
        let mut body = Vec::with_capacity(rows.len() * ROW_BYTES);
        body.extend_from_slice(br#"{"RequestItems":{"#);
        json_string(&mut body, &self.name);
        body.extend_from_slice(b":[");
        for (at, row) in rows.iter().enumerate() {
            body.extend_from_slice(if at == 0 { b"" } else { b"," });
            body.extend_from_slice(br#"{"PutRequest":{"Item":"#);
            row.item.attributes.write_item(&mut body, &self.layout, row.sort_key);
            body.extend_from_slice(b"}}");
        }
        body.extend_from_slice(b"]}}");
        body
    }

    /// The body of a `BatchExecuteStatement`.
    ///
    /// `INSERT` writes on the condition that nothing stands at the key, which `BatchWriteItem` cannot, and costs the same.
    fn insertions(&self, rows: &[Row<'_>]) -> Vec<u8> {
        let mut body = Vec::with_capacity(rows.len() * ROW_BYTES);
        body.extend_from_slice(br#"{"Statements":["#);
        for (at, row) in rows.iter().enumerate() {
            body.extend_from_slice(if at == 0 { b"" } else { b"," });
            body.extend_from_slice(br#"{"Statement":"INSERT INTO \""#);
            body.extend_from_slice(self.name.as_bytes());
            body.extend_from_slice(br#"\" VALUE {"#);
            row.item.attributes.write_places(&mut body, &self.layout);
            body.extend_from_slice(br#"}","Parameters":["#);
            row.item.attributes.write_values(&mut body, &self.layout, row.sort_key);
            body.extend_from_slice(br#"],"ReturnValuesOnConditionCheckFailure":"ALL_OLD"}"#);
        }
        body.extend_from_slice(b"]}");
        body
    }

    fn key_of(&self, item: &Standing) -> Option<Key> {
        let device = item.text(&self.layout.device)?.to_owned();
        Some((device, item.text(&self.layout.time)?.to_owned()))
    }

    /// The body of a `BatchGetItem`.
    fn gets(&self, keys: &[&Key]) -> Vec<u8> {
        let mut body = Vec::with_capacity(keys.len() * 128);
        body.extend_from_slice(br#"{"RequestItems":{"#);
        json_string(&mut body, &self.name);
        body.extend_from_slice(br#":{"ConsistentRead":true,"Keys":["#);
        for (at, (device, time)) in keys.iter().enumerate() {
            body.extend_from_slice(if at == 0 { b"{" } else { b",{" });
            json_string(&mut body, &self.layout.device);
            body.push(b':');
            string_value(&mut body, device);
            body.push(b',');
            json_string(&mut body, &self.layout.time);
            body.push(b':');
            sort_value(&mut body, &self.layout, time);
            body.push(b'}');
        }
        body.extend_from_slice(b"]}}}");
        body
    }

    /// The body of a `Query` for a device's readings. Items that are told by their key have another partition.
    fn query(&self, device: &str, span: Span<'_>, start: Option<&Standing>) -> String {
        let form = self.layout.time_form;
        // As text, the fractions of a millisecond come before the end of the time itself.
        let sort = |time| json!({ (form.key_type()): form.text(time).trim_end_matches('Z') });
        let mut body = json!({
            "TableName": self.name,
            "ConsistentRead": true,
            "KeyConditionExpression": "#device = :device AND #time >= :from",
            "ExpressionAttributeNames": { "#device": self.layout.device, "#time": self.layout.time },
            "ExpressionAttributeValues": { ":device": { "S": device }, ":from": sort(span.from) },
        });
        if let Some(until) = span.until {
            body["KeyConditionExpression"] = "#device = :device AND #time BETWEEN :from AND :until".into();
            body["ExpressionAttributeValues"][":until"] = sort(until);
        }
        if let Some(sensor_type) = span.sensor_type {
            body["FilterExpression"] = "#type = :type".into();
            body["ExpressionAttributeNames"]["#type"] = self.layout.sensor_type.as_str().into();
            body["ExpressionAttributeValues"][":type"] = json!({ "S": sensor_type });
        }
        if let Some(start) = start {
            body["ExclusiveStartKey"] = start.0.clone().into();
        }
        body.to_string()
    }

    /// The positions of the rows that DynamoDB names as unprocessed.
    fn positions(&self, rows: &[Row<'_>], unprocessed: &[Standing]) -> Result<Vec<usize>, TableError> {
        let position_of = |left: &Standing| {
            let (device, time) = self.key_of(left)?;
            rows.iter()
                .position(|row| row.item.sensor.device == device && row.sort_key == time)
        };
        let found: Option<Vec<usize>> = unprocessed.iter().map(position_of).collect();
        found.ok_or_else(|| TableError::Unavailable("it left items unprocessed that were not sent".to_owned()))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Unprocessed {
    #[serde(default)]
    unprocessed_items: HashMap<String, Vec<WriteRequest>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct WriteRequest {
    put_request: PutRequest,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PutRequest {
    item: Standing,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Executed {
    responses: Vec<Statement>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    error: Option<StatementError>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct StatementError {
    #[serde(default)]
    code: String,
    #[serde(default)]
    message: String,
    item: Option<Standing>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Got {
    #[serde(default)]
    responses: HashMap<String, Vec<Standing>>,
    #[serde(default)]
    unprocessed_keys: HashMap<String, LeftKeys>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct LeftKeys {
    keys: Vec<Standing>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    items: Vec<Standing>,
    last_evaluated_key: Option<Standing>,
}

impl Table for DynamoTable {
    async fn put_all(&self, rows: &[Row<'_>]) -> Result<Vec<usize>, TableError> {
        let mut output: Unprocessed = self.call("BatchWriteItem", self.puts(rows)).await?;
        let left = output.unprocessed_items.remove(&self.name).unwrap_or_default();
        let left: Vec<Standing> = left.into_iter().map(|request| request.put_request.item).collect();
        self.positions(rows, &left)
    }

    async fn insert_all(&self, rows: &[Row<'_>]) -> Result<Vec<Insert>, TableError> {
        let output: Executed = self.call("BatchExecuteStatement", self.insertions(rows)).await?;
        if output.responses.len() != rows.len() {
            let (answers, sent) = (output.responses.len(), rows.len());
            return Err(TableError::Unavailable(format!(
                "it gave {answers} answers to {sent} statements"
            )));
        }
        Ok(output.responses.into_iter().map(insert).collect())
    }

    async fn get_all(&self, keys: &[Key]) -> Result<Vec<Option<Standing>>, TableError> {
        let mut found: HashMap<Key, Standing> = HashMap::new();
        for chunk in keys.chunks(MAX_KEYS) {
            let mut open: Vec<&Key> = chunk.iter().collect();
            for _ in 0..ATTEMPTS {
                let mut output: Got = self.call("BatchGetItem", self.gets(&open)).await?;
                let items = output.responses.remove(&self.name).unwrap_or_default();
                found.extend(items.into_iter().filter_map(|item| Some((self.key_of(&item)?, item))));
                let left = output.unprocessed_keys.remove(&self.name);
                let left: Vec<Key> = left
                    .iter()
                    .flat_map(|left| &left.keys)
                    .filter_map(|key| self.key_of(key))
                    .collect();
                open.retain(|key| left.contains(key));
                if open.is_empty() {
                    break;
                }
            }
            if !open.is_empty() {
                return Err(TableError::Unavailable(format!(
                    "it left keys unread {ATTEMPTS} times in a row"
                )));
            }
        }
        Ok(keys.iter().map(|key| found.remove(key)).collect())
    }

    async fn readings(&self, device: &str, span: Span<'_>) -> Result<Vec<Standing>, TableError> {
        let (mut found, mut next) = (Vec::new(), None);
        for _ in 0..MAX_PAGES {
            let mut page: Page = self
                .call("Query", self.query(device, span, next.as_ref()).into_bytes())
                .await?;
            found.append(&mut page.items);
            next = page.last_evaluated_key;
            if next.is_none() {
                return Ok(found);
            }
        }
        Err(TableError::Unavailable(format!(
            "more than {MAX_PAGES} pages of readings follow"
        )))
    }

    async fn put_items(&self, items: &[Standing]) -> Result<(), TableError> {
        for chunk in items.chunks(MAX_BATCH) {
            let mut open: Vec<Standing> = chunk.to_vec();
            for attempt in 0..ATTEMPTS {
                if attempt > 0 {
                    tokio::time::sleep(Duration::from_millis(fastrand::u64(0..=100 << attempt))).await;
                }
                let requests = open.iter().map(|item| json!({ "PutRequest": { "Item": item.0 } }));
                let requests: Vec<Value> = requests.collect();
                let body = json!({ "RequestItems": { (self.name.as_str()): requests } });
                let mut output: Unprocessed = self.call("BatchWriteItem", body.to_string().into_bytes()).await?;
                let left = output.unprocessed_items.remove(&self.name).unwrap_or_default();
                open = left.into_iter().map(|request| request.put_request.item).collect();
                if open.is_empty() {
                    break;
                }
            }
            if !open.is_empty() {
                return Err(TableError::Unavailable(format!(
                    "it left items unprocessed {ATTEMPTS} times in a row"
                )));
            }
        }
        Ok(())
    }

    async fn put_state(&self, item: &Standing, replaces: u64) -> Result<bool, TableError> {
        let mut body = json!({
            "TableName": self.name,
            "Item": item.0,
            "ConditionExpression": "attribute_not_exists(#key)",
            "ExpressionAttributeNames": { "#key": self.layout.device },
        });
        if replaces > 0 {
            body["ConditionExpression"] = "#version = :version".into();
            body["ExpressionAttributeNames"] = json!({ "#version": VERSION });
            body["ExpressionAttributeValues"] = json!({ ":version": { "N": replaces.to_string() } });
        }
        let target = "DynamoDB_20120810.PutItem";
        match self
            .caller
            .json(&self.service, target, Json::V1_0, body.to_string())
            .await
        {
            Ok(_) => Ok(true),
            Err(error) if error.code() == Some("ConditionalCheckFailedException") => Ok(false),
            Err(error) => Err(table_error(&error)),
        }
    }
}

fn insert(Statement { error }: Statement) -> Insert {
    let Some(StatementError { code, message, item }) = error else {
        return Insert::Written;
    };
    match code.as_str() {
        "DuplicateItem" | "ConditionalCheckFailed" => Insert::Taken(item),
        "ThrottlingError"
        | "ProvisionedThroughputExceeded"
        | "RequestLimitExceeded"
        | "TransactionConflict"
        | "InternalServerError" => Insert::Left,
        "ValidationError" | "ItemCollectionSizeLimitExceeded" => Insert::Refused(format!("{code}: {message}")),
        _ => Insert::Failed(format!("{code}: {message}")),
    }
}

fn table_error(error: &CallError) -> TableError {
    // Anything but a malformed request can be mended from outside: capacity, network, permissions, a missing table.
    match error.code() {
        Some("ValidationException") => TableError::Refused(error.to_string()),
        _ => TableError::Unavailable(error.to_string()),
    }
}

#[cfg(test)]
mod tests;
