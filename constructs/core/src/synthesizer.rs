//! Where assets go and which roles deploy: the conventions of CDK's default synthesizer and bootstrap stack.
//!
//! Source: `DefaultStackSynthesizer` of aws-cdk-lib; the names are the contract with `cdk bootstrap`.

use ferrocdk_assembly::{FileDestination, LookupRole};
use indexmap::IndexMap;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use crate::stack::Environment;

const QUALIFIER: &str = "hnb659fds";
/// The lowest bootstrap version that has the roles a deployment needs.
pub(crate) const REQUIRED_VERSION: u32 = 6;
/// The lowest bootstrap version that has the lookup role.
const LOOKUP_VERSION: u32 = 8;

fn account(environment: &Environment) -> &str {
    environment.account.as_deref().unwrap_or("${AWS::AccountId}")
}

fn region(environment: &Environment) -> &str {
    environment.region.as_deref().unwrap_or("${AWS::Region}")
}

/// The assets bucket, with placeholders for what is not known.
pub(crate) fn bucket_name(environment: &Environment) -> String {
    format!(
        "cdk-{QUALIFIER}-assets-{}-{}",
        account(environment),
        region(environment)
    )
}

fn role(environment: &Environment, name: &str) -> String {
    let (account, region) = (account(environment), region(environment));
    format!("arn:${{AWS::Partition}}:iam::{account}:role/cdk-{QUALIFIER}-{name}-role-{account}-{region}")
}

pub(crate) fn deploy_role(environment: &Environment) -> String {
    role(environment, "deploy")
}

pub(crate) fn execution_role(environment: &Environment) -> String {
    role(environment, "cfn-exec")
}

pub(crate) fn lookup_role(environment: &Environment) -> LookupRole {
    let mut lookup = LookupRole::new(role(environment, "lookup"));
    lookup.requires_bootstrap_stack_version = Some(LOOKUP_VERSION);
    lookup.bootstrap_stack_version_ssm_parameter = Some(version_parameter());
    lookup
}

pub(crate) fn version_parameter() -> String {
    format!("/cdk-bootstrap/{QUALIFIER}/version")
}

/// The destination of an asset, and its id: where it goes and a hash over how.
pub(crate) fn destination(environment: &Environment, object_key: &str) -> (String, FileDestination) {
    let mut destination = FileDestination::new(bucket_name(environment), object_key);
    destination.region.clone_from(&environment.region);
    destination.assume_role_arn = Some(role(environment, "file-publishing"));
    let form = serde_json::to_string(&destination).unwrap_or_default();
    let hash: String = hex(&Sha256::digest(form.as_bytes())).chars().take(8).collect();
    let account = environment.account.as_deref().unwrap_or("current_account");
    let region = environment.region.as_deref().unwrap_or("current_region");
    (format!("{account}-{region}-{hash}"), destination)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What the template must say so that a deployment into an account with too old a bootstrap stack fails at once.
pub(crate) fn add_version_rule(sections: &mut IndexMap<&'static str, serde_json::Map<String, Json>>) {
    let too_old: Vec<String> = (1..REQUIRED_VERSION).map(|version| version.to_string()).collect();
    sections.entry("Parameters").or_default().insert(
        "BootstrapVersion".to_owned(),
        json!({
            "Type": "AWS::SSM::Parameter::Value<String>",
            "Default": version_parameter(),
            "Description": "Version of the CDK Bootstrap resources in this environment, automatically retrieved from SSM Parameter Store. [cdk:skip]",
        }),
    );
    sections.entry("Rules").or_default().insert(
        "CheckBootstrapVersion".to_owned(),
        json!({ "Assertions": [{
            "Assert": { "Fn::Not": [{ "Fn::Contains": [too_old, { "Ref": "BootstrapVersion" }] }] },
            "AssertDescription": format!(
                "CDK bootstrap stack version {REQUIRED_VERSION} required. Please run 'cdk bootstrap' with a recent version of the CDK CLI."
            ),
        }] }),
    );
}
