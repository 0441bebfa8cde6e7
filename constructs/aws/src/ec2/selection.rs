//! `SubnetSelection`: which subnets of a network something goes into.

use ferrocdk_core::{Construct, Value};

use super::ip_block::Ipv4Block;
use super::subnet::Subnet;
use super::subnet_configuration::SubnetType;

/// Keeps some of the subnets that a selection found.
#[derive(Clone, Debug, PartialEq)]
pub enum SubnetFilter {
    /// Those in these zones.
    AvailabilityZones(Vec<Value<String>>),
    /// The first of each zone.
    OnePerZone,
    /// Those with these ids.
    Ids(Vec<Value<String>>),
    /// Those that have one of these addresses, such as `10.0.1.17`.
    ContainsIpAddresses(Vec<String>),
    /// Those of this size, as the length of the prefix.
    CidrMask(u8),
    /// Those that lie within one of these blocks, such as `10.0.0.0/17`.
    CidrRanges(Vec<String>),
}

impl SubnetFilter {
    fn keep(&self, subnets: Vec<Subnet>) -> Vec<Subnet> {
        let block = |subnet: &Subnet| {
            let text = subnet.attributes().ipv4_cidr_block.as_ref()?.literal()?.clone();
            Ipv4Block::parse(&text).ok()
        };
        let within = |subnet: &Subnet, outer: &[Ipv4Block]| {
            block(subnet).is_some_and(|inner| outer.iter().any(|outer| outer.contains(inner)))
        };
        let blocks = |texts: &[String]| {
            texts
                .iter()
                .filter_map(|text| Ipv4Block::parse(text).ok())
                .collect::<Vec<_>>()
        };
        let zone = |subnet: &Subnet| subnet.attributes().availability_zone.clone();
        let mut seen = Vec::new();
        let is_kept = |subnet: &Subnet| match self {
            Self::AvailabilityZones(zones) => zone(subnet).is_some_and(|zone| zones.contains(&zone)),
            Self::OnePerZone => {
                let zone = zone(subnet);
                let is_first = !seen.contains(&zone);
                seen.push(zone);
                is_first
            }
            Self::Ids(ids) => ids.contains(&subnet.id()),
            Self::ContainsIpAddresses(addresses) => {
                let addresses = addresses
                    .iter()
                    .filter_map(|text| Ipv4Block::parse(&format!("{text}/32")).ok());
                block(subnet).is_some_and(|block| addresses.into_iter().any(|address| block.contains(address)))
            }
            Self::CidrMask(prefix) => block(subnet).is_some_and(|block| block.prefix() == *prefix),
            Self::CidrRanges(ranges) => within(subnet, &blocks(ranges)),
        };
        let mut subnets = subnets;
        subnets.retain(is_kept);
        subnets
    }

    /// The texts in it that are no addresses.
    pub(super) fn malformed(&self) -> Vec<&str> {
        let texts: Vec<(&str, String)> = match self {
            Self::ContainsIpAddresses(addresses) => addresses
                .iter()
                .map(|text| (text.as_str(), format!("{text}/32")))
                .collect(),
            Self::CidrRanges(ranges) => ranges.iter().map(|text| (text.as_str(), text.clone())).collect(),
            _ => Vec::new(),
        };
        let wrong = texts.into_iter().filter(|(_, block)| Ipv4Block::parse(block).is_err());
        wrong.map(|(text, _)| text).collect()
    }
}

/// The subnets that a selection begins with.
#[derive(Clone, Debug, Default)]
pub(super) enum Candidates {
    /// The most private that can reach out: those with egress, else those that are isolated, else public ones.
    #[default]
    MostPrivate,
    /// Those of a type.
    Type(SubnetType),
    /// Those of a group.
    Group(String),
    /// These.
    Given(Vec<Subnet>),
}

/// Which subnets of a network something goes into.
///
/// Told nothing, it is the private ones: those with egress where there are any, else those that are isolated, else public ones. A [`SubnetType`] is a selection as well.
///
/// ```
/// use ferrocdk_aws::ec2::{SubnetSelection, SubnetType, Vpc, VpcProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
/// assert_eq!(vpc.select_subnets(&SubnetSelection::new()).ids.len(), 2, "one in each zone");
/// assert!(vpc.select_subnets(&SubnetType::Public.into()).has_public);
/// let first = vpc.availability_zones().remove(0);
/// assert_eq!(vpc.select_subnets(&SubnetSelection::group("Private").in_zones([first])).ids.len(), 1);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "a selection is asked of a network: vpc.select_subnets(&selection)"]
pub struct SubnetSelection {
    pub(super) candidates: Candidates,
    pub(super) filters: Vec<SubnetFilter>,
}

impl SubnetSelection {
    /// The private ones: those with egress, else those that are isolated, else public ones.
    pub fn new() -> Self {
        Self::default()
    }

    /// Those of a type.
    pub fn of_type(subnet_type: SubnetType) -> Self {
        Self {
            candidates: Candidates::Type(subnet_type),
            filters: Vec::new(),
        }
    }

    /// Those of a group, by the name in its [`SubnetConfiguration`](super::SubnetConfiguration).
    pub fn group(name: impl Into<String>) -> Self {
        Self {
            candidates: Candidates::Group(name.into()),
            filters: Vec::new(),
        }
    }

    /// These, of whatever network they are.
    pub fn subnets<'a>(subnets: impl IntoIterator<Item = &'a Subnet>) -> Self {
        Self {
            candidates: Candidates::Given(subnets.into_iter().cloned().collect()),
            filters: Vec::new(),
        }
    }

    /// Only those in these zones.
    pub fn in_zones(self, zones: impl IntoIterator<Item = impl Into<Value<String>>>) -> Self {
        self.filter(SubnetFilter::AvailabilityZones(
            zones.into_iter().map(Into::into).collect(),
        ))
    }

    /// Only the first of each zone, as load balancers and interface endpoints take it.
    pub fn one_per_zone(self) -> Self {
        self.filter(SubnetFilter::OnePerZone)
    }

    /// Only those that a filter keeps, after those before it.
    pub fn filter(mut self, filter: SubnetFilter) -> Self {
        self.filters.push(filter);
        self
    }

    /// Whether it begins with all subnets of a type.
    pub(crate) fn is_of_type(&self, subnet_type: SubnetType) -> bool {
        matches!(self.candidates, Candidates::Type(of) if of == subnet_type)
    }

    pub(super) fn keep(&self, subnets: Vec<Subnet>) -> Vec<Subnet> {
        self.filters
            .iter()
            .fold(subnets, |subnets, filter| filter.keep(subnets))
    }
}

impl From<SubnetType> for SubnetSelection {
    fn from(subnet_type: SubnetType) -> Self {
        Self::of_type(subnet_type)
    }
}

impl From<&Self> for SubnetSelection {
    fn from(selection: &Self) -> Self {
        selection.clone()
    }
}

/// The subnets that a selection found.
#[derive(Clone, Debug)]
pub struct SelectedSubnets {
    /// Their ids.
    pub ids: Vec<Value<String>>,
    /// Their zones, in the same order; without those that are not known of an import.
    pub availability_zones: Vec<Value<String>>,
    /// The subnets themselves.
    pub subnets: Vec<Subnet>,
    /// Whether one of them is public.
    pub has_public: bool,
}

impl SelectedSubnets {
    pub(super) fn of(subnets: Vec<Subnet>) -> Self {
        Self {
            ids: subnets.iter().map(Subnet::id).collect(),
            availability_zones: subnets
                .iter()
                .filter_map(|subnet| subnet.attributes().availability_zone.clone())
                .collect(),
            has_public: subnets
                .iter()
                .any(|subnet| subnet.subnet_type() == Some(SubnetType::Public)),
            subnets,
        }
    }

    /// Makes a construct wait until the routes of these subnets are there: what calls out as soon as it starts would fail without them.
    pub fn internet_before(&self, construct: &dyn Construct) {
        for route in self.subnets.iter().flat_map(Subnet::internet_routes) {
            construct.scope().depends_on(&route);
        }
    }
}
