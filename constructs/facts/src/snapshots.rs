//! Which resources CloudFormation takes snapshots of.

/// Types that CloudFormation takes snapshots of.
///
/// Source: "DeletionPolicy attribute" of the CloudFormation user guide.
pub const SNAPSHOT_TYPES: [&str; 8] = [
    "AWS::DocDB::DBCluster",
    "AWS::EC2::Volume",
    "AWS::ElastiCache::CacheCluster",
    "AWS::ElastiCache::ReplicationGroup",
    "AWS::Neptune::DBCluster",
    "AWS::RDS::DBCluster",
    "AWS::RDS::DBInstance",
    "AWS::Redshift::Cluster",
];

/// Whether `Snapshot` is a deletion policy for a resource type.
///
/// ```
/// assert!(ferrocdk_facts::takes_snapshots("AWS::RDS::DBInstance"));
/// assert!(!ferrocdk_facts::takes_snapshots("AWS::S3::Bucket"));
/// ```
#[must_use]
pub fn takes_snapshots(resource_type: &str) -> bool {
    SNAPSHOT_TYPES.contains(&resource_type)
}
