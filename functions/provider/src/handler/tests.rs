//! Whatever a request is like, it is answered once.

use std::cell::RefCell;
use std::path::Path;

use serde_json::json;

use crate::aws::{Message, Reply, Unreachable};
use crate::bucket::S3Error;
use crate::bucket::tests::FakeBucket;
use crate::call::tests::FakeAws;
use crate::deployment::{Content, Place, Settings};
use crate::notifications::Notifications;

use super::*;

/// Keeps the answers, and refuses them on demand.
#[derive(Default)]
struct Inbox {
    answers: RefCell<Vec<(String, Result<Done, Failed>)>>,
}

impl Answers for &Inbox {
    async fn send(&self, envelope: &Envelope, outcome: Result<Done, Failed>) -> Result<(), NotTaken> {
        self.answers.borrow_mut().push((envelope.request_id.clone(), outcome));
        Ok(())
    }
}

/// Only emptying is tried here; the other kinds have tests of their own.
fn elsewhere<T>() -> Result<T, S3Error> {
    Err(S3Error::Other("not here".to_owned()))
}

impl Notifying for FakeBucket {
    async fn notifications(&self, _: &str) -> Result<Notifications, S3Error> {
        elsewhere()
    }

    async fn set_notifications(&self, _: &str, _: &Notifications) -> Result<(), S3Error> {
        elsewhere()
    }
}

impl Objects for FakeBucket {
    async fn download(&self, _: &Place, _: &Path) -> Result<(), S3Error> {
        elsewhere()
    }

    async fn mark(&self, _: &Place) -> Result<Option<String>, S3Error> {
        elsewhere()
    }

    async fn put(&self, _: &Place, _: &Content, _: &Settings, _: &str) -> Result<(), S3Error> {
        elsewhere()
    }

    async fn keys(&self, _: &Place, _: Option<String>) -> Result<Vec<String>, S3Error> {
        elsewhere()
    }

    async fn delete_keys(&self, _: &str, _: &[String]) -> Result<Vec<(String, String)>, S3Error> {
        elsewhere()
    }
}

#[tokio::test]
async fn each_kind_is_done_by_its_module() {
    let bucket = json!({ "BucketName": "archive", "Notifications": [], "Sources": [{ "Name": "a", "Text": "b" }] });
    for (kind, reason) in [
        (
            "BucketNotifications",
            "cannot set what bucket archive notifies: not here",
        ),
        ("BucketDeployment", "cannot deploy to bucket archive: a: not here"),
    ] {
        let mut properties = bucket.clone();
        properties["Kind"] = json!(kind);
        let answers = answers(Silence, event("Create", properties), in_seconds(60)).await;
        assert_eq!(answers, [Err(Failed::new(reason))]);
    }
}

/// Never answers.
struct Silence;

impl Aws for Silence {
    async fn send(&self, _: &str, _: &Message) -> Result<Reply, Unreachable> {
        std::future::pending().await
    }
}

fn event(request_type: &str, properties: Json) -> Json {
    json!({
        "RequestType": request_type, "ResponseURL": "http://127.0.0.1:9/", "StackId": "stack/5f1c", "RequestId": "r-1",
        "ResourceType": "Custom::Bell", "LogicalResourceId": "Bell", "ResourceProperties": properties,
    })
}

fn in_seconds(seconds: u64) -> SystemTime {
    SystemTime::now() + Duration::from_secs(seconds)
}

async fn answers(aws: impl Aws, event: Json, deadline: SystemTime) -> Vec<Result<Done, Failed>> {
    let (inbox, desk) = (Inbox::default(), Desk::new());
    let handler = Handler {
        buckets: FakeBucket::new(3, 1),
        aws,
        answers: &inbox,
        desk: &desk,
    };
    handler.handle(event, deadline).await.unwrap();
    assert_eq!(desk.take(), None, "nothing waits for an answer");
    let answers = inbox.answers.into_inner();
    assert!(answers.iter().all(|(request, _)| request == "r-1"));
    answers.into_iter().map(|(_, outcome)| outcome).collect()
}

#[tokio::test]
async fn a_request_is_answered_once_with_its_outcome() {
    let properties = json!({ "Kind": "EmptyBucket", "BucketName": "archive" });
    let answers = answers(Silence, event("Create", properties), in_seconds(60)).await;
    let expected = Done {
        physical_id: "archive".to_owned(),
        ..Done::default()
    };
    assert_eq!(answers, [Ok(expected)]);
}

#[tokio::test]
async fn a_request_with_a_mistake_is_answered_with_what_is_allowed() {
    for (event, reason) in [
        (
            event("Create", json!({ "Kind": "Bell" })),
            "property Kind is \"Bell\"; allowed: EmptyBucket, BucketNotifications, BucketDeployment, AwsCall",
        ),
        (
            event("Create", json!({})),
            "property Kind is nothing; allowed: EmptyBucket, BucketNotifications, BucketDeployment, AwsCall",
        ),
        (
            event("Ring", json!({})),
            "not a request of CloudFormation: unknown variant `Ring`, expected one of `Create`, `Update`, `Delete`",
        ),
    ] {
        let answers = answers(Silence, event, in_seconds(60)).await;
        assert_eq!(answers, [Err(Failed::new(reason))]);
    }
}

#[tokio::test]
async fn what_was_never_created_is_deleted_without_a_call() {
    let mut event = event("Delete", json!({ "Kind": "AwsCall", "Delete": "{}" }));
    event["PhysicalResourceId"] = json!("Bell:never-created");
    let answers = answers(FakeAws::new([]), event, in_seconds(60)).await;
    assert_eq!(answers[0].as_ref().unwrap().physical_id, "Bell:never-created");
}

#[tokio::test(start_paused = true)]
async fn time_running_out_is_answered_before_it_has() {
    let call = json!({
        "service": "ssm", "host": "h", "action": "PutParameter", "method": "POST", "path": "/", "parameters": {},
    });
    let properties = json!({ "Kind": "AwsCall", "Create": call.to_string() });
    let start = tokio::time::Instant::now();
    let answers = answers(Silence, event("Create", properties), in_seconds(60)).await;
    let failed = answers[0].as_ref().unwrap_err();
    assert!(failed.reason.starts_with("not done when the time"), "{}", failed.reason);
    assert!(start.elapsed() <= Duration::from_secs(50), "{:?}", start.elapsed());
}

#[tokio::test]
async fn what_is_no_request_is_an_error_of_the_function() {
    let (inbox, desk) = (Inbox::default(), Desk::new());
    let handler = Handler {
        buckets: FakeBucket::new(0, 0),
        aws: Silence,
        answers: &inbox,
        desk: &desk,
    };
    let error = handler.handle(json!({ "hello": 1 }), in_seconds(60)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "not a request of CloudFormation: missing field `ResponseURL`"
    );
    assert!(inbox.answers.borrow().is_empty());
}
