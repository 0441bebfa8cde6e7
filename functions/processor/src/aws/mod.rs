//! Table, archive and queue as AWS provides them.

mod dynamo;
mod s3;
mod sqs;

pub(crate) use dynamo::DynamoTable;
pub(crate) use s3::S3Archive;
pub(crate) use sqs::SqsAlerts;

use std::sync::Arc;

use ferrocdk_calls::{Caller, SetupError};

use crate::config::Config;

/// Clients for the configured table, bucket and queue. Nothing is sent yet.
pub(crate) fn connect(
    config: &Config,
    variable: impl Fn(&str) -> Option<String> + Copy,
) -> Result<(DynamoTable, S3Archive, SqsAlerts), SetupError> {
    let caller = Arc::new(Caller::new(variable)?);
    Ok((
        DynamoTable {
            service: caller.service("dynamodb", variable),
            name: config.table.clone(),
            layout: config.layout.clone(),
            caller: Arc::clone(&caller),
        },
        S3Archive {
            url: caller.service("s3", variable).bucket_url(&config.bucket),
            service: caller.service("s3", variable),
            bucket: config.bucket.clone(),
            caller: Arc::clone(&caller),
        },
        SqsAlerts {
            service: caller.service("sqs", variable),
            url: config.alert_queue.clone(),
            caller,
        },
    ))
}
