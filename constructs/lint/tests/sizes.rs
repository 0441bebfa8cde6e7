//! The size of policies, in every way in which conditions can turn out.

use std::fmt::Write as _;

use ferrocdk_lint::{Linter, Options};

/// Statements whose text has at least so many characters without white space.
fn statement(characters: usize) -> String {
    format!(
        "{{ Effect: Allow, Action: 's3:*', Resource: 'arn:aws:s3:::{}' }}",
        "a".repeat(characters)
    )
}

/// Where policies are too long.
fn too_long(resources: &str) -> Vec<String> {
    let text = format!(
        "Parameters: {{ Stage: {{ Type: String }} }}\nConditions:\n  IsProd: !Equals [!Ref Stage, prod]\n  IsDev: !Equals [!Ref Stage, dev]\nResources:\n{resources}"
    );
    let findings = Linter::new(Options::default()).lint_text(&text);
    let sizes = findings.iter().filter(|finding| finding.rule == "E3033");
    sizes.map(|finding| finding.path.to_string()).collect()
}

fn document(statements: &[String]) -> String {
    format!("{{ Version: 2012-10-17, Statement: [{}] }}", statements.join(", "))
}

fn managed(statements: &[String]) -> Vec<String> {
    too_long(&format!(
        "  M: {{ Type: AWS::IAM::ManagedPolicy, Properties: {{ PolicyDocument: {} }} }}\n  D: {{ Type: AWS::SNS::Topic, Condition: IsProd }}\n  E: {{ Type: AWS::SNS::Topic, Condition: IsDev }}\n",
        document(statements)
    ))
}

const MANAGED: &str = "Resources/M/Properties/PolicyDocument";

#[test]
fn a_managed_policy_has_its_limit_to_the_character() {
    let around =
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::"}]}"#;
    let rest = 6_144 - around.len();
    assert_eq!(managed(&[statement(rest)]), Vec::<String>::new());
    assert_eq!(managed(&[statement(rest + 1)]), [MANAGED]);
}

#[test]
fn white_space_does_not_count() {
    let mut spaced = String::new();
    for _ in 0..500 {
        let _ = write!(spaced, "\"s3:Get*\",{}", " ".repeat(40));
    }
    let statement = format!("{{ Effect: Allow, Action: [{spaced} \"s3:Put*\"], Resource: '*' }}");
    assert_eq!(managed(&[statement]), Vec::<String>::new());
    // As text, too, whose blanks the service takes out.
    let text = format!("'{{ \"Version\": {} \"2012-10-17\" }}'", " ".repeat(7_000));
    let found = too_long(&format!(
        "  M: {{ Type: AWS::IAM::ManagedPolicy, Properties: {{ PolicyDocument: {text} }} }}\n"
    ));
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn every_way_of_the_conditions_is_looked_at() {
    let half = statement(4_000);
    let when = |condition: &str, then: &str, otherwise: &str| format!("!If [{condition}, {then}, {otherwise}]");
    let none = "!Ref AWS::NoValue";
    // Each half fits, and both stand there when the condition holds.
    assert_eq!(managed(&[half.clone(), when("IsProd", &half, none)]), [MANAGED]);
    assert_eq!(managed(&[half.clone(), when("IsProd", none, &half)]), [MANAGED]);
    // They exclude each other.
    assert_eq!(
        managed(&[when("IsProd", &half, none), when("IsDev", &half, none)]),
        Vec::<String>::new()
    );
    assert_eq!(
        managed(&[when("IsProd", &half, none), when("IsProd", none, &half)]),
        Vec::<String>::new()
    );
    // One is there whenever the other is not prod.
    assert_eq!(
        managed(&[when("IsProd", none, &half), when("IsDev", &half, none)]),
        [MANAGED]
    );
    // As a whole, and as a part of a text.
    let long = statement(7_000);
    assert_eq!(managed(&[when("IsProd", &statement(1), &long)]), [MANAGED]);
    let text = format!(
        "{{ Effect: Allow, Action: 's3:*', Resource: !If [IsProd, '*', !Sub 'arn:${{AWS::Partition}}:s3:::{}'] }}",
        "a".repeat(7_000)
    );
    assert_eq!(managed(&[text]), [MANAGED]);
    let joined = format!(
        "{{ Effect: Allow, Action: 's3:*', Resource: !Join ['', ['arn:', !Ref AWS::Partition, ':s3:::{}']] }}",
        "a".repeat(7_000)
    );
    assert_eq!(managed(&[joined]), [MANAGED]);
}

#[test]
fn inline_policies_count_together() {
    let policy = |name: &str, characters: usize| {
        format!(
            "{{ PolicyName: {name}, PolicyDocument: {} }}",
            document(&[statement(characters)])
        )
    };
    let trust = "{ Version: 2012-10-17, Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole } }";
    let role = |policies: &[String]| {
        format!(
            "  R: {{ Type: AWS::IAM::Role, Properties: {{ AssumeRolePolicyDocument: {trust}, Policies: [{}] }} }}\n",
            policies.join(", ")
        )
    };
    let own = "Resources/R/Properties/Policies";
    assert_eq!(
        too_long(&role(&[policy("a", 5_000), policy("b", 5_000)])),
        Vec::<String>::new()
    );
    assert_eq!(too_long(&role(&[policy("a", 5_200), policy("b", 5_200)])), [own]);
    let chosen = format!("!If [IsProd, {}, !Ref AWS::NoValue]", policy("b", 5_200));
    assert_eq!(too_long(&role(&[policy("a", 5_200), chosen.clone()])), [own]);
    assert_eq!(
        too_long(&role(&[
            chosen,
            format!("!If [IsDev, {}, !Ref AWS::NoValue]", policy("a", 5_200))
        ])),
        Vec::<String>::new()
    );
    // With what another resource attaches.
    let attached = |condition: &str| {
        format!(
            "{}  P: {{ Type: AWS::IAM::Policy, Condition: {condition}, Properties: {{ PolicyName: p, Roles: [!Ref R], PolicyDocument: {} }} }}\n  Q: {{ Type: AWS::IAM::RolePolicy, Condition: IsProd, Properties: {{ PolicyName: q, RoleName: !Ref R, PolicyDocument: {} }} }}\n",
            role(&[policy("a", 3_600)]),
            document(&[statement(3_600)]),
            document(&[statement(3_600)])
        )
    };
    assert_eq!(too_long(&attached("IsProd")), [own]);
    assert_eq!(too_long(&attached("IsDev")), Vec::<String>::new());
    for (ty, most) in [("User", 2_048), ("Group", 5_120)] {
        for (characters, is_too_long) in [(most - 200, false), (most, true)] {
            let found = too_long(&format!(
                "  U: {{ Type: AWS::IAM::{ty}, Properties: {{ Policies: [{}] }} }}\n",
                policy("a", characters)
            ));
            assert_eq!(!found.is_empty(), is_too_long, "{ty} {characters}: {found:?}");
        }
    }
}

#[test]
fn a_trust_policy_has_a_limit_of_its_own() {
    let trust = |characters: usize| {
        let statement = format!(
            "{{ Effect: Allow, Principal: {{ Service: lambda.amazonaws.com }}, Action: sts:AssumeRole, Condition: {{ StringEquals: {{ 'aws:SourceAccount': '{}' }} }} }}",
            "1".repeat(characters)
        );
        too_long(&format!(
            "  R: {{ Type: AWS::IAM::Role, Properties: {{ AssumeRolePolicyDocument: {} }} }}\n",
            document(&[statement])
        ))
    };
    assert_eq!(trust(3_500), Vec::<String>::new());
    assert_eq!(trust(4_100), ["Resources/R/Properties/AssumeRolePolicyDocument"]);
}
