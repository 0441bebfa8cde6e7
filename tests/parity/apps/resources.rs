//! Resources: attributes, escape hatches, what is left out, logical ids.

use ferrocdk::{
    Annotations, App, CfnCondition, CfnOutput, CfnParameter, Condition, Construct, Document, Expr, RemovalPolicy,
    Stack, StackProps, Value, doc, text,
};

use serde_json::json;

use super::{Entry, resource};

pub(super) const APPS: &[Entry] = &[
    ("resource_attributes", resource_attributes),
    ("removal_policies", removal_policies),
    ("overrides", overrides),
    ("override_with_nothing", override_with_nothing),
    ("override_lists", override_lists),
    ("metadata", metadata),
    ("annotations", annotations),
    ("logical_ids", logical_ids),
    ("logical_id_overrides", logical_id_overrides),
    ("custom_resources", custom_resources),
];

fn resource_attributes(app: &App) {
    let stack = Stack::new(app, "ResourceAttributes", StackProps::default());
    let first = resource(&stack, "First", "AWS::SNS::Topic", doc!({}));
    let always = CfnCondition::new(&stack, "Always", Condition::equals::<String>("a", "a"));
    let sizes = doc!({ "MinSize": "1", "MaxSize": "2" });
    let group = resource(&stack, "Group", "AWS::AutoScaling::AutoScalingGroup", sizes);
    group.scope().depends_on(&first);
    always.guards(&group);
    group.add_override("CreationPolicy.ResourceSignal", doc!({ "Count": 2, "Timeout": "PT5M" }));
    group.add_override(
        "UpdatePolicy.AutoScalingRollingUpdate",
        doc!({ "MinInstancesInService": 1, "WaitOnResourceSignals": true }),
    );
    group.add_override("DeletionPolicy", "Retain");
    group.add_override("UpdateReplacePolicy", "Delete");
    group.add_override("Version", "1.0");
    group.add_override("Description", "every attribute");
    group.add_metadata("Team", "press");
    group.add_metadata("Topic", first.reference());
}

fn removal_policies(app: &App) {
    let stack = Stack::new(app, "RemovalPolicies", StackProps::default());
    let queue = |id: &str| resource(&stack, id, "AWS::SQS::Queue", doc!({}));
    queue("destroy").apply_removal_policy(RemovalPolicy::Destroy);
    queue("retain").apply_removal_policy(RemovalPolicy::Retain);
    queue("retain-on-update-or-delete").apply_removal_policy(RemovalPolicy::RetainExceptOnCreate);
    resource(&stack, "Volume", "AWS::EC2::Volume", doc!({})).apply_removal_policy(RemovalPolicy::Snapshot);
    queue("DeletionOnly").apply_deletion_policy(RemovalPolicy::Retain);
    queue("Unset");
}

fn overrides(app: &App) {
    let stack = Stack::new(app, "Overrides", StackProps::default());
    let other = resource(&stack, "Other", "AWS::SNS::Topic", doc!({}));
    let properties = doc!({
        "QueueName": "before",
        "DelaySeconds": 5,
        "Nested": { "Keep": 1, "Drop": 2, "List": ["a", "b", { "C": 1 }] },
    });
    let queue = resource(&stack, "Queue", "AWS::SQS::Queue", properties);
    queue.add_property_override("QueueName", "after");
    queue.add_property_override("Nested.New.Deep", other.reference());
    queue.add_deletion_override("Properties.Nested.Drop");
    queue.add_deletion_override("Properties.DelaySeconds");
    queue.add_deletion_override("Properties.NeverThere");
    queue.add_property_override(r"With\.Dot", 1);
    queue.add_override("Metadata.Owner", "press");
    queue.add_override("UpdatePolicy.UseOnlineResharding", true);
    queue.add_override("Type", "AWS::SQS::OtherQueue");
    queue.add_property_override("Whole", doc!({ "A": [1, other.attr::<String>("TopicArn")] }));
    queue.add_property_override("Nothing", Document::new(Expr::Null));
}

fn override_with_nothing(app: &App) {
    let stack = Stack::new(app, "OverrideWithNothing", StackProps::default());
    let queue = resource(&stack, "Queue", "AWS::SQS::Queue", doc!({ "Before": { "A": 1 } }));
    queue.add_property_override("Whole", doc!({ "A": 1, "B": {} }));
    queue.add_property_override("Before", doc!({}));
    queue.add_property_override("List", doc!([]));
}

fn override_lists(app: &App) {
    let stack = Stack::new(app, "OverrideLists", StackProps::default());
    let properties = doc!({ "Tags": [{ "Key": "a", "Value": "1" }, { "Key": "b", "Value": "2" }] });
    let queue = resource(&stack, "Queue", "AWS::SQS::Queue", properties);
    queue.add_property_override("Tags.0.Value", "changed");
    queue.add_property_override("Tags.1.Extra", true);
}

fn metadata(app: &App) {
    let stack = Stack::new(app, "Metadata", StackProps::default());
    let topic = resource(&stack, "Topic", "AWS::SNS::Topic", doc!({}));
    topic.add_metadata("Team", "press");
    topic.add_metadata("Links", doc!([{ "To": topic.reference() }]));
    stack.scope().add_metadata("custom", json!({ "any": 1 }));
    topic.scope().add_metadata("note", "on a resource");
}

fn annotations(app: &App) {
    let stack = Stack::new(app, "Annotations", StackProps::default());
    let group = stack.scope().child("Group");
    let topic = resource(&group, "Topic", "AWS::SNS::Topic", doc!({}));
    Annotations::of(&topic).add_info("for your information");
    Annotations::of(&topic).add_warning("plant:noEncryption", "not encrypted");
    Annotations::of(&group).add_warning("plant:silenced", "nobody hears this");
    Annotations::of(&group).acknowledge_warning("plant:silenced", "known");
}

fn logical_ids(app: &App) {
    let stack = Stack::new(app, "LogicalIds", StackProps::default());
    let make = |ids: &[&str]| {
        let (last, above) = ids.split_last().expect("an id");
        let scope = above.iter().fold(stack.scope().clone(), |scope, id| {
            scope.find_child(id).unwrap_or_else(|| scope.child(id))
        });
        resource(&scope, last, "AWS::SNS::Topic", doc!({}));
    };
    make(&["plain"]);
    make(&["with-dash_and.dot"]);
    make(&["Parent", "Resource"]);
    make(&["Parent", "Default"]);
    make(&["Parent", "Default", "Inner"]);
    make(&["ParentThing", "Thing", "Resource"]);
    make(&["A", "A", "A"]);
    make(&["Slash/Inside", "Topic"]);
    make(&["Ünïcode", "größe"]);
    make(&[&"x".repeat(200), &"y".repeat(100)]);
    make(&[&"z".repeat(256)]);
}

fn logical_id_overrides(app: &App) {
    let stack = Stack::new(app, "LogicalIdOverrides", StackProps::default());
    let group = stack.scope().child("Group");
    let fixed = resource(&group, "Fixed", "AWS::SNS::Topic", doc!({}));
    fixed.scope().override_logical_id("Adopted");
    resource(&group, "Renamed", "AWS::SNS::Topic", doc!({}));
    stack.rename_logical_id("GroupRenamed2FDCBA9D", "NewName");
    let properties = doc!({ "QueueName": fixed.attr::<String>("TopicName") });
    let user = resource(&stack, "User", "AWS::SQS::Queue", properties);
    user.scope().depends_on(&fixed);
    let output = CfnOutput::new(&stack, "Output", fixed.reference());
    output.scope().override_logical_id("AdoptedOutput");
    let parameter = CfnParameter::new(&stack, "Parameter", "String");
    parameter.scope().override_logical_id("AdoptedParameter");
}

fn custom_resources(app: &App) {
    let stack = Stack::new(app, "CustomResources", StackProps::default());
    // AWS CDK's `CustomResource` is a construct around the resource.
    let custom = |id: &str, type_name: &str, properties: Document| {
        resource(&stack.scope().child(id), "Default", type_name, properties)
    };
    let properties = doc!({
        "ServiceToken": Value::import("provider"),
        "ServiceTimeout": "120",
        "BucketName": "raw",
        "Depth": 3,
        "nested": { "list": ["a"] },
    });
    let emptied = custom("Emptied", "Custom::EmptiedBucket", properties);
    emptied.apply_removal_policy(RemovalPolicy::Destroy);
    let properties = doc!({ "ServiceToken": Value::import("provider"), "BucketName": emptied.attr::<String>("Name") });
    let plain = custom("Plain", "AWS::CloudFormation::CustomResource", properties);
    plain.apply_removal_policy(RemovalPolicy::Retain);
    let result = text!("{}:{}", emptied.reference(), emptied.attr::<String>("Count"));
    CfnOutput::new(&stack, "Result", result);
}
