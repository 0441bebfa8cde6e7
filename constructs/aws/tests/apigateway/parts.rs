//! Authorizers, models, documents, plans, keys, names and links.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use ferrocdk_aws::apigateway::{
    ApiDefinition, ApiKey, ApiKeyProps, ApiStage, BrowserCredentials, CognitoUserPoolsAuthorizer,
    CognitoUserPoolsAuthorizerProps, Cors, DefinitionMode, DomainName, DomainNameProps, GatewayResponse,
    GatewayResponseProps, HttpIntegration, HttpMethod, IdentitySource, JsonSchema, MethodOptions, Model, ModelProps,
    MutualTls, Period, PreflightCache, Quota, RequestAuthorizer, RequestAuthorizerProps, RequestValidation,
    ResponseType, RestApi, RestApiProps, ThrottleSettings, TokenAuthorizer, TokenAuthorizerProps, UsagePlan,
    UsagePlanProps, VpcLink, VpcLinkProps,
};
use ferrocdk_aws::iam::{Principal, Role, RoleProps};
use ferrocdk_aws::units::Seconds;
use ferrocdk_core::CfnResource;
use serde_json::json;

use crate::{FUNCTION, function, of_type, resources};

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
fn an_authorizer_belongs_to_the_api_whose_methods_use_it() {
    let found = resources(|stack| {
        let check = RequestAuthorizerProps::new(FUNCTION)
            .identity_sources([IdentitySource::header("X-Plant"), IdentitySource::query_string("line")]);
        let check = RequestAuthorizer::new(stack, "Check", check);
        let token = TokenAuthorizer::new(stack, "Token", TokenAuthorizerProps::new(FUNCTION));
        let pool = "arn:aws:cognito-idp:sa-east-1:111122223333:userpool/sa-east-1_AbCdEfGhI";
        let users = CognitoUserPoolsAuthorizer::new(stack, "Users", CognitoUserPoolsAuthorizerProps::new(pool));
        let api = RestApi::new(stack, "Api", RestApiProps::new().default_integration(function()));
        let root = api.root();
        root.add_method(HttpMethod::Get, MethodOptions::new().authorization(&check));
        root.add_method(HttpMethod::Put, MethodOptions::new().authorization(&token));
        let scoped = MethodOptions::new()
            .authorization(&users)
            .authorization_scopes(["presses/write"]);
        root.add_method(HttpMethod::Post, scoped);
    });
    let authorizers = of_type(&found, "Authorizer");
    assert_eq!(authorizers.len(), 3);
    assert!(
        authorizers
            .iter()
            .all(|(_, it)| it["RestApiId"] == json!({ "Ref": "ApiF70053CD" }))
    );
    let check = authorizers[0].1;
    assert_eq!(
        check["IdentitySource"],
        "method.request.header.X-Plant,method.request.querystring.line"
    );
    let methods = of_type(&found, "Method");
    let of = |id: &str| methods.iter().find(|(known, _)| known.starts_with(id)).unwrap().1;
    assert_eq!(of("ApiGET")["AuthorizationType"], "CUSTOM");
    assert_eq!(of("ApiPUT")["AuthorizerId"], json!({ "Ref": authorizers[1].0 }));
    assert_eq!(of("ApiPOST")["AuthorizationType"], "COGNITO_USER_POOLS");
    assert_eq!(of("ApiPOST")["AuthorizationScopes"], json!(["presses/write"]));
    let permissions = of_type(&found, "AWS::Lambda::Permission");
    let of_authorizers = permissions
        .iter()
        .filter(|(_, it)| it["SourceArn"].to_string().contains("/authorizers/"));
    assert_eq!(of_authorizers.count(), 2);
    let (deployment, _) = of_type(&found, "Deployment")[0];
    let waits = found[deployment]["DependsOn"].to_string();
    assert!(authorizers.iter().all(|(id, _)| waits.contains(*id)));
}

#[test]
fn requests_are_checked_against_models() {
    let found = resources(|stack| {
        let api = RestApi::new(stack, "Api", RestApiProps::new().default_integration(function()));
        let press = JsonSchema::object()
            .required_property("id", JsonSchema::string())
            .no_other_properties();
        let press = Model::new(&api, "Press", ModelProps::new(&api, press));
        let all = JsonSchema::array(JsonSchema::reference(press.schema_reference()));
        let all = Model::new(&api, "Presses", ModelProps::new(&api, all));
        for (verb, model) in [(HttpMethod::Post, &press), (HttpMethod::Put, &all)] {
            let options = MethodOptions::new()
                .request_model("application/json", model)
                .required_parameter("method.request.querystring.line")
                .request_validator(RequestValidation::All);
            api.root().add_method(verb, options);
        }
    });
    assert_eq!(of_type(&found, "RequestValidator").len(), 1, "methods share one");
    let models = of_type(&found, "Model");
    assert_eq!(
        models[0].1["Schema"],
        json!({
            "$schema": "http://json-schema.org/draft-04/schema#",
            "type": "object",
            "properties": { "id": { "type": "string" } },
            "required": ["id"],
            "additionalProperties": false,
        })
    );
    assert!(models[1].1["Schema"]["items"]["$ref"].to_string().contains("/models/"));
    let method = of_type(&found, "Method")[0].1;
    assert_eq!(
        method["RequestModels"],
        json!({ "application/json": { "Ref": models[0].0 } })
    );
    assert_eq!(
        method["RequestParameters"],
        json!({ "method.request.querystring.line": true })
    );
}

#[test]
fn an_api_is_what_its_document_says() {
    let found = resources(|stack| {
        let queue = CfnResource::untyped(stack, "Queue", "AWS::SQS::Queue", ferrocdk_core::doc!({}));
        let document = ferrocdk_core::doc!({ "openapi": "3.0.2", "info": { "title": queue.reference() } });
        let props = RestApiProps::new()
            .definition(ApiDefinition::inline(document))
            .definition_mode(DefinitionMode::Merge);
        let api = RestApi::new(stack, "Inline", props);
        api.allow_to_invoke(FUNCTION);
        api.allow_to_invoke(FUNCTION);
        let file = ApiDefinition::asset(stack, "File", "Cargo.toml");
        RestApi::new(stack, "Asset", RestApiProps::new().definition(file));
        let include = ApiDefinition::include(stack, "Include", "Cargo.toml");
        RestApi::new(stack, "Included", RestApiProps::new().definition(include));
    });
    let apis = of_type(&found, "RestApi");
    assert_eq!(apis[0].1["Body"]["info"]["title"], json!({ "Ref": "Queue" }));
    assert_eq!(apis[0].1["Mode"], "merge");
    assert!(apis[1].1["BodyS3Location"]["Key"].as_str().unwrap().ends_with(".toml"));
    assert_eq!(apis[2].1["Body"]["Fn::Transform"]["Name"], "AWS::Include");
    assert_eq!(of_type(&found, "Deployment").len(), 3);
    assert_eq!(of_type(&found, "AWS::Lambda::Permission").len(), 1);
}

#[test]
fn plans_keys_names_and_links() {
    let found = resources(|stack| {
        let api = RestApi::new(stack, "Api", RestApiProps::new());
        let balancer = "arn:aws:elasticloadbalancing:sa-east-1:111122223333:loadbalancer/net/presses/0a1b2c3d4e5f6071";
        let link = VpcLink::new(stack, "Link", VpcLinkProps::new());
        link.add_target(balancer);
        let list = api.root().add_method(
            HttpMethod::Get,
            HttpIntegration::new("http://presses.internal/").vpc_link(&link),
        );
        let key = ApiKey::new(stack, "Key", ApiKeyProps::new());
        key.grant_read(&Role::new(stack, "Reader", RoleProps::new(Principal::own_account())));
        let stage = api.deployment_stage().unwrap();
        key.add_stage(&stage);
        let limits = ThrottleSettings::new().rate_limit(10).burst_limit(20_u32);
        let plan = UsagePlanProps::new()
            .quota(Quota::new(100, Period::Day))
            .throttle(limits.clone());
        let plan = UsagePlan::new(stack, "Plan", plan);
        plan.add_api_stage(ApiStage::from(&stage).throttle_method(&list, limits));
        plan.add_api_key(&key);
        let certificate = "arn:aws:acm:sa-east-1:111122223333:certificate/0a1b2c3d-0000-4000-8000-000000000000";
        let tls = MutualTls::new("certificates", "plants.pem").version("1");
        let name = DomainName::new(
            stack,
            "Name",
            DomainNameProps::new("api.example.com", certificate).mutual_tls(tls),
        );
        name.add_base_path_mapping("presses", &api);
        GatewayResponse::new(
            &api,
            "Refused",
            GatewayResponseProps::new(&api, ResponseType::AccessDenied).header("X-Why", "'no'"),
        );
    });
    let integration = &of_type(&found, "Method")[0].1["Integration"];
    assert_eq!(
        (&integration["ConnectionType"], &integration["Type"]),
        (&json!("VPC_LINK"), &json!("HTTP_PROXY"))
    );
    let plan = of_type(&found, "UsagePlan")[0].1;
    assert_eq!(plan["Quota"], json!({ "Limit": 100, "Period": "DAY" }));
    assert_eq!(plan["ApiStages"][0]["Throttle"]["//GET"]["RateLimit"], 10);
    assert_eq!(of_type(&found, "UsagePlanKey").len(), 1);
    assert_eq!(
        of_type(&found, "ApiKey")[0].1["StageKeys"][0]["StageName"],
        json!({ "Ref": "ApiDeploymentStageprod3EB9684E" })
    );
    let name = of_type(&found, "DomainName")[0].1;
    assert_eq!(
        (
            &name["SecurityPolicy"],
            &name["MutualTlsAuthentication"]["TruststoreUri"]
        ),
        (&json!("TLS_1_2"), &json!("s3://certificates/plants.pem"))
    );
    assert_eq!(
        of_type(&found, "BasePathMapping")[0].1["Stage"],
        json!({ "Ref": "ApiDeploymentStageprod3EB9684E" })
    );
    let refused = of_type(&found, "GatewayResponse")[0].1;
    assert_eq!(
        refused["ResponseParameters"],
        json!({ "gatewayresponse.header.X-Why": "'no'" })
    );
}
