//! `<stack>.assets.json`: what has to be published before a stack is deployed.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::{Extra, SCHEMA_VERSION};

/// The assets of one stack, by content hash. `Default` is an empty manifest of the current schema.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssetManifest {
    /// Schema version, such as `48.0.0`.
    pub version: String,
    /// Files for S3.
    #[serde(default)]
    pub files: IndexMap<String, FileAsset>,
    /// Images for ECR.
    #[serde(default)]
    pub docker_images: IndexMap<String, DockerImageAsset>,
    /// Fields not named above.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Default for AssetManifest {
    fn default() -> Self {
        Self {
            version: SCHEMA_VERSION.to_owned(),
            files: IndexMap::new(),
            docker_images: IndexMap::new(),
            extra: Extra::new(),
        }
    }
}

/// A file that is uploaded to S3.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileAsset {
    /// Name shown to people; the asset's id when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Where the file comes from.
    pub source: FileSource,
    /// Where it goes, by destination id.
    pub destinations: IndexMap<String, FileDestination>,
    /// Fields not named above.
    #[serde(flatten)]
    pub extra: Extra,
}

impl FileAsset {
    /// A file without a destination yet.
    pub fn new(source: FileSource) -> Self {
        Self {
            display_name: None,
            source,
            destinations: IndexMap::new(),
            extra: Extra::new(),
        }
    }
}

/// Where a file asset comes from: exactly one of `path` and `executable`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileSource {
    /// File or folder, relative to the asset manifest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Whether `path` is uploaded as it is (the default) or as a zip of the folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub packaging: Option<FilePackaging>,
    /// Command that makes the file and prints its absolute path as the only line on stdout.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub executable: Option<Vec<String>>,
    /// Fields not named above.
    #[serde(flatten)]
    pub extra: Extra,
}

impl FileSource {
    /// A file that stands in the assembly.
    ///
    /// ```
    /// let source = ferrocdk_assembly::FileSource::file("Plant.template.json");
    /// assert_eq!(serde_json::to_string(&source)?, r#"{"path":"Plant.template.json","packaging":"file"}"#);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn file(path: impl Into<String>) -> Self {
        Self {
            path: Some(path.into()),
            packaging: Some(FilePackaging::File),
            executable: None,
            extra: Extra::new(),
        }
    }

    /// A file that a command makes when it is needed.
    pub fn executable<I, S>(command: I) -> Self
    where
        I: IntoIterator<Item = S>,
        S: Into<String>,
    {
        let command = command.into_iter().map(Into::into).collect();
        Self {
            path: None,
            packaging: None,
            executable: Some(command),
            extra: Extra::new(),
        }
    }
}

/// How `path` of a [`FileSource`] is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FilePackaging {
    /// Uploaded as it is.
    #[serde(rename = "file")]
    File,
    /// A folder, zipped first.
    #[serde(rename = "zip")]
    ZipDirectory,
}

/// A place in S3. Placeholders such as `${AWS::AccountId}` are filled in by the publishing tool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileDestination {
    /// The bucket.
    pub bucket_name: String,
    /// The object's key.
    pub object_key: String,
    /// The bucket's region; the one deployed to when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Role assumed for uploading; the caller's own identity when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assume_role_arn: Option<String>,
    /// External id for assuming that role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assume_role_external_id: Option<String>,
    /// Fields not named above.
    #[serde(flatten)]
    pub extra: Extra,
}

impl FileDestination {
    /// An object in the region deployed to, uploaded with the caller's own identity.
    pub fn new(bucket_name: impl Into<String>, object_key: impl Into<String>) -> Self {
        Self {
            bucket_name: bucket_name.into(),
            object_key: object_key.into(),
            region: None,
            assume_role_arn: None,
            assume_role_external_id: None,
            extra: Extra::new(),
        }
    }
}

/// A container image that is pushed to ECR.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DockerImageAsset {
    /// Name shown to people; the asset's id when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// How the image is built, as found: this project makes no images, it only carries them.
    pub source: Extra,
    /// Where it goes, by destination id.
    pub destinations: IndexMap<String, DockerImageDestination>,
    /// Fields not named above.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A place in ECR.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DockerImageDestination {
    /// The repository.
    pub repository_name: String,
    /// The image's tag.
    pub image_tag: String,
    /// The repository's region; the one deployed to when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Role assumed for pushing; the caller's own identity when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assume_role_arn: Option<String>,
    /// External id for assuming that role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assume_role_external_id: Option<String>,
    /// Fields not named above.
    #[serde(flatten)]
    pub extra: Extra,
}
