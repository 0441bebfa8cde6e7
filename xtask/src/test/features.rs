//! `test --features`: the library with each of its features alone, and with sets of them in which any two stand together, apart, and not at all.
//!
//! All pairs would be some hundred builds. Eight sets have each pair in all four ways, as long as there are at most 35 features: the first set has none of them,
//! and each feature is in another four of the seven that follow, so that of two features neither is where the other is only, and both are in one at least.

use std::collections::BTreeMap;
use std::process::Command;

use anyhow::{Context as _, Result};
use ferrocdk_cli::{Context, Failure, ui};
use serde::Deserialize;
use xshell::cmd;

/// The crate whose features are meant.
const PACKAGE: &str = "ferrocdk-aws";
const MANIFEST: &str = "constructs/aws/Cargo.toml";

#[derive(Deserialize)]
struct Manifest {
    features: BTreeMap<String, Vec<String>>,
}

/// Compiles the library with each set of features.
pub(super) fn run(context: &Context) -> Result<()> {
    let file = context.root.join(MANIFEST);
    let text = std::fs::read_to_string(&file).with_context(|| format!("cannot read `{}`", file.display()))?;
    let manifest: Manifest = toml::from_str(&text).with_context(|| format!("cannot read `{}`", file.display()))?;
    let features: Vec<String> = manifest
        .features
        .into_keys()
        .filter(|name| !["all", "default"].contains(&name.as_str()))
        .collect();
    let sets =
        sets(&features).with_context(|| format!("{} features are more than the sets are for", features.len()))?;
    let shell = &context.shell;
    let mut failed = Vec::new();
    for set in &sets {
        let names = set.join(",");
        ui::step("Checking", if names.is_empty() { "no feature" } else { &names });
        let check = cmd!(shell, "cargo check --quiet --package {PACKAGE} --features {names}");
        if !context.run(Command::from(check))? {
            failed.push(if names.is_empty() { "none" } else { names.as_str() }.to_owned());
        }
    }
    if failed.is_empty() {
        ui::data(format_args!(
            "{} sets of {} features compile",
            sets.len(),
            features.len()
        ))?;
        return Ok(());
    }
    let message = format!("{PACKAGE} does not compile with these features: {}", failed.join("; "));
    Err(Failure::new(message)
        .hint(format!(
            "`cargo check --package {PACKAGE} --features {}` tells why",
            failed[0]
        ))
        .into())
}

/// The features alone, and the sets of all pairs; `None` where they are too many for these.
fn sets(features: &[String]) -> Option<Vec<Vec<String>>> {
    let fours: Vec<u8> = (0..128_u8).filter(|bits| bits.count_ones() == 4).collect();
    if features.len() > fours.len() {
        return None;
    }
    let alone = features.iter().map(|feature| vec![feature.clone()]);
    let none = std::iter::once(Vec::new());
    let pairs = (0..7).map(|set| {
        let members = features.iter().zip(&fours).filter(|(_, fours)| *fours >> set & 1 == 1);
        members.map(|(feature, _)| feature.clone()).collect()
    });
    Some(none.chain(alone).chain(pairs).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_two_features_stand_together_apart_and_not_at_all() {
        for count in [1, 2, 23, 35] {
            let features: Vec<String> = (0..count).map(|index| format!("f{index}")).collect();
            let sets = sets(&features).unwrap_or_default();
            assert_eq!(sets.len(), 1 + count + 7);
            for one in &features {
                assert!(sets.contains(&vec![one.clone()]), "{one} alone");
                for other in features.iter().filter(|other| *other != one) {
                    for ways in [(true, true), (true, false), (false, true), (false, false)] {
                        // Without the sets of one, which have the easy half.
                        let is_there = sets.iter().take(1).chain(sets.iter().skip(1 + count));
                        let found = is_there
                            .filter(|set| (set.contains(one), set.contains(other)) == ways)
                            .count();
                        assert!(found > 0 || count == 1, "{one} and {other}: {ways:?}");
                    }
                }
            }
        }
        assert!(sets(&vec![String::new(); 36]).is_none());
    }
}
