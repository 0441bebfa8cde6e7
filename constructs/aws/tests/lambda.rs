//! Functions in a template, what invokes them, and those that are refused.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use ferrocdk_aws::Defaults;
use ferrocdk_aws::iam::{PolicyStatement, Principal, Role, RoleProps};
use ferrocdk_aws::kms::{Key, KeyProps};
use ferrocdk_aws::lambda::{
    Alias, AliasProps, Architecture, Bundle, Code, DeadLetter, Destination, Durable, EventInvokeConfig,
    EventInvokeConfigProps, Function, FunctionAttributes, FunctionProps, FunctionUrl, FunctionUrlCors,
    FunctionUrlProps, ImageCode, LayerUsers, LayerVersion, LayerVersionProps, Logging, PermissionProps, Runtime,
    RustCode, SqsEventSource, Tracing, UrlAuth, Version, VersionProps,
};
use ferrocdk_aws::sqs::{Queue, QueueProps};
use ferrocdk_aws::units::{Days, Hours, Mebibytes, Minutes, Seconds};
use ferrocdk_core::{App, Construct, Stack, StackProps, doc};
use serde_json::{Value as Json, json};

use crate::support::{of_type, properties, statements, template, told_in_region as told};

fn code() -> RustCode {
    RustCode::with_fingerprint("press", &"0".repeat(64), Architecture::X86_64)
}

fn function(stack: &Stack) -> Function {
    Function::new(stack, "Function", FunctionProps::new(code()))
}

const ECHO: &str = "def handler(event, context):\n    return event\n";

#[test]
fn a_function_of_code_alone_is_whole() {
    let template = template(|stack| {
        function(stack);
    });
    let found = properties(&template, "AWS::Lambda::Function");
    assert_eq!(found["Runtime"], "provided.al2023");
    assert_eq!(found["Handler"], "bootstrap");
    assert_eq!(found["Architectures"], json!(["x86_64"]));
    assert_eq!(found["TracingConfig"], json!({ "Mode": "Active" }));
    assert_eq!(found["LoggingConfig"]["LogFormat"], "JSON");
    let keys: Vec<&String> = found.as_object().unwrap().keys().collect();
    let expected = [
        "Architectures",
        "Code",
        "Handler",
        "LoggingConfig",
        "Role",
        "Runtime",
        "TracingConfig",
    ];
    assert_eq!(
        keys,
        expected.iter().collect::<Vec<_>>(),
        "the rest is as Lambda has it"
    );
    let group = &of_type(&template, "AWS::Logs::LogGroup")[0];
    assert_eq!(group["Properties"], json!({ "RetentionInDays": 365 }));
    assert_eq!(group["DeletionPolicy"], "Delete");
    let actions: Vec<Json> = statements(&template).iter().map(|one| one["Action"].clone()).collect();
    let expected = [
        json!(["xray:PutTelemetryRecords", "xray:PutTraceSegments"]),
        json!(["logs:CreateLogStream", "logs:PutLogEvents"]),
    ];
    assert_eq!(actions, expected);
}

#[test]
fn defaults_of_a_scope_hold_unless_a_setting_says_otherwise() {
    let template = template(|stack| {
        let key = Key::new(stack, "Key", KeyProps::new());
        Defaults::of(stack)
            .encryption_key(&key)
            .log_retention(Days(30))
            .architecture(Architecture::Arm64);
        let echo = || FunctionProps::new(Code::inline(ECHO)).runtime(Runtime::PYTHON_3_14);
        Function::new(stack, "Default", echo());
        let own = echo().architecture(Architecture::X86_64).log_retention(Days(7));
        Function::new(stack, "Own", own);
    });
    let functions = of_type(&template, "AWS::Lambda::Function");
    let architectures: Vec<&Json> = functions
        .iter()
        .map(|one| &one["Properties"]["Architectures"][0])
        .collect();
    assert_eq!(architectures, ["arm64", "x86_64"]);
    assert!(functions.iter().all(|one| one["Properties"]["KmsKeyArn"].is_object()));
    let groups = of_type(&template, "AWS::Logs::LogGroup");
    let retention: Vec<&Json> = groups.iter().map(|one| &one["Properties"]["RetentionInDays"]).collect();
    assert_eq!(retention, [30, 7]);
    assert!(groups.iter().all(|one| one["Properties"]["KmsKeyId"].is_object()));
}

#[test]
fn settings_reach_the_resource_and_any_property_can_be_set() {
    let template = template(|stack| {
        let role = Role::new(
            stack,
            "Role",
            RoleProps::new(Principal::service("lambda.amazonaws.com")),
        );
        let props = FunctionProps::new(Code::inline(ECHO))
            .runtime(Runtime::PYTHON_3_14)
            .handler("index.main")
            .function_name("echo")
            .description("answers")
            .timeout(Minutes(1))
            .memory(Mebibytes(512))
            .ephemeral_storage(Mebibytes(1_024))
            .environment("A", "1")
            .reserved_concurrency(3)
            .tracing(Tracing::PassThrough)
            .logging(Logging::Text)
            .role(&role)
            .managed_policies(["arn:aws:iam::aws:policy/ReadOnlyAccess"])
            .initial_policy([
                PolicyStatement::allow(["ssm:GetParameter"]).on("arn:aws:ssm:sa-east-1:111122223333:parameter/a")
            ])
            .dead_letter(DeadLetter::OwnQueue)
            .durable(Durable::new(Hours(1)).retention_period(Days(3)))
            .cfn(|function| function.recursive_loop("Allow"));
        let function = Function::new(stack, "Echo", props);
        function.add_environment("B", "2");
        function.add_to_role_policy(
            PolicyStatement::allow(["ssm:PutParameter"]).on("arn:aws:ssm:sa-east-1:111122223333:parameter/a"),
        );
    });
    let found = properties(&template, "AWS::Lambda::Function");
    let expected = json!({
        "Handler": "index.main", "FunctionName": "echo", "Description": "answers", "Timeout": 60, "MemorySize": 512,
        "EphemeralStorage": { "Size": 1024 }, "Environment": { "Variables": { "A": "1", "B": "2" } },
        "ReservedConcurrentExecutions": 3, "TracingConfig": { "Mode": "PassThrough" }, "RecursiveLoop": "Allow",
        "DurableConfig": { "ExecutionTimeout": 3600, "RetentionPeriodInDays": 3 },
    });
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(found[key], *value, "{key}");
    }
    assert_eq!(found["LoggingConfig"]["LogFormat"], "Text");
    assert!(
        found["LoggingConfig"].get("ApplicationLogLevel").is_none(),
        "text has no levels"
    );
    assert_eq!(found["Code"]["ZipFile"], ECHO);
    assert_eq!(of_type(&template, "AWS::IAM::Role").len(), 1, "the role given");
    assert_eq!(
        properties(&template, "AWS::IAM::Role")["ManagedPolicyArns"],
        json!(["arn:aws:iam::aws:policy/ReadOnlyAccess"])
    );
    let text = serde_json::to_string(&statements(&template)).unwrap();
    for action in [
        "sqs:SendMessage",
        "ssm:GetParameter",
        "ssm:PutParameter",
        "lambda:CheckpointDurableExecution",
    ] {
        assert!(text.contains(action), "{action}");
    }
}

#[test]
fn an_import_is_granted_to_by_its_role_and_let_in_by_permission() {
    let template = template(|stack| {
        let role = Role::from_role_arn(stack, "Role", "arn:aws:iam::111122223333:role/worker");
        let arn = "arn:aws:lambda:sa-east-1:111122223333:function:worker";
        let worker = Function::from_function_attributes(stack, "Worker", FunctionAttributes::new(arn).role(&role));
        Queue::new(stack, "Jobs", QueueProps::new()).grant_send_messages(&worker);
        let named = Function::from_function_name(stack, "Named", "reports");
        named.add_permission("Rule", PermissionProps::new(Principal::service("events.amazonaws.com")));
        named.grant_invoke(&worker);
    });
    let permission = properties(&template, "AWS::Lambda::Permission");
    assert_eq!(permission["Principal"], "events.amazonaws.com");
    assert!(permission["FunctionName"]["Fn::Join"].is_array(), "{permission}");
    let invoke = &statements(&template)[1];
    assert_eq!(invoke["Action"], "lambda:InvokeFunction");
    assert_eq!(
        invoke["Resource"].as_array().unwrap().len(),
        2,
        "the function and its versions"
    );
}

#[test]
fn principals_without_an_identity_get_permissions_once() {
    let template = template(|stack| {
        let function = function(stack);
        let events = Principal::service("events.amazonaws.com").from_own_account();
        function.grant_invoke(&events);
        function.grant_invoke(&events);
        function.grant_invoke(&Principal::organization("o-1234567890"));
        function.grant_invoke_url(&Principal::account("999988887777"));
    });
    let permissions: Vec<Json> = of_type(&template, "AWS::Lambda::Permission");
    let found: Vec<(String, Vec<&String>)> = permissions
        .iter()
        .map(|one| {
            let properties = one["Properties"].as_object().unwrap();
            let others = properties
                .keys()
                .filter(|key| !["Action", "FunctionName", "Principal"].contains(&key.as_str()));
            (properties["Action"].as_str().unwrap().to_owned(), others.collect())
        })
        .collect();
    let found: Vec<String> = found
        .iter()
        .map(|(action, keys)| format!("{action} {keys:?}"))
        .collect();
    let expected = [
        r#"lambda:InvokeFunction ["SourceAccount"]"#,
        r#"lambda:InvokeFunction ["PrincipalOrgID"]"#,
        r#"lambda:InvokeFunctionUrl ["FunctionUrlAuthType"]"#,
        r#"lambda:InvokeFunction ["InvokedViaFunctionUrl"]"#,
    ];
    assert_eq!(found, expected);
}

#[test]
fn asynchronous_events_have_destinations() {
    let template = template(|stack| {
        let failed = Queue::new(stack, "Failed", QueueProps::new());
        let next = Function::new(stack, "Next", FunctionProps::new(code()));
        let props = FunctionProps::new(code())
            .on_failure(&failed)
            .on_success(&next)
            .retry_attempts(1)
            .max_event_age(Hours(1));
        Function::new(stack, "First", props);
        let dead =
            FunctionProps::new(code()).dead_letter(Destination::topic("arn:aws:sns:sa-east-1:111122223333:failed"));
        let dead = Function::new(stack, "Dead", dead).cfn();
        assert!(
            dead.props::<ferrocdk_cfn::lambda::FunctionProps>()
                .unwrap()
                .unwrap()
                .dead_letter_config
                .is_some()
        );
    });
    let config = properties(&template, "AWS::Lambda::EventInvokeConfig");
    assert_eq!(config["Qualifier"], "$LATEST");
    assert_eq!(
        (&config["MaximumRetryAttempts"], &config["MaximumEventAgeInSeconds"]),
        (&json!(1), &json!(3600))
    );
    let destinations = config["DestinationConfig"].as_object().unwrap();
    assert_eq!(destinations.len(), 2);
}

#[test]
fn whatever_takes_a_function_takes_an_alias() {
    let template = template(|stack| {
        let worker = function(stack);
        let live = worker.add_alias("live");
        let jobs = Queue::new(stack, "Jobs", QueueProps::new());
        live.add_event_source(SqsEventSource::new(&jobs));
        jobs.grant_purge(&live);
        let caller = Role::new(stack, "Caller", RoleProps::new(Principal::own_account()));
        live.grant_invoke(&caller);
        live.add_permission("Rule", PermissionProps::new(Principal::service("events.amazonaws.com")));
        live.add_function_url();
        let failed = Queue::new(stack, "Failed", QueueProps::new());
        EventInvokeConfig::new(stack, "Events", EventInvokeConfigProps::new(&*live).on_failure(&failed));
    });
    let ids: Vec<&String> = template["Resources"].as_object().unwrap().keys().collect();
    let alias = ids
        .iter()
        .find(|id| id.starts_with("FunctionAliaslive") && !id.contains("Sqs"));
    let alias = json!({ "Ref": alias.unwrap() });
    assert_eq!(
        properties(&template, "AWS::Lambda::EventSourceMapping")["FunctionName"],
        alias
    );
    assert_eq!(properties(&template, "AWS::Lambda::Permission")["FunctionName"], alias);
    let url = properties(&template, "AWS::Lambda::Url");
    assert_eq!(url["Qualifier"], "live");
    assert_eq!(url["TargetFunctionArn"]["Fn::GetAtt"][1], "Arn");
    assert_eq!(
        properties(&template, "AWS::Lambda::EventInvokeConfig")["Qualifier"],
        "live"
    );
    let policies = of_type(&template, "AWS::IAM::ManagedPolicy");
    let invoke = policies.iter().find_map(|policy| {
        let statements = policy["Properties"]["PolicyDocument"]["Statement"].as_array()?;
        statements.iter().find(|one| one["Action"] == "lambda:InvokeFunction")
    });
    assert_eq!(
        invoke.unwrap()["Resource"],
        alias,
        "an alias has no versions of its own"
    );
}

#[test]
fn a_version_is_published_anew_when_what_it_holds_changes() {
    let version = |memory: u32, reserved: u32| {
        let template = template(|stack| {
            let props = FunctionProps::new(code())
                .memory(Mebibytes(memory))
                .reserved_concurrency(reserved);
            let function = Function::new(stack, "Function", props);
            let version = function.current_version();
            assert_eq!(version.scope().path(), function.current_version().scope().path());
            // What comes later counts as well.
            function.add_environment("MEMORY", memory.to_string());
        });
        let ids = template["Resources"].as_object().unwrap().iter();
        let mut ids = ids.filter(|(_, one)| one["Type"] == "AWS::Lambda::Version");
        ids.next().unwrap().0.clone()
    };
    assert_eq!(
        version(128, 1),
        version(128, 2),
        "Lambda would refuse a version that is the same"
    );
    assert_ne!(version(128, 1), version(256, 1));
}

#[test]
fn metrics_of_an_alias_count_what_comes_by_it() {
    use ferrocdk_aws::cloudwatch::Metric;
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let worker = Function::from_function_name(&stack, "Worker", "worker");
    let live = Alias::from_alias_name(&stack, "Live", &worker, "live");
    let expected = Metric::new("AWS/Lambda", "Errors")
        .dimension("FunctionName", "worker")
        .dimension("Resource", "worker:live");
    assert_eq!(format!("{:?}", live.metric("Errors")), format!("{expected:?}"));
    assert!(format!("{:?}", worker.metric_errors()).contains("FunctionName"));
}

#[test]
fn an_address_asks_for_signatures_unless_told_otherwise() {
    let template = template(|stack| {
        let function = function(stack);
        FunctionUrl::new(stack, "Own", FunctionUrlProps::new(&function));
        let cors = FunctionUrlCors::new()
            .allowed_origins(["https://plant.example.com"])
            .max_age(Minutes(5));
        let open = FunctionUrlProps::new(Function::new(stack, "Open", FunctionProps::new(code())));
        FunctionUrl::new(stack, "Public", open.auth_type(UrlAuth::None).cors(cors));
    });
    let urls = of_type(&template, "AWS::Lambda::Url");
    let types: Vec<&Json> = urls.iter().map(|url| &url["Properties"]["AuthType"]).collect();
    assert_eq!(types, ["AWS_IAM", "NONE"]);
    let cors = json!({ "AllowMethods": ["*"], "AllowOrigins": ["https://plant.example.com"], "MaxAge": 300 });
    assert_eq!(urls[1]["Properties"]["Cors"], cors);
    let permissions = of_type(&template, "AWS::Lambda::Permission");
    assert_eq!(permissions.len(), 2, "for the open one");
    assert!(permissions.iter().all(|one| one["Properties"]["Principal"] == "*"));
}

#[test]
fn code_comes_from_many_places() {
    let template = template(|stack| {
        Function::new(
            stack,
            "Image",
            FunctionProps::new(Code::image(
                ImageCode::new("1.dkr.ecr/vision:v7").command(["app.handler"]),
            )),
        );
        let zip = Code::bucket_version("artifacts", "echo.zip", "v1");
        let layer = LayerVersionProps::new(Code::asset("src/lambda")).compatible_runtimes([Runtime::NODEJS_24]);
        let layer = LayerVersion::new(stack, "Layer", layer);
        layer.add_permission("Plants", LayerUsers::Organization("o-1234567890".into()));
        let props = FunctionProps::new(zip)
            .runtime(Runtime::NODEJS_24)
            .handler("index.handler")
            .layers([&layer]);
        Function::new(stack, "Zip", props);
        Function::new(stack, "Rust", FunctionProps::new(Code::rust("processor")));
    });
    let functions = of_type(&template, "AWS::Lambda::Function");
    let of = |at: usize| &functions[at]["Properties"];
    assert_eq!(of(0)["PackageType"], "Image");
    assert_eq!(of(0)["Code"], json!({ "ImageUri": "1.dkr.ecr/vision:v7" }));
    assert_eq!(of(0)["ImageConfig"], json!({ "Command": ["app.handler"] }));
    assert!(of(0).get("Handler").is_none() && of(0).get("Runtime").is_none());
    assert_eq!(
        of(1)["Code"],
        json!({ "S3Bucket": "artifacts", "S3Key": "echo.zip", "S3ObjectVersion": "v1" })
    );
    assert_eq!(of(1)["Layers"].as_array().unwrap().len(), 1);
    assert!(of(2)["Code"]["S3Key"].as_str().unwrap().ends_with(".zip"));
    let permission = properties(&template, "AWS::Lambda::LayerVersionPermission");
    assert_eq!(
        (&permission["Principal"], &permission["OrganizationId"]),
        (&json!("*"), &json!("o-1234567890"))
    );
}

/// The source of the one asset whose command has a word.
fn command(build: impl FnOnce(&Stack), word: &str) -> Vec<String> {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    build(&stack);
    let assembly = app.synth().unwrap();
    let (_, assets) = assembly.files().find(|(name, _)| *name == "plant.assets.json").unwrap();
    let assets: Json = serde_json::from_str(assets).unwrap();
    let files = assets["files"].as_object().unwrap().values();
    let commands =
        files.filter_map(|file| serde_json::from_value::<Vec<String>>(file["source"]["executable"].clone()).ok());
    let mut found: Vec<_> = commands
        .filter(|words| words.iter().any(|other| other == word))
        .collect();
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

#[test]
fn a_bundle_is_named_by_its_sources_and_its_command() {
    let of = |bundle: Bundle| {
        let words = command(
            |stack| {
                let props = FunctionProps::new(Code::bundled(bundle))
                    .runtime(Runtime::NODEJS_24)
                    .handler("a.b");
                Function::new(stack, "Function", props);
            },
            "bundle",
        );
        let key = words[words.iter().position(|word| word == "--key").unwrap() + 1].clone();
        (key, words)
    };
    let (key, words) = of(Bundle::new("src/lambda", ["make", "{output}"]).environment("MODE", "release"));
    let expected = ["cargo", "ferrocdk", "bundle", "--folder", "src/lambda", "--key", &key];
    assert_eq!(words[..7], expected);
    assert_eq!(words[7..], ["--env", "MODE=release", "--", "make", "{output}"]);
    assert_eq!(key.len(), 64);
    let others = [
        Bundle::new("src/lambda", ["make", "{output}"]),
        Bundle::new("src/lambda", ["make", "all", "{output}"]).environment("MODE", "release"),
        Bundle::new("src/lambda", ["make", "{output}"])
            .environment("MODE", "release")
            .exclude(["mod.rs"]),
    ];
    for other in others {
        assert_ne!(of(other).0, key);
    }
}

#[test]
fn each_language_has_its_tool() {
    let of = |code: Code, architecture: Architecture| {
        command(
            |stack| {
                Function::new(stack, "Function", FunctionProps::new(code).architecture(architecture));
            },
            "bundle",
        )
        .join(" ")
    };
    let node = of(Code::nodejs("src/lambda", "index.ts"), Architecture::X86_64);
    assert!(node.ends_with("esbuild index.ts --bundle --platform=node --target=node24 --external:@aws-sdk/* --external:@smithy/* --outfile={output}/index.js"), "{node}");
    let python = of(Code::python("src/lambda"), Architecture::Arm64);
    assert!(
        python.contains("--platform manylinux2014_aarch64") && python.contains("--python-version 3.14"),
        "{python}"
    );
    let go = of(Code::go("src/lambda"), Architecture::Arm64);
    assert!(
        go.contains("--env GOARCH=arm64") && go.contains("-o {output}/bootstrap"),
        "{go}"
    );
    let template = template(|stack| {
        let old = FunctionProps::new(Code::nodejs("src/lambda", "index.ts")).runtime(Runtime::NODEJS_22);
        Function::new(stack, "Node", old);
        Function::new(stack, "Go", FunctionProps::new(Code::go("src/lambda")));
    });
    let functions = of_type(&template, "AWS::Lambda::Function");
    let brought: Vec<_> = functions
        .iter()
        .map(|one| (&one["Properties"]["Runtime"], &one["Properties"]["Handler"]))
        .collect();
    let expected = [("nodejs22.x", "index.handler"), ("provided.al2023", "bootstrap")]
        .map(|(one, other)| (json!(one), json!(other)));
    assert_eq!(
        brought,
        expected.iter().map(|(one, other)| (one, other)).collect::<Vec<_>>()
    );
}

#[test]
fn settings_that_exclude_each_other_are_told() {
    let of = |props: FunctionProps| {
        told(|stack| {
            Function::new(stack, "Function", props);
        })
    };
    let cases = [
        (
            FunctionProps::new(Code::inline(ECHO)),
            "F3101 a function without a runtime: code that brings none",
        ),
        (
            FunctionProps::new(Code::inline(ECHO)).runtime(Runtime::JAVA_21),
            "F3101 source text that the runtime does not take: java21",
        ),
        (
            FunctionProps::new(Code::asset("src")).runtime(Runtime::PYTHON_3_14),
            "F3101 a function without a handler: code that brings none",
        ),
        (
            FunctionProps::new(code()).runtime(Runtime::PYTHON_3_14),
            "F3101 a runtime that does not run the code: python3.14",
        ),
        (
            FunctionProps::new(code()).architecture(Architecture::Arm64),
            "F3101 code that is built for other processors: arm64 for code of x86_64",
        ),
        (
            FunctionProps::new(Code::image("1.dkr.ecr/vision:v7"))
                .runtime(Runtime::JAVA_21)
                .handler("a.b"),
            "F3101 an image brings what is set beside it: a runtime, a handler",
        ),
        (
            FunctionProps::new(Code::inline("")).runtime(Runtime::NODEJS_24),
            "F3100 source text of a size that Lambda does not take: 0 bytes",
        ),
        (
            FunctionProps::new(Code::bundled(Bundle::new("src", ["make", "all"]))),
            "F3100 a bundle whose command fills no folder: make all",
        ),
        (
            FunctionProps::new(Code::nodejs("src", "index.ts")).runtime(Runtime::PYTHON_3_14),
            "F3101 a runtime that does not run the code: python3.14",
        ),
        (
            FunctionProps::new(Code::asset("Cargo.toml"))
                .runtime(Runtime::NODEJS_24)
                .handler("a.b"),
            "F3100 a file that Lambda cannot unpack: Cargo.toml",
        ),
    ];
    for (props, expected) in cases {
        assert_eq!(of(props), [expected]);
    }
    let layers = told(|stack| {
        let layer =
            LayerVersion::from_layer_version_arn(stack, "Layer", "arn:aws:lambda:sa-east-1:111122223333:layer:a:1");
        function(stack).add_layers([&layer; 6]);
    });
    assert_eq!(layers, ["F3101 a function with too many layers: 6"]);
    let missing = of(FunctionProps::new(Code::rust("no-such-package")));
    assert!(
        missing[0].starts_with("F3100 the code of a function cannot be found: "),
        "{missing:?}"
    );
    assert_eq!(missing.len(), 1, "one mistake, one message");
}

#[test]
fn ranges_are_told_where_the_values_are_given() {
    let found = told(|stack| {
        let props = FunctionProps::new(code())
            .timeout(Seconds(901))
            .memory(Mebibytes(64))
            .ephemeral_storage(Mebibytes(100))
            .reserved_concurrency(0)
            .durable(Durable::new(Seconds(0)));
        Function::new(stack, "Function", props);
    });
    let expected = [
        "F3001 Timeout is out of range: 901 seconds",
        "F3001 MemorySize is out of range: 64 MB",
        "F3001 EphemeralStorage is out of range: 100 MB",
        "F3001 ReservedConcurrentExecutions is out of range: 0 executions",
        "F3001 DurableConfig is out of range: 0 seconds",
    ];
    assert_eq!(found, expected);
}

#[test]
fn an_import_is_not_changed() {
    let found = told(|stack| {
        let worker = Function::from_function_name(stack, "Worker", "worker");
        worker.add_environment("A", "1");
        worker.add_to_role_policy(PolicyStatement::allow(["sqs:SendMessage"]).on_everything());
        worker.cfn();
        let layer =
            LayerVersion::from_layer_version_arn(stack, "Layer", "arn:aws:lambda:sa-east-1:111122223333:layer:a:1");
        layer.add_permission("All", LayerUsers::Everybody);
    });
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(
        found.iter().all(|line| line.starts_with("F3011 what is imported")),
        "{found:?}"
    );
}

#[test]
fn permissions_versions_and_destinations_that_lambda_does_not_know_are_told() {
    let found = told(|stack| {
        let function = function(stack);
        let odd = Principal::service("events.amazonaws.com")
            .when("StringEquals", doc!({ "aws:RequestedRegion": "sa-east-1" }));
        function.add_permission("Odd", PermissionProps::new(odd));
        function.add_permission(
            "Federated",
            PermissionProps::new(Principal::saml("arn:aws:iam::111122223333:saml-provider/p")),
        );
        let version = Version::new(stack, "First", VersionProps::new(&function));
        FunctionUrl::new(stack, "Url", FunctionUrlProps::new(&*version));
        Alias::new(stack, "Number", AliasProps::new("7", &version));
        Alias::new(
            stack,
            "Shares",
            AliasProps::new("live", &version).additional_version(&version, 1.5),
        );
        let bucket = Destination::bucket("arn:aws:s3:::failed");
        EventInvokeConfig::new(
            stack,
            "Events",
            EventInvokeConfigProps::new(&function).on_success(bucket),
        );
        let bus = Destination::event_bus("arn:aws:events:sa-east-1:111122223333:event-bus/b");
        Function::new(stack, "Dead", FunctionProps::new(code()).dead_letter(bus));
    });
    let expected = [
        "F3102 a permission that a function cannot have: the condition StringEquals on aws:RequestedRegion",
        "F3102 a permission that a function cannot have: a principal of the kind Federated",
        "F3101 a version has no URL: ",
        "F3105 the name of an alias: \"7\"",
        "F3105 shares of calls that an alias cannot give away: 1.5",
        "F3104 a destination that Lambda does not send this to: a bucket",
        "F3104 a destination that Lambda does not send this to: an event bus",
    ];
    assert_eq!(found, expected);
}
