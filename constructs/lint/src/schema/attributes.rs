//! Values of `Ref` and `Fn::GetAtt`: the type and the format that the target's schema says.

use ferrocdk_template::Node;
use serde_json::{Map, Value as Json};

use super::evaluate::Evaluation;
use super::frame::Frame;
use super::given::{self, Given, Wanted};
use super::scenarios;
use super::sink::Sink;
use crate::rules::{self, Rule};
use crate::serverless::{self, Generated};
use crate::words;

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
                words::types(gives.iter().copied()),
                words::types(types.iter().copied())
            );
            (message, None)
        });
        return;
    }
    if let Some(misfit) = kind_misfit(evaluation, argument, schema, frame) {
        misfit.report(frame, sink);
    }
}

/// A value of another kind than must stand there.
pub(crate) struct Misfit {
    rule: &'static Rule,
    message: String,
}

impl Misfit {
    pub(crate) fn report(self, frame: Frame<'_>, sink: &mut Sink<'_>) {
        sink.add(self.rule, frame.place, || (self.message, None));
    }
}

/// The misfit between the kind of id, name or ARN that an attribute gives and the one that the schema wants.
pub(crate) fn kind_misfit(
    evaluation: &Evaluation<'_>,
    argument: &Node,
    schema: &Map<String, Json>,
    frame: Frame<'_>,
) -> Option<Misfit> {
    let (target, attribute) = parts(argument)?;
    let ty = known_type(evaluation, target)?;
    let written = evaluation.context.template.resources.get(target)?.ty?;
    if (ty == "AWS::SSM::Parameter" && attribute == "Value") || serverless::is_beside(written, attribute) {
        return None;
    }
    let facts = evaluation.facts(ty)?;
    let given = Given::by(ty, attribute, facts.property(attribute.split('.'))?)?;
    let (given, wanted) = given::misfit(&given, wanted(evaluation, frame), schema, evaluation.patterns)?;
    Some(Misfit {
        rule: &rules::E1040,
        message: format!("`{target}.{attribute}` gives {given}, and {wanted} must stand here"),
    })
}

/// The same for what `Ref` gives.
pub(crate) fn ref_misfit(
    evaluation: &Evaluation<'_>,
    argument: &Node,
    schema: &Map<String, Json>,
    frame: Frame<'_>,
) -> Option<Misfit> {
    let target = argument.as_str()?;
    let ty = known_type(evaluation, target)?;
    let facts = evaluation.facts(ty)?;
    let given = if ty == "AWS::EC2::SecurityGroup" {
        Given::Formats(security_group(evaluation, target, frame))
    } else {
        let path = facts.identifier()?;
        match Given::by(ty, &path.replace('/', "."), facts.property(path.split('/'))?)? {
            // Some types have an ARN as identifier and give their name all the same, as rules of events do.
            Given::Arn(_) => return None,
            given => given,
        }
    };
    let (given, wanted) = given::misfit(&given, wanted(evaluation, frame), schema, evaluation.patterns)?;
    Some(Misfit {
        rule: &rules::E1041,
        message: format!("`{target}` gives {given}, and {wanted} must stand here"),
    })
}

/// A security group in a VPC gives its id, another one its name.
fn security_group(evaluation: &Evaluation<'_>, target: &str, frame: Frame<'_>) -> Vec<&'static str> {
    let (id, name) = ("AWS::EC2::SecurityGroup.Id", "AWS::EC2::SecurityGroup.Name");
    let resource = evaluation.context.template.resources.get(target);
    let properties = resource.and_then(|resource| resource.attribute("Properties"));
    let Some(properties) = properties else {
        return vec![name];
    };
    let map = properties
        .value
        .as_map()
        .filter(|map| !map.iter().any(|entry| entry.key.starts_with("Fn::")));
    let Some(map) = map else { return vec![id, name] };
    match map.get("VpcId").map(|vpc| scenarios::settle(vpc, frame.place)) {
        None | Some(None) => vec![name],
        Some(Some(vpc)) if scenarios::branches(vpc).is_some() => vec![id, name],
        Some(Some(_)) => vec![id],
    }
}

/// The property that the value is of, whatever functions stand around it.
fn wanted<'w>(evaluation: &Evaluation<'w>, frame: Frame<'w>) -> Wanted<'w> {
    Wanted {
        ty: evaluation.resource_type,
        property: frame.place.keys().find(|key| !key.starts_with("Fn::")),
    }
}

/// The type of a resource, when its schema says what the resource gives.
fn known_type<'e>(evaluation: &Evaluation<'e>, target: &str) -> Option<&'e str> {
    let resource = evaluation.context.template.resources.get(target)?;
    resource
        .ty
        .filter(|ty| !OPEN.contains(ty) && !ty.starts_with("Custom::"))
        .and_then(made)
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
