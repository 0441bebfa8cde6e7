//! The course of a request.

use std::time::{Duration, SystemTime};

use serde::Deserialize;
use serde_json::Value as Json;

use crate::answer::{Answers, Desk, NotTaken};
use crate::aws::Aws;
use crate::bucket::{self, Buckets};
use crate::call;
use crate::deployment::{self, Objects};
use crate::notifications::{self, Notifying};
use crate::protocol::{Done, Envelope, Failed, Request};

/// How long before Lambda's deadline work ends: enough for the answer and its repetitions.
const ANSWER: Duration = Duration::from_secs(10);

/// The function.
pub(crate) struct Handler<'a, B, A, R> {
    pub(crate) buckets: B,
    pub(crate) aws: A,
    pub(crate) answers: R,
    pub(crate) desk: &'a Desk,
}

/// Why an invocation fails. Lambda tries again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HandlerError {
    /// There is nobody to answer.
    #[error("not a request of CloudFormation: {0}")]
    NoRequest(serde_json::Error),
    #[error(transparent)]
    NotTaken(#[from] NotTaken),
}

impl From<HandlerError> for lambda_runtime::Diagnostic {
    fn from(error: HandlerError) -> Self {
        let error_type = match error {
            HandlerError::NoRequest(_) => "NoRequest",
            HandlerError::NotTaken(_) => "NotTaken",
        };
        Self {
            error_type: error_type.to_owned(),
            error_message: error.to_string(),
        }
    }
}

impl<B: Buckets + Notifying + Objects, A: Aws, R: Answers> Handler<'_, B, A, R> {
    /// Does what CloudFormation asks, and answers.
    ///
    /// # Errors
    /// Nobody could be answered.
    pub(crate) async fn handle(&self, event: Json, deadline: SystemTime) -> Result<(), HandlerError> {
        let envelope = Envelope::deserialize(&event).map_err(HandlerError::NoRequest)?;
        self.desk.open(envelope);
        let left = deadline.duration_since(SystemTime::now()).unwrap_or_default();
        let work = tokio::time::timeout(left.saturating_sub(ANSWER), self.run(event));
        let outcome = work.await.unwrap_or_else(|_| {
            let reason = "not done when the time of the function ran out; what was done stays, so try again";
            Err(Failed::new(reason))
        });
        let Some(envelope) = self.desk.take() else {
            return Ok(());
        };
        let resource = &envelope.logical_resource_id;
        match &outcome {
            Ok(done) => tracing::info!(%resource, physical_id = %done.physical_id, "done"),
            Err(failed) => tracing::error!(%resource, "{}", failed.reason),
        }
        Ok(self.answers.send(&envelope, outcome).await?)
    }

    async fn run(&self, event: Json) -> Result<Done, Failed> {
        let request = serde_json::from_value::<Request>(event);
        let request = request.map_err(|error| Failed::new(format!("not a request of CloudFormation: {error}")))?;
        if request.deletes_nothing() {
            return Ok(Done {
                physical_id: request.physical_id(),
                ..Done::default()
            });
        }
        match request.resource_properties.get("Kind").and_then(Json::as_str) {
            Some("EmptyBucket") => bucket::handle(&self.buckets, &request).await,
            Some("BucketNotifications") => notifications::handle(&self.buckets, &request).await,
            Some("BucketDeployment") => deployment::handle(&self.buckets, &request).await,
            Some("AwsCall") => call::handle(&self.aws, &request).await,
            found => {
                let found = found.map_or_else(|| "nothing".to_owned(), |kind| format!("{kind:?}"));
                Err(Failed::new(format!(
                    "property Kind is {found}; allowed: EmptyBucket, BucketNotifications, BucketDeployment, AwsCall"
                )))
            }
        }
    }
}

#[cfg(test)]
mod tests;
