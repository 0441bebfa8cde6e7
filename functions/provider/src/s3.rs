//! Buckets as S3 provides them.

mod notifications;
mod objects;

use aws_config::SdkConfig;
use aws_sdk_s3::Client;
use aws_sdk_s3::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_sdk_s3::operation::delete_objects::DeleteObjectsOutput;
use aws_sdk_s3::types::{Delete, ObjectIdentifier};

use crate::bucket::{Buckets, S3Error, Upload, Version};

/// The buckets of the account and region that the function runs in.
pub(crate) struct S3Buckets {
    client: Client,
}

impl S3Buckets {
    /// A client for S3. Nothing is sent yet.
    pub(crate) fn new(sdk: &SdkConfig) -> Self {
        // An emulator has no host name for each bucket.
        let config = aws_sdk_s3::config::Builder::from(sdk)
            .force_path_style(crate::aws::custom_endpoint("s3").is_some())
            .build();
        Self {
            client: Client::from_conf(config),
        }
    }
}

impl Buckets for S3Buckets {
    async fn tag(&self, bucket: &str, key: &str) -> Result<Option<String>, S3Error> {
        let tags = match self.client.get_bucket_tagging().bucket(bucket).send().await {
            Ok(output) => output.tag_set,
            Err(error) if error.code() == Some("NoSuchTagSet") => return Ok(None),
            Err(error) => return Err(failure(&error)),
        };
        let tag = tags.into_iter().find(|tag| tag.key() == key);
        Ok(tag.map(|tag| tag.value))
    }

    async fn versions(&self, bucket: &str) -> Result<Vec<Version>, S3Error> {
        let mut next = (None, None);
        loop {
            let request = self.client.list_object_versions().bucket(bucket);
            let request = request.set_key_marker(next.0).set_version_id_marker(next.1);
            let page = request.send().await.map_err(|error| failure(&error))?;
            let versions = page
                .versions()
                .iter()
                .map(|version| (version.key(), version.version_id()));
            let markers = page
                .delete_markers()
                .iter()
                .map(|marker| (marker.key(), marker.version_id()));
            let found: Vec<Version> = versions
                .chain(markers)
                .filter_map(|(key, id)| {
                    let (key, id) = (key?.to_owned(), id.unwrap_or("null").to_owned());
                    Some(Version { key, id })
                })
                .collect();
            // A page may be empty although others follow.
            if !found.is_empty() || page.is_truncated() != Some(true) {
                return Ok(found);
            }
            next = (page.next_key_marker, page.next_version_id_marker);
        }
    }

    async fn delete(&self, bucket: &str, versions: &[Version]) -> Result<Vec<(String, String)>, S3Error> {
        let mut delete = Delete::builder().quiet(true);
        for version in versions {
            let object = ObjectIdentifier::builder()
                .key(&version.key)
                .version_id(&version.id)
                .build();
            delete = delete.objects(object.map_err(|error| S3Error::Other(error.to_string()))?);
        }
        let delete = delete.build().map_err(|error| S3Error::Other(error.to_string()))?;
        let request = self.client.delete_objects().bucket(bucket).delete(delete);
        let output = request.send().await.map_err(|error| failure(&error))?;
        Ok(refused(&output))
    }

    async fn uploads(&self, bucket: &str) -> Result<Vec<Upload>, S3Error> {
        let request = self.client.list_multipart_uploads().bucket(bucket);
        let page = request.send().await.map_err(|error| failure(&error))?;
        let uploads = page.uploads().iter().filter_map(|upload| {
            let (key, id) = (upload.key()?.to_owned(), upload.upload_id()?.to_owned());
            Some(Upload { key, id })
        });
        Ok(uploads.collect())
    }

    async fn abort(&self, bucket: &str, upload: &Upload) -> Result<(), S3Error> {
        let request = self.client.abort_multipart_upload().bucket(bucket);
        match request.key(&upload.key).upload_id(&upload.id).send().await {
            Err(error) if error.code() != Some("NoSuchUpload") => Err(failure(&error)),
            _ => Ok(()),
        }
    }
}

/// Rest of a call, with the reason.
fn refused(output: &DeleteObjectsOutput) -> Vec<(String, String)> {
    let refused = output.errors().iter().map(|error| {
        let reason = error.message().or(error.code()).unwrap_or("no reason given");
        (error.key().unwrap_or_default().to_owned(), reason.to_owned())
    });
    refused.collect()
}

fn failure<E>(error: &SdkError<E>) -> S3Error
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    match (error.code(), error.message()) {
        (Some("NoSuchBucket"), _) => S3Error::NoBucket,
        (Some("AccessDenied"), _) => S3Error::Denied,
        (Some(code), Some(message)) => S3Error::Other(format!("{code}: {message}")),
        (Some(code), None) => S3Error::Other(code.to_owned()),
        _ => S3Error::Other(DisplayErrorContext(error).to_string()),
    }
}
