//! Values under conditions: each way to hand a parameter on, under each way to ask for its value.

use ferrocdk_lint::{Linter, Options};

const HEAD: &str = r#"Parameters:
  Text: { Type: String, Default: "X_" }
  List: { Type: CommaDelimitedList, Default: "X_" }
  Number: { Type: Number, Default: 0 }
  Stage: { Type: String, AllowedValues: [none, some], Default: none }
Mappings:
  Rows: { none: { Name: "X_", Names: ["X_"] }, some: { Name: some-name, Names: [some-name] } }
"#;

/// A value that fits only when its parameter does not have its default, and what the default gives: the parameter, the property, the value.
const VALUES: [(&str, &str, &str); 20] = [
    ("Text", "BucketName", "!Ref Text"),
    ("Text", "BucketName", "!Sub '${Text}'"),
    ("Text", "BucketName", "!Sub ['${T}', { T: !Ref Text }]"),
    ("Text", "BucketName", "!Sub ['b-${T}', { T: !Sub '${Text}' }]"),
    ("Text", "BucketName", "!Join ['', [!Ref Text]]"),
    ("Text", "BucketName", "!Join ['-', [b, !Ref Text]]"),
    ("Text", "BucketName", "!Join ['-', !Split [',', !Sub 'b,${Text}']]"),
    ("Text", "BucketName", "!Select [0, !Split [',', !Ref Text]]"),
    ("Text", "BucketName", "!Select [0, [!Ref Text, other]]"),
    ("Text", "Arns", "!Split [',', !Ref Text]"),
    ("Text", "Arns", "[!Ref Text]"),
    ("List", "BucketName", "!Select [0, !Ref List]"),
    ("List", "BucketName", "!Join ['-', !Ref List]"),
    ("List", "Arns", "!Ref List"),
    ("List", "Arns", "[!Select [0, !Ref List]]"),
    ("Number", "Size", "!Ref Number"),
    ("Number", "Size", "!Select [0, [!Ref Number]]"),
    ("Stage", "BucketName", "!FindInMap [Rows, !Ref Stage, Name]"),
    (
        "Stage",
        "BucketName",
        "!Select [0, !FindInMap [Rows, !Ref Stage, Names]]",
    ),
    (
        "Stage",
        "BucketName",
        "!Sub ['${N}', { N: !FindInMap [Rows, !Ref Stage, Name] }]",
    ),
];

/// Conditions that are true when the parameter does not have its default.
fn conditions(parameter: &str) -> Vec<String> {
    let compared: &[&str] = match parameter {
        "Text" => &[
            "!Equals [!Ref Text, 'X_']",
            "!Equals ['X_', !Ref Text]",
            "!Equals [!Sub 'a${Text}', aX_]",
        ],
        "List" => &[
            "!Equals [!Join ['', !Ref List], 'X_']",
            "!Equals [!Select [0, !Ref List], 'X_']",
            "!Equals ['X_', !Join [',', !Ref List]]",
        ],
        "Number" => &[
            "!Equals [!Ref Number, 0]",
            "!Equals [!Ref Number, '0']",
            "!Equals [!Sub '${Number}', '0']",
        ],
        _ => &[
            "!Equals [!Ref Stage, none]",
            "!Equals [!FindInMap [Rows, !Ref Stage, Name], 'X_']",
            "!Equals [!Join ['-', [!Ref Stage, a]], none-a]",
        ],
    };
    let all = compared.iter().flat_map(|equals| {
        [
            format!("Conditions:\n  Has: !Not [{equals}]\n"),
            format!("Conditions:\n  Lacks: {equals}\n  Has: !Not [!Condition Lacks]\n"),
            format!("Conditions:\n  Has: !And [!Not [{equals}], !Equals [!Ref AWS::Region, us-east-1]]\n"),
            format!("Conditions:\n  Has: !Not [!Or [{equals}, !Equals [!Ref AWS::AccountId, '1']]]\n"),
        ]
    });
    all.collect()
}

fn property(name: &str, value: &str) -> String {
    match name {
        "Arns" => format!("Type: AWS::IAM::Group, Properties: {{ ManagedPolicyArns: {value} }}"),
        "Size" => format!("Type: AWS::SQS::Queue, Properties: {{ MaximumMessageSize: {value} }}"),
        name => format!("Type: AWS::S3::Bucket, Properties: {{ {name}: {value} }}"),
    }
}

/// The warnings about values that functions give.
fn warnings(linter: &Linter, conditions: &str, resource: &str) -> Vec<String> {
    let text = format!("{HEAD}{conditions}Resources:\n  R: {{ {resource} }}\n");
    let findings = linter.lint_text(&text).into_iter();
    findings
        .filter(|finding| finding.rule.starts_with("W103") || finding.rule.starts_with('E'))
        .map(|finding| format!("{} {}", finding.rule, finding.message))
        .collect()
}

#[test]
fn a_value_is_judged_under_its_conditions() {
    let linter = Linter::new(Options::default());
    for (parameter, name, value) in VALUES {
        assert!(
            !warnings(&linter, "", &property(name, value)).is_empty(),
            "{value} fits without any condition"
        );
        for conditions in conditions(parameter) {
            let none = "!Ref AWS::NoValue";
            let has = format!("!If [Has, {value}, {none}]");
            let lacks = format!("!If [Has, {none}, {value}]");
            let of_resource = format!("Condition: Has, {}", property(name, value));
            for resource in [property(name, &has), of_resource] {
                let found = warnings(&linter, &conditions, &resource);
                assert!(found.is_empty(), "{conditions}{resource}: {found:?}");
            }
            let found = warnings(&linter, &conditions, &property(name, &lacks));
            assert!(!found.is_empty(), "{conditions}{lacks}");
        }
    }
}
