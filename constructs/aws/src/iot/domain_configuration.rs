//! `DomainConfiguration`: an address under which devices connect.

use ferrocdk_cfn::iot::domain_configuration::{AuthorizerConfig, DomainConfigurationStatus, TlsConfig};
use ferrocdk_cfn::iot::{CfnDomainConfiguration, DomainConfigurationProps as CfnDomainConfigurationProps};
use ferrocdk_core::{Construct, Diagnostic, Scope, Value};

use super::named::named;
use crate::diagnostic_ids;
use crate::owned::Owned;
use crate::props::props;

/// Whether devices can connect under an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DomainState {
    /// They can.
    #[default]
    Enabled,
    /// They cannot. AWS IoT asks for this a week before an address is deleted.
    Disabled,
}

/// Which authorizer is asked of those who connect.
#[derive(Clone, Debug, PartialEq)]
pub enum DefaultAuthorizer {
    /// This, by name, whatever the device says.
    Always(Value<String>),
    /// This, by name, unless the device names another.
    UnlessTold(Value<String>),
}

props! {
    /// Settings of a [`DomainConfiguration`].
    pub struct DomainConfigurationProps for CfnDomainConfigurationProps {
        /// Its name. Default: CloudFormation generates one.
        domain_configuration_name: Option<Value<String>>,
        /// A domain of one's own, such as `iot.example.com`. Default: a further address of AWS's.
        domain_name: Option<Value<String>>,
        /// The ARN of the certificate of the domain, of Certificate Manager.
        server_certificate: Option<Value<String>>,
        /// The ARN of a certificate that proves that the domain is one's own, where the one of the domain is of another authority.
        validation_certificate: Option<Value<String>>,
        /// Which authorizer is asked. Default: the one that a device names.
        default_authorizer: Option<DefaultAuthorizer>,
        /// Versions and ciphers of TLS, by the name of the policy. Default: `IoTSecurityPolicy_TLS13_1_2_2022_10`, TLS 1.2 and 1.3.
        tls_policy: Value<String> = "IoTSecurityPolicy_TLS13_1_2_2022_10".into(),
        /// Whether devices can connect. Default: they can.
        state: DomainState = DomainState::Enabled,
    }
}

/// A further address of the account's broker: a domain of one's own, or one of AWS's with settings of its own.
///
/// Makes an `AWS::IoT::DomainConfiguration`. Costs nothing.
///
/// ```
/// use ferrocdk_aws::iot::{DomainConfiguration, DomainConfigurationProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let certificate = "arn:aws:acm:sa-east-1:111122223333:certificate/0f5f8d5c-2b1a-4c4e-9a0e-5f1c2d3e4f5a";
/// let props = DomainConfigurationProps::new().domain_name("iot.example.com").server_certificate(certificate);
/// DomainConfiguration::new(&stack, "Domain", props);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct DomainConfiguration {
    scope: Scope,
    resource: Owned<CfnDomainConfiguration>,
    name: Value<String>,
}

named!(
    DomainConfiguration,
    CfnDomainConfiguration,
    "domain configuration",
    from_domain_configuration_name,
    attr_arn,
    CfnDomainConfigurationProps::new()
);
ferrocdk_cfn::refers!(DomainConfiguration: iot { DomainConfigurationArn => arn, DomainConfigurationName => name });

impl DomainConfiguration {
    /// Makes an address.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: DomainConfigurationProps) -> Self {
        let scope = scope.scope().child(id);
        if props.domain_name.is_some() != props.server_certificate.is_some() {
            let found = if props.domain_name.is_some() {
                "a domain without a certificate"
            } else {
                "a certificate without a domain"
            };
            let diagnostic = Diagnostic::error(diagnostic_ids::IOT_DOMAIN, "a domain and its certificate go together")
                .at("", Some("ServerCertificateArns"))
                .found(found)
                .allowed("both, or none for an address of AWS's");
            scope.report(diagnostic);
        }
        let mut domain = CfnDomainConfigurationProps::new()
            .tls_config(TlsConfig::new().security_policy(props.tls_policy))
            .domain_configuration_status(match props.state {
                DomainState::Enabled => DomainConfigurationStatus::Enabled,
                DomainState::Disabled => DomainConfigurationStatus::Disabled,
            });
        domain.domain_configuration_name = props.domain_configuration_name;
        domain.domain_name = props.domain_name;
        if let Some(certificate) = props.server_certificate {
            domain = domain.server_certificate_arns([certificate]);
        }
        if let Some(certificate) = props.validation_certificate {
            domain = domain.validation_certificate_arn(certificate);
        }
        if let Some(authorizer) = props.default_authorizer {
            let (name, overrides) = match authorizer {
                DefaultAuthorizer::Always(name) => (name, false),
                DefaultAuthorizer::UnlessTold(name) => (name, true),
            };
            let config = AuthorizerConfig::new()
                .default_authorizer_name(name)
                .allow_authorizer_override(overrides);
            domain = domain.authorizer_config(config);
        }
        let domain = CfnDomainConfiguration::new(&scope, "Resource", props.customize.apply(domain));
        Self::made(scope, domain)
    }
}
