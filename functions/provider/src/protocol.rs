//! Requests and answers of CloudFormation's custom resources.
//!
//! Source: "Custom resource request objects" and "Custom resource response objects" of the CloudFormation user guide.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value as Json, json};

/// The largest answer that CloudFormation reads, in bytes.
pub(crate) const MAX_ANSWER: usize = 4096;

/// Ends the physical id of a resource whose creation failed. CloudFormation deletes it all the same.
const NEVER_CREATED: &str = ":never-created";

/// Parts of a request that every answer repeats, and where the answer goes. Read apart from the rest, so that a request with a mistake can be answered.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Envelope {
    #[serde(rename = "ResponseURL")]
    pub(crate) response_url: String,
    pub(crate) stack_id: String,
    pub(crate) request_id: String,
    pub(crate) logical_resource_id: String,
    #[serde(default)]
    pub(crate) physical_resource_id: Option<String>,
}

/// Step in the life of the resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(crate) enum RequestType {
    Create,
    Update,
    Delete,
}

/// Request of CloudFormation.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Request {
    pub(crate) request_type: RequestType,
    #[serde(flatten)]
    pub(crate) envelope: Envelope,
    pub(crate) resource_properties: Json,
}

impl Request {
    /// The resource's physical id: the one it has, or one that does not depend on how often creation is tried.
    pub(crate) fn physical_id(&self) -> String {
        let envelope = &self.envelope;
        envelope.physical_resource_id.clone().unwrap_or_else(|| {
            let stack = envelope.stack_id.rsplit('/').next().unwrap_or_default();
            format!("{}-{stack}", envelope.logical_resource_id)
        })
    }

    /// Whether it deletes what was never there, because its creation failed.
    pub(crate) fn deletes_nothing(&self) -> bool {
        let id = self.envelope.physical_resource_id.as_deref();
        self.request_type == RequestType::Delete && id.is_some_and(|id| id.ends_with(NEVER_CREATED))
    }
}

/// A request that was fulfilled.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Done {
    /// Another one than before replaces the resource: CloudFormation deletes the old one when all else has succeeded.
    pub(crate) physical_id: String,
    /// Attributes that `Fn::GetAtt` gives.
    pub(crate) data: BTreeMap<String, String>,
    /// Whether CloudFormation masks the data where it shows it.
    pub(crate) no_echo: bool,
}

/// A request that was not.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Failed {
    /// One sentence for the stack's events.
    pub(crate) reason: String,
    /// Set where something was made before the failure, so that deleting it finds it.
    pub(crate) physical_id: Option<String>,
}

impl Failed {
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            physical_id: None,
        }
    }
}

/// The answer to a request, as it is sent: JSON of at most [`MAX_ANSWER`] bytes.
pub(crate) fn answer(envelope: &Envelope, outcome: Result<Done, Failed>) -> String {
    let failed = match outcome {
        Ok(done) => {
            let body = json!({
                "Status": "SUCCESS",
                "PhysicalResourceId": done.physical_id,
                "StackId": envelope.stack_id,
                "RequestId": envelope.request_id,
                "LogicalResourceId": envelope.logical_resource_id,
                "NoEcho": done.no_echo,
                "Data": done.data,
            })
            .to_string();
            if body.len() <= MAX_ANSWER {
                return body;
            }
            let names: Vec<&str> = done.data.keys().map(String::as_str).collect();
            let (size, names) = (body.len(), names.join(", "));
            Failed {
                reason: format!(
                    "the answer has {size} bytes, at most {MAX_ANSWER} are allowed; read less than: {names}"
                ),
                physical_id: Some(done.physical_id),
            }
        }
        Err(failed) => failed,
    };
    let physical_id = failed
        .physical_id
        .or_else(|| envelope.physical_resource_id.clone())
        .unwrap_or_else(|| format!("{}{NEVER_CREATED}", envelope.logical_resource_id));
    let body = |reason: &str| {
        json!({
            "Status": "FAILED",
            "Reason": reason,
            "PhysicalResourceId": physical_id,
            "StackId": envelope.stack_id,
            "RequestId": envelope.request_id,
            "LogicalResourceId": envelope.logical_resource_id,
        })
        .to_string()
    };
    // Escapes make the length of the body more than the sum of its parts, so a reason that is too long is halved until it fits.
    let mut reason = failed.reason;
    while body(&reason).len() > MAX_ANSWER && reason.len() > 1 {
        let half = reason.floor_char_boundary(reason.len() / 2);
        reason.truncate(half);
        reason.push('…');
        if half == 0 {
            break;
        }
    }
    body(&reason)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    pub(crate) fn envelope(physical_id: Option<&str>) -> Envelope {
        Envelope {
            response_url: "http://127.0.0.1:9/answer".to_owned(),
            stack_id: "arn:aws:cloudformation:sa-east-1:111122223333:stack/plant/5f1c".to_owned(),
            request_id: "r-1".to_owned(),
            logical_resource_id: "Bell".to_owned(),
            physical_resource_id: physical_id.map(str::to_owned),
        }
    }

    fn read(body: &str) -> Json {
        serde_json::from_str(body).unwrap()
    }

    #[test]
    fn success_carries_data_and_what_the_request_had() {
        let done = Done {
            physical_id: "bell-7".to_owned(),
            data: BTreeMap::from([("Tone".to_owned(), "high".to_owned())]),
            no_echo: true,
        };
        let body = read(&answer(&envelope(None), Ok(done)));
        let expected = json!({
            "Status": "SUCCESS", "PhysicalResourceId": "bell-7", "StackId": envelope(None).stack_id, "RequestId": "r-1",
            "LogicalResourceId": "Bell", "NoEcho": true, "Data": { "Tone": "high" },
        });
        assert_eq!(body, expected);
    }

    #[test]
    fn a_failed_creation_leaves_an_id_that_deletes_nothing() {
        let body = read(&answer(&envelope(None), Err(Failed::new("no bells today"))));
        assert_eq!(body["Reason"], "no bells today");
        let id = body["PhysicalResourceId"].as_str().unwrap();
        let request = |request_type| Request {
            request_type,
            envelope: envelope(Some(id)),
            resource_properties: json!({}),
        };
        assert!(request(RequestType::Delete).deletes_nothing());
        assert!(!request(RequestType::Update).deletes_nothing());
        let existing = read(&answer(&envelope(Some("bell-7")), Err(Failed::new("still none"))));
        assert_eq!(existing["PhysicalResourceId"], "bell-7");
    }

    #[test]
    fn too_much_data_is_a_failure_that_names_it_and_keeps_the_id() {
        let done = Done {
            physical_id: "bell-7".to_owned(),
            data: BTreeMap::from([("Sound".to_owned(), "x".repeat(5000))]),
            no_echo: false,
        };
        let body = read(&answer(&envelope(None), Ok(done)));
        assert_eq!(
            (&body["Status"], &body["PhysicalResourceId"]),
            (&json!("FAILED"), &json!("bell-7"))
        );
        assert!(body["Reason"].as_str().unwrap().ends_with("read less than: Sound"));
    }

    #[test]
    fn the_first_physical_id_stays_the_same_when_creation_is_tried_again() {
        let request = |request_id: &str| Request {
            request_type: RequestType::Create,
            envelope: Envelope {
                request_id: request_id.to_owned(),
                ..envelope(None)
            },
            resource_properties: json!({}),
        };
        assert_eq!(request("r-1").physical_id(), "Bell-5f1c");
        assert_eq!(request("r-2").physical_id(), "Bell-5f1c");
    }

    proptest! {
        #[test]
        fn any_reason_fits(reason in "(?s).{0,6000}") {
            let body = answer(&envelope(None), Err(Failed::new(reason.clone())));
            prop_assert!(body.len() <= MAX_ANSWER);
            let found = read(&body)["Reason"].as_str().unwrap().to_owned();
            prop_assert!(found == reason || reason.starts_with(found.trim_end_matches('…')));
        }
    }
}
