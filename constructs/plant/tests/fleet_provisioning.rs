//! `FleetProvisioning`: what reaches the template.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use ferrocdk_assertions::{Match, Template, pattern};
use ferrocdk_aws::iot::{Policy, PolicyProps, device};
use ferrocdk_aws::lambda::{Architecture, RustCode};
use ferrocdk_aws::units::Days;
use ferrocdk_core::{App, Stack, StackProps};
use ferrocdk_plant::{CertificateRotationProps, FleetProvisioning, FleetProvisioningProps, Naming, Registrants, Watch};
use serde_json::Value as Json;

fn fleet(change: impl FnOnce(FleetProvisioningProps) -> FleetProvisioningProps) -> (App, Stack, FleetProvisioning) {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    Naming::of(&stack).set(Naming::plant("manufacturing", "prod"));
    let devices = PolicyProps::new()
        .statements([device::connect_as_thing()])
        .policy_name("manufacturing-iot-devices-prod");
    let devices = Policy::new(&stack, "Devices", devices);
    let hook = RustCode::with_fingerprint("provisioning-hook", &"0".repeat(64), Architecture::X86_64);
    let fleet = FleetProvisioning::new(&stack, "Fleet", change(FleetProvisioningProps::new(&devices, hook)));
    (app, stack, fleet)
}

/// The body of the provisioning template; what is known at deployment only stands as `?`.
fn body(template: &Template) -> Json {
    let found = template.find_resources("AWS::IoT::ProvisioningTemplate", pattern!({}));
    let (_, resource) = found.first().unwrap();
    let text = match &resource["Properties"]["TemplateBody"] {
        Json::String(text) => text.clone(),
        joined => {
            let parts = joined["Fn::Join"][1].as_array().unwrap();
            parts.iter().map(|part| part.as_str().unwrap_or("?")).collect()
        }
    };
    serde_json::from_str(&text).unwrap()
}

#[test]
fn a_device_becomes_a_thing_of_its_serial_number() {
    let (app, stack, fleet) = fleet(|props| props.thing_types(["press", "oven"]));
    assert_eq!(fleet.alarms().len(), 2);
    let template = Template::from_stack(&app, &stack);
    let body = body(&template);
    let thing = &body["Resources"]["thing"]["Properties"];
    assert_eq!(thing["ThingName"]["Ref"], "SerialNumber");
    assert_eq!(thing["ThingTypeName"]["Ref"], "ThingType");
    assert_eq!(body["Parameters"]["ThingType"]["Type"], "String");
    assert_eq!(body["Resources"]["certificate"]["Properties"]["Status"], "ACTIVE");
    template.resource_count_is("AWS::IoT::ThingType", 2);
    template.has_resource_properties(
        "AWS::IoT::ProvisioningTemplate",
        pattern!({ "TemplateName": "manufacturing-iot-fleet-prod", "Enabled": true, "PreProvisioningHook": { "PayloadVersion": "2020-04-01" } }),
    );
}

#[test]
fn the_hook_answers_in_time_and_knows_the_table() {
    let (app, stack, _) = fleet(|props| props);
    let template = Template::from_stack(&app, &stack);
    template.has_resource_properties(
        "AWS::Lambda::Function",
        pattern!({ "Timeout": 5, "Environment": { "Variables": { "DEVICE_TABLE": Match::any_value() } } }),
    );
    template.has_resource_properties(
        "AWS::DynamoDB::Table",
        pattern!({ "KeySchema": [{ "AttributeName": "SerialNumber", "KeyType": "HASH" }], "SSESpecification": { "SSEEnabled": true } }),
    );
    template.has_resource_properties(
        "AWS::Lambda::Permission",
        pattern!({ "Principal": "iot.amazonaws.com", "SourceArn": Match::any_value(), "SourceAccount": Match::any_value() }),
    );
}

#[test]
fn claims_can_register_and_nothing_else() {
    let (app, stack, _) = fleet(|props| props);
    let template = Template::from_stack(&app, &stack);
    let found = template.find_resources(
        "AWS::IoT::Policy",
        pattern!({ "Properties": { "PolicyName": "manufacturing-iot-claims-prod" } }),
    );
    let (_, policy) = found.first().unwrap();
    let text = policy["Properties"]["PolicyDocument"].to_string();
    for allowed in ["client/claim-*", "$aws/certificates/create/*", "/provision/*"] {
        assert!(text.contains(allowed), "{allowed}: {text}");
    }
    assert!(!text.contains(":client/*") && !text.contains(":topic/*"), "{text}");
}

#[test]
fn devices_are_told_to_renew_their_certificates() {
    let (app, stack, fleet) = fleet(|props| props.rotation(CertificateRotationProps::new().every(Days(180))));
    assert!(fleet.rotation().schedule().is_some());
    let template = Template::from_stack(&app, &stack);
    template.has_resource_properties(
        "AWS::IoT::JobTemplate",
        pattern!({ "AbortConfig": Match::any_value(), "TimeoutConfig": { "InProgressTimeoutInMinutes": 2_880 } }),
    );
    template.has_resource_properties(
        "AWS::Scheduler::Schedule",
        pattern!({ "ScheduleExpression": "rate(180 days)" }),
    );
    template.resource_count_is("AWS::IoT::PolicyPrincipalAttachment", 1);
}

#[test]
fn a_list_takes_the_place_of_the_table() {
    let (app, stack, _) = fleet(|props| props.registrants(Registrants::serial_numbers(["PR-*", "OV-0001"])));
    let template = Template::from_stack(&app, &stack);
    template.resource_count_is("AWS::DynamoDB::Table", 0);
    template.has_resource_properties(
        "AWS::Lambda::Function",
        pattern!({ "Environment": { "Variables": { "ALLOWED_DEVICES": r#"{"serialNumbers":["PR-*","OV-0001"],"thingTypes":[]}"# } } }),
    );
}

#[test]
fn mistakes_are_told() {
    type Change = fn(FleetProvisioningProps) -> FleetProvisioningProps;
    let cases: [(Change, &str); 5] = [
        (
            |props| props.template_name("a-template-of-a-name-that-is-too-long"),
            "`a-template-of-a-name-that-is-too-long`, with 37 characters",
        ),
        (
            |props| props.registrants(Registrants::serial_numbers::<&str>([])),
            "no serial number",
        ),
        (
            |props| props.registrants(Registrants::serial_numbers(["PR 7"])),
            "`PR 7`",
        ),
        (|props| props.thing_types(["press/1"]), "`press/1`"),
        (|props| props.thing_types(["press", "press"]), "`press`"),
    ];
    for (change, found) in cases {
        let (app, _, _) = fleet(change);
        let mistakes = app.synth().unwrap_err();
        assert!(
            mistakes.0.iter().any(|mistake| mistake.found.as_deref() == Some(found)),
            "{mistakes:?}"
        );
    }
}
