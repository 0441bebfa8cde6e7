//! Selections of a network's subnets.

use std::panic::Location;

use ferrocdk_core::{Construct, Diagnostic};

use super::selection::{Candidates, SelectedSubnets, SubnetSelection};
use super::subnet::Subnet;
use super::subnet_configuration::SubnetType;
use super::vpc::{Knowledge, Vpc};
use crate::diagnostic_ids;

impl Vpc {
    /// The subnets that a selection finds. One that finds none is reported, with what there is.
    #[track_caller]
    pub fn select_subnets(&self, selection: &SubnetSelection) -> SelectedSubnets {
        let wrong: Vec<&str> = selection.filters.iter().flat_map(|filter| filter.malformed()).collect();
        let found = selection.keep(self.candidates(&selection.candidates));
        let mistake = if wrong.is_empty() {
            found.is_empty().then(|| self.nothing_found(selection)).flatten()
        } else {
            let diagnostic = Diagnostic::error(
                diagnostic_ids::SUBNET_SELECTION,
                "a filter of subnets has an address that is none",
            )
            .found(wrong.join(", "))
            .allowed(
                "addresses such as 10.0.1.17, and blocks such as 10.0.0.0/17 that begin at a multiple of their size",
            );
            Some(diagnostic)
        };
        if let Some(mistake) = mistake {
            self.scope().report(mistake.located(Location::caller()));
        }
        SelectedSubnets::of(found)
    }

    /// The subnets that a selection begins with.
    pub(super) fn candidates(&self, candidates: &Candidates) -> Vec<Subnet> {
        match candidates {
            Candidates::Given(subnets) => subnets.clone(),
            Candidates::Type(subnet_type) => self.subnets_of(*subnet_type),
            Candidates::Group(name) => {
                let all = SubnetType::ALL
                    .into_iter()
                    .flat_map(|subnet_type| self.subnets_of(subnet_type));
                all.filter(|subnet| subnet.group_name() == *name).collect()
            }
            Candidates::MostPrivate => {
                let order = [
                    SubnetType::PrivateWithEgress,
                    SubnetType::PrivateIsolated,
                    SubnetType::Public,
                ];
                let groups = order.map(|subnet_type| self.subnets_of(subnet_type));
                groups
                    .into_iter()
                    .find(|subnets| !subnets.is_empty())
                    .unwrap_or_default()
            }
        }
    }

    fn nothing_found(&self, selection: &SubnetSelection) -> Option<Diagnostic> {
        let asked = match &selection.candidates {
            _ if self.knowledge == Knowledge::StandIn => return None,
            Candidates::Given(subnets) if subnets.is_empty() => "an empty list of subnets".to_owned(),
            Candidates::Type(subnet_type) => format!("subnets of type {}", subnet_type.word()),
            Candidates::Group(name) => format!("subnets of the group {name}"),
            Candidates::Given(_) | Candidates::MostPrivate => "any subnets".to_owned(),
        };
        let filters = if selection.filters.is_empty() {
            ""
        } else {
            ", less what its filters leave out"
        };
        let mut groups: Vec<String> = Vec::new();
        for subnet in &self.subnets {
            let group = format!(
                "{} ({})",
                subnet.group_name(),
                subnet.subnet_type().map_or("of unknown type", SubnetType::word)
            );
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        let diagnostic = Diagnostic::error(diagnostic_ids::SUBNET_SELECTION, "a selection of subnets finds none")
            .found(format!("{asked}{filters}"));
        Some(match (self.knowledge, groups.as_slice()) {
            (Knowledge::IdOnly, _) => diagnostic
                .allowed("selections from a network whose subnets are known")
                .help("import it with Vpc::from_lookup or Vpc::from_vpc_attributes, or select with SubnetSelection::subnets"),
            (_, []) => diagnostic.allowed("selections from a network that has subnets").help("give it zones and subnets"),
            _ => diagnostic
                .allowed(format!("the groups that it has: {}", groups.join(", ")))
                .help("select one of these, or add the kind to subnet_configuration"),
        })
    }
}
