//! Properties of the engine over generated trees.

use std::collections::BTreeSet;

use ferrocdk::prelude::*;
use ferrocdk::{Expr, logical_id};
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

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let id = prop_oneof![4 => "[A-Za-z][A-Za-z0-9]{0,8}", 1 => "[ -~]{0,6}", 1 => Just("Default".to_owned()), 1 => Just("Resource".to_owned())];
    let step = (any::<usize>(), 0u8..5, id, any::<usize>()).prop_map(|(place, what, id, target)| Step {
        place,
        what,
        id,
        target,
    });
    proptest::collection::vec(step, 0..24)
}

/// Builds whatever the steps say; wrong ids, clashes and references between stacks included.
fn build(steps: &[Step]) -> App {
    let app = App::new();
    let mut scopes = vec![app.scope().clone()];
    let mut resources: Vec<CfnResource> = Vec::new();
    for step in steps {
        let place = scopes[step.place % scopes.len()].clone();
        match step.what {
            0 => scopes.push(Stack::new(&place, &step.id, StackProps::default()).scope().clone()),
            1 => scopes.push(place.child(&step.id)),
            4 => {
                if let Some(other) = resources.get(step.target % resources.len().max(1)) {
                    place.depends_on(other);
                }
            }
            _ => {
                let properties = match resources.get(step.target % resources.len().max(1)) {
                    Some(other) if step.what == 3 => {
                        doc!({ "Text": text!("before-{}-after", other.reference()), "Json": doc!({ "a": other.attr::<String>("Arn") }).to_json_string() })
                    }
                    _ => doc!({ "Text": "literal" }),
                };
                let resource = CfnResource::untyped(&place, &step.id, "Custom::Thing", properties);
                scopes.push(resource.scope().clone());
                resources.push(resource);
            }
        }
    }
    app
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Any tree synthesizes or gives diagnostics, never a panic; and twice the same bytes.
    #[test]
    fn every_tree_synthesizes_or_says_why(steps in steps()) {
        let first = build(&steps).synth();
        let second = build(&steps).synth();
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
