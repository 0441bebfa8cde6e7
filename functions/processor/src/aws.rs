//! The table and the archive as AWS provides them.

use std::time::Duration;

use aws_config::BehaviorVersion;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::types::{PutRequest, WriteRequest};
use aws_sdk_s3::primitives::ByteStream;
use ferrocdk_contracts::table::{DEVICE_ID, SAID, TIMESTAMP};

use crate::config::Config;
use crate::error::Transient;
use crate::ports::{Archive, Put, Row, Table, TableError};

/// Longest wait for one answer; DynamoDB's are a few milliseconds, those of a large object some hundred.
const ATTEMPT: Duration = Duration::from_secs(5);

/// Longest wait for a request with its three attempts.
const OPERATION: Duration = Duration::from_secs(12);

/// Clients for the configured table and bucket. Nothing is sent yet.
pub(crate) async fn connect(config: &Config) -> (DynamoTable, S3Archive) {
    let timeouts = TimeoutConfig::builder()
        .operation_attempt_timeout(ATTEMPT)
        .operation_timeout(OPERATION)
        .build();
    let sdk = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .timeout_config(timeouts)
        .retry_config(RetryConfig::standard().with_max_attempts(3))
        .load()
        .await;
    let s3 = aws_sdk_s3::config::Builder::from(&sdk)
        .force_path_style(config.custom_endpoint)
        .build();
    let table = DynamoTable {
        client: aws_sdk_dynamodb::Client::new(&sdk),
        name: config.table.clone(),
    };
    (
        table,
        S3Archive {
            client: aws_sdk_s3::Client::from_conf(s3),
            bucket: config.bucket.clone(),
        },
    )
}

/// The hot table in DynamoDB.
pub(crate) struct DynamoTable {
    client: aws_sdk_dynamodb::Client,
    name: String,
}

impl Table for DynamoTable {
    async fn put_all(&self, rows: &[Row]) -> Result<Vec<usize>, TableError> {
        let mut requests = Vec::with_capacity(rows.len());
        for row in rows {
            let put = PutRequest::builder().set_item(Some(row.clone())).build();
            let put = put.map_err(|error| TableError::Refused(error.to_string()))?;
            requests.push(WriteRequest::builder().put_request(put).build());
        }
        let request = self.client.batch_write_item().request_items(&self.name, requests);
        let output = request.send().await.map_err(|error| table_error(&error))?;
        let unprocessed = output.unprocessed_items().and_then(|tables| tables.get(&self.name));
        positions(rows, unprocessed.map(Vec::as_slice).unwrap_or_default())
    }

    async fn put_unless_taken(&self, row: &Row) -> Result<Put, TableError> {
        let mut request = self
            .client
            .put_item()
            .table_name(&self.name)
            .set_item(Some(row.clone()))
            .expression_attribute_names("#device", DEVICE_ID);
        let mut same = Vec::with_capacity(SAID.len());
        for (at, name) in SAID.iter().enumerate() {
            request = request.expression_attribute_names(format!("#a{at}"), *name);
            same.push(match row.get(*name) {
                Some(value) => {
                    request = request.expression_attribute_values(format!(":a{at}"), value.clone());
                    format!("#a{at} = :a{at}")
                }
                None => format!("attribute_not_exists(#a{at})"),
            });
        }
        let condition = format!("attribute_not_exists(#device) OR ({})", same.join(" AND "));
        let request = request.condition_expression(condition);
        match request.send().await {
            Ok(_) => Ok(Put::Written),
            Err(error) if error.code() == Some("ConditionalCheckFailedException") => Ok(Put::Taken),
            Err(error) => Err(table_error(&error)),
        }
    }
}

/// The positions of the rows that DynamoDB names as unprocessed.
fn positions(rows: &[Row], unprocessed: &[WriteRequest]) -> Result<Vec<usize>, TableError> {
    let key = |row: &Row| (row.get(DEVICE_ID).cloned(), row.get(TIMESTAMP).cloned());
    let position_of = |request: &WriteRequest| {
        let left = request.put_request().map(|put| key(put.item()));
        rows.iter().position(|row| Some(key(row)) == left)
    };
    let found: Option<Vec<usize>> = unprocessed.iter().map(position_of).collect();
    // Taking an unknown answer for success would lose a row.
    found.ok_or_else(|| TableError::Unavailable("it left items unprocessed that were not sent".to_owned()))
}

fn table_error<E>(error: &SdkError<E>) -> TableError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    // Anything but a malformed request can be mended from outside: capacity, network, permissions, a missing table.
    match error.code() {
        Some("ValidationException") => TableError::Refused(message(error)),
        _ => TableError::Unavailable(message(error)),
    }
}

fn message<E>(error: &SdkError<E>) -> String
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    match (error.code(), error.message()) {
        (Some(code), Some(message)) => format!("{code}: {message}"),
        (Some(code), None) => code.to_owned(),
        _ => DisplayErrorContext(error).to_string(),
    }
}

/// The archive bucket in S3.
pub(crate) struct S3Archive {
    client: aws_sdk_s3::Client,
    bucket: String,
}

impl Archive for S3Archive {
    async fn put(&self, key: &str, content_type: &str, body: Vec<u8>) -> Result<(), Transient> {
        let request = self
            .client
            .put_object()
            .bucket(&self.bucket)
            .key(key)
            .content_type(content_type);
        let sent = request.body(ByteStream::from(body)).send().await;
        sent.map(drop)
            .map_err(|error| Transient(format!("bucket {}: {}", self.bucket, message(&error))))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use aws_sdk_dynamodb::types::AttributeValue;

    use super::*;

    fn row(timestamp: &str) -> Row {
        HashMap::from([
            (DEVICE_ID.to_owned(), AttributeValue::S("d".to_owned())),
            (TIMESTAMP.to_owned(), AttributeValue::N(timestamp.to_owned())),
        ])
    }

    fn put(timestamp: &str) -> WriteRequest {
        let put = PutRequest::builder().set_item(Some(row(timestamp))).build().unwrap();
        WriteRequest::builder().put_request(put).build()
    }

    #[test]
    fn unprocessed_rows_are_found_again() {
        let rows = [row("1.1"), row("1.2"), row("2.1")];
        assert_eq!(positions(&rows, &[]), Ok(vec![]));
        assert_eq!(positions(&rows, &[put("2.1"), put("1.1")]), Ok(vec![2, 0]));
        assert!(
            positions(&rows, &[put("1.1"), put("9")]).is_err(),
            "an answer about a row that was not sent"
        );
    }
}
