//! `RequestValidator`: which parts of requests are checked.

use ferrocdk_cfn::apigateway::{CfnRequestValidator, RequestValidatorProps as CfnRequestValidatorProps};
use ferrocdk_core::{Construct, Scope, Value};

use super::rest_api::RestApi;
use crate::owned::constructs;
use crate::props::props;

/// Parts of requests that are checked; a request that fails is answered with status 400 before anything else sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestValidation {
    /// The body, against the model of its content type.
    Body,
    /// That the parameters are there which the method requires.
    Parameters,
    /// Both.
    All,
}

/// Check of the requests of a method.
#[derive(Clone, Debug, PartialEq)]
pub enum Validator {
    /// A validator, by its id.
    ById(Value<String>),
    /// The validator that the API has for these parts: one for all of its methods, made when the first asks.
    Shared(RequestValidation),
}

impl From<RequestValidation> for Validator {
    fn from(parts: RequestValidation) -> Self {
        Self::Shared(parts)
    }
}

impl From<&RequestValidator> for Validator {
    fn from(validator: &RequestValidator) -> Self {
        Self::ById(validator.id())
    }
}

impl Validator {
    /// The validator's id, for methods of an API.
    #[track_caller]
    pub(super) fn id(self, api: &RestApi) -> Value<String> {
        let parts = match self {
            Self::ById(id) => return id,
            Self::Shared(parts) => parts,
        };
        let id = format!("{parts:?}Validator");
        match api.shared_validator(&id) {
            Some(known) => known,
            None => {
                let validator = RequestValidator::new(api, &id, RequestValidatorProps::new(api, parts)).id();
                api.keep_validator(&id, &validator);
                validator
            }
        }
    }
}

props! {
    /// Settings of a [`RequestValidator`].
    pub struct RequestValidatorProps for CfnRequestValidatorProps {
        /// The API that has it.
        api: RestApi,
        /// Parts of requests that it checks.
        parts: RequestValidation,
        /// The name. Default: none.
        request_validator_name: Option<Value<String>>,
    }
}

/// Checks parts of requests for the methods that name it. Most are made by [`MethodOptions::request_validator`](super::MethodOptions::request_validator), one for all methods
/// of an API that check the same.
///
/// Makes an `AWS::ApiGateway::RequestValidator`, which costs nothing.
///
/// ```
/// use ferrocdk_aws::apigateway::{HttpMethod, LambdaIntegration, MethodOptions, RequestValidation, RequestValidator, RequestValidatorProps, RestApi, RestApiProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let api = RestApi::new(&stack, "Api", RestApiProps::new());
/// let strict = RequestValidator::new(&stack, "Strict", RequestValidatorProps::new(&api, RequestValidation::Parameters));
/// let options = MethodOptions::from(LambdaIntegration::new("arn:aws:lambda:sa-east-1:111122223333:function:presses"))
///     .required_parameter("method.request.querystring.line")
///     .request_validator(&strict);
/// api.root().add_method(HttpMethod::Get, options);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct RequestValidator {
    scope: Scope,
    validator: CfnRequestValidator,
}

constructs!(RequestValidator);
ferrocdk_cfn::refers!(RequestValidator: apigateway { RequestValidatorId => id });

impl RequestValidator {
    /// Makes a validator.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: RequestValidatorProps) -> Self {
        let scope = scope.scope().child(id);
        let mut validator = CfnRequestValidatorProps::new()
            .rest_api_id(props.api.id())
            .validate_request_body(props.parts != RequestValidation::Parameters)
            .validate_request_parameters(props.parts != RequestValidation::Body);
        validator.name = props.request_validator_name;
        let validator = CfnRequestValidator::new(&scope, "Resource", props.customize.apply(validator));
        props.api.add_content(&validator);
        Self { scope, validator }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnRequestValidator {
        self.validator.clone()
    }

    /// The validator's id.
    pub fn id(&self) -> Value<String> {
        self.validator.reference()
    }
}
