//! The runtimes that have a constant are those that get updates.

use std::collections::BTreeSet;

use ferrocdk::aws::lambda::Runtime;
use ferrocdk_spec::Database;

/// The day on which the constants were last looked through.
const LOOKED_THROUGH: &str = "2026-11-29";

#[test]
fn every_runtime_with_updates_has_a_constant_and_no_other() {
    let known = Database::bundled().unwrap().runtimes().unwrap();
    let with_updates: BTreeSet<&str> = known
        .iter()
        .filter(|runtime| runtime.deprecated.as_deref().is_none_or(|day| day > LOOKED_THROUGH))
        .map(|runtime| runtime.name.as_str())
        .collect();
    let constants: BTreeSet<&str> = Runtime::ALL.iter().map(Runtime::name).collect();
    assert_eq!(constants, with_updates);
}
