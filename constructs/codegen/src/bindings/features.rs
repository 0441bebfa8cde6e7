//! The cargo features of the bindings, checked against the services that there are.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use ferrocdk_spec::rust;

const FILE: &str = "constructs/spec/features.txt";
/// As many features as crates.io takes for a crate, less those of the facade that are no services (`default`, `aws`, `plant` ...).
const MOST_FEATURES: usize = 300 - 10;

/// The features of the services, sorted.
pub(super) fn all(services: &BTreeSet<String>) -> Result<BTreeSet<String>> {
    let shared: Vec<(&str, Vec<&str>)> = rust::shared_features()
        .map(|(feature, members)| (feature, members.collect()))
        .collect();
    check(&shared, services)?;
    within_limit(services.iter().map(|service| rust::feature(service)).collect())
}

fn check(shared: &[(&str, Vec<&str>)], services: &BTreeSet<String>) -> Result<()> {
    let mut seen = BTreeSet::new();
    for (feature, members) in shared {
        for member in members {
            ensure!(
                services.contains(*member),
                "{FILE} names the service '{member}', of which the database has no resource type\n\
                 hint: it stands between the colons of a type name, such as 'Kinesis' in AWS::Kinesis::Stream"
            );
            ensure!(seen.insert(*member), "{FILE} names the service '{member}' twice");
        }
        let alone = services
            .iter()
            .find(|service| service.to_lowercase() == **feature && !members.contains(&service.as_str()));
        ensure!(
            alone.is_none(),
            "{FILE}: '{feature}' is the name of a service that does not share it\n\
             hint: add the service to the line, or give the feature another name"
        );
    }
    Ok(())
}

fn within_limit(features: BTreeSet<String>) -> Result<BTreeSet<String>> {
    ensure!(
        features.len() <= MOST_FEATURES,
        "the services have {} features, and crates.io takes {MOST_FEATURES} beside those of the facade\n\
         hint: let some of few types share one, in {FILE}",
        features.len()
    );
    Ok(features)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn mistakes_are_named() {
        let services = names(&["DRS", "MGN", "SQS"]);
        for (shared, expected) in [
            (
                vec![("migration", vec!["DRS", "MGM"])],
                "'MGM', of which the database has no resource type\nhint:",
            ),
            (vec![("one", vec!["DRS"]), ("two", vec!["DRS"])], "'DRS' twice"),
            (
                vec![("sqs", vec!["DRS", "MGN"])],
                "'sqs' is the name of a service that does not share it",
            ),
        ] {
            let error = check(&shared, &services).err().map(|error| error.to_string());
            assert!(
                error.as_ref().is_some_and(|error| error.contains(expected)),
                "{shared:?}: {error:?}"
            );
        }
        check(&[("drs", vec!["DRS", "MGN"])], &services).unwrap();
    }

    #[test]
    fn too_many_features_are_refused() {
        let many: BTreeSet<String> = (0..=MOST_FEATURES).map(|n| format!("service{n}")).collect();
        let error = within_limit(many).unwrap_err().to_string();
        assert!(
            error.starts_with("the services have 291 features, and crates.io takes 290"),
            "{error}"
        );
    }
}
