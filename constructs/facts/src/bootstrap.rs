//! Names of the bootstrap stack of AWS CDK, on which deployments build.

/// The qualifier of `cdk bootstrap` where none is chosen.
///
/// Source: `DefaultStackSynthesizer` of aws-cdk-lib.
pub const DEFAULT_QUALIFIER: &str = "hnb659fds";

/// The SSM parameter that holds the bootstrap stack's version.
///
/// ```
/// use ferrocdk_facts::{DEFAULT_QUALIFIER, version_parameter};
/// assert_eq!(version_parameter(DEFAULT_QUALIFIER), "/cdk-bootstrap/hnb659fds/version");
/// ```
#[must_use]
pub fn version_parameter(qualifier: &str) -> String {
    format!("/cdk-bootstrap/{qualifier}/version")
}
