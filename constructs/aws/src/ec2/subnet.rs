//! `Subnet`: a part of a network in one availability zone, with its routes.

use ferrocdk_cfn::ec2::{
    CfnEIP, CfnNatGateway, CfnRoute, CfnRouteTable, CfnSubnet, CfnSubnetRouteTableAssociation, EIPProps,
    NatGatewayProps, RouteProps, RouteTableProps, SubnetProps as CfnSubnetProps, SubnetRouteTableAssociationProps,
};
use ferrocdk_cfn::refs;
use ferrocdk_core::{Construct, ScannerRule, Scope, Tags, Value};

use super::subnet_configuration::{PublicAddresses, SubnetType};
use crate::owned::{Owned, constructs, refuse};
use crate::props::props;

props! {
    /// Settings of a [`Subnet`].
    pub struct SubnetProps for CfnSubnetProps {
        /// Its network, which may be an id.
        refers vpc_id: refs::ec2::VPCId,
        /// The zone that it is in.
        availability_zone: Value<String>,
        /// Its addresses, of /16 to /28 within those of the network.
        cidr_block: Value<String>,
        /// Where its traffic is meant to go: routes are made by [`Vpc`](super::Vpc), or by you. Default: nowhere.
        subnet_type: SubnetType = SubnetType::PrivateIsolated,
        /// Whether instances get a public address by themselves. Default: only those that ask for one.
        map_public_ip_on_launch: PublicAddresses = PublicAddresses::OnRequest,
        /// Its addresses of IPv6, a block of /64. Every instance gets one. Default: none.
        ipv6_cidr_block: Option<Value<String>>,
    }
}

/// Where a route leads.
#[derive(Clone, Debug, PartialEq)]
pub enum RouteTarget {
    /// A gateway of the carrier, in a Wavelength zone.
    CarrierGateway(Value<String>),
    /// A core network of Cloud WAN, by ARN.
    CoreNetwork(Value<String>),
    /// An egress-only internet gateway, for IPv6.
    EgressOnlyInternetGateway(Value<String>),
    /// An internet gateway or a virtual private gateway.
    Gateway(Value<String>),
    /// An instance that passes traffic on.
    Instance(Value<String>),
    /// A local gateway of an Outpost.
    LocalGateway(Value<String>),
    /// A NAT gateway.
    NatGateway(Value<String>),
    /// A network interface.
    NetworkInterface(Value<String>),
    /// A transit gateway.
    TransitGateway(Value<String>),
    /// An endpoint of a gateway load balancer.
    VpcEndpoint(Value<String>),
    /// A peering connection with another network.
    VpcPeeringConnection(Value<String>),
}

impl RouteTarget {
    fn apply(self, props: RouteProps) -> RouteProps {
        match self {
            Self::CarrierGateway(id) => props.carrier_gateway_id(id),
            Self::CoreNetwork(arn) => props.core_network_arn(arn),
            Self::EgressOnlyInternetGateway(id) => props.egress_only_internet_gateway_id(id),
            Self::Gateway(id) => props.gateway_id(id),
            Self::Instance(id) => props.instance_id(id),
            Self::LocalGateway(id) => props.local_gateway_id(id),
            Self::NatGateway(id) => props.nat_gateway_id(id),
            Self::NetworkInterface(id) => props.network_interface_id(id),
            Self::TransitGateway(id) => props.transit_gateway_id(id),
            Self::VpcEndpoint(id) => props.vpc_endpoint_id(id),
            Self::VpcPeeringConnection(id) => props.vpc_peering_connection_id(id),
        }
    }
}

/// The traffic that a route is for, by where it goes to.
#[derive(Clone, Debug, PartialEq)]
pub enum RouteDestination {
    /// Addresses of IPv4, such as `0.0.0.0/0` for all that no other route is for.
    Ipv4(Value<String>),
    /// Addresses of IPv6, such as `::/0`.
    Ipv6(Value<String>),
    /// A list of addresses that EC2 or the account keeps, by id.
    PrefixList(Value<String>),
}

props! {
    /// Knowledge of a subnet that exists.
    pub struct SubnetAttributes {
        /// Its id.
        subnet_id: Value<String>,
        /// The zone that it is in, which load balancers and selections by zone ask for.
        availability_zone: Option<Value<String>>,
        /// Its addresses.
        ipv4_cidr_block: Option<Value<String>>,
        /// Its route table, which gateway endpoints and routes need.
        route_table_id: Option<Value<String>>,
        /// Where its traffic goes.
        subnet_type: Option<SubnetType>,
    }
}

/// A subnet with a route table of its own.
///
/// [`Vpc`](super::Vpc) makes those of a network; one by itself is for networks that exist. Makes an `AWS::EC2::Subnet`, an `AWS::EC2::RouteTable` and an
/// `AWS::EC2::SubnetRouteTableAssociation`. Costs nothing.
///
/// ```
/// use ferrocdk_aws::ec2::{RouteDestination, RouteTarget, Subnet, SubnetProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let subnet = Subnet::new(&stack, "Sensors", SubnetProps::new("vpc-0123456789abcdef0", "eu-central-1a", "10.0.64.0/24"));
/// let office = RouteDestination::Ipv4("192.168.0.0/16".into());
/// subnet.add_route("Office", office, RouteTarget::TransitGateway("tgw-0123456789abcdef0".into()));
///
/// let existing = Subnet::from_subnet_id(&stack, "Existing", "subnet-0123456789abcdef0");
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Subnet {
    scope: Scope,
    resource: Owned<CfnSubnet>,
    attributes: SubnetAttributes,
}

constructs!(Subnet);
ferrocdk_cfn::refers!(Subnet: ec2 { SubnetId => id });

impl Subnet {
    /// Makes a subnet.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: SubnetProps) -> Self {
        let scope = scope.scope().child(id);
        if let Some(text) = props.cidr_block.literal()
            && let Err(mistake) = super::ip_addresses::read_block(text, "CidrBlock")
        {
            scope.report(*mistake);
        }
        Self::make(scope, props)
    }

    /// Makes a subnet whose addresses were checked.
    #[track_caller]
    pub(super) fn make(scope: Scope, props: SubnetProps) -> Self {
        Tags::of(&scope).add("Name", scope.path());
        let maps_addresses = props.map_public_ip_on_launch == PublicAddresses::OnLaunch;
        let mut subnet = CfnSubnetProps::new()
            .availability_zone(&props.availability_zone)
            .cidr_block(&props.cidr_block)
            .map_public_ip_on_launch(maps_addresses)
            .vpc_id(&props.vpc_id);
        if let Some(block) = props.ipv6_cidr_block {
            subnet = subnet.ipv6_cidr_block(block).assign_ipv6_address_on_creation(true);
        }
        let subnet = CfnSubnet::new(&scope, "Subnet", props.customize.apply(subnet));
        if maps_addresses {
            subnet.acknowledge(
                &[
                    ScannerRule::Guard("SUBNET_AUTO_ASSIGN_PUBLIC_IP_DISABLED"),
                    ScannerRule::Guard("CT.EC2.PR.11"),
                ],
                "is a public subnet, for load balancers and NAT gateways; what is to be private goes into another",
            );
        }
        let table = CfnRouteTable::new(&scope, "RouteTable", RouteTableProps::new().vpc_id(props.vpc_id));
        let association = SubnetRouteTableAssociationProps::new()
            .subnet_id(subnet.reference())
            .route_table_id(table.reference());
        CfnSubnetRouteTableAssociation::new(&scope, "RouteTableAssociation", association);
        let attributes = SubnetAttributes {
            subnet_id: subnet.reference(),
            availability_zone: Some(props.availability_zone),
            ipv4_cidr_block: Some(props.cidr_block),
            route_table_id: Some(table.reference()),
            subnet_type: Some(props.subnet_type),
        };
        Self {
            scope,
            resource: Owned::made(subnet),
            attributes,
        }
    }

    /// A subnet that exists, by id. Its zone and its routes are not known then: [`from_subnet_attributes`](Self::from_subnet_attributes) says them.
    #[track_caller]
    pub fn from_subnet_id(scope: &dyn Construct, id: &str, subnet_id: impl Into<Value<String>>) -> Self {
        Self::from_subnet_attributes(scope, id, SubnetAttributes::new(subnet_id))
    }

    /// A subnet that exists, with what is known of it.
    #[track_caller]
    pub fn from_subnet_attributes(scope: &dyn Construct, id: &str, attributes: SubnetAttributes) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            attributes,
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnSubnet {
        self.resource.resource(&self.scope, |scope| {
            CfnSubnet::new(scope, "Subnet", CfnSubnetProps::new().vpc_id("vpc-0"))
        })
    }

    /// The subnet's id.
    pub fn id(&self) -> Value<String> {
        self.attributes.subnet_id.clone()
    }

    /// The zone that it is in. For an import that was not told one, a mistake, which is reported.
    #[track_caller]
    pub fn availability_zone(&self) -> Value<String> {
        self.known(&self.attributes.availability_zone, "availability_zone")
    }

    /// Its addresses. For an import that was not told them, a mistake, which is reported.
    #[track_caller]
    pub fn ipv4_cidr_block(&self) -> Value<String> {
        self.known(&self.attributes.ipv4_cidr_block, "ipv4_cidr_block")
    }

    /// Its route table. For an import that was not told one, a mistake, which is reported.
    #[track_caller]
    pub fn route_table_id(&self) -> Value<String> {
        self.known(&self.attributes.route_table_id, "route_table_id")
    }

    /// Where its traffic goes, if that is known.
    pub fn subnet_type(&self) -> Option<SubnetType> {
        self.attributes.subnet_type
    }

    /// Everything that is known of it.
    pub(super) fn attributes(&self) -> &SubnetAttributes {
        &self.attributes
    }

    /// The name of its group, which its id begins with: `Data` of `DataSubnet1`.
    pub(super) fn group_name(&self) -> String {
        let id = self.scope.id();
        let name = id.trim_end_matches(|character: char| character.is_ascii_digit());
        match name.strip_suffix("Subnet") {
            Some(group) if name.len() < id.len() => group.to_owned(),
            _ => id,
        }
    }

    #[track_caller]
    fn known(&self, value: &Option<Value<String>>, attribute: &str) -> Value<String> {
        let Some(value) = value else {
            refuse(
                &self.scope,
                &format!("was not told its {attribute}, which SubnetAttributes can say"),
            );
            return Value::from("");
        };
        value.clone()
    }

    /// Adds a route, below the id.
    #[track_caller]
    pub fn add_route(&self, id: &str, destination: RouteDestination, target: RouteTarget) -> CfnRoute {
        let route = RouteProps::new().route_table_id(self.route_table_id());
        let route = match destination {
            RouteDestination::Ipv4(block) => route.destination_cidr_block(block),
            RouteDestination::Ipv6(block) => route.destination_ipv6_cidr_block(block),
            RouteDestination::PrefixList(list) => route.destination_prefix_list_id(list),
        };
        CfnRoute::new(&self.scope, id, target.apply(route))
    }

    /// Sends all traffic of IPv4 that no other route is for to a target.
    #[track_caller]
    pub fn add_default_route(&self, target: RouteTarget) -> CfnRoute {
        self.add_route("DefaultRoute", RouteDestination::Ipv4("0.0.0.0/0".into()), target)
    }

    /// Sends all traffic of IPv6 that no other route is for to a target.
    #[track_caller]
    pub fn add_default_route_ipv6(&self, target: RouteTarget) -> CfnRoute {
        self.add_route("DefaultRoute6", RouteDestination::Ipv6("::/0".into()), target)
    }

    /// Puts a NAT gateway into this subnet, which has to be public: with an address that is reserved already, by its allocation id, or a new one.
    ///
    /// Costs 4.5 to 9 cents an hour, depending on the region, as much again for each gigabyte, and half a cent an hour for its address.
    #[track_caller]
    pub fn add_nat_gateway(&self, allocation_id: Option<Value<String>>) -> CfnNatGateway {
        let allocation_id = match allocation_id {
            Some(id) => id,
            None => CfnEIP::new(&self.scope, "EIP", EIPProps::new().domain("vpc")).attr_allocation_id(),
        };
        let gateway = NatGatewayProps::new().subnet_id(self.id()).allocation_id(allocation_id);
        let gateway = CfnNatGateway::new(&self.scope, "NATGateway", gateway);
        self.internet_routes()
            .iter()
            .for_each(|route| gateway.scope().depends_on(route));
        gateway
    }

    /// The routes without which nothing in here reaches the internet, for constructs that wait for them.
    pub fn internet_routes(&self) -> Vec<Scope> {
        let ids = ["RouteTableAssociation", "DefaultRoute", "DefaultRoute6"];
        ids.iter().filter_map(|id| self.scope.find_child(id)).collect()
    }
}
