//! `Source`: files for a bucket.

use std::path::PathBuf;

use ferrocdk_core::{Asset, AssetOptions, Document, Expr, Scope, Value, pseudo, text};

use super::bucket::Bucket;
use crate::iam::PolicyStatement;
use crate::kms::Key;

/// Files for a [`BucketDeployment`](super::BucketDeployment): a folder, a text, a zip in a bucket.
///
/// ```
/// use ferrocdk_aws::s3::Source;
/// use ferrocdk_core::doc;
///
/// let sources = [
///     Source::asset("src"),
///     Source::data("robots.txt", "User-agent: *\nDisallow: /\n"),
///     Source::json_data("config.json", doc!({ "region": ferrocdk_core::pseudo::region() })),
/// ];
/// ```
#[derive(Clone, Debug)]
pub struct Source(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Asset(PathBuf, AssetOptions),
    Text { name: String, text: Value<String> },
    Zip { bucket: Box<Bucket>, key: Value<String> },
}

/// A source as the provider reads it, with what it needs to read it.
pub(super) struct BoundSource {
    pub(super) properties: Expr,
    pub(super) read: Option<PolicyStatement>,
    pub(super) key: Option<Key>,
}

impl Source {
    /// A folder, or a zip, at a path relative to where the app is started.
    pub fn asset(path: impl Into<PathBuf>) -> Self {
        Self::asset_with(path, AssetOptions::default())
    }

    /// A folder, or a zip, with files left out, or a key of your own.
    pub fn asset_with(path: impl Into<PathBuf>, options: impl Into<AssetOptions>) -> Self {
        Self(Kind::Asset(path.into(), options.into()))
    }

    /// One file with a text, which may have values in it that are known at deployment only. It stands in the template, which has a megabyte in all.
    pub fn data(name: impl Into<String>, text: impl Into<Value<String>>) -> Self {
        Self(Kind::Text {
            name: name.into(),
            text: text.into(),
        })
    }

    /// One file of JSON, which may have values in it that are known at deployment only.
    pub fn json_data(name: impl Into<String>, document: Document) -> Self {
        Self::data(name, document.to_json_string())
    }

    /// A zip that stands in a bucket. What is at its key when the deployment runs is taken: for another content give another key.
    pub fn bucket(bucket: &Bucket, zip_key: impl Into<Value<String>>) -> Self {
        Self(Kind::Zip {
            bucket: Box::new(bucket.clone()),
            key: zip_key.into(),
        })
    }

    /// Makes what the source needs below a deployment.
    #[track_caller]
    pub(super) fn bind(self, scope: &Scope, place: usize, extracts: bool) -> BoundSource {
        let object = |bucket: Value<String>, key: Value<String>| {
            let mut entry = vec![("Bucket", bucket.into_expr()), ("Key", key.into_expr())];
            if !extracts {
                entry.push(("Extract", Expr::string("false")));
            }
            Expr::object(entry)
        };
        let read = |arn: Value<String>| {
            let read = PolicyStatement::allow(["s3:GetObject"]).on(arn);
            Some(read.because("another asset of the stack is there with each deployment"))
        };
        match self.0 {
            Kind::Asset(path, options) => {
                let asset = Asset::with_options(scope, &format!("Asset{place}"), path, options);
                let bucket = asset.bucket_name();
                // Of all assets, so that the permission is there before the next deployment needs it.
                let all = text!("arn:{}:s3:::{}/*", pseudo::partition(), bucket.clone());
                BoundSource {
                    properties: object(bucket, asset.object_key().into()),
                    read: read(all),
                    key: None,
                }
            }
            Kind::Text { name, text } => BoundSource {
                properties: Expr::object([("Name", Expr::string(name)), ("Text", text.into_expr())]),
                read: None,
                key: None,
            },
            Kind::Zip { bucket, key } => BoundSource {
                properties: object(bucket.name(), key.clone()),
                read: read(bucket.arn_for_objects(key)),
                key: bucket.encryption_key().cloned(),
            },
        }
    }
}
