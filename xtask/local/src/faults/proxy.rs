//! The way of functions to AWS: a proxy before the emulator that throttles, loses answers, and the like, as the plan says.
//!
//! Without a plan it hands on what comes. It knows HTTP/1.1 as clients of AWS speak it.

use super::{Faults, Plan};
use crate::emulator::HOST;
use crate::stop::Stop;
use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

/// How long a request that gets no answer waits before its connection breaks.
pub(super) const SLOW: Duration = Duration::from_secs(5);

/// The proxy's port, taken before functions run.
pub(crate) struct Proxy {
    listener: TcpListener,
    /// Port of the emulator.
    to: u16,
}

impl Proxy {
    pub(crate) fn open(port: u16, to: u16) -> Result<Self> {
        let listener =
            TcpListener::bind((HOST, port)).with_context(|| format!("cannot listen on port {port} for functions"))?;
        Ok(Self { listener, to })
    }

    /// Serves until told to stop.
    pub(crate) fn serve(self, faults: &Faults, stop: &Stop) {
        // Polled, so that it ends when it is told to.
        if let Err(error) = self.listener.set_nonblocking(true) {
            tracing::error!("the way of functions to AWS: {error}");
            return;
        }
        while !stop.is_set() {
            match self.listener.accept() {
                Ok((client, _)) => {
                    let (faults, to) = (faults.clone(), self.to);
                    std::thread::spawn(move || {
                        // A connection that breaks is the client's to make anew.
                        let _ = Connection::serve(client, to, &faults);
                    });
                }
                Err(_) => stop.wait(Duration::from_millis(5)),
            }
        }
    }
}

/// A request or an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Message {
    /// The first line.
    first: String,
    /// Without those that tell the length.
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Message {
    /// Reads one; nothing at the end of the connection. `bare` is the answer to a HEAD request.
    fn read(
        from: &mut BufReader<TcpStream>,
        bare: bool,
        mut proceed: impl FnMut() -> io::Result<()>,
    ) -> io::Result<Option<Self>> {
        let mut first = String::new();
        if from.read_line(&mut first)? == 0 {
            return Ok(None);
        }
        let (mut headers, mut length, mut chunked, mut line) = (Vec::new(), None, false, String::new());
        loop {
            line.clear();
            if from.read_line(&mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let Some((name, value)) = line.trim_end().split_once(':') else {
                break;
            };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse::<usize>().ok(),
                "transfer-encoding" => chunked = value.eq_ignore_ascii_case("chunked"),
                "expect" => proceed()?,
                _ => headers.push((name.to_owned(), value.to_owned())),
            }
        }
        let mut body = Vec::new();
        // None of these has a body, whatever its headers say of one.
        let bare = bare || ["204", "304"].contains(&first.split(' ').nth(1).unwrap_or_default());
        if chunked && !bare {
            loop {
                line.clear();
                from.read_line(&mut line)?;
                let size = line
                    .trim()
                    .split(';')
                    .next()
                    .and_then(|size| usize::from_str_radix(size, 16).ok());
                let size = size.ok_or(io::ErrorKind::InvalidData)?;
                let start = body.len();
                body.resize(start + size, 0);
                from.read_exact(&mut body[start..])?;
                line.clear();
                from.read_line(&mut line)?;
                if size == 0 {
                    break;
                }
            }
        } else if let Some(length) = length.filter(|_| !bare) {
            body.resize(length, 0);
            from.read_exact(&mut body)?;
        } else if !bare && first.starts_with("HTTP/") {
            // An answer that tells no length ends with its connection.
            from.read_to_end(&mut body)?;
        }
        if let Some(length) = length.filter(|_| bare) {
            headers.push(("content-length".to_owned(), length.to_string()));
        }
        let first = first.trim_end().to_owned();
        Ok(Some(Self { first, headers, body }))
    }

    fn write(&self, to: &mut TcpStream) -> io::Result<()> {
        let mut out = format!("{}\r\n", self.first);
        for (name, value) in &self.headers {
            out.extend([name, ": ", value, "\r\n"]);
        }
        let told = self.header("content-length").is_some();
        if !told {
            out.extend(["content-length: ", &self.body.len().to_string(), "\r\n"]);
        }
        out += "\r\n";
        let mut bytes = out.into_bytes();
        bytes.extend_from_slice(&self.body);
        to.write_all(&bytes)
    }

    fn header(&self, wanted: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.map(|(_, value)| value.as_str())
    }

    fn answer(status: &str, kind: &str, body: &str) -> Self {
        Self {
            first: format!("HTTP/1.1 {status}"),
            headers: vec![("content-type".to_owned(), kind.to_owned())],
            body: body.as_bytes().to_vec(),
        }
    }
}

/// Fate of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Passes,
    Breaks,
    Throttled,
    HalfProcessed,
    AnswerLost,
    Slow,
}

fn fate(plan: &Plan, draw: impl Fn() -> f64) -> Fate {
    if plan.is_down() {
        return Fate::Breaks;
    }
    let kinds = [
        (plan.throttle, Fate::Throttled),
        (plan.unprocessed, Fate::HalfProcessed),
        (plan.lost_answer, Fate::AnswerLost),
        (plan.slow, Fate::Slow),
    ];
    if kinds.iter().all(|(share, _)| *share <= 0.0) {
        return Fate::Passes;
    }
    let mut drawn = draw();
    for (share, fate) in kinds {
        if drawn < share {
            return fate;
        }
        drawn -= share;
    }
    Fate::Passes
}

struct Connection {
    client: TcpStream,
    upstream: TcpStream,
    answers: BufReader<TcpStream>,
}

impl Connection {
    fn serve(client: TcpStream, to: u16, faults: &Faults) -> io::Result<()> {
        client.set_nonblocking(false)?;
        client.set_nodelay(true)?;
        let upstream = TcpStream::connect((HOST, to))?;
        upstream.set_nodelay(true)?;
        let mut requests = BufReader::new(client.try_clone()?);
        let mut this = Self {
            answers: BufReader::new(upstream.try_clone()?),
            client,
            upstream,
        };
        loop {
            let mut proceed = this.client.try_clone()?;
            let request = Message::read(&mut requests, false, || {
                proceed.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")
            })?;
            let Some(request) = request else { return Ok(()) };
            let plan = faults.plan();
            match fate(&plan, || faults.draw(plan.seed)) {
                Fate::Passes => {
                    let answer = this.ask(&request)?;
                    answer.write(&mut this.client)?;
                }
                Fate::Throttled => throttled(&request).write(&mut this.client)?,
                Fate::HalfProcessed => {
                    let answer = this.half(&request)?;
                    answer.write(&mut this.client)?;
                }
                Fate::Breaks => {
                    std::thread::sleep(Duration::from_millis(50));
                    return Ok(());
                }
                Fate::AnswerLost => return this.ask(&request).map(drop),
                Fate::Slow => {
                    std::thread::sleep(SLOW);
                    return Ok(());
                }
            }
        }
    }

    fn ask(&mut self, request: &Message) -> io::Result<Message> {
        request.write(&mut self.upstream)?;
        let bare = request.first.starts_with("HEAD ");
        let answer = Message::read(&mut self.answers, bare, || Ok(()))?;
        answer.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    /// Lets the first half of a batch through; the rest comes back as not processed. What is no batch passes.
    fn half(&mut self, request: &Message) -> io::Result<Message> {
        let target = request.header("x-amz-target").unwrap_or_default().to_owned();
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let Some((now, rest)) = split(&target, &body) else {
            return self.ask(request);
        };
        let mut first = request.clone();
        first.body = now.to_string().into_bytes();
        let mut answer = self.ask(&first)?;
        if answer.first.contains(" 200 ") {
            let mut found: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
            join(&mut found, rest);
            answer.body = found.to_string().into_bytes();
            answer
                .headers
                .retain(|(name, _)| !name.eq_ignore_ascii_case("x-amz-crc32"));
        }
        Ok(answer)
    }
}

/// Splits a batch: what is executed, and what is answered for the rest.
fn split(target: &str, body: &Value) -> Option<(Value, Value)> {
    let operation = target.strip_prefix("DynamoDB_20120810.")?;
    let mut now = body.clone();
    match operation {
        "BatchWriteItem" => {
            let mut rest = json!({});
            for (table, requests) in now["RequestItems"].as_object_mut()? {
                let requests = requests.as_array_mut()?;
                let kept = requests.len().div_ceil(2);
                let left = requests.split_off(kept);
                if !left.is_empty() {
                    rest[table.as_str()] = left.into();
                }
            }
            Some((now, json!({"UnprocessedItems": rest})))
        }
        "BatchExecuteStatement" => {
            let statements = now["Statements"].as_array_mut()?;
            let kept = statements.len().div_ceil(2);
            let left = statements.split_off(kept).len();
            let error = json!({"Error": {"Code": "ThrottlingError", "Message": "injected"}});
            Some((now, json!({"Responses": vec![error; left]})))
        }
        _ => None,
    }
}

fn join(answer: &mut Value, rest: Value) {
    for (name, found) in rest.as_object().into_iter().flatten() {
        match (&mut answer[name.as_str()], found) {
            (Value::Array(list), Value::Array(more)) => list.extend(more.iter().cloned()),
            (Value::Object(fields), Value::Object(more)) => {
                fields.extend(more.iter().map(|(name, value)| (name.clone(), value.clone())));
            }
            (slot, found) => *slot = found.clone(),
        }
    }
}

fn throttled(request: &Message) -> Message {
    let target = request.header("x-amz-target").unwrap_or_default();
    if target.is_empty() {
        let body = "<Error><Code>SlowDown</Code><Message>injected</Message></Error>";
        return Message::answer("503 Slow Down", "application/xml", body);
    }
    let code = if target.starts_with("DynamoDB_") {
        "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"
    } else {
        "ThrottlingException"
    };
    let body = json!({"__type": code, "message": "injected"}).to_string();
    Message::answer("400 Bad Request", "application/x-amz-json-1.0", &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_a_batch_comes_back() {
        let body = json!({"RequestItems": {"t": [1, 2, 3]}});
        let (now, rest) = split("DynamoDB_20120810.BatchWriteItem", &body).unwrap();
        assert_eq!(now["RequestItems"]["t"], json!([1, 2]));
        let mut answer = json!({"UnprocessedItems": {}});
        join(&mut answer, rest);
        assert_eq!(answer, json!({"UnprocessedItems": {"t": [3]}}));
        let body = json!({"Statements": [1, 2, 3]});
        let (now, rest) = split("DynamoDB_20120810.BatchExecuteStatement", &body).unwrap();
        assert_eq!(now["Statements"], json!([1, 2]));
        let mut answer = json!({"Responses": [{}, {}]});
        join(&mut answer, rest);
        assert_eq!(answer["Responses"][2]["Error"]["Code"], "ThrottlingError");
        assert!(split("DynamoDB_20120810.GetItem", &body).is_none());
    }

    #[test]
    fn shares_decide_and_an_outage_takes_all() {
        let mut plan = Plan::parse("throttle=10%,slow=10%").unwrap();
        assert_eq!(fate(&plan, || 0.05), Fate::Throttled);
        assert_eq!(fate(&plan, || 0.15), Fate::Slow);
        assert_eq!(fate(&plan, || 0.25), Fate::Passes);
        plan.outage(-1.0, 60.0);
        assert_eq!(fate(&plan, || 0.25), Fate::Breaks);
        assert_eq!(fate(&Plan::default(), || 0.0), Fate::Passes);
    }

    /// Reads one answer of a server that leaves the connection open, or ends it.
    fn read_answer(answer: &str, bare: bool, ends: bool) -> Message {
        let listener = TcpListener::bind((HOST, 0)).unwrap();
        let mut server = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (client, _) = listener.accept().unwrap();
        // What waits for a body that never comes fails instead of standing still.
        client.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        server.write_all(answer.as_bytes()).unwrap();
        let open = (!ends).then_some(server);
        let read = Message::read(&mut BufReader::new(client), bare, || Ok(()))
            .unwrap()
            .unwrap();
        drop(open);
        read
    }

    #[test]
    fn answers_end_where_their_kind_says() {
        let chunked = "\r\ntransfer-encoding: chunked\r\n\r\n";
        for (status, bare) in [
            ("200 OK", true),
            ("404 Not Found", true),
            ("204 No Content", false),
            ("304 Not Modified", false),
        ] {
            let read = read_answer(&format!("HTTP/1.1 {status}{chunked}"), bare, false);
            assert_eq!(read.body, b"", "{status}");
        }
        assert_eq!(read_answer("HTTP/1.1 200 OK\r\n\r\nabc", false, true).body, b"abc");
        let told = read_answer("HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n", true, false);
        assert_eq!(
            (told.body.as_slice(), told.header("content-length")),
            (&b""[..], Some("7"))
        );
    }

    #[test]
    fn requests_travel_through_whole() {
        let upstream = TcpListener::bind((HOST, 0)).unwrap();
        let to = upstream.local_addr().unwrap().port();
        let server = std::thread::spawn(move || {
            let (stream, _) = upstream.accept().unwrap();
            let mut writer = stream.try_clone().unwrap();
            let mut reader = BufReader::new(stream);
            let mut seen = Vec::new();
            for answer in [
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
                "HTTP/1.1 204 No Content\r\n\r\n",
            ] {
                seen.push(Message::read(&mut reader, false, || Ok(())).unwrap().unwrap());
                writer.write_all(answer.as_bytes()).unwrap();
            }
            seen
        });
        let proxy = Proxy::open(0, to).unwrap();
        let port = proxy.listener.local_addr().unwrap().port();
        let stop = Stop::default();
        let serving = {
            let stop = stop.clone();
            std::thread::spawn(move || proxy.serve(&Faults::default(), &stop))
        };
        let mut client = TcpStream::connect((HOST, port)).unwrap();
        let mut answers = BufReader::new(client.try_clone().unwrap());
        client
            .write_all(b"POST /a HTTP/1.1\r\nx-a: b\r\ncontent-length: 2\r\n\r\nhi")
            .unwrap();
        let answer = Message::read(&mut answers, false, || Ok(())).unwrap().unwrap();
        assert_eq!(
            (answer.first.as_str(), answer.body.as_slice()),
            ("HTTP/1.1 200 OK", &b"abc"[..])
        );
        client.write_all(b"GET /b HTTP/1.1\r\n\r\n").unwrap();
        assert!(
            Message::read(&mut answers, false, || Ok(()))
                .unwrap()
                .unwrap()
                .first
                .contains("204")
        );
        let seen = server.join().unwrap();
        assert_eq!(
            (seen[0].body.as_slice(), seen[0].header("X-A")),
            (&b"hi"[..], Some("b"))
        );
        stop.set();
        serving.join().unwrap();
    }
}
