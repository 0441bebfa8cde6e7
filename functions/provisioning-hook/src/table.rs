//! The list of devices in DynamoDB.

use std::time::Duration;

use ferrocdk_calls::{CallError, Caller, Json, Service, SetupError};
use ferrocdk_contracts::fleet::{AGAIN, BLOCKED, CERTIFICATE_ID, PREVIOUS_CERTIFICATE_ID, SERIAL_NUMBER, THING_TYPE};
use serde_json::{Value, json};

use crate::decide::{Device, Devices, TableError};

/// Longest wait for an operation with its attempts: two of them and the start of the function fit into the five seconds of AWS IoT.
const OPERATION: Duration = Duration::from_millis(1_900);

/// The table.
pub(crate) struct DynamoTable {
    caller: Caller,
    service: Service,
    name: String,
}

impl DynamoTable {
    /// The table of a name. Nothing is sent yet.
    pub(crate) fn new(name: &str, variable: impl Fn(&str) -> Option<String>) -> Result<Self, SetupError> {
        let caller = Caller::new(&variable)?;
        Ok(Self {
            service: caller.service("dynamodb", &variable),
            caller,
            name: name.to_owned(),
        })
    }

    /// Calls an operation; `None` where a condition does not hold.
    async fn call(&self, operation: &str, body: &Value) -> Result<Option<Value>, TableError> {
        let target = format!("DynamoDB_20120810.{operation}");
        let call = self.caller.json(&self.service, &target, Json::V1_0, body.to_string());
        match tokio::time::timeout(OPERATION, call).await {
            Ok(Ok(answer)) => {
                let answer = serde_json::from_slice(&answer);
                answer.map(Some).map_err(|error| TableError(error.to_string()))
            }
            Ok(Err(error)) if is_unmet(&error) => Ok(None),
            Ok(Err(error)) => Err(TableError(error.to_string())),
            Err(_) => Err(TableError("it took too long".to_owned())),
        }
    }
}

fn is_unmet(error: &CallError) -> bool {
    error.code() == Some("ConditionalCheckFailedException")
}

impl Devices for DynamoTable {
    async fn find(&self, serial_number: &str) -> Result<Option<Device>, TableError> {
        let body = json!({
            "TableName": self.name,
            "Key": { SERIAL_NUMBER: { "S": serial_number } },
            // A device that registered a moment ago is seen.
            "ConsistentRead": true,
        });
        let answer = self.call("GetItem", &body).await?.unwrap_or_default();
        Ok(answer.get("Item").map(device))
    }

    async fn register(&self, serial_number: &str, found: &Device, certificate_id: &str) -> Result<bool, TableError> {
        let body = registration(&self.name, serial_number, found, certificate_id);
        Ok(self.call("UpdateItem", &body).await?.is_some())
    }
}

/// The request that notes a certificate, under the condition that nobody else has noted one since.
fn registration(table: &str, serial_number: &str, found: &Device, certificate_id: &str) -> Value {
    let mut names = json!({ "#certificate": CERTIFICATE_ID, "#again": AGAIN });
    let mut values = json!({ ":certificate": { "S": certificate_id } });
    let mut set = "SET #certificate = :certificate".to_owned();
    let condition = match &found.certificate_id {
        Some(previous) if previous != certificate_id => {
            names["#previous"] = json!(PREVIOUS_CERTIFICATE_ID);
            values[":previous"] = json!({ "S": previous });
            set.push_str(", #previous = :previous");
            "#certificate = :previous"
        }
        Some(_) => "#certificate = :certificate",
        // An item that was deleted meanwhile does not come back.
        None => {
            names["#serial"] = json!(SERIAL_NUMBER);
            "attribute_exists(#serial) AND attribute_not_exists(#certificate)"
        }
    };
    json!({
        "TableName": table,
        "Key": { SERIAL_NUMBER: { "S": serial_number } },
        "UpdateExpression": format!("{set} REMOVE #again"),
        "ConditionExpression": condition,
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": values,
    })
}

/// The item as a device.
fn device(item: &Value) -> Device {
    let text = |name: &str| item[name]["S"].as_str().map(str::to_owned);
    let is = |name: &str| item[name]["BOOL"].as_bool();
    Device {
        thing_type: text(THING_TYPE).filter(|name| !name.is_empty()),
        // What is there in another form is meant as a block.
        is_blocked: item.get(BLOCKED).is_some() && is(BLOCKED) != Some(false),
        certificate_id: text(CERTIFICATE_ID),
        may_register_again: is(AGAIN) == Some(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_read_on_the_safe_side() {
        assert_eq!(device(&json!({})), Device::default());
        assert!(device(&json!({ BLOCKED: { "S": "yes" } })).is_blocked);
        assert!(!device(&json!({ BLOCKED: { "BOOL": false } })).is_blocked);
        assert!(!device(&json!({ AGAIN: { "S": "true" } })).may_register_again);
        let known = device(&json!({ THING_TYPE: { "S": "press" }, CERTIFICATE_ID: { "S": "c-1" } }));
        assert_eq!(
            (known.thing_type.as_deref(), known.certificate_id.as_deref()),
            (Some("press"), Some("c-1"))
        );
    }

    #[test]
    fn a_registration_names_what_it_uses_and_nothing_else() {
        let with = |certificate: Option<&str>| Device {
            certificate_id: certificate.map(str::to_owned),
            ..Device::default()
        };
        for (found, condition) in [
            (
                with(None),
                "attribute_exists(#serial) AND attribute_not_exists(#certificate)",
            ),
            (with(Some("c-1")), "#certificate = :certificate"),
            (with(Some("c-0")), "#certificate = :previous"),
        ] {
            let body = registration("devices", "PR-7", &found, "c-1");
            assert_eq!(body["ConditionExpression"], condition);
            let expressions = format!("{} {condition}", body["UpdateExpression"]);
            // DynamoDB refuses names and values that no expression uses.
            for list in ["ExpressionAttributeNames", "ExpressionAttributeValues"] {
                for name in body[list].as_object().map(|map| map.keys()).into_iter().flatten() {
                    assert!(expressions.contains(name.as_str()), "{name} in {expressions}");
                }
            }
        }
    }
}
