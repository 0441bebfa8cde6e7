//! A REST API without functions: a service of AWS, a server and a mock answer, to clients with keys and to users of a pool.

use ferrocdk::aws::apigateway::{
    ApiKey, ApiKeyProps, AwsIntegration, CognitoUserPoolsAuthorizer, CognitoUserPoolsAuthorizerProps, Cors, DomainName,
    DomainNameProps, GatewayResponse, GatewayResponseProps, HttpIntegration, HttpMethod, IntegrationResponse,
    JsonSchema, MethodOptions, MethodResponse, MockIntegration, Model, ModelProps, PassthroughBehavior, Period,
    PreflightCache, Quota, RequestValidation, RequestValidator, RequestValidatorProps, ResponseType, RestApi,
    RestApiProps, ThrottleSettings, UsagePlan, UsagePlanProps,
};
use ferrocdk::aws::iam::{Principal, Role, RoleProps};
use ferrocdk::aws::units::Seconds;
use ferrocdk::{App, Stack, StackProps};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Plans", StackProps::default());
    let pool = "arn:aws:cognito-idp:sa-east-1:111122223333:userpool/sa-east-1_AbCdEfGhI";
    let users = CognitoUserPoolsAuthorizer::new(&stack, "Users", CognitoUserPoolsAuthorizerProps::new(pool));
    let cors = Cors::origins(["https://presses.example.com"]).cache(PreflightCache::For(Seconds(600)));
    let props = RestApiProps::new()
        .min_compression_size(1_024_u32)
        .binary_media_types(["image/png"])
        .default_cors_preflight(cors);
    let api = RestApi::new(&stack, "Api", props);
    let press = JsonSchema::object().required_property("line", JsonSchema::integer().minimum(1));
    let press = Model::new(&api, "Press", ModelProps::new(&api, press));
    let validator = RequestValidatorProps::new(&api, RequestValidation::Body);
    let validator = RequestValidator::new(&api, "Validator", validator);
    let trusted = Principal::service("apigateway.amazonaws.com");
    let role = Role::new(&stack, "Role", RoleProps::new(trusted));
    let wrong = IntegrationResponse::new("400").selection_pattern("4\\d{2}");
    let put = AwsIntegration::action("dynamodb", "PutItem")
        .credentials_role(&role)
        .passthrough_behavior(PassthroughBehavior::Never)
        .request_template("application/json", "{ \"TableName\": \"presses\" }")
        .integration_responses([
            IntegrationResponse::new("200"),
            wrong.template("application/json", "{ \"wrong\": true }"),
        ]);
    let presses = api.root().add_resource("presses");
    let ok = MethodResponse::new("200").model("application/json", "Empty");
    let put = MethodOptions::from(put)
        .api_key_required()
        .request_model("application/json", &press)
        .request_validator(&validator)
        .method_responses([ok, MethodResponse::new("400")]);
    presses.add_method(HttpMethod::Put, put);
    let get = MethodOptions::from(HttpIntegration::new("https://backend.example.com/presses"))
        .authorization(&users)
        .authorization_scopes(["presses/read"])
        .required_parameter("method.request.querystring.line");
    presses.add_method(HttpMethod::Get, get);
    let alive = MockIntegration::new()
        .request_template("application/json", "{ \"statusCode\": 200 }")
        .integration_responses([IntegrationResponse::new("200")]);
    let alive = MethodOptions::from(alive).method_responses([MethodResponse::new("200")]);
    api.root().add_resource("alive").add_method(HttpMethod::Get, alive);
    let refused = GatewayResponseProps::new(&api, ResponseType::AccessDenied);
    GatewayResponse::new(&api, "Refused", refused.header("Access-Control-Allow-Origin", "'*'"));
    let plan = UsagePlanProps::new()
        .throttle(ThrottleSettings::new().rate_limit(10).burst_limit(20_u32))
        .quota(Quota::new(10_000, Period::Month))
        .api_stages(api.deployment_stage());
    let plan = UsagePlan::new(&api, "Plan", plan);
    let key = ApiKey::new(&api, "Key", ApiKeyProps::new());
    api.deployment_stage().iter().for_each(|stage| key.add_stage(stage));
    plan.add_api_key(&key);
    let certificate = "arn:aws:acm:sa-east-1:111122223333:certificate/0a1b2c3d-0000-4000-8000-000000000000";
    let name = DomainName::new(&stack, "Name", DomainNameProps::new("api.example.com", certificate));
    name.add_base_path_mapping("presses", &api);
}
