//! APIs that ask a service of AWS without a function between.
//!
//! The emulator checks key, rate, content type and, once it knows the validator (`validators.rs`), the model; then it answers 504: of the services that integrations name it knows SQS alone. So an integration
//! of another service is pointed at a server here, with the original behind a `#` in its address, where a later daemon finds it. The server makes of a request what
//! the method's template says, asks the service, and makes the answer by the integration's responses.

mod answer;
mod server;
mod template;
mod validators;

use crate::aws::{Aws, AwsError, escape};
use crate::report::Board;
use crate::stop::Stop;
use serde_json::{Value, json};
use server::Server;
use std::time::Duration;
use ureq::http::Method;

/// How often deployed APIs are looked at. A deployment takes longer.
const LOOK: Duration = Duration::from_millis(200);
/// Name of the engine where it tells of a problem.
const NAME: &str = "APIs in front of services";

/// A method of an API with the integration as it was deployed.
#[derive(Debug, Clone, PartialEq)]
struct Route {
    api: String,
    resource: String,
    path: String,
    verb: String,
    integration: Value,
}

impl Route {
    fn page(&self) -> String {
        let (api, resource, verb) = (escape(&self.api), escape(&self.resource), escape(&self.verb));
        format!("/restapis/{api}/resources/{resource}/methods/{verb}/integration")
    }

    /// Where the server takes requests of it.
    fn place(&self) -> String {
        format!("/{}/{}/{}", self.api, self.resource, self.verb)
    }
}

/// Services with the JSON protocol, by their name in addresses, and what stands before an action there.
const SERVICES: [(&str, &str); 5] = [
    ("dynamodb", "DynamoDB_20120810"),
    ("events", "AWSEvents"),
    ("firehose", "Firehose_20150804"),
    ("kinesis", "Kinesis_20131202"),
    ("states", "AWSStepFunctions"),
];

/// Service and target of an address such as `arn:aws:apigateway:sa-east-1:kinesis:action/PutRecord`.
fn asked(uri: &str) -> Option<(&'static str, String)> {
    let mut parts = uri.splitn(6, ':');
    let (service, call) = (parts.nth(4)?, parts.next()?);
    let action = call.strip_prefix("action/")?;
    let (service, target) = SERVICES.iter().find(|(name, _)| *name == service)?;
    Some((service, format!("{target}.{action}")))
}

/// Serves until told to stop.
pub(crate) fn serve(aws: &Aws, board: &Board, stop: &Stop) {
    let server = match Server::start(aws) {
        Ok(server) => server,
        Err(error) => {
            board.tell(NAME, Some(format!("cannot listen on this machine: {error}")));
            return;
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..server::THREADS {
            scope.spawn(|| server.work(board, stop));
        }
        let mut validated = validators::Done::default();
        while !stop.is_set() {
            let round = round(aws, &server).and_then(|()| validated.round(aws));
            board.tell(NAME, round.err().map(|error| error.to_string()));
            stop.wait(LOOK);
        }
        server.end();
    });
}

/// Points integrations at the server that are not yet.
fn round(aws: &Aws, server: &Server) -> Result<(), AwsError> {
    let (mut routes, mut patches) = (Vec::new(), Vec::new());
    for mut route in deployed(aws)? {
        let uri = route.integration["uri"].as_str().unwrap_or_default();
        let (here, original) = match uri.split_once('#') {
            Some((here, original)) if asked(original).is_some() => (here, original.to_owned()),
            _ if asked(uri).is_some() => ("", uri.to_owned()),
            _ => continue,
        };
        let place = format!("http://{}{}", server.address(), route.place());
        if here != place {
            let replace = |path: &str, value: &str| json!({ "op": "replace", "path": path, "value": value });
            let patch = json!({ "patchOperations": [replace("/type", "HTTP"), replace("/uri", &format!("{place}#{original}"))] });
            patches.push((route.page(), patch));
        }
        route.integration["uri"] = original.into();
        routes.push(route);
    }
    // Known before a request can come.
    server.route(routes);
    for (page, patch) in patches {
        aws.rest_json("apigateway", Method::PATCH, &page, Some(&patch))?;
    }
    Ok(())
}

/// Methods of all APIs.
fn deployed(aws: &Aws) -> Result<Vec<Route>, AwsError> {
    let mut routes = Vec::new();
    for api in items(aws, "/restapis")? {
        let id = text(&api["id"]);
        for resource in items(aws, &format!("/restapis/{}/resources", escape(&id)))? {
            for (verb, method) in resource["resourceMethods"].as_object().into_iter().flatten() {
                routes.push(Route {
                    api: id.clone(),
                    resource: text(&resource["id"]),
                    path: text(&resource["path"]),
                    verb: verb.clone(),
                    integration: method["methodIntegration"].clone(),
                });
            }
        }
    }
    Ok(routes)
}

/// All items of a list that comes in pages.
fn items(aws: &Aws, page: &str) -> Result<Vec<Value>, AwsError> {
    let (mut items, mut position) = (Vec::new(), String::new());
    loop {
        let from = if position.is_empty() {
            String::new()
        } else {
            format!("&position={}", escape(&position))
        };
        let path = format!("{page}?limit=500&embed=methods{from}");
        let answer = aws.rest_json("apigateway", Method::GET, &path, None)?;
        let list = answer["item"].as_array().or(answer["items"].as_array());
        items.extend(list.into_iter().flatten().cloned());
        position = text(&answer["position"]);
        if position.is_empty() {
            return Ok(items);
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::asked;

    #[test]
    fn services_with_json_are_told_from_others() {
        let uri = |call: &str| format!("arn:aws:apigateway:ca-central-1:{call}");
        let put = asked(&uri("kinesis:action/PutRecord"));
        assert_eq!(put, Some(("kinesis", "Kinesis_20131202.PutRecord".to_owned())));
        for other in [
            "sqs:path/1/queue",
            "kinesis:path/x",
            "lambda:path/2015-03-31/functions/arn:x/invocations",
            "s3:action/PutObject",
        ] {
            assert_eq!(asked(&uri(other)), None, "{other}");
        }
        assert_eq!(asked("http://127.0.0.1/"), None);
    }
}
