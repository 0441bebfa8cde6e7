//! The bootstrap stack: what deployments need of an account and a region, made without the CDK CLI.
//!
//! Names and version parameter are those of AWS CDK's own bootstrap stack, so that either can deploy on it. It has no repository for images and no key of its
//! own for the bucket; where one is wanted, AWS CDK's template makes them under the same stack name.

use serde_json::Value;

/// Name of the stack, as AWS CDK has it.
pub const STACK: &str = "CDKToolkit";

/// The version of AWS CDK's bootstrap stack whose roles this one has: the first whose trust allows session tags.
pub const VERSION: u32 = 22;

/// Description of this stack, by which it is told from AWS CDK's.
pub const DESCRIPTION: &str = "Bucket, roles and version that deployments of ferrocdk and the AWS CDK build on";

const TEMPLATE: &str = include_str!("bootstrap.yaml");

/// The template as YAML.
///
/// ```
/// assert!(ferrocdk_toolkit::bootstrap::text().contains("Value: \"22\""));
/// ```
pub fn text() -> String {
    TEMPLATE.replace("VERSION", &VERSION.to_string())
}

/// The template as JSON; `null` if it could not be read, which a test rules out.
pub fn template() -> Value {
    ferrocdk_template::parse(&text()).map_or(Value::Null, |document| document.root.to_json())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::{self, Options, Severity, TemplateSource};

    #[test]
    fn the_template_is_sound_and_says_what_it_is() {
        let template = template();
        assert_eq!(template["Description"], DESCRIPTION);
        let report = lint::check(vec![TemplateSource::new("bootstrap.yaml", text())], &Options::default());
        let errors = report.count(Severity::Error) + report.count(Severity::Warning);
        assert_eq!(errors, 0, "{}", report.render(lint::Format::Text));
    }

    #[test]
    fn its_names_are_those_that_assemblies_name() {
        let text = text();
        for role in ["deploy", "file-publishing", "lookup", "cfn-exec"] {
            let name = format!("cdk-${{Qualifier}}-{role}-role-${{AWS::AccountId}}-${{AWS::Region}}");
            assert!(text.contains(&name), "{name}");
        }
        let parameter = ferrocdk_facts::version_parameter("${Qualifier}");
        assert!(text.contains(&format!("Name: !Sub \"{parameter}\"")));
    }
}
