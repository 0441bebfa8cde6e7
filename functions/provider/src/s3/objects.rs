//! Objects, as S3 has them.

use std::path::Path;

use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{Delete, ObjectIdentifier, StorageClass};

use super::{S3Buckets, failure};
use crate::bucket::S3Error;
use crate::deployment::{Content, Objects, Place, Settings};

/// The name of an object's mark among what is known of it.
const MARK: &str = "ferrocdk-mark";

impl Objects for S3Buckets {
    async fn download(&self, from: &Place, to: &Path) -> Result<(), S3Error> {
        let request = self.client.get_object().bucket(&from.bucket).key(&from.key);
        let mut body = request.send().await.map_err(|error| failure(&error))?.body;
        let disk = |error: std::io::Error| S3Error::Other(format!("the disk of the function: {error}"));
        let mut file = std::fs::File::create(to).map_err(disk)?;
        while let Some(part) = body.next().await {
            let part = part.map_err(|error| S3Error::Other(error.to_string()))?;
            std::io::Write::write_all(&mut file, &part).map_err(disk)?;
        }
        Ok(())
    }

    async fn mark(&self, of: &Place) -> Result<Option<String>, S3Error> {
        let request = self.client.head_object().bucket(&of.bucket).key(&of.key);
        match request.send().await {
            Ok(found) => Ok(found.metadata.and_then(|mut known| known.remove(MARK))),
            // An answer to HEAD has no body that could name the error.
            Err(error) => match error.raw_response().map(|response| response.status().as_u16()) {
                Some(404) => Ok(None),
                Some(403) => Err(S3Error::Denied),
                _ => Err(failure(&error)),
            },
        }
    }

    async fn put(&self, at: &Place, content: &Content, settings: &Settings, mark: &str) -> Result<(), S3Error> {
        let body = match content {
            Content::Bytes(bytes) => ByteStream::from(bytes.clone()),
            Content::File(file) => {
                let body = ByteStream::from_path(file.path()).await;
                body.map_err(|error| S3Error::Other(format!("the disk of the function: {error}")))?
            }
        };
        let of_name = || {
            mime_guess::from_path(&at.key)
                .first_raw()
                .unwrap_or("application/octet-stream")
        };
        let kind = settings.content_type.clone().unwrap_or_else(|| of_name().to_owned());
        let mut request = self.client.put_object().bucket(&at.bucket).key(&at.key).body(body);
        for (name, value) in &settings.metadata {
            request = request.metadata(name, value);
        }
        let request = request
            .metadata(MARK, mark)
            .content_type(kind)
            .set_cache_control(settings.cache_control.clone())
            .set_content_disposition(settings.content_disposition.clone())
            .set_content_encoding(settings.content_encoding.clone())
            .set_content_language(settings.content_language.clone())
            .set_storage_class(settings.storage_class.as_deref().map(StorageClass::from))
            .set_website_redirect_location(settings.website_redirect_location.clone());
        request.send().await.map(|_| ()).map_err(|error| failure(&error))
    }

    async fn keys(&self, at: &Place, after: Option<String>) -> Result<Vec<String>, S3Error> {
        let request = self.client.list_objects_v2().bucket(&at.bucket).prefix(&at.key);
        let page = request
            .set_start_after(after)
            .send()
            .await
            .map_err(|error| failure(&error))?;
        Ok(page
            .contents
            .unwrap_or_default()
            .into_iter()
            .filter_map(|object| object.key)
            .collect())
    }

    async fn delete_keys(&self, bucket: &str, keys: &[String]) -> Result<Vec<(String, String)>, S3Error> {
        let mut delete = Delete::builder().quiet(true);
        for key in keys {
            let object = ObjectIdentifier::builder().key(key).build();
            delete = delete.objects(object.map_err(|error| S3Error::Other(error.to_string()))?);
        }
        let delete = delete.build().map_err(|error| S3Error::Other(error.to_string()))?;
        let request = self.client.delete_objects().bucket(bucket).delete(delete);
        let output = request.send().await.map_err(|error| failure(&error))?;
        Ok(super::refused(&output))
    }
}
