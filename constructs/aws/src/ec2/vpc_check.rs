//! Checks settings of a network before it is made, and finds its zones.

use ferrocdk_core::{Diagnostic, Scope, Value};

use super::subnet_configuration::SubnetType;
use super::vpc::VpcProps;
use crate::diagnostic_ids;

/// The zones of a network: those that are named, else the first of the region.
pub(super) fn zones(scope: &Scope, props: &VpcProps) -> Vec<Value<String>> {
    if !props.availability_zones.is_empty() {
        return props.availability_zones.clone();
    }
    let at_most = props.max_azs.unwrap_or(3) as usize;
    let mut zones = scope
        .stack()
        .map(|stack| stack.availability_zones())
        .unwrap_or_default();
    zones.truncate(at_most);
    zones
}

/// Reports settings that contradict each other.
pub(super) fn check(scope: &Scope, props: &VpcProps) {
    let wrong = |message: &str| Diagnostic::error(diagnostic_ids::NETWORK_SETTINGS, message);
    if props.max_azs.is_some() && !props.availability_zones.is_empty() {
        let diagnostic = wrong("a network is told both a number of zones and their names")
            .found(format!(
                "max_azs {} and {} names",
                props.max_azs.unwrap_or_default(),
                props.availability_zones.len()
            ))
            .allowed("one of the two")
            .help("leave out max_azs: as many zones are used as are named");
        scope.report(diagnostic);
    }
    if props.max_azs == Some(0) {
        let diagnostic = wrong("a network has no zone")
            .found("max_azs 0")
            .allowed("1 and more")
            .help("leave max_azs out for up to three");
        scope.report(diagnostic);
    }
    let region = scope.stack().and_then(|stack| stack.environment().region);
    for zone in &props.availability_zones {
        if let (Some(zone), Some(region)) = (zone.literal(), &region)
            && !zone.starts_with(region.as_str())
        {
            let diagnostic = wrong("a zone is not in the region of its stack")
                .found(format!("{zone} in {region}"))
                .allowed(format!("zones whose names begin with {region}"))
                .help("name zones of this region, or leave them out");
            scope.report(diagnostic);
        }
    }
    for (index, kind) in props.subnet_configuration.iter().enumerate() {
        if props.subnet_configuration[..index]
            .iter()
            .any(|other| other.name == kind.name)
        {
            let diagnostic = wrong("two kinds of subnets have one name")
                .found(&kind.name)
                .allowed("a name of its own for each, which ids and selections are made of")
                .help("name one of them differently");
            scope.report(diagnostic);
        }
        if kind.map_public_ip_on_launch.is_some() && kind.subnet_type != SubnetType::Public {
            let diagnostic = wrong("subnets that are not public are to give out public addresses")
                .found(format!("{} of type {}", kind.name, kind.subnet_type.word()))
                .allowed("map_public_ip_on_launch on public subnets")
                .help("leave it out, or make them public");
            scope.report(diagnostic);
        }
    }
}
