//! What `Ref` and `Fn::GetAtt` give: the type and the format that the target's schema says.

use ferrocdk_template::Node;
use serde_json::{Map, Value as Json};

use super::evaluate::Evaluation;
use super::frame::Frame;
use super::sink::Sink;
use super::text;
use crate::rules;
use crate::serverless::{self, Generated};

/// Types of whose attributes the schema does not know the format, because the stack behind them decides.
const OPEN: [&str; 4] = [
    "AWS::CloudFormation::CustomResource",
    "AWS::CloudFormation::Stack",
    "AWS::Serverless::Application",
    "AWS::ServiceCatalog::CloudFormationProvisionedProduct",
];

/// Checks the type and the format of an attribute against what the schema wants.
pub(crate) fn check(
    evaluation: &Evaluation<'_>,
    argument: &Node,
    types: &[&str],
    schema: &Map<String, Json>,
    frame: Frame<'_>,
    sink: &mut Sink<'_>,
) {
    let Some((target, attribute)) = parts(argument) else {
        return;
    };
    let Some(ty) = evaluation
        .context
        .template
        .resources
        .get(target)
        .and_then(|resource| resource.ty)
    else {
        return;
    };
    if OPEN.contains(&ty) || ty.starts_with("Custom::") || serverless::is_beside(ty, attribute) {
        return;
    }
    let Some(ty) = made(ty) else { return };
    let Some(facts) = evaluation.facts(ty) else { return };
    let Some(given) = facts.property(attribute.split('.')) else {
        return;
    };
    let gives: Vec<&str> = type_names(given);
    // The one attribute whose schema says a number and which gives text.
    let is_exempt = ty == "AWS::DocDB::DBCluster" && attribute == "Port";
    // Text stands for numbers and booleans, so only a wanted text, list or object can be missed.
    let takes_any_scalar = types
        .iter()
        .any(|name| matches!(*name, "boolean" | "integer" | "number"));
    if !gives.is_empty() && !is_exempt && !takes_any_scalar && !gives.iter().any(|name| types.contains(name)) {
        sink.add(&rules::E1010, frame.place, || {
            let message = format!(
                "`{target}.{attribute}` gives {}, and {} must stand here",
                text::types(gives.iter().copied()),
                text::types(types.iter().copied())
            );
            (message, None)
        });
        return;
    }
    if !(ty == "AWS::SSM::Parameter" && attribute == "Value") {
        compare_formats(
            given,
            schema,
            frame,
            sink,
            &rules::E1040,
            &format!("{target}.{attribute}"),
        );
    }
}

/// Checks the format of what `Ref` gives.
pub(crate) fn check_ref(
    evaluation: &Evaluation<'_>,
    argument: &Node,
    schema: &Map<String, Json>,
    frame: Frame<'_>,
    sink: &mut Sink<'_>,
) {
    let Some(target) = argument.as_str() else { return };
    let Some(resource) = evaluation.context.template.resources.get(target) else {
        return;
    };
    let Some(ty) = resource
        .ty
        .filter(|ty| !OPEN.contains(ty) && !ty.starts_with("Custom::"))
        .and_then(made)
    else {
        return;
    };
    let Some(facts) = evaluation.facts(ty) else { return };
    if ty == "AWS::EC2::SecurityGroup" {
        // The schema says either; which one depends on the VPC.
        let has_vpc = resource
            .attribute("Properties")
            .is_some_and(|properties| properties.value.get("VpcId").is_some());
        let format = if has_vpc {
            "AWS::EC2::SecurityGroup.Id"
        } else {
            "AWS::EC2::SecurityGroup.Name"
        };
        compare_formats(
            &serde_json::json!({ "format": format }),
            schema,
            frame,
            sink,
            &rules::E1041,
            target,
        );
    } else {
        compare_formats(
            facts.identifier().unwrap_or(&Json::Null),
            schema,
            frame,
            sink,
            &rules::E1041,
            target,
        );
    }
}

/// The type of the resource that stands in the stack under the logical id.
fn made(ty: &str) -> Option<&str> {
    match serverless::generated(ty) {
        Generated::Type(made) => Some(made),
        Generated::Nothing => None,
        Generated::Unknown => Some(ty),
    }
}

/// Resource and attribute of `Fn::GetAtt`, when both stand there as text.
fn parts(argument: &Node) -> Option<(&str, &str)> {
    match argument.as_list() {
        Some([target, attribute]) => Some((target.as_str()?, attribute.as_str()?)),
        Some(_) => None,
        None => argument.as_str()?.split_once('.'),
    }
}

fn type_names(schema: &Json) -> Vec<&str> {
    match schema.get("type") {
        Some(Json::String(name)) => vec![name],
        Some(Json::Array(names)) => names.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Reports a value that has another format than the wanted one, or none where the wanted one is known.
fn compare_formats(
    given: &Json,
    schema: &Map<String, Json>,
    frame: Frame<'_>,
    sink: &mut Sink<'_>,
    rule: &'static crate::rules::Rule,
    what: &str,
) {
    let Some(wanted) = schema
        .get("format")
        .and_then(Json::as_str)
        .filter(|wanted| ["AWS::", "ipv4", "ipv6"].iter().any(|kind| wanted.starts_with(kind)))
    else {
        return;
    };
    let format = |schema: &Json| schema.get("format").and_then(Json::as_str).map(str::to_owned);
    let alternatives = given
        .get("anyOf")
        .and_then(Json::as_array)
        .into_iter()
        .flatten()
        .filter_map(format);
    let formats: Vec<String> = format(given).into_iter().chain(alternatives).collect();
    if formats.iter().any(|format| format == wanted) {
        return;
    }
    sink.add(rule, frame.place, || {
        let found = if formats.is_empty() {
            "something else".to_owned()
        } else {
            text::names(formats.iter().map(String::as_str))
        };
        (
            format!("`{what}` gives {found}, and {} must stand here", text::quote(wanted)),
            None,
        )
    });
}
