//! APIs with their resources, methods and integrations.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use ferrocdk_aws::apigateway::{
    Authorization, AwsIntegration, Cors, Endpoint, HttpIntegration, HttpMethod, IntegrationResponse, InvokePermission,
    MethodOptions, MethodResponse, ResourceOptions, RestApi, RestApiProps,
};
use ferrocdk_aws::iam::{PolicyStatement, Principal, Role, RoleProps};
use ferrocdk_aws::units::Seconds;
use ferrocdk_core::{App, CfnOutput, Construct, Stack, StackProps};
use serde_json::{Value as Json, json};

use crate::{function, of_type, resources};

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
        assert!(found.get(id).is_some(), "{id} is not in {found:#}");
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
