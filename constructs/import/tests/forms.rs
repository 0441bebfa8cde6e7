//! Templates that cannot be imported, with the message, and parts that are kept.

#![expect(clippy::unwrap_used, reason = "shared code of tests may fail the test")]

use ferrocdk_import::{Imported, Options, import};
use ferrocdk_spec::Database;
use serde_json::json;

fn imported(text: &str) -> Result<Imported, String> {
    let document = ferrocdk_template::parse(text).unwrap();
    let database = Database::bundled().unwrap();
    let options = Options::new("odd.yaml", "../constructs");
    import(&document.root, &options, &database, &|code| Ok(code.to_owned())).map_err(|error| error.to_string())
}

fn code(imported: &Imported) -> &str {
    let file = imported.files.iter().find(|(path, _)| path == "src/stack.rs");
    &file.unwrap().1
}

#[test]
fn what_is_no_template_is_refused_with_its_place() {
    for (text, expected) in [
        (
            "name: x\nversion: 1\n",
            "it is no CloudFormation template: it has no `Resources`, but `name`, `version`\nhint: ",
        ),
        ("{}", "it is no CloudFormation template: it is empty\nhint: "),
        (
            "Resources: [a]\n",
            "Resources (line 1, column 12) is a list, where a map of logical ids must stand\nhint: ",
        ),
        (
            "Resources: {}\nOutputs: 1\n",
            "Outputs (line 2, column 10) is a number, where a map of logical ids must stand",
        ),
        (
            "Resources:\n  A: text\n",
            "Resources.A (line 2, column 6) is text, where a map with a `Type` must stand",
        ),
        (
            "Resources:\n  A: {}\n",
            "Resources.A (line 2, column 3) has no `Type`, where a map with a `Type` must stand",
        ),
        (
            "Resources:\n  A: { Type: [] }\n",
            "Resources.A.Type (line 2, column 14) is a list, where a resource type such as AWS::SQS::Queue must stand",
        ),
    ] {
        let error = imported(text).unwrap_err();
        assert!(error.starts_with(expected), "{text:?}: {error}");
    }
}

#[test]
fn what_fails_to_format_is_said() {
    let template = ferrocdk_template::Node::from_json(&json!({ "Resources": {} }));
    let database = Database::bundled().unwrap();
    let error = import(&template, &Options::new("a", "b"), &database, &|_| {
        Err("no rustfmt".to_owned())
    });
    assert_eq!(
        error.unwrap_err().to_string(),
        "the code cannot be formatted: no rustfmt"
    );
}

#[test]
fn unknown_types_are_made_untyped_and_loops_are_kept() {
    let imported = imported(
        "
Transform: AWS::LanguageExtensions
Hooks: { Shift: { Type: AWS::CodeDeploy::BlueGreen } }
Resources:
  'Fn::ForEach::Queues': [Name, [One], { 'Queue${Name}': { Type: AWS::SQS::Queue } }]
  Mine: { Type: Acme::Press::Line, Properties: { Queue: !Ref QueueOne } }
",
    )
    .unwrap();
    assert_eq!(imported.resources, 1);
    assert_eq!(imported.untyped, [("Mine".to_owned(), "Acme::Press::Line".to_owned())]);
    assert_eq!(imported.kept, ["Resources.Fn::ForEach::Queues", "Hooks"]);
    let code = code(&imported);
    assert!(
        code.contains(
            r#"CfnResource::untyped(&stack, "Mine", "Acme::Press::Line", doc!({ "Queue": { "Ref": "QueueOne" } }));"#
        ),
        "{code}"
    );
    assert!(code.contains(r#"include_str!("as_written.template.json")"#), "{code}");
    let kept = imported
        .files
        .iter()
        .find(|(path, _)| path == "src/as_written.template.json");
    assert!(kept.unwrap().1.contains("Fn::ForEach::Queues"));
}

#[test]
fn a_circle_keeps_one_of_its_references_as_a_name() {
    let imported = imported(
        "
Resources:
  One: { Type: AWS::SNS::Topic, Properties: { DisplayName: !GetAtt Two.TopicName } }
  Two: { Type: AWS::SNS::Topic, Properties: { DisplayName: !GetAtt One.TopicName } }
",
    )
    .unwrap();
    let code = code(&imported);
    assert!(
        code.contains(r#"display_name(doc!({ "Fn::GetAtt": ["One", "TopicName"] }).cast())"#),
        "{code}"
    );
    assert!(code.contains("display_name(two.attr_topic_name())"), "{code}");
}

#[test]
fn the_bootstrap_rule_of_the_default_synthesizer_is_left_to_it() {
    let rule = json!({ "Assertions": [{
        "Assert": { "Fn::Not": [{ "Fn::Contains": [["1", "2", "3", "4", "5"], { "Ref": "BootstrapVersion" }] }] },
        "AssertDescription": "CDK bootstrap stack version 6 required. Please run 'cdk bootstrap' with a recent version of the CDK CLI.",
    }] });
    let mut template = json!({
        "Resources": {},
        "Parameters": { "BootstrapVersion": {
            "Type": "AWS::SSM::Parameter::Value<String>",
            "Default": "/cdk-bootstrap/hnb659fds/version",
            "Description": "Version of the CDK Bootstrap resources in this environment, automatically retrieved from SSM Parameter Store. [cdk:skip]",
        } },
        "Rules": { "CheckBootstrapVersion": rule },
    });
    let default = imported(&template.to_string()).unwrap();
    assert!(!code(&default).contains("Bootstrap"), "{}", code(&default));
    template["Parameters"]["BootstrapVersion"]["Default"] = "/elsewhere".into();
    let own = imported(&template.to_string()).unwrap();
    assert!(code(&own).contains("Synthesizer::Bootstrapless"), "{}", code(&own));
    assert!(
        code(&own).contains(r#"CfnParameter::new(&stack, "BootstrapVersion""#),
        "{}",
        code(&own)
    );
}
