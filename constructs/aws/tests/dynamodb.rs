//! Tables in a template: keys, indexes, billing, grants, imports, and what is refused.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use ferrocdk_aws::Defaults;
use ferrocdk_aws::dynamodb::{
    Attribute, Autoscaling, Consistency, ContributorInsights, DeletionProtection, GlobalSecondaryIndex, GlobalTable,
    GlobalTableProps, ImportSource, InputCompression, InputFormat, LocalSecondaryIndex, OnDemand, Operation,
    PointInTimeRecovery, Projection, Provisioned, Replica, StreamView, Table, TableAttributes, TableClass,
    TableEncryption, TableProps, TimePrecision, WarmThroughput,
};
use ferrocdk_aws::grants::ResourcePolicy;
use ferrocdk_aws::iam::{PolicyStatement, Principal, Role, RoleProps};
use ferrocdk_aws::kms::{Key, KeyProps};
use ferrocdk_aws::units::{Days, Seconds};
use ferrocdk_core::{App, Environment, Stack, StackProps};
use serde_json::{Value as Json, json};

use crate::support::{template as synthesized, told as mistakes, with_ids as of_type};

/// The table that the settings make.
fn table(props: TableProps) -> Json {
    let template = synthesized(|stack| {
        Table::new(stack, "Table", props);
    });
    of_type(&template, "AWS::DynamoDB::Table")[0].1.clone()
}

fn key() -> TableProps {
    TableProps::new(Attribute::string("device")).sort_key(Attribute::number("time"))
}

fn worker(stack: &Stack) -> Role {
    Role::new(
        stack,
        "Worker",
        RoleProps::new(Principal::service("lambda.amazonaws.com")),
    )
}

/// The statements of the only managed policy of the template.
fn permissions(template: &Json) -> Json {
    of_type(template, "AWS::IAM::ManagedPolicy")[0].1["Properties"]["PolicyDocument"]["Statement"].clone()
}

#[test]
fn a_table_is_paid_for_by_request_kept_and_recoverable() {
    let template = synthesized(|stack| {
        Table::new(stack, "Table", key().time_to_live_attribute("expiry"));
    });
    let found = of_type(&template, "AWS::DynamoDB::Table");
    let (id, table) = found[0];
    assert_eq!(id, "TableCD117FA1", "as AWS CDK names it");
    let expected = json!({
        "AttributeDefinitions": [
            { "AttributeName": "device", "AttributeType": "S" },
            { "AttributeName": "time", "AttributeType": "N" },
        ],
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [
            { "AttributeName": "device", "KeyType": "HASH" },
            { "AttributeName": "time", "KeyType": "RANGE" },
        ],
        "PointInTimeRecoverySpecification": { "PointInTimeRecoveryEnabled": true },
        "TimeToLiveSpecification": { "AttributeName": "expiry", "Enabled": true },
    });
    assert_eq!(table["Properties"], expected);
    assert_eq!(table["DeletionPolicy"], "RetainExceptOnCreate");
    assert_eq!(table["UpdateReplacePolicy"], "Retain");
}

#[test]
fn indexes_declare_their_attributes_once_and_take_the_limits_of_the_table() {
    let by_line = GlobalSecondaryIndex::new("byLine", Attribute::string("line"))
        .and_partition_key(Attribute::string("plant"))
        .sort_key(Attribute::number("time"))
        .projection(Projection::include(["celsius"]))
        .max_write_request_units(7_u32)
        .warm_throughput(WarmThroughput::new().read_units_per_second(12_000))
        .contributor_insights(ContributorInsights::ThrottledKeys);
    let by_value = LocalSecondaryIndex::new("byValue", Attribute::number("celsius")).projection(Projection::KeysOnly);
    let props = key()
        .billing(OnDemand::new().max_read_request_units(10).max_write_request_units(5))
        .global_secondary_indexes([by_line])
        .local_secondary_indexes([by_value]);
    let table = table(props);
    let names: Vec<&Json> = table["Properties"]["AttributeDefinitions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|attribute| &attribute["AttributeName"])
        .collect();
    assert_eq!(names, ["device", "time", "line", "plant", "celsius"]);
    let expected = json!([{
        "IndexName": "byLine",
        "KeySchema": [
            { "AttributeName": "line", "KeyType": "HASH" },
            { "AttributeName": "plant", "KeyType": "HASH" },
            { "AttributeName": "time", "KeyType": "RANGE" },
        ],
        "Projection": { "NonKeyAttributes": ["celsius"], "ProjectionType": "INCLUDE" },
        "OnDemandThroughput": { "MaxReadRequestUnits": 10, "MaxWriteRequestUnits": 7 },
        "WarmThroughput": { "ReadUnitsPerSecond": 12_000 },
        "ContributorInsightsSpecification": { "Enabled": true, "Mode": "THROTTLED_KEYS" },
    }]);
    assert_eq!(table["Properties"]["GlobalSecondaryIndexes"], expected);
    let expected = json!([{
        "IndexName": "byValue",
        "KeySchema": [
            { "AttributeName": "device", "KeyType": "HASH" },
            { "AttributeName": "celsius", "KeyType": "RANGE" },
        ],
        "Projection": { "ProjectionType": "KEYS_ONLY" },
    }]);
    assert_eq!(table["Properties"]["LocalSecondaryIndexes"], expected);
}

#[test]
fn capacity_follows_the_load_of_table_and_indexes() {
    let by_line = GlobalSecondaryIndex::new("byLine", Attribute::string("line")).write_capacity(3);
    let read = Autoscaling::between(5, 100)
        .target_utilization(60)
        .seed(10)
        .scale_in_cooldown(Seconds(60));
    let template = synthesized(|stack| {
        let props = key()
            .billing(Provisioned::new(read, 4))
            .global_secondary_indexes([by_line]);
        Table::new(stack, "Table", props);
    });
    let table = of_type(&template, "AWS::DynamoDB::Table")[0].1;
    let throughput = |reads: u32, writes: u32| json!({ "ReadCapacityUnits": reads, "WriteCapacityUnits": writes });
    assert_eq!(table["Properties"]["BillingMode"], "PROVISIONED");
    assert_eq!(table["Properties"]["ProvisionedThroughput"], throughput(10, 4));
    let index = &table["Properties"]["GlobalSecondaryIndexes"][0];
    assert_eq!(index["ProvisionedThroughput"], throughput(10, 3));
    let targets = of_type(&template, "AWS::ApplicationAutoScaling::ScalableTarget");
    let found: Vec<(&str, &Json)> = targets
        .iter()
        .map(|(id, target)| (id.as_str(), &target["Properties"]["ScalableDimension"]))
        .collect();
    assert_eq!(found.len(), 2, "fixed capacities are not scaled: {found:?}");
    let (id, target) = targets[0];
    assert_eq!(id, "TableReadScalingTargetF96E9F76", "as AWS CDK names it");
    assert_eq!(target["Properties"]["MinCapacity"], 5);
    assert_eq!(
        target["Properties"]["ResourceId"],
        json!({ "Fn::Join": ["", ["table/", { "Ref": "TableCD117FA1" }]] })
    );
    let policy = of_type(&template, "AWS::ApplicationAutoScaling::ScalingPolicy")[0].1;
    let expected = json!({
        "PredefinedMetricSpecification": { "PredefinedMetricType": "DynamoDBReadCapacityUtilization" },
        "ScaleInCooldown": 60,
        "TargetValue": 60,
    });
    assert_eq!(
        policy["Properties"]["TargetTrackingScalingPolicyConfiguration"],
        expected
    );
}

#[test]
fn every_other_setting_reaches_its_property() {
    let template = synthesized(|stack| {
        let source = ImportSource::new("exports", InputFormat::csv())
            .compression(InputCompression::Zstd)
            .key_prefix("2026/");
        let props = key()
            .table_name("readings")
            .stream(StreamView::NewImage)
            .kinesis_stream("arn:aws:kinesis:sa-east-1:111122223333:stream/changes")
            .kinesis_precision_timestamp(TimePrecision::Millisecond)
            .point_in_time_recovery(PointInTimeRecovery::Within(Days(7).into()))
            .deletion_protection(DeletionProtection::On)
            .encryption(TableEncryption::AwsManaged)
            .table_class(TableClass::StandardInfrequentAccess)
            .contributor_insights(ContributorInsights::AccessedAndThrottledKeys)
            .warm_throughput(WarmThroughput::new().write_units_per_second(5_000))
            .import_source(source);
        Table::new(stack, "Table", props);
    });
    let properties = &of_type(&template, "AWS::DynamoDB::Table")[0].1["Properties"];
    let expected = [
        ("TableName", json!("readings")),
        ("StreamSpecification", json!({ "StreamViewType": "NEW_IMAGE" })),
        (
            "KinesisStreamSpecification",
            json!({
                "StreamArn": "arn:aws:kinesis:sa-east-1:111122223333:stream/changes",
                "ApproximateCreationDateTimePrecision": "MILLISECOND",
            }),
        ),
        (
            "PointInTimeRecoverySpecification",
            json!({ "PointInTimeRecoveryEnabled": true, "RecoveryPeriodInDays": 7 }),
        ),
        ("DeletionProtectionEnabled", json!(true)),
        ("SSESpecification", json!({ "SSEEnabled": true })),
        ("TableClass", json!("STANDARD_INFREQUENT_ACCESS")),
        (
            "ContributorInsightsSpecification",
            json!({ "Enabled": true, "Mode": "ACCESSED_AND_THROTTLED_KEYS" }),
        ),
        ("WarmThroughput", json!({ "WriteUnitsPerSecond": 5_000 })),
        (
            "ImportSourceSpecification",
            json!({
                "S3BucketSource": { "S3Bucket": "exports", "S3KeyPrefix": "2026/" },
                "InputFormat": "CSV",
                "InputFormatOptions": { "Csv": { "Delimiter": "," } },
                "InputCompressionType": "ZSTD",
            }),
        ),
    ];
    for (property, value) in expected {
        assert_eq!(properties[property], value, "{property}");
    }
}

#[test]
fn readers_reach_the_indexes_by_their_names_and_the_key() {
    let template = synthesized(|stack| {
        let key = Key::new(stack, "Key", KeyProps::new());
        Defaults::of(stack).encryption_key(&key);
        let by_line = GlobalSecondaryIndex::new("byLine", Attribute::string("line"));
        let table = Table::new(stack, "Table", self::key().global_secondary_indexes([by_line]));
        table.grant_read_data(&worker(stack));
    });
    let arn = json!({ "Fn::GetAtt": ["TableCD117FA1", "Arn"] });
    let index = json!({ "Fn::Join": ["", [arn.clone(), "/index/byLine"]] });
    let expected = json!([
        {
            "Effect": "Allow",
            "Action": ["dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:DescribeTable", "dynamodb:GetItem"],
            "Resource": arn,
        },
        {
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:DescribeKey"],
            "Resource": { "Fn::GetAtt": ["Key961B73FD", "Arn"] },
        },
        { "Effect": "Allow", "Action": ["dynamodb:Query", "dynamodb:Scan"], "Resource": [arn, index] },
    ]);
    assert_eq!(permissions(&template), expected);
}

#[test]
fn whoever_delivers_puts_and_reads_nothing() {
    let template = synthesized(|stack| {
        Table::new(stack, "Table", key()).grant_put_items(&worker(stack));
    });
    assert_eq!(
        permissions(&template)[0]["Action"],
        json!(["dynamodb:BatchWriteItem", "dynamodb:PutItem"])
    );
    assert_eq!(permissions(&template).as_array().unwrap().len(), 1);
}

#[test]
fn the_stream_is_read_by_its_own_arn() {
    let template = synthesized(|stack| {
        let table = Table::new(stack, "Table", key().stream(StreamView::KeysOnly));
        table.grant_stream_read(&worker(stack));
    });
    let expected = json!([
        {
            "Effect": "Allow",
            "Action": ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
            "Resource": { "Fn::GetAtt": ["TableCD117FA1", "StreamArn"] },
        },
        { "Effect": "Allow", "Action": "dynamodb:ListStreams", "Resource": "*" },
    ]);
    assert_eq!(permissions(&template), expected);
}

#[test]
fn another_account_is_let_in_by_the_policy_of_the_table() {
    let template = synthesized(|stack| {
        let table = Table::new(stack, "Table", key());
        table.grant_read_data(&Principal::account("444455556666"));
        table.add_to_resource_policy(PolicyStatement::deny(["dynamodb:DeleteTable"]).by(Principal::any()));
    });
    let table = of_type(&template, "AWS::DynamoDB::Table")[0].1;
    let statements = table["Properties"]["ResourcePolicy"]["PolicyDocument"]["Statement"]
        .as_array()
        .unwrap();
    assert_eq!(statements.len(), 2, "{statements:?}");
    assert_eq!(
        statements[0]["Resource"], "*",
        "within the table its own ARN would be a circle"
    );
    assert_eq!(statements[0]["Action"].as_array().unwrap().len(), 6);
    assert_eq!(statements[1]["Effect"], "Deny");
}

#[test]
fn imports_have_the_names_and_arns_that_they_were_given() {
    let template = synthesized(|stack| {
        let role = worker(stack);
        let arn = "arn:aws:dynamodb:sa-east-1:111122223333:table/orders";
        let attributes = TableAttributes::new(arn)
            .indexes(["*"])
            .table_stream_arn(format!("{arn}/stream/2026-01-01T00:00:00.000"));
        let orders = Table::from_table_attributes(stack, "Orders", attributes);
        assert_eq!(orders.name().literal().unwrap(), "orders");
        orders.grant_read_data(&role);
        orders.grant_stream_read(&role);
        Table::from_table_name(stack, "Customers", "customers").grant_write_data(&role);
    });
    let statements = permissions(&template).to_string();
    assert!(statements.contains("table/orders/index/*"), "{statements}");
    assert!(statements.contains("table/orders/stream/2026"), "{statements}");
    assert!(statements.contains(":table/customers"), "{statements}");
    assert!(!statements.contains("customers/index"), "{statements}");
}

#[test]
fn metrics_tell_operations_apart() {
    let template = synthesized(|stack| {
        let table = Table::new(stack, "Table", key());
        for operation in Operation::ALL {
            let metric = table.metric_throttled_requests(operation);
            assert!(format!("{metric:?}").contains(&format!("{operation:?}")), "{metric:?}");
        }
    });
    assert_eq!(of_type(&template, "AWS::DynamoDB::Table").len(), 1);
}

#[test]
fn mistakes_are_told_with_what_was_found() {
    let new = |props: TableProps| mistakes(|stack| drop(Table::new(stack, "Table", props)));
    let global = |name: &str| GlobalSecondaryIndex::new(name, Attribute::string("line"));
    let local = |name: &str| LocalSecondaryIndex::new(name, Attribute::number(name));
    let cases: Vec<(TableProps, &str)> = vec![
        (
            TableProps::new(Attribute::string("id")).local_secondary_indexes([local("a")]),
            "F3140 a local index of a table without a sort key: a",
        ),
        (
            key().local_secondary_indexes(["a", "b", "c", "d", "e", "f"].map(local)),
            "F3140 a table has more indexes than DynamoDB makes: 6 indexes",
        ),
        (
            key().global_secondary_indexes((0..21).map(|number| global(&format!("index{number}")))),
            "F3140 a table has more indexes than DynamoDB makes: 21 indexes",
        ),
        (
            key().global_secondary_indexes([global("a"), global("a")]),
            "F3140 two indexes have one name: a",
        ),
        (
            key().global_secondary_indexes([GlobalSecondaryIndex::new("a", Attribute::number("device"))]),
            "F3140 an attribute has two types: device of type S and of type N",
        ),
        (
            key().sort_key(Attribute::string("device")),
            "F3140 partition key and sort key are the same attribute: device",
        ),
        (
            key().global_secondary_indexes([
                global("a").projection(Projection::include((0..101).map(|number| format!("a{number}"))))
            ]),
            "F3140 indexes hold more attributes than DynamoDB takes: 101 attributes in all indexes together",
        ),
        (
            key().global_secondary_indexes([(0..4).fold(global("a"), |index, number| {
                index.and_partition_key(Attribute::string(format!("part{number}")))
            })]),
            "F3140 the key of an index has too many attributes: 5 of a",
        ),
        (
            key().global_secondary_indexes([global("a").read_capacity(5)]),
            "F3142 an index is paid for like its table: capacity of a",
        ),
        (
            key()
                .billing(Provisioned::new(1, 1))
                .global_secondary_indexes([global("a").max_read_request_units(5_u32)]),
            "F3142 an index is paid for like its table: limits of request units of a",
        ),
        (
            key().billing(Provisioned::new(0, 1)),
            "F3141 ProvisionedThroughput is out of range: 0 units",
        ),
        (
            key().billing(Provisioned::new(Autoscaling::between(9, 3), 1)),
            "F3141 capacity cannot fall below its most: 9 to 3 units",
        ),
        (
            key().billing(Provisioned::new(Autoscaling::between(1, 3).seed(5), 1)),
            "F3141 capacity begins out of its bounds: 5 units",
        ),
        (
            key().billing(Provisioned::new(Autoscaling::between(1, 3).target_utilization(95), 1)),
            "F3141 TargetValue is out of range: 95 percent",
        ),
        (
            key().point_in_time_recovery(PointInTimeRecovery::Within(Days(36).into())),
            "F3141 RecoveryPeriodInDays is out of range: 36 days",
        ),
        (
            key().import_source(ImportSource::new(
                "exports",
                InputFormat::Csv {
                    delimiter: '#',
                    header: Vec::new(),
                },
            )),
            "F3141 fields of a file are parted by something else: '#'",
        ),
        (
            key().kinesis_precision_timestamp(TimePrecision::Microsecond),
            "F3143 the exactness of times without a stream that has them: ",
        ),
    ];
    for (props, expected) in cases {
        assert_eq!(new(props), [expected]);
    }
    let no_stream = mistakes(|stack| {
        Table::new(stack, "Table", key()).stream_arn();
    });
    assert_eq!(no_stream, ["F3143 a table has no stream of its changes: "]);
    let changed_import = mistakes(|stack| {
        Table::from_table_name(stack, "Orders", "orders").cfn();
    });
    assert_eq!(changed_import.len(), 1, "{changed_import:?}");
    assert!(changed_import[0].starts_with("F3011"), "{changed_import:?}");
}

fn in_brazil(app: &App) -> Stack {
    Stack::new(
        app,
        "shop",
        StackProps::default().environment(Environment::region("sa-east-1")),
    )
}

fn global(props: GlobalTableProps) -> Json {
    let app = App::new();
    GlobalTable::new(&in_brazil(&app), "Table", props);
    let template = app.synth().unwrap().template("shop").unwrap().clone();
    of_type(&template, "AWS::DynamoDB::GlobalTable")[0].1["Properties"].clone()
}

fn global_mistakes(props: GlobalTableProps) -> Vec<String> {
    let app = App::new();
    GlobalTable::new(&in_brazil(&app), "Table", props);
    let found = app.synth().err().map(|diagnostics| diagnostics.0).unwrap_or_default();
    let told = found.iter().map(|mistake| {
        let found = mistake.found.clone().unwrap_or_default();
        format!("{} {}: {found}", mistake.id, mistake.message)
    });
    told.collect()
}

#[test]
fn replicas_are_as_the_table_where_they_say_nothing_else() {
    let by_line = GlobalSecondaryIndex::new("byLine", Attribute::string("line")).max_read_request_units(3_u32);
    let props = GlobalTableProps::new(Attribute::string("id"))
        .billing(OnDemand::new().max_read_request_units(10).max_write_request_units(5))
        .global_secondary_indexes([by_line])
        .deletion_protection(DeletionProtection::On)
        .replicas([Replica::new("eu-west-1")
            .deletion_protection(DeletionProtection::Off)
            .max_read_request_units(20_u32)
            .point_in_time_recovery(PointInTimeRecovery::Off)]);
    let found = global(props);
    let index = json!([{ "IndexName": "byLine", "ReadOnDemandThroughputSettings": { "MaxReadRequestUnits": 3 } }]);
    let expected = json!([
        {
            "Region": "sa-east-1",
            "PointInTimeRecoverySpecification": { "PointInTimeRecoveryEnabled": true },
            "DeletionProtectionEnabled": true,
            "ReadOnDemandThroughputSettings": { "MaxReadRequestUnits": 10 },
            "GlobalSecondaryIndexes": index,
        },
        {
            "Region": "eu-west-1",
            "PointInTimeRecoverySpecification": { "PointInTimeRecoveryEnabled": false },
            "ReadOnDemandThroughputSettings": { "MaxReadRequestUnits": 20 },
            "GlobalSecondaryIndexes": index,
        },
    ]);
    assert_eq!(found["Replicas"], expected);
    assert_eq!(found.get("SSESpecification"), None);
    assert_eq!(
        found["StreamSpecification"],
        json!({ "StreamViewType": "NEW_AND_OLD_IMAGES" })
    );
    assert_eq!(
        found["WriteOnDemandThroughputSettings"],
        json!({ "MaxWriteRequestUnits": 5 })
    );
}

#[test]
fn global_capacity_follows_the_load_within_the_resource() {
    let props = GlobalTableProps::new(Attribute::string("id"))
        .billing(Provisioned::new(4, Autoscaling::between(5, 50).seed(7)))
        .consistency(Consistency::StrongWithWitness("us-east-1".to_owned()))
        .replicas([Replica::new("us-west-2").read_capacity(Autoscaling::between(1, 9))]);
    let found = global(props);
    let scaling = |min: u32, max: u32| json!({ "MinCapacity": min, "MaxCapacity": max, "TargetTrackingScalingPolicyConfiguration": { "TargetValue": 70 } });
    let mut writes = scaling(5, 50);
    writes["SeedCapacity"] = json!(7);
    assert_eq!(
        found["WriteProvisionedThroughputSettings"]["WriteCapacityAutoScalingSettings"],
        writes
    );
    let reads = |place: usize| &found["Replicas"][place]["ReadProvisionedThroughputSettings"];
    assert_eq!(*reads(0), json!({ "ReadCapacityUnits": 4 }));
    assert_eq!(*reads(1), json!({ "ReadCapacityAutoScalingSettings": scaling(1, 9) }));
    assert_eq!(found["MultiRegionConsistency"], "STRONG");
    assert_eq!(found["GlobalTableWitnesses"], json!([{ "Region": "us-east-1" }]));
}

#[test]
fn every_region_has_keys_policies_and_grants_of_its_own() {
    let app = App::new();
    let stack = in_brazil(&app);
    let key = Key::new(&stack, "Key", KeyProps::new());
    let there = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    let props = GlobalTableProps::new(Attribute::string("id"))
        .encryption_key(&key)
        .replicas([Replica::new("eu-west-1").encryption_key_arn(there)]);
    let table = GlobalTable::new(&stack, "Table", props);
    let role = worker(&stack);
    table.grant_put_items(&role);
    table.replica("eu-west-1").grant_read_data(&role);
    table
        .replica("eu-west-1")
        .grant_read_data(&Principal::account("444455556666"));
    let template = app.synth().unwrap().template("shop").unwrap().clone();
    let replicas = &of_type(&template, "AWS::DynamoDB::GlobalTable")[0].1["Properties"]["Replicas"];
    assert_eq!(replicas[1]["SSESpecification"], json!({ "KMSMasterKeyId": there }));
    assert_eq!(replicas[0].get("ResourcePolicy"), None);
    let policy = &replicas[1]["ResourcePolicy"]["PolicyDocument"]["Statement"];
    assert_eq!(policy[0]["Resource"], "*");
    let statements = permissions(&template).to_string();
    assert!(statements.contains(":dynamodb:eu-west-1:"), "{statements}");
}

#[test]
fn regions_that_do_not_go_together_are_told() {
    let table = || GlobalTableProps::new(Attribute::string("id"));
    let cases: Vec<(GlobalTableProps, &str)> = vec![
        (
            table().replicas([Replica::new("sa-east-1")]),
            "F3148 a region has a table twice: sa-east-1",
        ),
        (
            table().replicas([Replica::new("eu-west-1"), Replica::new("eu-west-1")]),
            "F3148 a region has a table twice: eu-west-1",
        ),
        (
            table()
                .stream(StreamView::KeysOnly)
                .replicas([Replica::new("eu-west-1")]),
            "F3148 replicas are kept alike by a stream that says everything: KEYS_ONLY",
        ),
        (
            table()
                .consistency(Consistency::Strong)
                .replicas([Replica::new("us-east-1")]),
            "F3148 strong consistency takes three regions, no more and no fewer: 1 replicas",
        ),
        (
            table().billing(Provisioned::new(5, 5)),
            "F3142 writes to a global table follow the load: 5 units",
        ),
        (
            table().replicas([
                Replica::new("eu-west-1").point_in_time_recovery(PointInTimeRecovery::Within(Days(99).into()))
            ]),
            "F3141 RecoveryPeriodInDays is out of range: 99 days",
        ),
    ];
    for (props, expected) in cases {
        assert_eq!(global_mistakes(props), [expected]);
    }
    let elsewhere = mistakes(|stack| {
        GlobalTable::new(stack, "Table", table().replicas([Replica::new("eu-west-1")]));
    });
    assert_eq!(elsewhere, ["F3148 replicas of a table whose own region is not known: "]);
    let keyless = mistakes(|stack| {
        let key = Key::new(stack, "Key", KeyProps::new());
        let table = GlobalTable::new(stack, "Table", table().encryption_key(&key));
        table.replica("eu-west-1");
    });
    assert_eq!(keyless, ["F3148 a table has no replica in this region: eu-west-1"]);
}
