//! Patterns and templates that make no sense, refused where they are written.

use ferrocdk_assertions::{Capture, Match, Template, pattern};
use serde_json::json;

use crate::message;

#[test]
fn patterns_that_cannot_mean_anything_are_refused() {
    let report = [
        message(|| drop(Match::array_with([Match::absent()]))),
        message(|| drop(Match::array_with([Match::any_value()]))),
        message(|| drop(Match::array_equals(vec![Match::absent()]))),
        message(|| drop(pattern!({ "A": [1, Match::absent()] }))),
        message(|| drop(Match::array_with(json!({ "A": 1 })))),
        message(|| drop(Match::array_with(Match::array_with(["a"])))),
        message(|| drop(Match::object_like(json!(["A"])))),
        message(|| drop(Match::object_equals(pattern!(Match::any_value())))),
        message(|| drop(Match::exact(Match::object_like(json!({ "A": 1 }))))),
        message(|| drop(Match::exact(Capture::new()))),
        message(|| drop(Match::string_like_regexp("("))),
        message(|| drop(Match::string_like_regexp("(?=a)"))),
    ];
    insta::assert_snapshot!(report.join("\n\n"));
}

#[test]
fn captures_that_hold_nothing_or_something_else_say_so() {
    let empty = Capture::new();
    let number = Capture::new();
    Match::from(&number).test(Some(&json!({ "Ref": 1 }))).unwrap();
    let report = [
        message({
            let empty = empty.clone();
            move || drop(empty.value())
        }),
        message(move || drop(empty.as_string())),
        message({
            let number = number.clone();
            move || drop(number.as_string())
        }),
        message({
            let number = number.clone();
            move || drop(number.as_array())
        }),
        message({
            let number = number.clone();
            move || {
                number.as_boolean();
            }
        }),
        message({
            let number = number.clone();
            move || {
                number.as_integer();
            }
        }),
    ];
    insta::assert_snapshot!(report.join("\n\n"));
    // What panicked above has left the capture whole.
    assert_eq!(number.as_object()["Ref"], 1);
}

#[test]
fn what_is_no_template_is_refused() {
    let circle = |a: serde_json::Value, b: serde_json::Value| {
        json!({
            "Parameters": { "P": { "Type": "String" } },
            "Resources": {
                "Other": { "Type": "T", "Properties": { "A": { "Ref": "A" }, "P": { "Ref": "P" } } },
                "A": { "Type": "T", "Properties": a },
                "B": { "Type": "T", "Properties": b },
            },
        })
    };
    let sub = json!({ "X": { "Fn::Sub": "${!A}-${AWS::Region}-${A.Arn}" } });
    let sub_with = json!({ "X": { "Fn::Sub": ["${V}", { "V": { "Fn::GetAtt": ["A", "Arn"] } }] } });
    let by_ref = json!({ "X": [{ "Y": { "Ref": "B" } }] });
    for (a, b) in [
        (by_ref.clone(), sub),
        (by_ref.clone(), sub_with),
        (
            json!({ "X": { "Fn::GetAtt": "B.Arn" } }),
            json!({ "X": { "Fn::Join": ["", [{ "Ref": "A" }]] } }),
        ),
    ] {
        let template = circle(a, b);
        assert_eq!(
            message({
                let template = template.clone();
                move || drop(Template::from_json(template))
            }),
            "the template cannot be deployed: A -> B -> A depend on each other in a circle\n\
             help: break the circle; if a transform does so later, use Template::from_json_with_cycles()"
        );
        Template::from_json_with_cycles(template).resource_count_is("T", 3);
    }
    // Neither escaped nor the function's own names are references.
    let own = json!({ "X": { "Fn::Sub": ["${A} ${!A}", { "A": "text" }] } });
    Template::from_json(circle(by_ref, own)).resource_count_is("T", 3);
    insta::assert_snapshot!(message(|| drop(Template::from_string("{ \"Resources\": "))), @"the template is not JSON: EOF while parsing a value at line 1 column 15");
}
