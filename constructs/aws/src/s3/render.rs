//! The properties that settings become, and what is wrong with them.

use ferrocdk_cfn::s3::BucketProps as CfnBucketProps;
use ferrocdk_cfn::s3::bucket::{
    AccelerateConfiguration, BucketEncryption as CfnBucketEncryption, CorsConfiguration, EventBridgeConfiguration,
    LifecycleConfiguration, NotificationConfiguration, OwnershipControls, OwnershipControlsRule,
    PublicAccessBlockConfiguration, ServerSideEncryptionByDefault, ServerSideEncryptionRule, VersioningConfiguration,
};
use ferrocdk_core::{CfnResource, Diagnostic, ScannerRule, Scope};

use super::bucket::{
    BlockPublicAccess, BucketEncryption, BucketProps, EventBridge, ObjectOwnership, TransferAcceleration, Versioning,
};
use super::cors::CorsRule;
use super::lifecycle::{self, LifecycleRule};
use super::object_lock::ObjectLock;
use super::replication::Replication;
use super::reports::RequestMetrics;
use super::tiering::IntelligentTiering;
use crate::diagnostic_ids;
use crate::kms::Key;

/// The properties of a bucket.
pub(super) fn bucket(
    id: &str,
    props: BucketProps,
    key: Option<&Key>,
    replication: Option<&Replication>,
) -> CfnBucketProps {
    let keeps_versions = props.versioning != Versioning::Never;
    let rules = lifecycle::complete(props.lifecycle_rules, keeps_versions);
    let rules: Vec<_> = rules.into_iter().map(LifecycleRule::into_cfn).collect();
    let mut cfn = CfnBucketProps::new()
        .bucket_encryption(encryption(key, props.encryption.unwrap_or_default()))
        .public_access_block_configuration(block(props.block_public_access))
        .ownership_controls(ownership(props.object_ownership))
        .lifecycle_configuration(LifecycleConfiguration::new().rules(rules));
    cfn.bucket_name = props.bucket_name;
    match props.versioning {
        Versioning::Enabled => cfn = cfn.versioning_configuration(VersioningConfiguration::new().status("Enabled")),
        Versioning::Suspended => cfn = cfn.versioning_configuration(VersioningConfiguration::new().status("Suspended")),
        Versioning::Never => {}
    }
    if props.event_bridge == EventBridge::Told {
        let events = EventBridgeConfiguration::new().event_bridge_enabled(true);
        cfn = cfn.notification_configuration(NotificationConfiguration::new().event_bridge_configuration(events));
    }
    if let Some(log) = &props.server_access_log {
        cfn = cfn.logging_configuration(log.to_cfn(id));
    }
    if let Some(lock) = props.object_lock {
        cfn = cfn.object_lock_enabled(true).object_lock_configuration(lock.into_cfn());
    }
    if !props.cors.is_empty() {
        let rules: Vec<_> = props.cors.into_iter().map(CorsRule::into_cfn).collect();
        cfn = cfn.cors_configuration(CorsConfiguration::new().cors_rules(rules));
    }
    if let Some(website) = props.website {
        cfn = cfn.website_configuration(website.into_cfn());
    }
    if !props.intelligent_tiering.is_empty() {
        let tierings = props.intelligent_tiering.into_iter().map(IntelligentTiering::into_cfn);
        cfn = cfn.intelligent_tiering_configurations(tierings.collect::<Vec<_>>());
    }
    if !props.inventories.is_empty() {
        let inventories = props.inventories.into_iter().enumerate();
        let inventories = inventories.map(|(place, inventory)| inventory.into_cfn(place));
        cfn = cfn.inventory_configurations(inventories.collect::<Vec<_>>());
    }
    if !props.metrics.is_empty() {
        let metrics = props.metrics.into_iter().map(RequestMetrics::into_cfn);
        cfn = cfn.metrics_configurations(metrics.collect::<Vec<_>>());
    }
    if props.transfer_acceleration == TransferAcceleration::Enabled {
        cfn = cfn.accelerate_configuration(AccelerateConfiguration::new().acceleration_status("Enabled"));
    }
    if let Some(replication) = replication {
        let by_kms = key.is_some()
            || matches!(
                props.encryption,
                Some(BucketEncryption::KmsManaged | BucketEncryption::KmsTwice)
            );
        cfn = cfn.replication_configuration(replication.to_cfn(by_kms));
    }
    cfn
}

fn encryption(key: Option<&Key>, without_key: BucketEncryption) -> CfnBucketEncryption {
    let algorithm = match (key, without_key) {
        (_, BucketEncryption::KmsTwice) => "aws:kms:dsse",
        (Some(_), _) | (None, BucketEncryption::KmsManaged) => "aws:kms",
        (None, BucketEncryption::S3Managed) => "AES256",
    };
    let mut by_default = ServerSideEncryptionByDefault::new().sse_algorithm(algorithm);
    by_default.kms_master_key_id = key.map(Key::arn);
    let mut rule = ServerSideEncryptionRule::new().server_side_encryption_by_default(by_default);
    // Bucket keys are not for double encryption, and S3's own encryption has none.
    if algorithm == "aws:kms" {
        rule = rule.bucket_key_enabled(true);
    }
    CfnBucketEncryption::new().server_side_encryption_configuration([rule])
}

fn block(what: BlockPublicAccess) -> PublicAccessBlockConfiguration {
    let (acls, policies) = match what {
        BlockPublicAccess::All => (true, true),
        BlockPublicAccess::AclsOnly => (true, false),
        BlockPublicAccess::Nothing => (false, false),
    };
    PublicAccessBlockConfiguration::new()
        .block_public_acls(acls)
        .block_public_policy(policies)
        .ignore_public_acls(acls)
        .restrict_public_buckets(policies)
}

fn ownership(of: ObjectOwnership) -> OwnershipControls {
    let word = match of {
        ObjectOwnership::BucketOwnerEnforced => "BucketOwnerEnforced",
        ObjectOwnership::BucketOwnerPreferred => "BucketOwnerPreferred",
        ObjectOwnership::ObjectWriter => "ObjectWriter",
    };
    OwnershipControls::new().rules([OwnershipControlsRule::new().object_ownership(word)])
}

/// Findings of scanners about settings that this bucket does not have, with the reason.
pub(super) fn acknowledge(bucket: &CfnResource, has_log: bool, has_key: bool, has_lock: bool) {
    use ScannerRule::{CdkNag, Checkov, Guard};
    bucket.acknowledge(
        &[Guard("S3_BUCKET_NO_PUBLIC_RW_ACL")],
        "has no access control list, which the rule does not know",
    );
    bucket.acknowledge(
        &[Guard("S3_BUCKET_REPLICATION_ENABLED")],
        "a copy elsewhere costs as much again; `replication` makes one",
    );
    if !has_key {
        bucket.acknowledge(
            &[Guard("CT.S3.PR.10")],
            "encrypted by S3 itself; a key of the account is there for whoever gives one",
        );
    }
    if !has_lock {
        bucket.acknowledge(
            &[Guard("CT.S3.PR.9"), Guard("S3_BUCKET_DEFAULT_LOCK_ENABLED")],
            "an object lock cannot be taken back; versions keep what is overwritten or deleted",
        );
    }
    if !has_log {
        bucket.acknowledge(
            &[
                Checkov("CKV_AWS_18"),
                Guard("CT.S3.PR.2"),
                Guard("S3_BUCKET_LOGGING_ENABLED"),
                CdkNag("AwsSolutions-S1"),
            ],
            "has no bucket for its access log: it receives those of others, or none was named",
        );
    }
}

/// Reports what S3 would refuse.
#[track_caller]
pub(super) fn check(scope: &Scope, props: &BucketProps) {
    lifecycle::check(scope, &props.lifecycle_rules);
    props
        .intelligent_tiering
        .iter()
        .for_each(|tiering| tiering.check(scope));
    if props.encryption_key.is_some()
        && matches!(
            props.encryption,
            Some(BucketEncryption::S3Managed | BucketEncryption::KmsManaged)
        )
    {
        let diagnostic = Diagnostic::error(
            diagnostic_ids::BUCKET_ENCRYPTION,
            "two things are to encrypt one bucket",
        )
        .at("", Some("BucketEncryption"))
        .found("a key of the account, and an encryption without one")
        .help("leave out one of them");
        scope.report(diagnostic);
    }
    let name = props.bucket_name.as_ref().and_then(ferrocdk_core::Value::literal);
    if let Some(name) = name.filter(|name| !is_name(name)) {
        let diagnostic = Diagnostic::error(diagnostic_ids::BUCKET_NAME, "not a name of a bucket")
            .at("", Some("BucketName"))
            .found(name)
            .allowed("3 to 63 lower-case letters, digits, dots and hyphens, with a letter or digit at both ends, no two dots together, and not an IP address")
            .help("mend the name, or leave it out");
        scope.report(diagnostic);
    }
    if props.object_lock.is_some() && props.versioning != Versioning::Enabled {
        let diagnostic = Diagnostic::error(diagnostic_ids::VERSIONS, "what is locked are versions")
            .at("", Some("ObjectLockConfiguration"))
            .found("a bucket without versions")
            .help("leave the versioning as it is by default, or the lock out");
        scope.report(diagnostic);
    }
    if let Some(ObjectLock::Retain { duration, .. }) = props.object_lock
        && !(1..=36_500).contains(&duration.0)
    {
        let diagnostic = Diagnostic::error(
            diagnostic_ids::BUCKET_RANGE,
            "versions are locked for a time that S3 does not take",
        )
        .at("", Some("ObjectLockConfiguration"))
        .found(format!("{} days", duration.0))
        .allowed("1 to 36500 days");
        scope.report(diagnostic);
    }
    if props.transfer_acceleration == TransferAcceleration::Enabled
        && let Some(name) = name.filter(|name| name.contains('.'))
    {
        let diagnostic = Diagnostic::error(
            diagnostic_ids::BUCKET_NAME,
            "the name of an accelerated bucket has no dots",
        )
        .at("", Some("BucketName"))
        .found(name)
        .help("use hyphens, or leave out the acceleration");
        scope.report(diagnostic);
    }
}

/// Source: "General purpose bucket naming rules".
fn is_name(name: &str) -> bool {
    let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    (3..=63).contains(&name.len())
        && name.chars().all(|c| word(c) || c == '.' || c == '-')
        && name.starts_with(word)
        && name.ends_with(word)
        && !name.contains("..")
        && name.parse::<std::net::Ipv4Addr>().is_err()
        && !["xn--", "sthree-", "amzn-s3-demo-"]
            .iter()
            .any(|start| name.starts_with(start))
        && !["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"]
            .iter()
            .any(|end| name.ends_with(end))
}
