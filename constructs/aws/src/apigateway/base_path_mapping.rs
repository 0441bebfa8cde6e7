//! `BasePathMapping`: an API below a path of a domain.

use ferrocdk_cfn::apigateway::{BasePathMappingProps as CfnBasePathMappingProps, CfnBasePathMapping};
use ferrocdk_core::{Construct, Diagnostic, Scope, Value};

use super::domain_name::DomainName;
use super::rest_api::RestApi;
use crate::diagnostic_ids;
use crate::owned::constructs;
use crate::props::props;

props! {
    /// Settings of a [`BasePathMapping`].
    pub struct BasePathMappingProps for CfnBasePathMappingProps {
        /// The domain.
        domain_name: DomainName,
        /// The API.
        api: RestApi,
        /// The path, one part without slashes. Default: the root of the domain.
        base_path: Option<String>,
        /// The stage of the API, by name. Default: the one that its requests go to; for an API without one, clients name it in the path.
        stage: Option<Value<String>>,
    }
}

/// A stage of an API below a path of a domain. Most are made by [`DomainName::add_base_path_mapping`].
///
/// Makes an `AWS::ApiGateway::BasePathMapping`, which costs nothing.
///
/// ```
/// use ferrocdk_aws::apigateway::{BasePathMapping, BasePathMappingProps, DomainName, DomainNameAttributes, HttpMethod, LambdaIntegration, RestApi, RestApiProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let api = RestApi::new(&stack, "Api", RestApiProps::new());
/// api.root().add_method(HttpMethod::Get, LambdaIntegration::new("arn:aws:lambda:sa-east-1:111122223333:function:presses"));
/// let shared = DomainNameAttributes::new("api.example.com", "d-0a1b2c3d4e.execute-api.sa-east-1.amazonaws.com", "ZCMLWB8V5SYIT");
/// let shared = DomainName::from_domain_name_attributes(&stack, "Shared", shared);
/// BasePathMapping::new(&stack, "Presses", BasePathMappingProps::new(&shared, &api).base_path("presses"));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct BasePathMapping {
    scope: Scope,
    mapping: CfnBasePathMapping,
}

constructs!(BasePathMapping);

impl BasePathMapping {
    /// Makes a mapping.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: BasePathMappingProps) -> Self {
        let scope = scope.scope().child(id);
        if let Some(path) = &props.base_path {
            check(&scope, path);
        }
        let mut mapping = CfnBasePathMappingProps::new()
            .domain_name(props.domain_name.name())
            .rest_api_id(props.api.id());
        mapping.base_path = props.base_path.map(Value::from);
        mapping.stage = props.stage.or_else(|| Some(props.api.deployment_stage()?.name()));
        let mapping = CfnBasePathMapping::new(&scope, "Resource", props.customize.apply(mapping));
        Self { scope, mapping }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnBasePathMapping {
        self.mapping.clone()
    }
}

fn check(scope: &Scope, path: &str) {
    let is_allowed = |character: char| character.is_ascii_alphanumeric() || "$-_.+!*'()".contains(character);
    if path.is_empty() || !path.chars().all(is_allowed) {
        let diagnostic = Diagnostic::error(diagnostic_ids::DOMAIN_NAME, "the base path of an API is not one that API Gateway takes")
            .at("", Some("BasePath"))
            .found(format!("{path:?}"))
            .allowed("letters, digits and `$-_.+!*'()`")
            .help("leave it out for the root of the domain; a path of several parts takes an API mapping of version 2 (`AWS::ApiGatewayV2::ApiMapping`)");
        scope.report(diagnostic);
    }
}
