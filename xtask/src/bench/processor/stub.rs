//! Lambda's runtime and AWS's services, as far as a function asks them: every answer is "done", at once.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};

/// A request, as far as anybody looks at it.
struct Request {
    /// Method and path.
    line: String,
    /// The header `x-amz-target`, in lower case as all of the head.
    target: String,
    body: Vec<u8>,
}

/// Fate of a connection after a request.
enum Then {
    Answer(&'static str, String),
    /// Nothing: there is no more to do.
    Silence,
}

/// Serves every connection in a thread of its own; the threads end with the process, or with the other side.
fn serve(answer: impl Fn(Request) -> Then + Send + Sync + 'static) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").context("cannot listen on loopback")?;
    let address = listener.local_addr().context("cannot listen on loopback")?.to_string();
    let answer = Arc::new(answer);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            // The other side went away: nobody waits for an answer.
            thread::spawn(move || drop(talk(stream, &*answer)));
        }
    });
    Ok(address)
}

fn talk(stream: TcpStream, answer: &dyn Fn(Request) -> Then) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut out = stream.try_clone()?;
    let mut reader = BufReader::with_capacity(1 << 16, stream);
    while let Some(request) = read(&mut reader, &mut out)? {
        match answer(request) {
            Then::Answer(headers, body) => {
                let length = body.len();
                let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n{headers}\r\n");
                out.write_all(&[head.as_bytes(), body.as_bytes()].concat())?;
            }
            Then::Silence => loop {
                thread::park();
            },
        }
    }
    Ok(())
}

fn read(reader: &mut BufReader<TcpStream>, out: &mut TcpStream) -> std::io::Result<Option<Request>> {
    let mut request = Request {
        line: String::new(),
        target: String::new(),
        body: Vec::new(),
    };
    if reader.read_line(&mut request.line)? == 0 {
        return Ok(None);
    }
    let (mut length, mut chunked) = (0, false);
    loop {
        let mut header = String::new();
        reader.read_line(&mut header)?;
        let header = header.trim_end().to_ascii_lowercase();
        match header.split_once(": ") {
            Some(("content-length", value)) => length = value.parse().unwrap_or(0),
            Some(("transfer-encoding", _)) => chunked = true,
            Some(("expect", _)) => out.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?,
            Some(("x-amz-target", value)) => request.target = value.to_owned(),
            _ if header.is_empty() => break,
            _ => {}
        }
    }
    if chunked {
        loop {
            let mut size = String::new();
            reader.read_line(&mut size)?;
            let size = usize::from_str_radix(size.trim(), 16).unwrap_or(0);
            let mut chunk = vec![0; size + 2];
            reader.read_exact(&mut chunk)?;
            request.body.extend_from_slice(&chunk[..size]);
            if size == 0 {
                break;
            }
        }
    } else {
        request.body.resize(length, 0);
        reader.read_exact(&mut request.body)?;
    }
    Ok(Some(request))
}

/// All services.
pub(super) struct Aws {
    address: String,
}

impl Aws {
    pub(super) fn start() -> Result<Self> {
        let address = serve(|request| Then::Answer("", done(&request)))?;
        Ok(Self { address })
    }

    pub(super) fn address(&self) -> &str {
        &self.address
    }
}

/// An answer that says that everything was done.
fn done(request: &Request) -> String {
    match request.target.rsplit('.').next().unwrap_or_default() {
        "batchwriteitem" => r#"{"UnprocessedItems":{}}"#.to_owned(),
        "batchgetitem" => r#"{"Responses":{},"UnprocessedKeys":{}}"#.to_owned(),
        "batchexecutestatement" => {
            let statements = count(&request.body, b"\"Statement\":");
            let answers = vec![r#"{"TableName":"readings"}"#; statements].join(",");
            format!(r#"{{"Responses":[{answers}]}}"#)
        }
        "" if request.line.starts_with("POST") => "<PutMetricDataResponse/>".to_owned(),
        "" => String::new(),
        _ => "{}".to_owned(),
    }
}

fn count(text: &[u8], word: &[u8]) -> usize {
    text.windows(word.len()).filter(|window| *window == word).count()
}

/// Lambda's runtime with the batches that it hands over, each once.
pub(super) struct Runtime {
    address: String,
    answers: Arc<(Mutex<Vec<Instant>>, Condvar)>,
}

impl Runtime {
    pub(super) fn start(batches: Vec<String>) -> Result<Self> {
        let answers: Arc<(Mutex<Vec<Instant>>, Condvar)> = Arc::default();
        let noted = Arc::clone(&answers);
        let next = AtomicUsize::new(0);
        let address = serve(move |request| {
            if request.line.starts_with("GET") {
                let at = next.fetch_add(1, Ordering::Relaxed);
                return match batches.get(at) {
                    Some(batch) => Then::Answer(HEADERS, batch.clone()),
                    None => Then::Silence,
                };
            }
            let (times, changed) = &*noted;
            // An error that the function reports is no answer: whoever waits gives up.
            if request.line.contains("/response")
                && let Ok(mut times) = times.lock()
            {
                times.push(Instant::now());
                changed.notify_all();
            }
            Then::Answer("", String::new())
        })?;
        Ok(Self { address, answers })
    }

    pub(super) fn address(&self) -> String {
        self.address.clone()
    }

    /// Waits for so many answers, and says when the last of them came.
    pub(super) fn answered(&self, count: usize, patience: Duration) -> Option<Instant> {
        let (times, changed) = &*self.answers;
        let waiting = changed.wait_timeout_while(times.lock().ok()?, patience, |times| times.len() < count);
        let (times, _) = waiting.ok()?;
        times.get(count.checked_sub(1)?).copied()
    }
}

/// Headers of an invocation. The deadline is in the year 2100.
const HEADERS: &str = "content-type: application/json\r\n\
    lambda-runtime-aws-request-id: 8476a536-e9f4-11e8-9739-2dfe598c3fcd\r\n\
    lambda-runtime-deadline-ms: 4102444800000\r\n\
    lambda-runtime-invoked-function-arn: arn:aws:lambda:sa-east-1:000000000000:function:processor\r\n\
    lambda-runtime-trace-id: Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0\r\n";
