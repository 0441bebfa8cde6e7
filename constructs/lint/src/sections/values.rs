//! Assumed values against the parameters that they are given to.

use ferrocdk_template::{Map, Node, Value};

use super::parameter_limits::refused;
use crate::functions::Walk;
use crate::place::Place;
use crate::rules;
use crate::template::Parameter;
use crate::values::Given;

/// The kinds of ids among the types, with the formats that the values have.
const FORMATS: [(&str, &str); 5] = [
    ("AWS::EC2::Image::Id", "AWS::EC2::Image.Id"),
    ("AWS::EC2::SecurityGroup::GroupName", "AWS::EC2::SecurityGroup.Name"),
    ("AWS::EC2::SecurityGroup::Id", "AWS::EC2::SecurityGroup.Id"),
    ("AWS::EC2::Subnet::Id", "AWS::EC2::Subnet.Id"),
    ("AWS::EC2::VPC::Id", "AWS::EC2::VPC.Id"),
];

/// The value that is assumed must be of the type, and allowed by what the parameter itself says.
pub(super) fn check(walk: &mut Walk<'_, '_>, map: &Map, place: &Place<'_>) {
    let context = walk.context;
    let Some(parameter) = place.last_key().and_then(|name| context.template.parameters.get(name)) else {
        return;
    };
    let values = &context.options.values;
    let own = values.parameter(parameter.entry.key.as_str());
    // The limits speak of what is given: of a path, where the value is looked up.
    if let Some(given) = own {
        let is_list = parameter.lookup().is_none() && parameter.is_list();
        if let Some(why) = mismatch(
            walk,
            parameter.ty.filter(|_| parameter.lookup().is_none()),
            is_list,
            Some(map),
            &given.value,
        ) {
            let wrong = Wrong {
                what: "the assumed value".to_owned(),
                given,
                why,
            };
            report(walk, parameter, &wrong, place);
        }
    }
    let Some(ty) = parameter.lookup() else { return };
    let default = || map.get("Default").and_then(Node::as_str);
    let path = own.map_or_else(default, |own| own.value.as_str());
    let Some((path, stored)) = path.and_then(|path| Some((path, values.stored(path)?))) else {
        return;
    };
    if let Some(why) = mismatch(walk, Some(ty), parameter.is_list(), None, &stored.value) {
        let wrong = Wrong {
            what: format!("the value assumed for `{path}`"),
            given: stored,
            why,
        };
        report(walk, parameter, &wrong, place);
    }
}

struct Wrong<'w> {
    /// The value in words.
    what: String,
    given: &'w Given,
    why: String,
}

fn report(walk: &mut Walk<'_, '_>, parameter: &Parameter<'_>, wrong: &Wrong<'_>, place: &Place<'_>) {
    let Wrong { what, given, why } = wrong;
    let message = match &given.value.value {
        // Findings stand in logs.
        _ if parameter.is_secret() => format!("{what} is none that the parameter takes"),
        Value::String(text) => format!("{what} `{text}` {why}"),
        _ => format!("{what} {why}"),
    };
    walk.findings.add(&rules::E2900, place, message).help(format!(
        "it stands in line {} of the file of values",
        given.name_at.line
    ));
}

/// Why a value is none for a parameter of the type, with the limits that the parameter sets.
fn mismatch(
    walk: &Walk<'_, '_>,
    ty: Option<&str>,
    is_list: bool,
    limits: Option<&Map>,
    value: &Node,
) -> Option<String> {
    let limited = |text: &str| limits.and_then(|map| refused(walk, map, text));
    let item = ty.map(|ty| {
        ty.strip_prefix("List<")
            .and_then(|ty| ty.strip_suffix('>'))
            .unwrap_or(ty)
    });
    let of_type = |text: &str| {
        if item == Some("Number") && text.trim().parse::<f64>().is_err() {
            return Some("is no number".to_owned());
        }
        let (_, format) = FORMATS.iter().find(|(ty, _)| Some(*ty) == item)?;
        let mut wrong = None;
        crate::formats::check(format, text, walk.context.patterns, |_, wanted| {
            wrong = Some(format!("is not {wanted}"));
        });
        wrong
    };
    match (&value.value, is_list) {
        (Value::String(text), false) => limited(text).or_else(|| of_type(text)),
        (Value::List(_), false) => Some(format!(
            "is a list, and a parameter of type `{}` has one value",
            ty.unwrap_or("String")
        )),
        (Value::String(text), true) => {
            // As of a default: what fits as a whole or item by item is right.
            let each = text.split(',').find_map(|item| limited(item.trim()));
            each.filter(|_| limited(text).is_some()).or_else(|| {
                text.split(',')
                    .find_map(|item| of_type(item.trim()).map(|why| format!("has `{}`, which {why}", item.trim())))
            })
        }
        (Value::List(items), true) => {
            let texts = || items.iter().filter_map(Node::as_str);
            let whole = texts().collect::<Vec<_>>().join(",");
            let each = texts().find_map(limited).filter(|_| limited(&whole).is_some());
            each.or_else(|| texts().find_map(|item| of_type(item).map(|why| format!("has `{item}`, which {why}"))))
        }
        _ => None,
    }
}
