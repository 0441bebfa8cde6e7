//! The outputs of a plant: those that every plant has, and those that its file names.

use ferrocdk_core::{CfnOutput, Diagnostic, Value, pseudo};

use super::Plant;
use crate::dashboard::PlantDashboard;
use crate::diagnostic_ids;
use crate::file::{OutputValue, Outputs};
use crate::http_ingest::HttpIngest;
use crate::latest_value_cache::LatestValueCache;
use crate::network::PlantNetwork;
use crate::relational_store::RelationalStore;
use crate::secret_ref::SecretRef;

/// Outputs of every plant that has the part, which the command line and programs rely on.
const STANDARD: &[(&str, OutputValue)] = &[
    ("KinesisStreamName", OutputValue::StreamName),
    ("KinesisStreamArn", OutputValue::StreamArn),
    ("DynamodbTableName", OutputValue::TableName),
    ("S3BucketName", OutputValue::ArchiveName),
    ("LambdaFunctionName", OutputValue::ProcessorName),
    ("IotPolicyName", OutputValue::PolicyName),
    ("IotTopic", OutputValue::IotTopic),
    ("AlarmTopicArn", OutputValue::OperationsTopicArn),
    ("Region", OutputValue::Region),
];

impl Plant {
    /// Makes the outputs. One that the file names and the plant has no part for is reported.
    pub(super) fn make_outputs(&self) {
        let Outputs(named) = &self.file.outputs;
        let named: Vec<(String, &str, OutputValue)> = named
            .iter()
            .map(|(name, value)| (Outputs::logical(name), name.as_str(), *value))
            .collect();
        for (id, value) in STANDARD {
            let is_named = named.iter().any(|(other, ..)| other == id);
            if let Some(value) = self.output(*value).filter(|_| !is_named) {
                CfnOutput::new(self, id, value);
            }
        }
        for (id, name, value) in named {
            if let Some(value) = self.output(value) {
                CfnOutput::new(self, &id, value);
                continue;
            }
            let key = format!("outputs.{name}");
            let diagnostic = Diagnostic::error(
                diagnostic_ids::CONTRADICTION,
                format!("`{key}` is of a part that the plant does not have"),
            )
            .found(value.word())
            .help("add the part's section, or leave out the output");
            self.scope.report(diagnostic.placed(self.file.place(&key)));
        }
    }

    /// The value of an output, if the plant has the part.
    fn output(&self, value: OutputValue) -> Option<Value<String>> {
        match value {
            OutputValue::StreamName => Some(self.ingest.stream_name()),
            OutputValue::StreamArn => Some(self.ingest.stream_arn()),
            OutputValue::TableName => Some(self.store.table_name()),
            OutputValue::ArchiveName => Some(self.store.bucket_name()),
            OutputValue::ProcessorName => Some(self.processor.function_name()),
            OutputValue::PolicyName => self.devices.as_ref().map(|devices| devices.name()),
            OutputValue::IotTopic => self.ingest.topic().map(|topic| topic.pattern().into()),
            OutputValue::IotEndpoint => self.devices.as_ref().map(|_| "iot:Data-ATS".into()),
            OutputValue::OperationsTopicArn => Some(self.alarms.topic_arn()),
            OutputValue::Region => Some(pseudo::region()),
            OutputValue::NetworkId => self.network().map(PlantNetwork::vpc_id),
            OutputValue::CacheEndpoint => self.cache().map(LatestValueCache::endpoint),
            OutputValue::DatabaseEndpoint => self.database().map(RelationalStore::endpoint),
            OutputValue::DatabaseReaderEndpoint => self.database().map(RelationalStore::reader_endpoint),
            OutputValue::DatabaseSecretArn => self.database().map(RelationalStore::secret_arn),
            OutputValue::ApiUrl => self.http().map(HttpIngest::url),
            OutputValue::ApiKeyId => self.http().map(HttpIngest::api_key_id),
            OutputValue::RawArchiveName => self.raw().map(|raw| raw.bucket().name()),
            OutputValue::DeliveryStreamName => self.raw().map(|raw| raw.delivery_stream().name()),
            OutputValue::DashboardName => self.dashboard().map(PlantDashboard::name),
            OutputValue::SecretName => self.secret().map(SecretRef::name),
            OutputValue::ProcessTopicName => Some(self.alarms.process_topic().name()),
            OutputValue::ProcessTopicArn => Some(self.alarms.process_topic().arn()),
            OutputValue::OperationsTopicName => Some(self.alarms.operations_topic().name()),
        }
    }
}
