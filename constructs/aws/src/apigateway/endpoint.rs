//! Where clients reach an API, and how.

use ferrocdk_cfn::apigateway::rest_api::EndpointConfiguration;
use ferrocdk_core::Value;

/// Where clients reach an API.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Endpoint {
    /// In the region of the stack. Clients elsewhere go there through the internet, or through a distribution of your own.
    #[default]
    Regional,
    /// At the edge, through a distribution of CloudFront that is AWS's own: nothing of it can be set.
    Edge,
    /// Within networks that have an endpoint for `execute-api`. A policy has to let them in.
    Private {
        /// The ids of the endpoints, so that the API gets names in DNS for them.
        vpc_endpoint_ids: Vec<Value<String>>,
    },
}

impl Endpoint {
    pub(super) fn into_cfn(self) -> EndpointConfiguration {
        let configuration = EndpointConfiguration::new();
        match self {
            Self::Regional => configuration.types(["REGIONAL"]),
            Self::Edge => configuration.types(["EDGE"]),
            Self::Private { vpc_endpoint_ids } if vpc_endpoint_ids.is_empty() => configuration.types(["PRIVATE"]),
            Self::Private { vpc_endpoint_ids } => configuration.types(["PRIVATE"]).vpc_endpoint_ids(vpc_endpoint_ids),
        }
    }
}

/// Whether an API is deployed as soon as it is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Deploy {
    /// Into one stage, anew whenever the API changes.
    #[default]
    Yes,
    /// By [`Deployment`](super::Deployment)s of your own.
    No,
}

/// Whether the address that AWS gives to an API is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExecuteApiEndpoint {
    /// Open.
    #[default]
    Enabled,
    /// Closed: clients go by a [`DomainName`](super::DomainName) alone.
    Disabled,
}

/// Where clients put the key that a method asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiKeySource {
    /// The header `X-API-Key`.
    Header,
    /// The answer of an authorizer.
    Authorizer,
}
