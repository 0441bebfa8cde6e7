//! Texts, and what they are read as.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use std::fmt::Write as _;

use ferrocdk_template::{KeyKind, Language, MAX_LENGTH, Node, Position, Surprise, parse};
use serde_json::json;

fn read(text: &str) -> serde_json::Value {
    parse(text)
        .unwrap_or_else(|errors| panic!("{text}\n{errors}"))
        .root
        .to_json()
}

fn errors(text: &str) -> String {
    match parse(text) {
        Ok(document) => panic!("{text} is read as {}", document.root.to_json()),
        Err(errors) => errors.to_string(),
    }
}

/// The place of the value at a path.
fn place(text: &str, path: &str) -> (u32, u32) {
    let document = parse(text).unwrap();
    let steps = path.split('/').filter(|step| !step.is_empty());
    let node = steps.fold(&document.root, |node, step| match step.parse::<usize>() {
        Ok(index) => &node.as_list().unwrap()[index],
        Err(_) => node.get(step).unwrap(),
    });
    (node.at.line, node.at.column)
}

#[test]
fn short_forms_become_long_ones() {
    let text = "
a: !Ref X
b: !GetAtt X.Outputs.Y
c: !Join ['-', [!Ref A, b]]
d: !If [Prod, !Sub '${A}', !Ref 'AWS::NoValue']
e: !Condition Prod
f: !GetAtt [X, Arn]
g: !Base64
  Fn::Sub: x
h: !Equals [!Ref Stage, prod]
i: !Sub 12
j: !GetAZs
k: !Sub |
  one
  two
";
    let expected = json!({
        "a": { "Ref": "X" },
        "b": { "Fn::GetAtt": ["X", "Outputs.Y"] },
        "c": { "Fn::Join": ["-", [{ "Ref": "A" }, "b"]] },
        "d": { "Fn::If": ["Prod", { "Fn::Sub": "${A}" }, { "Ref": "AWS::NoValue" }] },
        "e": { "Condition": "Prod" },
        "f": { "Fn::GetAtt": ["X", "Arn"] },
        "g": { "Fn::Base64": { "Fn::Sub": "x" } },
        "h": { "Fn::Equals": [{ "Ref": "Stage" }, "prod"] },
        "i": { "Fn::Sub": "12" },
        "j": { "Fn::GetAZs": "" },
        "k": { "Fn::Sub": "one\ntwo\n" }
    });
    assert_eq!(read(text), expected);
}

#[test]
fn every_value_knows_its_place() {
    let yaml = "# é\nA:\n  B: !If\n    - C\n    - x: 1\nD: &a !Sub 'é'\nE: {é: [1, *a]}\n";
    assert_eq!(place(yaml, ""), (2, 1));
    assert_eq!(place(yaml, "A"), (3, 3));
    assert_eq!(place(yaml, "A/B"), (3, 6), "the tag");
    assert_eq!(place(yaml, "A/B/Fn::If/1"), (5, 7));
    assert_eq!(place(yaml, "A/B/Fn::If/1/x"), (5, 10));
    assert_eq!(place(yaml, "D/Fn::Sub"), (6, 7));
    assert_eq!(place(yaml, "E/é/0"), (7, 9));
    assert_eq!(place(yaml, "E/é/1"), (6, 7), "what the alias names");
    assert_eq!(parse(yaml).unwrap().aliases, [Position { line: 7, column: 12 }]);

    assert_eq!(
        place("a:\n  b:\n  c: 1\n", "a/b"),
        (2, 4),
        "behind the key of what is left out"
    );

    let json = "{\n\t\"é\": {\"b\": [1, \"ü\", true]},\r\n  \"c\"\n:\nnull}";
    assert_eq!(place(json, ""), (1, 1));
    assert_eq!(place(json, "é"), (2, 7));
    assert_eq!(place(json, "é/b/0"), (2, 14));
    assert_eq!(place(json, "é/b/2"), (2, 22));
    assert_eq!(place(json, "c"), (5, 1));
    let document = parse(json).unwrap();
    let key = document.root.as_map().unwrap().entry("c").unwrap().key_at;
    assert_eq!(key, Position { line: 3, column: 3 });
    assert_eq!(document.language, Language::Json);
}

#[test]
fn lines_end_in_each_way_and_a_byte_order_mark_is_no_content() {
    assert_eq!(read("a: 1\r\nb: |\r\n  x\r\n  y\r\n"), json!({ "a": 1, "b": "x\ny\n" }));
    assert_eq!(read("\u{feff}a: 1"), json!({ "a": 1 }));
    assert_eq!(read("\u{feff} \n{\"a\": 1}"), json!({ "a": 1 }));
    assert_eq!(place("a: 1\r\nb: 2\r\n", "b"), (2, 4));
    assert_eq!(place("\u{feff}{\"a\": 1}", "a"), (1, 7));
}

#[test]
fn json_is_read_as_json() {
    let text = r#"{"a": "\ud83d\ude00\/\"\\", "b": [-0, 1.0, 1, 1e3, 12345678901234567890, {}], "c": [[], ""]}"#;
    let expected: serde_json::Value = serde_json::from_str(text).unwrap();
    assert_eq!(read(text).to_string(), expected.to_string(), "numbers keep their form");
}

#[test]
fn anchors_repeat_and_merge() {
    assert_eq!(
        read("a: &x {b: 1}\nc: *x\nd: {<<: *x, e: 2}"),
        json!({ "a": { "b": 1 }, "c": { "b": 1 }, "d": { "b": 1, "e": 2 } })
    );
    let text = "a: &x {b: 1, c: 1}\nd: &y {c: 2, e: 2}\nf: {<<: [*y, *x], b: 3}\ng: {b: 4, <<: *x, '<<': 5}";
    let read = read(text);
    assert_eq!(read["f"], json!({ "b": 3, "c": 2, "e": 2 }));
    assert_eq!(read["g"], json!({ "b": 4, "c": 1, "<<": 5 }));
}

#[test]
fn keys_become_text_and_know_what_they_were() {
    let text =
        "123456789012: a\n012: b\nyes: c\n!!str x: d\n? e\n: f\n098: g\n'1': h\n!!int '2': i\n1.10: j\n!!str 3: k\n";
    assert_eq!(
        read(text),
        json!({
            "123456789012": "a", "10": "b", "true": "c", "x": "d", "e": "f", "098": "g", "1": "h", "2": "i", "1.1": "j", "3": "k"
        })
    );
    let document = parse(text).unwrap();
    let told: Vec<_> = document
        .root
        .as_map()
        .unwrap()
        .iter()
        .map(|entry| (entry.key_written(), entry.key_kind(), entry.key_surprise()))
        .collect();
    assert_eq!(
        told,
        [
            ("123456789012", KeyKind::Number, None),
            ("012", KeyKind::Number, Some(Surprise::Octal)),
            ("yes", KeyKind::Boolean, Some(Surprise::Word)),
            ("x", KeyKind::Text, None),
            ("e", KeyKind::Text, None),
            ("098", KeyKind::Text, Some(Surprise::LeadingZero)),
            ("1", KeyKind::Text, None),
            ("2", KeyKind::Number, None),
            ("1.10", KeyKind::Number, Some(Surprise::Digits)),
            ("3", KeyKind::Text, None),
        ]
    );
    assert_eq!(
        errors("1: a\n'1': b\n"),
        r#"line 2, column 1: the key "1" stands here twice, first in line 1"#
    );
}

#[test]
fn quoted_text_of_several_lines_may_stand_less_deep_than_its_key() {
    for (text, expected) in [
        ("a: 'one\n  two\n\n  three'\n", json!({ "a": "one two\nthree" })),
        (
            "a:\n  b: '{\n  \"c\": 1\n}'\nd: e\n",
            json!({ "a": { "b": "{ \"c\": 1 }" }, "d": "e" }),
        ),
        (
            "a:\n  b: \"{\n\n  c\n\"\nd: e\n",
            json!({ "a": { "b": "{\nc " }, "d": "e" }),
        ),
        (
            "a:\n  - - 'x\ny'\n    - \"z\\\n\tw\"\n",
            json!({ "a": [["x y", "zw"]] }),
        ),
        (
            "a:\n  b: !Sub 'x\ny'\n  c: !Join\n    - \"\n\"\n    - []\n",
            json!({ "a": { "b": { "Fn::Sub": "x y" }, "c": { "Fn::Join": [" ", []] } } }),
        ),
        ("a: [{'b': 'x\n\ty'}]\n", json!({ "a": [{ "b": "x y" }] })),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn tabs_may_stand_before_the_lines_of_flow_collections_alone() {
    let json = "a: {\n\t\"b\": [\n\t\t\"c\"\n\t],\n\n\t\"d\": 'e\n\tf'\n}\ng: [\n \t1,\n\t2 ]\n";
    assert_eq!(read(json), json!({ "a": { "b": ["c"], "d": "e f" }, "g": [1, 2] }));
    assert_eq!(place(json, "a/d"), (6, 7));
    for (text, place) in [
        ("a:\n\tb: 1\n", "line 2, column 2: "),
        ("a: {\n\tb: 1\n\t}\n\tc: 2\n", "line 4, column 2: "),
        ("a: {\n\tb: 1 }\nc:\n\td: 2\n", "line 4, column 2: "),
        ("a: {\n\tb: 1\n", "line "),
    ] {
        assert!(errors(text).starts_with(place), "{text:?}: {}", errors(text));
    }
    for (line, count) in [
        ("\t1,\n2,\n", 500),
        ("\t{a: 1},\n{b: 2},\n", 500),
        ("\t'a\n\tb',\n'c',\n", 500),
    ] {
        let many = format!("a: [\n{}]", line.repeat(count));
        assert_eq!(read(&many)["a"].as_array().unwrap().len(), 2 * count);
    }
}

#[test]
fn a_block_that_ends_the_text_ends_as_the_text_does() {
    for (text, expected) in [
        ("a: |\n  b", "b"),
        ("a: |\n  b\n", "b\n"),
        ("a: |+\n  b\n\n", "b\n\n"),
        ("a: |-\n  b\n\n", "b"),
        ("a: >\n  b\n  c", "b c"),
    ] {
        assert_eq!(read(text), json!({ "a": expected }), "{text:?}");
    }
}

#[test]
fn what_is_read_otherwise_than_it_looks_is_noted() {
    let document =
        parse("a: 010\nb: [yes, '010', 1:30, &x off, 7, true, 2010-09-09]\nc: !Sub 010\nd: *x\ne: !!int '0x1F'\n")
            .unwrap();
    let told: Vec<_> = document
        .surprises
        .iter()
        .map(|plain| (plain.at.line, plain.at.column, plain.written.as_str(), plain.surprise))
        .collect();
    assert_eq!(
        told,
        [
            (1, 4, "010", Surprise::Octal),
            (2, 5, "yes", Surprise::Word),
            (2, 17, "1:30", Surprise::Sexagesimal),
            (2, 26, "off", Surprise::Word),
            (5, 4, "0x1F", Surprise::Hexadecimal),
        ]
    );
    assert!(parse("{\"a\": 1}").unwrap().surprises.is_empty());
}

#[test]
fn numbers_keep_their_digits_in_both_languages() {
    let long = "123456789012345678901234567890";
    let exact = "0.1000000000000000055511151231257827";
    for text in [
        format!("a: [{long}, -{long}, {exact}, 1.5]"),
        format!("{{\"a\": [{long}, -{long}, {exact}, 1.5]}}"),
    ] {
        let root = parse(&text).unwrap().root;
        assert_eq!(
            serde_json::to_string(&root).unwrap(),
            format!("{{\"a\":[{long},-{long},{exact},1.5]}}")
        );
    }
}

#[test]
fn all_mistakes_that_can_be_told_apart_are_told() {
    let text = "a: 1\nb: !Wrong x\na: 2\nc: !GetAtt x\nd: {e: 1, e: 2, f: !!binary x}\na: 3\n? [g]\n: 1\n~: 2\n";
    let errors = parse(text).unwrap_err();
    let told: Vec<_> = errors
        .iter()
        .map(|error| (error.at.line, error.at.column, error.message.as_str()))
        .collect();
    assert_eq!(told.len(), 8, "{told:?}");
    assert!(told[0].2.starts_with("unknown tag !Wrong; allowed: !And, "), "{told:?}");
    assert_eq!(told[1], (3, 1, r#"the key "a" stands here twice, first in line 1"#));
    assert_eq!(
        told[2],
        (4, 4, r#"!GetAtt takes a resource and an attribute, found "x""#)
    );
    assert_eq!(told[3], (5, 11, r#"the key "e" stands here twice, first in line 5"#));
    assert!(told[4].2.starts_with("the tag !!binary"), "{told:?}");
    assert_eq!(told[5], (6, 1, r#"the key "a" stands here twice, first in line 1"#));
    assert_eq!(told[6], (7, 3, "a list in place of a key, which is a string"));
    assert_eq!(told[7], (9, 1, "null in place of a key"));
    let json = r#"{"a": 1, "a": {"b": 1, "b": 2}}"#;
    let places: Vec<_> = parse(json).unwrap_err().iter().map(|error| error.at.column).collect();
    assert_eq!(places, [10, 24]);
}

#[test]
fn mistakes_are_told_up_to_a_thousand() {
    for line in ["- !Wrong x\n", "- ~: x\n", "- {a: 1, a: 2}\n", "- {<<: 1}\n"] {
        let text = format!("a:\n{}", line.repeat(1_200));
        assert_eq!(parse(&text).unwrap_err().iter().len(), 1_000, "{line}");
    }
}

#[test]
fn duplicates_are_found_in_maps_of_any_size() {
    for count in [5, 100] {
        let mut text: String = (0..count).map(|n| format!("k{n}: {n}\n")).collect();
        text.push_str("k3: again\nk1: again\nk3: again\n");
        let lines: Vec<_> = parse(&text).unwrap_err().iter().map(|error| error.at.line).collect();
        assert_eq!(lines, [count + 1, count + 2, count + 3]);
    }
}

#[test]
fn mistakes_of_json_say_what_is_wanted() {
    for (text, expected) in [
        (
            "{\"a\" {}}",
            "line 1, column 6: '{' where a colon after the key is wanted",
        ),
        (
            "{\"a\": 1,}",
            "line 1, column 9: '}' where a key in double quotes is wanted",
        ),
        (
            "[1 2]",
            "line 1, column 4: '2' where a comma or the end of the list is wanted",
        ),
        (
            "{\"a\": 1",
            "line 1, column 8: the end of the text where a comma or the end of the map is wanted",
        ),
        (
            "{\"a\": 1} x",
            "line 1, column 10: 'x' where the end of the template is wanted",
        ),
        (
            "{\n// x\n}",
            "line 2, column 1: a comment where a key in double quotes is wanted",
        ),
        (
            "{\"a\": 'x'}",
            "line 1, column 7: a single quote where a value is wanted",
        ),
        ("{\"a\": yes}", "line 1, column 7: yes is no value of JSON"),
        (
            "{\"a\": 012}",
            "line 1, column 7: 012 is no number of JSON: invalid number",
        ),
        (
            "{\"a\": \"x\n\"}",
            "line 1, column 7: a string without an end on its line",
        ),
        (
            "{\"a\": \"x\ty\"}",
            "line 1, column 9: the control character 0x09 in a string",
        ),
        ("{\"a\": \"\\x\"}", "line 1, column 7: in this string: invalid escape"),
        ("{\"a\": \"x", "line 1, column 7: a string without an end"),
        ("{\"a\": \"\\é", "line 1, column 7: a string without an end"),
        (
            "[]",
            "line 1, column 1: the text is a list, while a template is a map of sections",
        ),
    ] {
        assert_eq!(errors(text), expected, "{text}");
    }
}

#[test]
fn mistakes_of_yaml_name_their_place() {
    for (text, expected) in [
        ("", "line 1, column 1: the document is empty"),
        ("# only a comment\n", "line 1, column 1: the document is empty"),
        ("a: 1\n---\nb: 2", "line 2, column 1: a second document starts here"),
        (
            "- a",
            "line 1, column 1: the text is a list, while a template is a map of sections",
        ),
        (
            "text",
            "line 1, column 1: the text is a string, while a template is a map of sections",
        ),
        ("a: &x [*x]", "line 1, column 8: an alias to something that contains it"),
        (
            "a: {<<: 1}",
            "line 1, column 9: << takes a map or a list of maps, found a number",
        ),
    ] {
        assert_eq!(errors(text), expected, "{text}");
    }
    for (text, start) in [
        ("a: [1", "line 1, column 4: "),
        ("a: b: c", "line 1, column 5: "),
        ("a:\n\tb: 1", "line 2, column "),
        ("a: *x", "line 1, column 4: "),
    ] {
        assert!(errors(text).starts_with(start), "{text}: {}", errors(text));
    }
}

#[test]
fn flow_collections_may_close_below_their_key() {
    let expected = json!({ "a": { "b": [{ "c": "d", "e": ["f"] }] } });
    for text in [
        "a:\n  b: [{\n    \"c\": \"d\",\n    \"e\": ['f']\n  }]\n",
        "a:\n  b: [{\n  \"c\": \"d\",\n\"e\": [\n'f'\n]\n}\n]\n",
        "a: {\n  b: [\n    { c: d, e: [f] }\n  ]\n}\n",
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn texts_that_grow_or_nest_without_bound_are_refused() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("!Not [", "]"), ("- ", "")] {
        let nested = |depth: usize| format!("{}1{}", open.repeat(depth), close.repeat(depth));
        let text = if open.starts_with('{') {
            nested(150)
        } else {
            format!("a: \n {}", nested(150))
        };
        assert!(errors(&text).contains("nested more than 100 deep"), "{}", errors(&text));
    }
    let mut chain = "a0: &a0 x\n".to_owned();
    for step in 1..200 {
        writeln!(chain, "a{step}: &a{step} [*a{}]", step - 1).unwrap();
    }
    assert!(errors(&chain).contains("nested more than 100 deep"));
    let mut laughs = "a0: &a0 x\n".to_owned();
    for step in 1..10 {
        let repeated = vec![format!("*a{}", step - 1); 10].join(", ");
        writeln!(laughs, "a{step}: &a{step} [{repeated}]").unwrap();
    }
    assert!(
        errors(&laughs).contains("more than 250000 values"),
        "{}",
        errors(&laughs)
    );
    let long = format!("a: &a {}\nb: [{}]", "x".repeat(1 << 20), "*a,".repeat(40));
    assert!(errors(&long).contains("bytes of text"));
    assert!(errors(&" ".repeat(MAX_LENGTH + 1)).starts_with("line 1, column 1: a text of 16777217 bytes"));
}

#[test]
fn big_maps_are_searched_by_their_index() {
    let json: serde_json::Map<String, serde_json::Value> =
        (0..1_000).map(|n| (format!("k{}", n * 7 % 1_000), n.into())).collect();
    let node = Node::from_json(&json.clone().into());
    assert_eq!(node.to_json(), serde_json::Value::Object(json.clone()));
    for (key, value) in &json {
        assert_eq!(node.get(key).unwrap().to_json(), *value);
    }
    assert_eq!(node.get("k1000"), None);
}
