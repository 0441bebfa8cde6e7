//! The one answer that every request gets.

use std::panic::PanicHookInfo;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::aws::{Http, Message};
use crate::protocol::{Done, Envelope, Failed, answer};

/// How often sending is tried, and the first wait in between, which doubles.
const ATTEMPTS: u32 = 5;
const FIRST_WAIT: Duration = Duration::from_millis(200);

/// Holds the request that waits for its answer. Whoever takes it answers it, so it is answered once.
pub(crate) struct Desk(Mutex<Option<Envelope>>);

impl Desk {
    pub(crate) const fn new() -> Self {
        Self(Mutex::new(None))
    }

    fn lock(&self) -> MutexGuard<'_, Option<Envelope>> {
        // Also after a panic: that is when the answer matters most.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn open(&self, envelope: Envelope) {
        *self.lock() = Some(envelope);
    }

    pub(crate) fn take(&self) -> Option<Envelope> {
        self.lock().take()
    }
}

/// Nobody took the answer.
#[derive(Debug, thiserror::Error)]
#[error("CloudFormation did not take the answer: {0}")]
pub(crate) struct NotTaken(String);

/// Where answers go.
pub(crate) trait Answers {
    async fn send(&self, envelope: &Envelope, outcome: Result<Done, Failed>) -> Result<(), NotTaken>;
}

impl Answers for Http {
    async fn send(&self, envelope: &Envelope, outcome: Result<Done, Failed>) -> Result<(), NotTaken> {
        let message = Message {
            method: "PUT".to_owned(),
            url: envelope.response_url.clone(),
            // The URL is signed for an empty content type.
            headers: vec![("content-type".to_owned(), String::new())],
            body: answer(envelope, outcome).into_bytes(),
        };
        let mut wait = FIRST_WAIT;
        let mut last = String::new();
        for attempt in 1..=ATTEMPTS {
            match self.send_message(&message).await {
                Ok(reply) if reply.is_success() => return Ok(()),
                Ok(reply) => last = format!("status {}", reply.status),
                Err(error) => last = error.to_string(),
            }
            if attempt < ATTEMPTS {
                tokio::time::sleep(wait).await;
                wait *= 2;
            }
        }
        Err(NotTaken(last))
    }
}

/// Answers the request under way when the program panics. A hook, because released functions abort and unwind nothing.
pub(crate) fn answer_panics(desk: &'static Desk) {
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        default(info);
        let Some(envelope) = desk.take() else { return };
        let failed = Failed::new(reason(info));
        // The runtime of this thread is in the middle of something.
        let sending = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let sent = runtime.map(|runtime| runtime.block_on(Http::new().send(&envelope, Err(failed))));
            match sent {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::error!("{error}"),
                Err(error) => tracing::error!("cannot answer after a panic: {error}"),
            }
        });
        drop(sending.join());
    }));
}

fn reason(info: &PanicHookInfo<'_>) -> String {
    let what = info.payload_as_str().unwrap_or("no message");
    let place = info
        .location()
        .map(|location| format!(" at {}:{}", location.file(), location.line()));
    format!("the provider panicked{}: {what}", place.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::TcpListener;
    use std::thread::JoinHandle;

    use serde_json::Value as Json;

    use super::*;

    /// Answers requests with the given states, and gives back their first lines and bodies.
    fn serve(states: &'static [&str]) -> (String, JoinHandle<Vec<(String, Json)>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/answer?X-Amz-Signature=a%2Fb", listener.local_addr().unwrap());
        let thread = std::thread::spawn(move || {
            let mut seen = Vec::new();
            for state in states {
                let (stream, _) = listener.accept().unwrap();
                let mut reader = BufReader::new(stream);
                let mut head = Vec::new();
                loop {
                    let mut line = String::new();
                    reader.read_line(&mut line).unwrap();
                    if line.trim().is_empty() {
                        break;
                    }
                    head.push(line.trim().to_lowercase());
                }
                assert!(head.contains(&"content-type:".to_owned()), "{head:?}");
                let length = head
                    .iter()
                    .find_map(|line| line.strip_prefix("content-length: "))
                    .unwrap();
                let mut body = vec![0; length.parse().unwrap()];
                reader.read_exact(&mut body).unwrap();
                seen.push((head[0].clone(), serde_json::from_slice(&body).unwrap()));
                let reply = format!("HTTP/1.1 {state}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                reader.get_mut().write_all(reply.as_bytes()).unwrap();
            }
            seen
        });
        (url, thread)
    }

    fn envelope(response_url: String) -> Envelope {
        Envelope {
            response_url,
            stack_id: "stack/5f1c".to_owned(),
            request_id: "r-1".to_owned(),
            logical_resource_id: "Bell".to_owned(),
            physical_resource_id: None,
        }
    }

    #[tokio::test]
    async fn an_answer_that_is_not_taken_is_sent_again() {
        let (url, server) = serve(&["500 Internal Server Error", "200 OK"]);
        let sent = Http::new().send(&envelope(url), Err(Failed::new("no bells"))).await;
        sent.unwrap();
        let seen = server.join().unwrap();
        assert_eq!(seen.len(), 2);
        assert_eq!(seen[0], seen[1]);
        assert_eq!(seen[1].0, "put /answer?x-amz-signature=a%2fb http/1.1");
        assert_eq!(seen[1].1["Reason"], "no bells");
    }

    #[test]
    fn a_panic_is_answered_once() {
        static DESK: Desk = Desk::new();
        let (url, server) = serve(&["200 OK"]);
        answer_panics(&DESK);
        DESK.open(envelope(url));
        std::thread::spawn(|| panic!("the bell broke")).join().unwrap_err();
        assert_eq!(DESK.take(), None, "nobody else answers");
        // Without a request under way there is nobody to tell.
        std::thread::spawn(|| panic!("nothing rings")).join().unwrap_err();
        drop(std::panic::take_hook());
        let seen = server.join().unwrap();
        let reason = seen[0].1["Reason"].as_str().unwrap();
        assert!(
            reason.starts_with("the provider panicked at") && reason.ends_with("the bell broke"),
            "{reason}"
        );
        assert_eq!(seen[0].1["Status"], "FAILED");
    }
}
