//! Cache and database of a plant: encrypted, without a password in the template, reached from functions that are let in.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use ferrocdk_aws::lambda::{Code, Function, FunctionProps, Runtime};
use ferrocdk_core::{App, Stack, StackProps};
use ferrocdk_plant::{
    LatestValueCache, LatestValueCacheProps, Naming, PlantNetwork, PlantNetworkProps, RelationalStore,
    RelationalStoreProps, Watch,
};
use serde_json::{Value as Json, json};

fn function(stack: &Stack, network: &PlantNetwork) -> Function {
    let code = FunctionProps::new(Code::inline("exports.handler = async () => {};"));
    let code = code.runtime(Runtime::NODEJS_22).handler("index.handler");
    Function::new(stack, "Function", code.vpc(network.vpc()))
}

fn template(build: impl FnOnce(&Stack, &PlantNetwork)) -> Json {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let network = PlantNetwork::new(&stack, "Network", PlantNetworkProps::new());
    build(&stack, &network);
    app.synth().unwrap().template("plant").unwrap().clone()
}

fn of_type(template: &Json, name: &str) -> Vec<Json> {
    let resources = template["Resources"].as_object().unwrap().values();
    let found = resources.filter(|resource| resource["Type"] == name);
    found.map(|resource| resource["Properties"].clone()).collect()
}

#[test]
fn the_cache_is_encrypted_doubled_and_known_to_users_of_iam_only() {
    let template = template(|stack, network| {
        LatestValueCache::new(stack, "Cache", LatestValueCacheProps::new(network));
    });
    let cache = &of_type(&template, "AWS::ElastiCache::ReplicationGroup")[0];
    for property in [
        "AtRestEncryptionEnabled",
        "TransitEncryptionEnabled",
        "MultiAZEnabled",
        "AutomaticFailoverEnabled",
    ] {
        assert_eq!(cache[property], true, "{property}");
    }
    assert_eq!(
        (&cache["Engine"], &cache["NumCacheClusters"]),
        (&json!("valkey"), &json!(2))
    );
    assert!(cache["KmsKeyId"].is_object());
    assert_eq!(cache.get("AuthToken"), None);
    assert_eq!(cache["UserGroupIds"].as_array().unwrap().len(), 1);
    let users = of_type(&template, "AWS::ElastiCache::User");
    let functions = users
        .iter()
        .find(|user| user["AuthenticationMode"]["Type"] == "iam")
        .unwrap();
    assert_eq!(functions["UserId"], functions["UserName"], "as IAM wants it");
    let default = users.iter().find(|user| user["UserName"] == "default").unwrap();
    assert_eq!(default["AccessString"], "off ~* -@all");
    assert!(of_type(&template, "AWS::SecretsManager::Secret").is_empty());
}

#[test]
fn ids_of_users_are_valid_and_of_one_stack_only() {
    let ids = |stack_name: &str| {
        let app = App::new();
        let stack = Stack::new(&app, stack_name, StackProps::default());
        let network = PlantNetwork::new(&stack, "Network", PlantNetworkProps::new());
        LatestValueCache::new(&stack, "Cache", LatestValueCacheProps::new(&network));
        let template = app.synth().unwrap().template(stack_name).unwrap().clone();
        let users = of_type(&template, "AWS::ElastiCache::User");
        users
            .iter()
            .map(|user| user["UserId"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let (one, other) = (
        ids("a-plant-with-a-name-that-is-rather-long-prod"),
        ids("a-plant-with-a-name-that-is-rather-long-test"),
    );
    for id in one.iter().chain(&other) {
        assert!(id.len() <= 40 && id.starts_with('u'), "{id}");
        assert!(id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()), "{id}");
    }
    assert!(one.iter().all(|id| !other.contains(id)), "{one:?} {other:?}");
    assert_ne!(one[0], one[1]);
}

#[test]
fn who_is_let_into_the_cache_may_connect_as_its_user() {
    let template = template(|stack, network| {
        let cache = LatestValueCache::new(stack, "Cache", LatestValueCacheProps::new(network));
        cache.let_in(&function(stack, network));
    });
    let ingress = of_type(&template, "AWS::EC2::SecurityGroupIngress");
    assert_eq!((ingress.len(), &ingress[0]["ToPort"]), (1, &json!(6379)));
    assert!(ingress[0]["SourceSecurityGroupId"].is_object());
    let policies = of_type(&template, "AWS::IAM::ManagedPolicy");
    let statements = policies
        .iter()
        .flat_map(|policy| policy["PolicyDocument"]["Statement"].as_array().unwrap());
    let connect = statements
        .into_iter()
        .find(|statement| statement["Action"] == "elasticache:Connect")
        .unwrap();
    assert_eq!(
        connect["Resource"].as_array().unwrap().len(),
        2,
        "the cache, and the user"
    );
}

#[test]
fn the_password_of_the_database_is_kept_by_rds() {
    let template = template(|stack, network| {
        let store = RelationalStore::new(stack, "History", RelationalStoreProps::new(network));
        store.grant_data_api_access(&function(stack, network));
    });
    let cluster = &of_type(&template, "AWS::RDS::DBCluster")[0];
    assert_eq!(cluster["ManageMasterUserPassword"], true);
    assert!(cluster["MasterUserSecret"]["KmsKeyId"].is_object());
    assert_eq!(cluster.get("MasterUserPassword"), None);
    for property in [
        "StorageEncrypted",
        "EnableIAMDatabaseAuthentication",
        "EnableHttpEndpoint",
        "CopyTagsToSnapshot",
    ] {
        assert_eq!(cluster[property], true, "{property}");
    }
    assert_eq!(
        (&cluster["DatabaseName"], &cluster["MasterUsername"]),
        (&json!("iotdb"), &json!("iotadmin"))
    );
    assert_eq!(cluster["EnableCloudwatchLogsExports"], json!(["postgresql"]));
    assert_eq!(
        of_type(&template, "AWS::RDS::DBInstance").len(),
        2,
        "a writer, and a reader"
    );
    let parameters = &of_type(&template, "AWS::RDS::DBClusterParameterGroup")[0]["Parameters"];
    assert_eq!(parameters["rds.force_ssl"], "1");
    let policies = of_type(&template, "AWS::IAM::ManagedPolicy");
    let statements: Vec<String> = policies
        .iter()
        .map(|policy| policy["PolicyDocument"]["Statement"].to_string())
        .collect();
    let text = statements.concat();
    assert!(
        text.contains("rds-data:ExecuteStatement") && text.contains("MasterUserSecret.SecretArn"),
        "{text}"
    );
}

#[test]
fn who_is_let_into_the_database_comes_from_a_function_alone() {
    let template = template(|stack, network| {
        let store = RelationalStore::new(
            stack,
            "History",
            RelationalStoreProps::new(network).port(5433).readers(2),
        );
        store.let_in(&function(stack, network), "reports");
    });
    let ingress = of_type(&template, "AWS::EC2::SecurityGroupIngress");
    assert_eq!(ingress.len(), 1);
    assert!(ingress[0]["SourceSecurityGroupId"].is_object());
    let groups = of_type(&template, "AWS::EC2::SecurityGroup");
    assert!(
        groups.iter().all(|group| group.get("SecurityGroupIngress").is_none()),
        "no block of addresses"
    );
    let policies = of_type(&template, "AWS::IAM::ManagedPolicy");
    assert!(
        policies
            .iter()
            .any(|policy| policy.to_string().contains("rds-db:connect"))
    );
    let cluster = &of_type(&template, "AWS::RDS::DBCluster")[0];
    assert_eq!(cluster["Port"], 5433);
    assert_eq!(of_type(&template, "AWS::RDS::DBInstance").len(), 3);
}

#[test]
fn names_follow_the_plant_and_alarms_watch_both() {
    let mut purposes = Vec::new();
    let template = template(|stack, network| {
        Naming::of(stack).set(Naming::plant("http-ingest", "prod"));
        let cache = LatestValueCache::new(stack, "Cache", LatestValueCacheProps::new(network));
        let store = RelationalStore::new(stack, "History", RelationalStoreProps::new(network));
        let alarms = cache.alarms().into_iter().chain(store.alarms());
        purposes.extend(alarms.map(|alarm| alarm.purpose().to_owned()));
    });
    let expected = [
        "elasticache-memory",
        "elasticache-processor",
        "rds-capacity",
        "rds-deadlocks",
    ];
    assert_eq!(purposes, expected);
    let cache = &of_type(&template, "AWS::ElastiCache::ReplicationGroup")[0];
    assert_eq!(cache["ReplicationGroupId"], "http-ingest-elasticache-latest-prod");
    let cluster = &of_type(&template, "AWS::RDS::DBCluster")[0];
    assert_eq!(cluster["DBClusterIdentifier"], "http-ingest-rds-history-prod");
}
