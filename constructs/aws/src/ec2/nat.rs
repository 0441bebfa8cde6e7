//! NAT gateways of a network: through them, what is private calls out.

use ferrocdk_core::{Construct, Diagnostic, Value};

use super::selection::SubnetSelection;
use super::subnet::RouteTarget;
use super::subnet_configuration::{SubnetConfiguration, SubnetType};
use super::vpc::Vpc;
use crate::diagnostic_ids;

/// Number of gateways: that which is asked for, at most one a zone; else one a zone where there are subnets for it.
pub(super) fn count(asked: Option<u32>, subnets: &[SubnetConfiguration], zones: usize) -> usize {
    let has = |subnet_type| {
        subnets
            .iter()
            .any(|subnet| subnet.subnet_type == subnet_type && subnet.is_created())
    };
    match asked {
        Some(count) => zones.min(count as usize),
        None if has(SubnetType::PrivateWithEgress) => zones,
        None => 0,
    }
}

impl Vpc {
    /// Makes the gateways, and the routes to them: a private subnet goes through the gateway of its zone, or else through one after the other.
    #[track_caller]
    pub(super) fn make_nat_gateways(
        &self,
        count: usize,
        placement: &SubnetSelection,
        allocation_ids: &[Value<String>],
    ) {
        if self.public_subnets().is_empty() {
            let diagnostic = Diagnostic::error(
                diagnostic_ids::NAT_PLACE,
                "NAT gateways have no public subnet to stand in",
            )
            .found(format!("{count} NAT gateways, and no subnets of type Public"))
            .allowed("a public kind of subnet beside those with egress, or nat_gateways(0)")
            .help("add SubnetConfiguration::new(\"Public\", SubnetType::Public), or make the private ones isolated");
            self.scope().report(diagnostic);
            return;
        }
        let places = self.select_subnets(placement).subnets;
        if let Some(wrong) = places
            .iter()
            .find(|subnet| subnet.subnet_type() != Some(SubnetType::Public))
        {
            let diagnostic = Diagnostic::error(
                diagnostic_ids::NAT_PLACE,
                "a NAT gateway cannot stand in a subnet that is not public",
            )
            .found(wrong.group_name())
            .allowed("subnets of type Public, which have a route to the internet")
            .help("select public subnets in nat_gateway_subnets");
            self.scope().report(diagnostic);
            return;
        }
        if !allocation_ids.is_empty() && allocation_ids.len() < count.min(places.len()) {
            let diagnostic =
                Diagnostic::error(diagnostic_ids::NAT_PLACE, "there are fewer addresses than NAT gateways")
                    .found(format!(
                        "{} addresses for {} gateways",
                        allocation_ids.len(),
                        count.min(places.len())
                    ))
                    .allowed("one address for each gateway, or none at all, for new ones")
                    .help("reserve more addresses, or say nat_gateways");
            self.scope().report(diagnostic);
            return;
        }
        let mut gateways = Vec::new();
        for (index, place) in places.iter().take(count).enumerate() {
            let gateway = place.add_nat_gateway(allocation_ids.get(index).cloned());
            gateways.push((place.attributes().availability_zone.clone(), gateway.reference()));
        }
        let mut others = gateways.iter().cycle();
        for subnet in self.private_subnets() {
            let own = gateways
                .iter()
                .rev()
                .find(|(zone, _)| *zone == subnet.attributes().availability_zone);
            if let Some((_, gateway)) = own.or_else(|| others.next()) {
                subnet.add_default_route(RouteTarget::NatGateway(gateway.clone()));
            }
        }
    }
}
