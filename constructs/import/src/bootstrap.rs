//! Parts that AWS CDK's and ferrocdk's default synthesizer adds to every template, which a program that uses it need not say.

use ferrocdk_facts::{DEFAULT_QUALIFIER, version_parameter};
use ferrocdk_template::Node;
use serde_json::{Value as Json, json};

use crate::template::TemplateSections;

/// The parameter and the rule by which a template checks the bootstrap stack.
pub(crate) const PARAMETER: &str = "BootstrapVersion";
pub(crate) const RULE: &str = "CheckBootstrapVersion";

/// Whether the template has both exactly as the default synthesizer writes them.
pub(crate) fn is_default(template: &TemplateSections<'_>) -> bool {
    let has = |section: &str, name: &str, expected: Json| {
        let entry = template.get(section).and_then(|section| section.get(name));
        entry.map(Node::to_json) == Some(expected)
    };
    has("Parameters", PARAMETER, parameter()) && has("Rules", RULE, rule())
}

fn parameter() -> Json {
    json!({
        "Type": "AWS::SSM::Parameter::Value<String>",
        "Default": version_parameter(DEFAULT_QUALIFIER),
        "Description": "Version of the CDK Bootstrap resources in this environment, automatically retrieved from SSM Parameter Store. [cdk:skip]",
    })
}

fn rule() -> Json {
    json!({ "Assertions": [{
        "Assert": { "Fn::Not": [{ "Fn::Contains": [["1", "2", "3", "4", "5"], { "Ref": PARAMETER }] }] },
        "AssertDescription": "CDK bootstrap stack version 6 required. Please run 'cdk bootstrap' with a recent version of the CDK CLI.",
    }] })
}

#[cfg(test)]
mod tests {
    use ferrocdk_core::{App, Stack, StackProps};

    use super::*;

    /// The two must not drift apart: a program that leaves both out relies on the synthesizer to write them.
    #[test]
    fn the_default_synthesizer_writes_them() {
        let app = App::new();
        Stack::new(&app, "plant", StackProps::default());
        let assembly = app.synth().unwrap();
        let template = assembly.template("plant").unwrap();
        assert_eq!(template["Parameters"], json!({ PARAMETER: parameter() }));
        assert_eq!(template["Rules"], json!({ RULE: rule() }));
    }
}
