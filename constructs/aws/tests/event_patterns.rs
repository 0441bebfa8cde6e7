//! Patterns of events: the JSON that they become matches, as EventBridge reads it, what it should.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use ferrocdk_aws::events::{EventPattern, Match, Rule, RuleProps};
use ferrocdk_core::{App, Stack, StackProps, doc};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

/// Whether a pattern matches an event. Source: "Comparison operators for use in event patterns in Amazon EventBridge".
fn matches(pattern: &Json, event: &Json) -> bool {
    let fields = pattern.as_object().unwrap();
    fields.iter().all(|(key, wanted)| match (key.as_str(), wanted) {
        ("$or", Json::Array(patterns)) => patterns.iter().any(|pattern| matches(pattern, event)),
        (_, Json::Array(alternatives)) => alternatives.iter().any(|wanted| has(wanted, event.get(key))),
        (_, inner) => matches(inner, event.get(key).unwrap_or(&json!({}))),
    })
}

fn has(wanted: &Json, value: Option<&Json>) -> bool {
    if let Some(is_there) = wanted.get("exists") {
        return is_there == &Json::Bool(value.is_some_and(|value| !value.is_object()));
    }
    match value {
        None => false,
        Some(Json::Array(items)) => items.iter().any(|item| means(wanted, item)),
        Some(value) => means(wanted, value),
    }
}

fn means(wanted: &Json, value: &Json) -> bool {
    let Some(operators) = wanted.as_object() else {
        return wanted == value;
    };
    let (operator, operand) = operators.iter().next().unwrap();
    let text = value.as_str().unwrap_or("\u{0}");
    let each = || match operand {
        Json::Array(items) => items.clone(),
        one => vec![one.clone()],
    };
    match (operator.as_str(), operand) {
        ("prefix", Json::String(prefix)) => text.starts_with(prefix.as_str()),
        ("suffix", Json::String(suffix)) => text.ends_with(suffix.as_str()),
        ("prefix", inner) => {
            let prefix = inner["equals-ignore-case"].as_str().unwrap().to_lowercase();
            text.to_lowercase().starts_with(&prefix)
        }
        ("suffix", inner) => {
            let suffix = inner["equals-ignore-case"].as_str().unwrap().to_lowercase();
            text.to_lowercase().ends_with(&suffix)
        }
        ("equals-ignore-case", other) => text.to_lowercase() == other.as_str().unwrap().to_lowercase(),
        ("wildcard", form) => fits(form.as_str().unwrap(), text),
        ("cidr", network) => is_in(network.as_str().unwrap(), text),
        ("anything-but", Json::Object(inner)) => {
            let (operator, operand) = inner.iter().next().unwrap();
            let operands = match operand {
                Json::Array(items) => items.clone(),
                one => vec![one.clone()],
            };
            let operands = operands.into_iter().map(|operand| json!({ operator: operand }));
            !operands.into_iter().any(|wanted| means(&wanted, value))
        }
        ("anything-but", _) => !each().contains(value),
        ("numeric", Json::Array(comparisons)) => comparisons.chunks(2).all(|comparison| {
            let (Some(value), Some(other)) = (value.as_f64(), comparison[1].as_f64()) else {
                return false;
            };
            match comparison[0].as_str().unwrap() {
                "=" => value == other,
                "<" => value < other,
                "<=" => value <= other,
                ">" => value > other,
                ">=" => value >= other,
                unknown => panic!("{unknown} is no comparison"),
            }
        }),
        (unknown, _) => panic!("{unknown} is no operator"),
    }
}

fn fits(form: &str, text: &str) -> bool {
    match form.split_once('*') {
        None => form == text,
        Some((before, rest)) => {
            let Some(text) = text.strip_prefix(before) else {
                return false;
            };
            text.char_indices()
                .map(|(at, _)| at)
                .chain([text.len()])
                .any(|at| fits(rest, &text[at..]))
        }
    }
}

fn is_in(network: &str, address: &str) -> bool {
    let (base, bits) = network.split_once('/').unwrap();
    let number = |text: &str| text.parse::<std::net::Ipv4Addr>().map(u32::from).ok();
    let shift = 32 - bits.parse::<u32>().unwrap();
    matches!((number(base), number(address)), (Some(base), Some(address)) if base >> shift == address >> shift)
}

/// The pattern as a template has it.
fn rendered(pattern: EventPattern) -> Json {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    Rule::new(&stack, "Rule", RuleProps::new().event_pattern(pattern));
    let template = app.synth().unwrap().template("plant").unwrap().clone();
    template["Resources"].as_object().unwrap().values().next().unwrap()["Properties"]["EventPattern"].clone()
}

fn detail(values: impl Into<Match>) -> Json {
    rendered(EventPattern::new().detail("a.b", values))
}

fn event(value: impl Into<Json>) -> Json {
    json!({ "source": "plant", "detail": { "a": { "b": value.into() } } })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn texts(one in "[a-c]{0,4}", other in "[a-cA-C]{0,4}", value in "[a-cA-C]{0,5}") {
        let lower = |text: &str| text.to_lowercase();
        let cases = [
            (Match::from(one.as_str()), value == one),
            (Match::from([one.as_str(), other.as_str()]), value == one || value == other),
            (Match::prefix(one.as_str()), value.starts_with(&one)),
            (Match::suffix(one.as_str()), value.ends_with(&one)),
            (Match::prefix_ignore_case(other.as_str()), lower(&value).starts_with(&lower(&other))),
            (Match::suffix_ignore_case(other.as_str()), lower(&value).ends_with(&lower(&other))),
            (Match::equals_ignore_case(other.as_str()), lower(&value) == lower(&other)),
            (Match::wildcard(format!("{one}*{other}")), value.len() >= one.len() + other.len() && value.starts_with(&one) && value.ends_with(&other)),
            (Match::anything_but([one.as_str(), other.as_str()]), value != one && value != other),
            (Match::anything_but_prefix([one.as_str(), other.as_str()]), !value.starts_with(&one) && !value.starts_with(&other)),
            (Match::anything_but_suffix([one.as_str()]), !value.ends_with(&one)),
            (Match::anything_but_ignore_case([other.as_str()]), lower(&value) != lower(&other)),
            (Match::anything_but_wildcard([format!("{one}*")]), !value.starts_with(&one)),
            (Match::any_of([Match::prefix(one.as_str()), Match::suffix(other.as_str())]), value.starts_with(&one) || value.ends_with(&other)),
            (Match::exists(true), true),
            (Match::exists(false), false),
            (Match::null(), false),
            (Match::empty(), value.is_empty()),
        ];
        for (wanted, expected) in cases {
            let pattern = detail(wanted);
            prop_assert_eq!(matches(&pattern, &event(value.as_str())), expected, "{} against {:?}", pattern, value);
        }
    }

    #[test]
    fn numbers(one in -50i64..50, other in -50i64..50, value in -50i64..50) {
        let (least, most) = (one.min(other), one.max(other));
        let cases = [
            (Match::from(one), value == one),
            (Match::equal_to(one), value == one),
            (Match::greater_than(one), value > one),
            (Match::at_least(one), value >= one),
            (Match::less_than(one), value < one),
            (Match::at_most(one), value <= one),
            (Match::between(least, most), (least..=most).contains(&value)),
            (Match::anything_but([one, other]), value != one && value != other),
            (Match::any_of([Match::less_than(least), Match::greater_than(most)]), value < least || value > most),
        ];
        for (wanted, expected) in cases {
            let pattern = detail(wanted);
            prop_assert_eq!(matches(&pattern, &event(value)), expected, "{} against {}", pattern, value);
        }
    }

    #[test]
    fn addresses(last in 0u8..=255, bits in 24u32..=32, other in 0u8..=255) {
        let pattern = detail(Match::cidr(format!("10.0.0.{last}/{bits}")));
        let expected = u32::from(last) >> (32 - bits) == u32::from(other) >> (32 - bits);
        prop_assert_eq!(matches(&pattern, &event(format!("10.0.0.{other}"))), expected);
    }

    /// Fields have to match together, values of one field are alternatives, in whatever order and number of calls they are said.
    #[test]
    fn fields_are_joined_as_calls_are(calls in prop::collection::vec((0usize..3, 0i64..4), 1..8), values in prop::array::uniform3(0i64..4)) {
        let names = ["line", "press.id", "press.state"];
        let pattern = calls.iter().fold(EventPattern::new(), |pattern, (field, value)| pattern.detail(names[*field], *value));
        let rendered = rendered(pattern);
        let event = json!({ "detail": { "line": values[0], "press": { "id": values[1], "state": values[2] } } });
        let expected = (0..3).all(|field| {
            let mut wanted = calls.iter().filter(|(of, _)| *of == field).peekable();
            wanted.peek().is_none() || wanted.any(|(_, value)| *value == values[field])
        });
        prop_assert_eq!(matches(&rendered, &event), expected, "{} against {}", rendered, event);
    }

    /// A choice of patterns matches what one of them matches.
    #[test]
    fn a_choice_matches_what_one_of_its_patterns_does(sources in prop::array::uniform2("[ab]"), limits in prop::array::uniform2(0i64..5), source in "[ab]", value in 0i64..5, in_detail in any::<bool>()) {
        let one = |index: usize| {
            let pattern = EventPattern::new().detail("a.b", Match::at_least(limits[index]));
            if in_detail { pattern } else { pattern.source(sources[index].as_str()) }
        };
        let pattern = rendered(EventPattern::new().region("sa-east-1").any_of([one(0), one(1)]));
        let event = json!({ "source": source, "region": "sa-east-1", "detail": { "a": { "b": value } } });
        let expected = (0..2).any(|index| value >= limits[index] && (in_detail || source == sources[index]));
        prop_assert_eq!(matches(&pattern, &event), expected, "{} against {}", pattern, event);
    }
}

#[test]
fn what_is_not_there_is_told_from_what_is_null() {
    assert!(matches(&detail(Match::exists(false)), &json!({ "detail": {} })));
    assert!(!matches(&detail(Match::exists(true)), &json!({ "detail": {} })));
    assert!(matches(&detail(Match::null()), &event(Json::Null)));
    assert!(matches(&detail(true), &event(true)));
    assert!(matches(&detail("press"), &event(json!(["boiler", "press"]))));
}

#[test]
fn a_rule_adds_to_its_pattern() {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let rule = Rule::new(&stack, "Rule", RuleProps::new());
    rule.add_event_pattern(EventPattern::new().source("aws.ec2").detail("state", "running"));
    rule.add_event_pattern(EventPattern::from_document(
        doc!({ "detail": { "state": ["running", "stopped"] } }),
    ));
    let template = app.synth().unwrap().template("plant").unwrap().clone();
    let pattern = &template["Resources"]["Rule4C995B7F"]["Properties"]["EventPattern"];
    assert_eq!(
        pattern,
        &json!({ "source": ["aws.ec2"], "detail": { "state": ["running", "stopped"] } })
    );
}

#[test]
fn patterns_that_match_nothing_are_told_in_the_line_that_writes_them() {
    let new = EventPattern::new;
    let wrong: [(EventPattern, &str); 14] = [
        (new().source(Vec::<&str>::new()), "no value at all"),
        (new().detail("a", Match::any_of(Vec::<&str>::new())), "no value at all"),
        (
            new().detail("a", Match::anything_but(Vec::<&str>::new())),
            "everything but nothing",
        ),
        (
            new().detail("a", Match::anything_but_prefix(Vec::<&str>::new())),
            "everything but nothing",
        ),
        (new().detail("a", Match::cidr("10.0.0.0/33")), "address range"),
        (new().detail("a", Match::cidr("plant")), "address range"),
        (new().detail("a", Match::wildcard("a**b")), "stars in a row"),
        (new().detail("a", Match::between(5, 1)), "holds none"),
        (new().detail("a", Match::at_least(6_000_000_000_i64)), "do not compare"),
        (new().detail("a", "b").detail("a.c", "d"), "both a value and a map"),
        (new().any_of([new().source("a")]), "alternatives that are none"),
        (new().any_of([new().source("a"), new()]), "alternatives that are none"),
        (EventPattern::from_document(doc!(["a"])), "not a map"),
        (
            EventPattern::from_document(doc!({ "detail": { "state": "running" } })),
            "not a list",
        ),
    ];
    for (pattern, expected) in wrong {
        let app = App::new();
        let stack = Stack::new(&app, "plant", StackProps::default());
        Rule::new(&stack, "Rule", RuleProps::new().event_pattern(pattern));
        let told = app.synth().unwrap_err().0;
        assert_eq!(told.len(), 1, "{expected}: {told:?}");
        assert_eq!(told[0].id, "F3164");
        assert!(told[0].message.contains(expected), "{}", told[0]);
        let at = told[0].location.unwrap();
        assert!(
            at.file().ends_with("event_patterns.rs") && at.line() < line!() - 12,
            "{}",
            told[0]
        );
    }
}
