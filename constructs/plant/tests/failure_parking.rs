//! `FailureParking`: what reaches the template.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use ferrocdk_assertions::{Match, Template, pattern};
use ferrocdk_aws::iam::{Principal, Role, RoleProps};
use ferrocdk_core::{App, Stack, StackProps};
use ferrocdk_plant::{FailureParking, FailureParkingProps, Watch};

#[test]
fn failures_move_on_after_some_attempts_and_can_be_moved_back() {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let parking = FailureParking::new(&stack, "Parking", FailureParkingProps::new().max_receive_count(3));
    let operator = Role::new(
        &stack,
        "Operator",
        RoleProps::new(Principal::service("lambda.amazonaws.com")),
    );
    parking.grant_redrive(&operator);
    assert_eq!(parking.alarms().len(), 2);
    let template = Template::from_stack(&app, &stack);
    template.resource_count_is("AWS::SQS::Queue", 2);
    template.resource_count_is("AWS::KMS::Key", 1);
    template.has_resource_properties(
        "AWS::SQS::Queue",
        pattern!({ "RedrivePolicy": { "maxReceiveCount": 3 }, "MessageRetentionPeriod": 1_209_600, "KmsMasterKeyId": Match::any_value() }),
    );
    let text = template.json().to_string();
    assert!(
        text.contains("sqs:StartMessageMoveTask") && text.contains("sqs:ReceiveMessage"),
        "{text}"
    );
}
