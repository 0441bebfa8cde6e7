//! Needs of the handler, as traits.

use serde_json::Value;

use crate::failure::Batch;
use crate::records::Record;

/// A message of the failure queue, held for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) body: String,
    /// When it was sent, in milliseconds since 1970.
    pub(crate) sent_at: u64,
    /// By which it is taken out.
    pub(crate) receipt: String,
}

/// An object of the quarantine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Object {
    pub(crate) key: String,
    pub(crate) version: String,
    pub(crate) modified: String,
}

/// Queue, stream, bucket and processor of a plant. Errors are sentences.
pub(crate) trait Plant {
    /// Some messages of the failure queue; none where it is empty.
    async fn failures(&self) -> Result<Vec<Held>, String>;

    /// Takes a message out of the failure queue.
    async fn done(&self, held: &Held) -> Result<(), String>;

    /// The records of a batch, in their order.
    async fn records(&self, batch: &Batch) -> Result<Vec<Record>, String>;

    /// Puts a record into the stream.
    async fn put(&self, partition_key: &str, data: &[u8]) -> Result<(), String>;

    /// Has the processor process an event, and returns how many records it gave back.
    async fn process(&self, event: &Value) -> Result<usize, String>;

    /// The latest versions of the objects in quarantine below a prefix, behind a key.
    async fn objects(&self, prefix: &str, after: Option<&str>) -> Result<Vec<Object>, String>;

    /// An object's bytes.
    async fn read(&self, object: &Object) -> Result<Vec<u8>, String>;

    /// Deletes that version of an object.
    async fn delete(&self, object: &Object) -> Result<(), String>;
}
