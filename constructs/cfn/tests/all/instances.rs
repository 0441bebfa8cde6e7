//! One instance of every type that sets every property of every property type, in every form and with every value that the schema lists.

use std::collections::BTreeSet;

use ferrocdk_core::{App, CfnResource, Document, Stack, StackProps, Synthesizer};
use ferrocdk_spec::rust::Enums;
use ferrocdk_spec::{Database, Kind, Properties, Property, ResourceType, Type};
use serde_json::{Map, Value as Json, json};

use crate::Case;
use crate::types::CASES;

/// Makes instances: the `round`-th takes the `round`-th form of a union and the `round`-th value of an enum.
struct Maker<'a> {
    resource: &'a ResourceType,
    enums: &'a Enums,
    round: usize,
    /// The property types that are made already: each is made in full once, then with what is required, so that nesting ends.
    made: BTreeSet<&'a str>,
    /// Whether the value being made is one form of a union.
    is_form: bool,
    /// The most forms and values that one place had: as many rounds show all of them.
    rounds: usize,
}

impl<'a> Maker<'a> {
    /// All properties, or those that are required. A form of a union has one at least, because an empty map fits the first form.
    fn properties(&mut self, owner: Option<&str>, properties: &'a Properties, all: bool) -> Json {
        let mut map = Map::new();
        let is_form = std::mem::take(&mut self.is_form);
        let scalar = |property: &Property| !matches!(property.ty.kind, Kind::Object(_) | Kind::List(_));
        let mut optional = properties
            .iter()
            .filter(|_| is_form && properties.values().all(|property| !property.required));
        let only = optional
            .clone()
            .find(|(_, property)| scalar(property))
            .or_else(|| optional.next())
            .map(|(name, _)| name);
        for (name, property) in properties
            .iter()
            .filter(|(name, property)| all || property.required || only == Some(name))
        {
            let values: Vec<&str> = match self.enums.get(owner, name) {
                Some(choice) => choice.variants.iter().map(|(_, value)| value.as_str()).collect(),
                None => Vec::new(),
            };
            map.insert(name.clone(), self.value(&property.ty, &values));
        }
        Json::Object(map)
    }

    fn pick<'b, T>(&mut self, choices: &'b [T]) -> Option<&'b T> {
        self.rounds = self.rounds.max(choices.len());
        choices.get(self.round % choices.len().max(1))
    }

    fn value(&mut self, ty: &'a Type, values: &[&str]) -> Json {
        match &ty.kind {
            Kind::String => json!(self.pick(values).copied().unwrap_or("text")),
            Kind::Boolean => json!(self.round.is_multiple_of(2)),
            Kind::Integer => json!(self.round + 1),
            Kind::Number => json!(0.5),
            Kind::Json => json!({ "Free": ["form", 1, { "Nested": true }] }),
            Kind::Tag => json!({ "Key": "line", "Value": "one" }),
            Kind::List(element) => {
                let first = self.value(element, values);
                json!([first, self.value(element, values)])
            }
            Kind::Map(element) => json!({ "one": self.value(element, values) }),
            Kind::Union(alternatives) => match self.pick(alternatives) {
                Some(alternative) => {
                    self.is_form = true;
                    self.value(alternative, values)
                }
                None => Json::Null,
            },
            Kind::Object(name) => match self.resource.property_types.get_key_value(name) {
                Some((name, properties)) => {
                    let first = self.made.insert(name);
                    self.properties(Some(name), properties, first)
                }
                None => json!({}),
            },
        }
    }
}

/// The instances of a type with literals: as many as its most various place has forms.
fn instances(resource: &ResourceType) -> Vec<Json> {
    let enums = Enums::of(resource);
    let (mut all, mut round, mut rounds) = (Vec::new(), 0, 1);
    while round < rounds {
        let mut maker = Maker {
            resource,
            enums: &enums,
            round,
            made: BTreeSet::new(),
            is_form: false,
            rounds: 1,
        };
        all.push(maker.properties(None, &resource.properties, true));
        rounds = rounds.max(maker.rounds);
        round += 1;
    }
    all
}

/// Every property as the choice between two values, then as a reference.
fn computed(plain: &Json) -> [Json; 2] {
    let each = |change: &dyn Fn(&Json) -> Json| {
        let properties = plain.as_object().unwrap().iter();
        Json::Object(properties.map(|(name, value)| (name.clone(), change(value))).collect())
    };
    [
        each(&|value| json!({ "Fn::If": ["Busy", value, { "Ref": "AWS::NoValue" }] })),
        each(&|_| json!({ "Fn::GetAtt": ["Other", "Some.Attribute"] })),
    ]
}

/// The stack of a thread of tests is too small for the deepest types of an unoptimised build.
const STACK_BYTES: usize = 256 << 20;

#[test]
fn instances_of_every_type_come_out_as_they_went_in() {
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES);
    thread.spawn(pass_all).unwrap().join().unwrap();
}

fn pass_all() {
    let database = Database::bundled().unwrap();
    let (mut types, mut count) = (0, 0);
    for case in CASES {
        let mut made = instances(&database.resource(case.type_name).unwrap());
        made.extend(computed(&made[0]));
        for properties in &made {
            pass(case, properties);
        }
        types += 1;
        count += made.len();
    }
    println!("{count} instances of {types} types");
    assert_eq!(types, database.names().len());
    assert!(count > 3 * types, "only {count} instances");
}

/// Each in a stack of its own: several of one type exceed what a template may have.
fn pass(case: &Case, properties: &Json) {
    let app = App::new();
    let props = StackProps::default().synthesizer(Synthesizer::Bootstrapless);
    let stack = Stack::new(&app, "s", props);
    let resource = CfnResource::untyped(&stack, "R", case.type_name, Document::from(properties.clone()));
    let verbatim = case.round_trip(&resource).unwrap();
    assert_eq!(verbatim, Vec::<String>::new(), "{}: {properties:#}", case.type_name);
    let assembly = app.synth().unwrap();
    let came_out = assembly.template("s").unwrap()["Resources"]["R"].get("Properties");
    let given = Some(properties).filter(|properties| properties.as_object().is_some_and(|map| !map.is_empty()));
    assert_eq!(came_out, given, "{}", case.type_name);
}
