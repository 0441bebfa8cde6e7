//! A REST API that calls a queue, a stream and a table itself, with requests checked and answers translated.

use ferrocdk::aws::apigateway::{
    AwsIntegration, HttpMethod, IntegrationResponse, JsonSchema, MethodOptions, MethodResponse, Model, ModelProps,
    PassthroughBehavior, RequestValidation, RequestValidator, RequestValidatorProps, RestApi, RestApiProps,
    StageOptions,
};
use ferrocdk::aws::dynamodb::{Attribute, Table, TableProps};
use ferrocdk::aws::iam::{PolicyStatement, Principal, Role, RoleProps};
use ferrocdk::aws::kinesis::{Stream, StreamProps};
use ferrocdk::aws::sqs::{Queue, QueueProps};
use ferrocdk::{App, Stack, StackProps, pseudo, text};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Direct", StackProps::default());
    let jobs = Queue::new(&stack, "Jobs", QueueProps::new());
    let readings = Stream::new(&stack, "Readings", StreamProps::new());
    let presses = Table::new(&stack, "Presses", TableProps::new(Attribute::string("id")));
    let props = RestApiProps::new().deploy_options(StageOptions::new().stage_name("v1"));
    let api = RestApi::new(&stack, "Api", props);
    let trusted = Principal::service("apigateway.amazonaws.com");
    let role = Role::new(&stack, "ApiRole", RoleProps::new(trusted));
    jobs.grant_send_messages(&role);
    role.add_to_policy(PolicyStatement::allow(["kinesis:PutRecord"]).on(readings.arn()));
    role.add_to_policy(PolicyStatement::allow(["dynamodb:GetItem"]).on(presses.arn()));
    let failed = || IntegrationResponse::new("500").selection_pattern("5\\d{2}");
    let answers = || [IntegrationResponse::new("200"), failed()];
    let responses = || [MethodResponse::new("200"), MethodResponse::new("500")];
    let job = JsonSchema::object().required_property("press", JsonSchema::string().min_length(1));
    let job = Model::new(&api, "Job", ModelProps::new(&api, job));
    let body = RequestValidatorProps::new(&api, RequestValidation::Body);
    let body = RequestValidator::new(&api, "Body", body);
    let send = AwsIntegration::path("sqs", text!("{}/{}", pseudo::account_id(), jobs.name()))
        .credentials_role(&role)
        .request_header("Content-Type", "'application/x-www-form-urlencoded'")
        .request_template("application/json", "Action=SendMessage&MessageBody=$input.body")
        .passthrough_behavior(PassthroughBehavior::Never)
        .integration_responses(answers());
    let send = MethodOptions::from(send)
        .method_responses(responses())
        .request_model("application/json", &job)
        .request_validator(&body);
    api.root().add_resource("jobs").add_method(HttpMethod::Post, send);
    let record = r#"{ "Data": "$util.base64Encode($input.body)", "PartitionKey": "$context.requestId" }"#;
    let put = AwsIntegration::action("kinesis", "PutRecord")
        .credentials_role(&role)
        .request_template("application/json", record)
        .integration_responses(answers());
    let put = MethodOptions::from(put).method_responses(responses());
    api.root().add_resource("readings").add_method(HttpMethod::Put, put);
    let item = IntegrationResponse::new("200")
        .selection_pattern("200")
        .template("application/json", r#"$input.path("$.Item")"#);
    let key = r#"{ "Key": { "id": { "S": "$method.request.path.id" } } }"#;
    let get = AwsIntegration::action("dynamodb", "GetItem")
        .credentials_role(&role)
        .request_parameter("integration.request.path.id", "method.request.path.id")
        .request_template("application/json", key)
        .integration_responses(answers().into_iter().chain([item]));
    let get = MethodOptions::from(get)
        .method_responses(responses())
        .required_parameter("method.request.path.id");
    let press = api.root().resource_for_path("presses/{id}");
    press.add_method(HttpMethod::Get, get);
}
