//! Cases that CDK's answers do not cover: null, numbers, matchers of our own, and the order and wording of differences.

use ferrocdk_assertions::{Capture, Match, pattern};
use serde_json::{Value as Json, json};

fn differences(pattern: impl Into<Match>, actual: Json) -> Vec<String> {
    match pattern.into().test(Some(&actual)) {
        Ok(()) => Vec::new(),
        Err(mismatch) => mismatch.differences().iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn null_is_a_value_but_not_any_value() {
    assert_eq!(
        differences(pattern!({ "A": null, "B": [null] }), json!({ "A": null, "B": [null] })),
        [""; 0]
    );
    assert_eq!(
        differences(pattern!({ "A": null }), json!({})),
        ["A: expected null, found nothing"]
    );
    assert_eq!(
        differences(pattern!({ "A": Match::any_value() }), json!({ "A": null })),
        ["A: expected any value, found null"]
    );
    assert_eq!(
        differences(pattern!({ "A": Match::absent() }), json!({ "A": null })),
        ["A: expected nothing, found null"]
    );
    assert_eq!(
        differences(pattern!({ "A": Capture::new() }), json!({ "A": null })),
        ["A: expected any value to capture, found null"]
    );
    assert_eq!(differences(pattern!(null), json!(0)), ["expected null, found 0"]);
}

#[test]
fn numbers_are_equal_by_value() {
    assert_eq!(differences(1, json!(1.0)), [""; 0]);
    assert_eq!(differences(1.0, json!(1)), [""; 0]);
    assert_eq!(differences(u64::MAX, json!(u64::MAX)), [""; 0]);
    assert_eq!(
        differences(9_007_199_254_740_993_i64, json!(9_007_199_254_740_992_i64)),
        ["expected 9007199254740993, found 9007199254740992"]
    );
    assert_eq!(differences(0, json!("0")), ["expected 0, found \"0\""]);
}

#[test]
fn a_text_is_looked_for_as_it_is() {
    assert_eq!(differences(Match::string_containing("a.c"), json!("xa.cx")), [""; 0]);
    assert_eq!(
        differences(Match::string_containing("a.c"), json!("abc")),
        ["expected a string containing \"a.c\", found \"abc\""]
    );
    assert_eq!(differences(Match::string_containing("1"), json!(1)).len(), 1);
}

#[test]
fn all_differences_come_out_in_the_order_of_the_pattern() {
    let pattern = pattern!({
        "Z": 1,
        "A": { "List": ["a", Match::not("b"), "c"] },
        "Json": Match::serialized_json(pattern!({ "K": Match::string_like_regexp("^v") })),
        "Equal": Match::object_equals(json!({ "Known": 1 })),
    });
    let actual = json!({
        "A": { "List": ["a", "b", "c", "d"] },
        "Json": "{\"K\":\"w\"}",
        "Equal": { "Known": 2, "Unknown": 3 },
    });
    assert_eq!(
        differences(pattern, actual),
        [
            "Z: expected 1, found nothing",
            "A.List.1: expected not \"b\", found \"b\"",
            "A.List.3: expected no more items, found \"d\"",
            "Json.(json).K: expected a string like /^v/, found \"w\"",
            "Equal.Known: expected 1, found 2",
            "Equal.Unknown: expected nothing, found 3",
        ]
    );
}

#[test]
fn a_list_without_an_item_says_which_and_why() {
    assert_eq!(
        differences(Match::array_with(["a", "x"]), json!(["a", "b"])),
        ["expected \"x\" as item 1 of array_with() after item 0, found [\"a\",\"b\"]"]
    );
    assert_eq!(
        differences(Match::array_with(["b", "a"]), json!(["a", "b"])),
        ["0: expected \"a\" later, as item 1 of array_with() after item 1, found \"a\""]
    );
    let near = pattern!([{ "A": 1, "B": 2, "C": 3 }]);
    assert_eq!(
        differences(Match::array_with(near), json!([{}, { "A": 1, "B": 2, "C": 4 }])),
        ["1.C: expected 3 in item 0 of array_with(), found 4"]
    );
}

#[test]
fn a_string_that_is_no_json_says_where() {
    assert_eq!(
        differences(Match::serialized_json(json!({})), json!("{\"a\":}")),
        ["expected a string holding JSON (expected value at line 1 column 6), found \"{\\\"a\\\":}\""]
    );
}

#[test]
fn captures_take_values_only_when_the_whole_pattern_holds() {
    let capture = Capture::new();
    let pattern = pattern!({ "A": &capture, "B": 1 });
    assert!(pattern.test(Some(&json!({ "A": "no", "B": 2 }))).is_err());
    assert!(pattern.test(Some(&json!({ "A": "yes", "B": 1 }))).is_ok());
    assert_eq!(capture.values(), [json!("yes")]);
    let inside = Capture::new();
    assert!(
        Match::not(pattern!({ "A": &inside }))
            .test(Some(&json!({ "B": 1 })))
            .is_ok()
    );
    assert_eq!(inside.values(), [json!(null); 0]);
}

/// CDK drops the inner one.
#[test]
fn captures_within_the_pattern_of_a_capture_take_values_too() {
    let inner = Capture::new();
    let outer = Capture::matching(pattern!({ "A": &inner }));
    assert!(Match::from(&outer).test(Some(&json!({ "A": 1, "B": 2 }))).is_ok());
    assert_eq!((inner.value(), outer.value()), (json!(1), json!({ "A": 1, "B": 2 })));
}

#[test]
fn nothing_matches_nothing() {
    assert!(Match::absent().test(None).is_ok());
    for pattern in [
        Match::any_value(),
        Match::from(1),
        Match::from(json!({})),
        Match::object_like(json!({})),
    ] {
        assert!(pattern.test(None).is_err(), "{pattern}");
    }
}
