//! `DomainName`: a name of one's own for APIs.

use ferrocdk_cfn::apigateway::domain_name::{EndpointConfiguration, MutualTlsAuthentication};
use ferrocdk_cfn::apigateway::{CfnDomainName, DomainNameProps as CfnDomainNameProps};
use ferrocdk_cfn::refs::certificatemanager::CertificateArn;
use ferrocdk_core::{Construct, Diagnostic, Scope, Value, logical_id, text};

use super::base_path_mapping::{BasePathMapping, BasePathMappingProps};
use super::rest_api::RestApi;
use crate::diagnostic_ids;
use crate::owned::{Owned, constructs};
use crate::props::props;

/// Where a name is served.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DomainEndpoint {
    /// In the region of the stack, with a certificate of that region.
    #[default]
    Regional,
    /// At the edge, with a certificate of us-east-1.
    Edge,
}

/// Versions and ciphers of TLS that clients may use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SecurityPolicy {
    /// 1.0 and later: for clients that are long out of date.
    Tls1_0,
    /// 1.2 and later.
    #[default]
    Tls1_2,
}

/// Certificates of clients: who shows none that one of these has signed is refused.
#[derive(Clone, Debug, PartialEq)]
pub struct MutualTls {
    /// `s3://BUCKET/KEY` of a file with the certificates, in PEM.
    pub truststore_uri: Value<String>,
    /// The version of the object. Without it, a change of the file goes unnoticed.
    pub truststore_version: Option<Value<String>>,
}

impl MutualTls {
    /// Certificates in an object of a bucket.
    pub fn new(bucket: impl Into<Value<String>>, key: &str) -> Self {
        Self {
            truststore_uri: text!("s3://{}/{}", bucket.into(), key),
            truststore_version: None,
        }
    }

    /// Names the version of the object.
    #[must_use]
    pub fn version(mut self, version: impl Into<Value<String>>) -> Self {
        self.truststore_version = Some(version.into());
        self
    }
}

props! {
    /// Settings of a [`DomainName`].
    pub struct DomainNameProps for CfnDomainNameProps {
        /// The name, such as `api.example.com`, in small letters.
        domain_name: Value<String>,
        /// The certificate: of the region, or of us-east-1 for the edge.
        refers certificate: CertificateArn,
        /// Where it is served. Default: in the region.
        endpoint: DomainEndpoint = DomainEndpoint::Regional,
        /// Versions of TLS that clients may use. Default: 1.2 and later.
        security_policy: SecurityPolicy = SecurityPolicy::Tls1_2,
        /// Certificates of clients that are asked for. Default: none.
        mutual_tls: Option<MutualTls>,
    }
}

/// A name of one's own, below which APIs stand by their base paths. A record in DNS leads from the name to [`alias_domain_name`](Self::alias_domain_name).
///
/// Makes an `AWS::ApiGateway::DomainName`, which costs nothing.
///
/// ```
/// use ferrocdk_aws::apigateway::{DomainName, DomainNameProps, ExecuteApiEndpoint, HttpMethod, LambdaIntegration, RestApi, RestApiProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let api = RestApi::new(&stack, "Api", RestApiProps::new().execute_api_endpoint(ExecuteApiEndpoint::Disabled));
/// api.root().add_method(HttpMethod::Get, LambdaIntegration::new("arn:aws:lambda:sa-east-1:111122223333:function:presses"));
/// let certificate = "arn:aws:acm:sa-east-1:111122223333:certificate/0a1b2c3d-0000-4000-8000-000000000000";
/// let name = DomainName::new(&stack, "Name", DomainNameProps::new("api.example.com", certificate));
/// name.add_base_path_mapping("presses", &api);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct DomainName {
    scope: Scope,
    resource: Owned<CfnDomainName>,
    name: Value<String>,
    alias: Value<String>,
    alias_zone: Value<String>,
}

constructs!(DomainName);
ferrocdk_cfn::refers!(DomainName: apigateway { DomainName => name });

impl From<&Self> for DomainName {
    fn from(name: &Self) -> Self {
        name.clone()
    }
}

impl DomainName {
    /// Makes a name.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: DomainNameProps) -> Self {
        let scope = scope.scope().child(id);
        if let Some(name) = props
            .domain_name
            .literal()
            .filter(|name| name.chars().any(|c| c.is_ascii_uppercase()))
        {
            let diagnostic = Diagnostic::error(diagnostic_ids::DOMAIN_NAME, "a custom domain has large letters")
                .at("", Some("DomainName"))
                .found(name.clone())
                .allowed(name.to_ascii_lowercase())
                .help("write it in small letters");
            scope.report(diagnostic);
        }
        let mut name = CfnDomainNameProps::new()
            .domain_name(props.domain_name)
            .security_policy(match props.security_policy {
                SecurityPolicy::Tls1_0 => "TLS_1_0",
                SecurityPolicy::Tls1_2 => "TLS_1_2",
            });
        let is_edge = props.endpoint == DomainEndpoint::Edge;
        let types = EndpointConfiguration::new().types([if is_edge { "EDGE" } else { "REGIONAL" }]);
        name = name.endpoint_configuration(types);
        name = if is_edge {
            name.certificate_arn(props.certificate)
        } else {
            name.regional_certificate_arn(props.certificate)
        };
        if let Some(tls) = props.mutual_tls {
            let mut authentication = MutualTlsAuthentication::new().truststore_uri(tls.truststore_uri);
            authentication.truststore_version = tls.truststore_version;
            name = name.mutual_tls_authentication(authentication);
        }
        let name = CfnDomainName::new(&scope, "Resource", props.customize.apply(name));
        let (alias, alias_zone) = if is_edge {
            (
                name.attr_distribution_domain_name(),
                name.attr_distribution_hosted_zone_id(),
            )
        } else {
            (name.attr_regional_domain_name(), name.attr_regional_hosted_zone_id())
        };
        Self {
            scope,
            name: name.reference(),
            alias,
            alias_zone,
            resource: Owned::made(name),
        }
    }

    /// A name that exists, with where its record in DNS leads.
    #[track_caller]
    pub fn from_domain_name_attributes(scope: &dyn Construct, id: &str, attributes: DomainNameAttributes) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            name: attributes.domain_name,
            alias: attributes.alias_domain_name,
            alias_zone: attributes.alias_hosted_zone_id,
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnDomainName {
        self.resource.resource(&self.scope, |scope| {
            let props = CfnDomainNameProps::new().domain_name(self.name());
            CfnDomainName::new(scope, "Resource", props)
        })
    }

    /// The name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// The name that a record in DNS leads to.
    pub fn alias_domain_name(&self) -> Value<String> {
        self.alias.clone()
    }

    /// The hosted zone of [`alias_domain_name`](Self::alias_domain_name), for an alias record of Route 53.
    pub fn alias_hosted_zone_id(&self) -> Value<String> {
        self.alias_zone.clone()
    }

    /// Puts the stage of an API below a path of the name, such as `presses`, or at its root with an empty one.
    #[track_caller]
    pub fn add_base_path_mapping(&self, base_path: &str, api: &RestApi) -> BasePathMapping {
        let part = if base_path.is_empty() { "/" } else { base_path };
        let path = api.scope().path();
        let unique = logical_id(&path.split('/').collect::<Vec<_>>()).unwrap_or_default();
        let id = format!("Map:{part}=>{unique}");
        let mut props = BasePathMappingProps::new(self, api);
        if !base_path.is_empty() {
            props = props.base_path(base_path);
        }
        BasePathMapping::new(self, &id, props)
    }
}

props! {
    /// Attributes of a [`DomainName`] that exists.
    pub struct DomainNameAttributes {
        /// The name.
        domain_name: Value<String>,
        /// The name that a record in DNS leads to.
        alias_domain_name: Value<String>,
        /// The hosted zone of that.
        alias_hosted_zone_id: Value<String>,
    }
}
