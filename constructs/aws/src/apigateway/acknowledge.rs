//! Acknowledges, with the reason, what scanners ask of an API and its default form does not have.

use ferrocdk_core::{CfnResource, ScannerRule};

use ScannerRule::{CdkNag, Checkov, Guard};

/// An API without a validator of its own.
pub(super) fn rest_api(api: &CfnResource) {
    api.acknowledge(
        &[CdkNag("AwsSolutions-APIG2")],
        "what a request has to be is said by its methods and their models; a validator is one of those",
    );
}

/// A method that everybody may call, where nothing else was said.
pub(super) fn method(method: &CfnResource, is_open: bool) {
    if is_open {
        let rules = [
            Checkov("CKV_AWS_59"),
            CdkNag("AwsSolutions-APIG4"),
            Guard("API_GW_METHOD_AUTHORIZATION_TYPE_RULE"),
        ];
        method.acknowledge(
            &rules,
            "is open to everybody, as long as nobody is named who may call it",
        );
    }
    method.acknowledge(
        &[CdkNag("AwsSolutions-COG4")],
        "a user pool is one of the ways to say who may call it",
    );
}

/// A stage without a firewall and a cache, both of which are paid for.
pub(super) fn stage(stage: &CfnResource, is_cached: bool) {
    stage.acknowledge(
        &[CdkNag("AwsSolutions-APIG3")],
        "a firewall is attached from outside, by the ARN of the stage",
    );
    if !is_cached {
        stage.acknowledge(
            &[Checkov("CKV_AWS_120"), Guard("API_GW_CACHE_ENABLED_AND_ENCRYPTED")],
            "a cache is paid by the hour, and answers what was asked before",
        );
    }
}

/// The role that API Gateway logs with.
pub(super) fn log_role(role: &CfnResource) {
    role.acknowledge(
        &[CdkNag("AwsSolutions-IAM4")],
        "API Gateway asks for this policy of AWS's for the account's role",
    );
}
