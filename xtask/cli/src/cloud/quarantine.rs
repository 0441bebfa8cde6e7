//! Readings that can never be processed: the processor puts each into the archive, with the reason.

use std::{
    collections::BTreeSet,
    time::{Duration, SystemTime},
};

use anyhow::{Context as _, Result};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::Deserialize;
use serde_json::Value;

use crate::aws::Aws;

/// Where the processor puts them, within a bucket.
pub(crate) const PREFIX: &str = "quarantine/";

/// Looks for one reading in the quarantine of a deployment.
pub(crate) struct Quarantine {
    buckets: Vec<String>,
    seen: BTreeSet<String>,
}

/// A reading in quarantine.
#[derive(Debug)]
pub(crate) struct Found {
    /// The processor's code and message.
    pub(crate) reason: String,
    /// Address of the record.
    pub(crate) place: String,
}

/// An object of a bucket.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Object {
    pub(crate) key: String,
}

impl Quarantine {
    /// Of a deployment with these outputs: each bucket that they name may be the archive.
    pub(crate) fn new<'a>(outputs: impl Iterator<Item = (&'a String, &'a String)>) -> Self {
        let buckets = outputs.filter(|(name, _)| name.ends_with("bucket_name"));
        Self {
            buckets: buckets.map(|(_, bucket)| bucket.clone()).collect(),
            seen: BTreeSet::new(),
        }
    }

    /// The record of a payload, if it is there. Each record is read once.
    pub(crate) fn find(&mut self, aws: &Aws, payload: &str) -> Result<Option<Found>> {
        let wanted = BASE64_STANDARD.encode(payload);
        for bucket in &self.buckets {
            for object in list(aws, bucket, &today()?)? {
                let place = format!("s3://{bucket}/{}", object.key);
                if !self.seen.insert(place.clone()) {
                    continue;
                }
                let document = read(aws, &place)?;
                if document.get("dataBase64").and_then(Value::as_str) == Some(&wanted) {
                    return Ok(Some(Found {
                        reason: reason(&document),
                        place,
                    }));
                }
            }
        }
        Ok(None)
    }
}

/// Code and message of a record.
pub(crate) fn reason(document: &Value) -> String {
    let part = |name: &str| document.get(name).and_then(Value::as_str).unwrap_or_default();
    format!("{} ({})", part("message"), part("code"))
}

/// A record.
pub(crate) fn read(aws: &Aws, place: &str) -> Result<Value> {
    aws.read(&["s3", "cp", place, "-"])
        .with_context(|| format!("cannot read `{place}`"))
}

/// The objects of a bucket below a prefix; none where it is gone.
pub(crate) fn list(aws: &Aws, bucket: &str, prefix: &str) -> Result<Vec<Object>> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Answer {
        #[serde(default)]
        contents: Vec<Object>,
    }
    let args = ["s3api", "list-objects-v2", "--bucket", bucket, "--prefix", prefix];
    let found: Option<Option<Answer>> = aws
        .find(&args)
        .with_context(|| format!("cannot list bucket `{bucket}`"))?;
    Ok(found.flatten().map(|answer| answer.contents).unwrap_or_default())
}

/// Prefix of the records that arrive now. The minute before midnight is the day's, too.
fn today() -> Result<String> {
    let then = SystemTime::now().checked_sub(Duration::from_secs(60));
    let text = humantime::format_rfc3339_seconds(then.context("this machine's clock stands before 1970")?).to_string();
    let now = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
    let common: String = text
        .chars()
        .zip(now.chars())
        .take(10)
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a)
        .collect();
    Ok(format!("{PREFIX}dt={common}"))
}
