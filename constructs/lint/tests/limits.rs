//! What only large templates break, and what leads out of a region.

use std::collections::BTreeSet;

use ferrocdk_lint::{Linter, Options};

#[test]
fn limits() {
    let long = "a".repeat(256);
    let many = |count: usize, body: &str| (0..count).map(|n| format!("  N{n}: {body}\n")).collect::<String>();
    let topic = "{ Type: AWS::SNS::Topic }";
    let cases = [
        (
            "E1002",
            format!(
                "Description: a\nMetadata: {{ A: {} }}\nResources: {{}}\n",
                "a".repeat(1_000_000)
            ),
        ),
        ("E1003", format!("Description: {}\nResources: {{}}\n", "a".repeat(1025))),
        (
            "E2010",
            format!("Parameters:\n{}Resources: {{}}\n", many(201, "{ Type: String }")),
        ),
        (
            "E2011",
            format!("Parameters:\n  {long}: {{ Type: String }}\nResources: {{}}\n"),
        ),
        ("E3010", format!("Resources:\n{}", many(501, topic))),
        ("E3011", format!("Resources:\n  {long}: {topic}\n")),
        (
            "E6010",
            format!("Resources: {{}}\nOutputs:\n{}", many(201, "{ Value: a }")),
        ),
        (
            "E6011",
            format!("Resources: {{}}\nOutputs:\n  {long}: {{ Value: a }}\n"),
        ),
        (
            "E7002",
            format!("Mappings:\n  {long}: {{ a: {{ b: c }} }}\nResources: {{}}\n"),
        ),
        (
            "E7010",
            format!("Mappings:\n{}Resources: {{}}\n", many(201, "{ a: { b: c } }")),
        ),
    ];
    let linter = Linter::new(Options {
        ignore: vec!["W".to_owned()],
        ..Options::default()
    });
    for (rule, text) in cases {
        let found: BTreeSet<&str> = linter.lint_text(&text).iter().map(|finding| finding.rule).collect();
        assert_eq!(found, BTreeSet::from([rule]));
    }
}
