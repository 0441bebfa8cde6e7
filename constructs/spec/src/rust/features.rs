//! Which cargo feature of the bindings switches a service on: its own, or one that it shares.

/// The shared features, one a line.
const SHARED: &str = include_str!("../../features.txt");

/// The features that several services share: each with the services, as in type names.
pub fn shared_features() -> impl Iterator<Item = (&'static str, impl Iterator<Item = &'static str>)> {
    let lines = SHARED.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once(':'))
        .map(|(feature, services)| (feature.trim(), services.split_whitespace()))
}

/// The feature of a service, given as in type names.
///
/// ```
/// use ferrocdk_spec::rust::feature;
/// assert_eq!(feature("Kinesis"), "kinesis");
/// assert_eq!(feature("QLDB"), "ledgers");
/// ```
#[must_use]
pub fn feature(service: &str) -> String {
    let shared =
        shared_features().find_map(|(feature, mut services)| services.any(|name| name == service).then_some(feature));
    shared.map_or_else(|| service.to_lowercase(), str::to_owned)
}
