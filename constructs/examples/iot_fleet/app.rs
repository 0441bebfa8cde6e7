//! The app.

use ferrocdk::aws::cloudwatch::{Alarm, AlarmProps};
use ferrocdk::aws::dynamodb::{Attribute, Table, TableProps};
use ferrocdk::aws::iot::actions::{DynamoDbV2Action, SqsAction};
use ferrocdk::aws::iot::{
    ErrorAction, Policy, PolicyProps, ProvisioningTemplate, ProvisioningTemplateProps, TopicRule, TopicRuleProps,
    device,
};
use ferrocdk::aws::sns::{Topic, TopicProps};
use ferrocdk::aws::sqs::{Queue, QueueProps};
use ferrocdk::{App, Stack, StackProps, doc};

pub(crate) fn iot_fleet(app: &App) {
    let stack = Stack::new(app, "Fleet", StackProps::default());
    let readings = TableProps::new(Attribute::string("thing")).sort_key(Attribute::number("at"));
    let readings = Table::new(&stack, "Readings", readings);
    let failed = Queue::new(&stack, "Failed", QueueProps::new());
    let select = "SELECT topic(2) AS thing, timestamp() AS at, value FROM 'plant/+/readings'";
    let store = TopicRuleProps::new(select, ErrorAction::new(SqsAction::new(&failed)));
    TopicRule::new(&stack, "Store", store.action(DynamoDbV2Action::new(&readings)));

    let topic = |kind: &str| format!("plant/{}/{kind}", device::THING_NAME);
    let own = Policy::new(
        &stack,
        "Device",
        PolicyProps::new().statements([
            device::connect_as_thing(),
            device::publish([topic("readings")]),
            device::subscribe([topic("commands")]),
            device::receive([topic("commands")]),
        ]),
    );
    let fleet = doc!({
        "Parameters": { "SerialNumber": { "Type": "String" }, "AWS::IoT::Certificate::Id": { "Type": "String" } },
        "Resources": {
            "thing": { "Type": "AWS::IoT::Thing", "Properties": { "ThingName": { "Ref": "SerialNumber" } } },
            "certificate": {
                "Type": "AWS::IoT::Certificate",
                "Properties": { "CertificateId": { "Ref": "AWS::IoT::Certificate::Id" }, "Status": "Active" },
            },
            "policy": { "Type": "AWS::IoT::Policy", "Properties": { "PolicyName": own.name() } },
        },
    });
    let fleet = ProvisioningTemplate::new(
        &stack,
        "Provisioning",
        ProvisioningTemplateProps::new(fleet).template_name("press"),
    );
    Policy::new(
        &stack,
        "Claim",
        PolicyProps::new().statements(device::provision(&fleet)),
    );

    let waiting = failed
        .metric_approximate_number_of_messages_visible()
        .statistic("Maximum")
        .at_least(1);
    let operations = Topic::new(&stack, "Operations", TopicProps::new());
    let waiting = AlarmProps::new(waiting)
        .description("Readings could not be stored")
        .at_once();
    Alarm::new(&stack, "Lost", waiting.tell(&operations));
}
