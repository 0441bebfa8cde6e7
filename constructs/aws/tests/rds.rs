//! Databases, as templates.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use ferrocdk_aws::ec2::{Connectable, Peer, SecurityGroup, SecurityGroupProps, SubnetType, Vpc, VpcProps};
use ferrocdk_aws::iam::{Principal, Role, RoleProps};
use ferrocdk_aws::rds::{
    AuroraPostgresEngineVersion, ClusterInstance, Credentials, DatabaseCluster, DatabaseClusterEngine,
    DatabaseClusterProps, DatabaseInstance, DatabaseInstanceEngine, DatabaseInstanceProps, IamAuthentication,
    PostgresEngineVersion, ServerlessCapacity, SqlServerEdition, SqlServerEngineVersion,
};
use ferrocdk_aws::units::{Days, Gibibytes};
use ferrocdk_core::{App, RemovalPolicy, Stack};
use serde_json::json;

use crate::support::{plant as empty_plant, resources_of as resources};

fn plant() -> (App, Stack, Vpc) {
    let (app, stack) = empty_plant();
    let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
    (app, stack, vpc)
}

fn postgres(vpc: &Vpc) -> DatabaseInstanceProps {
    DatabaseInstanceProps::new(vpc, DatabaseInstanceEngine::postgres(PostgresEngineVersion::VER_17))
}

fn aurora() -> DatabaseClusterEngine {
    DatabaseClusterEngine::aurora_postgres(AuroraPostgresEngineVersion::VER_17_5)
}

#[test]
fn a_database_is_encrypted_kept_and_has_the_ids_of_aws_cdk() {
    let (app, stack, vpc) = plant();
    let database = DatabaseInstance::new(&stack, "Db", postgres(&vpc).parameter("rds.force_ssl", "1"));
    let host = SecurityGroup::new(&stack, "Host", SecurityGroupProps::new(&vpc));
    database.allow_default_port_from(&host, "");
    let role = Role::new(&stack, "R", RoleProps::new(Principal::service("ec2.amazonaws.com")));
    database.grant_connect(&role, "u");
    database.add_rotation_single_user();
    let resources = resources(&app);
    let instance = &resources["Db5D02A0A9"];
    assert_eq!(
        (&instance["DeletionPolicy"], &instance["UpdateReplacePolicy"]),
        (&json!("RetainExceptOnCreate"), &json!("Retain"))
    );
    let properties = &instance["Properties"];
    for (property, expected) in [
        ("StorageEncrypted", json!(true)),
        ("PubliclyAccessible", json!(false)),
        ("StorageType", json!("gp3")),
        ("BackupRetentionPeriod", json!(7)),
        ("EnableIAMDatabaseAuthentication", json!(true)),
        ("DBInstanceClass", json!("db.m5.large")),
        ("EngineVersion", json!("17")),
        ("DBSubnetGroupName", json!({ "Ref": "DbSubnetGroup6F6C177A" })),
        ("DBParameterGroupName", json!({ "Ref": "DbParameterGroupB60E38C6" })),
        (
            "VPCSecurityGroups",
            json!([{ "Fn::GetAtt": ["DbSecurityGroupC34ABFAB", "GroupId"] }]),
        ),
    ] {
        assert_eq!(properties[property], expected, "{property}");
    }
    let password = json!({ "Fn::Join": ["", ["{{resolve:secretsmanager:", { "Ref": "DbSecretCF6D79B0" }, ":SecretString:password::}}"]] });
    assert_eq!(properties["MasterUserPassword"], password);
    assert_eq!(
        resources["DbSecretCF6D79B0"]["Properties"]["GenerateSecretString"]["SecretStringTemplate"],
        r#"{"username":"postgres"}"#
    );
    assert_eq!(
        resources["DbSecretAttachment7AED447C"]["Properties"]["TargetId"],
        json!({ "Ref": "Db5D02A0A9" })
    );
    let rule = &resources["DbSecurityGroupfromplantHost3B1BC8A1IndirectPort1873A9E2"]["Properties"];
    assert_eq!(
        rule["FromPort"],
        json!({ "Fn::GetAtt": ["Db5D02A0A9", "Endpoint.Port"] })
    );
    let granted = resources.to_string();
    assert!(
        granted.contains("rds-db:connect") && granted.contains(r#"{"Fn::GetAtt":["Db5D02A0A9","DbiResourceId"]},"/u""#),
        "{granted}"
    );
    let rotation = resources
        .as_object()
        .unwrap()
        .values()
        .find(|resource| resource["Type"] == "AWS::SecretsManager::RotationSchedule")
        .unwrap();
    let lambda = &rotation["Properties"]["HostedRotationLambda"];
    assert_eq!(lambda["RotationType"], "PostgreSQLSingleUser");
    assert_eq!(lambda["VpcSubnetIds"]["Fn::Join"][1].as_array().unwrap().len(), 2);
}

#[test]
fn a_cluster_has_a_writer_and_readers_that_wait_for_it() {
    let (app, stack, vpc) = plant();
    let props = DatabaseClusterProps::new(&vpc, aurora(), ClusterInstance::serverless_v2("writer"))
        .readers([ClusterInstance::provisioned("r1", "t3.medium")])
        .removal_policy(RemovalPolicy::Snapshot);
    DatabaseCluster::new(&stack, "Cluster", props);
    let resources = resources(&app);
    let cluster = &resources["ClusterEB0386A7"];
    assert_eq!(cluster["DeletionPolicy"], "Snapshot");
    assert_eq!(
        cluster["Properties"]["ServerlessV2ScalingConfiguration"],
        json!({ "MaxCapacity": 2, "MinCapacity": 0.5 })
    );
    assert_eq!(cluster["Properties"]["Port"], 5432);
    let writer = &resources["Clusterwriter2D9E9F4C"];
    assert_eq!(
        (&writer["Properties"]["PromotionTier"], &writer["DeletionPolicy"]),
        (&json!(0), &json!("Delete"))
    );
    let reader = &resources["Clusterr1EC8B6CDF"];
    assert_eq!(
        (
            &reader["Properties"]["PromotionTier"],
            &reader["Properties"]["DBInstanceClass"]
        ),
        (&json!(2), &json!("db.t3.medium"))
    );
    assert_eq!(reader["DependsOn"][0], "Clusterwriter2D9E9F4C");
}

#[test]
fn a_password_that_rds_keeps_needs_no_secret() {
    let (app, stack, vpc) = plant();
    let database = DatabaseInstance::new(
        &stack,
        "Db",
        postgres(&vpc).credentials(Credentials::managed("operator")),
    );
    assert!(database.secret().is_none());
    let resources = resources(&app);
    assert_eq!(resources["Db5D02A0A9"]["Properties"]["ManageMasterUserPassword"], true);
    assert!(
        resources
            .as_object()
            .unwrap()
            .values()
            .all(|resource| resource["Type"] != "AWS::SecretsManager::Secret")
    );
}

#[test]
fn what_is_wrong_is_told() {
    type Case = (&'static str, &'static str, &'static str, fn(&Stack, &Vpc));
    let cases: [Case; 8] = [
        ("a disk that is too small", "F3213", "20 to 65536", |stack, vpc| {
            DatabaseInstance::new(stack, "Db", postgres(vpc).allocated_storage(Gibibytes(5)));
        }),
        ("backups for too long", "F3213", "0 to 35", |stack, vpc| {
            DatabaseInstance::new(stack, "Db", postgres(vpc).backup_retention(Days(36)));
        }),
        ("a disk that cannot grow", "F3214", "100 GB", |stack, vpc| {
            DatabaseInstance::new(stack, "Db", postgres(vpc).max_allocated_storage(Gibibytes(100)));
        }),
        (
            "IAM for an engine that it does not know",
            "F3214",
            "sqlserver-ex",
            |stack, vpc| {
                let engine =
                    DatabaseInstanceEngine::sql_server(SqlServerEdition::Express, SqlServerEngineVersion::VER_16);
                DatabaseInstance::new(
                    stack,
                    "Db",
                    DatabaseInstanceProps::new(vpc, engine).iam_authentication(IamAuthentication::Enabled),
                );
            },
        ),
        ("a cluster of a wrong size", "F3214", "0.5 to 300", |stack, vpc| {
            let props = DatabaseClusterProps::new(vpc, aurora(), ClusterInstance::serverless_v2("writer"));
            DatabaseCluster::new(
                stack,
                "Cluster",
                props.serverless_v2_capacity(ServerlessCapacity::between(0.5, 300.0)),
            );
        }),
        ("a cluster without backups", "F3214", "1 to 35", |stack, vpc| {
            let props = DatabaseClusterProps::new(vpc, aurora(), ClusterInstance::serverless_v2("writer"));
            DatabaseCluster::new(stack, "Cluster", props.backup_retention(Days(0)));
        }),
        (
            "a grant on a cluster that is imported",
            "F3011",
            "plant/Cluster",
            |stack, _| {
                let role = Role::new(stack, "R", RoleProps::new(Principal::service("ec2.amazonaws.com")));
                DatabaseCluster::from_cluster_identifier(stack, "Cluster", "orders", &[], 5432)
                    .grant_connect(&role, "u");
            },
        ),
        (
            "a password that RDS keeps, to be rotated here",
            "F3011",
            "kept by RDS",
            |stack, vpc| {
                let database =
                    DatabaseInstance::new(stack, "Db", postgres(vpc).credentials(Credentials::managed("operator")));
                database.add_rotation_single_user();
            },
        ),
    ];
    for (case, id, text, build) in cases {
        let (app, stack, vpc) = plant();
        build(&stack, &vpc);
        let found = app.synth().unwrap_err();
        assert_eq!(
            found.0.iter().map(|mistake| mistake.id).collect::<Vec<_>>(),
            [id],
            "{case}: {found}"
        );
        assert!(found.to_string().contains(text), "{case}: {found}");
        assert!(
            found.0[0].location.unwrap().file().ends_with("tests/rds.rs"),
            "{case}: {found}"
        );
    }
}

#[test]
fn an_import_is_reached_at_its_port() {
    let (app, stack, vpc) = plant();
    let group = SecurityGroup::from_security_group_id(&stack, "Group", "sg-0123456789abcdef0");
    let cluster = DatabaseCluster::from_cluster_identifier(&stack, "Cluster", "orders", &[&group], 5432);
    cluster.allow_default_port_from(&Peer::ipv4(vpc.cidr_block()), "the network");
    let resources = resources(&app);
    let rule = resources
        .as_object()
        .unwrap()
        .values()
        .find(|resource| resource["Type"] == "AWS::EC2::SecurityGroupIngress")
        .unwrap();
    assert_eq!(rule["Properties"]["FromPort"], 5432);
    let public = vpc.select_subnets(&SubnetType::Public.into());
    assert!(public.has_public);
}
