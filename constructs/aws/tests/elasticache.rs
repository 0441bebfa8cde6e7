//! Caches, as templates.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use ferrocdk_aws::ec2::{Connectable, InstanceType, SecurityGroup, SecurityGroupProps, Vpc, VpcProps};
use ferrocdk_aws::elasticache::{
    CacheAccess, CacheEngine, ReplicationGroup, ReplicationGroupProps, ServerlessCache, ServerlessCacheProps,
};
use ferrocdk_aws::iam::{Principal, Role, RoleProps};
use ferrocdk_aws::units::{Days, Gibibytes};
use ferrocdk_core::{App, Stack};
use serde_json::json;

use crate::support::{one, plant as empty_plant, template_of};

fn plant() -> (App, Stack, Vpc) {
    let (app, stack) = empty_plant();
    let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
    (app, stack, vpc)
}

fn nodes(vpc: &Vpc) -> ReplicationGroupProps {
    ReplicationGroupProps::new(vpc, InstanceType::new("t4g.micro"))
}

#[test]
fn a_cache_is_encrypted_has_a_password_and_a_copy() {
    let (app, stack, vpc) = plant();
    let cache = ReplicationGroup::new(&stack, "Latest", nodes(&vpc));
    let screens = SecurityGroup::new(&stack, "Screens", SecurityGroupProps::new(&vpc));
    cache.allow_default_port_from(&screens, "screens");
    let made = one(&template_of(&app), "AWS::ElastiCache::ReplicationGroup").clone();
    for (property, expected) in [
        ("AtRestEncryptionEnabled", json!(true)),
        ("TransitEncryptionEnabled", json!(true)),
        ("MultiAZEnabled", json!(true)),
        ("AutomaticFailoverEnabled", json!(true)),
        ("NumCacheClusters", json!(2)),
        ("SnapshotRetentionLimit", json!(7)),
        ("CacheNodeType", json!("cache.t4g.micro")),
        ("Engine", json!("valkey")),
    ] {
        assert_eq!(made["Properties"][property], expected, "{property}");
    }
    assert!(
        made["Properties"]["AuthToken"]
            .to_string()
            .contains("{{resolve:secretsmanager:"),
        "{made}"
    );
    assert_eq!(made["DeletionPolicy"], "RetainExceptOnCreate");
    assert_eq!(
        one(&template_of(&app), "AWS::EC2::SecurityGroupIngress")["Properties"]["FromPort"],
        6379
    );
}

#[test]
fn shards_have_the_settings_that_they_need() {
    let (app, stack, vpc) = plant();
    let props = nodes(&vpc)
        .shards(3)
        .replicas(0)
        .access(CacheAccess::Open)
        .engine(CacheEngine::REDIS_7_1);
    let cache = ReplicationGroup::new(&stack, "Latest", props);
    assert!(cache.token().is_none());
    let made = one(&template_of(&app), "AWS::ElastiCache::ReplicationGroup").clone();
    let properties = &made["Properties"];
    assert_eq!(
        (&properties["NumNodeGroups"], &properties["ReplicasPerNodeGroup"]),
        (&json!(3), &json!(0))
    );
    assert_eq!(properties["CacheParameterGroupName"], "default.redis7.cluster.on");
    assert_eq!(
        (&properties["MultiAZEnabled"], &properties["AutomaticFailoverEnabled"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(properties.get("AuthToken"), None);
}

#[test]
fn a_cache_without_nodes_is_named_by_its_path() {
    let (app, stack, vpc) = plant();
    let cache = ServerlessCache::new(
        &stack,
        "AVeryLongNameForWhatIsReadOftenAndKeptInMemory",
        ServerlessCacheProps::new(&vpc).data_limit(Gibibytes(5)),
    );
    let role = Role::new(
        &stack,
        "Reader",
        RoleProps::new(Principal::service("lambda.amazonaws.com")),
    );
    cache.grant_connect(&role, "arn:aws:elasticache:eu-central-1:111122223333:user:reader");
    let made = one(&template_of(&app), "AWS::ElastiCache::ServerlessCache").clone();
    let name = made["Properties"]["ServerlessCacheName"].as_str().unwrap().to_owned();
    assert!(name.len() == 40 && name.starts_with("plantaverylongname"), "{name}");
    assert_eq!(
        made["Properties"]["CacheUsageLimits"],
        json!({ "DataStorage": { "Maximum": 5, "Unit": "GB" } })
    );
    assert_eq!(made["Properties"]["MajorEngineVersion"], "8");
    assert!(
        one(&template_of(&app), "AWS::IAM::ManagedPolicy")
            .to_string()
            .contains("elasticache:Connect")
    );
}

#[test]
fn what_is_wrong_is_told() {
    type Case = (&'static str, &'static str, &'static str, fn(&Stack, &Vpc));
    let cases: [Case; 5] = [
        ("too many copies", "F3215", "0 to 5", |stack, vpc| {
            ReplicationGroup::new(stack, "Latest", nodes(vpc).replicas(6));
        }),
        ("snapshots for too long", "F3215", "0 to 35", |stack, vpc| {
            ReplicationGroup::new(stack, "Latest", nodes(vpc).snapshot_retention(Days(40)));
        }),
        ("copies of Memcached", "F3216", "ServerlessCache", |stack, vpc| {
            ReplicationGroup::new(stack, "Latest", nodes(vpc).engine(CacheEngine::MEMCACHED_1_6));
        }),
        ("a name with an underscore", "F3216", "latest_readings", |stack, vpc| {
            ServerlessCache::new(
                stack,
                "Latest",
                ServerlessCacheProps::new(vpc).serverless_cache_name("latest_readings"),
            );
        }),
        ("the address of an import", "F3011", "plant/Latest", |stack, _| {
            ReplicationGroup::from_replication_group_id(stack, "Latest", "latest", &[], 6379).endpoint_address();
        }),
    ];
    for (case, id, text, build) in cases {
        let (app, stack, vpc) = plant();
        build(&stack, &vpc);
        let found = app.synth().unwrap_err();
        assert_eq!(found.0[0].id, id, "{case}: {found}");
        assert!(
            found.0.len() == 1 && found.to_string().contains(text),
            "{case}: {found}"
        );
        assert!(
            found.0[0].location.unwrap().file().ends_with("tests/elasticache.rs"),
            "{case}: {found}"
        );
    }
}
