//! `SubnetConfiguration`: a kind of subnet that a network has in each of its zones.

use crate::props::props;

/// Where a subnet's traffic can go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SubnetType {
    /// To and from the internet, through the internet gateway. For load balancers and NAT gateways.
    Public,
    /// Out to the internet through a NAT gateway, and nothing in. For what calls others. Without NAT gateways, the routes are for you to add.
    PrivateWithEgress,
    /// Neither in nor out: within the network and through its endpoints. For databases.
    PrivateIsolated,
}

impl SubnetType {
    /// The types, in the order in which subnets of the same group name are found.
    pub(super) const ALL: [Self; 3] = [Self::Public, Self::PrivateWithEgress, Self::PrivateIsolated];

    /// The word for it in tags, by which the CDK CLI finds subnets of a network that is looked up.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Public => "Public",
            Self::PrivateWithEgress => "Private",
            Self::PrivateIsolated => "Isolated",
        }
    }
}

/// Whether instances that start in a public subnet get a public address by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicAddresses {
    /// Each one does.
    OnLaunch,
    /// Only those that ask for one.
    OnRequest,
}

/// Whether subnets are made, or their addresses kept free for later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SubnetPresence {
    /// They are made.
    #[default]
    Created,
    /// Their addresses are kept free, so that they can be made later without moving those after them.
    Reserved,
}

props! {
    /// A kind of subnet, of which a network has one in each of its zones.
    ///
    /// ```
    /// use ferrocdk_aws::ec2::{SubnetConfiguration, SubnetType, Vpc, VpcProps};
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let subnets = [
    ///     SubnetConfiguration::new("Ingress", SubnetType::Public).cidr_mask(24),
    ///     SubnetConfiguration::new("Application", SubnetType::PrivateWithEgress),
    ///     SubnetConfiguration::new("Data", SubnetType::PrivateIsolated).cidr_mask(26),
    ///     SubnetConfiguration::new("Later", SubnetType::PrivateIsolated).cidr_mask(26).reserved(),
    /// ];
    /// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().subnet_configuration(subnets));
    /// assert_eq!(vpc.isolated_subnets().len(), 2);
    /// # assert!(app.synth().is_ok());
    /// ```
    pub struct SubnetConfiguration {
        /// Name of the group, which is part of the logical ids: it has to be the only one of its kind in the network.
        name: String,
        /// Where the traffic can go.
        subnet_type: SubnetType,
        /// Size of each, as the length of its prefix, 16 to 28: `/24` has 256 addresses, five of which EC2 keeps. Default: an equal share of what those with a size leave.
        cidr_mask: Option<u8>,
        /// Whether instances get a public address by themselves, for public subnets only. Default: each one does, as AWS CDK has it; in networks with IPv6, only those that ask for one.
        map_public_ip_on_launch: Option<PublicAddresses>,
        /// Whether they are made at all.
        own presence: SubnetPresence = SubnetPresence::Created,
    }
}

impl SubnetConfiguration {
    /// Only keeps the addresses free, so that the subnets can be made later without moving those after them.
    #[must_use]
    pub fn reserved(mut self) -> Self {
        self.presence = SubnetPresence::Reserved;
        self
    }

    pub(super) fn is_created(&self) -> bool {
        self.presence == SubnetPresence::Created
    }

    /// The subnets of a network that is told nothing: in each zone one that is public, and one that is not.
    pub(super) fn defaults(with_nat: bool) -> Vec<Self> {
        let private = if with_nat {
            SubnetType::PrivateWithEgress
        } else {
            SubnetType::PrivateIsolated
        };
        [SubnetType::Public, private]
            .map(|subnet_type| Self::new(subnet_type.word(), subnet_type))
            .into()
    }
}
