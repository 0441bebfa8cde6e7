//! How requests and answers are passed on between a method and its backend.

use std::fmt;
use std::rc::Rc;

use ferrocdk_cfn::apigateway::method::{ContentHandling, PassthroughBehavior, ResponseTransferMode};
use ferrocdk_cfn::refs::apigateway::VpcLinkId;
use ferrocdk_core::{IntoRef, Value};

use super::{Backend, Integration};
use crate::apigateway::responses::IntegrationResponse;
use crate::bounds::bounded;
use crate::grants::Grant;
use crate::iam::Role;
use crate::props::props;
use crate::units::Milliseconds;

bounded! {
    /// How long a backend may take, 50 milliseconds to 15 minutes. More than 29 seconds need a raised quota on a regional or private API, or an answer that is streamed.
    /// Source: "Quotas for configuring and running a REST API in API Gateway".
    IntegrationTimeout(Milliseconds) in 50..=900_000, "milliseconds";
}

/// Whose permissions a request to AWS is made with.
#[derive(Clone, Debug)]
pub enum Credentials {
    /// Those of a role, which API Gateway takes on.
    Role(Role),
    /// Those of the caller, who signs the request.
    Passthrough,
}

/// Grants to the role of an integration.
#[derive(Clone, Default)]
pub struct RoleGrants(Vec<RoleGrant>);

type RoleGrant = Rc<dyn Fn(&Role)>;

impl RoleGrants {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn give(&self, role: &Role) {
        self.0.iter().for_each(|grant| grant(role));
    }
}

impl fmt::Debug for RoleGrants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RoleGrants({})", self.0.len())
    }
}

props! {
    /// How requests and answers are passed on between a method and its backend. Each [`Integration`] has these settings itself.
    pub struct IntegrationOptions {
        /// Whose permissions requests to AWS are made with. Default: those that the backend gives to API Gateway itself, as functions do.
        own credentials: Option<Credentials> = None,
        /// Grants to the role.
        own grants: RoleGrants = RoleGrants::default(),
        /// Parameters of the request to the backend, as `integration.request.PLACE.NAME`, and where their values come from.
        own request_parameters: Vec<(String, Value<String>)> = Vec::new(),
        /// Bodies of the request to the backend by content type, in the template language of API Gateway.
        own request_templates: Vec<(String, Value<String>)> = Vec::new(),
        /// Fate of a body of a content type that no template is for. Default: it is passed on, as API Gateway has it.
        passthrough_behavior: Option<PassthroughBehavior>,
        /// Turns the body of a request into bytes or into text of base64. Default: it stays as it is.
        content_handling: Option<ContentHandling>,
        /// How answers of the backend become those of the method. Not for proxies.
        integration_responses: Vec<IntegrationResponse>,
        /// How long the backend may take. Default: 29 seconds, as API Gateway has it.
        timeout: Option<IntegrationTimeout>,
        /// Whether an answer is passed on piece by piece. Default: as a whole, at most 10 MB.
        response_transfer_mode: Option<ResponseTransferMode>,
        /// Parameters of the method that tell one cached answer from another, such as `method.request.path.id`.
        cache_key_parameters: Vec<String>,
        /// Group of methods that share cached answers. Default: the resource.
        cache_namespace: Option<Value<String>>,
        /// The link through which a private network is reached, by its id.
        own vpc_link_id: Option<Value<String>> = None,
    }
}

impl<B: Backend> Integration<B> {
    /// Takes on a role for requests to the backend, which `apigateway.amazonaws.com` may assume.
    pub fn credentials_role(mut self, role: &Role) -> Self {
        self.options.credentials = Some(Credentials::Role(role.clone()));
        self
    }

    /// Makes requests to AWS with the permissions of the caller, whose method is authorized by IAM.
    pub fn credentials_passthrough(mut self) -> Self {
        self.options.credentials = Some(Credentials::Passthrough);
        self
    }

    /// Grants something to the role of the integration; one is made for it, unless [`credentials_role`](Self::credentials_role) gives one.
    pub fn granting(mut self, grant: impl Fn(&Role) -> Grant + 'static) -> Self {
        self.options.grants.0.push(Rc::new(move |role| drop(grant(role))));
        self
    }

    /// Sets a parameter of the request to the backend: `integration.request.PLACE.NAME` (path, querystring or header), from a text in single quotes or from a place such
    /// as `method.request.path.id`.
    pub fn request_parameter(mut self, name: &str, value: impl Into<Value<String>>) -> Self {
        self.options.request_parameters.push((name.to_owned(), value.into()));
        self
    }

    /// Sets a header of the request to the backend, as [`request_parameter`](Self::request_parameter) does.
    pub fn request_header(self, name: &str, value: impl Into<Value<String>>) -> Self {
        self.request_parameter(&format!("integration.request.header.{name}"), value)
    }

    /// Makes the body of the request to the backend for a content type by a template. Source: "API Gateway mapping template and access logging variable reference".
    pub fn request_template(mut self, content_type: &str, template: impl Into<Value<String>>) -> Self {
        self.options
            .request_templates
            .push((content_type.to_owned(), template.into()));
        self
    }

    /// Says what happens to a body of a content type that no template is for.
    pub fn passthrough_behavior(mut self, behavior: PassthroughBehavior) -> Self {
        self.options.passthrough_behavior = Some(behavior);
        self
    }

    /// Turns the body of a request into bytes or into text of base64.
    pub fn content_handling(mut self, handling: ContentHandling) -> Self {
        self.options.content_handling = Some(handling);
        self
    }

    /// Adds how answers of the backend become those of the method. Not for proxies.
    pub fn integration_responses(mut self, responses: impl IntoIterator<Item = IntegrationResponse>) -> Self {
        self.options.integration_responses.extend(responses);
        self
    }

    /// Sets how long the backend may take.
    pub fn timeout(mut self, timeout: impl Into<IntegrationTimeout>) -> Self {
        self.options.timeout = Some(timeout.into());
        self
    }

    /// Says whether an answer is passed on piece by piece.
    pub fn response_transfer_mode(mut self, mode: ResponseTransferMode) -> Self {
        self.options.response_transfer_mode = Some(mode);
        self
    }

    /// Adds parameters of the method that tell one cached answer from another, such as `method.request.path.id`.
    pub fn cache_key_parameters<P: Into<String>>(mut self, parameters: impl IntoIterator<Item = P>) -> Self {
        self.options
            .cache_key_parameters
            .extend(parameters.into_iter().map(Into::into));
        self
    }

    /// Shares cached answers with the other methods of a group.
    pub fn cache_namespace(mut self, namespace: impl Into<Value<String>>) -> Self {
        self.options.cache_namespace = Some(namespace.into());
        self
    }

    /// Reaches the backend through a link into a private network, by reference or by id.
    pub fn vpc_link(mut self, link: impl IntoRef<VpcLinkId>) -> Self {
        self.options.vpc_link_id = Some(link.into_ref());
        self
    }
}
