//! Properties of the engine over generated trees.

use std::collections::BTreeSet;

use ferrocdk::prelude::*;
use ferrocdk::{
    Aspects, CfnInclude, CfnIncludeProps, Checks, ContextQuery, Expr, NestedStack, NestedStackProps, ReferenceStrength,
    Stage, Tags, logical_id,
};
use proptest::prelude::*;
use serde_json::Value as Json;

/// One step of building a tree: where (an index into the scopes made so far), what, and under which id.
#[derive(Clone, Debug)]
struct Step {
    place: usize,
    what: u8,
    id: String,
    target: usize,
}

impl Step {
    /// The step with an id of its own, and a plain resource instead of what is a mistake nearly everywhere.
    fn tidied(&self, index: usize) -> Self {
        let letters: String = self.id.chars().filter(char::is_ascii_alphanumeric).collect();
        Self {
            what: if [4, 8, 12, 13].contains(&self.what) {
                19
            } else {
                self.what
            },
            id: format!("x{index}x{letters}"),
            ..self.clone()
        }
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let id = prop_oneof![4 => "[A-Za-z][A-Za-z0-9]{0,8}", 1 => "[ -~]{0,6}", 1 => Just("Default".to_owned()), 1 => Just("Resource".to_owned())];
    let step = (any::<usize>(), 0u8..20, id, any::<usize>()).prop_map(|(place, what, id, target)| Step {
        place,
        what,
        id,
        target,
    });
    proptest::collection::vec(step, 0..24)
}

/// Names that are often not in the tree, references by name, and a parameter.
const INCLUDED: &str = "
Parameters: {Line: {Type: String}}
Conditions: {Queue: !Equals [!Ref Line, one]}
Resources:
  Queue: {Type: 'AWS::SQS::Queue', Condition: Queue, Properties: {QueueName: !Sub '${Line}-jobs'}}
  Reader: {Type: Custom::Reader, DependsOn: Queue, Properties: {Arn: !GetAtt Queue.Arn}}
Outputs: {Url: {Value: !Ref Queue}}
";

/// Builds whatever the steps say; wrong ids, clashes and references between stacks, stages and accounts included. Tidy steps leave most of those out, so
/// that many trees synthesize.
fn build(steps: &[Step], tidy: bool) -> App {
    let app = App::new();
    let stage = Stage::new(&app, "tidy", Environment::default());
    let stack = Stack::new(&stage, "stack", StackProps::default());
    let mut scopes = vec![if tidy {
        stack.scope().clone()
    } else {
        app.scope().clone()
    }];
    let mut resources: Vec<CfnResource> = Vec::new();
    let tidied: Vec<Step> = steps
        .iter()
        .enumerate()
        .map(|(index, step)| step.tidied(index))
        .collect();
    for step in if tidy { &tidied } else { steps } {
        let place = scopes[step.place % scopes.len()].clone();
        let other = resources.get(step.target % resources.len().max(1)).cloned();
        let made = match (step.what, other) {
            (0 | 1, _) => {
                let environment = if tidy {
                    Environment::default()
                } else {
                    place_of(step.target)
                };
                let props = StackProps::default().environment(environment).tag(&step.id, "own");
                Some(Stack::new(&place, &step.id, props).scope().clone())
            }
            (2, _) => Some(place.child(&step.id)),
            (3, _) => Some(
                NestedStack::new(&place, &step.id, NestedStackProps::default())
                    .scope()
                    .clone(),
            ),
            (4, _) => Some(Stage::new(&place, &step.id, place_of(step.target)).scope().clone()),
            (5, Some(other)) => {
                place.depends_on(&other);
                None
            }
            (6, _) => {
                Tags::of(&place).add(&step.id, "tree");
                None
            }
            (7, _) => {
                let id = step.id.clone();
                Aspects::of(&place).add(move |scope: &Scope| match CfnResource::of(scope) {
                    Some(resource) => resource.add_property_override(&id, true),
                    None if scope.find_child("ByAspect").is_none() => {
                        CfnResource::untyped(scope, "ByAspect", "Custom::Thing", doc!({}));
                    }
                    None => {}
                });
                None
            }
            (8, _) => {
                if let Some(stack) = place.stack() {
                    stack.rename_logical_id(&step.id, "Renamed");
                }
                None
            }
            (9, Some(other)) => {
                other.override_logical_id(&step.id);
                None
            }
            (10, other) => {
                let options = CfnIncludeProps::default().preserve_logical_ids(!tidy && step.target % 2 == 0);
                let options = match other {
                    Some(other) if step.target % 3 == 0 => options.parameter("Line", other.reference()),
                    _ => options,
                };
                let include = CfnInclude::with_options(&place, &step.id, INCLUDED, options);
                resources.extend(include.resources());
                Some(include.scope().clone())
            }
            (11, Some(other)) => {
                if let Some(stack) = other.scope().stack() {
                    let exported = stack.export_reference::<String>(other.attr("Arn"));
                    CfnOutput::new(&place, &step.id, exported);
                }
                None
            }
            (12, _) => {
                place.set_context("key", step.id.as_str());
                place.look_up(ContextQuery::ssm_parameter(&step.id));
                None
            }
            (13, _) => {
                if let Some(child) = place.children().first() {
                    place.remove_child(&child.id());
                }
                None
            }
            (what, other) => {
                let properties = match other {
                    Some(other) if what < 17 => {
                        let strength = [
                            ReferenceStrength::Weak,
                            ReferenceStrength::Strong,
                            ReferenceStrength::Both,
                        ];
                        let arn = other.attr::<String>("Arn").consume(strength[step.target % 3]);
                        doc!({
                            "Text": text!("before-{}-after", other.reference()),
                            "Json": doc!({ "a": arn }).to_json_string(),
                            "List": other.attr::<Vec<Value<String>>>("List"),
                        })
                    }
                    _ => doc!({ "Text": "literal" }),
                };
                let resource = CfnResource::untyped(&place, &step.id, "Custom::Thing", properties);
                resources.push(resource.clone());
                Some(resource.scope().clone())
            }
        };
        scopes.extend(made);
    }
    app
}

/// One of a few environments, most of them not fully known.
fn place_of(number: usize) -> Environment {
    Environment {
        account: [None, None, Some("111111111111"), Some("222222222222")][number % 4].map(str::to_owned),
        region: [None, Some("sa-east-1"), Some("us-east-1")][number % 3].map(str::to_owned),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Any tree synthesizes or gives diagnostics, never a panic; and twice the same bytes.
    #[test]
    fn every_tree_synthesizes_or_says_why(steps in steps(), tidy: bool) {
        let first = build(&steps, tidy).synth();
        let second = build(&steps, tidy).synth();
        match (first, second) {
            (Ok(first), Ok(second)) => {
                let files = |assembly: &ferrocdk::Assembly| assembly.files().map(|(name, text)| (name.to_owned(), text.to_owned())).collect::<Vec<_>>();
                prop_assert_eq!(files(&first), files(&second));
            }
            (Err(first), Err(second)) => {
                prop_assert!(!first.0.is_empty());
                prop_assert_eq!(first.to_string(), second.to_string());
            }
            _ => prop_assert!(false, "one of two equal trees synthesizes"),
        }
    }

    /// Different paths have different logical ids, save for a path of one component, which loses its punctuation.
    #[test]
    fn ids_are_unique_for_unique_paths(paths in proptest::collection::btree_set(proptest::collection::vec("[A-Za-z0-9]{1,6}", 2..5), 1..40)) {
        let ids: BTreeSet<String> = paths.iter().map(|path| logical_id(&path.iter().map(String::as_str).collect::<Vec<_>>()).unwrap()).collect();
        let hidden = |path: &&Vec<String>| !path.iter().any(|component| component == "Default");
        prop_assert!(ids.len() >= paths.iter().filter(hidden).count());
    }

    /// A composed string loses no literal, whatever the order of its parts, and its join is minimal.
    #[test]
    fn joins_lose_nothing_and_are_minimal(parts in proptest::collection::vec(proptest::option::of("[a-z${}\"\\\\]{0,5}"), 0..10)) {
        let region = || Value::Intrinsic(Expr::name_ref("AWS::Region"));
        let composed = parts.iter().fold(Value::from(""), |text, part| match part {
            Some(literal) => text + literal.as_str(),
            None => text + region(),
        });
        let expected: String = parts.iter().map(|part| part.as_deref().unwrap_or("\u{1}")).collect();
        let app = App::new();
        // A stack of an output alone is refused.
        Checks::of(&app).disable();
        let stack = Stack::new(&app, "stack", StackProps::default());
        CfnOutput::new(&stack, "Text", composed);
        let assembly = app.synth().unwrap();
        let value = assembly.template("stack").unwrap()["Outputs"]["Text"]["Value"].clone();
        prop_assert_eq!(flatten(&value), expected);
        let pieces: Vec<&Json> = value["Fn::Join"][1].as_array().into_iter().flatten().collect();
        prop_assert!(pieces.len() != 1);
        for pair in pieces.windows(2) {
            prop_assert!(!(pair[0].is_string() && pair[1].is_string()), "two literals side by side");
        }
    }
}

/// The text with a mark for each reference.
fn flatten(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => match other["Fn::Join"][1].as_array() {
            Some(parts) => parts.iter().map(flatten).collect(),
            None => "\u{1}".to_owned(),
        },
    }
}
