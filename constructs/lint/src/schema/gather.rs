//! Rules over several resources: properties of a resource and of the ones that it refers to, put together and checked as one object.

use ferrocdk_template::{Entry, Map, Node, Value};
use serde_json::{Map as Object, Value as Json};

use super::evaluate::Evaluation;
use super::frame::Frame;
use super::functions;
use super::scenarios;
use super::sink::Sink;
use crate::findings::Findings;
use crate::place::Place;
use crate::rules;
use crate::{Finding, Step};

/// Ways to the other resource that are followed, as a list of references may have many.
const WAYS: usize = 200;

/// Checks `cfnGather`: `gather` says what is put together under which names, `schema` what must hold of it.
pub(crate) fn check(evaluation: &Evaluation<'_>, wanted: &Json, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let (Some(parts), Some(schema)) = (wanted.get("gather").and_then(Json::as_object), wanted.get("schema")) else {
        return;
    };
    let first = parts
        .iter()
        .find_map(|(name, part)| Some((name.as_str(), part.get("reference")?.as_str()?)));
    let Some((first, reference)) = first else {
        judge(evaluation, parts, schema, node, None, frame, sink);
        return;
    };
    let mut found = Vec::new();
    values(node, &steps(reference), frame.place, &mut found);
    for value in found.into_iter().take(WAYS) {
        match target(value) {
            Target::Resource(name) => judge(evaluation, parts, schema, node, Some((first, name)), frame, sink),
            Target::Literal => judge(evaluation, parts, schema, node, None, frame, sink),
            Target::Unknown => {}
        }
    }
}

enum Target<'n> {
    Resource(&'n str),
    Literal,
    Unknown,
}

/// Target of a reference.
fn target(node: &Node) -> Target<'_> {
    match functions::call(node) {
        Some(("Ref", name)) => name.as_str().map_or(Target::Unknown, Target::Resource),
        Some(("Fn::GetAtt", argument)) => {
            let name = argument
                .as_list()
                .and_then(<[Node]>::first)
                .unwrap_or(argument)
                .as_str();
            let name = name.map(|name| name.split('.').next().unwrap_or(name));
            name.map_or(Target::Unknown, Target::Resource)
        }
        Some(_) => Target::Unknown,
        None => Target::Literal,
    }
}

/// Puts the parts together and checks them. `first` is the part whose reference was followed, with the resource that it leads to; without it only
/// the properties of the resource itself are looked at.
fn judge(
    evaluation: &Evaluation<'_>,
    parts: &Object<String, Json>,
    schema: &Json,
    node: &Node,
    first: Option<(&str, &str)>,
    frame: Frame<'_>,
    sink: &mut Sink<'_>,
) {
    let mut entries = Vec::new();
    let mut places: Vec<(&str, &Json, Option<&str>)> = Vec::new();
    for (name, part) in parts {
        let source = match (part.get("reference").and_then(Json::as_str), first) {
            (None, _) => {
                places.push((name, part, None));
                Source::Properties(node)
            }
            (Some(_), None) => continue,
            (Some(_), Some((first, target))) if first == name => match resource(evaluation, target, part) {
                Some(source) => {
                    places.push((name, part, Some(target)));
                    source
                }
                // The rule is about another kind of resource.
                None => return,
            },
            (Some(reference), Some(_)) => {
                let target = only_target(node, reference, frame.place);
                let found = target.and_then(|target| Some((target, resource(evaluation, target, part)?)));
                let Some((target, source)) = found else { continue };
                places.push((name, part, Some(target)));
                source
            }
        };
        let Some(value) = collect(part, &source, frame.place) else {
            return;
        };
        entries.push(entry(name, value, frame.place));
    }
    let gathered = Node {
        value: Value::Map(Map::new(entries)),
        at: frame.place.at(),
    };
    let schema = settle(schema, &gathered, false);
    let mut found = Findings::default();
    evaluation.check(&gathered, &schema, frame.gathered(), &mut Sink::into(&mut found));
    let depth = frame.place.path().0.len();
    for finding in found.into_sorted() {
        sink.pass(&rules::E3002, relocate(finding, depth, &places));
    }
}

enum Source<'n> {
    Properties(&'n Node),
    Resource { ty: &'n str, properties: Option<&'n Node> },
}

/// The only resource that a reference can lead to.
fn only_target<'n>(node: &'n Node, reference: &str, place: &Place<'_>) -> Option<&'n str> {
    let mut found = Vec::new();
    values(node, &steps(reference), place, &mut found);
    match found.as_slice() {
        [value] => match target(value) {
            Target::Resource(name) => Some(name),
            _ => None,
        },
        _ => None,
    }
}

/// The resource of that name, when it is of the type that the rule is about.
fn resource<'e>(evaluation: &Evaluation<'e>, name: &str, part: &Json) -> Option<Source<'e>> {
    let resource = evaluation.context.template.resources.get(name)?;
    let wanted = part.pointer("/filter/type").and_then(Json::as_str);
    let ty = resource.ty?;
    wanted.is_none_or(|wanted| wanted == ty).then(|| Source::Resource {
        ty,
        properties: resource.attribute("Properties").map(|entry| &entry.value),
    })
}

/// The properties of one part; `None` when conditions leave open what one of them is.
fn collect(part: &Json, source: &Source<'_>, place: &Place<'_>) -> Option<Value> {
    let mut entries = Vec::new();
    for (name, wanted) in part.get("properties").and_then(Json::as_object).into_iter().flatten() {
        if wanted == "$type" {
            if let Source::Resource { ty, .. } = source {
                entries.push(entry(name, Value::String((*ty).to_owned()), place));
            }
            continue;
        }
        let path = wanted.as_str().or_else(|| wanted.get("path")?.as_str())?;
        let properties = match source {
            Source::Properties(node) => Some(*node),
            Source::Resource { properties, .. } => *properties,
        };
        let mut found = Vec::new();
        if let Some(properties) = properties {
            values(properties, &steps(path), place, &mut found);
        }
        match (found.as_slice(), wanted.get("default")) {
            ([value], _) => entries.push(Entry::new(name, value.at, (*value).clone())),
            ([], Some(default)) => entries.push(entry(name, Node::from_json(default).value, place)),
            ([], None) => {}
            _ => return None,
        }
    }
    Some(Value::Map(Map::new(entries)))
}

fn entry(name: &str, value: Value, place: &Place<'_>) -> Entry {
    Entry::new(name, place.at(), Node { value, at: place.at() })
}

fn steps(path: &str) -> Vec<&str> {
    path.split('/').filter(|step| !step.is_empty()).collect()
}

/// The values at a path; both of an `Fn::If` of whose condition nothing is assumed, none where there is `AWS::NoValue`.
fn values<'n>(node: &'n Node, path: &[&str], place: &Place<'_>, found: &mut Vec<&'n Node>) {
    let Some(node) = scenarios::settle(node, place) else {
        return;
    };
    if let Some((_, then, otherwise)) = scenarios::branches(node) {
        values(then, path, place, found);
        values(otherwise, path, place, found);
        return;
    }
    match path.split_first() {
        None => found.push(node),
        Some((&"*", rest)) => {
            for item in node.as_list().unwrap_or_default() {
                values(item, rest, place, found);
            }
        }
        Some((step, rest)) => {
            if let Some(value) = node.get(step) {
                values(value, rest, place, found);
            }
        }
    }
}

/// The schema with what `$data` and `$lookup` point at in its place. What is not known, or a function, makes the keyword unknown; `literal` says
/// that functions are compared as they stand.
fn settle(schema: &Json, gathered: &Node, literal: bool) -> Json {
    match schema {
        Json::Array(items) => items.iter().map(|item| settle(item, gathered, literal)).collect(),
        Json::Object(members) => {
            let mut settled = Object::new();
            for (keyword, value) in members {
                let literal =
                    literal || (keyword == "cfnContext" && value.get("functions") == Some(&Json::Array(Vec::new())));
                let is_pointer = value.get("$data").is_some() || value.get("$lookup").is_some();
                if !is_pointer {
                    settled.insert(keyword.clone(), settle(value, gathered, literal));
                    continue;
                }
                match pointed(value, gathered)
                    .filter(|value| literal || functions::call(&Node::from_json(value)).is_none())
                {
                    Some(value) => settled.insert(keyword.clone(), as_number(keyword, value)),
                    None => settled.insert("cfnUnresolved".to_owned(), Json::Bool(true)),
                };
            }
            Json::Object(settled)
        }
        other => other.clone(),
    }
}

fn pointed(value: &Json, gathered: &Node) -> Option<Json> {
    if let Some(lookup) = value.get("$lookup") {
        let key = pointed(lookup.get("key")?, gathered)?;
        return lookup.get("map")?.get(key.as_str()?).cloned();
    }
    let mut node = gathered;
    for step in steps(value.get("$data")?.as_str()?) {
        node = node.get(step)?;
    }
    Some(node.to_json())
}

/// Bounds are numbers, even where the template has text.
fn as_number(keyword: &str, value: Json) -> Json {
    let is_bound = matches!(keyword, "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum");
    match value.as_str().and_then(|text| text.trim().parse::<f64>().ok()) {
        // Whole numbers are shown as such.
        #[expect(
            clippy::cast_possible_truncation,
            reason = "below 2 to the power of 53 nothing is cut off"
        )]
        Some(number) if is_bound && number.fract() == 0.0 && number.abs() < 9e15 => (number as i64).into(),
        Some(number) if is_bound => number.into(),
        _ => value,
    }
}

/// Moves a finding from the object that was put together to the property that it is about.
fn relocate(mut finding: Finding, depth: usize, places: &[(&str, &Json, Option<&str>)]) -> Finding {
    let inside = finding.path.0.split_off(depth.min(finding.path.0.len()));
    let [Step::Key(part), rest @ ..] = inside.as_slice() else {
        return finding;
    };
    let Some((_, part, target)) = places.iter().find(|(name, ..)| name == part) else {
        return finding;
    };
    if let Some(target) = target {
        finding.path.0 = ["Resources", target, "Properties"]
            .map(|step| Step::Key(step.to_owned()))
            .to_vec();
    }
    if let [Step::Key(property), rest @ ..] = rest
        && let Some(wanted) = part.get("properties").and_then(|properties| properties.get(property))
        && let Some(path) = wanted.as_str().or_else(|| wanted.get("path")?.as_str())
    {
        finding
            .path
            .0
            .extend(steps(path).into_iter().map(|step| Step::Key(step.to_owned())));
        finding.path.0.extend(rest.iter().cloned());
    }
    finding
}
