//! `RestApi`: resources and methods behind one address.

use std::cell::RefCell;
use std::rc::Rc;

use ferrocdk_cfn::apigateway::{CfnDeployment, CfnRestApi, RestApiProps as CfnRestApiProps};
use ferrocdk_cfn::refs::ec2::VPCEndpointId;
use ferrocdk_cfn::refs::lambda::AliasArnOrFunctionArnOrVersionArn;
use ferrocdk_core::{
    CfnOutput, CfnResource, Construct, Diagnostic, IntoRef, ScannerRule, Scope, Value, doc, pseudo, text,
};

use super::cors::Cors;
use super::definition::{ApiDefinition, DefinitionMode};
use super::deployment::{Deployment, DeploymentProps};
use super::endpoint::{ApiKeySource, Deploy, Endpoint, ExecuteApiEndpoint};
use super::http_method::HttpMethod;
use super::integration::{AnyIntegration, permission};
use super::method::MethodOptions;
use super::resource::{Inherited, Parts, Resource};
use super::stage::{Stage, StageOptions, StageProps};
use crate::diagnostic_ids;
use crate::iam::{PolicyDocument, PolicyStatement, Principal, append_statement, replace_statement};
use crate::owned::{Owned, constructs, refuse};
use crate::props::props;

/// The VPC endpoints that an API is reached through, as far as it is reached through them alone.
#[derive(Clone, Debug, Default)]
struct AllowedEndpoints(Vec<Value<String>>);

props! {
    /// Settings of a [`RestApi`].
    pub struct RestApiProps for CfnRestApiProps {
        /// The name in the console and in metrics. Default: the id of the construct.
        rest_api_name: Option<String>,
        /// For people.
        description: Option<Value<String>>,
        /// Where clients reach it. Default: in the region. AWS CDK leaves it to API Gateway, which takes the edge: every request then makes a detour over a distribution that nobody can set or see.
        endpoint: Endpoint = Endpoint::Regional,
        /// Whether it is deployed as soon as it is made. Default: into a stage, anew whenever the API changes.
        deploy: Deploy = Deploy::Yes,
        /// Settings of the stage that it is deployed into. Default: `prod`, with an access log and traces.
        deploy_options: Option<StageOptions>,
        /// The integration of methods that name none.
        default_integration: Option<AnyIntegration>,
        /// Settings of methods, unless a method says otherwise: authorization, models, answers.
        default_method_options: Option<MethodOptions>,
        /// Lets browsers of other origins in, on every resource. Default: none.
        default_cors_preflight: Option<Cors>,
        /// Passes every request on to one integration, whatever its path and verb: what AWS CDK's `LambdaRestApi` does.
        proxy: Option<AnyIntegration>,
        /// The API as a document of OpenAPI: what AWS CDK's `SpecRestApi` does. Default: none; resources and methods are added one by one.
        definition: Option<ApiDefinition>,
        /// Whether methods that are added stay beside those of the document. Default: the document is all there is.
        definition_mode: Option<DefinitionMode>,
        /// Content types that are passed on as bytes. Default: none; everything is text.
        binary_media_types: Vec<Value<String>>,
        /// Bodies of so many bytes or more are compressed, 0 to 10,485,760. Default: none.
        min_compression_size: Option<u32>,
        /// Where clients put the key that a method asks for. Default: the header `X-API-Key`.
        api_key_source: Option<ApiKeySource>,
        /// Who may call the API from where, besides what its methods ask for. Default: everybody.
        policy: Option<PolicyDocument>,
        /// Whether the address that AWS gives to the API is open. Default: it is.
        execute_api_endpoint: ExecuteApiEndpoint = ExecuteApiEndpoint::Enabled,
        /// Name under which other stacks import the address. Default: none.
        endpoint_export_name: Option<Value<String>>,
    }
}

/// A REST API: resources by path, with a method for each verb, behind one address with TLS.
///
/// Makes an `AWS::ApiGateway::RestApi`; an `AWS::ApiGateway::Deployment`, whose logical id changes with the API, so that each change is deployed; an
/// `AWS::ApiGateway::Stage` with its access log; and once a stack the role with which API Gateway writes logs. An output has the address. Costs 3.50 dollars a million
/// requests, besides what answers them, and the access log some 25 cents of that million.
///
/// ```
/// use ferrocdk_aws::apigateway::{HttpMethod, LambdaIntegration, RestApi, RestApiProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let function = LambdaIntegration::new("arn:aws:lambda:sa-east-1:111122223333:function:presses");
/// let api = RestApi::new(&stack, "Api", RestApiProps::new().default_integration(function));
/// let presses = api.root().add_resource("presses");
/// presses.add_method(HttpMethod::Get, ());
/// presses.add_method(HttpMethod::Post, ());
/// presses.add_resource("{id}").add_method(HttpMethod::Get, ());
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct RestApi {
    scope: Scope,
    resource: Owned<CfnRestApi>,
    id: Value<String>,
    name: Value<String>,
    root: Rc<Parts>,
    shared: Rc<RefCell<Shared>>,
}

constructs!(RestApi);
ferrocdk_cfn::refers!(RestApi: apigateway { RestApiId => id });

impl From<&Self> for RestApi {
    fn from(api: &Self) -> Self {
        api.clone()
    }
}

/// State that the handles on one API share.
#[derive(Debug, Default)]
struct Shared {
    /// Everything that a deployment is a picture of.
    contents: Vec<CfnResource>,
    deployments: Vec<CfnDeployment>,
    latest: Option<(Scope, CfnDeployment)>,
    /// Name of the stage that requests go to.
    stage: Option<Stage>,
    children: Vec<Rc<Parts>>,
    permitted: Vec<Value<String>>,
    validators: Vec<(String, Value<String>)>,
}

impl RestApi {
    /// Makes an API.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: RestApiProps) -> Self {
        let scope = scope.scope().child(id);
        check(&scope, &props);
        let name = props.rest_api_name.unwrap_or_else(|| id.to_owned());
        let mut api = CfnRestApiProps::new()
            .name(name.as_str())
            .endpoint_configuration(props.endpoint.into_cfn());
        api.description = props.description.clone();
        api.policy = props.policy.map(Into::into);
        if !props.binary_media_types.is_empty() {
            api = api.binary_media_types(props.binary_media_types);
        }
        api.minimum_compression_size = props.min_compression_size.map(Value::from);
        api.api_key_source_type = props.api_key_source.map(|source| match source {
            ApiKeySource::Header => "HEADER".into(),
            ApiKeySource::Authorizer => "AUTHORIZER".into(),
        });
        let is_defined = props.definition.is_some();
        if let Some(definition) = props.definition {
            api = definition.apply(api, props.definition_mode);
        }
        if props.execute_api_endpoint == ExecuteApiEndpoint::Disabled {
            api = api.disable_execute_api_endpoint(true);
        }
        let resource = CfnRestApi::new(&scope, "Resource", props.customize.apply(api));
        resource.acknowledge(
            &[ScannerRule::CdkNag("AwsSolutions-APIG2")],
            "passes requests on unchecked where methods name no validator: functions check what they get",
        );
        let inherited = Inherited {
            integration: props.proxy.clone().or(props.default_integration),
            method: props.default_method_options.unwrap_or_default(),
            cors: props.default_cors_preflight,
        };
        let root = Parts::root(scope.child("Default"), resource.attr_root_resource_id(), inherited);
        let api = Self {
            id: resource.reference(),
            name: Value::from(name),
            root: Rc::new(root),
            shared: Rc::default(),
            resource: Owned::made(resource.clone()),
            scope,
        };
        api.add_content(&resource);
        if props.deploy == Deploy::Yes {
            let mut deployment = DeploymentProps::new(&api);
            deployment.description = props.description;
            let deployment = Deployment::new(&api, "Deployment", deployment);
            let options = props.deploy_options.unwrap_or_default();
            let id = format!("DeploymentStage.{}", options.stage_name);
            let stage = Stage::new(&api, &id, StageProps::new(&deployment).options(options));
            let output = CfnOutput::new(&api.scope, "Endpoint", stage.url_for_path("/"));
            if let Some(name) = props.endpoint_export_name {
                output.export_name(name);
            }
            let mut shared = api.shared.borrow_mut();
            shared.latest = Some((deployment.scope().clone(), deployment.cfn()));
            shared.stage = Some(stage);
        }
        let root = api.root();
        root.add_inherited_cors();
        if props.proxy.is_some() {
            root.add_proxy(());
        }
        if props.deploy == Deploy::Yes && !is_defined {
            api.scope.add_validation(validate);
        }
        api
    }

    /// An API that exists, by its id. Methods are added below its root with [`from_rest_api_attributes`](Self::from_rest_api_attributes).
    #[track_caller]
    pub fn from_rest_api_id(scope: &dyn Construct, id: &str, rest_api_id: impl Into<Value<String>>) -> Self {
        // The root's id cannot be known; whoever adds to the API gets a diagnostic.
        Self::imported(scope, id, rest_api_id.into(), None)
    }

    /// An API that exists, by its id and that of its root resource, so that resources and methods can be added. They are deployed by a [`Deployment`] of this app.
    #[track_caller]
    pub fn from_rest_api_attributes(
        scope: &dyn Construct,
        id: &str,
        rest_api_id: impl Into<Value<String>>,
        root_resource_id: impl Into<Value<String>>,
    ) -> Self {
        Self::imported(scope, id, rest_api_id.into(), Some(root_resource_id.into()))
    }

    #[track_caller]
    fn imported(scope: &dyn Construct, id: &str, api: Value<String>, root: Option<Value<String>>) -> Self {
        let scope = scope.scope().child(id);
        let at = scope.child("Default");
        Self {
            root: Rc::new(match root {
                Some(root) => Parts::root(at, root, Inherited::default()),
                None => Parts::unknown(at),
            }),
            name: Value::from(id),
            id: api,
            shared: Rc::default(),
            resource: Owned::imported(),
            scope,
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnRestApi {
        self.resource.resource(&self.scope, |scope| {
            CfnRestApi::new(scope, "Resource", CfnRestApiProps::new())
        })
    }

    /// The API's id.
    pub fn id(&self) -> Value<String> {
        self.id.clone()
    }

    /// The API's name, by which metrics tell it.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// The resource at `/`.
    pub fn root(&self) -> Resource {
        Resource::of(self.clone(), self.root.clone())
    }

    /// The deployment that is made with the API.
    pub fn latest_deployment(&self) -> Option<Deployment> {
        let (scope, deployment) = self.shared.borrow().latest.clone()?;
        Some(Deployment::of(scope, deployment, self.clone()))
    }

    /// The stage that requests go to: the one made with the API, or the one that [`set_deployment_stage`](Self::set_deployment_stage) names.
    pub fn deployment_stage(&self) -> Option<Stage> {
        self.shared.borrow().stage.clone()
    }

    /// Says which stage requests go to, for APIs that deploy themselves into none.
    pub fn set_deployment_stage(&self, stage: &Stage) {
        self.shared.borrow_mut().stage = Some(stage.clone());
    }

    /// The address of the API's root.
    #[track_caller]
    pub fn url(&self) -> Value<String> {
        self.url_for_path("/")
    }

    /// The address of a path, which begins with a slash.
    #[track_caller]
    pub fn url_for_path(&self, path: &str) -> Value<String> {
        match self.deployment_stage() {
            Some(stage) => stage.url_for_path(path),
            None => {
                let diagnostic = Diagnostic::error(diagnostic_ids::API_STAGE, "the address of an API without a stage")
                    .found("an API that is not deployed")
                    .allowed("an API that deploys itself, or one that was told its stage")
                    .help("call `set_deployment_stage` first, or ask a stage for the address");
                self.scope.report(diagnostic.located(std::panic::Location::caller()));
                Value::from("")
            }
        }
    }

    /// The ARN of requests, for policies: a verb, a path that may end in a star, and a stage or a star.
    pub fn arn_for_execute_api(
        &self,
        method: HttpMethod,
        path: &str,
        stage: impl Into<Value<String>>,
    ) -> Value<String> {
        let method = method.in_arn();
        text!("{}/{}/{}{}", self.execute_arn(), stage.into(), method, path)
    }

    /// The ARN of all requests of the API, without a stage.
    pub(super) fn execute_arn(&self) -> Value<String> {
        text!(
            "arn:{}:execute-api:{}:{}:{}",
            pseudo::partition(),
            pseudo::region(),
            pseudo::account_id(),
            self.id()
        )
    }

    /// The ARN of requests to a method: in a stage, else in the one that requests go to, else in all. Parameters of the path are stars there.
    pub(super) fn arn_of_method(&self, method: HttpMethod, path: &str, stage: Option<&str>) -> Value<String> {
        let deployed = || {
            self.deployment_stage()
                .map_or_else(|| Value::from("*"), |stage| stage.name())
        };
        let stage = stage.map_or_else(deployed, Value::from);
        let parts = path
            .split('/')
            .map(|part| if part.starts_with('{') { "*" } else { part });
        self.arn_for_execute_api(method, &parts.collect::<Vec<_>>().join("/"), stage)
    }

    /// Adds a statement to the policy of the API, which says who may call it from where. Its resource may be `execute-api:/*` for all of the API.
    #[track_caller]
    pub fn add_to_policy(&self, statement: PolicyStatement) {
        let Some(api) = self.resource.get() else {
            refuse(&self.scope, "has a policy that this app cannot change");
            return;
        };
        api.update_property("Policy", |policy| append_statement(policy, statement));
    }

    /// Refuses every call that does not come through one of these VPC endpoints. A further call allows its endpoints as well.
    #[track_caller]
    pub fn grant_invoke_from_vpc_endpoints_only<E: IntoRef<VPCEndpointId>>(
        &self,
        endpoints: impl IntoIterator<Item = E>,
    ) {
        let Some(api) = self.resource.get() else {
            refuse(&self.scope, "has a policy that this app cannot change");
            return;
        };
        let mut allowed = self.scope.extension::<AllowedEndpoints>().unwrap_or_default();
        allowed.0.extend(endpoints.into_iter().map(IntoRef::into_ref));
        self.scope.set_extension(allowed.clone());
        let call = ["execute-api:Invoke"];
        let anybody = PolicyStatement::allow(call).on("execute-api:/*").by(Principal::any());
        let others = PolicyStatement::deny(call).on("execute-api:/*").by(Principal::any());
        let others = others.when("StringNotEquals", doc!({ "aws:SourceVpce": allowed.0 }));
        api.update_property("Policy", |policy| {
            append_statement(policy, anybody);
            replace_statement(policy, "OnlyThroughVpcEndpoints", others);
        });
    }

    /// Takes something into what deployments are made of: they wait for it, and are made anew when it changes.
    pub(super) fn add_content(&self, content: &CfnResource) {
        let mut shared = self.shared.borrow_mut();
        shared
            .deployments
            .iter()
            .for_each(|deployment| hold(deployment, content));
        shared.contents.push(content.clone());
    }

    /// Takes in a method.
    pub(super) fn add_method(&self, method: &CfnResource) {
        self.scope.set_extension(HasMethods);
        self.add_content(method);
    }

    /// Makes a deployment hold everything that the API has, and what is added to it later.
    pub(super) fn attach(&self, deployment: &CfnDeployment) {
        let mut shared = self.shared.borrow_mut();
        shared.contents.iter().for_each(|content| hold(deployment, content));
        shared.deployments.push(deployment.clone());
    }

    pub(super) fn child(&self, parent: &str, part: &str) -> Option<Rc<Parts>> {
        let path = join(parent, part);
        self.shared
            .borrow()
            .children
            .iter()
            .find(|child| child.path == path)
            .cloned()
    }

    pub(super) fn keep_child(&self, child: &Rc<Parts>) {
        self.shared.borrow_mut().children.push(Rc::clone(child));
    }

    pub(super) fn shared_validator(&self, id: &str) -> Option<Value<String>> {
        let shared = self.shared.borrow();
        shared
            .validators
            .iter()
            .find(|(known, _)| known == id)
            .map(|(_, validator)| validator.clone())
    }

    pub(super) fn keep_validator(&self, id: &str, validator: &Value<String>) {
        self.shared
            .borrow_mut()
            .validators
            .push((id.to_owned(), validator.clone()));
    }

    /// Lets the API invoke a function with any request: for functions that an [`ApiDefinition`] or a stage variable names. Integrations do it by themselves.
    #[track_caller]
    pub fn allow_to_invoke(&self, function: impl IntoRef<AliasArnOrFunctionArnOrVersionArn>) {
        let function = function.into_ref();
        let number = {
            let mut shared = self.shared.borrow_mut();
            if shared.permitted.contains(&function) {
                return;
            }
            shared.permitted.push(function.clone());
            shared.permitted.len()
        };
        let source = self.arn_for_execute_api(HttpMethod::Any, "/*", "*");
        permission(&self.scope, &format!("ApiPermission.{number}"), &function, source);
    }
}

fn hold(deployment: &CfnDeployment, content: &CfnResource) {
    deployment.make_anew_with(content);
    deployment.scope().depends_on(content);
}

/// The path of a part below another one.
pub(super) fn join(parent: &str, part: &str) -> String {
    format!("{}/{part}", parent.trim_end_matches('/'))
}

/// Kept at an API that has methods.
#[derive(Clone, Copy)]
struct HasMethods;

fn validate(api: &Scope) -> Vec<Diagnostic> {
    if api.extension::<HasMethods>().is_some() {
        return Vec::new();
    }
    let diagnostic = Diagnostic::error(diagnostic_ids::API_EMPTY, "a REST API that is deployed has no methods")
        .allowed("one method at least: API Gateway deploys no empty API")
        .help("add a method to a resource, such as `api.root().add_method(..)`");
    vec![diagnostic]
}

fn check(scope: &Scope, props: &RestApiProps) {
    const MOST: u32 = 10_485_760;
    if let Some(size) = props.min_compression_size.filter(|size| *size > MOST) {
        crate::bounds::OutOfRange {
            found: size,
            allowed: 0..=MOST,
            unit: "bytes",
        }
        .report(scope, diagnostic_ids::API_RANGE, "MinimumCompressionSize");
    }
    let exclusive = [
        (
            props.proxy.is_some() && props.default_integration.is_some(),
            "`proxy` and `default_integration`",
            "the proxy is the default integration",
        ),
        (
            props.deploy == Deploy::No && props.deploy_options.is_some(),
            "`deploy_options` without deployment",
            "make a `Stage` with them",
        ),
    ];
    for (_, found, help) in exclusive.into_iter().filter(|(both, ..)| *both) {
        let diagnostic = Diagnostic::error(diagnostic_ids::API_SETTINGS, "settings of an API exclude each other");
        scope.report(diagnostic.found(found).allowed("one of them").help(help));
    }
}
