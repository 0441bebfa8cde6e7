//! The server that the emulator hands requests to.

use super::answer::answer;
use super::template::{Context, render};
use super::{NAME, Route, asked};
use crate::aws::{Aws, AwsError};
use crate::report::Board;
use crate::stop::Stop;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};
use tiny_http::{Header, Request, Response};
use ureq::http::Method;
use uuid::Uuid;

/// Requests that are worked on at the same time. Each waits for the emulator, which works on one at a time.
pub(super) const THREADS: usize = 4;
/// How long a thread waits before it looks whether it is to end.
const WAIT: Duration = Duration::from_millis(200);
/// Bytes of a body at most. Source: "Quotas for configuring and running a REST API in API Gateway", payload size.
const MOST: u64 = 10 * 1024 * 1024;

/// Listens on this machine.
pub(super) struct Server {
    http: tiny_http::Server,
    address: SocketAddr,
    aws: Aws,
    routes: Mutex<BTreeMap<String, Route>>,
}

/// An answer to a client.
#[derive(Debug, PartialEq)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

impl Answer {
    /// API Gateway's own answer to what it cannot pass on.
    pub(super) fn failed() -> Self {
        Self {
            status: 500,
            headers: Vec::new(),
            body: json!({ "message": "Internal server error" }).to_string(),
        }
    }
}

impl Server {
    pub(super) fn start(aws: &Aws) -> Result<Self, String> {
        let http = tiny_http::Server::http((Ipv4Addr::LOCALHOST, 0)).map_err(|error| error.to_string())?;
        let address = http.server_addr().to_ip().ok_or("no address")?;
        Ok(Self {
            http,
            address,
            aws: aws.clone(),
            routes: Mutex::default(),
        })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes the routes that there are now.
    pub(super) fn route(&self, routes: Vec<Route>) {
        let by_place = routes.into_iter().map(|route| (route.place(), route)).collect();
        *self.routes.lock().unwrap_or_else(PoisonError::into_inner) = by_place;
    }

    /// Lets the threads end that wait for requests.
    pub(super) fn end(&self) {
        for _ in 0..THREADS {
            self.http.unblock();
        }
    }

    /// Answers requests until told to stop.
    pub(super) fn work(&self, board: &Board, stop: &Stop) {
        while !stop.is_set() {
            let Ok(Some(mut request)) = self.http.recv_timeout(WAIT) else {
                continue;
            };
            let answer = self.handle(&mut request).unwrap_or_else(|problem| {
                board.tell(NAME, Some(problem));
                Answer::failed()
            });
            let mut response = Response::from_string(answer.body).with_status_code(answer.status);
            let json = ("Content-Type".to_owned(), "application/json".to_owned());
            for (name, value) in std::iter::once(&json).chain(&answer.headers) {
                if let Ok(header) = Header::from_bytes(name.as_bytes(), value.as_bytes()) {
                    response.add_header(header);
                }
            }
            // A client that went away gets no answer.
            let _ = request.respond(response);
        }
    }

    fn handle(&self, request: &mut Request) -> Result<Answer, String> {
        let url = request.url().to_owned();
        let (place, query) = url.split_once('?').unwrap_or((&url, ""));
        let route = {
            let routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
            routes.get(place).cloned()
        };
        let route = route.ok_or_else(|| format!("a request for {place}, which no API has"))?;
        let mut bytes = Vec::new();
        let mut limited = std::io::Read::take(request.as_reader(), MOST);
        std::io::Read::read_to_end(&mut limited, &mut bytes).map_err(|error| error.to_string())?;
        let body = String::from_utf8_lossy(&bytes).into_owned();
        let mut parameters: BTreeMap<String, String> = request
            .headers()
            .iter()
            .map(|header| (header.field.to_string(), header.value.to_string()))
            .collect();
        let header = |name: &str| {
            let found = parameters.iter().find(|(field, _)| field.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let (content_type, key) = (header("content-type"), header("x-api-key"));
        let client = header("user-agent");
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            let decode = |text: &str| {
                percent_encoding::percent_decode_str(&text.replace('+', " "))
                    .decode_utf8_lossy()
                    .into_owned()
            };
            parameters.insert(decode(name), decode(value));
        }
        let now = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        let facts = json!({
            "apiId": route.api,
            "httpMethod": route.verb,
            "identity": { "apiKey": key, "apiKeyId": self.key_id(&key), "sourceIp": "127.0.0.1", "userAgent": client },
            "requestId": Uuid::new_v4().to_string(),
            "requestTimeEpoch": u64::try_from(now.as_millis()).unwrap_or_default(),
            "resourceId": route.resource,
            "resourcePath": route.path,
        });
        let mut context = Context::new(body, parameters, facts);
        let asked_for = request_body(&route, &content_type, &mut context)
            .map_err(|error| format!("the template of {} {}: {error}", route.verb, route.path))?;
        let (status, text) = self.ask(&route, &asked_for)?;
        let answered = answer(&route.integration, status, &text, &mut context);
        answered.map_err(|error| format!("the responses of {} {}: {error}", route.verb, route.path))
    }

    /// Status and body that the service answers with.
    fn ask(&self, route: &Route, body: &str) -> Result<(u16, String), String> {
        let uri = route.integration["uri"].as_str().unwrap_or_default();
        let (service, target) = asked(uri).ok_or_else(|| format!("no service to ask: {uri}"))?;
        let Ok(body) = serde_json::from_str::<Value>(body) else {
            let error = json!({ "__type": "SerializationException" });
            return Ok((400, error.to_string()));
        };
        match self.aws.json(service, &target, &body) {
            Ok(answer) => Ok((200, answer.to_string())),
            Err(AwsError::Refused { status, code, message }) => {
                Ok((status, json!({ "__type": code, "message": message }).to_string()))
            }
            Err(error) => Err(error.to_string()),
        }
    }

    /// The id of a key. The emulator let it in, so that it is there.
    fn key_id(&self, key: &str) -> Value {
        if key.is_empty() {
            return Value::Null;
        }
        let keys = self
            .aws
            .rest_json("apigateway", Method::GET, "/apikeys?includeValues=true&limit=500", None);
        let keys = keys.unwrap_or_default();
        let list = keys["item"].as_array().or(keys["items"].as_array());
        let found = list.into_iter().flatten().find(|known| known["value"] == key);
        found.map_or(Value::Null, |known| known["id"].clone())
    }
}

/// The body for the service: what the template for the content type makes, or the body as it came.
fn request_body(route: &Route, content_type: &str, context: &mut Context) -> Result<String, String> {
    let media = |text: &str| text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let wanted = match media(content_type) {
        none if none.is_empty() => "application/json".to_owned(),
        some => some,
    };
    let templates = route.integration["requestTemplates"].as_object();
    let template = templates.into_iter().flatten().find(|(name, _)| media(name) == wanted);
    match template.and_then(|(_, template)| template.as_str()) {
        Some(template) => render(template, context),
        None => Ok(context.body.clone()),
    }
}
