//! Sections of a template beside resources: parameters, conditions, mappings, rules, outputs, options.

use ferrocdk::{
    App, CfnCondition, CfnInclude, CfnIncludeProps, CfnMapping, CfnOutput, CfnParameter, CfnRule, Condition, Document,
    RemovalPolicy, Stack, StackProps, Value, doc, pseudo, text,
};
use serde_json::json;

use super::assembly::file;
use super::{Entry, resource};

pub(super) const APPS: &[Entry] = &[
    ("parameters", parameters),
    ("conditions", conditions),
    ("many_conditions", many_conditions),
    ("mappings", mappings),
    ("rules", rules),
    ("outputs", outputs),
    ("template_options", template_options),
    ("include_json", include_json),
    ("include_yaml", include_yaml),
    ("include_parameters", include_parameters),
];

fn parameters(app: &App) {
    let stack = Stack::new(app, "Parameters", StackProps::default());
    let name = CfnParameter::new(&stack, "Name", "String")
        .default("press")
        .description("of the plant")
        .allowed_pattern("[a-z]+")
        .constraint_description("lower case letters")
        .min_length(2)
        .max_length(20);
    let count = CfnParameter::new(&stack, "Count", "Number")
        .default(3)
        .min_value(1)
        .max_value(9);
    let zones = CfnParameter::new(&stack, "Zones", "CommaDelimitedList").default("a,b");
    let secret = CfnParameter::new(&stack, "Secret", "String").no_echo();
    let image = CfnParameter::new(&stack, "Image", "AWS::SSM::Parameter::Value<String>").default("/image");
    CfnParameter::new(&stack, "Size", "String")
        .allowed_values(&["small", "large"])
        .default("small");
    let zones = || zones.value::<Vec<Value<String>>>();
    let properties = doc!({
        "Name": name.value::<String>(),
        "Count": count.value::<i64>(),
        "Zones": zones(),
        "First": Value::select(0, zones()),
        "Secret": secret.value::<String>(),
        "Image": image.value::<String>(),
        "Text": text!("{}-{}", name.value(), count.value()),
    });
    resource(&stack, "Use", "Test::Use::Parameters", properties);
}

fn conditions(app: &App) {
    let stack = Stack::new(app, "Conditions", StackProps::default());
    let stage = CfnParameter::new(&stack, "Stage", "String").default("dev");
    let condition = |id: &str, condition: Condition| CfnCondition::new(&stack, id, condition);
    let is_prod = condition("IsProd", Condition::equals(stage.value::<String>(), "prod"));
    let in_brazil = condition("InBrazil", Condition::equals(pseudo::region(), "sa-east-1"));
    let both = condition("Both", Condition::all([(&is_prod).into(), (&in_brazil).into()]));
    let not_in_brazil = Condition::from(&in_brazil).not();
    let either = condition("Either", Condition::any([(&is_prod).into(), not_in_brazil]));
    condition("Never", Condition::from(&both).not());
    let properties = doc!({
        "VisibilityTimeout": Value::<i64>::if_else(&either, 300, 30),
        "KmsMasterKeyId": Value::<String>::if_else(&both, "alias/aws/sqs", Value::NoValue),
        "Tags": { "Fn::If": ["IsProd", [{ "Key": "stage", "Value": "prod" }], []] },
    });
    let queue = resource(&stack, "Queue", "AWS::SQS::Queue", properties);
    is_prod.guards(&queue);
    CfnOutput::new(&stack, "QueueUrl", queue.reference()).condition(&is_prod);
}

fn many_conditions(app: &App) {
    let stack = Stack::new(app, "ManyConditions", StackProps::default());
    let regions = || ('a'..='l').map(|name| Condition::equals(pseudo::region(), name.to_string()));
    CfnCondition::new(&stack, "AnyOfTwelve", Condition::any(regions()));
    CfnCondition::new(&stack, "AllOfTwelve", Condition::all(regions()));
}

fn mappings(app: &App) {
    let stack = Stack::new(app, "Mappings", StackProps::default());
    let table = json!({
        "sa-east-1": { "Shards": 2, "Zones": ["a", "b"] },
        "eu-west-1": { "Shards": 4, "Zones": ["c"] },
        "us-east-1": { "Shards": 8 },
    });
    let sizes = CfnMapping::new(&stack, "Sizes", table);
    CfnMapping::new(&stack, "Unused", json!({ "x": { "y": "z" } }));
    let properties = doc!({
        "ShardCount": sizes.find::<i64>(pseudo::region(), "Shards"),
        "Name": sizes.find::<i64>("sa-east-1", "Shards"),
    });
    resource(&stack, "Stream", "AWS::Kinesis::Stream", properties);
}

fn rules(app: &App) {
    let stack = Stack::new(app, "Rules", StackProps::default());
    let stage = CfnParameter::new(&stack, "Stage", "String").default("dev");
    let zones = CfnParameter::new(&stack, "Zones", "CommaDelimitedList").default("a");
    let body = doc!({
        "RuleCondition": Document::from(Condition::equals(stage.value::<String>(), "prod")),
        "Assertions": [
            { "Assert": Document::from(Condition::contains(&["a", "b"], stage.value::<String>())), "AssertDescription": "a or b" },
            { "Assert": { "Fn::EachMemberEquals": [zones.value::<Vec<Value<String>>>(), "a"] }, "AssertDescription": "only a" },
        ],
    });
    CfnRule::new(&stack, "ProductionHasZones", body);
    let known = doc!({ "Fn::EachMemberIn": [
        { "Fn::RefAll": "AWS::EC2::VPC::Id" },
        { "Fn::ValueOfAll": ["AWS::EC2::Subnet::Id", "VpcId"] },
    ] });
    let team = doc!({ "Fn::Equals": [{ "Fn::ValueOf": ["Stage", "Tags.Team"] }, "press"] });
    let body = doc!({ "Assertions": [
        { "Assert": known, "AssertDescription": "known networks" },
        { "Assert": team, "AssertDescription": "the press team" },
    ] });
    CfnRule::new(&stack, "Members", body);
}

fn outputs(app: &App) {
    let stack = Stack::new(app, "Outputs", StackProps::default());
    let topic = resource(&stack, "Topic", "AWS::SNS::Topic", doc!({}));
    let name = || topic.attr::<String>("TopicName");
    CfnOutput::new(&stack, "Plain", topic.reference());
    CfnOutput::new(&stack, "Described", "literal").description("a literal");
    CfnOutput::new(&stack, "Exported", name()).export_name("topic-name");
    CfnOutput::new(&stack, "Composed", text!("{}/x", topic.reference()))
        .export_name(text!("{}-composed", pseudo::stack_name()))
        .description("composed");
    let importer = Stack::new(app, "Importer", StackProps::default());
    let properties = doc!({ "DisplayName": Value::import("topic-name") });
    resource(&importer, "Use", "AWS::SNS::Topic", properties);
    CfnOutput::new(&stack, "Exportby-name", name())
        .export_name("by-name")
        .description("by name");
}

fn template_options(app: &App) {
    let props = StackProps::default().description("everything at the top of a template");
    let stack = Stack::new(app, "TemplateOptions", props);
    stack.add_transform("AWS::LanguageExtensions");
    stack.add_transform("AWS::Serverless-2016-10-31");
    stack.add_transform("AWS::LanguageExtensions");
    stack.set_template_format_version("2010-09-09");
    stack.add_metadata("Owner", doc!({ "Team": "press", "Stack": stack.stack_name() }));
    resource(&stack, "Topic", "AWS::SNS::Topic", doc!({}));
    Stack::new(app, "OneTransform", StackProps::default()).add_transform("AWS::LanguageExtensions");
}

fn include(stack: &Stack, name: &str, options: CfnIncludeProps) -> CfnInclude {
    let text = std::fs::read_to_string(file(name)).expect("a file of the suite");
    CfnInclude::with_options(stack, "Template", &text, options)
}

fn include_json(app: &App) {
    let stack = Stack::new(app, "IncludeJson", StackProps::default());
    let template = include(&stack, "template.json", CfnIncludeProps::default());
    let taken = |name: &str| template.resource(name).expect("it stands in the template");
    taken("Topic").add_property_override("TopicName", "renamed");
    taken("Key").apply_removal_policy(RemovalPolicy::Destroy);
    let stage: Value<String> = template.parameter("Stage").expect("it stands in the template");
    let properties = doc!({ "DisplayName": taken("Queue").attr::<String>("Arn"), "TopicName": stage });
    resource(&stack, "Beside", "AWS::SNS::Topic", properties);
}

fn include_yaml(app: &App) {
    let stack = Stack::new(app, "IncludeYaml", StackProps::default());
    include(&stack, "template.yaml", CfnIncludeProps::default());
}

fn include_parameters(app: &App) {
    let stack = Stack::new(app, "IncludeParameters", StackProps::default());
    let options = CfnIncludeProps::default()
        .parameter("Stage", "prod")
        .preserve_logical_ids(false);
    include(&stack, "template.json", options);
}
