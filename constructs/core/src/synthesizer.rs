//! Where assets go and which roles deploy: the conventions of CDK's default synthesizer and bootstrap stack.
//!
//! Source: `DefaultStackSynthesizer` of aws-cdk-lib; the names are the contract with `cdk bootstrap`.

use ferrocdk_assembly::{FileDestination, LookupRole};
use indexmap::IndexMap;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use crate::stack::Environment;

/// The lowest bootstrap version that has the roles a deployment needs.
pub(crate) const REQUIRED_VERSION: u32 = 6;
/// The lowest bootstrap version that has the lookup role.
const LOOKUP_VERSION: u32 = 8;

/// How a stack and its assets reach AWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Synthesizer {
    /// Through the bucket and the roles of the CDK's bootstrap stack.
    Default {
        /// What tells several bootstrap stacks of one account apart; `hnb659fds` is the one of `cdk bootstrap`.
        qualifier: String,
    },
    /// With the caller's own permissions, and without assets.
    Bootstrapless,
}

impl Default for Synthesizer {
    fn default() -> Self {
        Self::Default {
            qualifier: "hnb659fds".to_owned(),
        }
    }
}

/// The parts of a deployment that the bootstrap stack gives.
pub(crate) struct Bootstrap<'a> {
    qualifier: &'a str,
    account: &'a str,
    region: &'a str,
}

impl Bootstrap<'_> {
    /// The assets bucket, with placeholders for what is not known.
    fn bucket_name(&self) -> String {
        format!("cdk-{}-assets-{}-{}", self.qualifier, self.account, self.region)
    }

    fn role(&self, name: &str) -> String {
        let Self {
            qualifier,
            account,
            region,
        } = self;
        format!("arn:${{AWS::Partition}}:iam::{account}:role/cdk-{qualifier}-{name}-role-{account}-{region}")
    }

    pub(crate) fn deploy_role(&self) -> String {
        self.role("deploy")
    }

    pub(crate) fn execution_role(&self) -> String {
        self.role("cfn-exec")
    }

    pub(crate) fn lookup_role(&self) -> LookupRole {
        let mut lookup = LookupRole::new(self.role("lookup"));
        lookup.requires_bootstrap_stack_version = Some(LOOKUP_VERSION);
        lookup.bootstrap_stack_version_ssm_parameter = Some(self.version_parameter());
        lookup
    }

    pub(crate) fn version_parameter(&self) -> String {
        format!("/cdk-bootstrap/{}/version", self.qualifier)
    }

    /// What the template must say so that a deployment into an account with too old a bootstrap stack fails at once.
    pub(crate) fn add_version_rule(&self, sections: &mut IndexMap<&'static str, serde_json::Map<String, Json>>) {
        let too_old: Vec<String> = (1..REQUIRED_VERSION).map(|version| version.to_string()).collect();
        // An included template of another CDK app has both already.
        sections.entry("Parameters").or_default().entry("BootstrapVersion").or_insert_with(|| {
            json!({
                "Type": "AWS::SSM::Parameter::Value<String>",
                "Default": self.version_parameter(),
                "Description": "Version of the CDK Bootstrap resources in this environment, automatically retrieved from SSM Parameter Store. [cdk:skip]",
            })
        });
        sections.entry("Rules").or_default().entry("CheckBootstrapVersion").or_insert_with(|| {
            json!({ "Assertions": [{
                "Assert": { "Fn::Not": [{ "Fn::Contains": [too_old, { "Ref": "BootstrapVersion" }] }] },
                "AssertDescription": format!(
                    "CDK bootstrap stack version {REQUIRED_VERSION} required. Please run 'cdk bootstrap' with a recent version of the CDK CLI."
                ),
            }] })
        });
    }
}

impl Synthesizer {
    /// What the bootstrap stack gives in an environment; nothing without bootstrapping.
    pub(crate) fn bootstrap<'a>(&'a self, environment: &'a Environment) -> Option<Bootstrap<'a>> {
        match self {
            Self::Default { qualifier } => Some(Bootstrap {
                qualifier,
                account: environment.account.as_deref().unwrap_or("${AWS::AccountId}"),
                region: environment.region.as_deref().unwrap_or("${AWS::Region}"),
            }),
            Self::Bootstrapless => None,
        }
    }

    /// The destination of an asset, and its id: where it goes and a hash over how.
    pub(crate) fn destination(&self, environment: &Environment, object_key: &str) -> Option<(String, FileDestination)> {
        let bootstrap = self.bootstrap(environment)?;
        let mut destination = FileDestination::new(bootstrap.bucket_name(), object_key);
        destination.region.clone_from(&environment.region);
        destination.assume_role_arn = Some(bootstrap.role("file-publishing"));
        let form = serde_json::to_string(&destination).unwrap_or_default();
        let hash: String = hex(&Sha256::digest(form.as_bytes())).chars().take(8).collect();
        let account = environment.account.as_deref().unwrap_or("current_account");
        let region = environment.region.as_deref().unwrap_or("current_region");
        Some((format!("{account}-{region}-{hash}"), destination))
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
