//! The section `Parameters`.

use ferrocdk_template::{Entry, Map, Node, Value};

use super::parameter_limits::{number, refused};
use super::{entries, is_alphanumeric, limit, name_length};
use crate::compare::scalar_text;
use crate::functions::Walk;
use crate::nearest::suggestion;
use crate::place::Place;
use crate::rules;
use crate::words::kind;

/// How many parameters a template can have.
const MOST: usize = 200;
/// How long a value may be, in bytes.
const VALUE: usize = 4096;
/// How long a description may be, in bytes.
const DESCRIPTION: usize = 4000;

/// The attributes of every parameter.
const KEYS: [&str; 6] = [
    "AllowedValues",
    "ConstraintDescription",
    "Default",
    "Description",
    "NoEcho",
    "Type",
];
/// Those of numbers beside.
const OF_NUMBERS: [&str; 2] = ["MaxValue", "MinValue"];
/// Those of text beside.
const OF_TEXT: [&str; 3] = ["AllowedPattern", "MaxLength", "MinLength"];

/// Types of single values, alone or in `List<...>` and `AWS::SSM::Parameter::Value<...>`.
const TYPES: [&str; 13] = [
    "AWS::EC2::AvailabilityZone::Name",
    "AWS::EC2::Image::Id",
    "AWS::EC2::Instance::Id",
    "AWS::EC2::KeyPair::KeyName",
    "AWS::EC2::SecurityGroup::GroupName",
    "AWS::EC2::SecurityGroup::Id",
    "AWS::EC2::Subnet::Id",
    "AWS::EC2::VPC::Id",
    "AWS::EC2::Volume::Id",
    "AWS::Route53::HostedZone::Id",
    "AWS::SSM::Parameter::Name",
    "Number",
    "String",
];

pub(super) fn check<'c>(walk: &mut Walk<'_, 'c>, section: &'c Entry, place: &Place<'_>) {
    let parameters = entries(walk, &rules::E2001, section, place);
    limit(walk, &rules::E2010, parameters.len(), MOST, place);
    for parameter in parameters {
        let at = place.key(parameter);
        if !is_alphanumeric(&parameter.key) {
            walk.findings.add(
                &rules::E2003,
                &place.name(parameter),
                format!(
                    "the name of a parameter is made of letters and digits; this is `{}`",
                    parameter.key
                ),
            );
        }
        name_length(walk, &rules::E2011, parameter, place);
        match parameter.value.as_map() {
            Some(map) => one(walk, map, &at),
            None => {
                walk.findings.add(
                    &rules::E2001,
                    &at,
                    format!("a parameter is a map; this is {}", kind(&parameter.value)),
                );
            }
        }
    }
}

fn one(walk: &mut Walk<'_, '_>, map: &Map, place: &Place<'_>) {
    let ty = map.get("Type").and_then(Node::as_str);
    if map.get("Type").is_none() && !map.iter().any(|entry| entry.key.starts_with("Fn::")) {
        walk.findings.add(&rules::E2001, place, "a parameter needs `Type`");
    }
    let further: &[&str] = if ty == Some("Number") { &OF_NUMBERS } else { &OF_TEXT };
    for entry in map {
        let at = place.key(entry);
        let key = entry.key.as_str();
        if !KEYS.contains(&key) && !further.contains(&key) {
            if key.starts_with("Fn::") {
                continue;
            }
            let note = walk.findings.add(
                &rules::E2001,
                &place.name(entry),
                format!(
                    "a parameter{} has no `{key}`",
                    ty.map(|ty| format!(" of type `{ty}`")).unwrap_or_default()
                ),
            );
            if let Some(help) = suggestion(key, KEYS.into_iter().chain(further.iter().copied())) {
                note.help(help);
            }
            continue;
        }
        attribute(walk, entry, ty, &at);
    }
    default(walk, map, ty, place);
    super::values::check(walk, map, place);
}

/// The kind of one attribute.
fn attribute(walk: &mut Walk<'_, '_>, entry: &Entry, ty: Option<&str>, place: &Place<'_>) {
    let value = &entry.value;
    let wanted = match entry.key.as_str() {
        "Type" => {
            match ty {
                Some(ty) => type_name(walk, ty, place),
                None => wrong(walk, "text", value, place),
            }
            return;
        }
        "AllowedValues" => {
            let Some(items) = value.as_list() else {
                return wrong(walk, "a list", value, place);
            };
            for (index, item) in items.iter().enumerate() {
                let at = place.item(index, item);
                match scalar_text(item) {
                    Some(text) => long(walk, &text, VALUE, &at),
                    None => wrong(walk, "text", item, &at),
                }
            }
            return;
        }
        "Default" => match scalar_text(value) {
            Some(text) => {
                long(walk, &text, VALUE, place);
                walk.text(&text, place);
                return;
            }
            None => "text",
        },
        "Description" => match value.as_str() {
            Some(text) => return long(walk, text, DESCRIPTION, place),
            None => "text",
        },
        "NoEcho" if is_boolean(value) => return,
        "NoEcho" => "a boolean",
        "MaxLength" | "MinLength" if number(value).is_some_and(|number| number.fract() == 0.0) => return,
        "MaxLength" | "MinLength" => "a whole number",
        "MaxValue" | "MinValue" if number(value).is_some() => return,
        "MaxValue" | "MinValue" => "a number",
        _ if scalar_text(value).is_some() => return,
        _ => "text",
    };
    wrong(walk, wanted, value, place);
}

fn wrong(walk: &mut Walk<'_, '_>, wanted: &str, value: &Node, place: &Place<'_>) {
    walk.findings.add(
        &rules::E2001,
        place,
        format!("{wanted} is wanted here; this is {}", kind(value)),
    );
}

fn long(walk: &mut Walk<'_, '_>, text: &str, most: usize, place: &Place<'_>) {
    if text.len() > most {
        walk.findings.add(
            &rules::E2001,
            place,
            format!("this has {} bytes, and CloudFormation takes {most}", text.len()),
        );
    }
}

fn type_name(walk: &mut Walk<'_, '_>, ty: &str, place: &Place<'_>) {
    let unwrap = |text: &str, before: &str| {
        text.strip_prefix(before)
            .and_then(|rest| rest.strip_suffix('>'))
            .map(str::to_owned)
    };
    let stored = unwrap(ty, "AWS::SSM::Parameter::Value<");
    let value = stored.clone().unwrap_or_else(|| ty.to_owned());
    let item = unwrap(&value, "List<");
    let is_known = value == "CommaDelimitedList" || TYPES.contains(&item.as_deref().unwrap_or(&value));
    // CloudFormation takes any name in these two forms, and then does not look at the values.
    if is_known || stored.is_some() || item.is_some() {
        return;
    }
    let note = walk
        .findings
        .add(&rules::E2002, place, format!("there is no parameter type `{ty}`"));
    let help = crate::nearest::nearest(ty, TYPES.into_iter().chain(["CommaDelimitedList"]));
    match help {
        Some(near) => note.help(format!("did you mean `{near}`?")),
        None => note.help("there are String, Number, CommaDelimitedList, List<...>, AWS::SSM::Parameter::Value<...> and types such as AWS::EC2::VPC::Id"),
    }
}

/// The default must be allowed by what the parameter itself says.
fn default(walk: &mut Walk<'_, '_>, map: &Map, ty: Option<&str>, place: &Place<'_>) {
    let Some(entry) = map.entry("Default") else { return };
    let Some(text) = scalar_text(&entry.value) else { return };
    if ty.is_some_and(|ty| ty.starts_with("AWS::SSM::Parameter::Value<")) {
        return;
    }
    let is_list = ty.is_some_and(|ty| ty == "CommaDelimitedList" || ty.starts_with("List<"));
    let wrong = if is_list {
        // Some limits speak of the whole text and some of its items; only what fits neither way is wrong.
        let whole = refused(walk, map, &text);
        text.split(',')
            .find_map(|item| refused(walk, map, item.trim()))
            .filter(|_| whole.is_some())
    } else {
        refused(walk, map, &text)
    };
    let is_number = ty == Some("Number");
    let wrong = wrong.or_else(|| (is_number && text.trim().parse::<f64>().is_err()).then(|| "is no number".to_owned()));
    if let Some(why) = wrong {
        walk.findings
            .add(&rules::E2015, &place.key(entry), format!("the default `{text}` {why}"));
    }
}

fn is_boolean(node: &Node) -> bool {
    match &node.value {
        Value::Bool(_) => true,
        Value::String(text) => text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false"),
        _ => false,
    }
}
