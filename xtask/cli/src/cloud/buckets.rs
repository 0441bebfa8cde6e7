//! Emptying buckets: CloudFormation deletes none that holds anything.

use anyhow::{Context as _, Result};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{aws::Aws, ui};

/// Objects that one request can delete. Source: the S3 API.
const BATCH: usize = 1000;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Versions {
    versions: Vec<Version>,
    delete_markers: Vec<Version>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Version {
    key: String,
    version_id: String,
}

/// Deletes every version and delete marker in a bucket; tells how many there were. A bucket that does not exist is empty.
pub(crate) fn empty(aws: &Aws, bucket: &str) -> Result<usize> {
    let mut deleted = 0;
    loop {
        let count = BATCH.to_string();
        let args = [
            "s3api",
            "list-object-versions",
            "--bucket",
            bucket,
            "--max-items",
            &count,
        ];
        let page: Option<Versions> = aws
            .find::<Option<Versions>>(&args)
            .with_context(|| format!("cannot list bucket `{bucket}`"))?
            .flatten();
        let page = page.unwrap_or_default();
        let objects: Vec<Value> = page
            .versions
            .iter()
            .chain(&page.delete_markers)
            .map(|version| json!({ "Key": version.key, "VersionId": version.version_id }))
            .collect();
        if objects.is_empty() {
            return Ok(deleted);
        }
        for batch in objects.chunks(BATCH) {
            delete(aws, bucket, batch)?;
            deleted += batch.len();
            ui::step(
                "Emptying",
                format!("bucket {bucket}: {deleted} object versions deleted"),
            );
        }
    }
}

fn delete(aws: &Aws, bucket: &str, objects: &[Value]) -> Result<()> {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "PascalCase", default)]
    struct Answer {
        errors: Vec<Refusal>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Refusal {
        key: String,
        message: Option<String>,
    }
    // A thousand keys are too long for a command line.
    let file = tempfile::NamedTempFile::new().context("cannot make a temporary file")?;
    serde_json::to_writer(&file, &json!({ "Objects": objects, "Quiet": true }))
        .context("cannot write a temporary file")?;
    let list = format!("file://{}", file.path().display());
    let answer: Option<Answer> = aws
        .read(&["s3api", "delete-objects", "--bucket", bucket, "--delete", &list])
        .with_context(|| format!("cannot empty bucket `{bucket}`"))?;
    match answer.unwrap_or_default().errors.first() {
        Some(refusal) => {
            let reason = refusal.message.as_deref().unwrap_or("S3 gives no reason");
            anyhow::bail!("cannot delete `{}` in bucket `{bucket}`: {reason}", refusal.key)
        }
        None => Ok(()),
    }
}
