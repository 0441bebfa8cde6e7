//! Empties a bucket when it is deleted: all versions, delete markers and unfinished uploads.
//!
//! The bucket's name is the physical id. When an update brings another bucket, CloudFormation deletes the old id once everything else has
//! succeeded; emptying the old bucket at once would lose its data to an update that is rolled back.

use serde::Deserialize;

use crate::protocol::{Done, Failed, Request, RequestType};

/// The tag of a bucket that may be emptied, and its value. Taking the custom resource away from a bucket that stays takes the tag away first, so
/// that its deletion empties nothing.
pub(crate) const OPT_IN: (&str, &str) = ("ferrocdk:empty-on-deletion", "true");

/// One version of an object, or a delete marker.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version {
    pub(crate) key: String,
    pub(crate) id: String,
}

/// A multipart upload that was not finished.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Upload {
    pub(crate) key: String,
    pub(crate) id: String,
}

/// Failure of a call to S3.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(crate) enum S3Error {
    #[error("there is no such bucket")]
    NoBucket,
    #[error("access is denied")]
    Denied,
    #[error("{0}")]
    Other(String),
}

/// The buckets of the account.
pub(crate) trait Buckets {
    /// The value of a tag.
    async fn tag(&self, bucket: &str, key: &str) -> Result<Option<String>, S3Error>;

    /// The first versions and delete markers; none when there are none at all.
    async fn versions(&self, bucket: &str) -> Result<Vec<Version>, S3Error>;

    /// Deletes versions of one page. Returns what was refused, with the reason.
    async fn delete(&self, bucket: &str, versions: &[Version]) -> Result<Vec<(String, String)>, S3Error>;

    /// The first unfinished uploads; none when there are none at all.
    async fn uploads(&self, bucket: &str) -> Result<Vec<Upload>, S3Error>;

    /// Ends an upload; one that is gone is ended.
    async fn abort(&self, bucket: &str, upload: &Upload) -> Result<(), S3Error>;
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Properties {
    bucket_name: String,
}

/// Fulfils a request for a custom resource that empties its bucket.
pub(crate) async fn handle(buckets: &impl Buckets, request: &Request) -> Result<Done, Failed> {
    let properties = Properties::deserialize(&request.resource_properties)
        .map_err(|error| Failed::new(format!("properties of EmptyBucket: {error}")))?;
    let bucket = properties.bucket_name;
    if request.request_type == RequestType::Delete {
        match empty(buckets, &bucket).await {
            Ok(()) => {}
            Err(S3Error::NoBucket) => tracing::info!(%bucket, "gone already"),
            Err(error) => return Err(Failed::new(format!("cannot empty bucket {bucket}: {error}"))),
        }
        return Ok(Done {
            physical_id: request.physical_id(),
            ..Done::default()
        });
    }
    Ok(Done {
        physical_id: bucket,
        ..Done::default()
    })
}

/// Takes everything out of a bucket that opted in.
async fn empty(buckets: &impl Buckets, bucket: &str) -> Result<(), S3Error> {
    let (key, value) = OPT_IN;
    let tag = match buckets.tag(bucket, key).await {
        // Permissions stand in the bucket's policy and are taken away together with the tag.
        Err(S3Error::Denied) => None,
        tag => tag?,
    };
    if tag.as_deref() != Some(value) {
        tracing::warn!(%bucket, "left as it is: no tag {key}={value} can be seen");
        return Ok(());
    }
    let mut count = 0;
    // The first page again and again, rather than page after page: also what arrives meanwhile is found.
    loop {
        let versions = buckets.versions(bucket).await?;
        if versions.is_empty() {
            break;
        }
        let refused = buckets.delete(bucket, &versions).await?;
        if let Some((object, reason)) = refused.first() {
            let message = format!(
                "{} of {} versions stay, first {object}: {reason}",
                refused.len(),
                versions.len()
            );
            return Err(S3Error::Other(message));
        }
        count += versions.len();
    }
    loop {
        let uploads = buckets.uploads(bucket).await?;
        if uploads.is_empty() {
            tracing::info!(%bucket, count, "emptied");
            return Ok(());
        }
        for upload in &uploads {
            buckets.abort(bucket, upload).await?;
        }
        count += uploads.len();
    }
}

#[cfg(test)]
pub(crate) mod tests;
