//! The answers of a method: what clients see, and how they are made of those of the backend.

use ferrocdk_cfn::apigateway::method::{
    ContentHandling, IntegrationResponse as CfnIntegrationResponse, MethodResponse as CfnMethodResponse,
};
use ferrocdk_cfn::refs::apigateway::ModelName;
use ferrocdk_core::{IntoRef, Map, OneOf2, Value};

use crate::props::props;

props! {
    /// An answer that clients get: a status, with its headers and the models of its bodies.
    ///
    /// ```
    /// use ferrocdk_aws::apigateway::MethodResponse;
    /// let found = MethodResponse::new("200").header("Location").model("application/json", "Empty");
    /// assert_eq!(found.parameters, [("method.response.header.Location".to_owned(), true)]);
    /// ```
    pub struct MethodResponse {
        /// The status, such as `200`.
        status_code: String,
        /// Headers that the answer may have, as `method.response.header.NAME`, and whether they must be there.
        own parameters: Vec<(String, bool)> = Vec::new(),
        /// The models of the bodies by content type, by name.
        own models: Vec<(String, Value<String>)> = Vec::new(),
    }
}

impl MethodResponse {
    /// Lets the answer have a header. An integration without proxy sets it through [`IntegrationResponse::header`].
    pub fn header(mut self, name: &str) -> Self {
        self.parameters.push((response_header(name), true));
        self
    }

    /// Says which model a body of a content type has: a [`Model`](super::Model), or one of those that each API has, `Empty` and `Error`.
    pub fn model(mut self, content_type: &str, model: impl IntoRef<ModelName>) -> Self {
        self.models.push((content_type.to_owned(), model.into_ref()));
        self
    }

    pub(super) fn into_cfn(self) -> CfnMethodResponse {
        let mut response = CfnMethodResponse::new().status_code(self.status_code);
        if !self.parameters.is_empty() {
            let parameters = self.parameters.into_iter();
            let parameters: Map<Value<OneOf2<bool, String>>> = parameters
                .map(|(name, wanted)| (name, Value::Lit(OneOf2::A(wanted))))
                .collect();
            response = response.response_parameters(parameters);
        }
        if !self.models.is_empty() {
            response = response.response_models(self.models.into_iter().collect::<Map<_>>());
        }
        response
    }
}

props! {
    /// How an answer of the backend becomes one of the method, for integrations without proxy.
    ///
    /// ```
    /// use ferrocdk_aws::apigateway::IntegrationResponse;
    /// let ok = IntegrationResponse::new("200").template("application/json", "{ \"sent\": true }");
    /// let failed = IntegrationResponse::new("502").selection_pattern("5\\d{2}").header("Retry-After", "'30'");
    /// ```
    pub struct IntegrationResponse {
        /// The status of the method's answer, which a [`MethodResponse`] declares.
        status_code: String,
        /// A regular expression over the status of an HTTP or AWS backend, or over the error message of a function. Default: the answer for whatever no other one fits.
        selection_pattern: Option<String>,
        /// Turns the body into bytes or into text of base64. Default: it stays as it is.
        content_handling: Option<ContentHandling>,
        /// Headers of the answer, as `method.response.header.NAME`, and where their values come from.
        own parameters: Vec<(String, Value<String>)> = Vec::new(),
        /// Bodies by content type, in the template language of API Gateway.
        own templates: Vec<(String, Value<String>)> = Vec::new(),
    }
}

impl IntegrationResponse {
    /// Sets a header from a text in single quotes, such as `'*'`, or from a place such as `integration.response.header.Location`.
    pub fn header(mut self, name: &str, value: impl Into<Value<String>>) -> Self {
        self.parameters.push((response_header(name), value.into()));
        self
    }

    /// Makes the body for a content type by a template. Source: "API Gateway mapping template and access logging variable reference".
    pub fn template(mut self, content_type: &str, template: impl Into<Value<String>>) -> Self {
        self.templates.push((content_type.to_owned(), template.into()));
        self
    }

    pub(super) fn into_cfn(self) -> CfnIntegrationResponse {
        let mut response = CfnIntegrationResponse::new().status_code(self.status_code);
        response.selection_pattern = self.selection_pattern.map(Value::from);
        response.content_handling = self.content_handling.map(Value::Lit);
        if !self.parameters.is_empty() {
            response = response.response_parameters(self.parameters.into_iter().collect::<Map<_>>());
        }
        if !self.templates.is_empty() {
            response = response.response_templates(self.templates.into_iter().collect::<Map<_>>());
        }
        response
    }
}

fn response_header(name: &str) -> String {
    format!("method.response.header.{name}")
}
