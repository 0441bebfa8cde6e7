//! Puts files into a bucket: out of zips, out of texts, and takes away what is not among them any more.
//!
//! An object that is written carries a mark, made of its content and of the settings that it was written with. Where the mark is the same, nothing is written: a
//! versioned bucket gets a version for what changed, and no more.

mod archive;
mod filter;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use futures_util::stream::{self, StreamExt, TryStreamExt};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use self::archive::Archive;
pub(crate) use self::archive::Content;
use self::filter::Filter;
use crate::bucket::S3Error;
use crate::patience::patiently;
use crate::protocol::{Done, Failed, Request, RequestType};

/// How many objects are written at a time.
const AT_A_TIME: usize = 16;

/// How many objects one call deletes.
const DELETED_AT_ONCE: usize = 1_000;

/// Where an object is, or where several begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) bucket: String,
    pub(crate) key: String,
}

/// Words on objects beside their content.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct Settings {
    pub(crate) cache_control: Option<String>,
    pub(crate) content_disposition: Option<String>,
    pub(crate) content_encoding: Option<String>,
    pub(crate) content_language: Option<String>,
    /// Default: what the end of the key says.
    pub(crate) content_type: Option<String>,
    pub(crate) storage_class: Option<String>,
    pub(crate) website_redirect_location: Option<String>,
    pub(crate) metadata: BTreeMap<String, String>,
}

/// Objects of buckets.
pub(crate) trait Objects {
    /// Brings an object into a file.
    async fn download(&self, from: &Place, to: &Path) -> Result<(), S3Error>;

    /// The mark that an object was written with; `None` if there is no such object, or none that was written here.
    async fn mark(&self, of: &Place) -> Result<Option<String>, S3Error>;

    async fn put(&self, at: &Place, content: &Content, settings: &Settings, mark: &str) -> Result<(), S3Error>;

    /// A page of the keys that begin as the place does, after one; none when there are no more.
    async fn keys(&self, at: &Place, after: Option<String>) -> Result<Vec<String>, S3Error>;

    /// Deletes the objects of a page. Returns what was refused, with the reason.
    async fn delete_keys(&self, bucket: &str, keys: &[String]) -> Result<Vec<(String, String)>, S3Error>;
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Properties {
    bucket_name: String,
    #[serde(default)]
    prefix: String,
    #[serde(default)]
    sources: Vec<Source>,
    #[serde(default)]
    exclude: Vec<String>,
    #[serde(default)]
    include: Vec<String>,
    /// `keep`, or `delete`, what is below the prefix and not among the sources.
    #[serde(default)]
    leftovers: Option<String>,
    /// `keep`, or `delete`, what was deployed when the resource is deleted.
    #[serde(default)]
    on_deletion: Option<String>,
    #[serde(default)]
    settings: Settings,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Source {
    #[serde(rename_all = "PascalCase")]
    Text { name: String, text: String },
    #[serde(rename_all = "PascalCase")]
    Object {
        bucket: String,
        key: String,
        /// `false` for an object that is put there as it is.
        extract: Option<String>,
    },
}

/// Fulfils a request for a custom resource that puts files into a bucket.
pub(crate) async fn handle(objects: &impl Objects, request: &Request) -> Result<Done, Failed> {
    let properties = Properties::deserialize(&request.resource_properties)
        .map_err(|error| Failed::new(format!("properties of BucketDeployment: {error}")))?;
    let bucket = &properties.bucket_name;
    let fail = |error: S3Error| Failed::new(format!("cannot deploy to bucket {bucket}: {error}"));
    if request.request_type == RequestType::Delete {
        if properties.on_deletion.as_deref() == Some("delete") {
            match withdraw(objects, &properties).await {
                Err(S3Error::NoBucket) => tracing::info!(%bucket, "gone already"),
                outcome => outcome.map_err(fail)?,
            }
        }
        return Ok(Done {
            physical_id: request.physical_id(),
            ..Done::default()
        });
    }
    deploy(objects, &properties).await.map_err(fail)?;
    Ok(Done {
        // Another place replaces the resource, so that what was at the old one can be deleted there.
        physical_id: format!("{bucket}/{}", properties.prefix),
        data: BTreeMap::from([("BucketName".to_owned(), bucket.clone())]),
        no_echo: false,
    })
}

/// Content of a key: a text, a file of an archive, or an archive itself.
enum Item<'a> {
    Text(&'a str),
    File { archive: usize, file: usize },
    Whole(usize),
}

/// All items by key. Of several with one key, the last source has it.
async fn items<'a>(
    objects: &impl Objects,
    properties: &'a Properties,
    archives: &mut Vec<Archive>,
) -> Result<BTreeMap<String, Item<'a>>, S3Error> {
    let filter = Filter::new(&properties.exclude, &properties.include).map_err(S3Error::Other)?;
    let mut items = BTreeMap::new();
    for source in &properties.sources {
        match source {
            Source::Text { name, text } => {
                items.insert(name.clone(), Item::Text(text));
            }
            Source::Object { bucket, key, extract } => {
                let place = Place {
                    bucket: bucket.clone(),
                    key: key.clone(),
                };
                let archive = archives.len();
                archives.push(Archive::fetch(objects, &place).await?);
                if extract.as_deref() == Some("false") {
                    let name = key.rsplit('/').next().unwrap_or(key);
                    items.insert(name.to_owned(), Item::Whole(archive));
                    continue;
                }
                for (file, name) in archives[archive].files()?.into_iter().enumerate() {
                    if !name.ends_with('/') {
                        items.insert(name, Item::File { archive, file });
                    }
                }
            }
        }
    }
    items.retain(|name, _| filter.takes(name));
    Ok(items)
}

async fn deploy(objects: &impl Objects, properties: &Properties) -> Result<(), S3Error> {
    let mut archives = Vec::new();
    let items = items(objects, properties, &mut archives).await?;
    let mut kept: BTreeSet<String> = BTreeSet::new();
    kept.extend(items.keys().map(|name| format!("{}{name}", properties.prefix)));
    let settings = &properties.settings;
    let about = serde_json::to_string(settings).unwrap_or_default();
    let count = items.len();
    let written = stream::iter(items).map(|(name, item)| {
        let content = match item {
            Item::Text(text) => Ok(Content::Bytes(text.as_bytes().to_vec())),
            Item::File { archive, file } => archives[archive].read(file),
            Item::Whole(archive) => archives[archive].whole(),
        };
        let key = format!("{}{name}", properties.prefix);
        let (bucket, about) = (properties.bucket_name.clone(), &about);
        async move {
            let written = put(objects, &Place { bucket, key }, content?, settings, about).await;
            written.map_err(|error| match error {
                S3Error::Other(reason) => S3Error::Other(format!("{name}: {reason}")),
                other => other,
            })
        }
    });
    let written: Vec<bool> = written.buffer_unordered(AT_A_TIME).try_collect().await?;
    let written = written.into_iter().filter(|written| *written).count();
    tracing::info!(bucket = %properties.bucket_name, files = count, written, "deployed");
    if properties.leftovers.as_deref() != Some("keep") {
        prune(objects, properties, &kept).await?;
    }
    Ok(())
}

/// Writes an object, unless it is there already; tells whether it was written.
async fn put(
    objects: &impl Objects,
    place: &Place,
    content: Content,
    settings: &Settings,
    about: &str,
) -> Result<bool, S3Error> {
    let mut hash = Sha256::new();
    hash.update(about);
    hash.update([0]);
    content.hash(&mut hash)?;
    let mark: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    if patiently(|| objects.mark(place)).await?.as_ref() == Some(&mark) {
        return Ok(false);
    }
    patiently(|| objects.put(place, &content, settings, &mark)).await?;
    Ok(true)
}

/// Deletes what is below the prefix and not kept, as far as the filter is about it.
async fn prune(objects: &impl Objects, properties: &Properties, kept: &BTreeSet<String>) -> Result<(), S3Error> {
    let filter = Filter::new(&properties.exclude, &properties.include).map_err(S3Error::Other)?;
    let place = Place {
        bucket: properties.bucket_name.clone(),
        key: properties.prefix.clone(),
    };
    let mut after = None;
    loop {
        let page = patiently(|| objects.keys(&place, after.clone())).await?;
        let Some(last) = page.last().cloned() else {
            return Ok(());
        };
        let is_left = |key: &String| {
            let name = key.strip_prefix(&properties.prefix).unwrap_or(key);
            !kept.contains(key) && filter.takes(name)
        };
        delete(objects, &place.bucket, page.into_iter().filter(is_left).collect()).await?;
        after = Some(last);
    }
}

/// Deletes what was deployed, and nothing else.
async fn withdraw(objects: &impl Objects, properties: &Properties) -> Result<(), S3Error> {
    let items = items(objects, properties, &mut Vec::new()).await?;
    let keys = items.keys().map(|name| format!("{}{name}", properties.prefix));
    delete(objects, &properties.bucket_name, keys.collect()).await
}

async fn delete(objects: &impl Objects, bucket: &str, keys: Vec<String>) -> Result<(), S3Error> {
    for page in keys.chunks(DELETED_AT_ONCE) {
        let refused = patiently(|| objects.delete_keys(bucket, page)).await?;
        if let Some((key, reason)) = refused.first() {
            let (count, all) = (refused.len(), page.len());
            let reason = format!("{count} of {all} objects stay, first {key}: {reason}");
            return Err(S3Error::Other(reason));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
