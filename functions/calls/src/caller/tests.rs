//! A server on loopback that answers as told: what is signed, sent again and reported.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;

/// Answers each request with the next of `answers` (status and body), and returns the requests it saw.
async fn server(answers: Vec<(u16, &'static str)>) -> (String, tokio::task::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let served = tokio::spawn(async move {
        let mut seen = Vec::new();
        for (status, body) in answers {
            let (mut stream, _) = listener.accept().await.unwrap();
            let (mut text, mut part) = (Vec::new(), [0; 4096]);
            while !text.ends_with(b"}") {
                let read = stream.read(&mut part).await.unwrap();
                text.extend_from_slice(&part[..read]);
            }
            seen.push(String::from_utf8(text).unwrap());
            let length = body.len();
            let answer = format!("HTTP/1.1 {status} x\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}");
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
        seen
    });
    (url, served)
}

async fn call(answers: Vec<(u16, &'static str)>) -> (Result<Bytes, CallError>, Vec<String>) {
    let (url, served) = server(answers).await;
    let variable = |name: &str| match name {
        "AWS_ENDPOINT_URL" => Some(url.clone()),
        "AWS_REGION" => Some("sa-east-1".to_owned()),
        "AWS_SESSION_TOKEN" => Some("token".to_owned()),
        _ => Some("AKIDEXAMPLE".to_owned()),
    };
    let caller = Caller::new(variable).unwrap();
    let service = Service {
        name: "dynamodb",
        url: url.clone(),
        is_custom: true,
    };
    let answer = caller
        .json(&service, "DynamoDB_20120810.GetItem", Json::V1_0, "{}")
        .await;
    (answer, served.await.unwrap())
}

#[tokio::test]
async fn requests_are_signed_for_service_and_region() {
    let (answer, seen) = call(vec![(200, "{\"Item\":1}")]).await;
    assert_eq!(answer.unwrap(), "{\"Item\":1}");
    assert!(seen[0].starts_with("POST / HTTP/1.1\r\n"), "{}", seen[0]);
    for part in [
        "/sa-east-1/dynamodb/aws4_request",
        "x-amz-security-token: token",
        "x-amz-target: DynamoDB_20120810.GetItem",
        "content-type: application/x-amz-json-1.0",
    ] {
        assert!(seen[0].contains(part), "{part} is not in {}", seen[0]);
    }
}

#[tokio::test]
async fn passing_errors_are_tried_again_and_others_are_not() {
    let throttled = r#"{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"slower"}"#;
    let (answer, seen) = call(vec![(400, throttled), (503, ""), (200, "{}")]).await;
    assert_eq!((answer.unwrap(), seen.len()), (Bytes::from("{}"), 3));

    let (answer, _) = call(vec![(400, throttled), (500, ""), (400, throttled)]).await;
    assert_eq!(
        answer,
        Err(CallError::Unavailable("ThrottlingException: slower".to_owned()))
    );

    let wrong = r#"{"__type":"com.amazon.coral.validate#ValidationException","Message":"no key"}"#;
    let (answer, seen) = call(vec![(400, wrong)]).await;
    let error = answer.unwrap_err();
    assert_eq!((error.code(), seen.len()), (Some("ValidationException"), 1));
    assert_eq!(error.to_string(), "ValidationException: no key");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable() {
    let variable = |_: &str| Some("http://127.0.0.1:1".to_owned());
    let caller = Caller::new(variable).unwrap();
    let service = caller.service("s3", variable);
    let request = Request {
        method: "PUT",
        url: "http://127.0.0.1:1/bucket/key",
        headers: &[],
        body: Bytes::new(),
    };
    let error = caller.send(&service, &request).await.unwrap_err();
    assert!(matches!(error, CallError::Unavailable(_)), "{error}");
}

#[test]
fn every_form_of_a_refusal_is_read() {
    for (named, body, code, message) in [
        (None, r#"{"__type":"a#Code","message":"m"}"#, "Code", "m"),
        (Some("Code:http://x/"), r#"{"Message":"m"}"#, "Code", "m"),
        (
            None,
            "<Error><Code>NoSuchBucket</Code><Message>m</Message></Error>",
            "NoSuchBucket",
            "m",
        ),
        (None, "<html>", "", ""),
    ] {
        assert_eq!(refusal(named, body.as_bytes()), (code.to_owned(), message.to_owned()));
    }
}

#[test]
fn a_form_holds_every_text() {
    assert_eq!(super::escaped("Zeile a&b=c~1"), "Zeile%20a%26b%3Dc~1");
    assert_eq!(super::escaped("são {\"x\":1}"), "s%C3%A3o%20%7B%22x%22%3A1%7D");
}
