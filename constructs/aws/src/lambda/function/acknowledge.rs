//! Findings of scanners in the default form of a function, with the reason why it stays.

use ferrocdk_core::{CfnResource, ScannerRule};

/// Parts that a function has.
#[derive(Clone, Copy)]
pub(super) struct Has {
    pub(super) key: bool,
    pub(super) dead_letter: bool,
    pub(super) reservation: bool,
    pub(super) network: bool,
}

/// Acknowledges what a function does not have because nobody asked for it.
pub(super) fn default_form(function: &CfnResource, has: Has) {
    use ScannerRule::{CdkNag, Checkov, Guard};
    let in_vpc = [
        Checkov("CKV_AWS_117"),
        Guard("CT.LAMBDA.PR.3"),
        Guard("LAMBDA_INSIDE_VPC"),
        CdkNag("HIPAA.Security-LambdaInsideVPC"),
        CdkNag("NIST.800.53.R5-LambdaInsideVPC"),
    ];
    if !has.network {
        function.acknowledge(
            &in_vpc,
            "reaches AWS services only, over TLS; a network of its own would need NAT or endpoints",
        );
    }
    if !has.reservation {
        let rules = [
            Checkov("CKV_AWS_115"),
            Guard("LAMBDA_CONCURRENCY_CHECK"),
            CdkNag("HIPAA.Security-LambdaConcurrency"),
            CdkNag("NIST.800.53.R5-LambdaConcurrency"),
        ];
        function.acknowledge(
            &rules,
            "shares the account's executions; a reservation would take them from the other functions even while this one rests",
        );
    }
    if !has.dead_letter {
        let rules = [
            Checkov("CKV_AWS_116"),
            Guard("LAMBDA_DLQ_CHECK"),
            CdkNag("HIPAA.Security-LambdaDLQ"),
            CdkNag("NIST.800.53.R5-LambdaDLQ"),
        ];
        function.acknowledge(
            &rules,
            "takes failed events of asynchronous invocations only; queues, streams and APIs keep or tell failures themselves",
        );
    }
    if !has.key {
        function.acknowledge(
            &[Checkov("CKV_AWS_173")],
            "the environment is encrypted with Lambda's own key",
        );
    }
}
