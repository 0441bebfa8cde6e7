//! REST APIs.

use ferrocdk::Construct;
use ferrocdk::aws::apigateway::{
    ApiKey, ApiKeyProps, BasePathMapping, BasePathMappingProps, CognitoUserPoolsAuthorizer,
    CognitoUserPoolsAuthorizerProps, Deploy, Deployment, DeploymentProps, DomainName, DomainNameProps, GatewayResponse,
    GatewayResponseProps, HttpMethod, JsonSchema, LambdaIntegration, Method, MethodOptions, MethodProps, Model,
    ModelProps, RequestAuthorizer, RequestAuthorizerProps, RequestValidation, RequestValidator, RequestValidatorProps,
    Resource, ResourceProps, ResponseType, RestApi, RestApiProps, Stage, StageProps, TokenAuthorizer,
    TokenAuthorizerProps, UsagePlan, UsagePlanProps, VpcLink, VpcLinkProps,
};
use ferrocdk::aws::apigateway::IdentitySource;

const FUNCTION: &str = "arn:aws:lambda:sa-east-1:111122223333:function:presses";

pub(crate) fn forms(stack: &dyn Construct) {
    let api = RestApi::new(stack, "RestApi", RestApiProps::new());
    let resource = Resource::new(stack, "Resource", ResourceProps::new(api.root(), "presses"));
    let options = MethodOptions::from(LambdaIntegration::new(FUNCTION));
    Method::new(stack, "Method", MethodProps::new(&resource, HttpMethod::Get).options(options));
    let token = TokenAuthorizer::new(stack, "TokenAuthorizer", TokenAuthorizerProps::new(FUNCTION));
    let request = RequestAuthorizerProps::new(FUNCTION).identity_sources([IdentitySource::header("X-Plant")]);
    let request = RequestAuthorizer::new(stack, "RequestAuthorizer", request);
    let pool = "arn:aws:cognito-idp:sa-east-1:111122223333:userpool/sa-east-1_AbCdEfGhI";
    let pool = CognitoUserPoolsAuthorizerProps::new(pool);
    let pool = CognitoUserPoolsAuthorizer::new(stack, "CognitoUserPoolsAuthorizer", pool);
    let options = || MethodOptions::from(LambdaIntegration::new(FUNCTION));
    resource.add_method(HttpMethod::Post, options().authorization(&token));
    resource.add_method(HttpMethod::Put, options().authorization(&request));
    resource.add_method(HttpMethod::Delete, options().authorization(&pool));
    Model::new(stack, "Model", ModelProps::new(&api, JsonSchema::object()));
    // Of an API that exists, or the others would be found to check requests.
    let shared = RestApi::from_rest_api_id(stack, "Shared", "a1b2c3d4e5");
    let validator = RequestValidatorProps::new(&shared, RequestValidation::All);
    RequestValidator::new(stack, "RequestValidator", validator);
    GatewayResponse::new(stack, "GatewayResponse", GatewayResponseProps::new(&api, ResponseType::Default5xx));
    let other = RestApi::new(stack, "OtherRestApi", RestApiProps::new().deploy(Deploy::No));
    other.root().add_method(HttpMethod::Get, LambdaIntegration::new(FUNCTION));
    let deployment = Deployment::new(stack, "Deployment", DeploymentProps::new(&other));
    Stage::new(stack, "Stage", StageProps::new(&deployment));
    ApiKey::new(stack, "ApiKey", ApiKeyProps::new());
    UsagePlan::new(stack, "UsagePlan", UsagePlanProps::new());
    let certificate = "arn:aws:acm:sa-east-1:111122223333:certificate/0a1b2c3d-0000-4000-8000-000000000000";
    let name = DomainName::new(stack, "DomainName", DomainNameProps::new("api.example.com", certificate));
    BasePathMapping::new(stack, "BasePathMapping", BasePathMappingProps::new(&name, &api));
    let balancer = "arn:aws:elasticloadbalancing:sa-east-1:111122223333:loadbalancer/net/presses/0a1b2c3d4e5f6071";
    VpcLink::new(stack, "VpcLink", VpcLinkProps::new().targets([balancer]));
}
