//! A device as this project's folders keep it, and the readings it sends.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::names::ThingName;

/// `device.json`: what belongs to one device. Certificate and key stand beside it in their own files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Device {
    /// Name of the thing and MQTT client id.
    pub thing: String,
    /// ARN of its certificate.
    pub certificate_arn: String,
    /// Id of its certificate.
    pub certificate_id: String,
    /// Policy attached to the certificate.
    pub policy: String,
    /// Host name of the MQTT broker.
    pub endpoint: String,
    /// Topic it publishes to.
    pub topic: String,
    /// Whether the thing was made with the device, and so goes with it; a stack may have things of its own.
    pub owns_thing: bool,
}

/// The topic a thing's readings go to, of the pattern that a deployment's output `IotTopic` tells; one that was deployed before there was that
/// output has the pattern `sensor/data/{thing}`.
///
/// ```
/// use ferrocdk_toolkit::device::topic;
///
/// let thing = "press-01".parse().unwrap();
/// assert_eq!(topic(Some("sao-paulo/dev/data/{thing}"), &thing), "sao-paulo/dev/data/press-01");
/// assert_eq!(topic(None, &thing), "sensor/data/press-01");
/// ```
pub fn topic(pattern: Option<&str>, thing: &ThingName) -> String {
    pattern
        .unwrap_or("sensor/data/{thing}")
        .replace("{thing}", thing.as_str())
}

/// A reading as devices send it.
///
/// `timestamp` counts milliseconds since 1970-01-01 UTC.
pub fn reading(thing: &ThingName, sensor_type: &str, value: f64, timestamp: u64) -> Value {
    json!({ "deviceId": thing.as_str(), "sensorType": sensor_type, "value": value, "timestamp": timestamp })
}

/// The values of [`READING_QUERY`] that find a reading's item, in DynamoDB's JSON; `None` when the payload is not a reading, and so can have no item.
///
/// ```
/// use ferrocdk_toolkit::device::query_values;
///
/// let payload = serde_json::json!({ "deviceId": "press-01", "sensorType": "Pressure", "timestamp": 7, "value": 1.5 });
/// assert_eq!(query_values(&payload).unwrap()[":type"]["S"], "pressure");
/// assert!(query_values(&serde_json::json!({ "deviceId": "press-01" })).is_none());
/// ```
pub fn query_values(payload: &Value) -> Option<Value> {
    let device = payload.get("deviceId")?.as_str()?;
    let sensor_type = payload.get("sensorType")?.as_str()?.to_lowercase();
    let timestamp = payload.get("timestamp")?.as_u64()?;
    Some(json!({
        ":device": { "S": device },
        ":from": { "N": timestamp.to_string() },
        ":to": { "N": timestamp.saturating_add(1).to_string() },
        ":type": { "S": sensor_type },
    }))
}

/// Parameters of a `query` for one reading. A temperature stands at its whole millisecond, another sensor's reading at a fraction after it,
/// so both are found in the range of one millisecond.
pub const READING_QUERY: [&str; 6] = [
    "--key-condition-expression",
    "deviceId = :device AND #time BETWEEN :from AND :to",
    "--filter-expression",
    "sensorType = :type",
    "--expression-attribute-names",
    r##"{"#time":"timestamp"}"##,
];

/// An item's attributes without DynamoDB's type marks, for people to read. Forms it does not know are kept as they are.
///
/// ```
/// use ferrocdk_toolkit::device::plain_item;
///
/// let item = serde_json::json!({ "deviceId": { "S": "press-01" }, "value": { "N": "21.5" }, "tags": { "L": [{ "BOOL": true }] } });
/// assert_eq!(plain_item(&item).to_string(), r#"{"deviceId":"press-01","value":21.5,"tags":[true]}"#);
/// ```
pub fn plain_item(item: &Value) -> Value {
    match item {
        Value::Object(attributes) => Value::Object(
            attributes
                .iter()
                .map(|(name, value)| (name.clone(), plain_value(value)))
                .collect(),
        ),
        other => other.clone(),
    }
}

fn plain_value(value: &Value) -> Value {
    let Some((kind, inner)) = value
        .as_object()
        .filter(|object| object.len() == 1)
        .and_then(|object| object.iter().next())
    else {
        return value.clone();
    };
    match (kind.as_str(), inner) {
        // A number that JSON's readers would round, such as a key of 13 digits and a fraction, stays text.
        ("N", Value::String(number)) => serde_json::from_str(number)
            .ok()
            .filter(|exact: &Value| serde_json::to_string(exact).is_ok_and(|text| text == *number))
            .unwrap_or_else(|| inner.clone()),
        ("NULL", _) => Value::Null,
        ("M", _) => plain_item(inner),
        ("L", Value::Array(items)) => items.iter().map(plain_value).collect(),
        ("S" | "BOOL" | "B" | "SS" | "NS" | "BS", _) => inner.clone(),
        _ => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_digit_is_lost() {
        let item = json!({ "a": { "N": "1795252348478.278600000001" }, "b": { "N": "21.5" }, "c": { "N": "7" } });
        assert_eq!(
            plain_item(&item),
            json!({ "a": "1795252348478.278600000001", "b": 21.5, "c": 7 })
        );
    }
}
