//! The table of cases and the topic as AWS provides them.

use std::rc::Rc;

use ferrocdk_calls::{CallError, Caller, Json as Protocol, Service, SetupError};
use ferrocdk_contracts::alert::Change;
use ferrocdk_contracts::notice::Notice;
use ferrocdk_contracts::{Alert, Severity, alert_table as table};
use serde_json::{Map, Value as Json, json};

use crate::case::Case;
use crate::config::{Config, Readings};
use crate::ports::{Devices, Stop, Store, Topic, Unavailable};
use crate::text;

/// How long counts of minutes and ended stops stay in the table.
const KEEP_SECONDS: u64 = 86_400;

/// Attributes as DynamoDB writes them: `{ "name": { "S": "text" } }`.
type Item = Map<String, Json>;

/// The configured table and topic. Nothing is sent yet.
pub(crate) fn connect(
    config: &Config,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<(DynamoStore, SnsTopic, AwsDevices), SetupError> {
    let caller = Rc::new(Caller::new(&variable)?);
    let store = DynamoStore {
        service: caller.service("dynamodb", &variable),
        caller: Rc::clone(&caller),
        table: config.table.clone(),
    };
    let topic = SnsTopic {
        service: caller.service("sns", &variable),
        caller: Rc::clone(&caller),
        arn: config.topic_arn.clone(),
    };
    let devices = AwsDevices {
        readings: config.readings.clone(),
        table: caller.service("dynamodb", &variable),
        registry: caller.service("iot", &variable),
        caller,
    };
    Ok((store, topic, devices))
}

/// The table of cases in DynamoDB.
pub(crate) struct DynamoStore {
    caller: Rc<Caller>,
    service: Service,
    table: String,
}

impl DynamoStore {
    /// Calls an operation on the table.
    async fn call(&self, operation: &str, mut request: Json) -> Result<Json, CallError> {
        request["TableName"] = self.table.as_str().into();
        let target = format!("DynamoDB_20120810.{operation}");
        let answer = self
            .caller
            .json(&self.service, &target, Protocol::V1_0, request.to_string())
            .await?;
        serde_json::from_slice(&answer)
            .map_err(|error| CallError::Unavailable(format!("{operation} answered something unexpected: {error}")))
    }

    async fn get(&self, kind: &str, name: &str) -> Result<Option<Item>, Unavailable> {
        let request = json!({ "Key": key(kind, name), "ConsistentRead": true });
        let mut answer = self.call("GetItem", request).await?;
        Ok(match answer["Item"].take() {
            Json::Object(item) => Some(item),
            _ => None,
        })
    }

    async fn query(&self, kind: &str) -> Result<Vec<Item>, Unavailable> {
        let mut items = Vec::new();
        let mut from = Json::Null;
        loop {
            let mut request = json!({
                "KeyConditionExpression": "#kind = :kind",
                "ExpressionAttributeNames": { "#kind": table::KIND },
                "ExpressionAttributeValues": { ":kind": text_value(kind) },
                "ConsistentRead": true,
            });
            if from.is_object() {
                request["ExclusiveStartKey"] = from;
            }
            let mut answer = self.call("Query", request).await?;
            if let Json::Array(found) = answer["Items"].take() {
                items.extend(found.into_iter().filter_map(|item| match item {
                    Json::Object(item) => Some(item),
                    _ => None,
                }));
            }
            from = answer["LastEvaluatedKey"].take();
            if !from.is_object() {
                return Ok(items);
            }
        }
    }

    async fn put(&self, item: Item, condition: Option<(&str, u64)>) -> Result<bool, Unavailable> {
        let mut request = json!({ "Item": item });
        if let Some((condition, revision)) = condition {
            request["ConditionExpression"] = condition.into();
            request["ExpressionAttributeNames"] = json!({ "#revision": table::REVISION });
            if condition.contains(":revision") {
                request["ExpressionAttributeValues"] = json!({ ":revision": number(revision) });
            }
        }
        match self.call("PutItem", request).await {
            Ok(_) => Ok(true),
            Err(error) if error.code() == Some("ConditionalCheckFailedException") => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

impl From<CallError> for Unavailable {
    fn from(error: CallError) -> Self {
        Self(error.to_string())
    }
}

impl Store for DynamoStore {
    async fn case(&self, anomaly: &str) -> Result<Option<Case>, Unavailable> {
        self.get(table::ACTIVE, anomaly)
            .await?
            .map(|item| read(&item))
            .transpose()
    }

    async fn has_ended(&self, anomaly: &str) -> Result<bool, Unavailable> {
        Ok(self.get(&ended(anomaly), anomaly).await?.is_some())
    }

    async fn add(&self, case: &Case) -> Result<bool, Unavailable> {
        self.put(write(case), Some(("attribute_not_exists(#revision)", 0)))
            .await
    }

    async fn update(&self, case: &mut Case) -> Result<bool, Unavailable> {
        let before = case.revision;
        let mut changed = case.clone();
        changed.revision += 1;
        let is_written = self
            .put(write(&changed), Some(("#revision = :revision", before)))
            .await?;
        if is_written {
            *case = changed;
        }
        Ok(is_written)
    }

    async fn end(&self, case: &Case, expiry: u64) -> Result<(), Unavailable> {
        let anomaly = &case.alert.anomaly;
        let mut item = key(&ended(anomaly), anomaly);
        item.insert(table::ALERT.to_owned(), text_value(&case.alert.to_json()));
        item.insert(table::EXPIRY.to_owned(), number(expiry));
        // First what keeps a replay from being told, then the case: whoever stops between them finds both.
        self.put(item, None).await?;
        let request = json!({ "Key": key(table::ACTIVE, anomaly) });
        self.call("DeleteItem", request).await?;
        Ok(())
    }

    async fn active(&self) -> Result<Vec<Case>, Unavailable> {
        self.query(table::ACTIVE).await?.iter().map(read).collect()
    }

    async fn count(&self, minute: u64, messages: u64) -> Result<u64, Unavailable> {
        let request = json!({
            "Key": key(table::MINUTE, &minute.to_string()),
            "UpdateExpression": "SET #expiry = :expiry ADD #count :messages",
            "ExpressionAttributeNames": { "#expiry": table::EXPIRY, "#count": table::COUNT },
            "ExpressionAttributeValues": { ":expiry": number(minute * 60 + KEEP_SECONDS), ":messages": number(messages) },
            "ReturnValues": "UPDATED_NEW",
        });
        let answer = self.call("UpdateItem", request).await?;
        let counted = answer["Attributes"].as_object();
        Ok(counted
            .and_then(|item| item_number(item, table::COUNT))
            .unwrap_or(messages))
    }

    async fn stops(&self) -> Result<Vec<Stop>, Unavailable> {
        let items = self.query(table::STOP).await?;
        let stop = |item: &Item| {
            Some(Stop {
                name: item_text(item, table::NAME)?.to_owned(),
                since: item_number(item, table::SINCE)?,
                until: item_number(item, table::UNTIL)?,
            })
        };
        Ok(items.iter().filter_map(stop).collect())
    }

    async fn put_stop(&self, stop: &Stop) -> Result<(), Unavailable> {
        let mut item = key(table::STOP, &stop.name);
        item.insert(table::SINCE.to_owned(), number(stop.since));
        item.insert(table::UNTIL.to_owned(), number(stop.until));
        item.insert(table::EXPIRY.to_owned(), number(stop.until / 1_000 + KEEP_SECONDS));
        self.put(item, None).await.map(drop)
    }
}

/// The partition of an ended anomaly: one for each, as they are many.
fn ended(anomaly: &str) -> String {
    format!("{}#{anomaly}", table::ENDED)
}

fn key(kind: &str, name: &str) -> Item {
    Item::from_iter([
        (table::KIND.to_owned(), text_value(kind)),
        (table::NAME.to_owned(), text_value(name)),
    ])
}

fn text_value(text: &str) -> Json {
    json!({ "S": text })
}

fn number(number: u64) -> Json {
    json!({ "N": number.to_string() })
}

fn item_text<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    item.get(name)?["S"].as_str()
}

fn item_number(item: &Item, name: &str) -> Option<u64> {
    item.get(name)?["N"].as_str()?.parse().ok()
}

fn write(case: &Case) -> Item {
    let mut item = key(table::ACTIVE, &case.alert.anomaly);
    let texts = [
        (table::ALERT, Some(case.alert.to_json())),
        (table::SEVERITY, Some(case.severity.as_str().to_owned())),
        (table::TOLD, case.told.map(|change| change.as_str().to_owned())),
        (table::ACKNOWLEDGED_BY, case.acknowledged_by.clone()),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            item.insert(name.to_owned(), text_value(&text));
        }
    }
    let numbers = [
        (table::RECEIVED_AT, Some(case.received_at)),
        (table::TOLD_AT, Some(case.told_at)),
        (table::SEVERITY_AT, Some(case.severity_at)),
        (table::CLAIMED_UNTIL, Some(case.claimed_until)),
        (table::ACKNOWLEDGED_AT, case.acknowledged_at),
        (table::REVISION, Some(case.revision)),
    ];
    for (name, value) in numbers {
        if let Some(value) = value {
            item.insert(name.to_owned(), number(value));
        }
    }
    item
}

fn read(item: &Item) -> Result<Case, Unavailable> {
    let name = item_text(item, table::NAME).unwrap_or_default();
    let broken = |what: &str| Unavailable(format!("the item of the alert {name} has no {what} that can be read"));
    let alert = item_text(item, table::ALERT).ok_or_else(|| broken(table::ALERT))?;
    let alert = Alert::from_json(alert.as_bytes()).map_err(|_| broken(table::ALERT))?;
    let severity = match item_text(item, table::SEVERITY) {
        Some("critical") => Severity::Critical,
        Some("notice") => Severity::Notice,
        _ => Severity::Warning,
    };
    let told = match item_text(item, table::TOLD) {
        Some("opened") => Some(Change::Opened),
        Some("closed") => Some(Change::Closed),
        _ => None,
    };
    let at = |name: &str| item_number(item, name).ok_or_else(|| broken(name));
    Ok(Case {
        alert,
        severity,
        told,
        received_at: at(table::RECEIVED_AT)?,
        told_at: at(table::TOLD_AT)?,
        severity_at: at(table::SEVERITY_AT)?,
        claimed_until: at(table::CLAIMED_UNTIL)?,
        acknowledged_at: item_number(item, table::ACKNOWLEDGED_AT),
        acknowledged_by: item_text(item, table::ACKNOWLEDGED_BY).map(str::to_owned),
        revision: at(table::REVISION)?,
    })
}

/// The registry of AWS IoT, and the table of readings.
pub(crate) struct AwsDevices {
    caller: Rc<Caller>,
    table: Service,
    registry: Service,
    readings: Option<Readings>,
}

/// Readings of a device that are looked at, the newest by their own time: a clock that is ahead hides the last one.
const NEWEST: u32 = 5;

impl Devices for AwsDevices {
    async fn group(&self, name: &str) -> Result<Vec<String>, Unavailable> {
        let mut things = Vec::new();
        let mut next = String::new();
        loop {
            let path = format!("/thing-groups/{name}/things?maxResults=250&recursive=true{next}");
            let answer = self.caller.get(&self.registry, &path).await?;
            let answer: Json = serde_json::from_slice(&answer)
                .map_err(|error| Unavailable(format!("the registry answered something unexpected: {error}")))?;
            let names = answer["things"].as_array().into_iter().flatten();
            things.extend(names.filter_map(Json::as_str).map(str::to_owned));
            match answer["nextToken"].as_str().filter(|token| !token.is_empty()) {
                Some(token) => next = format!("&nextToken={}", ferrocdk_calls::escaped(token)),
                None => return Ok(things),
            }
        }
    }

    async fn heard(&self, device: &str) -> Result<Option<u64>, Unavailable> {
        let Some(Readings { table, layout }) = &self.readings else {
            return Ok(None);
        };
        let request = json!({
            "TableName": table,
            "KeyConditionExpression": "#device = :device",
            "ExpressionAttributeNames": { "#device": layout.device, "#at": layout.ingested_at },
            "ExpressionAttributeValues": { ":device": text_value(device) },
            "ProjectionExpression": "#at",
            "ScanIndexForward": false,
            "Limit": NEWEST,
        });
        let answer = self
            .caller
            .json(
                &self.table,
                "DynamoDB_20120810.Query",
                Protocol::V1_0,
                request.to_string(),
            )
            .await?;
        let answer: Json = serde_json::from_slice(&answer)
            .map_err(|error| Unavailable(format!("Query answered something unexpected: {error}")))?;
        let items = answer["Items"].as_array().into_iter().flatten();
        let at = items.filter_map(|item| item[layout.ingested_at.as_str()]["N"].as_str()?.parse().ok());
        Ok(at.max())
    }
}

/// The process topic in SNS.
pub(crate) struct SnsTopic {
    caller: Rc<Caller>,
    service: Service,
    arn: String,
}

impl Topic for SnsTopic {
    async fn publish(&self, notice: &Notice) -> Result<(), Unavailable> {
        let document = serde_json::to_string(notice)
            .map_err(|error| Unavailable(format!("the notice cannot be written: {error}")))?;
        let subject = text::subject(notice);
        // Programs get the document, people text.
        let message = json!({ "default": document, "email": text::body(notice), "sms": subject });
        let alert = notice.alert.as_ref();
        let attributes = [
            ("kind", Some(notice.kind.as_str())),
            ("severity", Some(notice.severity.as_str())),
            ("plant", Some(notice.plant.as_str())),
            ("device", alert.map(|alert| alert.device.as_str())),
            ("sensorType", alert.map(|alert| alert.sensor_type.as_str())),
        ];
        let message = message.to_string();
        let mut fields = vec![
            ("Action".to_owned(), "Publish"),
            ("Version".to_owned(), "2010-03-31"),
            ("TopicArn".to_owned(), self.arn.as_str()),
            ("Subject".to_owned(), subject.as_str()),
            ("MessageStructure".to_owned(), "json"),
            ("Message".to_owned(), message.as_str()),
        ];
        let given = attributes.into_iter().filter_map(|(name, value)| Some((name, value?)));
        for (at, (name, value)) in given.enumerate() {
            let entry = format!("MessageAttributes.entry.{}", at + 1);
            fields.push((format!("{entry}.Name"), name));
            fields.push((format!("{entry}.Value.DataType"), "String"));
            fields.push((format!("{entry}.Value.StringValue"), value));
        }
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        self.caller.form(&self.service, &fields).await?;
        Ok(())
    }
}

#[cfg(test)]
mod case_tests {
    use super::*;
    use crate::fakes::{NOW, alert};
    use ferrocdk_contracts::AlertPolicy;

    #[test]
    fn a_case_is_read_as_it_was_written() {
        let mut case = Case::new(alert(1, Change::Opened), &AlertPolicy::default(), NOW);
        assert_eq!(read(&write(&case)), Ok(case.clone()));
        case.tell(NOW + 5);
        case.severity = Severity::Critical;
        (case.acknowledged_at, case.acknowledged_by) = (Some(NOW + 9), Some("Ana".to_owned()));
        case.revision = 7;
        assert_eq!(read(&write(&case)), Ok(case.clone()));
        let mut item = write(&case);
        item.remove(table::TOLD_AT);
        assert!(
            read(&item).unwrap_err().0.contains("has no toldAt"),
            "a broken item is told, not taken for none"
        );
    }
}
