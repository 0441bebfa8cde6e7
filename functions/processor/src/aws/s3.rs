//! The archive bucket in S3.

use std::sync::Arc;

use ferrocdk_calls::{Caller, Request, Service, escaped};

use crate::error::Transient;
use crate::ports::Archive;

/// The bucket.
#[derive(Debug)]
pub(crate) struct S3Archive {
    pub(super) caller: Arc<Caller>,
    pub(super) service: Service,
    /// Address of the bucket.
    pub(super) url: String,
    pub(super) bucket: String,
}

impl Archive for S3Archive {
    async fn put(&self, key: &str, content_type: &str, body: Vec<u8>) -> Result<(), Transient> {
        let request = Request {
            method: "PUT",
            url: &format!("{}/{}", self.url, path(key)),
            headers: &[("content-type", content_type)],
            body: body.into(),
        };
        let sent = self.caller.send(&self.service, &request).await;
        sent.map(drop)
            .map_err(|error| Transient(format!("bucket {}: {error}", self.bucket)))
    }
}

/// A key as a part of an address, whose slashes stay.
fn path(key: &str) -> String {
    key.split('/').map(escaped).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_escaped_as_signatures_want_them() {
        assert_eq!(path("raw/dt=2026-11-21/a b-1.json"), "raw/dt%3D2026-11-21/a%20b-1.json");
    }
}
