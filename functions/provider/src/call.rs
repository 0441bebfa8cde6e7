//! Calls an API of AWS when a resource is created, changed or deleted.
//!
//! The construct says how a call looks on the wire (method, path, headers), because it knows which services it offers; here it is filled in,
//! signed, sent, and read.

mod values;

use std::collections::BTreeMap;
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use crate::aws::{Aws, Message, Reply, custom_endpoint};
use crate::protocol::{Done, Failed, Request, RequestType};

/// Attempts of one call, and the first wait in between, which doubles: 15 seconds in all.
const ATTEMPTS: u32 = 6;
const FIRST_WAIT: Duration = Duration::from_millis(500);

/// Errors that pass by themselves. Permissions are among them: those granted a moment ago in the same deployment take some seconds.
const PASSING: [&str; 9] = [
    "AccessDenied",
    "AccessDeniedException",
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "UnrecognizedClientException",
];

/// Characters that stay as they are in a path or query: the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The properties. A call is JSON in a string, because CloudFormation makes strings of all numbers and booleans of a custom resource.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Properties {
    create: Option<String>,
    update: Option<String>,
    delete: Option<String>,
    #[serde(default)]
    no_echo: Option<String>,
}

/// One call.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Call {
    /// The name that requests are signed for, such as `ssm`.
    service: String,
    host: String,
    /// For messages; the wire has it in a header, or in the path alone.
    action: String,
    method: String,
    /// With parameters in braces: `/things/{thingName}`.
    path: String,
    /// Parameters that go into the query.
    #[serde(default)]
    query: Vec<String>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    parameters: Map<String, Json>,
    physical_id: Option<PhysicalId>,
    /// Paths into the answer that `Fn::GetAtt` gives.
    #[serde(default)]
    outputs: Vec<String>,
    /// Codes of errors that count as success.
    #[serde(default)]
    ignore_errors: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
enum PhysicalId {
    Value(String),
    /// A path into the answer.
    Path(String),
}

/// Fulfils a request for a custom resource that calls an API.
pub(crate) async fn handle(aws: &impl Aws, request: &Request) -> Result<Done, Failed> {
    let properties = Properties::deserialize(&request.resource_properties)
        .map_err(|error| Failed::new(format!("properties of AwsCall: {error}")))?;
    let (name, call) = match request.request_type {
        RequestType::Create => ("Create", properties.create),
        RequestType::Update => ("Update", properties.update),
        RequestType::Delete => ("Delete", properties.delete),
    };
    let no_echo = properties.no_echo.as_deref() == Some("true");
    let Some(call) = call else {
        return Ok(Done {
            physical_id: request.physical_id(),
            data: BTreeMap::new(),
            no_echo,
        });
    };
    let call: Call =
        serde_json::from_str(&call).map_err(|error| Failed::new(format!("property {name} of AwsCall: {error}")))?;
    let (physical_id, data) = call.make(aws, request).await?;
    Ok(Done {
        physical_id,
        data,
        no_echo,
    })
}

impl Call {
    /// Makes the call; gives the physical id and the outputs.
    async fn make(&self, aws: &impl Aws, request: &Request) -> Result<(String, BTreeMap<String, String>), Failed> {
        let message = self.message(request)?;
        let Some(answer) = self.send(aws, &message).await? else {
            return Ok((self.fixed_id(request), BTreeMap::new()));
        };
        let missing = |path: &str| {
            let known = values::paths(&answer);
            Failed::new(format!(
                "the answer to {self} has no {path}; it has: {}",
                known.join(", ")
            ))
        };
        let physical_id = match &self.physical_id {
            // What is deleted keeps its id to the end.
            Some(PhysicalId::Path(path)) if request.request_type != RequestType::Delete => {
                values::at(&answer, path).ok_or_else(|| missing(path))?
            }
            _ => self.fixed_id(request),
        };
        let mut data = BTreeMap::new();
        for path in &self.outputs {
            let value = values::at(&answer, path).ok_or_else(|| Failed {
                physical_id: Some(physical_id.clone()),
                ..missing(path)
            })?;
            data.insert(path.clone(), value);
        }
        Ok((physical_id, data))
    }

    fn fixed_id(&self, request: &Request) -> String {
        match &self.physical_id {
            Some(PhysicalId::Value(id)) if request.request_type != RequestType::Delete => id.clone(),
            _ => request.physical_id(),
        }
    }

    /// The request, with parameters where they belong: in the path, the query, or the body.
    fn message(&self, request: &Request) -> Result<Message, Failed> {
        let mut parameters = values::fill(self.parameters.clone(), request)
            .map_err(|what| Failed::new(format!("parameters of {self}: {what}")))?;
        let mut take = |name: &str| match parameters.shift_remove(name) {
            Some(value) => Ok(utf8_percent_encode(&values::text(&value), RESERVED).to_string()),
            None => Err(Failed::new(format!("{self} needs parameter {name}"))),
        };
        let mut path = String::new();
        let mut rest = self.path.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            path.push_str(before);
            path.push_str(&take(name)?);
            rest = after;
        }
        path.push_str(rest);
        for (place, name) in self.query.iter().enumerate() {
            path.push(if place == 0 { '?' } else { '&' });
            path.push_str(name);
            path.push('=');
            path.push_str(&take(name)?);
        }
        let has_body = ["POST", "PUT", "PATCH"].contains(&self.method.as_str());
        if let Some(name) = parameters.keys().next().filter(|_| !has_body) {
            return Err(Failed::new(format!("{self} takes no parameter {name}")));
        }
        let endpoint = custom_endpoint(&self.service).unwrap_or_else(|| format!("https://{}", self.host));
        let headers = self.headers.iter();
        Ok(Message {
            method: self.method.clone(),
            url: format!("{endpoint}{path}"),
            headers: headers.map(|(name, value)| (name.clone(), value.clone())).collect(),
            body: if has_body {
                Json::Object(parameters).to_string().into_bytes()
            } else {
                Vec::new()
            },
        })
    }

    /// Sends the request until it is answered for good. `None` is an error that counts as success.
    async fn send(&self, aws: &impl Aws, message: &Message) -> Result<Option<Json>, Failed> {
        let mut wait = FIRST_WAIT;
        let mut attempt = 1;
        loop {
            let (passing, reason) = match aws.send(&self.service, message).await {
                Ok(reply) if reply.is_success() => return self.read(&reply).map(Some),
                Ok(reply) => {
                    let (code, text) = error(&reply);
                    if self.ignore_errors.contains(&code) {
                        return Ok(None);
                    }
                    let passing = reply.status >= 500 || reply.status == 429 || PASSING.contains(&code.as_str());
                    (passing, format!("{code}: {text}"))
                }
                Err(unreachable) => (true, unreachable.to_string()),
            };
            if !passing || attempt == ATTEMPTS {
                return Err(Failed::new(format!("{self} failed: {reason}")));
            }
            tokio::time::sleep(wait).await;
            wait *= 2;
            attempt += 1;
        }
    }

    fn read(&self, reply: &Reply) -> Result<Json, Failed> {
        if reply.body.is_empty() {
            return Ok(Json::Object(Map::new()));
        }
        // The call has been made and may have made something; only that its answer cannot be read is wrong.
        serde_json::from_slice(&reply.body)
            .map_err(|error| Failed::new(format!("the answer to {self} is no JSON: {error}")))
    }
}

impl std::fmt::Display for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.service, self.action)
    }
}

/// Code and message of an error, as the JSON protocols of AWS say them.
fn error(reply: &Reply) -> (String, String) {
    let body: Json = serde_json::from_slice(&reply.body).unwrap_or_default();
    let member = |names: [&str; 2]| names.iter().find_map(|name| body.get(*name).and_then(Json::as_str));
    let code = reply.error_type.as_deref().or_else(|| member(["__type", "code"]));
    // Such as `com.amazonaws.ssm#ParameterNotFound:http://…`.
    let code = code.map(|code| code.split(':').next().unwrap_or(code));
    let code = code.map(|code| code.rsplit('#').next().unwrap_or(code));
    let code = code.map_or_else(|| format!("status {}", reply.status), str::to_owned);
    let message = member(["message", "Message"]).unwrap_or("no message");
    (code, message.to_owned())
}

#[cfg(test)]
pub(crate) mod tests;
