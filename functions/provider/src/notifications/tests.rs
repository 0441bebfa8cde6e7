//! Notifications of a bucket afterwards, whatever it did before.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use serde_json::{Value as Json, json};

use crate::protocol::Envelope;

use super::*;

/// A bucket with notifications, which fails on demand.
#[derive(Default)]
struct FakeBucket {
    all: RefCell<Notifications>,
    /// Error that the next attempts fail with.
    failures: RefCell<Vec<S3Error>>,
    set: Cell<usize>,
}

impl Notifying for FakeBucket {
    async fn notifications(&self, _: &str) -> Result<Notifications, S3Error> {
        self.failures.borrow_mut().pop().map_or(Ok(()), Err)?;
        Ok(self.all.borrow().clone())
    }

    async fn set_notifications(&self, bucket: &str, all: &Notifications) -> Result<(), S3Error> {
        assert_eq!(bucket, "archive");
        self.failures.borrow_mut().pop().map_or(Ok(()), Err)?;
        self.set.set(self.set.get() + 1);
        *self.all.borrow_mut() = all.clone();
        Ok(())
    }
}

fn foreign() -> Notification {
    Notification {
        id: "theirs".to_owned(),
        to: Destination::Topic,
        arn: "topic".to_owned(),
        events: vec!["s3:ObjectTagging:*".to_owned(), "s3:ObjectAcl:Put".to_owned()],
        filter: vec![("Prefix".to_owned(), "theirs/".to_owned())],
    }
}

fn request(request_type: RequestType, more: &Json) -> Request {
    let mut properties = json!({
        "ServiceToken": "arn", "Kind": "BucketNotifications", "BucketName": "archive",
        "Notifications": [{ "To": "function", "Arn": "reader", "Event": "s3:ObjectCreated:*", "Suffix": ".csv" }],
    });
    for (key, value) in more.as_object().unwrap() {
        properties[key] = value.clone();
    }
    Request {
        request_type,
        envelope: Envelope {
            response_url: String::new(),
            stack_id: "stack/5f1c".to_owned(),
            request_id: "r-1".to_owned(),
            logical_resource_id: "Told".to_owned(),
            physical_resource_id: (request_type != RequestType::Create).then(|| "archive/Told".to_owned()),
        },
        resource_properties: properties,
    }
}

fn own() -> Notification {
    Notification {
        id: "5f1c:Told:0".to_owned(),
        to: Destination::Function,
        arn: "reader".to_owned(),
        events: vec!["s3:ObjectCreated:*".to_owned()],
        filter: vec![("suffix".to_owned(), ".csv".to_owned())],
    }
}

#[tokio::test]
async fn a_bucket_of_its_own_gets_exactly_what_is_wanted() {
    let bucket = FakeBucket::default();
    bucket.all.borrow_mut().all.push(foreign());
    let wanted = json!({ "EventBridge": "true" });
    let done = handle(&bucket, &request(RequestType::Create, &wanted)).await.unwrap();
    assert_eq!(done.physical_id, "archive/Told");
    let expected = Notifications {
        event_bridge: true,
        all: vec![own()],
    };
    assert_eq!(*bucket.all.borrow(), expected);
}

#[tokio::test]
async fn a_bucket_of_others_keeps_theirs() {
    let bucket = FakeBucket::default();
    *bucket.all.borrow_mut() = Notifications {
        event_bridge: true,
        all: vec![foreign()],
    };
    let keep = json!({ "Others": "keep" });
    handle(&bucket, &request(RequestType::Create, &keep)).await.unwrap();
    assert_eq!(bucket.all.borrow().all, [foreign(), own()]);
    assert!(bucket.all.borrow().event_bridge);
    let fewer = json!({ "Others": "keep", "Notifications": [] });
    handle(&bucket, &request(RequestType::Update, &fewer)).await.unwrap();
    assert_eq!(bucket.all.borrow().all, [foreign()]);
}

#[tokio::test]
async fn a_deletion_takes_its_own_away_and_no_more() {
    let bucket = FakeBucket::default();
    *bucket.all.borrow_mut() = Notifications {
        event_bridge: true,
        all: vec![own(), foreign()],
    };
    handle(&bucket, &request(RequestType::Delete, &json!({})))
        .await
        .unwrap();
    let left = Notifications {
        event_bridge: true,
        all: vec![foreign()],
    };
    assert_eq!((&*bucket.all.borrow(), bucket.set.get()), (&left, 1));
    handle(&bucket, &request(RequestType::Delete, &json!({})))
        .await
        .unwrap();
    assert_eq!(bucket.set.get(), 1, "nothing is set where nothing is its own");
    bucket.failures.borrow_mut().push(S3Error::NoBucket);
    handle(&bucket, &request(RequestType::Delete, &json!({})))
        .await
        .unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_passes_by_itself_is_tried_again() {
    let passing = || {
        [
            S3Error::Denied,
            S3Error::Other("InvalidArgument: Unable to validate the destination".to_owned()),
        ]
    };
    let bucket = FakeBucket::default();
    bucket.failures.borrow_mut().extend(passing());
    handle(&bucket, &request(RequestType::Create, &json!({})))
        .await
        .unwrap();
    assert_eq!(bucket.all.borrow().all, [own()]);
    let closed = FakeBucket::default();
    closed
        .failures
        .borrow_mut()
        .extend(std::iter::repeat_n(S3Error::Denied, 6));
    let failed = handle(&closed, &request(RequestType::Create, &json!({})))
        .await
        .unwrap_err();
    assert_eq!(
        failed.reason,
        "cannot set what bucket archive notifies: access is denied"
    );
    let broken = FakeBucket::default();
    broken
        .failures
        .borrow_mut()
        .push(S3Error::Other("MalformedXML: no".to_owned()));
    let start = tokio::time::Instant::now();
    handle(&broken, &request(RequestType::Create, &json!({})))
        .await
        .unwrap_err();
    assert_eq!(
        start.elapsed(),
        Duration::ZERO,
        "nothing is repeated that does not pass"
    );
}
