//! REST APIs: what a program says, and what of it stands in the template.

use ferrocdk_aws::apigateway::{
    AccessLog, AccessLogDestination, AccessLogFormat, Authorization, AwsIntegration, BrowserCredentials, Caching, Cors,
    Deploy, Deployment, DeploymentProps, Endpoint, HttpIntegration, HttpMethod, IntegrationResponse, InvokePermission,
    LambdaIntegration, LogRole, LoggingLevel, MethodOptions, MethodResponse, MethodSettings, MockIntegration,
    PreflightCache, ResourceOptions, ResponseTransferMode, RestApi, RestApiProps, Stage, StageOptions, StageProps,
    ThrottleSettings, Tracing,
};
use ferrocdk_aws::iam::{PolicyStatement, Principal, Role, RoleProps};
use ferrocdk_aws::units::{Hours, Milliseconds, Minutes, Seconds};
use ferrocdk_core::{App, AspectPriority, Aspects, CfnOutput, CfnResource, Construct, Scope, Stack, StackProps};
use serde_json::{Value as Json, json};

const FUNCTION: &str = "arn:aws:lambda:sa-east-1:111122223333:function:presses";

fn function() -> LambdaIntegration {
    LambdaIntegration::new(FUNCTION)
}

/// The resources of a stack that `build` fills.
fn resources(build: impl FnOnce(&Stack)) -> serde_json::Map<String, Json> {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    build(&stack);
    let assembly = app.synth().unwrap();
    assembly.template("plant").unwrap()["Resources"]
        .as_object()
        .unwrap()
        .clone()
}

fn of_type<'a>(resources: &'a serde_json::Map<String, Json>, kind: &str) -> Vec<(&'a str, &'a Json)> {
    let kind = if kind.contains("::") {
        kind.to_owned()
    } else {
        format!("AWS::ApiGateway::{kind}")
    };
    let of_kind = resources.iter().filter(|(_, resource)| resource["Type"] == *kind);
    of_kind
        .map(|(id, resource)| (id.as_str(), &resource["Properties"]))
        .collect()
}

/// What is wrong with a stack that `build` fills: the id, the message and what was found.
fn mistakes(build: impl FnOnce(&Stack)) -> Vec<String> {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    build(&stack);
    let found = app.synth().err().map(|diagnostics| diagnostics.0).unwrap_or_default();
    let told = found.iter().map(|diagnostic| {
        assert!(
            diagnostic
                .location
                .is_some_and(|at| at.file().ends_with("apigateway.rs")),
            "{diagnostic:?}"
        );
        assert!(diagnostic.allowed.is_some() || diagnostic.help.is_some());
        format!(
            "{} {}: {}",
            diagnostic.id,
            diagnostic.message,
            diagnostic.found.as_deref().unwrap_or_default()
        )
    });
    told.collect()
}

#[test]
fn logical_ids_are_those_of_aws_cdk() {
    let found = resources(|stack| {
        let cors = Cors::origins(["https://a.example", "https://b.example"]);
        let api = RestApi::new(stack, "Api", RestApiProps::new().default_cors_preflight(cors));
        let presses = api.root().add_resource("presses");
        presses.add_method(HttpMethod::Get, function());
        presses.add_resource("{id}").add_method(HttpMethod::Any, function());
        api.root().add_proxy(HttpIntegration::new("https://x.example"));
    });
    for id in [
        "ApiF70053CD",
        "ApiDeploymentStageprod3EB9684E",
        "ApiOPTIONS5886EA5D",
        "Apipresses7B7BCDE0",
        "ApipressesOPTIONS147711B6",
        "ApipressesGETA66E5EE8",
        "ApipressesGETApiPermissionplantApi804CAF6DGETpressesD4DCA438",
        "ApipressesGETApiPermissionTestplantApi804CAF6DGETpresses7AE0BF13",
        "Apipressesid366821C9",
        "ApipressesidANY0D99D1D8",
        "ApipressesidANYApiPermissionplantApi804CAF6DANYpressesid7FB0D62F",
        "ApiproxyANY4946669B",
        "Apiproxy05443892",
        "ApiANY40671C4F",
    ] {
        assert!(
            found.contains_key(id),
            "{id} is not in {:?}",
            found.keys().collect::<Vec<_>>()
        );
    }
    let (deployment, _) = of_type(&found, "Deployment")[0];
    assert!(
        deployment.starts_with("ApiDeploymentB17BE62D") && deployment.len() == 21 + 32,
        "{deployment}"
    );
    let waits = found[deployment]["DependsOn"].as_array().unwrap();
    assert_eq!(
        waits.len(),
        of_type(&found, "Method").len() + of_type(&found, "Resource").len()
    );
}

#[test]
fn a_default_api_is_regional_logged_and_traced() {
    let found = resources(|stack| {
        let api = RestApi::new(stack, "Api", RestApiProps::new());
        api.root().add_method(HttpMethod::Get, function());
    });
    let (_, api) = of_type(&found, "RestApi")[0];
    assert_eq!(
        *api,
        json!({ "Name": "Api", "EndpointConfiguration": { "Types": ["REGIONAL"] } })
    );
    let (stage, properties) = of_type(&found, "Stage")[0];
    assert_eq!(properties["StageName"], "prod");
    assert_eq!(properties["TracingEnabled"], true);
    assert_eq!(
        properties["MethodSettings"],
        json!([{ "HttpMethod": "*", "ResourcePath": "/*", "LoggingLevel": "ERROR", "DataTraceEnabled": false, "MetricsEnabled": false }])
    );
    let format = properties["AccessLogSetting"]["Format"].as_str().unwrap();
    let line: Json = serde_json::from_str(format).unwrap();
    assert_eq!(line["status"], "$context.status");
    let (group, logs) = of_type(&found, "AWS::Logs::LogGroup")[0];
    assert_eq!(logs["RetentionInDays"], 365);
    assert_eq!(
        properties["AccessLogSetting"]["DestinationArn"],
        json!({ "Fn::GetAtt": [group, "Arn"] })
    );
    let (account, _) = of_type(&found, "Account")[0];
    assert_eq!(found[account]["DeletionPolicy"], "Retain");
    let waits = found[stage]["DependsOn"].as_array().unwrap();
    assert!(waits.contains(&json!(account)));
}

#[test]
fn apis_of_a_stack_share_the_role_that_writes_logs() {
    let found = resources(|stack| {
        for id in ["A", "B"] {
            RestApi::new(stack, id, RestApiProps::new())
                .root()
                .add_method(HttpMethod::Get, function());
        }
    });
    assert_eq!(
        (of_type(&found, "Account").len(), of_type(&found, "Stage").len()),
        (1, 2)
    );
    let quiet = StageOptions::new()
        .access_log(AccessLog::Off)
        .tracing(Tracing::Off)
        .all_methods(MethodSettings::new().logging_level(LoggingLevel::Off));
    for options in [quiet, StageOptions::new().log_role(LogRole::OfAccount)] {
        let found = resources(|stack| {
            let api = RestApi::new(stack, "A", RestApiProps::new().deploy_options(options));
            api.root().add_method(HttpMethod::Get, function());
        });
        assert!(of_type(&found, "Account").is_empty() && of_type(&found, "AWS::IAM::Role").is_empty());
    }
}

/// The deployment's logical id of an API that `build` fills.
fn deployed_as(build: impl Fn(&Stack, &RestApi)) -> String {
    let found = resources(|stack| {
        let api = RestApi::new(stack, "Api", RestApiProps::new());
        api.root().add_method(HttpMethod::Get, function());
        build(stack, &api);
    });
    of_type(&found, "Deployment")[0].0.to_owned()
}

#[test]
fn a_change_of_the_api_and_nothing_else_deploys_it_anew() {
    let plain = deployed_as(|_, _| {});
    assert_eq!(plain, deployed_as(|_, _| {}));
    type Change = fn(&Stack, &RestApi);
    let unrelated: [(&str, Change); 4] = [
        ("another resource", |stack, _| {
            CfnOutput::new(stack, "Other", "x");
            Role::new(stack, "Role", RoleProps::new(Principal::own_account()));
        }),
        ("tags", |stack, _| ferrocdk_core::Tags::of(stack).add("Line", "1")),
        ("another stage of the deployment", |stack, api| {
            let deployment = api.latest_deployment().unwrap();
            Stage::new(
                stack,
                "Test",
                StageProps::new(&deployment).options(StageOptions::new().stage_name("test")),
            );
        }),
        ("a setting of the stage", |_, api| {
            api.deployment_stage()
                .unwrap()
                .cfn()
                .add_property_override("Description", "x");
        }),
    ];
    for (what, change) in unrelated {
        assert_eq!(deployed_as(change), plain, "{what}");
    }
    let related: [(&str, Change); 7] = [
        ("a resource", |_, api| drop(api.root().add_resource("presses"))),
        ("a method", |_, api| {
            drop(api.root().add_method(HttpMethod::Post, function()))
        }),
        ("another backend", |_, api| {
            api.root().add_method(
                HttpMethod::Post,
                LambdaIntegration::new("arn:aws:lambda:sa-east-1:111122223333:function:boilers"),
            );
        }),
        ("the API", |_, api| {
            api.cfn().add_property_override("MinimumCompressionSize", 0)
        }),
        ("its policy", |_, api| {
            api.add_to_policy(
                PolicyStatement::deny(["execute-api:Invoke"])
                    .by(Principal::star())
                    .on("execute-api:/*"),
            );
        }),
        ("a value", |_, api| {
            api.latest_deployment().unwrap().add_to_logical_id("release 12")
        }),
        ("an aspect that runs last", |stack, _| {
            let change = |scope: &Scope| {
                if let Some(method) = CfnResource::of(scope).filter(|it| it.type_name() == "AWS::ApiGateway::Method") {
                    method.add_property_override("ApiKeyRequired", true);
                }
            };
            Aspects::of(stack).add_with_priority(change, AspectPriority(i32::MAX));
        }),
    ];
    let mut ids = vec![plain];
    for (what, change) in related {
        let id = deployed_as(change);
        assert!(!ids.contains(&id), "{what}");
        ids.push(id);
    }
}

#[test]
fn settings_go_down_the_tree_until_something_else_is_said() {
    let found = resources(|stack| {
        let signed = MethodOptions::new()
            .authorization(Authorization::Iam)
            .api_key_required();
        let props = RestApiProps::new()
            .default_integration(function())
            .default_method_options(signed);
        let api = RestApi::new(stack, "Api", props);
        let weather = ResourceOptions::new().default_integration(HttpIntegration::new("https://w.example"));
        let below = api.root().add_resource_with("weather", weather).add_resource("today");
        below.add_method(HttpMethod::Get, ());
        let open = MethodOptions::new()
            .authorization(Authorization::Open)
            .api_key_not_required();
        api.root().add_method(HttpMethod::Get, open);
    });
    let methods = of_type(&found, "Method");
    let of = |path: &str| methods.iter().find(|(id, _)| id.starts_with(path)).unwrap().1;
    let below = of("Apiweathertoday");
    assert_eq!(below["Integration"]["Type"], "HTTP_PROXY");
    assert_eq!(
        (&below["AuthorizationType"], &below["ApiKeyRequired"]),
        (&json!("AWS_IAM"), &json!(true))
    );
    let root = of("ApiGET");
    assert_eq!(root["Integration"]["Type"], "AWS_PROXY");
    assert_eq!(
        (&root["AuthorizationType"], &root["ApiKeyRequired"]),
        (&json!("NONE"), &json!(false))
    );
}

#[test]
fn a_proxy_answers_every_path_and_verb() {
    let found = resources(|stack| {
        let once = function().permission(InvokePermission::PerApi);
        RestApi::new(stack, "Api", RestApiProps::new().proxy(once));
    });
    assert_eq!(of_type(&found, "Method").len(), 2);
    assert_eq!(of_type(&found, "Resource")[0].1["PathPart"], "{proxy+}");
    let permissions = of_type(&found, "AWS::Lambda::Permission");
    assert_eq!(permissions.len(), 1, "one for the whole API");
    let source = permissions[0].1["SourceArn"].to_string();
    assert!(source.contains("/*/*/*"), "{source}");
}

#[test]
fn a_function_of_another_account_gets_no_permission_from_here() {
    let app = App::new();
    let environment = ferrocdk_core::Environment::new("444455556666", "sa-east-1");
    let stack = Stack::new(&app, "plant", StackProps::default().environment(environment));
    RestApi::new(&stack, "Api", RestApiProps::new())
        .root()
        .add_method(HttpMethod::Get, function());
    let template = app.synth().unwrap().template("plant").unwrap().to_string();
    assert!(!template.contains("AWS::Lambda::Permission"));
}

#[test]
fn paths_are_found_before_they_are_made() {
    let found = resources(|stack| {
        let api = RestApi::new(stack, "Api", RestApiProps::new().default_integration(function()));
        let root = api.root();
        let readings = root.resource_for_path("/presses/{id}/readings");
        assert_eq!(readings.path(), "/presses/{id}/readings");
        assert_eq!(
            root.resource_for_path("presses/{id}/readings").scope().path(),
            readings.scope().path()
        );
        assert!(root.get_resource("boilers").is_none());
        assert_eq!(root.resource_for_path("").path(), "/");
        let method = readings.add_method(HttpMethod::Any, ());
        CfnOutput::new(stack, "Arn", method.arn());
        CfnOutput::new(stack, "Url", readings.url());
        method.grant_execute(&Role::new(stack, "Reader", RoleProps::new(Principal::own_account())));
    });
    assert_eq!(of_type(&found, "Resource").len(), 3);
    let policy = of_type(&found, "AWS::IAM::ManagedPolicy")[0].1["PolicyDocument"]["Statement"][0].clone();
    assert_eq!(policy["Action"], "execute-api:Invoke");
    assert!(
        policy["Resource"].to_string().contains("/*/presses/*/readings"),
        "{policy}"
    );
}

#[test]
fn a_service_is_asked_with_a_role_of_its_own() {
    let found = resources(|stack| {
        let put = AwsIntegration::action("dynamodb", "PutItem")
            .granting(|role| {
                role.add_to_policy(
                    PolicyStatement::allow(["dynamodb:PutItem"]).on("arn:aws:dynamodb:sa-east-1:111122223333:table/t"),
                );
                ferrocdk_aws::grants::Grant::default()
            })
            .request_header("Content-Type", "'application/x-amz-json-1.0'")
            .request_template("application/json", "{ \"TableName\": \"t\" }")
            .integration_responses([IntegrationResponse::new("200").header("X-Done", "'yes'")])
            .timeout(Seconds(5));
        let api = RestApi::new(stack, "Api", RestApiProps::new());
        let options = MethodOptions::from(put).method_responses([MethodResponse::new("200").header("X-Done")]);
        let method = api.root().add_method(HttpMethod::Put, options);
        method.add_method_response(MethodResponse::new("400").model("application/json", "Error"));
    });
    let method = of_type(&found, "Method")[0].1;
    let integration = &method["Integration"];
    assert_eq!(integration["Type"], "AWS");
    assert_eq!(integration["TimeoutInMillis"], 5_000);
    assert!(integration["Uri"].to_string().contains(":dynamodb:action/PutItem"));
    assert_eq!(
        integration["RequestParameters"],
        json!({ "integration.request.header.Content-Type": "'application/x-amz-json-1.0'" })
    );
    let role = integration["Credentials"]["Fn::GetAtt"][0].as_str().unwrap();
    assert_eq!(found[role]["Type"], "AWS::IAM::Role");
    assert_eq!(
        method["MethodResponses"][0]["ResponseParameters"],
        json!({ "method.response.header.X-Done": true })
    );
    assert_eq!(
        method["MethodResponses"][1],
        json!({ "StatusCode": "400", "ResponseModels": { "application/json": "Error" } })
    );
}

#[test]
fn stages_of_an_own_deployment() {
    let found = resources(|stack| {
        let api = RestApi::new(stack, "Api", RestApiProps::new().deploy(Deploy::No));
        api.root().add_method(HttpMethod::Get, function());
        let deployment = Deployment::new(stack, "Deployment", DeploymentProps::new(&api));
        let read = MethodSettings::new().caching(Caching::On).cache_ttl(Minutes(10));
        let format = AccessLogFormat::clf();
        let options = StageOptions::new()
            .stage_name("test")
            .access_log(AccessLog::To(
                AccessLogDestination::firehose(
                    "arn:aws:firehose:sa-east-1:111122223333:deliverystream/amazon-apigateway-x",
                ),
                format,
            ))
            .all_methods(MethodSettings::new().throttle(ThrottleSettings::new().rate_limit(2.5).burst_limit(5_u32)))
            .method("/presses/{id}", HttpMethod::Get, read)
            .variable("line", "1");
        let stage = Stage::new(stack, "Stage", StageProps::new(&deployment).options(options));
        api.set_deployment_stage(&stage);
        CfnOutput::new(stack, "Url", api.url());
    });
    let stage = of_type(&found, "Stage")[0].1;
    assert_eq!(stage["CacheClusterSize"], "0.5");
    assert_eq!(stage["Variables"], json!({ "line": "1" }));
    assert_eq!(stage["MethodSettings"][0]["ThrottlingRateLimit"], json!(2.5));
    let single = &stage["MethodSettings"][1];
    assert_eq!(
        (&single["ResourcePath"], &single["HttpMethod"]),
        (&json!("/~1presses~1{id}"), &json!("GET"))
    );
    assert_eq!(
        (&single["CacheTtlInSeconds"], &single["CacheDataEncrypted"]),
        (&json!(600), &json!(true))
    );
}

#[test]
fn browsers_are_told_which_origins() {
    let found = resources(|stack| {
        let api = RestApi::new(stack, "Api", RestApiProps::new());
        let cors = Cors::origins(["https://a.example", "https://b.example"])
            .allow_methods([HttpMethod::Get])
            .credentials(BrowserCredentials::Allowed)
            .cache(PreflightCache::For(Seconds(60)));
        api.root().add_cors_preflight(cors);
    });
    let method = of_type(&found, "Method")[0].1;
    let answer = &method["Integration"]["IntegrationResponses"][0];
    let header = |name: &str| answer["ResponseParameters"][format!("method.response.header.{name}")].clone();
    assert_eq!(header("Access-Control-Allow-Origin"), "'https://a.example'");
    assert_eq!(header("Access-Control-Allow-Methods"), "'GET'");
    assert_eq!(header("Access-Control-Allow-Credentials"), "'true'");
    assert_eq!(header("Access-Control-Max-Age"), "'60'");
    assert!(
        answer["ResponseTemplates"]["application/json"]
            .as_str()
            .unwrap()
            .contains("$origin == \"https://b.example\"")
    );
    assert_eq!(
        method["MethodResponses"][0]["ResponseParameters"]["method.response.header.Vary"],
        true
    );
}

#[test]
fn private_apis_name_their_endpoints() {
    let found = resources(|stack| {
        let endpoint = Endpoint::Private {
            vpc_endpoint_ids: vec!["vpce-1".into()],
        };
        let api = RestApi::new(stack, "Api", RestApiProps::new().endpoint(endpoint));
        api.root().add_method(HttpMethod::Get, function());
    });
    let api = of_type(&found, "RestApi")[0].1;
    assert_eq!(
        api["EndpointConfiguration"],
        json!({ "Types": ["PRIVATE"], "VpcEndpointIds": ["vpce-1"] })
    );
}

#[test]
fn an_imported_api_takes_methods_that_a_deployment_holds() {
    let found = resources(|stack| {
        let api = RestApi::from_rest_api_attributes(stack, "Shared", "a1b2c3", "r00t");
        let presses = api.root().add_resource("presses");
        presses.add_method(HttpMethod::Get, function());
        Deployment::new(stack, "Deployment", DeploymentProps::new(&api));
    });
    assert_eq!(of_type(&found, "Resource")[0].1["ParentId"], "r00t");
    let (deployment, _) = of_type(&found, "Deployment")[0];
    assert_eq!(found[deployment]["DependsOn"].as_array().unwrap().len(), 2);
    let known_by_id = mistakes(|stack| {
        let api = RestApi::from_rest_api_id(stack, "Shared", "a1b2c3");
        api.root().add_method(HttpMethod::Get, function());
        api.add_to_policy(
            PolicyStatement::allow(["execute-api:Invoke"])
                .by(Principal::star())
                .on_everything(),
        );
    });
    assert_eq!(known_by_id.len(), 2, "{known_by_id:?}");
    assert!(known_by_id.iter().all(|told| told.starts_with("F3011")));
}

#[test]
fn wrong_input_is_told_where_it_is_given() {
    type Build = fn(&Stack);
    let cases: [(Build, &str); 13] = [
        (
            |stack| drop(RestApi::new(stack, "Api", RestApiProps::new())),
            "F3182 a REST API that is deployed has no methods: ",
        ),
        (
            |stack| {
                drop(RestApi::new(
                    stack,
                    "Api",
                    RestApiProps::new().proxy(function()).default_integration(function()),
                ))
            },
            "F3181 settings of an API exclude each other: `proxy` and `default_integration`",
        ),
        (
            |stack| {
                drop(RestApi::new(
                    stack,
                    "Api",
                    RestApiProps::new()
                        .proxy(function())
                        .min_compression_size(10_485_761_u32),
                ))
            },
            "F3180 MinimumCompressionSize is out of range: 10485761 bytes",
        ),
        (
            |stack| {
                drop(
                    RestApi::new(stack, "Api", RestApiProps::new().proxy(function()))
                        .root()
                        .add_resource("a/b"),
                )
            },
            "F3183 the part of a path is not one that API Gateway takes: \"a/b\"",
        ),
        (
            |stack| {
                drop(
                    RestApi::new(stack, "Api", RestApiProps::new().proxy(function()))
                        .root()
                        .resource_for_path("{proxy+}/x"),
                )
            },
            "F3183 a path goes on behind one that takes all the rest: \"x\" below \"/{proxy+}\"",
        ),
        (
            |stack| {
                let api = RestApi::new(stack, "Api", RestApiProps::new().deploy(Deploy::No));
                CfnOutput::new(stack, "Url", api.url());
            },
            "F3184 the address of an API without a stage: an API that is not deployed",
        ),
        (
            |stack| {
                drop(RestApi::new(
                    stack,
                    "Api",
                    RestApiProps::new()
                        .proxy(function())
                        .deploy_options(StageOptions::new().stage_name("v 1")),
                ))
            },
            "F3184 the name of a stage is not one that API Gateway takes: \"v 1\"",
        ),
        (
            |stack| {
                let api = RestApi::new(stack, "Api", RestApiProps::new());
                api.root().add_method(
                    HttpMethod::Get,
                    function().integration_responses([IntegrationResponse::new("200")]),
                );
            },
            "F3185 a proxy integration passes answers on as they are, so it has no integration responses: 1 integration responses",
        ),
        (
            |stack| {
                let api = RestApi::new(stack, "Api", RestApiProps::new());
                let mock = MockIntegration::new().response_transfer_mode(ResponseTransferMode::Stream);
                api.root().add_method(HttpMethod::Get, mock);
            },
            "F3185 only a proxy integration streams its answers: ",
        ),
        (
            |stack| {
                let api = RestApi::new(stack, "Api", RestApiProps::new());
                api.root()
                    .add_method(HttpMethod::Get, function().timeout(Milliseconds(49)));
            },
            "F3180 TimeoutInMillis is out of range: 49 milliseconds",
        ),
        (
            |stack| {
                let api = RestApi::new(stack, "Api", RestApiProps::new());
                let options = MethodOptions::from(function()).method_responses([MethodResponse::new("200")]);
                api.root()
                    .add_method(HttpMethod::Get, options)
                    .add_method_response(MethodResponse::new("200"));
            },
            "F3186 a method declares a status twice: 200",
        ),
        (
            |stack| {
                let cors = Cors::origins(["*", "https://a.example"]);
                RestApi::new(stack, "Api", RestApiProps::new().default_cors_preflight(cors));
            },
            "F3187 `*` stands beside other origins: [*, https://a.example]",
        ),
        (
            |stack| {
                let log = AccessLog::To(
                    AccessLogDestination::log_group("arn:aws:logs:sa-east-1:111122223333:log-group:x"),
                    AccessLogFormat::json(["status"]),
                );
                let cached = MethodSettings::new().cache_ttl(Hours(1));
                let options = StageOptions::new().access_log(log).all_methods(cached);
                RestApi::new(
                    stack,
                    "Api",
                    RestApiProps::new().proxy(function()).deploy_options(options),
                );
            },
            "F3188 lines of an access log do not say which request they are about: {\"status\":\"$context.status\"}",
        ),
    ];
    for (build, expected) in cases {
        assert_eq!(mistakes(build), [expected]);
    }
}
