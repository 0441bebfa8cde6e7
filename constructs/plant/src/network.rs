//! A network for what has no public address: caches, databases, and the functions that use them.

use ferrocdk_aws::Defaults;
use ferrocdk_aws::ec2::{
    EndpointAccess, FlowLogDestination, FlowLogProps, GatewayEndpointService, GatewayVpcEndpoint,
    GatewayVpcEndpointProps, InterfaceEndpointService, InterfaceVpcEndpoint, InterfaceVpcEndpointProps, IpAddresses,
    SubnetConfiguration, SubnetSelection, SubnetType, Vpc, VpcProps,
};
use ferrocdk_aws::iam::{PolicyStatement, Principal};
use ferrocdk_aws::kms::Key;
use ferrocdk_aws::logs::{LogGroup, LogGroupProps};
use ferrocdk_aws::units::Days;
use ferrocdk_aws::{ec2, props};
use ferrocdk_core::{Construct, RemovalPolicy, Scope, Value, doc, pseudo};

use crate::key::PlantKey;

props! {
    /// Settings of a [`PlantNetwork`].
    pub struct PlantNetworkProps {
        /// The addresses. Default: `10.0.0.0/16`. Networks that are to be joined later must not overlap.
        ip_addresses: IpAddresses = IpAddresses::cidr("10.0.0.0/16"),
        /// Number of zones. Default: two, the least that caches and databases with a standby take; each more costs another address of every interface endpoint.
        own zones: u32 = PlantNetworkProps::ZONES,
        /// Services of AWS that are reached from within by an address of their own. Default: none. Each costs a cent an hour and zone, some 15 dollars a month, and a
        /// cent a gigabyte; logs, traces and the stream of a function need none, since Lambda sees to them from outside.
        own interface_endpoints: Vec<InterfaceEndpointService> = Vec::new(),
        /// How long the log of connections is kept. Default: that of the scope ([`Defaults`]), else a year.
        flow_log_retention: Option<Days>,
        /// The key that encrypts the log of connections. Default: that of the scope ([`Defaults`]), else a [`PlantKey`] of its own.
        encryption_key: Option<Key>,
    }
}

impl PlantNetworkProps {
    /// Zones when nothing else is said: the least that a database with a standby takes.
    pub const ZONES: u32 = 2;

    /// Number of zones. Default: two.
    #[must_use]
    pub fn zones(mut self, zones: u32) -> Self {
        self.zones = zones;
        self
    }

    /// Adds services of AWS that are reached from within by an address of their own.
    #[must_use]
    pub fn interface_endpoints(mut self, services: impl IntoIterator<Item = InterfaceEndpointService>) -> Self {
        self.interface_endpoints.extend(services);
        self
    }
}

/// A network that nothing leads into and nothing leads out of: isolated subnets in two zones, without gateway to the internet and without NAT.
///
/// S3 and DynamoDB are reached through its routes, which costs nothing, and only what belongs to this account there: who got hold of a function cannot carry data into a
/// bucket of his own. Other services need an [`interface_endpoints`](PlantNetworkProps::interface_endpoints). Every connection is logged, those that were refused too. Nothing uses the
/// group that EC2 makes with a network, and everything here has one of its own.
///
/// Makes an `AWS::EC2::VPC` with subnets, route tables and two gateway endpoints, which cost nothing, and an `AWS::EC2::FlowLog` with an `AWS::Logs::LogGroup`: half a dollar for ten
/// million lines. NAT gateways, which it does without, would cost 33 dollars a month and zone before the first byte.
///
/// ```
/// use ferrocdk_aws::ec2::InterfaceEndpointService;
/// use ferrocdk_core::{App, Stack, StackProps};
/// use ferrocdk_plant::{PlantNetwork, PlantNetworkProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let network = PlantNetworkProps::new().interface_endpoints([InterfaceEndpointService::RDS_DATA]);
/// let network = PlantNetwork::new(&stack, "Network", network);
/// assert_eq!(network.vpc().isolated_subnets().len(), 2);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct PlantNetwork {
    scope: Scope,
    vpc: Vpc,
    flow_log_group: LogGroup,
    endpoints: Vec<(InterfaceEndpointService, InterfaceVpcEndpoint)>,
}

impl Construct for PlantNetwork {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl From<&Self> for PlantNetwork {
    fn from(network: &Self) -> Self {
        network.clone()
    }
}

impl PlantNetwork {
    /// Makes the network.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: PlantNetworkProps) -> Self {
        let scope = scope.scope().child(id);
        let key = PlantKey::or_own(props.encryption_key, &scope);
        let isolated = SubnetConfiguration::new("Isolated", SubnetType::PrivateIsolated).cidr_mask(24_u8);
        let vpc = VpcProps::new()
            .ip_addresses(props.ip_addresses)
            .max_azs(props.zones)
            .subnet_configuration([isolated]);
        let vpc = Vpc::new(&scope, "Vpc", vpc);
        let mut group = LogGroupProps::new().encryption_key(&key).removal_policy(
            Defaults::of(&scope)
                .current_removal_policy()
                .unwrap_or(RemovalPolicy::RetainExceptOnCreate),
        );
        group.retention = props.flow_log_retention.map(Into::into);
        let flow_log_group = LogGroup::new(&scope, "Connections", group);
        let log = FlowLogProps::new(&vpc).destination(FlowLogDestination::log_group(&flow_log_group));
        ec2::FlowLog::new(&scope, "FlowLog", log);
        for (id, service) in [
            ("S3", GatewayEndpointService::S3),
            ("DynamoDb", GatewayEndpointService::DynamoDb),
        ] {
            let endpoint = GatewayVpcEndpoint::new(&scope, id, GatewayVpcEndpointProps::new(&vpc, service));
            endpoint.add_to_policy(own_account_only());
        }
        let mut network = Self {
            scope,
            vpc,
            flow_log_group,
            endpoints: Vec::new(),
        };
        for service in props.interface_endpoints {
            network.add_endpoint(service);
        }
        network
    }

    #[track_caller]
    fn add_endpoint(&mut self, service: InterfaceEndpointService) {
        let props = InterfaceVpcEndpointProps::new(&self.vpc, service.clone())
            .subnets(SubnetSelection::of_type(SubnetType::PrivateIsolated))
            .access(EndpointAccess::Allowed);
        let id = format!("Endpoint{}", self.endpoints.len() + 1);
        let endpoint = InterfaceVpcEndpoint::new(&self.scope, &id, props);
        endpoint.add_to_policy(own_account_only());
        self.endpoints.push((service, endpoint));
    }

    /// The network itself.
    pub fn vpc(&self) -> &Vpc {
        &self.vpc
    }

    /// The network's id.
    pub fn vpc_id(&self) -> Value<String> {
        self.vpc.id()
    }

    /// The log of connections.
    pub fn flow_log_group(&self) -> &LogGroup {
        &self.flow_log_group
    }

    /// The address of a service within, if it has one. Who is to reach it is said by [`Connectable`](ec2::Connectable).
    pub fn endpoint(&self, service: &InterfaceEndpointService) -> Option<&InterfaceVpcEndpoint> {
        self.endpoints
            .iter()
            .find(|(known, _)| known == service)
            .map(|(_, endpoint)| endpoint)
    }
}

/// Lets through whoever is of this account, to what is of this account.
fn own_account_only() -> PolicyStatement {
    PolicyStatement::allow(["*"])
        .by(Principal::star())
        .on_everything()
        .when(
            "StringEquals",
            doc!({ "aws:PrincipalAccount": pseudo::account_id(), "aws:ResourceAccount": pseudo::account_id() }),
        )
}
