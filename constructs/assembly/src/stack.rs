//! Properties of a stack artifact: how the stack is to be deployed.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::Extra;

/// How a stack is deployed. Placeholders such as `${AWS::AccountId}` in ARNs and URLs are filled in by the deploying tool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StackProperties {
    /// The template's file name within the assembly.
    pub template_file: String,
    /// Whether deletion of the stack is refused; CloudFormation's default is no.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub termination_protection: Option<bool>,
    /// Whether the CLI reports the stack's warnings and errors right after synthesis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validate_on_synth: Option<bool>,
    /// Values of template parameters.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub parameters: IndexMap<String, String>,
    /// Tags of the stack; CloudFormation passes them on to its resources.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub tags: IndexMap<String, String>,
    /// SNS topics that receive the stack's events.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notification_arns: Vec<String>,
    /// Role assumed for deploying; the caller's own identity when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assume_role_arn: Option<String>,
    /// External id for assuming that role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assume_role_external_id: Option<String>,
    /// Role that CloudFormation takes for creating the resources.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloud_formation_execution_role_arn: Option<String>,
    /// S3 URL of the template, when it is one of the assets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stack_template_asset_object_url: Option<String>,
    /// Lowest version of the bootstrap stack the deployment needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requires_bootstrap_stack_version: Option<u32>,
    /// SSM parameter that holds the bootstrap stack's version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bootstrap_stack_version_ssm_parameter: Option<String>,
    /// Artifacts, other than stacks, that have to be deployed before this stack: its asset manifest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub additional_dependencies: Vec<String>,
    /// Role for looking up values in the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lookup_role: Option<LookupRole>,
    /// Name of the stack in CloudFormation; the artifact id when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stack_name: Option<String>,
    /// Fields not named above.
    #[serde(flatten)]
    pub extra: Extra,
}

impl StackProperties {
    /// Properties that name the template only.
    pub fn new(template_file: impl Into<String>) -> Self {
        Self {
            template_file: template_file.into(),
            termination_protection: None,
            validate_on_synth: None,
            parameters: IndexMap::new(),
            tags: IndexMap::new(),
            notification_arns: Vec::new(),
            assume_role_arn: None,
            assume_role_external_id: None,
            cloud_formation_execution_role_arn: None,
            stack_template_asset_object_url: None,
            requires_bootstrap_stack_version: None,
            bootstrap_stack_version_ssm_parameter: None,
            additional_dependencies: Vec::new(),
            lookup_role: None,
            stack_name: None,
            extra: Extra::new(),
        }
    }
}

/// A role of the bootstrap stack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LookupRole {
    /// The role's ARN, with placeholders.
    pub arn: String,
    /// External id for assuming it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assume_role_external_id: Option<String>,
    /// Lowest version of the bootstrap stack that has the role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requires_bootstrap_stack_version: Option<u32>,
    /// SSM parameter that holds the bootstrap stack's version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bootstrap_stack_version_ssm_parameter: Option<String>,
    /// Fields not named above.
    #[serde(flatten)]
    pub extra: Extra,
}

impl LookupRole {
    /// A role named by its ARN only.
    pub fn new(arn: impl Into<String>) -> Self {
        Self {
            arn: arn.into(),
            assume_role_external_id: None,
            requires_bootstrap_stack_version: None,
            bootstrap_stack_version_ssm_parameter: None,
            extra: Extra::new(),
        }
    }
}
