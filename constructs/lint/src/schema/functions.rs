//! Values that are functions: what they give at deployment, as far as that can be told.

use ferrocdk_template::Node;
use serde_json::{Map, Value as Json};

use super::evaluate::Evaluation;
use super::frame::Frame;
use super::sink::Sink;
use super::{attributes, scenarios};
use crate::findings::Findings;
use crate::functions::table;
use crate::rules::{self, Rule};
use crate::words;

/// The function and its argument, when the value of a property is one. `Condition` is an ordinary key there, and so is what no function is called.
pub(crate) fn call(node: &Node) -> Option<(&str, &Node)> {
    node.function().filter(|(name, _)| table::VALUES.contains(name))
}

/// Whether it is the name of a pseudo parameter.
pub(crate) fn is_pseudo_parameter(name: &str) -> bool {
    is_plain_pseudo_parameter(name) || matches!(name, "AWS::NotificationARNs" | "AWS::NoValue")
}

fn is_plain_pseudo_parameter(name: &str) -> bool {
    matches!(
        name,
        "AWS::AccountId" | "AWS::Partition" | "AWS::Region" | "AWS::StackId" | "AWS::StackName" | "AWS::URLSuffix"
    )
}

/// Checks a function that stands where the schema describes a value.
pub(crate) fn check(
    evaluation: &Evaluation<'_>,
    node: &Node,
    name: &str,
    argument: &Node,
    schema: &Map<String, Json>,
    frame: Frame<'_>,
    sink: &mut Sink<'_>,
) {
    if let Some((condition, then, otherwise)) = scenarios::branches(node) {
        return branch(evaluation, argument, condition, [then, otherwise], schema, frame, sink);
    }
    if scenarios::is_no_value(node) || schema.is_empty() {
        return;
    }
    if frame.deciding {
        // What a function gives is not known, but for its kind.
        match misfit(evaluation, name, argument, schema, frame) {
            Some(misfit) => misfit.report(frame, sink),
            None => sink.unknown = true,
        }
        return;
    }
    let types = wanted_types(evaluation, schema);
    if !types.is_empty() {
        let before = sink.failures;
        given_type(evaluation, name, argument, &types, schema, frame, sink);
        if sink.failures > before {
            return;
        }
    }
    if let Some(rule) = resolved_rule(name) {
        resolved(evaluation, rule, node, name, schema, frame, sink);
    }
}

/// Checks the values of `Fn::If`, each as if its condition had come out that way.
fn branch(
    evaluation: &Evaluation<'_>,
    argument: &Node,
    condition: &str,
    values: [&Node; 2],
    schema: &Map<String, Json>,
    frame: Frame<'_>,
    sink: &mut Sink<'_>,
) {
    let assumed = scenarios::assumed(frame.place, condition);
    let of_function = frame.place.under("Fn::If", argument.at);
    for (index, (value, node)) in [true, false].into_iter().zip(values).enumerate() {
        if assumed.is_some_and(|assumed| assumed != value) {
            continue;
        }
        let place = of_function.item(index + 1, node).assuming(condition, value);
        if scenarios::is_possible(evaluation.context, &place) {
            evaluation.check_members(node, schema, frame.at(&place), sink);
        }
    }
}

/// The types that the schema wants, looked up through `$ref`; none where it does not say.
fn wanted_types<'s>(evaluation: &Evaluation<'s>, schema: &'s Map<String, Json>) -> Vec<&'s str> {
    let mut schema = schema;
    for _ in 0..8 {
        match schema.get("type") {
            Some(Json::String(name)) => return vec![name],
            Some(Json::Array(names)) => return names.iter().filter_map(Json::as_str).collect(),
            _ => {}
        }
        let reference = schema.get("$ref").and_then(Json::as_str);
        match reference
            .and_then(|reference| evaluation.resolve(reference))
            .and_then(Json::as_object)
        {
            Some(referred) => schema = referred,
            None => break,
        }
    }
    Vec::new()
}

fn is_scalar(name: &str) -> bool {
    matches!(name, "string" | "boolean" | "integer" | "number")
}

fn given_type(
    evaluation: &Evaluation<'_>,
    name: &str,
    argument: &Node,
    types: &[&str],
    schema: &Map<String, Json>,
    frame: Frame<'_>,
    sink: &mut Sink<'_>,
) {
    let takes_scalar = types.iter().any(|name| is_scalar(name));
    let takes_list = types.contains(&"array");
    let (rule, gives, fits): (&'static Rule, &str, bool) = match name {
        "Fn::Base64" => (&rules::E1021, "text", takes_scalar),
        "Fn::Join" => (&rules::E1022, "text", takes_scalar),
        "Fn::Sub" => (&rules::E1019, "text", takes_scalar),
        "Fn::ToJsonString" => (&rules::E1031, "text", takes_scalar),
        "Fn::ImportValue" => (&rules::E1016, "text", takes_scalar),
        "Fn::GetStackOutput" => (&rules::E1033, "text", takes_scalar),
        "Fn::Length" => (&rules::E1030, "a number", takes_scalar),
        "Fn::Cidr" => (&rules::E1024, "a list", takes_list),
        "Fn::GetAZs" => (&rules::E1015, "a list", takes_list),
        "Fn::Split" => (&rules::E1018, "a list", takes_list),
        "Fn::FindInMap" => (&rules::E1011, "text or a list", takes_scalar || takes_list),
        "Ref" => {
            let Some(is_list) = argument.as_str().and_then(|name| ref_gives_list(evaluation, name)) else {
                return;
            };
            let gives = if is_list { "a list" } else { "text" };
            (&rules::E1020, gives, if is_list { takes_list } else { takes_scalar })
        }
        "Fn::GetAtt" => return attributes::check(evaluation, argument, types, schema, frame, sink),
        _ => return,
    };
    if !fits {
        sink.add(rule, frame.place, || {
            let what = match argument.as_str() {
                Some(name) if rule.id == "E1020" => format!("`Ref: {name}`"),
                _ => format!("`{name}`"),
            };
            (
                format!(
                    "{what} gives {gives}, and {} must stand here",
                    words::types(types.iter().copied())
                ),
                None,
            )
        });
    } else if name == "Ref"
        && let Some(misfit) = attributes::ref_misfit(evaluation, argument, schema, frame)
    {
        misfit.report(frame, sink);
    }
}

/// The misfit between the kind of id that a function gives and the one that is wanted.
fn misfit(
    evaluation: &Evaluation<'_>,
    name: &str,
    argument: &Node,
    schema: &Map<String, Json>,
    frame: Frame<'_>,
) -> Option<attributes::Misfit> {
    match name {
        "Ref" => attributes::ref_misfit(evaluation, argument, schema, frame),
        "Fn::GetAtt" => attributes::kind_misfit(evaluation, argument, schema, frame),
        _ => None,
    }
}

/// Whether a `Ref` gives a list; `None` when its target is not known.
fn ref_gives_list(evaluation: &Evaluation<'_>, name: &str) -> Option<bool> {
    let template = evaluation.context.template;
    if let Some(parameter) = template.parameters.get(name) {
        return parameter.ty.map(|_| parameter.is_list());
    }
    if template.resources.contains_key(name) || is_plain_pseudo_parameter(name) {
        return Some(false);
    }
    (name == "AWS::NotificationARNs").then_some(true)
}

/// The rule for values that come out of a function and do not fit.
fn resolved_rule(name: &str) -> Option<&'static Rule> {
    Some(match name {
        "Ref" => &rules::W1030,
        "Fn::Sub" => &rules::W1031,
        "Fn::Join" => &rules::W1032,
        "Fn::Split" => &rules::W1033,
        "Fn::FindInMap" => &rules::W1034,
        "Fn::Select" => &rules::W1035,
        _ => return None,
    })
}

/// Checks the values that the function can give by the template alone. Whoever deploys can give a parameter another value, and no value that the
/// template settles is reported when another way to it fits: these are warnings.
fn resolved(
    evaluation: &Evaluation<'_>,
    rule: &'static Rule,
    node: &Node,
    name: &str,
    schema: &Map<String, Json>,
    frame: Frame<'_>,
    sink: &mut Sink<'_>,
) {
    // The rules beside the schema are asked about values that are given, and not about every default.
    let is_asked =
        !evaluation.context.options.values.is_empty() && frame.checks.is_some_and(|checks| !checks.here.is_empty());
    if !is_asked && !schema.keys().any(|keyword| says_something(keyword)) {
        return;
    }
    let mut found: Vec<(&'static Rule, String, crate::Finding)> = Vec::new();
    for outcome in evaluation.context.resolve(node) {
        // A condition often asks whether the parameter has a value at all.
        let assumptions = frame.place.assumptions().chain(outcome.assumptions.iter().copied());
        let is_possible = evaluation.context.is_possible_for(&outcome, assumptions);
        if !is_possible {
            continue;
        }
        let mut findings = Findings::default();
        evaluation.check_members(&outcome.value, schema, frame.referred(), &mut Sink::into(&mut findings));
        let findings = findings.into_sorted();
        if findings.is_empty() && outcome.is_settled() {
            return;
        }
        let rule = if outcome.is_assumed { &rules::E2901 } else { rule };
        let value = words::describe(&outcome.value);
        found.extend(findings.into_iter().map(|finding| (rule, value.clone(), finding)));
    }
    let secrets = evaluation.context.assumed_secrets();
    for (rule, value, finding) in found {
        // Findings stand in logs.
        if secrets.iter().any(|secret| finding.message.contains(secret.as_str())) {
            sink.add(rule, frame.place, || {
                (
                    format!("what `{name}` gives by the assumed values does not fit here"),
                    None,
                )
            });
            continue;
        }
        let gives = if rule.id == rules::E2901.id {
            "gives by the assumed values"
        } else {
            "can give"
        };
        let message = format!("{} (which `{name}` {gives})", finding.message);
        let message = if finding.message.contains(&value) {
            message
        } else {
            format!("{value}: {message}")
        };
        sink.add(rule, frame.place, || (message, finding.help));
    }
}

/// Checks a text with what is assumed to stand in the parameter store.
pub(crate) fn looked_up(
    evaluation: &Evaluation<'_>,
    text: String,
    schema: &Map<String, Json>,
    frame: Frame<'_>,
    sink: &mut Sink<'_>,
) {
    let context = evaluation.context;
    // What could be looked up again would go on for ever.
    if text.contains("{{resolve:") || !context.is_possible(&context.assumed_texts(), frame.place.assumptions()) {
        return;
    }
    let node = Node {
        value: ferrocdk_template::Value::String(text),
        at: frame.place.at(),
    };
    let mut findings = Findings::default();
    evaluation.check_members(&node, schema, frame.referred(), &mut Sink::into(&mut findings));
    for finding in findings.into_sorted() {
        let message = format!(
            "{} (which the parameter store gives by the assumed values)",
            finding.message
        );
        sink.add(&rules::E2901, frame.place, || (message, finding.help));
    }
}

/// Whether a keyword can refuse a value of the right type.
fn says_something(keyword: &str) -> bool {
    !matches!(
        keyword,
        "type" | "insertionOrder" | "additionalProperties" | "description"
    )
}
