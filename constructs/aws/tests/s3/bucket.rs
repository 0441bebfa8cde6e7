//! Buckets: their settings, grants, and imports.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use ferrocdk_aws::Defaults;
use ferrocdk_aws::grants::ResourcePolicy;
use ferrocdk_aws::iam::{PolicyStatement, Principal};
use ferrocdk_aws::kms::{Key, KeyProps};
use ferrocdk_aws::s3::*;
use ferrocdk_aws::units::{Days, Seconds};
use ferrocdk_core::{CfnOutput, RemovalPolicy, Stack, pseudo, text};
use serde_json::{Value as Json, json};

use super::{mistakes, properties, refused, resource, role, statements, synthesize};

#[test]
fn a_bucket_is_private_versioned_encrypted_and_stays() {
    let template = synthesize(|stack| {
        Bucket::new(stack, "Data", BucketProps::new());
    });
    let bucket = resource(&template, "AWS::S3::Bucket", "Data");
    assert_eq!(
        (&bucket["DeletionPolicy"], &bucket["UpdateReplacePolicy"]),
        (&json!("RetainExceptOnCreate"), &json!("Retain"))
    );
    let expected = json!({
        "BucketEncryption": { "ServerSideEncryptionConfiguration": [{ "ServerSideEncryptionByDefault": { "SSEAlgorithm": "AES256" } }] },
        "LifecycleConfiguration": { "Rules": [{
            "AbortIncompleteMultipartUpload": { "DaysAfterInitiation": 7 },
            "Id": "housekeeping",
            "NoncurrentVersionExpiration": { "NoncurrentDays": 30 },
            "Status": "Enabled",
        }] },
        "NotificationConfiguration": { "EventBridgeConfiguration": { "EventBridgeEnabled": true } },
        "OwnershipControls": { "Rules": [{ "ObjectOwnership": "BucketOwnerEnforced" }] },
        "PublicAccessBlockConfiguration": {
            "BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true, "RestrictPublicBuckets": true,
        },
        "VersioningConfiguration": { "Status": "Enabled" },
    });
    assert_eq!(bucket["Properties"], expected);
    let policy = statements(&template, "AWS::S3::BucketPolicy", "Data");
    assert_eq!(policy.len(), 1);
    assert_eq!(
        (&policy[0]["Sid"], &policy[0]["Effect"]),
        (&json!("DenyInsecureTransport"), &json!("Deny"))
    );
}

#[test]
fn a_key_comes_from_the_scope_unless_the_bucket_says_otherwise() {
    let template = synthesize(|stack| {
        Defaults::of(stack)
            .encryption_key(Key::new(stack, "Key", KeyProps::new()))
            .removal_policy(RemovalPolicy::Destroy);
        Bucket::new(stack, "Scoped", BucketProps::new());
        Bucket::new(stack, "Logs", BucketProps::for_access_logs(Days(30)));
        Bucket::new(
            stack,
            "Twice",
            BucketProps::new().encryption(BucketEncryption::KmsTwice),
        );
    });
    let rule = |start| {
        resource(&template, "AWS::S3::Bucket", start)["Properties"]["BucketEncryption"]["ServerSideEncryptionConfiguration"][0].clone()
    };
    assert_eq!(
        rule("Scoped")["ServerSideEncryptionByDefault"]["SSEAlgorithm"],
        "aws:kms"
    );
    assert_eq!(rule("Scoped")["BucketKeyEnabled"], true);
    assert_eq!(
        rule("Logs"),
        json!({ "ServerSideEncryptionByDefault": { "SSEAlgorithm": "AES256" } })
    );
    assert_eq!(
        rule("Twice"),
        json!({ "ServerSideEncryptionByDefault": { "SSEAlgorithm": "aws:kms:dsse" } })
    );
    assert_eq!(
        resource(&template, "AWS::S3::Bucket", "Scoped")["DeletionPolicy"],
        "Delete"
    );
}

#[test]
fn rules_of_a_bucket_are_completed_by_what_no_rule_ends() {
    let rules = |rules: Vec<LifecycleRule>| {
        let properties = properties(BucketProps::new().lifecycle_rules(rules));
        properties["LifecycleConfiguration"]["Rules"]
            .as_array()
            .unwrap()
            .clone()
    };
    let partial = rules(vec![
        LifecycleRule::new()
            .prefix("raw/")
            .noncurrent_version_expiration(Days(3)),
    ]);
    assert_eq!(partial.len(), 2, "a rule about a part says nothing of the rest");
    let versions = rules(vec![LifecycleRule::new().noncurrent_version_expiration(Days(3))]);
    assert_eq!(
        versions[1],
        json!({ "AbortIncompleteMultipartUpload": { "DaysAfterInitiation": 7 }, "Id": "housekeeping", "Status": "Enabled" })
    );
    let all = LifecycleRule::new()
        .noncurrent_version_expiration(Days(3))
        .abort_incomplete_multipart_upload_after(Days(1));
    assert_eq!(rules(vec![all]).len(), 1);
    let unversioned = properties(BucketProps::new().versioning(Versioning::Never));
    assert_eq!(
        unversioned["LifecycleConfiguration"]["Rules"][0].get("NoncurrentVersionExpiration"),
        None
    );
    assert_eq!(unversioned.get("VersioningConfiguration"), None);
}

#[test]
fn a_rule_has_all_that_s3_knows() {
    let rule = LifecycleRule::new()
        .id("age")
        .prefix("raw/")
        .tag("line", "press")
        .object_size_greater_than(1_024_u64)
        .transition(StorageClass::StandardIa, Days(30))
        .transition(StorageClass::DeepArchive, Days(180))
        .expiration(Days(365))
        .noncurrent_version_transition(StorageClass::Glacier, Days(7))
        .noncurrent_version_expiration(Days(90))
        .noncurrent_versions_to_retain(3_u32);
    let template = synthesize(|stack| Bucket::new(stack, "Data", BucketProps::new()).add_lifecycle_rule(rule));
    let rules = &resource(&template, "AWS::S3::Bucket", "Data")["Properties"]["LifecycleConfiguration"]["Rules"];
    let expected = json!({
        "ExpirationInDays": 365,
        "Id": "age",
        "NoncurrentVersionExpiration": { "NewerNoncurrentVersions": 3, "NoncurrentDays": 90 },
        "NoncurrentVersionTransitions": [{ "StorageClass": "GLACIER", "TransitionInDays": 7 }],
        "ObjectSizeGreaterThan": 1024,
        "Prefix": "raw/",
        "Status": "Enabled",
        "TagFilters": [{ "Key": "line", "Value": "press" }],
        "Transitions": [{ "StorageClass": "STANDARD_IA", "TransitionInDays": 30 }, { "StorageClass": "DEEP_ARCHIVE", "TransitionInDays": 180 }],
    });
    assert_eq!(rules[1], expected);
}

#[test]
fn lifecycle_rules_that_s3_refuses_are_told() {
    let glacier = |age| LifecycleRule::new().transition(StorageClass::Glacier, Days(age));
    let cases: [(&str, LifecycleRule, &str); 12] = [
        (
            "nothing",
            LifecycleRule::new().prefix("a"),
            "a lifecycle rule that does nothing",
        ),
        (
            "back",
            glacier(90).transition(StorageClass::StandardIa, Days(180)),
            "a transition does not come after the one before it",
        ),
        (
            "same age",
            glacier(90).transition(StorageClass::DeepArchive, Days(90)),
            "a transition does not come after the one before it",
        ),
        (
            "early",
            LifecycleRule::new().transition(StorageClass::OneZoneIa, Days(29)),
            "objects move too early",
        ),
        (
            "dead",
            glacier(90).expiration(Days(90)),
            "objects are deleted before they move",
        ),
        (
            "twice",
            LifecycleRule::new().expiration(Days(1)).expiration_date("2030-01-01"),
            "objects are deleted at an age and on a day",
        ),
        (
            "zero",
            LifecycleRule::new().expiration(Days(0)),
            "an age that no object has",
        ),
        (
            "markers",
            LifecycleRule::new()
                .expiration(Days(1))
                .expired_object_delete_marker(ExpiredDeleteMarker::Delete),
            "delete markers go with objects that expire",
        ),
        (
            "count",
            LifecycleRule::new()
                .noncurrent_version_expiration(Days(1))
                .noncurrent_versions_to_retain(101_u32),
            "a number of versions that S3 does not keep",
        ),
        (
            "alone",
            glacier(1).noncurrent_versions_to_retain(1_u32),
            "versions are kept of what never expires",
        ),
        (
            "tags",
            LifecycleRule::new()
                .tag("a", "b")
                .abort_incomplete_multipart_upload_after(Days(1)),
            "unfinished uploads have neither tags nor a size",
        ),
        (
            "sizes",
            glacier(1).object_size_greater_than(9_u64).object_size_less_than(9_u64),
            "a range of sizes that no object has",
        ),
    ];
    for (name, rule, message) in cases {
        let found = refused(BucketProps::new().lifecycle_rules([rule]));
        assert_eq!(found, [format!("F3120: {message}")], "{name}");
    }
    let twins = [glacier(90).id("a"), glacier(180).id("a")];
    assert_eq!(
        refused(BucketProps::new().lifecycle_rules(twins)),
        ["F3120: two lifecycle rules have one id"]
    );
}

#[test]
fn settings_become_properties() {
    let template = synthesize(|stack| {
        let lists = Bucket::new(stack, "Lists", BucketProps::new());
        let cors = CorsRule::new([HttpMethod::Get, HttpMethod::Put], ["https://plant.example.com"])
            .allowed_headers(["x-*"])
            .max_age(Seconds(60));
        let site = Website::pages("index.html").error_document("404.html").routing_rule(
            RoutingRule::new()
                .key_prefix("old/")
                .replace_key(ReplaceKey::PrefixWith("new/".into())),
        );
        let tiering = IntelligentTiering::new("unread")
            .prefix("raw/")
            .archive_access_after(Days(90))
            .deep_archive_access_after(Days(180));
        let props = BucketProps::new()
            .bucket_name("plant.data")
            .cors([cors])
            .website(site)
            .intelligent_tiering([tiering])
            .inventories([Inventory::new(&lists).fields(["Size"]).format(InventoryFormat::Parquet)])
            .metrics([RequestMetrics::new("raw").prefix("raw/").tag("line", "press")])
            .object_lock(ObjectLock::retain(RetentionMode::Governance, Days(365)))
            .event_bridge(EventBridge::NotTold)
            .cfn(|bucket| bucket.abac_status("Enabled"));
        let data = Bucket::new(stack, "Data", props);
        data.add_cors_rule(CorsRule::new([HttpMethod::Head], ["*"]));
        data.add_inventory(Inventory::new(&lists).frequency(InventoryFrequency::Daily));
        data.add_metrics(RequestMetrics::new("all"));
    });
    let data = &resource(&template, "AWS::S3::Bucket", "Data")["Properties"];
    insta::assert_json_snapshot!(data);
    let policy = statements(&template, "AWS::S3::BucketPolicy", "Lists");
    let names: Vec<&Json> = policy.iter().map(|statement| &statement["Sid"]).collect();
    assert_eq!(
        names,
        ["DenyInsecureTransport", "InventoryDelivery", "InventoryDelivery2"]
    );
    assert_eq!(policy[1]["Principal"]["Service"], "s3.amazonaws.com");
    let own = statements(&template, "AWS::S3::BucketPolicy", "Data");
    assert_eq!(
        own[0]["NotAction"], "s3:GetObject",
        "pages are read over plain HTTP, nothing else is done over it"
    );
}

#[test]
fn settings_that_contradict_each_other_are_told() {
    let key = |stack: &Stack| Key::new(stack, "Key", KeyProps::new());
    for name in [
        "ab",
        "Plant",
        "plant_data",
        "-plant",
        "plant-",
        "pl..ant",
        "10.0.0.1",
        "xn--plant",
        "plant-s3alias",
    ] {
        assert_eq!(
            refused(BucketProps::new().bucket_name(name)),
            ["F3124: not a name of a bucket"],
            "{name}"
        );
    }
    let dotted = BucketProps::new()
        .bucket_name("plant.data")
        .transfer_acceleration(TransferAcceleration::Enabled);
    assert_eq!(
        refused(dotted),
        ["F3124: the name of an accelerated bucket has no dots"]
    );
    let lock = BucketProps::new()
        .object_lock(ObjectLock::allowed())
        .versioning(Versioning::Suspended);
    assert_eq!(refused(lock), ["F3126: what is locked are versions"]);
    let forever = BucketProps::new().object_lock(ObjectLock::retain(RetentionMode::Compliance, Days(0)));
    assert_eq!(
        refused(forever),
        ["F3127: versions are locked for a time that S3 does not take"]
    );
    let soon = BucketProps::new().intelligent_tiering([IntelligentTiering::new("a").archive_access_after(Days(89))]);
    assert_eq!(
        refused(soon),
        ["F3127: IntelligentTieringConfigurations is out of range"]
    );
    let both = mistakes(|stack| {
        Bucket::new(
            stack,
            "Data",
            BucketProps::new()
                .encryption_key(key(stack))
                .encryption(BucketEncryption::S3Managed),
        );
    });
    assert_eq!(both, ["F3125: two things are to encrypt one bucket"]);
    let public = mistakes(|stack| {
        Bucket::new(stack, "Data", BucketProps::new()).grant_public_access("*");
    });
    assert_eq!(
        public,
        ["F3123: objects are made public in a bucket that is kept private"]
    );
    let encrypted = mistakes(|stack| {
        let open = BucketProps::new()
            .block_public_access(BlockPublicAccess::AclsOnly)
            .encryption_key(key(stack));
        Bucket::new(stack, "Data", open).grant_public_access("*");
    });
    assert_eq!(
        encrypted,
        ["F3123: objects are made public in a bucket that is kept private"]
    );
    let logged = mistakes(|stack| {
        let logs = Bucket::new(stack, "Logs", BucketProps::new().encryption_key(key(stack)));
        Bucket::new(stack, "Data", BucketProps::new().server_access_log(&logs));
    });
    assert_eq!(
        logged,
        ["F3121: S3 delivers access logs only to a bucket that it encrypts itself"]
    );
    let copied = mistakes(|stack| {
        let copy = Bucket::from_bucket_name(stack, "Copy", "copy");
        let rule = ReplicationRule::new(&copy)
            .tag("a", "b")
            .delete_markers(Replicated::Yes);
        Bucket::new(
            stack,
            "Data",
            BucketProps::new().versioning(Versioning::Never).replication([rule]),
        );
    });
    assert_eq!(
        copied,
        [
            "F3126: S3 copies from versioned buckets only",
            "F3128: a delete marker has no tags"
        ]
    );
}

#[test]
fn grants_reach_bucket_objects_and_key() {
    let template = synthesize(|stack| {
        let key = Key::new(stack, "Key", KeyProps::new());
        let data = Bucket::new(stack, "Data", BucketProps::new().encryption_key(&key));
        data.grant_read(&role(stack, "Reader"));
        data.grants().objects("press/*").put(&role(stack, "Press"));
    });
    let reader = statements(&template, "AWS::IAM::ManagedPolicy", "Reader");
    let actions: Vec<&Json> = reader.iter().map(|statement| &statement["Action"]).collect();
    assert_eq!(
        actions[0],
        &json!(["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketVersions"])
    );
    assert!(actions[1].as_array().unwrap().contains(&json!("s3:GetObject")));
    assert_eq!(actions[2], "kms:Decrypt");
    let press = statements(&template, "AWS::IAM::ManagedPolicy", "Press");
    assert_eq!(press[0]["Resource"]["Fn::Join"][1][1], "/press/*");
    assert_eq!(press[1]["Action"], json!(["kms:Decrypt", "kms:GenerateDataKey"]));
}

#[test]
fn services_and_everybody_are_let_in_by_the_buckets_policy() {
    let template = synthesize(|stack| {
        let open = BucketProps::new().block_public_access(BlockPublicAccess::AclsOnly);
        let site = Bucket::new(stack, "Site", open);
        site.grant_public_access("public/*");
        site.grant_put(&Principal::service("delivery.logs.amazonaws.com").from_own_account());
        site.add_to_resource_policy(
            PolicyStatement::deny(["s3:DeleteObject"])
                .by(Principal::star())
                .on(site.arn_for_objects("*")),
        );
    });
    let policy = statements(&template, "AWS::S3::BucketPolicy", "Site");
    assert_eq!(
        (&policy[1]["Principal"], &policy[1]["Action"]),
        (&json!({ "AWS": "*" }), &json!("s3:GetObject"))
    );
    assert_eq!(policy[2]["Principal"]["Service"], "delivery.logs.amazonaws.com");
    assert_eq!(policy[3]["Effect"], "Deny");
    let block = &resource(&template, "AWS::S3::Bucket", "Site")["Properties"]["PublicAccessBlockConfiguration"];
    assert_eq!(
        (&block["BlockPublicAcls"], &block["RestrictPublicBuckets"]),
        (&json!(true), &json!(false))
    );
}

#[test]
fn a_copy_is_made_by_a_role_that_reads_here_and_writes_there() {
    let template = synthesize(|stack| {
        let key = Key::new(stack, "Key", KeyProps::new());
        let copy = Bucket::new(stack, "Copy", BucketProps::new().encryption_key(&key));
        let rule = ReplicationRule::new(&copy)
            .prefix("raw/")
            .storage_class(StorageClass::GlacierInstantRetrieval)
            .time(ReplicationTime::FifteenMinutes);
        let other = ReplicationRule::new(Bucket::from_bucket_name(stack, "Far", "far")).delete_markers(Replicated::Yes);
        Bucket::new(
            stack,
            "Data",
            BucketProps::new().encryption_key(&key).replication([rule, other]),
        );
    });
    let replication = &resource(&template, "AWS::S3::Bucket", "Data")["Properties"]["ReplicationConfiguration"];
    insta::assert_json_snapshot!(replication["Rules"]);
    let policy = statements(&template, "AWS::IAM::ManagedPolicy", "DataReplicationRole");
    let actions: Vec<String> = policy.iter().map(|statement| statement["Action"].to_string()).collect();
    let expected = [
        r#"["s3:GetReplicationConfiguration","s3:ListBucket"]"#,
        r#"["s3:GetObjectVersionForReplication","s3:GetObjectVersionAcl","s3:GetObjectVersionTagging"]"#,
        r#"["kms:Decrypt","kms:Encrypt","kms:GenerateDataKey"]"#,
        r#"["s3:ReplicateObject","s3:ReplicateTags"]"#,
        r#"["s3:ReplicateObject","s3:ReplicateTags","s3:ReplicateDelete"]"#,
    ];
    assert_eq!(actions, expected);
}

#[test]
fn an_import_is_granted_and_addressed_but_not_changed() {
    let template = synthesize(|stack| {
        let by_arn = Bucket::from_bucket_arn(stack, "ByArn", "arn:aws:s3:::firmware");
        assert_eq!(by_arn.name().literal().map(String::as_str), Some("firmware"));
        let attributes = BucketAttributes::new("firmware").region("sa-east-1");
        let shared = Bucket::from_bucket_attributes(stack, "Shared", attributes);
        shared.grant_read(&role(stack, "Reader"));
        let expected = text!("https://firmware.s3.sa-east-1.{}/7.bin", pseudo::url_suffix());
        assert_eq!(
            shared.virtual_hosted_url_for_object("7.bin", HostStyle::Regional),
            expected
        );
        assert_eq!(shared.s3_url_for_object("7.bin"), text!("s3://firmware/7.bin"));
        CfnOutput::new(stack, "Site", shared.website_domain_name());
    });
    assert_eq!(statements(&template, "AWS::IAM::ManagedPolicy", "Reader").len(), 2);
    let changed = mistakes(|stack| {
        let shared = Bucket::from_bucket_name(stack, "Shared", "firmware");
        shared.add_lifecycle_rule(LifecycleRule::new().expiration(Days(1)));
        shared.grant_put(&Principal::service("delivery.logs.amazonaws.com"));
    });
    assert_eq!(changed.len(), 2);
    assert!(
        changed[0].starts_with("F3011: ") && changed[1].starts_with("F3012: "),
        "{changed:?}"
    );
}

#[test]
fn an_emptied_bucket_brings_its_provider() {
    let template = synthesize(|stack| {
        let bucket = Bucket::new(
            stack,
            "Scratch",
            BucketProps::new()
                .removal_policy(RemovalPolicy::Destroy)
                .auto_delete_objects(),
        );
        assert!(bucket.emptier().is_some());
        Bucket::new(
            stack,
            "Other",
            BucketProps::new()
                .removal_policy(RemovalPolicy::Destroy)
                .auto_delete_objects(),
        );
    });
    let all = template["Resources"].as_object().unwrap().values();
    let count = |kind: &str| all.clone().filter(|resource| resource["Type"] == kind).count();
    assert_eq!((count("Custom::EmptyBucket"), count("AWS::Lambda::Function")), (2, 1));
}
