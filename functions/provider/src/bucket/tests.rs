//! Buckets with any content come out empty; those that did not opt in keep theirs.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::json;

use crate::protocol::Envelope;

use super::*;

/// A bucket that gives pages as S3 does, and fails on demand.
pub(crate) struct FakeBucket {
    pub(crate) tag: Option<String>,
    pub(crate) exists: bool,
    /// Whether the policy lets the provider in.
    pub(crate) open: bool,
    pub(crate) versions: RefCell<BTreeSet<Version>>,
    pub(crate) uploads: RefCell<BTreeSet<Upload>>,
    page: usize,
    /// Objects that S3 does not let go.
    locked: BTreeSet<String>,
    /// How many objects still arrive while it is emptied.
    arriving: Cell<usize>,
    requests: Cell<usize>,
}

impl FakeBucket {
    pub(crate) fn new(versions: usize, uploads: usize) -> Self {
        let version = |number: usize| Version {
            key: format!("raw/{}", number / 3),
            id: number.to_string(),
        };
        let upload = |number: usize| Upload {
            key: "big".to_owned(),
            id: number.to_string(),
        };
        Self {
            tag: Some("true".to_owned()),
            exists: true,
            open: true,
            versions: RefCell::new((0..versions).map(version).collect()),
            uploads: RefCell::new((0..uploads).map(upload).collect()),
            page: 1000,
            locked: BTreeSet::new(),
            arriving: Cell::new(0),
            requests: Cell::new(0),
        }
    }

    fn left(&self) -> (usize, usize) {
        (self.versions.borrow().len(), self.uploads.borrow().len())
    }

    fn asked(&self) -> Result<(), S3Error> {
        self.requests.set(self.requests.get() + 1);
        match (self.exists, self.open) {
            (false, _) => Err(S3Error::NoBucket),
            (_, false) => Err(S3Error::Denied),
            _ => Ok(()),
        }
    }
}

impl Buckets for FakeBucket {
    async fn tag(&self, _: &str, key: &str) -> Result<Option<String>, S3Error> {
        self.asked()?;
        assert_eq!(key, "ferrocdk:empty-on-deletion");
        Ok(self.tag.clone())
    }

    async fn versions(&self, _: &str) -> Result<Vec<Version>, S3Error> {
        self.asked()?;
        Ok(self.versions.borrow().iter().take(self.page).cloned().collect())
    }

    async fn delete(&self, _: &str, versions: &[Version]) -> Result<Vec<(String, String)>, S3Error> {
        self.asked()?;
        assert!(!versions.is_empty() && versions.len() <= 1000, "S3 takes 1 to 1000");
        let mut refused = Vec::new();
        let mut all = self.versions.borrow_mut();
        for version in versions {
            if self.locked.contains(&version.key) {
                refused.push((version.key.clone(), "locked".to_owned()));
            } else {
                all.remove(version);
            }
        }
        if self.arriving.get() > 0 {
            self.arriving.set(self.arriving.get() - 1);
            let late = Version {
                // Sorts before all others: whoever went on from the last key would not see it.
                key: "a".to_owned(),
                id: self.arriving.get().to_string(),
            };
            all.insert(late);
        }
        Ok(refused)
    }

    async fn uploads(&self, _: &str) -> Result<Vec<Upload>, S3Error> {
        self.asked()?;
        Ok(self.uploads.borrow().iter().take(self.page).cloned().collect())
    }

    async fn abort(&self, _: &str, upload: &Upload) -> Result<(), S3Error> {
        self.asked()?;
        self.uploads.borrow_mut().remove(upload);
        Ok(())
    }
}

fn request(request_type: RequestType, physical_id: Option<&str>, bucket: &str) -> Request {
    Request {
        request_type,
        envelope: Envelope {
            response_url: String::new(),
            stack_id: "stack/5f1c".to_owned(),
            request_id: "r-1".to_owned(),
            logical_resource_id: "Emptier".to_owned(),
            physical_resource_id: physical_id.map(str::to_owned),
        },
        resource_properties: json!({ "ServiceToken": "arn", "Kind": "EmptyBucket", "BucketName": bucket }),
    }
}

fn deletion() -> Request {
    request(RequestType::Delete, Some("archive"), "archive")
}

#[tokio::test]
async fn creation_and_update_touch_nothing_and_take_the_bucket_as_id() {
    let bucket = FakeBucket::new(5, 1);
    let created = handle(&bucket, &request(RequestType::Create, None, "archive"))
        .await
        .unwrap();
    assert_eq!(created.physical_id, "archive");
    // Another id: CloudFormation deletes the old one when the update has succeeded, and the old bucket is emptied then.
    let moved = handle(&bucket, &request(RequestType::Update, Some("archive"), "archive-2"))
        .await
        .unwrap();
    assert_eq!(moved.physical_id, "archive-2");
    assert_eq!((bucket.left(), bucket.requests.get()), ((5, 1), 0));
}

#[tokio::test]
async fn a_bucket_without_the_tag_is_left_as_it_is() {
    for tag in [None, Some("false".to_owned())] {
        let bucket = FakeBucket {
            tag,
            ..FakeBucket::new(5, 1)
        };
        handle(&bucket, &deletion()).await.unwrap();
        assert_eq!(bucket.left(), (5, 1));
    }
}

#[tokio::test]
async fn a_bucket_that_no_longer_lets_the_provider_in_is_left_as_it_is() {
    let bucket = FakeBucket {
        open: false,
        ..FakeBucket::new(5, 1)
    };
    handle(&bucket, &deletion()).await.unwrap();
    assert_eq!(bucket.left(), (5, 1));
}

#[tokio::test]
async fn a_bucket_that_is_gone_is_empty() {
    let bucket = FakeBucket {
        exists: false,
        ..FakeBucket::new(0, 0)
    };
    assert_eq!(handle(&bucket, &deletion()).await.unwrap().physical_id, "archive");
}

#[tokio::test]
async fn what_s3_does_not_let_go_is_a_failure_that_names_it() {
    let bucket = FakeBucket {
        locked: BTreeSet::from(["raw/1".to_owned()]),
        ..FakeBucket::new(9, 0)
    };
    let failed = handle(&bucket, &deletion()).await.unwrap_err();
    assert_eq!(
        failed.reason,
        "cannot empty bucket archive: 3 of 9 versions stay, first raw/1: locked"
    );
}

#[tokio::test]
async fn properties_without_a_bucket_are_refused() {
    let mut request = deletion();
    request.resource_properties = json!({ "Kind": "EmptyBucket" });
    let failed = handle(&FakeBucket::new(0, 0), &request).await.unwrap_err();
    assert_eq!(failed.reason, "properties of EmptyBucket: missing field `BucketName`");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_in_it_goes(versions in 0..3500_usize, uploads in 0..50_usize, page in 1..=1000_usize, arriving in 0..5_usize) {
        let bucket = FakeBucket { page, arriving: Cell::new(arriving), ..FakeBucket::new(versions, uploads) };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(handle(&bucket, &deletion())).unwrap();
        prop_assert_eq!(bucket.left(), (0, 0));
        // The tag; a list and a deletion for each page, and for each late object at most; the uploads; and both lists once more.
        let pages = versions.div_ceil(page) + arriving;
        prop_assert!(bucket.requests.get() <= 1 + 2 * pages + 1 + uploads + uploads.div_ceil(page) + 1);
        // Once more, as Lambda does when an answer was lost.
        runtime.block_on(handle(&bucket, &deletion())).unwrap();
    }
}
