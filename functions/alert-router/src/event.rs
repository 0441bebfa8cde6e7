//! Events that invoke the function: messages of the queue, the minute, and the beginning of a planned stop.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// An event, by its shape.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Event {
    /// A batch of messages.
    Messages(Vec<Message>),
    /// A minute has passed.
    Minute,
    /// A planned stop begins.
    Stop(StopBegins),
}

/// A message of the queue.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Message {
    pub(crate) message_id: String,
    pub(crate) body: String,
    #[serde(default)]
    pub(crate) attributes: Attributes,
}

/// SQS's facts about a message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct Attributes {
    /// Messages of one group are in order.
    #[serde(rename = "MessageGroupId", default)]
    pub(crate) group: String,
}

/// The beginning of a planned stop.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct StopBegins {
    pub(crate) name: String,
    pub(crate) minutes: u32,
}

/// Messages to deliver again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Response {
    pub(crate) batch_item_failures: Vec<Failure>,
}

/// A message to deliver again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Failure {
    pub(crate) item_identifier: String,
}

/// An event of no shape that is known.
#[derive(Debug, PartialEq, thiserror::Error)]
#[error("the event is neither messages of a queue (Records), nor a scheduled event, nor a planned stop: {0}")]
pub(crate) struct UnknownEvent(String);

impl Event {
    pub(crate) fn read(mut event: Json) -> Result<Self, UnknownEvent> {
        let unknown = |reason: String| UnknownEvent(reason);
        if let Some(records) = event.get_mut("Records") {
            let messages = serde_json::from_value(records.take());
            return messages.map(Self::Messages).map_err(|error| unknown(error.to_string()));
        }
        if let Some(stop) = event.get_mut("stop") {
            let stop = serde_json::from_value(stop.take());
            return stop.map(Self::Stop).map_err(|error| unknown(error.to_string()));
        }
        if event["detail-type"] == "Scheduled Event" {
            return Ok(Self::Minute);
        }
        let text: String = event.to_string().chars().take(200).collect();
        Err(unknown(text))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn events_are_told_by_their_shape() {
        let message = json!({ "messageId": "1", "body": "{}", "attributes": { "MessageGroupId": "g", "SenderId": "x" }, "eventSource": "aws:sqs" });
        let Ok(Event::Messages(messages)) = Event::read(json!({ "Records": [message] })) else {
            panic!("messages")
        };
        assert_eq!(
            (messages[0].message_id.as_str(), messages[0].attributes.group.as_str()),
            ("1", "g")
        );
        let minute = json!({ "source": "aws.events", "detail-type": "Scheduled Event", "detail": {} });
        assert_eq!(Event::read(minute), Ok(Event::Minute));
        let stop = Event::read(json!({ "stop": { "name": "Cleaning", "minutes": 480 } }));
        assert_eq!(
            stop,
            Ok(Event::Stop(StopBegins {
                name: "Cleaning".to_owned(),
                minutes: 480
            }))
        );
        for wrong in [json!({}), json!([]), json!({ "stop": 5 }), json!({ "Records": [{}] })] {
            assert!(Event::read(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
