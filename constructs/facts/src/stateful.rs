//! Which resources hold data, beside those that the schema database calls stateful.

/// Types that hold data that is gone with the resource, and that neither source of the schema database lists as stateful.
///
/// Losing data is worse than one question too many: whoever asks before a replacement asks for these too. A test holds that the database does not
/// know them, so that the list ends where the database begins.
pub const FURTHER_STATEFUL_TYPES: [&str; 19] = [
    "AWS::APS::Workspace",
    "AWS::Cassandra::Keyspace",
    "AWS::Cassandra::Table",
    "AWS::CloudWatch::AnomalyDetector",
    "AWS::CodeArtifact::Repository",
    "AWS::CodeCommit::Repository",
    "AWS::DSQL::Cluster",
    "AWS::DocDBElastic::Cluster",
    "AWS::ECR::Repository",
    "AWS::FSx::Volume",
    "AWS::IoTSiteWise::Asset",
    "AWS::MSK::Cluster",
    "AWS::MSK::ServerlessCluster",
    "AWS::MemoryDB::Cluster",
    "AWS::OpenSearchServerless::Collection",
    "AWS::S3Tables::TableBucket",
    "AWS::SSM::Parameter",
    "AWS::Timestream::Database",
    "AWS::Timestream::Table",
];

/// Whether a type is one of them.
///
/// ```
/// assert!(ferrocdk_facts::is_further_stateful("AWS::Timestream::Table"));
/// assert!(!ferrocdk_facts::is_further_stateful("AWS::IAM::Role"));
/// ```
#[must_use]
pub fn is_further_stateful(resource_type: &str) -> bool {
    FURTHER_STATEFUL_TYPES.contains(&resource_type)
}
