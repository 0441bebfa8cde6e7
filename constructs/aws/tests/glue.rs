//! Tables of the catalog, jobs, crawlers, work groups and the tasks of state machines for them, in a template; and what is refused.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use ferrocdk_aws::athena::{
    Enforcement, NamedQuery, NamedQueryProps, PreparedStatement, PreparedStatementProps, QueryResults, WorkGroup,
    WorkGroupProps,
};
use ferrocdk_aws::dynamodb::{Attribute, Table as Items, TableProps as ItemsProps};
use ferrocdk_aws::glue::{
    Column, ColumnType, CrawledObjects, Crawler, CrawlerProps, DataFormat, Database, DatabaseProps, Engine,
    GlueWorkers, Job, JobProps, PartitionKey, Projection, Recrawl, SchemaChanges, Script, SecurityConfiguration,
    SecurityConfigurationProps, Table, TableProps, WorkerType,
};
use ferrocdk_aws::iam::{Principal, Role, RoleProps};
use ferrocdk_aws::kms::{Key, KeyProps};
use ferrocdk_aws::s3::{Bucket, BucketProps};
use ferrocdk_aws::stepfunctions::{Chain, JsonPath, StateMachine, StateMachineProps, tasks, tasks::AttributeValue};
use ferrocdk_aws::units::{Days, Minutes};
use ferrocdk_core::{RemovalPolicy, Stack, doc};
use serde_json::{Value as Json, json};

use crate::support::{one, refused, template as synthesized};

fn the<'a>(template: &'a Json, kind: &str) -> &'a Json {
    &one(template, kind)["Properties"]
}

/// The statements that managed policies have, each as its actions in one text.
fn statements(template: &Json) -> Vec<(String, Json)> {
    let resources = template["Resources"].as_object().unwrap().values();
    let policies = resources.filter(|resource| resource["Type"] == "AWS::IAM::ManagedPolicy");
    let statements =
        policies.flat_map(|policy| policy["Properties"]["PolicyDocument"]["Statement"].as_array().unwrap());
    statements
        .map(|statement| (statement["Action"].to_string(), statement["Resource"].clone()))
        .collect()
}

fn columns() -> [Column; 2] {
    [
        Column::new("thing", ColumnType::STRING).comment("Name of the press"),
        Column::new("value", ColumnType::DOUBLE),
    ]
}

fn table_props(stack: &Stack) -> TableProps {
    let lake = Bucket::from_bucket_name(stack, "Lake", "lake");
    let plant = Database::from_database_name(stack, "Plant", "plant");
    TableProps::new(&plant, &lake).columns(columns())
}

#[test]
fn a_table_says_how_its_objects_are_read() {
    let template = synthesized(|stack| {
        let lake = Bucket::from_bucket_name(stack, "Lake", "lake");
        let plant = Database::new(stack, "Plant", DatabaseProps::new().description("Readings"));
        let day = PartitionKey::from(Column::new("day", ColumnType::STRING));
        let line = PartitionKey::from(Column::new("line", ColumnType::STRING));
        let props = TableProps::new(&plant, &lake)
            .columns(columns())
            .partition_keys([
                day.projected(Projection::date("yyyy-MM-dd", "2026-01-01", "NOW")),
                line.projected(Projection::values(["press", "paint"])),
            ])
            .prefix("readings/")
            .partition_path("${day}/${line}/")
            .parameter("owner", "press shop");
        Table::new(stack, "Readings", props);
    });
    let database = the(&template, "AWS::Glue::Database");
    let name = database["DatabaseInput"]["Name"].as_str().unwrap();
    assert!(name.starts_with("plantplant") && name == name.to_lowercase(), "{name}");
    let table = the(&template, "AWS::Glue::Table");
    assert_eq!(table["CatalogId"], json!({ "Ref": "AWS::AccountId" }));
    let input = &table["TableInput"];
    assert_eq!(input["TableType"], "EXTERNAL_TABLE");
    assert_eq!(
        input["Parameters"],
        json!({
            "classification": "parquet",
            "EXTERNAL": "TRUE",
            "projection.enabled": "true",
            "projection.day.type": "date",
            "projection.day.format": "yyyy-MM-dd",
            "projection.day.range": "2026-01-01,NOW",
            "projection.line.type": "enum",
            "projection.line.values": "press,paint",
            "storage.location.template": "s3://lake/readings/${day}/${line}/",
            "owner": "press shop",
        })
    );
    assert_eq!(
        input["PartitionKeys"],
        json!([{ "Name": "day", "Type": "string" }, { "Name": "line", "Type": "string" }])
    );
    assert_eq!(
        input["StorageDescriptor"],
        json!({
            "Columns": [{ "Comment": "Name of the press", "Name": "thing", "Type": "string" }, { "Name": "value", "Type": "double" }],
            "InputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
            "Location": "s3://lake/readings/",
            "OutputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
            "SerdeInfo": { "SerializationLibrary": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe" },
        })
    );
}

#[test]
fn formats_have_their_classes() {
    let formats = [
        (DataFormat::JSON, "json", "org.openx.data.jsonserde.JsonSerDe"),
        (DataFormat::ORC, "orc", "org.apache.hadoop.hive.ql.io.orc.OrcSerde"),
        (DataFormat::AVRO, "avro", "org.apache.hadoop.hive.serde2.avro.AvroSerDe"),
    ];
    for (format, classification, serde) in formats {
        let template = synthesized(|stack| drop(Table::new(stack, "T", table_props(stack).data_format(format))));
        let input = &the(&template, "AWS::Glue::Table")["TableInput"];
        assert_eq!(input["Parameters"]["classification"], classification);
        assert_eq!(input["StorageDescriptor"]["SerdeInfo"]["SerializationLibrary"], serde);
        assert!(input["Parameters"].get("projection.enabled").is_none());
    }
    let csv = DataFormat::CSV.serde_parameter("separatorChar", ";");
    let template = synthesized(|stack| drop(Table::new(stack, "T", table_props(stack).data_format(csv))));
    let serde = &the(&template, "AWS::Glue::Table")["TableInput"]["StorageDescriptor"]["SerdeInfo"];
    assert_eq!(serde["Parameters"]["separatorChar"], ";");
}

#[test]
fn whoever_reads_a_table_reads_its_objects_too() {
    let template = synthesized(|stack| {
        let table = Table::new(stack, "Readings", table_props(stack).prefix("readings/"));
        let analyst = Role::new(stack, "Analyst", RoleProps::new(Principal::own_account()));
        table.grant_read(&analyst);
    });
    let statements = statements(&template);
    let (_, on) = statements
        .iter()
        .find(|(actions, _)| actions.contains("glue:GetPartitions"))
        .unwrap();
    assert_eq!(on.as_array().unwrap().len(), 3, "table, database and catalog");
    let (_, objects) = statements
        .iter()
        .find(|(actions, _)| actions.contains("s3:GetObject\""))
        .unwrap();
    assert!(objects.to_string().contains("lake/readings/*"), "{objects}");
    assert!(
        !statements
            .iter()
            .any(|(actions, _)| actions.contains("Put") || actions.contains("Create"))
    );
}

#[test]
fn jobs_run_on_what_they_say() {
    let template = synthesized(|stack| {
        let props = JobProps::new(Script::asset("Cargo.toml"))
            .argument("--table", "readings")
            .argument("--enable-metrics", "true")
            .max_concurrent_runs(3_u32);
        let job = Job::new(stack, "Compact", props);
        Table::new(stack, "Readings", table_props(stack)).grant_write(&job);
    });
    let job = the(&template, "AWS::Glue::Job");
    assert_eq!(job["Command"]["Name"], "glueetl");
    assert!(
        job["Command"]["ScriptLocation"]
            .to_string()
            .contains("s3://cdk-hnb659fds-assets")
    );
    assert_eq!(
        (&job["WorkerType"], &job["NumberOfWorkers"]),
        (&json!("G.1X"), &json!(2))
    );
    assert_eq!((&job["GlueVersion"], &job["Timeout"]), (&json!("5.0"), &json!(120)));
    assert_eq!(job["DefaultArguments"]["--table"], "readings");
    assert_eq!(
        job["DefaultArguments"]["--enable-metrics"], "true",
        "the one that is given"
    );
    assert_eq!(job["ExecutionProperty"]["MaxConcurrentRuns"], 3);
    let role = the(&template, "AWS::IAM::Role");
    assert!(
        role["ManagedPolicyArns"]
            .to_string()
            .contains("service-role/AWSGlueServiceRole")
    );
    let statements = statements(&template);
    assert!(
        statements.iter().any(|(actions, _)| actions == "\"s3:GetObject\""),
        "the script: {statements:?}"
    );
    assert!(
        statements
            .iter()
            .any(|(actions, _)| actions.contains("glue:CreatePartition"))
    );

    let engine = Engine::SparkStreaming {
        worker_type: WorkerType::G025x,
        workers: GlueWorkers::from(4),
    };
    let job = |engine: Engine| {
        let template = synthesized(|stack| {
            drop(Job::new(
                stack,
                "J",
                JobProps::new(Script::at("s3://a/b.py")).engine(engine),
            ));
        });
        the(&template, "AWS::Glue::Job").clone()
    };
    let stream = job(engine);
    assert_eq!(
        (&stream["Command"]["Name"], &stream["WorkerType"]),
        (&json!("gluestreaming"), &json!("G.025X"))
    );
    assert!(stream.get("Timeout").is_none(), "a stream has no end");
    let shell = job(Engine::PythonShell);
    assert_eq!(
        (&shell["MaxCapacity"], &shell["Command"]["PythonVersion"]),
        (&json!(0.0625), &json!("3.9"))
    );
    assert!(shell.get("WorkerType").is_none());
}

#[test]
fn a_crawler_reads_what_it_looks_at() {
    let template = synthesized(|stack| {
        let key = Key::new(stack, "Key", KeyProps::new());
        let security = SecurityConfiguration::new(stack, "Security", SecurityConfigurationProps::new(&key));
        let lake = Bucket::new(stack, "Lake", BucketProps::new());
        let plant = Database::new(stack, "Plant", DatabaseProps::new());
        let props = CrawlerProps::new(&plant)
            .objects([CrawledObjects::new(&lake, "readings/").exclude("**/_temporary/**")])
            .schedule("cron(15 3 * * ? *)")
            .recrawl(Recrawl::NewFolders)
            .schema_changes(SchemaChanges::Log)
            .security_configuration(security.name());
        let crawler = Crawler::new(stack, "Crawler", props);
        let nightly = Role::new(
            stack,
            "Nightly",
            RoleProps::new(Principal::service("lambda.amazonaws.com")),
        );
        crawler.grant_start(&nightly);
    });
    let crawler = the(&template, "AWS::Glue::Crawler");
    assert_eq!(
        crawler["Targets"]["S3Targets"][0]["Exclusions"],
        json!(["**/_temporary/**"])
    );
    assert_eq!(
        crawler["SchemaChangePolicy"],
        json!({ "DeleteBehavior": "LOG", "UpdateBehavior": "LOG" })
    );
    assert_eq!(crawler["RecrawlPolicy"]["RecrawlBehavior"], "CRAWL_NEW_FOLDERS_ONLY");
    assert!(crawler["CrawlerSecurityConfiguration"].is_object());
    let statements = statements(&template);
    assert!(
        statements.iter().any(|(_, on)| on.to_string().contains("/readings/*")),
        "{statements:?}"
    );
    assert!(
        statements
            .iter()
            .any(|(actions, _)| actions.contains("glue:StartCrawler"))
    );
}

#[test]
fn a_work_group_decides_where_results_go() {
    let template = synthesized(|stack| {
        let key = Key::new(stack, "Key", KeyProps::new());
        let results = Bucket::new(stack, "Results", BucketProps::new().encryption_key(&key));
        let props = WorkGroupProps::new()
            .results(QueryResults::bucket(&results, "reports/"))
            .bytes_scanned_cutoff(1_000_000_000_u64)
            .removal_policy(RemovalPolicy::Destroy);
        let group = WorkGroup::new(stack, "Reports", props);
        let plant = Database::from_database_name(stack, "Plant", "plant");
        NamedQuery::new(
            stack,
            "Count",
            NamedQueryProps::about(&plant, "SELECT 1").work_group(&group),
        );
        PreparedStatement::new(stack, "Average", PreparedStatementProps::new(&group, "SELECT ?"));
        let analyst = Role::new(stack, "Analyst", RoleProps::new(Principal::own_account()));
        group.grant_query(&analyst);
    });
    let group = the(&template, "AWS::Athena::WorkGroup");
    let configuration = &group["WorkGroupConfiguration"];
    assert_eq!(configuration["EnforceWorkGroupConfiguration"], true);
    assert_eq!(configuration["BytesScannedCutoffPerQuery"], 1_000_000_000);
    assert_eq!(
        configuration["ResultConfiguration"]["EncryptionConfiguration"]["EncryptionOption"],
        "SSE_KMS"
    );
    assert_eq!(group["RecursiveDeleteOption"], true);
    assert!(the(&template, "AWS::Athena::NamedQuery")["WorkGroup"]["Ref"].is_string());
    let name = the(&template, "AWS::Athena::PreparedStatement")["StatementName"]
        .as_str()
        .unwrap();
    assert!(
        name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'),
        "{name}"
    );
    let statements = statements(&template);
    assert!(
        statements
            .iter()
            .any(|(actions, _)| actions.contains("athena:StartQueryExecution"))
    );
    assert!(statements.iter().any(|(_, on)| on.to_string().contains("/reports/*")));
    assert!(
        statements
            .iter()
            .any(|(actions, _)| actions.contains("kms:GenerateDataKey"))
    );

    let template = synthesized(|stack| {
        let props = WorkGroupProps::new().enforcement(Enforcement::Client);
        WorkGroup::new(stack, "Reports", props.cfn(|group| group.name("reports")));
    });
    let group = the(&template, "AWS::Athena::WorkGroup");
    assert_eq!(
        group["WorkGroupConfiguration"]["ManagedQueryResultsConfiguration"]["Enabled"],
        true
    );
    assert_eq!(group["WorkGroupConfiguration"]["EnforceWorkGroupConfiguration"], false);
    assert_eq!(group["Name"], "reports");
    assert!(group.get("RecursiveDeleteOption").is_none(), "it stays");
}

#[test]
fn tasks_bring_their_permissions() {
    let template = synthesized(|stack| {
        let group = WorkGroup::new(stack, "Reports", WorkGroupProps::new());
        let things = Items::new(stack, "Things", ItemsProps::new(Attribute::string("thing")));
        let key = || doc!({ "thing": AttributeValue::string(JsonPath::at("$.thing")) });
        let rows = tasks::athena_get_query_results("Rows", &group, JsonPath::at("$.QueryExecution.QueryExecutionId"));
        let count = tasks::athena_start_query_execution("Count", &group, "SELECT 1").next(rows);
        let forget = tasks::dynamodb_delete_item("Forget", &things, key()).next(count);
        let add = tasks::dynamodb_update_item("Add", &things, key(), "ADD inspections :one")
            .parameter(
                "ExpressionAttributeValues",
                doc!({ ":one": AttributeValue::number("1") }),
            )
            .next(forget);
        let item = doc!({ "thing": AttributeValue::string(JsonPath::at("$.thing")), "tags": AttributeValue::list([AttributeValue::null()]) });
        let write = tasks::dynamodb_put_item("Write", &things, item).next(add);
        let read = tasks::dynamodb_get_item("Read", &things, key()).next(write);
        let crawl = tasks::glue_start_crawler("Crawl", "readings").next(read);
        let _ = Chain::go_to("Crawl");
        StateMachine::new(stack, "Machine", StateMachineProps::new(crawl));
    });
    let definition = the(&template, "AWS::StepFunctions::StateMachine").to_string();
    for part in [
        ":states:::athena:startQueryExecution",
        ":states:::athena:getQueryResults",
        ":states:::dynamodb:getItem",
        ":states:::aws-sdk:glue:startCrawler",
    ] {
        assert!(definition.contains(part), "{part} in {definition}");
    }
    let statements = statements(&template);
    let on_table = statements
        .iter()
        .find(|(actions, _)| actions.contains("dynamodb:GetItem"))
        .unwrap();
    for action in ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"] {
        assert!(on_table.0.contains(action), "{statements:?}");
    }
    assert!(
        !on_table.0.contains("Scan") && on_table.1.get("Fn::GetAtt").is_some(),
        "{on_table:?}"
    );
    assert!(
        statements
            .iter()
            .any(|(actions, on)| actions.contains("glue:StartCrawler") && on.to_string().contains("crawler/readings"))
    );
    assert!(
        statements
            .iter()
            .any(|(actions, _)| actions.contains("athena:GetQueryResults"))
    );
}

#[test]
fn what_athena_and_glue_do_not_take_is_told() {
    type Case<'a> = (&'a str, &'a dyn Fn(&Stack));
    let cases: &[Case<'_>] = &[
        ("no columns", &|stack| {
            let lake = Bucket::from_bucket_name(stack, "Lake", "lake");
            let plant = Database::from_database_name(stack, "Plant", "plant");
            Table::new(stack, "T", TableProps::new(&plant, &lake));
        }),
        ("the column `thing` twice", &|stack| {
            let thing = Column::new("thing", ColumnType::STRING);
            Table::new(stack, "T", table_props(stack).partition_keys([thing]));
        }),
        ("a column `Thing`", &|stack| {
            Table::new(
                stack,
                "T",
                table_props(stack).columns([Column::new("Thing", ColumnType::STRING)]),
            );
        }),
        ("1 of 2 partition keys", &|stack| {
            let day = PartitionKey::from(Column::new("day", ColumnType::STRING)).projected(Projection::injected());
            let line = PartitionKey::from(Column::new("line", ColumnType::STRING));
            Table::new(stack, "T", table_props(stack).partition_keys([day, line]));
        }),
        ("without `${day}`", &|stack| {
            let day = PartitionKey::from(Column::new("day", ColumnType::STRING)).projected(Projection::integer(1, 31));
            Table::new(
                stack,
                "T",
                table_props(stack).partition_keys([day]).partition_path("${line}/"),
            );
        }),
        ("the prefix `readings`", &|stack| {
            Table::new(stack, "T", table_props(stack).prefix("readings"));
        }),
        ("1 workers", &|stack| {
            let engine = Engine::Spark {
                worker_type: WorkerType::G1x,
                workers: GlueWorkers::from(1),
            };
            Job::new(stack, "J", JobProps::new(Script::at("s3://a/b.py")).engine(engine));
        }),
        ("20160 minutes", &|stack| {
            Job::new(
                stack,
                "J",
                JobProps::new(Script::at("s3://a/b.py")).timeout(Minutes::from(Days(14))),
            );
        }),
        ("`table`", &|stack| {
            Job::new(
                stack,
                "J",
                JobProps::new(Script::at("s3://a/b.py")).argument("table", "readings"),
            );
        }),
        ("new folders alone, and changes to tables", &|stack| {
            let lake = Bucket::from_bucket_name(stack, "Lake", "lake");
            let plant = Database::from_database_name(stack, "Plant", "plant");
            let props = CrawlerProps::new(&plant).objects([CrawledObjects::new(&lake, "")]);
            Crawler::new(stack, "C", props.recrawl(Recrawl::NewFolders));
        }),
        ("5000 bytes", &|stack| {
            WorkGroup::new(stack, "W", WorkGroupProps::new().bytes_scanned_cutoff(5_000_u64));
        }),
        ("what is imported", &|stack| {
            let _ = Job::from_job_name(stack, "J", "compact").cfn();
        }),
    ];
    for (expected, build) in cases {
        let message = refused(build);
        assert!(message.contains(expected), "{expected}: {message}");
        assert!(
            message.contains("constructs/aws/tests/glue.rs"),
            "the caller's line: {message}"
        );
    }
}
