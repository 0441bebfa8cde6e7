//! `Model`: a schema of bodies, by name.

use ferrocdk_cfn::apigateway::{CfnModel, ModelProps as CfnModelProps};
use ferrocdk_core::{Construct, Document, Scope, Value, text};

use super::json_schema::JsonSchema;
use super::rest_api::RestApi;
use crate::owned::constructs;
use crate::props::props;

props! {
    /// Settings of a [`Model`].
    pub struct ModelProps for CfnModelProps {
        /// The API that has it.
        api: RestApi,
        /// The form of the bodies.
        schema: JsonSchema,
        /// The content type of the bodies. Default: `application/json`.
        content_type: Value<String> = Value::from("application/json"),
        /// A name of letters and digits, for generated clients. Default: CloudFormation makes one.
        model_name: Option<Value<String>>,
        /// For people.
        description: Option<Value<String>>,
    }
}

/// A schema of bodies, which methods name and validators hold requests to.
///
/// Makes an `AWS::ApiGateway::Model`, which costs nothing.
///
/// ```
/// use ferrocdk_aws::apigateway::{HttpMethod, JsonSchema, LambdaIntegration, MethodOptions, Model, ModelProps, RequestValidation, RestApi, RestApiProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let api = RestApi::new(&stack, "Api", RestApiProps::new());
/// let press = JsonSchema::object().required_property("id", JsonSchema::string());
/// let press = Model::new(&api, "Press", ModelProps::new(&api, press));
/// let options = MethodOptions::from(LambdaIntegration::new("arn:aws:lambda:sa-east-1:111122223333:function:presses"))
///     .request_model("application/json", &press)
///     .request_validator(RequestValidation::Body);
/// api.root().add_method(HttpMethod::Post, options);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Model {
    scope: Scope,
    model: CfnModel,
    api_id: Value<String>,
}

constructs!(Model);

ferrocdk_cfn::refers!(Model: apigateway { ModelName => name });

impl Model {
    /// Makes a model.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: ModelProps) -> Self {
        let scope = scope.scope().child(id);
        let mut model = CfnModelProps::new()
            .rest_api_id(props.api.id())
            .content_type(props.content_type)
            .schema(Document::from(props.schema.with_version()));
        model.name = props.model_name;
        model.description = props.description;
        let model = CfnModel::new(&scope, "Resource", props.customize.apply(model));
        props.api.add_content(&model);
        Self {
            scope,
            model,
            api_id: props.api.id(),
        }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnModel {
        self.model.clone()
    }

    /// The model's name.
    pub fn name(&self) -> Value<String> {
        self.model.reference()
    }

    /// The address by which [`JsonSchema::reference`] of another model of the API names this one.
    pub fn schema_reference(&self) -> Value<String> {
        text!(
            "https://apigateway.amazonaws.com/restapis/{}/models/{}",
            self.api_id.clone(),
            self.name()
        )
    }
}
