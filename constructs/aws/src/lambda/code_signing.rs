//! `CodeSigningConfig`: only code that somebody trusted has signed.

use ferrocdk_cfn::lambda::code_signing_config::{AllowedPublishers, CodeSigningPolicies};
use ferrocdk_cfn::lambda::{CfnCodeSigningConfig, CodeSigningConfigProps as CfnCodeSigningConfigProps};
use ferrocdk_core::{Construct, Scope, Value};

use crate::owned::{Owned, constructs};
use crate::props::props;

/// Fate of code that is not signed by an allowed profile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UntrustedArtifact {
    /// Refuses it.
    #[default]
    Enforce,
    /// Takes it, and tells in a metric.
    Warn,
}

props! {
    /// Settings of a [`CodeSigningConfig`].
    pub struct CodeSigningConfigProps for CfnCodeSigningConfigProps {
        /// The signing profiles, by the ARN of a version each, 1 to 20.
        signing_profile_version_arns: Vec<Value<String>>,
        /// Fate of other code. Default: Lambda refuses it; AWS's default would take it.
        untrusted_artifact_on_deployment: UntrustedArtifact = UntrustedArtifact::Enforce,
        /// For people. Default: none.
        description: Option<Value<String>>,
    }
}

/// Only code that one of some signing profiles has signed runs in the functions that have this.
///
/// Makes an `AWS::Lambda::CodeSigningConfig`, which costs nothing.
///
/// ```
/// use ferrocdk_aws::lambda::{Code, CodeSigningConfig, CodeSigningConfigProps, Function, FunctionProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let profile = "arn:aws:signer:sa-east-1:111122223333:/signing-profiles/plant/abcdefghij";
/// let signed = CodeSigningConfigProps::new().signing_profile_version_arns([profile]);
/// let signed = CodeSigningConfig::new(&stack, "Signed", signed);
/// Function::new(&stack, "Processor", FunctionProps::new(Code::rust("processor")).code_signing_config(&signed));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct CodeSigningConfig {
    scope: Scope,
    resource: Owned<CfnCodeSigningConfig>,
    arn: Value<String>,
}

constructs!(CodeSigningConfig);
ferrocdk_cfn::refers!(CodeSigningConfig: lambda { CodeSigningConfigArn => arn });

impl CodeSigningConfig {
    /// Makes one.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: CodeSigningConfigProps) -> Self {
        let scope = scope.scope().child(id);
        let publishers = AllowedPublishers::new().signing_profile_version_arns(props.signing_profile_version_arns);
        let policies =
            CodeSigningPolicies::new().untrusted_artifact_on_deployment(match props.untrusted_artifact_on_deployment {
                UntrustedArtifact::Enforce => "Enforce",
                UntrustedArtifact::Warn => "Warn",
            });
        let mut config = CfnCodeSigningConfigProps::new()
            .allowed_publishers(publishers)
            .code_signing_policies(policies);
        config.description = props.description;
        let config = CfnCodeSigningConfig::new(&scope, "Resource", props.customize.apply(config));
        Self {
            scope,
            arn: config.attr_code_signing_config_arn(),
            resource: Owned::made(config),
        }
    }

    /// One that exists, by ARN.
    #[track_caller]
    pub fn from_code_signing_config_arn(scope: &dyn Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            arn: arn.into(),
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnCodeSigningConfig {
        self.resource.resource(&self.scope, |scope| {
            let publishers = AllowedPublishers::new().signing_profile_version_arns([self.arn()]);
            CfnCodeSigningConfig::new(
                scope,
                "Resource",
                CfnCodeSigningConfigProps::new().allowed_publishers(publishers),
            )
        })
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }
}
