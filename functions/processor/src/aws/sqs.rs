//! The queue of alerts in SQS.

use std::sync::Arc;

use ferrocdk_calls::{Caller, Json, Service};
use ferrocdk_contracts::Alert;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::error::Transient;
use crate::ports::AlertQueue;

/// Messages that one request takes.
const MAX_MESSAGES: usize = 10;

/// The queue; without an address nothing is sent, as no state is kept.
#[derive(Debug)]
pub(crate) struct SqsAlerts {
    pub(super) caller: Arc<Caller>,
    pub(super) service: Service,
    pub(super) url: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Sent {
    #[serde(default)]
    failed: Vec<Failed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Failed {
    #[serde(default)]
    code: String,
    #[serde(default)]
    message: String,
}

/// The body of a `SendMessageBatch`.
fn messages(url: &str, alerts: &[Alert]) -> Value {
    let entries = alerts.iter().enumerate().map(|(at, alert)| {
        json!({
            "Id": at.to_string(),
            "MessageBody": alert.to_json(),
            "MessageGroupId": alert.group(),
            "MessageDeduplicationId": alert.id,
        })
    });
    json!({ "QueueUrl": url, "Entries": entries.collect::<Vec<_>>() })
}

impl AlertQueue for SqsAlerts {
    async fn send(&self, alerts: &[Alert]) -> Result<(), Transient> {
        let Some(url) = &self.url else { return Ok(()) };
        let failed = |reason: String| Transient(format!("the queue of alerts did not take one: {reason}"));
        // One after the other, so that the changes of a sensor keep their order.
        for chunk in alerts.chunks(MAX_MESSAGES) {
            let body = messages(url, chunk).to_string();
            let answer = self
                .caller
                .json(&self.service, "AmazonSQS.SendMessageBatch", Json::V1_0, body)
                .await;
            let answer = answer.map_err(|error| failed(error.to_string()))?;
            let sent: Sent = serde_json::from_slice(&answer).map_err(|error| failed(error.to_string()))?;
            if let Some(Failed { code, message }) = sent.failed.first() {
                return Err(failed(format!("{code}: {message}")));
            }
        }
        Ok(())
    }
}
