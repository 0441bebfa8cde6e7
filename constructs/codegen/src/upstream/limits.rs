//! Limits that the registry schemas put on values: enums, patterns, ranges, sizes, put onto the structure of the service spec.

use std::collections::{BTreeMap, BTreeSet};

use ferrocdk_spec::{Kind, Limits, Properties, Reference, ResourceType, Type};
use serde_json::{Number, Value};

use super::references;
use super::registry::Schema;
use super::settle::{Decisions, Rule};

/// Walks a registry schema beside a type's structure and collects what it says of each property.
pub(super) struct Limiter<'a> {
    schema: &'a Schema,
    /// By owner (`None`: the resource itself) and property; several when a property type is used in several places.
    limited: BTreeMap<PropertyOfType, Vec<Limited>>,
    /// Things that the structure lacks.
    unknown: BTreeMap<PropertyOfType, &'a Value>,
}

/// A property type (`None`: the resource itself) and one of its properties.
type PropertyOfType = (Option<String>, String);

struct Limited {
    ty: Type,
    required: bool,
    /// Whether the schema has the structure's kind.
    fits: bool,
    /// Whether both list values, and not the same ones.
    other_values: bool,
    references: Vec<Reference>,
}

type Waiting<'a> = Vec<(String, &'a Value)>;

impl<'a> Limiter<'a> {
    pub(super) fn new(schema: &'a Schema, ty: &ResourceType) -> Self {
        let mut limiter = Self {
            schema,
            limited: BTreeMap::new(),
            unknown: BTreeMap::new(),
        };
        let mut waiting = Vec::new();
        limiter.collect(None, &ty.properties, schema.root(), &mut waiting);
        let mut seen = BTreeSet::new();
        while let Some((name, node)) = waiting.pop() {
            if seen.insert((name.clone(), std::ptr::from_ref(node)))
                && let Some(properties) = ty.property_types.get(&name)
            {
                limiter.collect(Some(name), properties, node, &mut waiting);
            }
        }
        limiter
    }

    /// The properties that the schema has and the structure lacks, with their nodes.
    pub(super) fn unknown(&self) -> &BTreeMap<PropertyOfType, &'a Value> {
        &self.unknown
    }

    fn collect(&mut self, owner: Option<String>, properties: &Properties, node: &'a Value, waiting: &mut Waiting<'a>) {
        let nodes = self.schema.properties(node);
        for (name, property) in properties {
            if let Some(property_node) = nodes.get(name.as_str()) {
                let limited = Limited {
                    ty: self.limit_type(&property.ty, property_node, waiting),
                    required: self.schema.requires(node, name),
                    fits: self
                        .schema
                        .resolve(property_node)
                        .is_none_or(|node| fits(&property.ty.kind, node)),
                    other_values: self
                        .schema
                        .resolve(property_node)
                        .is_some_and(|node| other_values(&property.ty.limits.values, node)),
                    references: references::of_registry(self.schema, property_node),
                };
                self.limited
                    .entry((owner.clone(), name.clone()))
                    .or_default()
                    .push(limited);
            }
        }
        for (name, node) in nodes {
            if !properties.contains_key(name) {
                self.unknown.insert((owner.clone(), name.to_owned()), node);
            }
        }
    }

    fn limit_type(&self, ty: &Type, node: &'a Value, waiting: &mut Waiting<'a>) -> Type {
        let Some(node) = self.schema.resolve(node) else {
            return ty.clone();
        };
        let mut limits = own_limits(&ty.kind, node);
        limits.values.splice(0..0, ty.limits.values.iter().cloned());
        let mut seen = BTreeSet::new();
        limits.values.retain(|value| seen.insert(value.clone()));
        limits.format = limits.format.or_else(|| ty.limits.format.clone());
        let kind = match &ty.kind {
            Kind::List(element) => Kind::List(Box::new(match node.get("items") {
                Some(items) => self.limit_type(element, items, waiting),
                None => (**element).clone(),
            })),
            Kind::Map(element) => Kind::Map(Box::new(match entries(node) {
                Some(entries) => self.limit_type(element, entries, waiting),
                None => (**element).clone(),
            })),
            Kind::Object(name) => {
                waiting.push((name.clone(), node));
                Kind::Object(name.clone())
            }
            other => other.clone(),
        };
        Type { kind, limits }
    }

    /// Puts the limits onto the type, and what is required; where a property type's uses differ, what all of them share.
    pub(super) fn limit(self, ty: &mut ResourceType, decisions: &mut Decisions) {
        for ((owner, name), found) in self.limited {
            let properties = match &owner {
                None => &mut ty.properties,
                Some(owner) => match ty.property_types.get_mut(owner) {
                    Some(properties) => properties,
                    None => continue,
                },
            };
            let Some(property) = properties.get_mut(&name) else {
                continue;
            };
            let place = place(&ty.name, owner.as_deref(), &name);
            property.required =
                decisions.required(&place, property.required, found.iter().all(|limited| limited.required));
            if found.iter().any(|limited| !limited.fits) {
                decisions.note(Rule::Kind, place.clone());
            }
            if found.iter().any(|limited| limited.other_values) {
                decisions.note(Rule::Values, place);
            }
            for reference in found.iter().flat_map(|limited| &limited.references) {
                if !property.references.contains(reference) {
                    property.references.push(reference.clone());
                }
            }
            if let Some(limited) = found.into_iter().map(|limited| limited.ty).reduce(common) {
                property.ty = limited;
            }
        }
    }
}

/// How a property is named in lists: `AWS::Kinesis::Stream Name`, `AWS::Kinesis::Stream StreamEncryption.KeyId`.
pub(super) fn place(ty: &str, owner: Option<&str>, property: &str) -> String {
    match owner {
        None => format!("{ty} {property}"),
        Some(owner) => format!("{ty} {owner}.{property}"),
    }
}

/// Whether a node allows values of a kind; one without a type says nothing.
fn fits(kind: &Kind, node: &Value) -> bool {
    let name = match kind {
        Kind::String => "string",
        Kind::Boolean => "boolean",
        Kind::Integer => "integer",
        Kind::Number => "number",
        Kind::List(_) => "array",
        Kind::Json | Kind::Tag | Kind::Map(_) | Kind::Object(_) => "object",
        Kind::Union(_) => return true,
    };
    match node.get("type") {
        Some(Value::String(one)) => one == name || (one == "number" && name == "integer"),
        Some(Value::Array(several)) => several.iter().any(|one| one.as_str() == Some(name)),
        _ => true,
    }
}

/// Whether a node lists other values than the given ones; a side that lists none does not differ.
fn other_values(values: &[String], node: &Value) -> bool {
    let listed = node.get("enum").and_then(Value::as_array).map(|listed| texts(listed));
    let listed: BTreeSet<String> = listed.into_iter().flatten().collect();
    !values.is_empty() && !listed.is_empty() && values.iter().cloned().collect::<BTreeSet<_>>() != listed
}

/// The limits that hold by both of two descriptions of one type.
fn common(mut one: Type, other: Type) -> Type {
    if one.limits != other.limits {
        let (a, b) = (one.limits, other.limits);
        let same = |a: Option<String>, b: Option<String>| a.filter(|a| b.as_ref() == Some(a));
        let number = |a: Option<Number>, b: Option<Number>| a.filter(|a| b.as_ref() == Some(a));
        let size = |a: Option<u64>, b: Option<u64>| a.filter(|_| a == b);
        one.limits = Limits {
            values: if a.values == b.values { a.values } else { Vec::new() },
            pattern: same(a.pattern, b.pattern),
            format: same(a.format, b.format),
            min_size: size(a.min_size, b.min_size),
            max_size: size(a.max_size, b.max_size),
            minimum: number(a.minimum, b.minimum),
            maximum: number(a.maximum, b.maximum),
            unique: a.unique && b.unique,
        };
    }
    one.kind = match (one.kind, other.kind) {
        (Kind::List(a), Kind::List(b)) => Kind::List(Box::new(common(*a, *b))),
        (Kind::Map(a), Kind::Map(b)) => Kind::Map(Box::new(common(*a, *b))),
        (kind, _) => kind,
    };
    one
}

/// The node that describes the entries of a map.
fn entries(node: &Value) -> Option<&Value> {
    let patterns = node.get("patternProperties").and_then(Value::as_object);
    match patterns
        .map(|patterns| patterns.values().collect::<Vec<_>>())
        .as_deref()
    {
        Some([entries]) => Some(entries),
        Some(_) => None,
        None => node.get("additionalProperties").filter(|node| node.is_object()),
    }
}

/// The limits that a node puts on a value of a kind. Keywords of other kinds do not count: a schema may say `maxLength` of a value
/// that the service spec knows to be a number.
pub(super) fn own_limits(kind: &Kind, node: &Value) -> Limits {
    let text = |keyword: &str| node.get(keyword).and_then(Value::as_str).map(str::to_owned);
    let count = |keyword: &str| node.get(keyword).and_then(Value::as_u64);
    let number = |keyword: &str| node.get(keyword).and_then(Value::as_number).cloned();
    let values = || {
        node.get("enum")
            .and_then(Value::as_array)
            .map(|values| texts(values))
            .unwrap_or_default()
    };
    let sizes = |min: &str, max: &str| Limits {
        min_size: count(min).filter(|size| *size > 0),
        max_size: count(max),
        ..Limits::default()
    };
    match kind {
        Kind::String => Limits {
            values: values(),
            pattern: text("pattern"),
            format: text("format"),
            ..sizes("minLength", "maxLength")
        },
        Kind::Integer | Kind::Number => Limits {
            values: values(),
            minimum: number("minimum"),
            maximum: number("maximum"),
            ..Limits::default()
        },
        Kind::List(_) => Limits {
            unique: node.get("uniqueItems").and_then(Value::as_bool).unwrap_or_default(),
            ..sizes("minItems", "maxItems")
        },
        Kind::Map(_) => sizes("minProperties", "maxProperties"),
        Kind::Boolean | Kind::Json | Kind::Tag | Kind::Object(_) | Kind::Union(_) => Limits::default(),
    }
}

/// Values as a template writes them.
pub(super) fn texts(values: &[Value]) -> Vec<String> {
    values
        .iter()
        .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::join::tests::join_one;
    use super::*;

    #[test]
    fn limits_are_those_of_the_kind_and_of_its_elements() {
        let bell = join_one(
            json!({
                "Count": { "type": { "type": "integer" } },
                "Names": { "type": { "type": "array", "element": { "type": "string", "allowedValues": ["a", "b"] } } },
                "Labels": { "type": { "type": "map", "element": { "type": "string" } } },
            }),
            json!([]),
            json!({
                "properties": {
                    "Count": { "minimum": 1, "maximum": 5, "maxLength": 9 },
                    "Names": {
                        "minItems": 0, "maxItems": 3, "uniqueItems": true,
                        "items": { "$ref": "#/definitions/Name" },
                    },
                    "Labels": { "maxProperties": 2, "patternProperties": { "^x$": { "minLength": 1 } } },
                },
                "definitions": { "Name": { "enum": ["b", "c"], "pattern": "^.$", "format": "name" } },
            }),
        );
        let count = &bell.properties["Count"].ty.limits;
        assert_eq!(
            (count.minimum.clone(), count.maximum.clone()),
            (Some(1.into()), Some(5.into()))
        );
        assert_eq!(count.max_size, None, "a length says nothing of a number");

        let names = &bell.properties["Names"].ty;
        assert_eq!(
            (names.limits.min_size, names.limits.max_size, names.limits.unique),
            (None, Some(3), true)
        );
        let Kind::List(name) = &names.kind else {
            panic!("{names:?}")
        };
        assert_eq!(name.limits.values, ["a", "b", "c"]);
        assert_eq!(name.limits.pattern.as_deref(), Some("^.$"));

        let labels = &bell.properties["Labels"].ty;
        let Kind::Map(label) = &labels.kind else {
            panic!("{labels:?}")
        };
        assert_eq!((labels.limits.max_size, label.limits.min_size), (Some(2), Some(1)));
    }

    /// A property type that two properties share, with another pattern in each place, keeps the limits of both.
    #[test]
    fn differing_uses_of_a_property_type_leave_what_they_share() {
        let reference = json!({ "type": { "type": "ref", "reference": { "$ref": "7" } } });
        let node = |pattern: &str| json!({ "properties": { "Id": { "pattern": pattern, "maxLength": 4 } } });
        let bell = join_one(
            json!({ "Left": reference, "Right": reference }),
            json!([{ "$id": "7", "name": "Side", "properties": { "Id": { "type": { "type": "string" } } } }]),
            json!({ "properties": { "Left": node("^l"), "Right": { "anyOf": [node("^r")] } } }),
        );
        let limits = &bell.property_types["Side"]["Id"].ty.limits;
        assert_eq!((limits.pattern.as_deref(), limits.max_size), (None, Some(4)));
    }

    /// Upstream has property types that contain themselves.
    #[test]
    fn recursion_ends() {
        let reference = json!({ "type": { "type": "ref", "reference": { "$ref": "7" } } });
        let bell = join_one(
            json!({ "Root": reference }),
            json!([{ "$id": "7", "name": "Node", "properties": { "Child": reference } }]),
            json!({
                "properties": { "Root": { "$ref": "#/definitions/Node" } },
                "definitions": { "Node": { "properties": { "Child": { "$ref": "#/definitions/Node" } } } },
            }),
        );
        assert_eq!(
            bell.property_types["Node"]["Child"].ty.kind,
            Kind::Object("Node".to_owned())
        );
    }
}
