//! Identity providers: who outside of AWS vouches for people and programs.

use ferrocdk_cfn::iam::{
    CfnOIDCProvider, CfnSAMLProvider, OIDCProviderProps as CfnOIDCProviderProps,
    SAMLProviderProps as CfnSAMLProviderProps,
};
use ferrocdk_core::{Construct, Diagnostic, Scope, Value};

use crate::diagnostic_ids;
use crate::owned::{Owned, constructs};
use crate::props::props;

props! {
    /// Settings of an [`OpenIdConnectProvider`].
    pub struct OpenIdConnectProviderProps for CfnOIDCProviderProps {
        /// The issuer, beginning with `https://`, as tokens name it.
        url: String,
        /// The audiences whose tokens are taken, such as `sts.amazonaws.com`. Default: none, so no token is.
        client_ids: Vec<Value<String>>,
        /// Fingerprints of the certificate authority. Default: none; IAM finds out for itself.
        thumbprints: Vec<Value<String>>,
    }
}

/// A provider of OpenID Connect, such as that of a forge, whose tokens let programs assume roles without keys.
///
/// Makes an `AWS::IAM::OIDCProvider`. Costs nothing. One for each issuer and account.
///
/// ```
/// use ferrocdk_aws::iam::{OpenIdConnectProvider, OpenIdConnectProviderProps, Principal, Role, RoleProps};
/// use ferrocdk_core::{App, Stack, StackProps, doc};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "pipeline", StackProps::default());
/// let issuer = "token.actions.githubusercontent.com";
/// let props = OpenIdConnectProviderProps::new(format!("https://{issuer}")).client_ids(["sts.amazonaws.com"]);
/// let forge = OpenIdConnectProvider::new(&stack, "Forge", props);
/// let main_branch = Principal::web_identity(forge.arn())
///     .when("StringEquals", doc!({ "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" }))
///     .when("StringLike", doc!({ "token.actions.githubusercontent.com:sub": "repo:acme/plants:ref:refs/heads/main" }));
/// Role::new(&stack, "Deploy", RoleProps::new(main_branch));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct OpenIdConnectProvider {
    scope: Scope,
    resource: Owned<CfnOIDCProvider>,
    arn: Value<String>,
}

constructs!(OpenIdConnectProvider, SamlProvider);
ferrocdk_cfn::refers!(OpenIdConnectProvider: iam { OIDCProviderArn => arn });
ferrocdk_cfn::refers!(SamlProvider: iam { SAMLProviderArn => arn });

impl OpenIdConnectProvider {
    /// Makes a provider.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: OpenIdConnectProviderProps) -> Self {
        let scope = scope.scope().child(id);
        if !props.url.starts_with("https://") {
            let diagnostic = Diagnostic::error(diagnostic_ids::PROVIDER_URL, "not the address of an issuer")
                .at("", Some("Url"))
                .found(&props.url)
                .allowed("an address that begins with https://");
            scope.report(diagnostic);
        }
        let mut provider = CfnOIDCProviderProps::new().url(props.url);
        if !props.client_ids.is_empty() {
            provider = provider.client_id_list(props.client_ids);
        }
        if !props.thumbprints.is_empty() {
            provider = provider.thumbprint_list(props.thumbprints);
        }
        let provider = CfnOIDCProvider::new(&scope, "Resource", props.customize.apply(provider));
        Self {
            scope,
            arn: provider.attr_arn(),
            resource: Owned::made(provider),
        }
    }

    /// A provider that exists, by ARN.
    #[track_caller]
    pub fn from_arn(scope: &dyn Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            arn: arn.into(),
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnOIDCProvider {
        self.resource.resource(&self.scope, |scope| {
            CfnOIDCProvider::new(scope, "Resource", CfnOIDCProviderProps::new())
        })
    }

    /// The provider's ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }
}

props! {
    /// Settings of a [`SamlProvider`].
    pub struct SamlProviderProps for CfnSAMLProviderProps {
        /// The metadata document of the provider: XML.
        metadata_document: Value<String>,
        /// A name that does not change. Default: CloudFormation generates one.
        provider_name: Option<Value<String>>,
    }
}

/// A provider of SAML 2.0, whose people assume roles.
///
/// Makes an `AWS::IAM::SAMLProvider`. Costs nothing.
///
/// ```
/// use ferrocdk_aws::iam::{Principal, Role, RoleProps, SamlProvider, SamlProviderProps};
/// use ferrocdk_core::{App, Stack, StackProps, doc};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "people", StackProps::default());
/// let metadata = "<EntityDescriptor>".repeat(60);
/// let company = SamlProvider::new(&stack, "Company", SamlProviderProps::new(metadata.as_str()));
/// let console = Principal::saml(company.arn()).when("StringEquals", doc!({ "SAML:aud": "https://signin.aws.amazon.com/saml" }));
/// Role::new(&stack, "Engineer", RoleProps::new(console));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct SamlProvider {
    scope: Scope,
    provider: CfnSAMLProvider,
}

impl SamlProvider {
    /// Makes a provider.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: SamlProviderProps) -> Self {
        let scope = scope.scope().child(id);
        let mut provider = CfnSAMLProviderProps::new().saml_metadata_document(props.metadata_document);
        provider.name = props.provider_name;
        let provider = CfnSAMLProvider::new(&scope, "Resource", props.customize.apply(provider));
        Self { scope, provider }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnSAMLProvider {
        self.provider.clone()
    }

    /// The provider's ARN.
    pub fn arn(&self) -> Value<String> {
        self.provider.reference()
    }
}
