//! `Vpc`: a network of the account.

use ferrocdk_cfn::ec2::{
    CfnEgressOnlyInternetGateway, CfnInternetGateway, CfnVPC, CfnVPCCidrBlock, CfnVPCGatewayAttachment,
    EgressOnlyInternetGatewayProps, FlowLogProps, InternetGatewayProps, VPCCidrBlockProps, VPCGatewayAttachmentProps,
    VPCProps,
};
use ferrocdk_cfn::refs;
use ferrocdk_core::{CfnResource, Construct, ScannerRule, Scope, TagProps, Tags, Value, pseudo, text};

use super::ip_addresses::IpAddresses;
use super::nat;
use super::selection::SubnetSelection;
use super::subnet::{RouteTarget, Subnet, SubnetProps};
use super::subnet_configuration::{PublicAddresses, SubnetConfiguration, SubnetType};
use super::vpc_check::{self, check};
use crate::owned::{Owned, constructs, refuse};
use crate::props::props;

/// Names that EC2 and its resolver give.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VpcDns {
    /// The resolver answers, and instances with a public address get a public name. Interface endpoints need both to take the place of a service's public name.
    #[default]
    ResolverAndHostnames,
    /// The resolver answers; instances get private names only.
    Resolver,
    /// No resolver: the network has its own.
    Off,
}

/// The versions of the internet protocol that a network speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IpProtocol {
    /// IPv4.
    #[default]
    Ipv4Only,
    /// IPv4 and IPv6: a block of /56 from Amazon, a /64 for each subnet; private subnets reach out through an egress-only gateway.
    DualStack,
}

/// Whether a network has a gateway to the internet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InternetGateway {
    /// It has one if any of its subnets is not isolated.
    #[default]
    WhereNeeded,
    /// It has none, nor NAT gateways: the way out leads through another network.
    Never,
}

/// Hardware that instances share with those of others, or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DefaultInstanceTenancy {
    /// As each instance says; those that say nothing share.
    #[default]
    Default,
    /// Every instance runs on hardware of the account alone, which costs two dollars an hour and region more.
    Dedicated,
}

props! {
    /// Settings of a [`Vpc`].
    pub struct VpcProps for VPCProps {
        /// The addresses. Default: `10.0.0.0/16`, as AWS CDK has it. Networks that are to be joined later must not overlap.
        ip_addresses: IpAddresses = IpAddresses::cidr("10.0.0.0/16"),
        /// Number of zones at most. Default: 3. A stack that says no account and region has two, whatever it says here.
        own max_azs: Option<u32> = None,
        /// The zones themselves, in place of a number. Default: the first of the region.
        availability_zones: Vec<Value<String>>,
        /// Zones to keep addresses free for, beyond those that are used. Default: none.
        own reserved_azs: u32 = 0,
        /// Kinds of subnets, of which each zone has one. Default: a public and a private one with egress, or an isolated one if there is no NAT gateway.
        subnet_configuration: Vec<SubnetConfiguration>,
        /// Number of NAT gateways, at most one a zone. Default: one in each zone that has private subnets with egress, so that a zone that fails takes no other
        /// with it. Each costs 4.5 to 9 cents an hour and as much a gigabyte: one saves money where an outage is bearable; endpoints save the traffic.
        own nat_gateways: Option<u32> = None,
        /// The public subnets that the NAT gateways stand in. Default: all of them.
        nat_gateway_subnets: SubnetSelection = SubnetSelection::of_type(SubnetType::Public),
        /// Addresses of the NAT gateways, by their allocation ids. Default: new ones.
        refers nat_gateway_allocation_ids: Vec<refs::ec2::EIPAllocationId>,
        /// Whether there is a gateway to the internet. Default: where a subnet is not isolated.
        internet_gateway: InternetGateway = InternetGateway::WhereNeeded,
        /// Versions of the internet protocol. Default: IPv4.
        ip_protocol: IpProtocol = IpProtocol::Ipv4Only,
        /// Names. Default: the resolver answers, and instances have public names, as interface endpoints need it.
        dns: VpcDns = VpcDns::ResolverAndHostnames,
        /// Hardware. Default: as each instance says.
        default_instance_tenancy: DefaultInstanceTenancy = DefaultInstanceTenancy::Default,
        /// Name, as a tag. Default: the path of the construct.
        vpc_name: Option<Value<String>>,
    }
}

// Setters that take the bare number: for `impl Into<u32>`, a literal would need its type.
impl VpcProps {
    /// Number of zones at most. Default: 3.
    #[must_use]
    pub fn max_azs(mut self, zones: u32) -> Self {
        self.max_azs = Some(zones);
        self
    }

    /// Zones to keep addresses free for, beyond those that are used. Default: none.
    #[must_use]
    pub fn reserved_azs(mut self, zones: u32) -> Self {
        self.reserved_azs = zones;
        self
    }

    /// Number of NAT gateways, at most one a zone. Default: one in each zone that has private subnets with egress.
    #[must_use]
    pub fn nat_gateways(mut self, count: u32) -> Self {
        self.nat_gateways = Some(count);
        self
    }
}

/// A network of the account, with subnets in several availability zones.
///
/// Subnets get the same addresses, ids and routes as those of AWS CDK: a network that is moved here keeps them.
///
/// Makes an `AWS::EC2::VPC`, for each subnet what [`Subnet`] says, an internet gateway, and NAT gateways with their addresses. The network costs nothing; what does are
/// NAT gateways ([`nat_gateways`](VpcProps::nat_gateways)), public addresses (half a cent an hour each) and traffic between zones (a cent a gigabyte and direction).
///
/// Two things are left as they are, each with its reason:
///
/// - The group that EC2 makes with every network is not emptied: nothing here uses it, its rules admit its own members only, and CloudFormation cannot change
///   it; AWS CDK has a function do so in each network.
/// - Traffic is not logged: half a dollar a gigabyte is the reader's decision. [`add_flow_log`](Vpc::add_flow_log) does.
///
/// ```
/// use ferrocdk_aws::ec2::{SubnetSelection, SubnetType, Vpc, VpcProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().ip_addresses("10.1.0.0/16").nat_gateways(1));
/// let private = vpc.select_subnets(&SubnetSelection::of_type(SubnetType::PrivateWithEgress));
/// assert_eq!(private.ids.len(), 2);
///
/// let shared = Vpc::from_id(&stack, "Shared", "vpc-0123456789abcdef0");
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Vpc {
    pub(super) scope: Scope,
    pub(super) resource: Owned<CfnVPC>,
    pub(super) id: Value<String>,
    pub(super) cidr_block: Option<Value<String>>,
    pub(super) availability_zones: Vec<Value<String>>,
    pub(super) subnets: Vec<Subnet>,
    pub(super) internet_gateway_id: Option<Value<String>>,
    pub(super) knowledge: Knowledge,
}

/// Whether the subnets of a network are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Knowledge {
    /// All of them.
    Complete,
    /// None: it was imported by its id.
    IdOnly,
    /// Stand-ins, until the look-up has an answer, or after a mistake that was reported.
    StandIn,
}

constructs!(Vpc);
ferrocdk_cfn::refers!(Vpc: ec2 { VPCArn => arn, VPCId => id });

impl From<&Self> for Vpc {
    fn from(vpc: &Self) -> Self {
        vpc.clone()
    }
}

/// A subnet that is to be made.
struct Requested<'a> {
    id: String,
    zone: Option<&'a Value<String>>,
    configuration: &'a SubnetConfiguration,
}

impl Vpc {
    /// Makes a network.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: VpcProps) -> Self {
        let scope = scope.scope().child(id);
        check(&scope, &props);
        let zones = vpc_check::zones(&scope, &props);
        let kinds = match props.subnet_configuration {
            kinds if kinds.is_empty() => SubnetConfiguration::defaults(props.nat_gateways != Some(0)),
            kinds => kinds,
        };
        let mut network = props
            .ip_addresses
            .of_network(VPCProps::new())
            .enable_dns_hostnames(props.dns == VpcDns::ResolverAndHostnames)
            .enable_dns_support(props.dns != VpcDns::Off);
        network = network.instance_tenancy(match props.default_instance_tenancy {
            DefaultInstanceTenancy::Default => "default",
            DefaultInstanceTenancy::Dedicated => "dedicated",
        });
        let network = CfnVPC::new(&scope, "Resource", props.customize.apply(network));
        acknowledge_no_log(&scope, &network);
        Tags::of(&scope).add("Name", props.vpc_name.unwrap_or_else(|| Value::from(scope.path())));
        let mut vpc = Self {
            id: network.reference(),
            cidr_block: Some(network.attr_cidr_block()),
            availability_zones: zones,
            subnets: Vec::new(),
            internet_gateway_id: None,
            knowledge: Knowledge::Complete,
            resource: Owned::made(network),
            scope,
        };
        let has_ipv6 = props.ip_protocol == IpProtocol::DualStack;
        vpc.make_subnets(&kinds, &props.ip_addresses, props.reserved_azs, has_ipv6);
        let reaches_out = kinds
            .iter()
            .any(|kind| kind.is_created() && kind.subnet_type != SubnetType::PrivateIsolated);
        if reaches_out && props.internet_gateway == InternetGateway::WhereNeeded {
            vpc.make_internet_gateway(has_ipv6);
            let zones = vpc.availability_zones.len() + props.reserved_azs as usize;
            let gateways = nat::count(props.nat_gateways, &kinds, zones);
            if gateways > 0 {
                vpc.make_nat_gateways(gateways, &props.nat_gateway_subnets, &props.nat_gateway_allocation_ids);
            }
        }
        if has_ipv6 {
            vpc.make_egress_only_gateway();
        }
        vpc
    }

    #[track_caller]
    fn make_subnets(
        &mut self,
        kinds: &[SubnetConfiguration],
        addresses: &IpAddresses,
        reserved_zones: u32,
        has_ipv6: bool,
    ) {
        let zones: Vec<Option<&Value<String>>> = self
            .availability_zones
            .iter()
            .map(Some)
            .chain((0..reserved_zones).map(|_| None))
            .collect();
        let mut requested = Vec::new();
        let is_first = |index: usize| kinds[..index].iter().all(|other| other.name != kinds[index].name);
        for (_, configuration) in kinds.iter().enumerate().filter(|(index, _)| is_first(*index)) {
            for (index, zone) in zones.iter().enumerate() {
                let id = format!("{}Subnet{}", configuration.name, index + 1);
                requested.push(Requested {
                    id,
                    zone: *zone,
                    configuration,
                });
            }
        }
        let sizes: Vec<(String, Option<u8>)> = requested
            .iter()
            .map(|subnet| (subnet.id.clone(), subnet.configuration.cidr_mask))
            .collect();
        let network = self.cidr_block.clone().unwrap_or_else(|| Value::from(""));
        let blocks = addresses.of_subnets(&self.scope, &network, &sizes);
        let ipv6 = match has_ipv6 {
            true => Some(self.make_ipv6_block(requested.len())),
            false => None,
        };
        let mut subnets = Vec::new();
        for (index, (subnet, block)) in requested.iter().zip(blocks).enumerate() {
            let (Some(zone), true) = (subnet.zone, subnet.configuration.is_created()) else {
                continue;
            };
            let props = SubnetProps::new(&self.id, zone, block).subnet_type(subnet.configuration.subnet_type);
            let props = match (
                subnet.configuration.subnet_type,
                subnet.configuration.map_public_ip_on_launch,
            ) {
                (SubnetType::Public, Some(given)) => props.map_public_ip_on_launch(given),
                (SubnetType::Public, None) if !has_ipv6 => props.map_public_ip_on_launch(PublicAddresses::OnLaunch),
                _ => props,
            };
            let made = match &ipv6 {
                Some((block, _)) => {
                    let index = u32::try_from(index).unwrap_or(u32::MAX);
                    Subnet::make(
                        self.scope.child(&subnet.id),
                        props.ipv6_cidr_block(Value::select(index, block.clone())),
                    )
                }
                None => Subnet::make(self.scope.child(&subnet.id), props),
            };
            let only_subnets = || TagProps {
                include_types: vec!["AWS::EC2::Subnet".to_owned()],
                ..TagProps::default()
            };
            Tags::of(&made).add_with(
                "aws-cdk:subnet-name",
                subnet.configuration.name.as_str(),
                only_subnets(),
            );
            Tags::of(&made).add_with(
                "aws-cdk:subnet-type",
                subnet.configuration.subnet_type.word(),
                only_subnets(),
            );
            if let Some((_, association)) = &ipv6 {
                made.scope().depends_on(association);
            }
            subnets.push(made);
        }
        self.subnets = subnets;
    }

    /// The addresses of IPv6: all blocks of /64 that are needed, and what they come from.
    #[track_caller]
    fn make_ipv6_block(&self, count: usize) -> (Value<Vec<Value<String>>>, CfnVPCCidrBlock) {
        let block = VPCCidrBlockProps::new()
            .vpc_id(&self.id)
            .amazon_provided_ipv6_cidr_block(true);
        let association = CfnVPCCidrBlock::new(&self.scope, "ipv6cidr", block);
        let network = self.resource.get().map(CfnVPC::attr_ipv6_cidr_blocks);
        let network = network.map_or_else(|| Value::from(""), |blocks| Value::select(0, blocks));
        (
            Value::cidr(network, u32::try_from(count).unwrap_or(u32::MAX), 64),
            association,
        )
    }

    #[track_caller]
    fn make_internet_gateway(&mut self, has_ipv6: bool) {
        let gateway = CfnInternetGateway::new(&self.scope, "IGW", InternetGatewayProps::new());
        let attachment = VPCGatewayAttachmentProps::new()
            .internet_gateway_id(gateway.reference())
            .vpc_id(&self.id);
        let attachment = CfnVPCGatewayAttachment::new(&self.scope, "VPCGW", attachment);
        for subnet in self.public_subnets() {
            let target = RouteTarget::Gateway(gateway.reference());
            subnet.add_default_route(target.clone()).scope().depends_on(&attachment);
            if has_ipv6 {
                subnet.add_default_route_ipv6(target).scope().depends_on(&attachment);
            }
        }
        self.internet_gateway_id = Some(gateway.reference());
    }

    #[track_caller]
    fn make_egress_only_gateway(&self) {
        let private = self.private_subnets();
        if private.is_empty() {
            return;
        }
        let gateway = EgressOnlyInternetGatewayProps::new().vpc_id(&self.id);
        let gateway = CfnEgressOnlyInternetGateway::new(&self.scope, "EIGW6", gateway);
        for subnet in private {
            subnet.add_default_route_ipv6(RouteTarget::EgressOnlyInternetGateway(gateway.reference()));
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnVPC {
        self.resource
            .resource(&self.scope, |scope| CfnVPC::new(scope, "Resource", VPCProps::new()))
    }

    /// The network's id.
    pub fn id(&self) -> Value<String> {
        self.id.clone()
    }

    /// The network's ARN.
    pub fn arn(&self) -> Value<String> {
        text!(
            "arn:{}:ec2:{}:{}:vpc/{}",
            pseudo::partition(),
            pseudo::region(),
            pseudo::account_id(),
            self.id()
        )
    }

    /// The network's addresses of IPv4. For an import that was not told them, a mistake, which is reported.
    #[track_caller]
    pub fn cidr_block(&self) -> Value<String> {
        let Some(block) = &self.cidr_block else {
            refuse(&self.scope, "was not told its addresses, which VpcAttributes can say");
            return Value::from("");
        };
        block.clone()
    }

    /// The zones that it has subnets in.
    pub fn availability_zones(&self) -> Vec<Value<String>> {
        self.availability_zones.clone()
    }

    /// The subnets that reach the internet and are reached from it.
    pub fn public_subnets(&self) -> Vec<Subnet> {
        self.subnets_of(SubnetType::Public)
    }

    /// The subnets that reach the internet and are not reached from it.
    pub fn private_subnets(&self) -> Vec<Subnet> {
        self.subnets_of(SubnetType::PrivateWithEgress)
    }

    /// The subnets that reach nothing outside of the network.
    pub fn isolated_subnets(&self) -> Vec<Subnet> {
        self.subnets_of(SubnetType::PrivateIsolated)
    }

    pub(super) fn subnets_of(&self, subnet_type: SubnetType) -> Vec<Subnet> {
        let is_of = |subnet: &&Subnet| subnet.subnet_type() == Some(subnet_type);
        self.subnets.iter().filter(is_of).cloned().collect()
    }

    /// The id of the internet gateway that was made with the network.
    pub fn internet_gateway_id(&self) -> Option<Value<String>> {
        self.internet_gateway_id.clone()
    }

    /// The group that EC2 makes with the network, for what says none. Nothing here uses it.
    pub fn default_security_group_id(&self) -> Option<Value<String>> {
        self.resource.get().map(CfnVPC::attr_default_security_group)
    }
}

/// Says why a network has no log, if it has none when the tree is complete.
fn acknowledge_no_log(scope: &Scope, network: &CfnVPC) {
    let network = network.clone();
    scope.add_validation(move |scope| {
        let id = Some(network.reference());
        let is_logged = scope
            .root_scope()
            .find_all()
            .iter()
            .filter_map(CfnResource::of)
            .any(|resource| {
                let log = resource.props::<FlowLogProps>();
                log.is_some_and(|log| log.is_ok_and(|log| log.resource_id == id))
            });
        if !is_logged {
            network.acknowledge(
                &[
                    ScannerRule::Guard("VPC_FLOW_LOGS_ENABLED"),
                    ScannerRule::CdkNag("AwsSolutions-VPC7"),
                ],
                "logs its traffic where somebody asks for it, since that is paid by the gigabyte",
            );
        }
        Vec::new()
    });
}
