//! Wrong input, and what is said about it.

use ferrocdk_aws::apigateway::{
    AccessLog, AccessLogDestination, AccessLogFormat, ApiKey, ApiKeyProps, Cors, Deploy, DomainName, DomainNameProps,
    HttpMethod, IntegrationResponse, MethodOptions, MethodResponse, MethodSettings, MockIntegration, Period, Quota,
    RequestAuthorizer, RequestAuthorizerProps, ResponseTransferMode, RestApi, RestApiProps, StageOptions,
    TokenAuthorizer, TokenAuthorizerProps, UsagePlan, UsagePlanProps, VpcLink, VpcLinkProps,
};
use ferrocdk_aws::units::{Hours, Milliseconds, Seconds};
use ferrocdk_core::{CfnOutput, Stack};

use crate::{FUNCTION, function, mistakes};

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
                ));
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
                ));
            },
            "F3180 MinimumCompressionSize is out of range: 10485761 bytes",
        ),
        (
            |stack| {
                drop(
                    RestApi::new(stack, "Api", RestApiProps::new().proxy(function()))
                        .root()
                        .add_resource("a/b"),
                );
            },
            "F3183 the part of a path is not one that API Gateway takes: \"a/b\"",
        ),
        (
            |stack| {
                drop(
                    RestApi::new(stack, "Api", RestApiProps::new().proxy(function()))
                        .root()
                        .resource_for_path("{proxy+}/x"),
                );
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
                ));
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

#[test]
fn what_cannot_be_used_is_told() {
    type Build = fn(&Stack);
    let cases: [(Build, &str); 9] = [
        (
            |stack| {
                drop(TokenAuthorizer::new(
                    stack,
                    "Token",
                    TokenAuthorizerProps::new(FUNCTION),
                ));
            },
            "F3189 an authorizer that no method uses belongs to no API: ",
        ),
        (
            |stack| {
                let token = TokenAuthorizer::new(stack, "Token", TokenAuthorizerProps::new(FUNCTION));
                for id in ["A", "B"] {
                    let options = MethodOptions::from(function()).authorization(&token);
                    RestApi::new(stack, id, RestApiProps::new())
                        .root()
                        .add_method(HttpMethod::Get, options);
                }
            },
            "F3189 an authorizer is used by methods of two APIs: plant/Token",
        ),
        (
            |stack| {
                let check = RequestAuthorizer::new(stack, "Check", RequestAuthorizerProps::new(FUNCTION));
                let options = MethodOptions::new().authorization(&check);
                RestApi::new(stack, "A", RestApiProps::new().default_method_options(options))
                    .root()
                    .add_method(HttpMethod::Get, function());
            },
            "F3189 decisions of an authorizer are kept, and nothing says whom they are about: no identity sources",
        ),
        (
            |stack| {
                let token = TokenAuthorizerProps::new(FUNCTION).results_cache_ttl(Seconds(3_601));
                let token = TokenAuthorizer::new(stack, "Token", token);
                let options = MethodOptions::from(function()).authorization(&token);
                RestApi::new(stack, "A", RestApiProps::new())
                    .root()
                    .add_method(HttpMethod::Get, options);
            },
            "F3180 AuthorizerResultTtlInSeconds is out of range: 3601 seconds",
        ),
        (
            |stack| {
                let options = MethodOptions::from(function()).authorization_scopes(["presses/read"]);
                RestApi::new(stack, "A", RestApiProps::new())
                    .root()
                    .add_method(HttpMethod::Get, options);
            },
            "F3189 scopes of a method that no user pool authorizes: 1 scopes",
        ),
        (
            |stack| drop(ApiKey::new(stack, "Key", ApiKeyProps::new().value("short"))),
            "F3180 the value of a key has a wrong length: 5 characters",
        ),
        (
            |stack| {
                drop(UsagePlan::new(
                    stack,
                    "Plan",
                    UsagePlanProps::new().quota(Quota::new(0, Period::Week)),
                ));
            },
            "F3180 a quota lets nothing through: 0 requests, of which the first period lacks 0",
        ),
        (
            |stack| {
                drop(DomainName::new(
                    stack,
                    "Name",
                    DomainNameProps::new("Api.example.com", "arn"),
                ));
            },
            "F3190 a custom domain has large letters: Api.example.com",
        ),
        (
            |stack| drop(VpcLink::new(stack, "Link", VpcLinkProps::new())),
            "F3191 a link into a network leads to another number of load balancers than one: 0 targets",
        ),
    ];
    for (build, expected) in cases {
        assert_eq!(mistakes(build), [expected]);
    }
}
