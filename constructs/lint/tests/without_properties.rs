//! A resource without `Properties` is judged as one whose properties are empty, for every type.

use std::collections::BTreeSet;

use ferrocdk_lint::{Linter, Options};
use ferrocdk_spec::Database;

#[test]
fn no_properties_and_empty_ones_are_the_same() {
    let linter = Linter::new(Options::default());
    let rules = |text: &str| {
        let mut rules: Vec<_> = linter
            .lint_text(text)
            .into_iter()
            .map(|finding| (finding.rule, finding.message))
            .collect();
        rules.sort();
        rules
    };
    let database = Database::bundled().unwrap();
    let mut of_several = BTreeSet::new();
    for ty in database.names() {
        let without = rules(&format!("Resources:\n  R:\n    Type: {ty}\n"));
        let empty = rules(&format!("Resources:\n  R:\n    Type: {ty}\n    Properties: {{}}\n"));
        assert_eq!(without, empty, "{ty}");
        of_several.extend(without.into_iter().map(|(rule, _)| rule));
    }
    for rule in ["E3014", "E3058", "E3660", "E3673"] {
        assert!(of_several.contains(rule), "{rule} is found for no type");
    }
}
