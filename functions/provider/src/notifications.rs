//! Sets what a bucket notifies: of a bucket that CloudFormation made, all; of another, what this resource set, beside what others did.
//!
//! CloudFormation could set it with the bucket, but a function that reads its bucket and is invoked by it would wait for the bucket, and the bucket for the function.

use serde::Deserialize;

use crate::bucket::S3Error;
use crate::patience::patiently;
use crate::protocol::{Done, Failed, Request, RequestType};

/// All that a bucket notifies.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Notifications {
    /// Whether EventBridge is told.
    pub(crate) event_bridge: bool,
    pub(crate) all: Vec<Notification>,
}

/// A notification as S3 has it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Notification {
    pub(crate) id: String,
    pub(crate) to: Destination,
    pub(crate) arn: String,
    pub(crate) events: Vec<String>,
    /// Names and values of a filter's rules, such as `prefix` and `raw/`.
    pub(crate) filter: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Destination {
    Queue,
    Topic,
    Function,
}

/// Receivers that buckets notify.
pub(crate) trait Notifying {
    async fn notifications(&self, bucket: &str) -> Result<Notifications, S3Error>;

    /// Puts all in place of what was there.
    async fn set_notifications(&self, bucket: &str, all: &Notifications) -> Result<(), S3Error>;
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Properties {
    bucket_name: String,
    /// `keep` where what others set stays.
    #[serde(default)]
    others: Option<String>,
    #[serde(default)]
    event_bridge: Option<String>,
    #[serde(default)]
    notifications: Vec<Wanted>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Wanted {
    to: Destination,
    arn: String,
    event: String,
    prefix: Option<String>,
    suffix: Option<String>,
}

/// Fulfils a request for a custom resource that sets the notifications of a bucket.
pub(crate) async fn handle(buckets: &impl Notifying, request: &Request) -> Result<Done, Failed> {
    let properties = Properties::deserialize(&request.resource_properties)
        .map_err(|error| Failed::new(format!("properties of BucketNotifications: {error}")))?;
    let bucket = properties.bucket_name.clone();
    let resource = &request.envelope.logical_resource_id;
    // Another bucket replaces the resource, so that the old one is deleted there.
    let physical_id = if request.request_type == RequestType::Delete {
        request.physical_id()
    } else {
        format!("{bucket}/{resource}")
    };
    match set(buckets, &properties, request).await {
        Ok(()) => {}
        Err(S3Error::NoBucket) if request.request_type == RequestType::Delete => {
            tracing::info!(%bucket, "gone already");
        }
        Err(error) => {
            return Err(Failed::new(format!(
                "cannot set what bucket {bucket} notifies: {error}"
            )));
        }
    }
    Ok(Done {
        physical_id,
        ..Done::default()
    })
}

async fn set(buckets: &impl Notifying, properties: &Properties, request: &Request) -> Result<(), S3Error> {
    let stack = request.envelope.stack_id.rsplit('/').next().unwrap_or_default();
    let own = format!("{stack}:{}:", request.envelope.logical_resource_id);
    let wanted = properties.notifications.iter().enumerate().map(|(place, wanted)| {
        let parts = [("prefix", &wanted.prefix), ("suffix", &wanted.suffix)];
        let parts = parts
            .into_iter()
            .filter_map(|(name, part)| Some((name.to_owned(), part.clone()?)));
        Notification {
            id: format!("{own}{place}"),
            to: wanted.to,
            arn: wanted.arn.clone(),
            events: vec![wanted.event.clone()],
            filter: parts.collect(),
        }
    });
    let (bucket, deletes) = (&properties.bucket_name, request.request_type == RequestType::Delete);
    // What stays of others; a bucket that is deleted from the program may have been set by CloudFormation meanwhile.
    let keeps = deletes || properties.others.as_deref() == Some("keep");
    let mut all = Notifications {
        event_bridge: properties.event_bridge.as_deref() == Some("true"),
        all: Vec::new(),
    };
    if keeps {
        all = patiently(|| buckets.notifications(bucket)).await?;
        let before = all.clone();
        all.all.retain(|notification| !notification.id.starts_with(&own));
        if deletes && all == before {
            return Ok(());
        }
    }
    if !deletes {
        all.all.extend(wanted);
    }
    patiently(|| buckets.set_notifications(bucket, &all)).await
}

#[cfg(test)]
mod tests;
